// One walk over the page: the accessible tree of what is in view, the words that can be read, and what is painted,
// played and scrolled. With `beyond`, also what is out of sight and could be scrolled to.

const PICTURE_SHARE = 0.5; // of the viewport; a picture this large may well show text
const LEAST_PICTURE = 256; // CSS pixels, 16 by 16; smaller ones are seen, but can't be told from each other
const LEAST_PAINTED = 1024; // CSS pixels; no text fits in less
const MOST_NODES = 20000;
const HIDDEN_BEHIND = /^(input|select|textarea)$/;
const MOST_BOXES = 12; // that an icon is drawn of
const LEAST = 8; // CSS pixels; of a control's drawing
const ICON = 64; // CSS pixels; a picture with no side longer than this is an icon

class Look {
  nodes = [];
  words = new Words();
  scrollers = [];
  images = [];
  painted = [];
  media = [];
  hiddenFiles = [];
  through = false; // something is in view that the mouse goes through

  constructor(beyond) {
    this.beyond = beyond;
    this.active = activeElement();
  }

  // Visits an element and what lies in it; the numbers of the nodes that stand for it, none where none does.
  visit(element, parent, pointed) {
    if (this.nodes.length >= MOST_NODES) return [];
    const tag = tagOf(element);
    if (UNREAD.has(tag) || tag === "head") return [];
    if (tag === "video" || tag === "audio") {
      this.media.push({ kind: tag, playing: !element.paused && !element.ended && element.readyState > 2,
        time: round(element.currentTime), box: boxOf(rectOf(element)) });
    }
    if (!this.beyond && this.isFar(element)) {
      // Most of a long page: its own box is out of sight, what lies in it need not be.
      const far = this.standIn(element, tag, parent);
      for (const child of childrenOf(element)) if (isElement(child)) far.push(...this.visit(child, parent, pointed));
      return far;
    }
    const style = styleOf(element);
    if (style.display === "none") return this.standIn(element, tag, parent);
    const contents = style.display === "contents";
    const r = rectOf(element), clip = contents ? null : clipAround(element, style);
    const sized = r.right - r.left >= 1 && r.bottom - r.top >= 1;
    const near = contents || (sized && areaOf(intersect(r, clip)) > 0);
    if (!near && !this.beyond && this.closed(style, r, clip)) return [];
    const shown = contents || ((near || this.beyond) && isShown(element));
    if (HIDDEN_BEHIND.test(tag) && (!shown || r.right - r.left < 8 || r.bottom - r.top < 8 || (!near && this.beyond))) {
      const instead = this.standIn(element, tag, parent);
      if (instead.length || !shown) return instead;
    }
    if (shown && near && !contents) this.perceive(element, tag, style, r, clip);
    const index = this.nodes.length;
    const node = shown && sized && (near || this.beyond) ? this.begin(element, parent, style, pointed) : null;
    const inner = this.inside(element, node ? index : parent, pointed || (node?.extra.pointer ?? false), shown);
    return node ? this.end(element, node, index, parent, inner, style) : inner.nodes;
  }

  isFar(element) {
    const r = rectOf(element);
    return areaOf(r) > 0 && (r.right <= 0 || r.bottom <= 0 || r.left >= innerWidth || r.top >= innerHeight);
  }

  // Whether nothing of an element out of sight can be in view: it cuts off what lies beyond its edges.
  closed(style, r, clip) {
    return style.overflowX !== "visible" && style.overflowY !== "visible" && areaOf(r) > 0 &&
      style.position !== "static" && !areaOf(intersect(r, clip));
  }

  begin(element, parent, style, pointed) {
    const node = { role: roleOf(element), box: boxOf(rectOf(element)), parent, text: "", extra: {} };
    // (Of a drawing's shapes also what can be moved: a card that can be is told by what is written on it.)
    const hand = style.cursor === "pointer" || (/^(move|grab)/.test(style.cursor) && !isHtml(element));
    if (!pointed && hand && style.pointerEvents !== "none") node.extra.pointer = true;
    this.nodes.push(node);
    return node;
  }

  // The children, and the element's own text.
  inside(element, parent, pointed, shown) {
    const found = { nodes: [], texts: [], words: [] };
    const words = shown && !this.beyond;
    const before = generated(element, "::before");
    if (before) found.texts.push(before);
    if (words && before) found.words.push(...this.words.generated(element, "::before"));
    const closedList = tagOf(element) === "select" && isHtml(element) && !isListbox(element);
    for (const child of childrenOf(element)) {
      if (isText(child)) {
        if (!child.data.trim() || !shown || UNSEEN.has(tagOf(element))) continue;
        const seen = this.beyond ? [] : this.words.text(child, element);
        if (this.beyond || seen.length) found.texts.push(child.data);
        found.words.push(...seen);
      } else if (isElement(child)) {
        found.nodes.push(...(closedList ? this.option(child, parent) : this.visit(child, parent, pointed)));
      }
    }
    if (words) this.words.field(element);
    const after = generated(element, "::after");
    if (after) found.texts.push(after);
    if (words && after) found.words.push(...this.words.generated(element, "::after"));
    return found;
  }

  // What a closed list offers: it has no place on the page until the list is opened.
  option(element, parent) {
    if (tagOf(element) !== "option") {
      return [...childNodes(element)].filter(isElement).flatMap((child) => this.option(child, parent));
    }
    this.nodes.push({ role: "option", box: null, parent, text: "", extra: { ...statesOf(element, "option"), name: clean(element.label) } });
    return [this.nodes.length - 1];
  }

  // Names the node, or takes it out again where it says nothing of its own.
  end(element, node, index, parent, inner, style) {
    const { role, extra } = node, r = rectOf(element);
    const texts = inner.texts.map((text) => clean(text)).filter(Boolean);
    node.text = texts.filter((text) => !isGlyph(text)).join(" ");
    const icon = this.isIcon(element, style, r, inner);
    const focused = element === this.active && tagOf(element) !== "body";
    const typed = isTyped(element), focusable = focused || Number(attribute(element, "tabindex") ?? -1) >= 0;
    const tells = role !== "generic" || node.text || extra.pointer || icon || focusable || typed || hasAttribute(element, "onclick");
    if (!tells && inner.nodes.length < 2) {
      if (inner.nodes.length === 0) {
        this.nodes.length = index;
        return [];
      }
      return this.fold(index, parent, inner.nodes);
    }
    const edited = focused && isHtml(element) && isEditable(element);
    node.role = edited && !FIELDS.has(role) ? "textbox" : role;
    const [name, ...aliases] = namesOf(element, role);
    const value = valueOf(element, node.role);
    if (FIELDS.has(node.role)) node.text = "";
    Object.assign(extra, statesOf(element, role), { ref: refOf(element) }, name && { name }, aliases.length && { aliases },
      value !== null && { value }, typeOf(element) === "file" && { files: true }, focused && { focused }, icon && { icon }, typed && !isReadOnly(element) && { editable: true },
      (focusable || hasAttribute(element, "onclick")) && { focusable: true });
    node.element = element;
    node.words = inner.words;
    return [index];
  }

  // A wrapper that holds one thing only and says nothing is left out: its child takes its place.
  fold(index, parent, inner) {
    this.nodes.splice(index, 1);
    for (let i = index; i < this.nodes.length; i += 1) {
      const node = this.nodes[i];
      if (node.parent === index) node.parent = parent;
      else if (node.parent > index) node.parent -= 1;
    }
    return inner.map((number) => number - 1);
  }

  isIcon(element, style, r, inner) {
    if (r.right - r.left > ICON || r.bottom - r.top > ICON || inner.texts.some((text) => !isGlyph(text))) return false;
    if (inner.nodes.some((number) => this.nodes[number]?.text)) return false;
    const tag = tagOf(element);
    if (tag === "svg" || tag === "img" || tag === "canvas" || inner.texts.some((text) => text.trim())) return true;
    if (inner.nodes.length) return false;
    const drawn = (s) => s.backgroundImage !== "none" || (s.maskImage ?? "none") !== "none" ||
      (s.webkitMaskImage ?? "none") !== "none";
    if (drawn(style) || isFrame(element, style, r)) return true;
    // Three bars, six dots: drawn of boxes.
    const boxes = [...childrenOf(element)].filter(isElement);
    if (boxes.length > 1 && boxes.length <= MOST_BOXES && boxes.every((box) => alpha(styleOf(box).backgroundColor) > 0.5)) return true;
    return ["::before", "::after"].some((which) => {
      const s = getComputedStyle(element, which);
      return s.content !== "none" && s.content !== "normal" && s.display !== "none" && (drawn(s) || s.content !== '""' ||
        parseFloat(s.borderTopWidth) + parseFloat(s.borderRightWidth) + parseFloat(s.borderBottomWidth) > 0 ||
        alpha(s.backgroundColor) > 0.5);
    });
  }

  // A native control that the page hides and draws anew: invisible on top of the drawing, or behind its label. A
  // person sees the drawing and uses it, so that is where the control stands.
  standIn(element, tag, parent) {
    if (!HIDDEN_BEHIND.test(tag) || !isHtml(element) || typeOf(element) === "hidden") return [];
    const r = rectOf(element), visible = (r, e) => areaOf(intersect(r, this.beyond ? r : clipAround(e)));
    const middle = [(r.left + r.right) / 2, (r.top + r.bottom) / 2];
    const onTop = (this.beyond || meets(element, topAt(...middle))) && styleOf(element).pointerEvents !== "none" && r.right - r.left >= LEAST && r.bottom - r.top >= LEAST &&
      checkVisibility(element, { visibilityProperty: true }) && visible(r, element) > 0;
    const shows = (one) => isShown(one) && visible(rectOf(one), one) > 0;
    const drawing = (/^(checkbox|radio|file)$/.test(typeOf(element)) && labelsOf(element).find(shows)) ||
      (/^(checkbox|radio|range)$/.test(typeOf(element)) && smallAround(element, shows, isDead(element)));
    if (!onTop && !drawing) {
      if (typeOf(element) === "file") this.hiddenFiles.push(element);
      return [];
    }
    const at = onTop ? element : drawing, role = roleOf(element), [name, ...aliases] = namesOf(element, role);
    const value = valueOf(element, role);
    const extra = { ...statesOf(element, role), ref: refOf(at), ...(name && { name }), ...(aliases.length && { aliases }),
      ...(value !== null && { value }), ...(element === this.active && { focused: true }),
      ...(isTyped(element) && !isReadOnly(element) && { editable: true }), ...(typeOf(element) === "file" && { files: true }) };
    this.nodes.push({ role, box: boxOf(rectOf(at)), parent, text: "", extra, element: at });
    return [this.nodes.length - 1];
  }

  // What an element shows beside text: pictures, media, a scrolled place.
  perceive(element, tag, style, r, clip) {
    if (style.pointerEvents === "none") this.through = true;
    this.picture(element, tag, style, r, clip);
    const framed = tag === "iframe" && documentIn(element)?.scrollingElement;
    if (framed && this.scrollers.length < 20 && framed.scrollHeight > framed.clientHeight + 1 && areaOf(r) >= 1000) {
      this.scrollers.push(scrollOf(framed, boxOf(r)));
    }
    const page = isPage(element);
    if (!page && this.scrollers.length < 20 && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1) &&
      /auto|scroll/.test(style.overflowX + style.overflowY) && areaOf(r) >= 1000) {
      this.scrollers.push(scrollOf(element, boxOf(r)));
    }
  }

  picture(element, tag, style, r, clip) {
    if (areaOf(r) < LEAST_PICTURE) return;
    const drawn = tag === "canvas" || (tag === "iframe" && !documentIn(element));
    const picture = drawn || tag === "img" || tag === "video" || tag === "image" || tag === "embed" ||
      (tag === "object" && !documentIn(element)) || style.backgroundImage.includes("url(");
    if (!picture) return;
    const visible = intersect(r, clip);
    const least = drawn ? LEAST_PAINTED : innerWidth * innerHeight * PICTURE_SHARE;
    this.images.push([boxOf(r), boxOf(visible)]);
    if (areaOf(visible) >= least) this.painted.push(boxOf(visible));
  }

  // Marks what stands for a file field that is hidden: the innermost box around it.
  drops() {
    const known = new Map(this.nodes.filter((node) => node.element).map((node) => [node.element, node]));
    for (const field of this.hiddenFiles) {
      for (let e = parentOf(field), up = 0; e && up < 5; e = parentOf(e), up += 1) {
        const node = known.get(e);
        if (!node) continue;
        if (areaOf(rectOf(e)) < areaOf(viewport()) / 2) node.extra.files = true;
        break;
      }
    }
  }

  // Marks what takes no clicks, though it can be seen: it lies behind a dialog's backdrop, or under glass.
  veil() {
    for (const node of this.nodes) {
      if (!node.element || !(OPERATED.has(node.role) || node.extra.pointer)) continue;
      const met = ([x, y]) => {
        const top = topAt(x, y);
        return contains(node.element, top) || meets(node.element, top);
      };
      const points = pointsIn(node.element);
      if (points.length && !points.some(met)) node.extra.inert = true;
    }
  }

  // Marks what nothing can be seen of because something lies on top.
  obscure() {
    for (const node of this.nodes) {
      if (node.words?.length && node.words.every((word) => word.covered)) {
        node.text = "";
        node.extra.obscured = true;
      }
      if (!node.element || !(OPERATED.has(node.role) || node.text || node.extra.icon || node.extra.pointer)) continue;
      const points = pointsIn(node.element);
      if (points.length && points.every(([x, y]) => coverOf(node.element, x, y))) node.extra.obscured = true;
    }
  }
}
// The small drawing in which a native control lies hidden: the knob of a slider.
function smallAround(element, shows, dead) {
  for (let e = parentOf(element), up = 0; e && up < 3; e = parentOf(e), up += 1) {
    const r = rectOf(e), sides = [r.right - r.left, r.bottom - r.top];
    if (Math.max(...sides) > ICON) return null;
    if (Math.min(...sides) >= LEAST && shows(e)) return dead && styleOf(e).cursor !== "pointer" ? null : e;
  }
  return null;
}
// Whether a control takes no click, and only a script could pass one on to it.
const isDead = (element) => styleOf(element).visibility !== "visible" || styleOf(element).display === "none";

// An empty box with a line around it: what a page draws for a box to tick, or a circle to choose.
const LEAST_FRAME = 10;
function isFrame(element, style, r) {
  const sides = [r.right - r.left, r.bottom - r.top];
  return Math.min(...sides) >= LEAST_FRAME && Math.max(...sides) <= 1.2 * Math.min(...sides) && childrenOf(element).length === 0 &&
    ["Top", "Right", "Bottom", "Left"].every((side) =>
      parseFloat(style[`border${side}Width`]) >= 1 && !/none|hidden/.test(style[`border${side}Style`]) && alpha(style[`border${side}Color`]) > 0.3);
}

const POINTS = [[0.5, 0.5], [0.2, 0.3], [0.8, 0.3], [0.2, 0.7], [0.8, 0.7]];

// Points at which something may lie on an element; none where it is out of view.
function pointsIn(element) {
  const r = intersect(rectOf(element), clipOf(element));
  return areaOf(r) > 0 ? POINTS.map(([x, y]) => [r.left + x * (r.right - r.left), r.top + y * (r.bottom - r.top)]) : [];
}

const scrollOf = (e, box) => ({ box, x: round(e.scrollLeft), y: round(e.scrollTop),
  max_x: Math.max(0, e.scrollWidth - e.clientWidth), max_y: Math.max(0, e.scrollHeight - e.clientHeight) });

// What can be perceived beside the picture.
function look(beyond = false) {
  forget();
  const page = document.scrollingElement ?? document.documentElement, seen = new Look(beyond);
  if (!page) return { title: "", words: [], nodes: [], scrollers: [], images: [], painted: [], media: [] };
  seen.visit(document.documentElement, null, false);
  seen.drops();
  if (!beyond) seen.veil();
  const finish = () => {
    const words = seen.words.seen(seen.nodes);
    seen.obscure();
    return words;
  };
  const words = seen.through ? touching(finish) : finish();
  return {
    title: clean(document.title), words,
    nodes: seen.nodes.map(({ role, box, parent, text, extra }) => [role, box, parent, text, extra]),
    scrollers: [scrollOf(page, [0, 0, innerWidth, innerHeight]), ...seen.scrollers],
    images: seen.images, painted: seen.painted, media: seen.media,
  };
}
