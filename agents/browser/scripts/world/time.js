// What goes on in the page: changes, animations by the page's clock, loading.

const FINISH_WITHIN = 2000; // ms; a finite animation that is as short is taken to its end at once
const START_WITHIN = 1000; // ms; unless its delay lasts longer: a toast is not faded out before its time

let changes = 1; // a new document is a change
let scrolls = 0;
// Nobody sees the head change: a ticking title must not look like a page that never rests.
const isSeen = (record) => !ownerOf(record.target)?.head?.contains(record.target);
const observer = new MutationObserver((list) => (changes += list.filter(isSeen).length));
const watched = new WeakSet();
const onScroll = () => (scrolls += 1);

// Neither mutations nor scrolling are heard of from outside a shadow tree or a frame, nor are animations listed.
function roots() {
  const found = documents();
  for (const root of found) {
    for (const element of root.querySelectorAll("*")) {
      const shadow = shadowOf(element);
      if (shadow) found.push(shadow);
    }
  }
  return found;
}
function watch(root) {
  // Again and again: document.open() takes all listeners away; a second time changes nothing.
  root.addEventListener("scroll", onScroll, { capture: true, passive: true });
  if (watched.has(root)) return;
  observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  watched.add(root);
  changes += 1;
}
roots().forEach(watch);

// A caret blinks: whether a picture shows it would be chance. Carets are inherited, by shadow trees too.
const noCarets = new WeakMap();
function hideCaret(doc) {
  let sheet = noCarets.get(doc);
  if (!sheet) {
    sheet = new doc.defaultView.CSSStyleSheet();
    sheet.replaceSync("* { caret-color: transparent !important }");
    noCarets.set(doc, sheet);
  }
  if (!doc.adoptedStyleSheets.includes(sheet)) doc.adoptedStyleSheets.push(sheet);
}

const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));

// Animations go by the page's clock as timers do: they are held at rate 0, and moved on by the page time
// that has passed. Their own rate is kept here, and they too: one held in its delay is not listed any more.
const held = new Map();
function hold(animation) {
  const rate = animation.playbackRate;
  if (rate === 0) return; // by the page itself
  // One of a style sheet began at its start; what real time has made of it differs from run to run.
  const fresh = !held.has(animation) && ("animationName" in animation || "transitionProperty" in animation);
  const { endTime } = animation.effect.getComputedTiming();
  const time = !fresh ? Number(animation.currentTime ?? 0) : rate > 0 ? 0 : endTime;
  held.set(animation, rate);
  animation.playbackRate = 0;
  animation.currentTime = time;
}

// A short one is taken to its end; true says so. A longer one goes by page time: it may be how long a toast lasts.
function moveOn(animation, passed, fresh) {
  const rate = held.get(animation);
  const { delay, endTime } = animation.effect.getComputedTiming();
  const time = Number(animation.currentTime) + passed * rate;
  const left = (rate > 0 ? endTime - time : time) / Math.abs(rate);
  if (left > (fresh ? FINISH_WITHIN : 0) || (rate > 0 && delay - time > START_WITHIN)) {
    animation.currentTime = time;
    return false;
  }
  held.delete(animation);
  animation.playbackRate = rate;
  animation.finish();
  return true;
}

function moveAllOn(around, passed) {
  let finished = 0;
  const timelines = new Set(around.filter((root) => nodeType(root) === 9).map((doc) => doc.timeline));
  const moving = (one) => one.playState === "running" && one.effect && timelines.has(one.timeline);
  for (const animation of held.keys()) if (!moving(animation)) held.delete(animation);
  const before = new Set(held.keys());
  const all = around.flatMap((root) => root.getAnimations().filter(moving));
  for (const animation of new Set([...before, ...all])) {
    try {
      hold(animation);
      const fresh = !before.has(animation);
      if (held.has(animation)) finished += moveOn(animation, fresh ? 0 : passed, fresh);
    } catch { /* an odd effect of the page's own */ }
  }
  return finished;
}

// (A page that writes itself anew and never closes the document is not waited for.)
const isLoaded = (doc) => doc.readyState === "complete" ||
  doc.defaultView?.performance.getEntriesByType("navigation").some((entry) => entry.loadEventEnd > 0);
async function loaded() {
  while (!isLoaded(document)) await new Promise((done) => setTimeout(done, 10));
}
const isLoading = (doc) => !isLoaded(doc) || doc.fonts.status === "loading" ||
  [...doc.images].some((image) => !image.complete && image.loading !== "lazy");

// What has happened since the last call, and what is still under way. `passed`: page time since then, ms.
async function activity(passed) {
  const around = roots(), docs = documents();
  around.forEach(watch);
  docs.forEach(hideCaret);
  await frame(); // what changed may be laid out, observed or animated only now
  const animating = moveAllOn(around, passed);
  if (animating) await frame();
  const seen = { changes, animating, scrolling: scrolls > 0 };
  changes = scrolls = 0;
  return { ...seen, loading: docs.some(isLoading) };
}
