// What an element is to a person: its role, what it is called, its states. After ARIA in HTML and the accessible
// name computation (W3C), as far as a page that is looked at needs them.

const INPUT_ROLES = {
  button: "button", image: "button", reset: "button", submit: "button", file: "button", checkbox: "checkbox",
  radio: "radio", number: "spinbutton", range: "slider", search: "searchbox",
};
const TAG_ROLES = {
  article: "article", aside: "complementary", button: "button", code: "code", datalist: "listbox", dd: "definition",
  del: "deletion", details: "group", dfn: "term", dialog: "dialog", dt: "term", em: "emphasis", fieldset: "group",
  figure: "figure", h1: "heading", h2: "heading", h3: "heading", h4: "heading", h5: "heading", h6: "heading",
  hr: "separator", iframe: "iframe", ins: "insertion", li: "listitem", main: "main", math: "math", menu: "list",
  meter: "meter", nav: "navigation", ol: "list", optgroup: "group", option: "option", output: "status",
  p: "paragraph", progress: "progressbar", search: "search", strong: "strong", sub: "subscript", summary: "button",
  sup: "superscript", table: "table", tbody: "rowgroup", textarea: "textbox", tfoot: "rowgroup", thead: "rowgroup",
  time: "time", tr: "row", ul: "list",
};
// Only where such an element is a part of the whole page.
const SECTIONING = "article, aside, main, nav, section, [role=article], [role=complementary], [role=main], [role=navigation], [role=region]";
const KNOWN_ROLES = new Set([...Object.values(INPUT_ROLES), ...Object.values(TAG_ROLES), "alert", "alertdialog",
  "application", "banner", "blockquote", "caption", "cell", "columnheader", "combobox", "contentinfo", "document",
  "feed", "form", "grid", "gridcell", "img", "link", "listbox", "log", "marquee", "menu", "menubar", "menuitem",
  "menuitemcheckbox", "menuitemradio", "note", "radiogroup", "region", "rowheader", "scrollbar", "switch", "tab",
  "tablist", "tabpanel", "term", "textbox", "timer", "toolbar", "tooltip", "tree", "treegrid", "treeitem"]);

// The role an author gave, if it is one; else the element's own; "generic" where it has none.
function roleOf(element) {
  const given = (aria(element, "role") ?? "").toLowerCase().split(/\s+/).map((r) => (r === "image" ? "img" : r));
  const known = given.find((role) => KNOWN_ROLES.has(role) || role === "none" || role === "presentation" || role === "generic");
  if (known && KNOWN_ROLES.has(known)) return known;
  const own = ownRole(element);
  // What can be operated can't be declared away.
  return known && !OPERATED.has(own) ? "generic" : own;
}

function ownRole(element) {
  const tag = tagOf(element);
  if (!isHtml(element)) return tag === "svg" ? "img" : tag === "math" ? "math" : tag === "a" ? "link" : "generic";
  switch (tag) {
    case "a": case "area": return hasAttribute(element, "href") ? "link" : "generic";
    case "footer": return closest(element, SECTIONING) ? "generic" : "contentinfo";
    case "header": return closest(element, SECTIONING) ? "generic" : "banner";
    case "form": return named_(element) ? "form" : "generic";
    case "section": return named_(element) ? "region" : "generic";
    case "img": return attribute(element, "alt") === "" && !hasAttribute(element, "title") ? "generic" : "img";
    case "input": return inputRole(element);
    case "select": return isListbox(element) ? "listbox" : "combobox";
    case "td": return closest(element, "[role=grid], [role=treegrid]") ? "gridcell" : "cell";
    case "th": return attribute(element, "scope") === "row" ? "rowheader" : "columnheader";
    case "summary": return tagOf(parentNode(element)) === "details" ? "button" : "generic";
    default: return TAG_ROLES[tag] ?? "generic";
  }
}

function inputRole(input) {
  const type = typeOf(input);
  if (type === "hidden") return "generic";
  if (hasAttribute(input, "list") && /^(text|search|email|tel|url)$/.test(type)) return "combobox";
  return INPUT_ROLES[type] ?? "textbox";
}

const named_ = (element) => hasAttribute(element, "aria-label") || hasAttribute(element, "aria-labelledby") ||
  hasAttribute(element, "title");
const typeOfInput = getter(HTMLInputElement, "type");
const typeOf = (element) => (tagOf(element) === "input" && isHtml(element) ? typeOfInput(element) : "");
const isListbox = (select) => hasAttribute(select, "multiple") || Number(attribute(select, "size")) > 1;

const FIELDS = new Set(["textbox", "searchbox", "spinbutton", "combobox", "slider"]);
const CHECKS = new Set(["checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"]);
const OPERATED = new Set([...FIELDS, ...CHECKS, "button", "link", "listbox", "menuitem", "option", "tab", "treeitem"]);
// Roles that are called what is written in them.
const CALLED_BY_CONTENT = new Set(["button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link",
  "menuitem", "menuitemcheckbox", "menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab", "tooltip",
  "treeitem", "term"]);

// All that an element is called, the accessible name first; none empty, each once.
function namesOf(element, role) {
  const found = [];
  const add = (text) => {
    const tidy = clean(text);
    if (tidy && !found.includes(tidy)) found.push(tidy);
  };
  add(byIds(element, "aria-labelledby"));
  add(aria(element, "aria-label"));
  for (const label of labelsOf(element)) add(textIn(label, element));
  const tag = tagOf(element), type = typeOf(element);
  if (tag === "img" || tag === "area" || type === "image") add(attribute(element, "alt"));
  if (/^(button|submit|reset)$/.test(type)) add(element.value || { submit: "Submit", reset: "Reset" }[type]);
  if (tag === "svg") add(titleIn(element));
  if (tag === "fieldset" || tag === "figure" || tag === "table") add(captionIn(element));
  if (CALLED_BY_CONTENT.has(role)) add(textIn(element, null));
  if (FIELDS.has(role) || isEditingHost(element)) add(placeholderOf(element));
  add(attribute(element, "title"));
  return found;
}

const LABELABLE = new Set(["button", "input", "meter", "output", "progress", "select", "textarea"]);
const labelsOf = (element) => (LABELABLE.has(tagOf(element)) && isHtml(element) ? [...(element.labels ?? [])] : []);
const placeholderOf = (element) => attribute(element, "placeholder") ?? attribute(element, "aria-placeholder") ??
  attribute(element, "data-placeholder");
const titleIn = (svg) => [...childNodes(svg)].filter((n) => isElement(n) && tagOf(n) === "title").map(textContent)[0];
const captionIn = (element) => [...childNodes(element)]
  .filter((n) => isElement(n) && /^(legend|figcaption|caption)$/.test(tagOf(n))).map((n) => textIn(n, null))[0];

function byIds(element, name) {
  const ids = (attribute(element, name) ?? "").split(/\s+/).filter(Boolean);
  const root = rootOf(element);
  const byId = (id) => root.getElementById?.(id);
  // (An element that refers to itself does so for its label: "Calendar" before "Workshop date".)
  const said = (one) => (one === element && aria(one, "aria-label")) || textIn(one, null) || aria(one, "aria-label") || "";
  return ids.map(byId).filter(Boolean).map(said).join(" ");
}

// The text in an element as it is laid out, with the names of pictures and what style sheets write; hidden parts
// and the part that is asked for (a label's own field) left out.
function textIn(element, without, depth = 0) {
  if (depth > 60) return "";
  let text = "";
  for (const child of childrenOf(element)) {
    if (text.length > LONGEST) break;
    if (isText(child)) {
      text += child.data;
    } else if (isElement(child) && child !== without && !UNREAD.has(tagOf(child)) && !isHidden(child)) {
      const style = styleOf(child), block = style.display !== "inline" && style.display !== "contents";
      const role = roleOf(child);
      const own = FIELDS.has(role) ? "" : role === "img" ? namesOf(child, role)[0] ?? "" : textIn(child, without, depth + 1);
      text += block ? ` ${own} ` : own;
    }
  }
  return text + generatedText(element);
}
const UNREAD = new Set(["script", "style", "noscript", "template", "datalist"]);
const isHidden = (element) => aria(element, "aria-hidden") === "true" || styleOf(element).display === "none" ||
  styleOf(element).visibility === "hidden";
const generatedText = (element) => {
  const around = ["::before", "::after"].map((which) => generated(element, which)).filter((t) => t && !isGlyph(t));
  return around.length ? ` ${around.join(" ")}` : "";
};
// Letters of an icon font: drawn, not written.
const isGlyph = (text) => /^[\p{Co}\s]*$/u.test(text);

// An element in which one types though it is no field.
const isEditingHost = (element) => isHtml(element) && isEditable(element) &&
  !(parentOf(element) && isHtml(parentOf(element)) && isEditable(parentOf(element)));
const TYPED = /^(text|search|email|tel|url|number|password|date|time|month|week|datetime-local)$/;
const isTyped = (element) => {
  const tag = tagOf(element);
  return isHtml(element) && (tag === "textarea" || (tag === "input" && TYPED.test(typeOf(element))) || isEditingHost(element));
};
const isReadOnly = (element) => element.readOnly === true || aria(element, "aria-readonly") === "true";

const isDisabled = (element) => matches(element, ":disabled") || aria(element, "aria-disabled") === "true" ||
  Boolean(closest(element, '[aria-disabled="true"]')) || Boolean(closest(element, "[inert]"));

// The states that are known, true and false alike.
function statesOf(element, role) {
  const states = {};
  const flag = (name, value) => {
    if (value === "true" || value === true) states[name] = true;
    else if (value === "false" || value === false) states[name] = false;
    else if (value === "mixed") states[name] = "mixed";
  };
  const type = typeOf(element), tag = tagOf(element);
  if (type === "checkbox" || type === "radio") flag("checked", element.indeterminate ? "mixed" : element.checked);
  else if (CHECKS.has(role)) flag("checked", aria(element, "aria-checked"));
  flag("selected", tag === "option" ? element.selected : aria(element, "aria-selected"));
  flag("expanded", tag === "summary" && role === "button" ? hasAttribute(parentNode(element), "open") : aria(element, "aria-expanded"));
  flag("pressed", aria(element, "aria-pressed"));
  if (states.selected === "mixed") delete states.selected;
  if (states.expanded === "mixed") delete states.expanded;
  if (OPERATED.has(role) && isDisabled(element)) states.disabled = true;
  const level = role === "heading" ? Number(aria(element, "aria-level") ?? /^h(\d)$/.exec(tag)?.[1]) : 0;
  if (level > 0) states.level = level;
  return states;
}

// What a field holds; null for what is no field.
function valueOf(element, role) {
  const tag = tagOf(element), type = typeOf(element);
  if (tag === "select") return clean([...element.selectedOptions].map((one) => one.label).join(", "));
  if (tag === "textarea" || (tag === "input" && FIELDS.has(role))) return clean(type === "password" ? "•".repeat(element.value.length) : element.value);
  const text = aria(element, "aria-valuetext") ?? aria(element, "aria-valuenow");
  if (FIELDS.has(role) && text !== null) return clean(text);
  if (isEditingHost(element) || (FIELDS.has(role) && role !== "slider")) return clean(textIn(element, null));
  return FIELDS.has(role) ? "" : null;
}
