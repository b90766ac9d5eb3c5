// The document as it is laid out: shadow trees and frames of the page's own origin are part of it.
//
// Properties are read by the prototypes' own getters. A form hides its own behind inputs of the same name
// (<input name="parentElement">), for any script, so nothing here asks an element by plain property access.

const getter = (type, name) => {
  const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
  return (node) => get.call(node);
};
const method = (type, name) => {
  const call = type.prototype[name];
  return (node, ...rest) => call.apply(node, rest);
};

const nodeType = getter(Node, "nodeType");
const parentNode = getter(Node, "parentNode");
const childNodes = getter(Node, "childNodes");
const rootOf = method(Node, "getRootNode");
const ownerOf = getter(Node, "ownerDocument");
const isConnected = getter(Node, "isConnected");
const textContent = getter(Node, "textContent");
const nameOfTag = getter(Element, "localName");
const shadowOf = getter(Element, "shadowRoot");
const slotOf = getter(Element, "assignedSlot");
const attribute = method(Element, "getAttribute");
const hasAttribute = method(Element, "hasAttribute");
const attributesOf = method(Element, "getAttributeNames");
const matches = method(Element, "matches");
const closest = method(Element, "closest");
const queryAll = method(Element, "querySelectorAll");
const clientRect = method(Element, "getBoundingClientRect");
const clientRects = method(Element, "getClientRects");
const checkVisibility = method(Element, "checkVisibility");
const isEditable = getter(HTMLElement, "isContentEditable");
const assigned = method(HTMLSlotElement, "assignedNodes");

const textOf = getter(CharacterData, "data");
const dispatch = method(EventTarget, "dispatchEvent");

// What an element says of itself, by its attributes or, if it is a custom one, by its internals (init.js).
const aria = (element, name) => attribute(element, name) ?? internalsOf(element)[name] ?? null;
function internalsOf(element) {
  if (!nameOfTag(element).includes("-")) return {};
  return kept(internals, element, () => {
    const note = document.createTextNode("");
    dispatch(element, new MouseEvent("iwr-internals", { relatedTarget: note, composed: true }));
    return JSON.parse(textOf(note) || "{}");
  });
}

const isElement = (node) => nodeType(node) === 1;
const isText = (node) => nodeType(node) === 3;
const isHtml = (element) => element.namespaceURI === "http://www.w3.org/1999/xhtml";
const tagOf = (element) => nameOfTag(element).toLowerCase();

// What lies in a frame of the page's own origin; null for any other element.
const FRAMES = new Set(["iframe", "frame", "object"]);
function documentIn(element) {
  if (!FRAMES.has(tagOf(element)) || !isHtml(element)) return null;
  try {
    return element.contentDocument?.documentElement ? element.contentDocument : null;
  } catch {
    return null;
  }
}

// The children as they are laid out: of a host its shadow tree's, of a slot what was put there.
function childrenOf(element) {
  const inner = documentIn(element);
  if (inner) return [inner.documentElement];
  const shadow = shadowOf(element);
  if (shadow) return childNodes(shadow);
  if (tagOf(element) === "slot" && isHtml(element)) {
    const filled = assigned(element, { flatten: true });
    if (filled.length) return filled;
  }
  return childNodes(element);
}

// The element around another as it is laid out; null at the top.
function parentOf(node) {
  if (isElement(node)) {
    const slot = slotOf(node);
    if (slot) return slot;
  }
  const parent = parentNode(node);
  if (!parent) return null;
  switch (nodeType(parent)) {
    case 1: return parent;
    case 9: return parent.defaultView?.frameElement ?? null;
    default: return parent.host ?? null;
  }
}

// Whether an element is all of its document's page.
const isPage = (element) => element === ownerOf(element).documentElement || element === ownerOf(element).body;

const contains = (outer, inner) => {
  for (let e = inner; e; e = parentOf(e)) if (e === outer) return true;
  return false;
};

// All documents there are to see, outermost first.
function documents() {
  const found = [document];
  for (const one of found) {
    for (const element of one.querySelectorAll("iframe, frame, object")) {
      const inner = documentIn(element);
      if (inner) found.push(inner);
    }
  }
  return found;
}

// The element that has the focus, wherever it lies.
function activeElement() {
  let active = document.activeElement;
  while (active) {
    const inner = shadowOf(active)?.activeElement ?? documentIn(active)?.activeElement;
    if (!inner) return active;
    active = inner;
  }
  return null;
}

// Names for elements that last as long as the document does.
const refs = new WeakMap();
const named = new Map();
let lastRef = 0;
function refOf(element) {
  let ref = refs.get(element);
  if (!ref) {
    ref = String((lastRef += 1));
    refs.set(element, ref);
    named.set(ref, new WeakRef(element));
  }
  return ref;
}
function elementOf(ref) {
  const element = named.get(ref)?.deref();
  return element && isConnected(element) ? element : null;
}

// What a page can make as long as it likes is cut, and marked as cut. Lone surrogates and characters that no
// file can hold are replaced. A space that keeps digits together is part of their number.
const LONGEST = 300, KEEPING = "(?<=\\p{Nd})[\\u00a0\\u2007\\u2009\\u202f](?=\\p{Nd})";
const LOOSE = new RegExp(`(?!${KEEPING})\\s+`, "gu");
function clean(text, most = LONGEST) {
  const tidy = String(text ?? "").slice(0, 4 * most).toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, "\ufffd").replace(LOOSE, " ").trim();
  return tidy.length > most ? `${tidy.slice(0, most - 1).toWellFormed()}…` : tidy;
}
