// Lives in a world of its own beside the page's: it sees the same DOM, and no script of the page can
// reach, slow down or redefine anything here. Timers and Date here are real; the page's are virtual.
globalThis.iwr ??= (() => {
  const FINISH_WITHIN = 4000; // ms; a finite animation that ends sooner is taken to its end
  const START_WITHIN = 1000; // ms; unless its delay lasts longer: a toast is not faded out before its time
  const PICTURE_SHARE = 0.5; // of the viewport; a picture this large may well show text

  let changes = 1; // a new document is a change
  let scrolls = 0;
  // Nobody sees the head change: a ticking title must not look like a page that never rests.
  const visible = (record) => !document.head?.contains(record.target);
  // A caret blinks: whether a picture shows it would be chance. Carets are inherited, by shadow trees too.
  const noCaret = new CSSStyleSheet();
  noCaret.replaceSync("* { caret-color: transparent !important }");
  const observer = new MutationObserver((list) => (changes += list.filter(visible).length));
  const watched = new WeakSet();
  const onScroll = () => (scrolls += 1);

  // Neither mutations nor scrolling are heard of from outside a shadow tree.
  function watch(root) {
    // Again and again: document.open() takes all listeners away; a second time changes nothing.
    root.addEventListener("scroll", onScroll, { capture: true, passive: true });
    if (!watched.has(root)) {
      observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
      watched.add(root);
    }
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) watch(element.shadowRoot);
  }
  watch(document);

  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));

  // Animations go by the page's clock as timers do: they are held at rate 0, and moved on by the page time
  // that has passed. Their own rate is kept here, and they too: one held in its delay is not listed any more.
  const held = new Map();
  function hold(animation) {
    const rate = animation.playbackRate;
    if (rate === 0) return; // by the page itself
    // One of a style sheet began at its start; what real time has made of it differs from run to run.
    const fresh = !held.has(animation) && (animation instanceof CSSAnimation || animation instanceof CSSTransition);
    const { endTime } = animation.effect.getComputedTiming();
    const time = !fresh ? Number(animation.currentTime ?? 0) : rate > 0 ? 0 : endTime;
    held.set(animation, rate);
    animation.playbackRate = 0;
    animation.currentTime = time;
  }

  // One that soon ends is taken there; true says so.
  function moveOn(animation, passed) {
    const rate = held.get(animation);
    const { delay, endTime } = animation.effect.getComputedTiming();
    const time = Number(animation.currentTime) + passed * rate;
    const left = (rate > 0 ? endTime - time : time) / Math.abs(rate);
    if (left > FINISH_WITHIN || (rate > 0 && delay - time > START_WITHIN)) {
      animation.currentTime = time;
      return false;
    }
    held.delete(animation);
    animation.playbackRate = rate;
    animation.finish();
    return true;
  }

  function moveAllOn(passed) {
    let finished = 0;
    const moving = (one) => one.playState === "running" && one.effect && one.timeline === document.timeline;
    for (const animation of held.keys()) if (!moving(animation)) held.delete(animation);
    const before = new Set(held.keys());
    for (const animation of new Set([...before, ...document.getAnimations().filter(moving)])) {
      try {
        hold(animation);
        if (held.has(animation)) finished += moveOn(animation, before.has(animation) ? passed : 0);
      } catch { /* an odd effect of the page's own */ }
    }
    return finished;
  }

  // (A page that writes itself anew and never closes the document is not waited for.)
  const isLoaded = () => document.readyState === "complete" ||
    performance.getEntriesByType("navigation").some((entry) => entry.loadEventEnd > 0);
  async function loaded() {
    while (!isLoaded()) await new Promise((done) => setTimeout(done, 10));
  }

  // What has happened since the last call, and what is still under way. `passed`: page time since then, ms.
  async function activity(passed) {
    watch(document);
    if (!document.adoptedStyleSheets.includes(noCaret)) document.adoptedStyleSheets.push(noCaret);
    await frame(); // what changed may be laid out, observed or animated only now
    const animating = moveAllOn(passed);
    if (animating) await frame();
    const seen = { changes, animating, scrolling: scrolls > 0 };
    changes = scrolls = 0;
    return {
      ...seen,
      loading: !isLoaded() || document.fonts.status === "loading" ||
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

  // What remains of an element under its own and its ancestors' opacity.
  const opacities = new Map();
  function opacityOf(element) {
    if (!element) return 1;
    let opacity = opacities.get(element);
    if (opacity === undefined) {
      opacity = Number(getComputedStyle(element).opacity) * opacityOf(parentOf(element));
      opacities.set(element, opacity);
    }
    return opacity;
  }

  // checkVisibility asks for opacity 0 exactly; nobody sees 2% either.
  const isShown = (element) => opacityOf(element) >= 0.05 &&
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });

  // Whether its letters have a colour and a size that can be seen.
  function isLegible(element, style) {
    if (parseFloat(style.fontSize) < 4) return false;
    if (element instanceof SVGElement) return style.fill !== "none" || style.stroke !== "none";
    return alpha(style.webkitTextFillColor) >= 0.05 || style.backgroundClip.includes("text") ||
      style.textShadow !== "none" || parseFloat(style.webkitTextStrokeWidth) > 0;
  }

  // Computed colours: rgba(0, 0, 0, 0.5), color(srgb 0 0 0 / 0.5), oklab(0 0 0 / 0.5) and so on.
  const alpha = (color) => Number(/^rgba\(.*,\s*([\d.e-]+)\)$/.exec(color)?.[1] ?? /\/\s*([\d.e-]+)\)$/.exec(color)?.[1] ?? 1);

  // The alpha channel of a picture, coarsely: what is drawn on glass hides nothing.
  const GRID = 48;
  const alphas = new Map();
  function alphaAt(picture, x, y) {
    let data = alphas.get(picture);
    if (data === undefined) {
      try {
        const pen = new OffscreenCanvas(GRID, GRID).getContext("2d", { willReadFrequently: true });
        pen.drawImage(picture, 0, 0, GRID, GRID);
        data = pen.getImageData(0, 0, GRID, GRID).data;
      } catch {
        data = null; // broken, empty, or not to be read
      }
      alphas.set(picture, data);
    }
    if (!data) return 1;
    const r = picture.getBoundingClientRect();
    const cell = (at, size) => Math.min(GRID - 1, Math.max(0, Math.floor((at / size) * GRID)));
    return data[4 * (cell(y - r.top, r.height) * GRID + cell(x - r.left, r.width)) + 3] / 255;
  }

  function opaque(element, x, y) {
    if (opacityOf(element) <= 0.9) return false;
    if (/^(video|iframe)$/i.test(element.tagName)) return true;
    if (/^(img|canvas)$/i.test(element.tagName) && alphaAt(element, x, y) > 0.9) return true;
    const style = getComputedStyle(element);
    const painted = style.backgroundImage;
    return alpha(style.backgroundColor) > 0.9 || (painted.includes("gradient(") && !/rgba\(|\/ [\d.]+\)/.test(painted));
  }

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
      if (opaque(top, x, y)) return true;
    }
    return false;
  }

  const transform = (text, style) =>
    style.textTransform === "uppercase" ? text.toUpperCase()
      : style.textTransform === "lowercase" ? text.toLowerCase()
        : style.textTransform === "capitalize" ? text.replace(/(^|\s)(\S)/g, (_, a, b) => a + b.toUpperCase()) : text;

  const FIELD = /^(text|search|email|tel|url|number|password|date|time|month|week|datetime-local|submit|button|reset|)$/;

  const isListbox = (select) => select?.tagName === "SELECT" && (select.multiple || select.size > 1);
  const LABELS = { submit: "Submit", reset: "Reset", date: "mm/dd/yyyy" };

  function fieldText(element) {
    switch (element.tagName) {
      case "SELECT": return isListbox(element) ? "" : element.selectedOptions[0]?.label ?? "";
      case "OPTION": return isListbox(element.closest("select")) ? element.label : "";
      case "TEXTAREA": return element.value || element.placeholder;
      case "INPUT": break;
      default: return "";
    }
    const { type, value } = element;
    if (!FIELD.test(element.getAttribute("type") ?? "")) return "";
    if (type === "password" && value) return "•".repeat(value.length);
    if (type === "date" && value) return value.replace(/^(\d+)-(\d+)-(\d+)$/, "$2/$3/$1");
    return value || element.placeholder || LABELS[type] || "";
  }

  // The text of ::before or ::after. Such a box can't be measured: it is taken to be its element's.
  function generated(element, which) {
    const style = getComputedStyle(element, which);
    const quoted = style.content.match(/"(?:[^"\\]|\\.)*"/g);
    if (!quoted || style.display === "none" || style.visibility !== "visible" || Number(style.opacity) < 0.05) return "";
    const text = quoted.map((part) => part.slice(1, -1).replace(/\\(.)/g, "$1")).join("");
    return isLegible(element, style) ? transform(text, style) : "";
  }

  const UNSEEN = /^(script|style|noscript|template|title|option|textarea)$/i;

  function words() {
    const found = [];
    let line = 0;
    const range = document.createRange();
    const keep = (text, r, element) => {
      const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
      if (r.width < 1 || r.height < 1 || !inside(clipOf(element), x, y) || covered(element, x, y)) return;
      found.push([text, box(r), line]);
    };

    function fromText(node) {
      const element = node.parentElement ?? node.getRootNode().host;
      if (!element || UNSEEN.test(element.tagName) || !node.data.trim() || !isShown(element)) return;
      const style = getComputedStyle(element);
      if (!isLegible(element, style)) return;
      range.selectNodeContents(node);
      const all = range.getBoundingClientRect(), clip = clipOf(element);
      line += 1;
      if (all.bottom < clip.top || all.top > clip.bottom || all.right < clip.left || all.left > clip.right) return;
      let last = null;
      for (const match of node.data.matchAll(/\S+/g)) {
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const r = range.getBoundingClientRect();
        if (last && (r.top >= last.bottom - 1 || r.left < last.left)) line += 1;
        last = r;
        keep(transform(match[0], style), r, element);
      }
    }

    // Text whose place within its element is not known: from the left, in letters of a middling width.
    function within(element, text, r, style) {
      const start = r.left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
      const letter = parseFloat(style.fontSize) * 0.52;
      line += 1;
      for (const match of text.matchAll(/\S+/g)) {
        const left = Math.min(start + match.index * letter, r.right - 2);
        const right = Math.min(left + match[0].length * letter, r.right);
        keep(match[0], new DOMRect(left, r.top, right - left, r.height), element);
      }
    }

    function fromField(element) {
      const text = fieldText(element);
      if (!text || !isShown(element)) return;
      const r = element.getBoundingClientRect(), style = getComputedStyle(element);
      if (element.tagName === "TEXTAREA") r.height = Math.min(r.height, parseFloat(style.fontSize) * 1.6);
      within(element, transform(text, style), r, style);
    }

    function fromStyle(element, which) {
      const text = generated(element, which);
      if (text && isShown(element)) within(element, text, element.getBoundingClientRect(), getComputedStyle(element));
    }

    for (const node of walk(document)) {
      if (node.nodeType === Node.TEXT_NODE) {
        fromText(node);
      } else {
        const r = node.getBoundingClientRect(); // most of a long page lies below the viewport
        if (r.top > innerHeight || r.bottom < 0 || r.width < 1 || r.height < 1) continue;
        fromStyle(node, "::before");
        fromField(node);
        fromStyle(node, "::after");
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
    const images = [], painted = [], media = [];
    for (const node of walk(document)) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const tag = node.tagName.toLowerCase();
      if (tag === "video" || tag === "audio") {
        const r = node.getBoundingClientRect();
        media.push({ kind: tag, playing: !node.paused && !node.ended && node.readyState > 2, time: round(node.currentTime), box: box(r) });
      }
      const r = node.getBoundingClientRect();
      if (r.width * r.height < 1024) continue;
      const picture = tag === "canvas" || tag === "img" || tag === "video" || tag === "image" || tag === "object" || tag === "embed" || tag === "iframe" ||
        getComputedStyle(node).backgroundImage.includes("url(");
      if (!picture || !isShown(node)) continue;
      const clip = clipOf(node);
      const left = Math.max(r.left, clip.left), top = Math.max(r.top, clip.top);
      const width = Math.min(r.right, clip.right) - left, height = Math.min(r.bottom, clip.bottom) - top;
      const least = tag === "canvas" || tag === "iframe" ? 1024 : innerWidth * innerHeight * PICTURE_SHARE;
      if (width <= 0 || height <= 0) continue;
      const visible = box(new DOMRect(left, top, width, height));
      images.push([box(r), visible]);
      if (width * height >= least) painted.push(visible);
    }
    return { images, painted, media };
  }

  // Lets hits() find also what the mouse goes through. It is gone again before the page can know.
  const touchable = new CSSStyleSheet();
  touchable.replaceSync("* { pointer-events: auto !important }");

  // All that can be seen beside the picture and the accessible tree.
  function look() {
    for (const known of [clips, opacities, alphas]) known.clear();
    document.adoptedStyleSheets.push(touchable);
    try {
      return { title: document.title, words: words(), scrollers: scrollers(), edited: edited(), ...pictures() };
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== touchable);
    }
  }

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

  return { loaded, activity, look, editable };
})();
