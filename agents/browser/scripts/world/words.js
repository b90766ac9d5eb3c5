// The words that can be read: of text nodes, fields, and what style sheets write.

const transform = (text, style) =>
  style.textTransform === "uppercase" ? text.toUpperCase()
    : style.textTransform === "lowercase" ? text.toLowerCase()
      : style.textTransform === "capitalize" ? text.replace(/(^|\s)(\S)/g, (_, a, b) => a + b.toUpperCase()) : text;

const WRITTEN = /^(text|search|email|tel|url|number|password|date|time|month|week|datetime-local|submit|button|reset)$/;
const LABELS = { submit: "Submit", reset: "Reset", date: "mm/dd/yyyy" };

function fieldText(element) {
  switch (isHtml(element) ? tagOf(element) : "") {
    case "select": return isListbox(element) ? "" : element.selectedOptions[0]?.label ?? "";
    case "option": {
      const list = closest(element, "select");
      return list && isListbox(list) ? element.label : "";
    }
    case "textarea": return element.value || element.placeholder;
    case "input": break;
    default: return "";
  }
  const type = typeOf(element), { value } = element;
  if (!WRITTEN.test(type)) return "";
  if (type === "password" && value) return "•".repeat(value.length);
  if (type === "date" && value) return value.replace(/^(\d+)-(\d+)-(\d+)$/, "$2/$3/$1");
  return value || element.placeholder || LABELS[type] || "";
}

// The text of ::before or ::after. Such a box can't be measured: it is taken to be its element's.
const generated = (element, which) => kept(written[which], element, () => generatedNow(element, which));
function generatedNow(element, which) {
  const style = getComputedStyle(element, which), { content } = style;
  if (content === "none" || content === "normal" || !/"|counter/.test(content)) return "";
  if (style.display === "none" || style.visibility !== "visible" || Number(style.opacity) < 0.05) return "";
  const text = contentText(content, element, which);
  return text && isLegible(element, style) ? transform(text, style) : "";
}

const WORD = new RegExp(`(?:\\S|${KEEPING})+`, "gu");
const UNSEEN = new Set(["script", "style", "noscript", "template", "title", "option", "textarea"]);

// Collects words as the walk comes past them. A word has its text, its box, and the number of its line.
class Words {
  found = [];
  line = 0;

  // A text node; the words of it that lie in view.
  text(node, element) {
    if (UNSEEN.has(tagOf(element)) || !node.data.trim()) return [];
    const style = styleOf(element), doc = ownerOf(node);
    if (!isLegible(element, style)) return [];
    const range = kept(ranges, doc, () => doc.createRange());
    const place = () => toViewport(range.getBoundingClientRect(), doc);
    range.selectNodeContents(node);
    const all = place(), clip = clipOf(element), before = this.found.length;
    this.line += 1;
    if (all.bottom < clip.top || all.top > clip.bottom || all.right < clip.left || all.left > clip.right) return [];
    let last = null;
    for (const match of node.data.matchAll(WORD)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const r = place();
      // (Words of one line stand in any order: Arabic runs to the left, and a number in it to the right.)
      if (last && Math.abs(r.top - last.top) > (last.bottom - last.top) / 2) this.line += 1;
      last = r;
      this.keep(transform(match[0], style), r, element);
    }
    return this.found.slice(before);
  }

  field(element) {
    const text = fieldText(element);
    if (!text) return;
    const r = { ...rectOf(element) }, style = styleOf(element);
    if (tagOf(element) === "textarea") r.bottom = Math.min(r.bottom, r.top + parseFloat(style.fontSize) * 1.6);
    this.within(element, transform(text, style), r, style);
  }

  // What is written after an element's text begins where that ends.
  generated(element, which) {
    const text = generated(element, which), start = this.found.length;
    if (!text) return [];
    const r = { ...rectOf(element) }, last = this.found.at(-1);
    let from = null;
    if (which === "::after" && last && contains(element, last.element)) {
      const [x, y, w, h] = last.box;
      if (x + w < r.right) [from, r.top, r.bottom] = [x + w, y, y + h];
    }
    this.within(element, text, r, styleOf(element), from);
    return this.found.slice(start);
  }

  // Text whose place within its element is not known: where its line begins, in letters of a middling width.
  within(element, text, r, style, from = null) {
    const [before, after] = ["Left", "Right"].map((side) => parseFloat(style[`padding${side}`]) + parseFloat(style[`border${side}Width`]));
    const letter = parseFloat(style.fontSize) * 0.52, room = r.right - r.left - before - after - text.length * letter;
    const start = from ?? r.left + before + Math.max(0, room) * shareBefore(style);
    this.line += 1;
    for (const match of text.matchAll(WORD)) {
      const left = Math.min(start + match.index * letter, r.right - 2);
      const right = Math.min(left + match[0].length * letter, r.right);
      this.keep(match[0], { left, top: r.top, right, bottom: r.bottom }, element, boxOf(r));
    }
  }

  // `within`: where it stands, if its own place is only guessed.
  keep(text, r, element, within = null) {
    if (this.found.length >= MOST_WORDS) return;
    const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
    if (r.right - r.left < 1 || r.bottom - r.top < 1 || !inside(clipOf(element), x, y)) return;
    this.found.push({ text: clean(text), box: boxOf(r), line: this.line, element, x, y, within });
  }

  // Those that nothing lies upon, each with the number of the node that it is the text of.
  seen(nodes) {
    const owners = new Map(nodes.flatMap((node, number) => (node.words ?? []).map((word) => [word, number])));
    for (const word of this.found) word.covered = Boolean(coverOf(word.element, word.x, word.y));
    return this.found.filter((word) => !word.covered)
      .map((word) => [word.text, word.box, word.line, owners.get(word) ?? null, word.within]);
  }
}
// How much of the room that a field's text leaves is before it.
const shareBefore = ({ textAlign, direction }) =>
  textAlign.includes("center") ? 0.5 : /right|end/.test(textAlign) !== (direction === "rtl" && !/left|right/.test(textAlign)) ? 1 : 0;
const MOST_WORDS = 5000;
