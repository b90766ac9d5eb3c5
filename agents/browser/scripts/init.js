// Runs before the page's own scripts, in the page's world.
(({ seed, workerClock }) => {
  // Math.random by mulberry32: the same page, used the same way, is the same page.
  let state = seed >>> 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  // What a person does may open another page of the site's own as a tab, one each time; nothing else opens.
  const open = window.open;
  window.open = (url, ...rest) => {
    let own = false;
    try {
      own = Boolean(url) && new URL(url, document.baseURI).origin === location.origin;
    } catch { /* no address */ }
    if (own && navigator.userActivation.isActive) return open.call(window, url, ...rest);
    console.warn("iwr: window.open refused: " + url);
    return null;
  };

  // A page that a person has opened can't close itself; the browser takes it for one that a script opened, because
  // nothing was shown before it.
  const close = window.close;
  window.close = () => { if (window.opener) close.call(window); };

  // A closed shadow tree is as visible to a person as an open one.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: "open" });
  };
  for (const { prototype } of [Element, ShadowRoot]) {
    const set = prototype.setHTMLUnsafe;
    if (!set) continue;
    prototype.setHTMLUnsafe = function (html, ...rest) {
      return set.call(this, String(html).replace(/(<template\b[^>]*\bshadowrootmode\s*=\s*["']?)closed\b/gi, "$1open"), ...rest);
    };
  }

  // What a custom element says of itself by its internals is heard by screen readers, but by no script. The world
  // beside the page asks by an event, and gets the answer in a note that comes with it.
  const attachInternals = HTMLElement.prototype.attachInternals;
  const internals = new WeakMap(), { get, set } = WeakMap.prototype, { composedPath } = Event.prototype;
  HTMLElement.prototype.attachInternals = function () {
    const own = attachInternals.call(this);
    set.call(internals, this, own);
    return own;
  };
  const write = Object.getOwnPropertyDescriptor(CharacterData.prototype, "data").set, { stringify } = JSON, { fromEntries } = Object;
  const said = Object.entries({ role: "role", "aria-label": "ariaLabel", "aria-checked": "ariaChecked", "aria-selected": "ariaSelected",
    "aria-expanded": "ariaExpanded", "aria-pressed": "ariaPressed", "aria-disabled": "ariaDisabled", "aria-level": "ariaLevel",
    "aria-valuetext": "ariaValueText", "aria-valuenow": "ariaValueNow", "aria-readonly": "ariaReadOnly", "aria-hidden": "ariaHidden" });
  addEventListener("iwr-internals", (event) => {
    event.stopImmediatePropagation();
    const own = get.call(internals, composedPath.call(event)[0]);
    if (own) write.call(event.relatedTarget, stringify(fromEntries(said.map(([attribute, name]) => [attribute, own[name]]))));
  }, true);

  // A delayed task waits by the page's clock, as a timer does.
  const post = globalThis.Scheduler?.prototype.postTask;
  if (post) {
    Scheduler.prototype.postTask = function (task, options = {}) {
      const { delay, ...rest } = options ?? {};
      if (!(delay > 0)) return post.call(this, task, options);
      return new Promise((done, fail) => {
        const timer = setTimeout(() => post.call(this, task, rest).then(done, fail), delay);
        rest.signal?.addEventListener("abort", () => { clearTimeout(timer); fail(rest.signal.reason); });
      });
    };
  }

  // So do the timers of a worker whose script the page writes itself; a file gets the same where it is served. Its
  // text is read at once: the page may take the address back as soon as the worker is made.
  const textOf = (address) => {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    request.send();
    return request.responseText;
  };
  if (globalThis.Worker) {
    globalThis.Worker = new Proxy(Worker, {
      construct(target, [url, ...rest], self) {
        let address = url;
        try {
          if (/^(blob|data):/.test(url)) {
            address = URL.createObjectURL(new Blob([workerClock, textOf(url)], { type: "text/javascript" }));
          } else {
            // The one mark by which who serves the file knows that a worker asks for it.
            address = new URL(url, document.baseURI);
            address.searchParams.set("iwr-worker", "");
          }
        } catch { /* it is none of ours, and keeps its own clock */ }
        return Reflect.construct(target, [address, ...rest], self);
      },
    });
  }
})
