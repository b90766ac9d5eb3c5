// What the counters of style sheets stand at (CSS Lists 3): the document is walked once a look, and only where a text
// that is seen is written by one.

const ROMAN = [[1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"],
  [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];
function roman(value) {
  if (value < 1 || value > 3999) return String(value);
  let text = "";
  for (const [worth, sign] of ROMAN) for (; value >= worth; value -= worth) text += sign;
  return text;
}
function letters(value) {
  if (value < 1) return String(value);
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(97 + ((rest - 1) % 26)) + text;
  return text;
}
const STYLES = {
  decimal: String,
  "decimal-leading-zero": (value) => (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(2, "0"),
  "lower-alpha": letters, "lower-latin": letters, "upper-alpha": (value) => letters(value).toUpperCase(),
  "upper-latin": (value) => letters(value).toUpperCase(), "lower-roman": roman,
  "upper-roman": (value) => roman(value).toUpperCase(), disc: () => "•", none: () => "",
};

// For every element and its generated boxes that write a counter, what the counters of that name stand at, outermost
// first.
function countersOf(element, which, name) {
  counted ??= new Counting().done; // (forgotten with all else that is kept of a look)
  return counted.get(element)?.[which]?.[name] ?? [0];
}

class Counting {
  done = new Map();
  open = {}; // by name, the counters in whose scope the walk is, innermost last

  constructor() {
    this.visit(document.documentElement, null);
  }

  visit(element, parent) {
    const style = styleOf(element);
    if (style.display === "none") return;
    this.count(style, parent, element);
    this.box(element, "::before");
    for (const child of childrenOf(element)) if (isElement(child)) this.visit(child, element);
    this.box(element, "::after");
    for (const counters of Object.values(this.open)) while (counters.at(-1)?.parent === element) counters.pop();
  }

  box(element, which) {
    const style = getComputedStyle(element, which), { content } = style;
    if (content === "none" || content === "normal" || style.display === "none") return;
    this.count(style, element, null);
    if (!content.includes("counter")) return;
    const boxes = this.done.get(element) ?? this.done.set(element, {}).get(element);
    boxes[which] = Object.fromEntries(Object.entries(this.open).map(([name, counters]) => [name, counters.map((one) => one.value)]));
  }

  count(style, parent, element) {
    const list = element && isHtml(element) && /^(ol|ul|menu)$/.test(tagOf(element));
    for (const [name, value] of pairs(style.counterReset, list ? "list-item 0" : "")) this.reset(name, value, parent);
    const item = style.display.includes("list-item") && !/list-item/.test(style.counterIncrement) ? "list-item 1" : "";
    for (const [name, value] of pairs(style.counterIncrement, item)) this.counter(name, parent).value += value;
    for (const [name, value] of pairs(style.counterSet ?? "none", "")) this.counter(name, parent).value = value;
  }

  // A new counter; one that a sibling began ends.
  reset(name, value, parent) {
    const counters = (this.open[name] ??= []);
    if (counters.at(-1)?.parent === parent) counters.pop();
    counters.push({ value, parent });
  }

  counter(name, parent) {
    if (!this.open[name]?.length) this.reset(name, 0, parent);
    return this.open[name].at(-1);
  }
}
const pairs = (written, more) => [...`${written === "none" ? "" : written} ${more}`.matchAll(/([^\s\d-][^\s]*|-[^\s\d][^\s]*)\s+(-?\d+)/g)]
  .map(([, name, value]) => [name, Number(value)]);

// The text of `content`: its strings and counters; null where a counter's style is not known here.
const PART = /"((?:[^"\\]|\\.)*)"|counters?\(([^"()]*)(?:"((?:[^"\\]|\\.)*)"([^()]*))?\)|([^\s"]+)/g;
function contentText(content, element, which) {
  let text = "";
  // (An address is quoted, too, but is no text; what stands after a slash is said of a picture, not written.)
  for (const [, string, named, separator, styled, other] of content.replace(/url\("(?:[^"\\]|\\.)*"\)/g, "").matchAll(PART)) {
    if (string !== undefined) text += unescaped(string);
    else if (named !== undefined) {
      const [name, style = "decimal"] = [named, styled ?? ""].join(",").split(",").map((part) => part.trim()).filter(Boolean);
      const values = countersOf(element, which, name), write = STYLES[style];
      if (!write) return null;
      text += separator === undefined ? write(values.at(-1)) : values.map(write).join(unescaped(separator));
    } else if (other === "/") break;
  }
  return text;
}
const unescaped = (text) => text.replace(/\\(.)/g, "$1");
