// What is really at a point of a page, for the grounding bench. Independent of the tool's own scripts.
globalThis.truth = (() => {
  // "frame-or-host >>> selector": each step goes into a frame's document or an open shadow tree.
  function find(path) {
    let root = document, element = null;
    for (const selector of path.split(">>>").map((part) => part.trim())) {
      element = root.querySelector(selector);
      if (!element) return null;
      root = element.contentDocument ?? element.shadowRoot ?? element;
    }
    return element;
  }
  const up = (node) => node.assignedSlot ?? node.parentElement ??
    (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : node.ownerDocument?.defaultView?.frameElement ?? null);
  const inside = (outer, inner) => {
    for (let e = inner; e; e = up(e)) if (e === outer) return true;
    return false;
  };
  function at(x, y) {
    let root = document, found = null;
    for (;;) {
      const element = root.elementFromPoint(x, y);
      if (!element || element === found) return found;
      found = element;
      if (element.contentDocument) {
        const r = element.getBoundingClientRect(), s = getComputedStyle(element);
        x -= r.left + parseFloat(s.borderLeftWidth) + parseFloat(s.paddingLeft);
        y -= r.top + parseFloat(s.borderTopWidth) + parseFloat(s.paddingTop);
        root = element.contentDocument;
      } else if (element.shadowRoot) root = element.shadowRoot;
      else return found;
    }
  }
  const named = new Map();
  const put = (id, element) => Boolean(element && named.set(id, element));
  // Whether a click at the point uses the element: it meets it, what lies in it, or a label of it.
  function uses(id, x, y) {
    const wanted = named.get(id), hit = at(x, y);
    if (!hit || !wanted) return false;
    if (inside(wanted, hit)) return true;
    const label = hit.closest?.("label");
    if (label?.control && inside(wanted, label.control)) return true;
    const own = wanted.closest?.("label");
    return Boolean(own && inside(own, hit) && own.control);
  }
  let undo = null;
  // What has to go with a control so that nothing says any more that it is there: the labels of a check box, the tab
  // that a link is all of, the track of a slider.
  const isTrack = (e) => !tidy(written(e)) && all(e).filter((one) => role(one)).length <= 1;
  function whole(element) {
    const said = name(element, role(element));
    if (role(element) === "slider") for (let e = up(element); e && e !== document.body && isTrack(e); e = up(e)) element = e;
    for (let e = up(element); e; e = up(e)) if (said && role(e) && name(e, role(e)) === said) element = e;
    const label = element.closest("label");
    if (label) return [label];
    const by = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => id && element.getRootNode().getElementById?.(id));
    const marks = ["checkbox", "radio", "switch"].includes(role(element)) ? [...(element.labels ?? []), ...by.filter(Boolean)] : [];
    return [element, ...marks.filter((one) => !inside(element, one) && !inside(one, element))];
  }
  function absent(id, path, how) {
    remember();
    const undone = (path ? [find(path) ?? named.get(id)] : whole(named.get(id))).map((element) => takenAway(element, how));
    undo = () => undone.reverse().forEach((back) => back());
  }
  function takenAway(element, how) {
    if (how === "removed") {
      const here = new Comment();
      element.replaceWith(here);
      return () => here.replaceWith(element);
    } else if (how === "hidden") {
      const before = [element, ...all(element)].filter((e) => e.style).map((e) => [e, e.getAttribute("style")]);
      for (const [e] of before) {
        e.style.setProperty("transition", "none", "important"); // else it goes by the page's clock, which stands
        e.style.setProperty("visibility", "hidden", "important");
      }
      return () => { for (const [e, style] of before) style === null ? e.removeAttribute("style") : e.setAttribute("style", style); };
    } else {
      const r = element.getBoundingClientRect(), doc = element.ownerDocument, view = doc.defaultView, cover = doc.createElement("div");
      const place = () => { // wherever it is scrolled to
        const r = element.getBoundingClientRect();
        Object.assign(cover.style, { left: r.left + view.scrollX - 2 + "px", top: r.top + view.scrollY - 2 + "px" });
      };
      Object.assign(cover.style, { position: "absolute", width: r.width + 4 + "px", height: r.height + 4 + "px", background: "#888", zIndex: 2147483647 });
      doc.documentElement.append(cover);
      place();
      view.addEventListener("scroll", place, true);
      return () => { view.removeEventListener("scroll", place, true); cover.remove(); };
    }
  }
  const places = new Map();
  // Named targets, made automatically: what a control is, what is written on it, where it stands.
  const TAGS = { button: "button", summary: "button", textarea: "textbox" };
  const INPUTS = { checkbox: "checkbox", radio: "radio", range: "slider", number: "spinbutton", search: "searchbox",
    button: "button", submit: "button", reset: "button", text: "textbox", email: "textbox", tel: "textbox", url: "textbox", password: "textbox" };
  const ROLES = new Set(["button", "link", "checkbox", "radio", "switch", "tab", "textbox", "searchbox", "spinbutton", "combobox",
    "listbox", "slider", "menuitem", "menuitemcheckbox", "menuitemradio", "option", "treeitem"]);
  function role(e) {
    const said = (e.getAttribute("role") ?? "").trim().split(/\s+/)[0];
    if (said) return ROLES.has(said) ? said : null;
    const tag = e.localName;
    if (tag === "a") return e.hasAttribute("href") ? "link" : null;
    if (tag === "select") return e.multiple || e.size > 1 ? "listbox" : "combobox";
    if (tag === "input") return e.list ? "combobox" : INPUTS[e.type] ?? null;
    return e.isContentEditable && e.getAttribute("contenteditable") !== null ? "textbox" : TAGS[tag] ?? null;
  }
  const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const shown = (e) => e.checkVisibility({ visibilityProperty: true });
  // The text as it is shown: slots hold what is put into them, shadow trees stand for their hosts.
  function written(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE && !(node instanceof ShadowRoot)) return "";
    if (node.nodeType === Node.ELEMENT_NODE && (!shown(node) || ["style", "script", "select", "textarea"].includes(node.localName))) return "";
    const slotted = node.localName === "slot" ? node.assignedNodes({ flatten: true }) : [];
    const children = slotted.length ? slotted : [...(node.shadowRoot ?? node).childNodes];
    return children.map((one) => (one.nodeType === Node.ELEMENT_NODE && !getComputedStyle(one).display.startsWith("inline") ? " " + written(one) + " " : written(one))).join("");
  }
  function name(e, what) {
    const root = e.getRootNode();
    const by = (e.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => id && root.getElementById?.(id)).filter(Boolean);
    const entry = ["textbox", "searchbox", "spinbutton", "combobox", "listbox", "slider"].includes(what);
    const ways = [by.map((one) => one.getAttribute("aria-label") ?? written(one)).join(" "), e.getAttribute("aria-label"), [...(e.labels ?? [])].map((one) => written(one)).join(" "),
      entry || ["checkbox", "radio"].includes(e.type) ? "" : e.localName === "input" ? e.value : written(e), e.placeholder, e.title];
    return ways.map(tidy).find(Boolean) ?? "";
  }
  function usable(e) {
    const r = e.getBoundingClientRect();
    if (!shown(e) || e.disabled || e.getAttribute("aria-disabled") === "true" || r.width < 8 || r.height < 8) return false;
    const x = r.left + r.width / 2, y = r.top + r.height / 2;
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const hit = at(x, y), label = hit?.closest?.("label");
    return Boolean(hit) && (inside(e, hit) || Boolean(label && (label.control === e || inside(label, e))));
  }
  const ROWS = "tr, li, article, [role=row], [role=listitem], [role=article]";
  function* visible() {
    for (const e of all(document.body)) {
      const what = e.ownerDocument === document && role(e);
      if (what && usable(e) && (["option", "treeitem"].includes(what) || !all(e).some((one) => role(one)))) yield [e, what];
    }
  }
  const told = new Map();
  // Whether a row draws something small besides one of its controls.
  const drawings = (row, but) => all(row).some((e) => {
    const r = e.getBoundingClientRect();
    return ["svg", "img", "i"].includes(e.localName) && shown(e) && r.width >= 8 && r.height >= 8 && Math.max(r.width, r.height) <= 64 && !inside(but, e) && !inside(e, but);
  });
  function controls() {
    return [...visible()].map(([e, what], index) => {
      const r = e.getBoundingClientRect(), id = `auto-${index + 1}`;
      let row = e;
      while (row && !row.matches(ROWS)) row = up(row);
      const first = row && row !== e ? tidy(written(row).split(/\s{2,}|\n/).find((part) => /\p{L}{3}/u.test(part))) : "";
      const one = { id, role: what, name: name(e, what), text: tidy(written(e)), row: first, alone: !row || !drawings(row, e), select: e.localName === "select",
        typed: e.isContentEditable || ["input", "textarea"].includes(e.localName), x: r.left + r.width / 2, y: r.top + r.height / 2, width: r.width, height: r.height };
      put(id, e);
      told.set(id, one);
      return one;
    });
  }
  // Whether the element is still there: a page may have drawn it anew meanwhile.
  function there(id) {
    const one = told.get(id);
    if (!one || named.get(id).isConnected) return named.get(id).isConnected;
    const again = [...visible()].filter(([e, what]) => what === one.role && name(e, what) === one.name)
      .map(([e]) => [e, e.getBoundingClientRect()]).find(([, r]) => Math.hypot(r.left + r.width / 2 - one.x, r.top + r.height / 2 - one.y) < 4);
    return Boolean(again) && put(id, again[0]);
  }
  const all = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : []),
    ...(e.contentDocument ? [e.contentDocument.documentElement, ...all(e.contentDocument)] : [])]);
  const save = () => { for (const e of [document.documentElement, ...all(document)]) if (e.scrollTop || e.scrollLeft) places.set(e, [e.scrollLeft, e.scrollTop]); };
  function restore() {
    undo?.();
    undo = null;
    for (const e of [document.documentElement, ...all(document)]) {
      const [x, y] = places.get(e) ?? [0, 0];
      if (e.scrollLeft !== x || e.scrollTop !== y) e.scrollTo({ left: x, top: y, behavior: "instant" });
    }
  }
  // What has moved, of all that an icon could be, since the element went: it may have come to stand where that stood.
  let before = new Map();
  const pressed = () => [...all(document)].filter((e) => ["button", "link"].includes(role(e)) || getComputedStyle(e).cursor === "pointer");
  const corner = (e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height].map(Math.round).join(); };
  const remember = () => { before = new Map(pressed().map((e) => [e, corner(e)])); };
  function another(x, y, about) {
    return pressed().some((e) => {
      const r = e.getBoundingClientRect();
      const near = x > r.left - about && x < r.right + about && y > r.top - about && y < r.bottom + about;
      return near && before.get(e) !== corner(e);
    });
  }
  return { find, put, uses, absent, another, save, restore, controls, there, named, inside, at, all };
})();
