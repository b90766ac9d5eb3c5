// A list whose rows are dragged into another order, by pointer or with the arrow keys on a row's handle.

export function sortable(list, steps, onChange) {
  const texts = () => [...list.children].map((row) => row.querySelector(".step").textContent);
  const swap = (row, at) => {
    const others = [...list.children].filter((each) => each !== row);
    list.insertBefore(row, others[at] ?? null);
  };

  for (const step of steps) {
    const row = document.createElement("li");
    const text = document.createElement("span");
    const handle = document.createElement("button");
    text.className = "step";
    text.textContent = step;
    handle.type = "button";
    handle.className = "handle";
    handle.setAttribute("aria-label", `Move ${step}`);
    handle.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="dots" d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01"/></svg>';
    handle.addEventListener("keydown", (event) => {
      const to = [...list.children].indexOf(row) + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? NaN);
      if (!(to >= 0 && to < list.children.length)) return;
      event.preventDefault();
      swap(row, to);
      handle.focus();
      onChange(texts());
    });
    row.append(handle, text);
    row.addEventListener("pointerdown", (event) => start(row, event));
    list.append(row);
  }

  function start(row, down) {
    if (down.button !== 0) return;
    down.preventDefault();
    const before = texts().join();
    const rest = row.offsetTop;
    let dragging = false;
    const move = (event) => {
      if (!dragging && Math.abs(event.clientY - down.clientY) < 4) return;
      dragging = true;
      row.classList.add("dragging");
      // The list is the rows' offset parent, and all rows are of one height.
      const rows = [...list.children];
      const pitch = rows[1].offsetTop - rows[0].offsetTop;
      const y = event.clientY - list.getBoundingClientRect().top;
      const at = Math.min(Math.max(Math.floor(y / pitch), 0), rows.length - 1);
      if (rows[at] !== row) swap(row, at);
      row.style.transform = `translateY(${rest + event.clientY - down.clientY - row.offsetTop}px)`;
    };
    const stop = (event) => {
      if (event.type === "pointerup") move(event);
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      row.classList.remove("dragging");
      row.style.transform = "";
      row.querySelector("button").focus();
      if (texts().join() !== before) onChange(texts());
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  }
}
