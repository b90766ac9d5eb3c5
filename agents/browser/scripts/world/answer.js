// What an expression comes to, as JSON text. Half of a character by itself, which honest pages cut off an emoji,
// can't be written as UTF-8: JSON.stringify escapes it, and it is replaced here.
function json(value) {
  const text = JSON.stringify(value);
  if (!text?.includes("\\ud")) return text;
  return text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (escape) => (escape.length > 2 ? "\\ufffd" : escape));
}
