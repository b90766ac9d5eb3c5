// Runs before the page's own scripts, in the page's world.
(({ seed }) => {
  // Math.random by mulberry32: the same page, used the same way, is the same page.
  let state = seed >>> 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  window.open = (url) => {
    console.warn("iwr: window.open refused: " + url);
    return null;
  };
  // A closed shadow tree is as visible to a person as an open one.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: "open" });
  };
})
