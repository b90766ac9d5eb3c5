// Lives in a world of its own beside the page's: it sees the same DOM, and no script of the page can
// reach, slow down or redefine anything here. Timers and Date here are real; the page's are virtual.
globalThis.iwr ??= (() => {
  const FINISH_WITHIN = 4000; // ms; a finite animation that ends sooner is taken to its end
  const PICTURE_SHARE = 0.5; // of the viewport; a picture this large may well show text
  let changes = 0;
  // Nobody sees the head change: a ticking title must not look like a page that never rests.
  const visible = (record) => !document.head?.contains(record.target);
  new MutationObserver((list) => (changes += list.filter(visible).length)).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });

  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));

  function finishAnimations() {
    let running = 0;
    for (const animation of document.getAnimations()) {
      if (animation.playState !== "running" || !animation.effect) continue;
      const end = animation.effect.getComputedTiming().endTime;
      const left = (Number(end) - Number(animation.currentTime ?? 0)) / Math.abs(animation.playbackRate || 1);
      if (!Number.isFinite(left) || left > FINISH_WITHIN) continue;
      running += 1;
      try { animation.finish(); } catch { /* a page may have replaced its timeline */ }
    }
    return running;
  }

  const offsets = () => scrollers().map((one) => one.x + "," + one.y).join(" ");

  // What has happened since the last call, and what is still under way.
  async function activity(waitForFrame) {
    const before = offsets();
    if (waitForFrame) await frame();
    const animating = finishAnimations();
    if (animating) await frame();
    const seen = changes;
    changes = 0;
    return {
      changes: seen,
      animating,
      scrolling: offsets() !== before,
      loading: document.readyState !== "complete" || document.fonts.status === "loading" ||
        [...document.images].some((image) => !image.complete && image.loading !== "lazy"),
    };
  }

  const box = (r) => [round(r.left), round(r.top), round(r.width), round(r.height)];
  const round = (value) => Math.round(value * 100) / 100;

  function* walk(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      yield node;
      if (node.shadowRoot) yield* walk(node.shadowRoot);
    }
  }

  const parentOf = (element) => element.assignedSlot ?? element.parentElement ??
    (element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : null);

  // The part of the viewport in which an element's content can show: every clipping ancestor cut away.
  const clips = new Map();
  function clipOf(element) {
    if (!element) return { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    let clip = clips.get(element);
    if (clip) return clip;
    const style = getComputedStyle(element);
    const outer = style.position === "fixed" ? clipOf(null) : clipOf(parentOf(element));
    clip = outer;
    const root = element === document.documentElement || element === document.body;
    if (!root && (style.overflowX !== "visible" || style.overflowY !== "visible")) {
      const r = element.getBoundingClientRect();
      clip = {
        left: Math.max(outer.left, r.left), top: Math.max(outer.top, r.top),
        right: Math.min(outer.right, r.right), bottom: Math.min(outer.bottom, r.bottom),
      };
    }
    clips.set(element, clip);
    return clip;
  }

  const inside = (clip, x, y) => x >= clip.left && x <= clip.right && y >= clip.top && y <= clip.bottom;

  const shown = new Map();
  function isShown(element) {
    let known = shown.get(element);
    if (known === undefined) {
      known = element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
      const style = known && getComputedStyle(element);
      if (style && (parseFloat(style.fontSize) < 4 || transparent(style.color))) known = false;
      // checkVisibility asks for opacity 0 exactly; nobody sees 2% either.
      for (let e = element; known && e; e = parentOf(e)) if (Number(getComputedStyle(e).opacity) < 0.05) known = false;
      shown.set(element, known);
    }
    return known;
  }

  const alpha = (color) => {
    const match = /^rgba?\(([^)]*)\)/.exec(color);
    const parts = match ? match[1].split(/[,/ ]+/).filter(Boolean) : [];
    return parts.length === 4 ? Number(parts[3]) : 1;
  };
  const transparent = (color) => alpha(color) < 0.05;

  const opaque = (element) => {
    if (/^(img|canvas|video)$/i.test(element.tagName)) return true;
    const style = getComputedStyle(element);
    return alpha(style.backgroundColor) > 0.9 && Number(style.opacity) > 0.9;
  };

  const contains = (outer, inner) => {
    for (let e = inner; e; e = parentOf(e)) if (e === outer) return true;
    return false;
  };

  function hits(x, y) {
    let root = document, stack = document.elementsFromPoint(x, y);
    while (stack[0]?.shadowRoot && stack[0].shadowRoot !== root) {
      root = stack[0].shadowRoot;
      const inner = root.elementsFromPoint(x, y);
      if (!inner.length || inner[0] === stack[0]) break;
      stack = [...inner, ...stack];
    }
    return stack;
  }

  // Painted over: something opaque lies above the point that is neither inside nor around the element.
  function covered(element, x, y) {
    for (const top of hits(x, y)) {
      if (contains(top, element) || contains(element, top)) return false;
      if (opaque(top)) return true;
    }
    return false;
  }

  const transform = (text, style) =>
    style.textTransform === "uppercase" ? text.toUpperCase()
      : style.textTransform === "lowercase" ? text.toLowerCase()
        : style.textTransform === "capitalize" ? text.replace(/(^|\s)(\S)/g, (_, a, b) => a + b.toUpperCase()) : text;

  const FIELD = /^(text|search|email|tel|url|number|password|date|time|month|week|datetime-local|submit|button|reset|)$/;

  function fieldText(element) {
    if (element.tagName === "SELECT") return element.selectedOptions[0]?.label ?? "";
    if (element.tagName === "TEXTAREA") return element.value || element.placeholder;
    if (element.tagName === "INPUT" && FIELD.test(element.getAttribute("type") ?? "")) {
      if (element.type === "password" && element.value) return "•".repeat(element.value.length);
      return element.value || element.placeholder;
    }
    return "";
  }

  function words() {
    clips.clear();
    shown.clear();
    const found = [];
    let line = 0;
    const range = document.createRange();
    const keep = (text, r, element) => {
      const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
      if (r.width < 1 || r.height < 1 || !inside(clipOf(element), x, y) || covered(element, x, y)) return;
      found.push([text, box(r), line]);
    };
    for (const node of walk(document)) {
      if (node.nodeType === Node.TEXT_NODE) {
        const element = node.parentElement ?? node.getRootNode().host;
        if (!element || !node.data.trim() || /^(script|style|noscript|template|title|option|textarea)$/i.test(element.tagName)) continue;
        if (!isShown(element)) continue;
        const style = getComputedStyle(element);
        let last = null;
        line += 1;
        for (const match of node.data.matchAll(/\S+/g)) {
          range.setStart(node, match.index);
          range.setEnd(node, match.index + match[0].length);
          const r = range.getBoundingClientRect();
          if (last && (r.top >= last.bottom - 1 || r.left < last.left)) line += 1;
          last = r;
          keep(transform(match[0], style), r, element);
        }
      } else {
        const text = fieldText(node);
        if (!text || !isShown(node)) continue;
        const r = node.getBoundingClientRect(), style = getComputedStyle(node);
        const start = r.left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
        const letter = parseFloat(style.fontSize) * 0.52; // a guess, and near enough for a place
        const height = node.tagName === "TEXTAREA" ? Math.min(r.height, parseFloat(style.fontSize) * 1.6) : r.height;
        line += 1;
        for (const match of transform(text, style).matchAll(/\S+/g)) {
          const left = Math.min(start + match.index * letter, r.right - 2);
          const right = Math.min(left + match[0].length * letter, r.right);
          keep(match[0], new DOMRect(left, r.top, right - left, height), node);
        }
      }
    }
    return found;
  }

  function scrollers() {
    const page = document.scrollingElement ?? document.documentElement;
    const of = (e, r) => ({ box: r, x: round(e.scrollLeft), y: round(e.scrollTop),
      max_x: Math.max(0, e.scrollWidth - e.clientWidth), max_y: Math.max(0, e.scrollHeight - e.clientHeight) });
    const found = [of(page, [0, 0, innerWidth, innerHeight])];
    for (const element of walk(document)) {
      if (found.length > 20) break;
      if (element.nodeType !== Node.ELEMENT_NODE || element === page || element === document.body) continue;
      if (element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1) continue;
      const style = getComputedStyle(element), r = element.getBoundingClientRect();
      if (!/auto|scroll/.test(style.overflowX + style.overflowY) || r.width * r.height < 1000) continue;
      found.push(of(element, box(r)));
    }
    return found;
  }

  function pictures() {
    const painted = [], media = [];
    for (const node of walk(document)) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const tag = node.tagName.toLowerCase();
      if (tag === "video" || tag === "audio") {
        const r = node.getBoundingClientRect();
        media.push({ kind: tag, playing: !node.paused && !node.ended && node.readyState > 2, time: round(node.currentTime), box: box(r) });
      }
      const picture = tag === "canvas" || tag === "img" || tag === "video" || tag === "image" || tag === "object" || tag === "embed" || tag === "iframe" ||
        getComputedStyle(node).backgroundImage.includes("url(");
      if (!picture || !isShown(node)) continue;
      const r = node.getBoundingClientRect(), clip = clipOf(node);
      const left = Math.max(r.left, clip.left), top = Math.max(r.top, clip.top);
      const width = Math.min(r.right, clip.right) - left, height = Math.min(r.bottom, clip.bottom) - top;
      const least = tag === "canvas" || tag === "iframe" ? 1024 : innerWidth * innerHeight * PICTURE_SHARE;
      if (width > 0 && height > 0 && width * height >= least) painted.push(box(new DOMRect(left, top, width, height)));
    }
    return { painted, media };
  }

  // All that can be seen beside the picture and the accessible tree.
  const look = () => ({ words: words(), scrollers: scrollers(), edited: edited(), ...pictures() });

  // The element that is being edited in place: a field to a person, though the tree does not call it one.
  function edited() {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.isContentEditable ? box(active.getBoundingClientRect()) : null;
  }

  const editable = () => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return Boolean(active && (active.isContentEditable || /^(input|textarea)$/i.test(active.tagName)));
  };

  return { activity, look, editable };
})();
