// What a narrow viewport does to a page: how wide it is, and which of its texts can't be read whole.
// Runs once in a world of our own beside the page's; changes nothing.
(() => {
  const MOST_TEXTS = 3000;
  const MOST_SHOWN = 20;
  const EDGE = 1; // px of a line that may stand out: layout rounds
  const SLACK = 0.25; // of a line's height, above and below: the box of a font is taller than its letters

  const parentOf = (e) => e.assignedSlot ?? e.parentElement ??
    (e.getRootNode() instanceof ShadowRoot ? e.getRootNode().host : null);
  const root = document.documentElement;
  const styles = new Map();
  const styleOf = (e) => styles.get(e) ?? styles.set(e, getComputedStyle(e)).get(e);

  // The viewport takes its overflow from the root, else from the body.
  const source = document.body && styleOf(root).overflow === "visible" ? document.body : root;
  const cuts = (overflow) => /hidden|clip/.test(overflow);
  const scrollsX = !cuts(styleOf(source).overflowX), scrollsY = !cuts(styleOf(source).overflowY);
  const width = scrollsX ? (document.scrollingElement ?? root).scrollWidth : innerWidth;

  function* texts(from) {
    const walker = document.createTreeWalker(from, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) yield node;
      if (node.shadowRoot) yield* texts(node.shadowRoot);
    }
  }

  const UNSEEN = /^(script|style|noscript|template|title|option|textarea)$/i;
  function isShown(e) {
    if (UNSEEN.test(e.tagName) || parseFloat(styleOf(e).fontSize) < 4) return false;
    return e.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
  }

  // What cuts an element's content off, from the inside out. Within a scroller all can be reached, so nothing
  // outside of it counts any more; an ellipsis says that the text goes on. null: hidden on purpose.
  function clipsOf(element) {
    const clips = [];
    let x = true, y = true, moved = false, fixed = false;
    for (let e = element; e && e !== root; e = parentOf(e)) {
      const style = styleOf(e);
      if (e !== source && (style.overflowX !== "visible" || style.overflowY !== "visible")) {
        const r = e.getBoundingClientRect();
        if (r.width <= 2 || r.height <= 2) return null; // for screen readers only
        if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") x = y = false;
        clips.push({ r, x: x && cuts(style.overflowX), y: y && cuts(style.overflowY), moved });
        if (/auto|scroll/.test(style.overflowX)) x = false;
        if (/auto|scroll/.test(style.overflowY)) y = false;
      }
      if (style.clipPath !== "none" || style.clip !== "auto") return null;
      fixed ||= style.position === "fixed";
      moved ||= /absolute|fixed/.test(style.position) || style.transform !== "none" || style.translate !== "none";
    }
    const left = fixed ? 0 : -scrollX, top = fixed ? 0 : -scrollY;
    // What stands before the beginning can never be scrolled to; what stands after the end can, if it scrolls.
    const right = fixed || !scrollsX ? innerWidth : Infinity, bottom = fixed || !scrollsY ? innerHeight : Infinity;
    clips.push({ r: { left, top, right, bottom }, x, y, moved });
    return clips;
  }

  // One line of text under one clip: 0 seen whole, 1 cut, 2 out of sight as a drawer or a slide is.
  function fate(line, { r, x, y, moved }) {
    const slack = SLACK * (line.bottom - line.top);
    const outX = x && (line.left < r.left - EDGE || line.right > r.right + EDGE);
    const outY = y && (line.top < r.top - slack || line.bottom > r.bottom + slack);
    if (!outX && !outY) return 0;
    const away = (x && (line.right <= r.left || line.left >= r.right)) ||
      (y && (line.bottom <= r.top || line.top >= r.bottom));
    return away && moved ? 2 : 1;
  }

  const alpha = (color) =>
    Number(/^rgba\(.*,\s*([\d.e-]+)\)$/.exec(color)?.[1] ?? /\/\s*([\d.e-]+)\)$/.exec(color)?.[1] ?? 1);

  // Whether a text lies on a layer with a ground of its own, and the other does not: then the one is meant to
  // hide the other, as a dialog or a fixed bar does. What only flows over its neighbour hides it by mistake.
  function hides(element, other) {
    let ground = false, layer = false;
    for (let e = element; e && !contains(e, other); e = parentOf(e)) {
      const style = styleOf(e);
      ground ||= alpha(style.backgroundColor) > 0.9 || style.backgroundImage !== "none";
      layer ||= /absolute|fixed|sticky/.test(style.position);
    }
    return ground && layer;
  }
  const contains = (outer, inner) => {
    for (let e = inner; e; e = parentOf(e)) if (e === outer) return true;
    return false;
  };

  const range = document.createRange();
  const lines = [], cut = new Set();
  let count = 0;
  for (const node of texts(document)) {
    const element = node.parentElement ?? node.getRootNode().host;
    if (count >= MOST_TEXTS) break;
    if (!element || !isShown(element)) continue;
    range.selectNodeContents(node);
    const all = [...range.getClientRects()].filter((r) => r.width >= 1 && r.height >= 1);
    const clips = all.length ? clipsOf(element) : null;
    if (!clips) continue;
    count += 1;
    for (const r of all) {
      const fates = clips.map((clip) => fate(r, clip));
      if (fates.includes(2)) continue;
      if (fates.includes(1)) cut.add(node);
      else {
        const slack = SLACK * r.height;
        lines.push({ node, element, left: r.left, right: r.right, top: r.top + slack, bottom: r.bottom - slack });
      }
    }
  }

  lines.sort((a, b) => a.top - b.top);
  const overlapping = new Set();
  lines.forEach((a, i) => {
    for (let k = i + 1; k < lines.length && lines[k].top < a.bottom - EDGE; k += 1) {
      const b = lines[k];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (a.node === b.node || wide <= 2 * EDGE) continue;
      if (hides(a.element, b.element) || hides(b.element, a.element)) continue;
      overlapping.add(a.node).add(b.node);
    }
  });

  const shown = (nodes) => [...nodes].slice(0, MOST_SHOWN).map((n) => n.data.trim().replace(/\s+/g, " ").slice(0, 80));
  return {
    width, texts: count, faulty: new Set([...cut, ...overlapping]).size,
    cut: shown(cut), overlapping: shown(overlapping),
  };
})()
