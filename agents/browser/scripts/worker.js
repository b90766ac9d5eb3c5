/* Runs in a worker before its own script: its timers and its time stand still until they are moved on. */
(() => {
  const RealDate = Date, start = RealDate.now(), began = performance.now();
  let now = 0, last = 0;
  const due = new Map();
  const later = (repeat) => (call, ms = 0, ...rest) => {
    last += 1;
    due.set(last, { call, rest, at: now + Math.max(repeat ? 1 : 0, Number(ms) || 0), every: repeat ? Math.max(1, Number(ms) || 0) : 0 });
    return last;
  };
  const run = ({ call, rest }) => { typeof call === "function" ? call(...rest) : (0, eval)(String(call)); };
  self.setTimeout = later(false);
  self.setInterval = later(true);
  self.clearTimeout = self.clearInterval = (id) => { due.delete(id); };
  self.requestAnimationFrame &&= (call) => self.setTimeout(() => call(performance.now()), 16);
  self.cancelAnimationFrame &&= self.clearTimeout;
  performance.now = () => began + now;
  self.Date = class extends RealDate {
    constructor(...args) { args.length ? super(...args) : super(start + now); }
    static now() { return start + now; }
  };
  Object.defineProperty(globalThis, "__iwrClock", { value: (ms) => {
    const end = now + ms;
    for (let count = 0; count < 20000; count += 1) {
      const next = [...due].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
      if (!next) break;
      const [id, one] = next;
      now = Math.max(now, one.at);
      if (one.every) one.at += one.every; else due.delete(id);
      try { run(one); } catch (error) { console.error(String(error)); }
    }
    now = end;
  } });
})();
