// Runs before any script of the page, in a world of our own beside the page's, whose clock is the real one.
globalThis.iwrInteractive ??= (() => {
  let last = 0; // when the last long task (50 ms or more) ended, ms since navigation
  let longest = 0;
  const count = (entries) => {
    for (const { startTime, duration } of entries) {
      last = Math.max(last, startTime + duration);
      longest = Math.max(longest, duration);
    }
  };
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({ type: "longtask", buffered: true });
  return () => {
    count(observer.takeRecords()); // of a task that ended only just now
    const parsed = performance.getEntriesByType("navigation")[0]?.domContentLoadedEventEnd ?? 0;
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
    return { now: performance.now(), parsed, painted, last, longest };
  };
})();
