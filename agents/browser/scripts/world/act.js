// Where the mouse can act on an element, and what there is no mouse for: the lists and pickers that a browser
// draws outside the page.

const scrollTo = method(Element, "scrollIntoView");

// Points of an element at which it is painted, likeliest first: of every part of it (a link over two lines has
// two), the middle before the edges.
const SPREAD = [0.5, 0.25, 0.75, 0.12, 0.88];
const FINE = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9, 0.03, 0.97];
function* pointsOf(element, from, clip) {
  const doc = ownerOf(element), all = rectOf(element);
  // Of a block of text the words, where it has them: a person doesn't point beside what is written.
  if (from === null && !OPERATED.has(roleOf(element))) {
    for (const r of writtenIn(element, doc)) {
      const part = intersect(r, clip);
      if (areaOf(part) > 0) yield [(part.left + part.right) / 2, (part.top + part.bottom) / 2];
    }
  }
  const parts = [...clientRects(element)].map((r) => toViewport(r, doc)).filter((r) => areaOf(r) > 1);
  const grid = function* (r, spread) {
    const part = intersect(r, clip);
    if (areaOf(part) <= 0) return;
    for (const y of spread) {
      for (const x of spread) {
        const across = from === null ? x : x === 0.5 ? from : x;
        yield [part.left + across * (part.right - part.left), part.top + y * (part.bottom - part.top)];
      }
    }
  };
  for (const part of parts.length ? parts.sort((a, b) => areaOf(b) - areaOf(a)).slice(0, 6) : [all]) yield* grid(part, SPREAD);
  yield* grid(all, FINE);
}

// Where an element's own text is written, line by line.
function writtenIn(element, doc) {
  const range = doc.createRange();
  return [...childrenOf(element)].filter((child) => isText(child) && child.data.trim()).slice(0, 4).flatMap((child) => {
    range.selectNodeContents(child);
    return [...range.getClientRects()].slice(0, 4).map((r) => toViewport(r, doc));
  });
}

// Whether something between an element and what lies in it is a thing of its own: a button on a card, a dialog in
// its backdrop. A click there is not the outer one's.
const PRESSED = new Set(["button", "link", "checkbox", "radio", "switch", "textbox", "combobox", "slider", "menuitem", "tab", "option"]);
const OVERLAID = new Set(["dialog", "alertdialog", "menu", "listbox"]);
function isOthers(element, top) {
  const pressed = PRESSED.has(roleOf(element)) || styleOf(element).cursor === "pointer", own = pressed && controlOf(element);
  for (let e = top; e && e !== element; e = parentOf(e)) {
    const inner = roleOf(e);
    if (OVERLAID.has(inner) || (pressed && PRESSED.has(inner) && e !== own && !labelsOf(e).includes(element))) return true;
  }
  return false;
}

// Whether the mouse at a point meets an element: it, what lies in it, a label of it; what lies around it where it
// lets the mouse through.
function meets(element, top) {
  if (!top) return false;
  if (contains(element, top)) return !isOthers(element, top);
  if (labelsOf(element).some((label) => contains(label, top))) return true;
  return styleOf(element).pointerEvents === "none" && contains(top, element);
}

// Whether what lies on a field belongs to it: chips of what was chosen, a label that floats. It shares the frame of
// that field and of no other, and is no button of its own.
function framed(element, top) {
  if (!/^(input|textarea|select)$/.test(tagOf(element)) && !isEditingHost(element) && !FIELDS.has(roleOf(element))) return false;
  if (closest(top, "button, a[href], [role=button]") && !contains(closest(top, "button, a[href], [role=button]"), element)) return false;
  for (let e = parentOf(element), up = 0; e && up < 4; e = parentOf(e), up += 1) {
    const fields = [...queryAll(e, "input, textarea, select, [contenteditable], [role=combobox]")].filter((one) => typeOf(one) !== "hidden");
    if (fields.some((one) => one !== element && !contains(one, element) && !contains(element, one))) return false;
    if (contains(e, top)) return true;
  }
  return false;
}

const describe = (element) => {
  const role = roleOf(element), name = namesOf(element, role)[0] || clean(textIn(element, null), 60);
  return `${role}${name ? ` "${clean(name, 60)}"` : ""}`;
};

// Whether all that is written in an element is hidden by something on top: then what shows of its box is not it.
function isBuried(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), doc = ownerOf(element), range = doc.createRange();
  let seen = 0;
  for (let text = walker.nextNode(); text && seen < 8; text = walker.nextNode()) {
    const around = parentOf(text) ?? element;
    if (!text.data.trim() || UNSEEN.has(tagOf(around)) || !isShown(around)) continue;
    range.selectNodeContents(text);
    const r = toViewport(range.getBoundingClientRect(), doc), x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
    if (areaOf(intersect(r, clipOf(around))) <= 0) continue;
    if (!coverOf(around, x, y)) return false;
    seen += 1;
  }
  return seen > 0;
}

// A point at which the mouse meets an element: {x, y}. Else what lies on top of it: {blocked}; or {gone}, {away}
// where it is out of sight. `from`: where across it to begin, as a share of its width; null: in the middle.
function reach(ref, from = null) {
  forget();
  const element = elementOf(ref);
  if (!element) return { gone: true };
  const clip = clipAround(element);
  if (areaOf(intersect(rectOf(element), clip)) <= 0) return { away: true };
  let cover = null, glass = null, within = null;
  const buried = isBuried(element);
  for (const [x, y] of pointsOf(element, from, clip)) {
    const [top] = hits(x, y);
    if (meets(element, top) && !buried) return { x: round(x), y: round(y) };
    if (contains(element, top) && !buried) within ??= { x: round(x), y: round(y) };
    if (!top || contains(top, element) || contains(element, top)) continue; // nothing of it is painted there
    cover ??= top;
    // Seen through what lies on top, it is where one would click all the same; not so below a dialog's backdrop.
    const seen = !isBackdrop(top, x, y) && !coverOf(element, x, y) && areaOf(rectOf(top)) < areaOf(viewport()) / 2;
    if (!glass && (seen || framed(element, top))) glass = { x: round(x), y: round(y) };
  }
  if (within) return within; // all of it is taken up by what lies in it
  if (buried && !cover) return { blocked: "something" };
  return glass ?? (cover ? { blocked: describe(cover) } : { away: true });
}

// An element and what lies around it, innermost first, roots of shadow trees and documents among them: whether the
// browser itself answers to a click there, whether it says the same and no more, and whether it then has something for
// a script to read (data-id), as what is heard from afar has.
const NATIVE = "summary, a[href], area[href], button, input, select, textarea, option";
const FOCUSED = "[draggable=true], [tabindex]:not([tabindex^='-'])"; // around more, it is a panel or a card that is moved
const answers = (e, same) => matches(e, NATIVE) || Boolean(labelledBy(e)) || (same && matches(e, FOCUSED));
// Not what tools put on everything, or style by.
const READ = /^data-(?!v-|s-|svelte|astro|react|radix|headlessui|test|cy|qa|slot|size|variant|state|theme|color|position|orientation|disabled|with-)./;
const isStray = (e) => tagOf(e) === "label" && !labelledBy(e); // its control is gone
function aroundOf(ref) {
  const found = [], first = elementOf(ref), said = first && clean(textContent(first));
  for (let e = first; e; e = parentOf(e)) {
    const large = isPage(e) || areaOf(rectOf(e)) > areaOf(viewport()) / 2, above = parentNode(e);
    const same = !large && clean(textContent(e)) === said && !isStray(e), read = same && attributesOf(e).some((name) => READ.test(name));
    found.push({ ref: refOf(e), native: !large && answers(e, same), same, read });
    if (above && !isElement(above)) found.push({ ref: refOf(above), native: false, same: same && nodeType(above) !== 9, read: false });
  }
  return found;
}

// Scrolls an element into view; false where it is gone.
function bring(ref, block) {
  const element = elementOf(ref);
  if (element) scrollTo(element, { block, inline: "nearest", behavior: "instant" });
  return Boolean(element);
}

function boxOfRef(ref) {
  forget();
  const element = elementOf(ref);
  return element ? boxOf(rectOf(element)) : null;
}

// The control that an element is the label of.
const labelControl = getter(HTMLLabelElement, "control");
const labelledBy = (element) => (tagOf(element) === "label" && isHtml(element) ? labelControl(element) : null);

// The control that an element stands for: itself, that of a label, the only one in it.
function controlOf(element) {
  const labelled = labelledBy(element) ?? closest(element, "label")?.control;
  if (isTyped(element) || /^(input|select)$/.test(tagOf(element))) return element;
  if (labelled) return labelled;
  const inner = [...queryAll(element, "input, select, textarea, [contenteditable]")].filter((one) => typeOf(one) !== "hidden");
  return inner.length === 1 ? inner[0] : null;
}

// What kind of control is used: "select", "textarea", an input's type, "editable", or "" for none of these.
function kind(ref) {
  const element = elementOf(ref), control = element && controlOf(element);
  if (!control) return { kind: "", ref };
  const tag = tagOf(control);
  const kind = tag === "input" ? typeOf(control) : /^(select|textarea)$/.test(tag) ? tag : "editable";
  return { kind, ref: refOf(control), list: tag === "input" && Boolean(control.list), disabled: isDisabled(control) };
}

// The options of a native list, or of the suggestions of a field.
function optionsOf(ref) {
  const element = elementOf(ref);
  const options = tagOf(element) === "select" ? element.options : element.list?.options ?? [];
  return [...options].map((one) => ({ label: clean(one.label || one.value), disabled: isDisabled(one) || Boolean(closest(one, "optgroup:disabled")) }));
}

// Chooses one as the browser's own popup would, with the events it sends.
function choose(ref, index) {
  const element = elementOf(ref);
  if (tagOf(element) === "select") {
    const options = [...element.options];
    if (!element.multiple) for (const one of options) one.selected = false;
    options[index].selected = true;
  } else {
    setValue(element, element.list.options[index].value);
  }
  changed(element);
}

const nativeValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
const setValue = (input, value) => nativeValue.call(input, value);
const changed = (element) => {
  for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
};

// Gives a native picker's field its value; false where it does not take it.
function pick(ref, value) {
  const element = elementOf(ref);
  element.focus();
  if (element.value === value) return true;
  setValue(element, value);
  if (element.value !== value) return false;
  changed(element);
  return true;
}

// What has the focus: {editable, taken, ref}; taken: something but the page as a whole.
function focus() {
  const active = activeElement();
  if (!active || active === document.body || active === document.documentElement) return { editable: false, taken: false };
  return { editable: isTyped(active) || (isHtml(active) && isEditable(active)), taken: true, ref: refOf(active),
    value: isTyped(active) ? valueOf(active, roleOf(active)) : null };
}

// Gives an element the focus, as the Tab key would, where a click has not; false where it takes none.
function giveFocus(ref) {
  const element = elementOf(ref);
  if (!element) return false;
  if (!holdsFocus(ref)) [element, ...queryAll(element, "*")].find((one) => one.tabIndex >= 0)?.focus();
  return holdsFocus(ref);
}

// Whether an element and the focus are one thing to a person: the focus lies in it, or it is its label.
function holdsFocus(ref) {
  const element = elementOf(ref), active = activeElement();
  return Boolean(element && active) && (contains(element, active) || controlOf(element) === active);
}

// Whether a list offers its options without being opened: they lie in it, or it, or what it belongs to, says that it
// is expanded.
function offers(ref) {
  const element = elementOf(ref);
  if (!element) return false;
  const options = [...queryAll(element, "[role=option], [role=checkbox], [role=menuitemcheckbox], input[type=checkbox]")];
  if (options.some((one) => areaOf(rectOf(one)) > 0 && isShown(one))) return true;
  const parts = [element, ...queryAll(element, "[aria-expanded]")];
  for (let e = parentOf(element), up = 0; e && up < 3; e = parentOf(e), up += 1) parts.push(e);
  return parts.some((one) => attribute(one, "aria-expanded") === "true" && attribute(one, "aria-haspopup") !== "dialog");
}

const valueOfRef = (ref) => elementOf(ref)?.value ?? null;
