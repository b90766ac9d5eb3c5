// A date field with a calendar (a combobox that opens a dialog with a grid of days).

const name = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const title = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });
const same = (a, b) => Boolean(a && b) && a.toDateString() === b.toDateString();
const plus = (date, days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
const weekday = (date) => (date.getDay() + 6) % 7;
const plusMonths = (date, months) => {
  const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate();
  return new Date(date.getFullYear(), date.getMonth() + months, Math.min(date.getDate(), last));
};

export function calendar(field, popup, onChoose) {
  const body = popup.querySelector("tbody");
  const heading = popup.querySelector("h2");
  const [back, next] = popup.querySelectorAll(".icon");
  let chosen = null;
  let cursor = new Date();

  function render() {
    heading.textContent = title.format(cursor);
    const first = new Date(cursor.getFullYear(), cursor.getMonth(), 1);
    const start = plus(first, -weekday(first));
    const end = new Date(cursor.getFullYear(), cursor.getMonth() + 1, 0);
    const rows = [];
    for (let week = start; week <= end; week = plus(week, 7)) {
      const row = document.createElement("tr");
      for (let offset = 0; offset < 7; offset += 1) {
        const day = plus(week, offset);
        const cell = document.createElement("td");
        if (day.getMonth() === cursor.getMonth()) {
          cell.textContent = String(day.getDate());
          cell.tabIndex = same(day, cursor) ? 0 : -1;
          cell.setAttribute("aria-selected", String(same(day, chosen)));
          if (same(day, new Date())) cell.setAttribute("aria-current", "date");
          cell.addEventListener("click", () => choose(day));
        }
        row.append(cell);
      }
      rows.push(row);
    }
    body.replaceChildren(...rows);
  }

  const move = (date) => {
    cursor = date;
    render();
    body.querySelector("[tabindex='0']").focus();
  };

  function open() {
    if (!popup.hidden) return;
    popup.hidden = false;
    field.setAttribute("aria-expanded", "true");
    move(chosen ?? new Date());
  }

  function close(refocus) {
    if (popup.hidden) return;
    popup.hidden = true;
    field.setAttribute("aria-expanded", "false");
    if (refocus) field.focus();
  }

  function choose(day) {
    chosen = day;
    field.value = name.format(day);
    close(true);
    onChoose(day);
  }

  field.addEventListener("click", open);
  field.addEventListener("keydown", (event) => {
    if (!["Enter", " ", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    open();
  });
  back.addEventListener("click", () => { cursor = plusMonths(cursor, -1); render(); });
  next.addEventListener("click", () => { cursor = plusMonths(cursor, 1); render(); });
  document.addEventListener("pointerdown", (event) => {
    if (!popup.contains(event.target) && event.target !== field) close(false);
  });
  popup.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(true);
    if (event.key === "Tab") {
      // The dialog keeps the focus: round from its last stop to its first.
      const stops = [back, next, body.querySelector("[tabindex='0']")];
      const at = stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
      stops.at(at % stops.length).focus();
      event.preventDefault();
    }
    if (!body.contains(event.target)) return;
    const to = {
      ArrowLeft: () => plus(cursor, -1), ArrowRight: () => plus(cursor, 1),
      ArrowUp: () => plus(cursor, -7), ArrowDown: () => plus(cursor, 7),
      Home: () => plus(cursor, -weekday(cursor)), End: () => plus(cursor, 6 - weekday(cursor)),
      PageUp: () => plusMonths(cursor, -1), PageDown: () => plusMonths(cursor, 1),
    }[event.key];
    if (to) move(to());
    else if (event.key === "Enter" || event.key === " ") choose(cursor);
    else return;
    event.preventDefault();
  });
}
