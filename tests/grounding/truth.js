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
  function absent(id, path, how) {
    const wanted = named.get(id), element = (path && find(path)) || wanted;
    if (how === "removed") {
      const parent = element.parentNode, next = element.nextSibling;
      element.remove();
      undo = () => parent.insertBefore(element, next);
    } else if (how === "hidden") {
      const before = element.style.cssText;
      element.style.setProperty("visibility", "hidden", "important");
      for (const e of element.querySelectorAll("*")) e.style.setProperty("visibility", "hidden", "important");
      undo = () => { element.style.cssText = before; for (const e of element.querySelectorAll("*")) e.style.removeProperty("visibility"); };
    } else {
      const r = element.getBoundingClientRect(), doc = element.ownerDocument, view = doc.defaultView, cover = doc.createElement("div");
      Object.assign(cover.style, { position: "absolute", left: r.left + view.scrollX - 2 + "px", top: r.top + view.scrollY - 2 + "px",
        width: r.width + 4 + "px", height: r.height + 4 + "px", background: "#888", zIndex: 2147483647 });
      doc.documentElement.append(cover);
      undo = () => cover.remove();
    }
  }
  const places = new Map();
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
  return { find, put, uses, absent, save, restore, named, inside, at, all };
})();
