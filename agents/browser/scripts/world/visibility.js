// Where things are, in CSS pixels of the viewport, and whether they can be seen.

const round = (value) => Math.round(value * 100) / 100;
const boxOf = (r) => [round(r.left), round(r.top), round(r.right - r.left), round(r.bottom - r.top)];
const intersect = (a, b) => ({
  left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
  right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
});
const areaOf = (r) => Math.max(0, r.right - r.left) * Math.max(0, r.bottom - r.top);
const inside = (r, x, y) => x >= r.left && x <= r.right && y >= r.top && y <= r.bottom;
const viewport = () => ({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });

// What is worked out during one look is kept for as long as that look lasts.
let styles, rects, clips, opacities, alphas, frames, ranges, internals, written, counted;
function forget() {
  [styles, rects, clips, opacities, alphas, frames, ranges, internals] = Array.from({ length: 8 }, () => new Map());
  written = { "::before": new Map(), "::after": new Map() };
  counted = null;
}
forget();
function kept(map, key, work) {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = work(key)));
  return value;
}

const styleOf = (element) => kept(styles, element, (e) => getComputedStyle(e));

// How coordinates in a frame's document come to be coordinates of the viewport.
function frameOf(doc) {
  return kept(frames, doc, () => {
    const frame = doc === document ? null : doc.defaultView?.frameElement;
    if (!frame) return { x: 0, y: 0, scale: 1, frame: null };
    const outer = frameOf(ownerOf(frame)), r = clientRect(frame), style = styleOf(frame);
    const scale = frame.offsetWidth ? r.width / frame.offsetWidth : 1;
    const pad = (side) => (parseFloat(style[`border${side}Width`]) + parseFloat(style[`padding${side}`])) * scale;
    return {
      x: outer.x + (r.left + pad("Left")) * outer.scale, y: outer.y + (r.top + pad("Top")) * outer.scale,
      scale: outer.scale * scale, frame,
    };
  });
}
function toViewport(r, doc) {
  const { x, y, scale } = frameOf(doc);
  return { left: x + r.left * scale, top: y + r.top * scale, right: x + r.right * scale, bottom: y + r.bottom * scale };
}

const rectOf = (element) => kept(rects, element, (e) => toViewport(clientRect(e), ownerOf(e)));

const isTopLayer = (element) => isHtml(element) &&
  ((tagOf(element) === "dialog" && matches(element, ":modal")) ||
    (hasAttribute(element, "popover") && matches(element, ":popover-open")));
// Whether what is positioned inside is placed by this element.
const holdsPlaced = (style) => style.position !== "static" || style.transform !== "none" || style.filter !== "none" ||
  style.perspective !== "none" || /paint|layout|strict|content/.test(style.contain);

// The part of the viewport in which an element's content can show: every clipping ancestor cut away.
function clipOf(element) {
  if (!element) return viewport();
  return kept(clips, element, () => {
    const style = styleOf(element), outer = clipAround(element, style);
    const top = element === document.documentElement || element === document.body;
    if (top || (style.overflowX === "visible" && style.overflowY === "visible") || style.display === "inline" ||
      style.display === "contents") return outer;
    return intersect(outer, rectOf(element));
  });
}
// The same without what the element itself cuts away.
function clipAround(element, style = styleOf(element)) {
  if (isTopLayer(element)) return viewport();
  const parent = parentOf(element);
  if (!parent) return viewport();
  if (ownerOf(parent) !== ownerOf(element)) return intersect(clipOf(parent), rectOf(parent)); // a frame
  if (style.position !== "fixed" && style.position !== "absolute") return clipOf(parent);
  for (let e = parent; e; e = parentOf(e)) {
    if (ownerOf(e) !== ownerOf(element)) return intersect(clipOf(e), rectOf(e));
    const around = styleOf(e);
    if (style.position === "absolute" ? holdsPlaced(around) : around.transform !== "none" || around.filter !== "none") {
      return clipOf(e);
    }
  }
  return viewport();
}

// What remains of an element under its own and its ancestors' opacity.
function opacityOf(element) {
  if (!element) return 1;
  return kept(opacities, element, () => Number(styleOf(element).opacity) * opacityOf(parentOf(element)));
}

// checkVisibility asks for opacity 0 exactly; nobody sees 2% either.
const isShown = (element) => opacityOf(element) >= 0.05 &&
  checkVisibility(element, { visibilityProperty: true, contentVisibilityAuto: true });

// Whether its letters have a colour and a size that can be seen.
function isLegible(element, style) {
  if (parseFloat(style.fontSize) < 4) return false;
  if (element.namespaceURI === "http://www.w3.org/2000/svg") return style.fill !== "none" || style.stroke !== "none";
  return alpha(style.webkitTextFillColor) >= 0.05 || style.backgroundClip.includes("text") ||
    style.textShadow !== "none" || parseFloat(style.webkitTextStrokeWidth) > 0;
}

// Computed colours: rgba(0, 0, 0, 0.5), color(srgb 0 0 0 / 0.5), oklab(0 0 0 / 0.5) and so on.
const alpha = (color) =>
  Number(/^rgba\(.*,\s*([\d.e-]+)\)$/.exec(color)?.[1] ?? /\/\s*([\d.e-]+)\)$/.exec(color)?.[1] ?? 1);

// The alpha channel of a picture, coarsely: what is drawn on glass hides nothing.
const GRID = 48;
function alphaAt(picture, x, y) {
  const data = kept(alphas, picture, () => {
    try {
      const pen = new OffscreenCanvas(GRID, GRID).getContext("2d", { willReadFrequently: true });
      pen.drawImage(picture, 0, 0, GRID, GRID);
      return pen.getImageData(0, 0, GRID, GRID).data;
    } catch {
      return null; // broken, empty, or not to be read
    }
  });
  if (!data) return 1;
  const r = rectOf(picture);
  const cell = (at, size) => Math.min(GRID - 1, Math.max(0, Math.floor((at / size) * GRID)));
  return data[4 * (cell(y - r.top, r.bottom - r.top) * GRID + cell(x - r.left, r.right - r.left)) + 3] / 255;
}

// Whether it is a dialog's backdrop that is met, beside its box.
function isBackdrop(element, x, y) {
  if (tagOf(element) !== "dialog") return false;
  const r = rectOf(element);
  return x < r.left || x > r.right || y < r.top || y > r.bottom;
}

function opaque(element, x, y) {
  if (opacityOf(element) <= 0.9) return false;
  const tag = tagOf(element);
  if (tag === "video" || (tag === "iframe" && !documentIn(element))) return true;
  if ((tag === "img" || tag === "canvas") && alphaAt(element, x, y) > 0.9) return true;
  const style = isBackdrop(element, x, y) ? getComputedStyle(element, "::backdrop") : styleOf(element);
  const painted = style.backgroundImage;
  return alpha(style.backgroundColor) > 0.9 || (painted.includes("gradient(") && !/rgba\(|\/ [\d.]+\)/.test(painted));
}

// The elements at a point of the viewport, topmost first, with those inside shadow trees and frames.
function hits(x, y) {
  return hitsIn(document, x, y);
}
function hitsIn(root, x, y) {
  const doc = nodeType(root) === 9 ? root : ownerOf(root);
  const { x: left, y: top, scale } = frameOf(doc);
  const found = root.elementsFromPoint((x - left) / scale, (y - top) / scale);
  const first = found[0];
  if (!first) return [];
  const inner = documentIn(first), shadow = shadowOf(first);
  if (inner) return [...hitsIn(inner, x, y), ...found];
  if (shadow && shadow !== root) {
    const deeper = hitsIn(shadow, x, y);
    if (deeper.length && deeper[0] !== first) return [...deeper, ...found];
  }
  return found;
}

// The topmost element at a point; much cheaper than all of them.
function topAt(x, y) {
  let found = null;
  for (let root = document; root; ) {
    const { x: left, y: top, scale } = frameOf(nodeType(root) === 9 ? root : ownerOf(root));
    const element = root.elementFromPoint((x - left) / scale, (y - top) / scale);
    if (!element || element === found) break;
    found = element;
    root = documentIn(element) ?? shadowOf(element);
  }
  return found;
}

// What lies on an element at a point and hides it: opaque, and neither inside nor around it.
function coverOf(element, x, y) {
  const first = topAt(x, y);
  if (first && contains(element, first)) return null;
  for (const top of hits(x, y)) {
    if (top === element || contains(element, top) || contains(top, element)) return null;
    if (opaque(top, x, y)) return top;
  }
  return null;
}

// Lets hits() find also what the mouse goes through. It is gone again before the page can know; it costs a
// restyling of the whole document, so it is only used where some such thing is in view.
function touching(work) {
  const sheets = documents().map((doc) => {
    const sheet = new doc.defaultView.CSSStyleSheet();
    sheet.replaceSync("* { pointer-events: auto !important }");
    doc.adoptedStyleSheets.push(sheet);
    return [doc, sheet];
  });
  try {
    return work();
  } finally {
    for (const [doc, sheet] of sheets) doc.adoptedStyleSheets = doc.adoptedStyleSheets.filter((s) => s !== sheet);
  }
}
