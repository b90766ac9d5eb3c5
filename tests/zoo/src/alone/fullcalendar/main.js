import { Calendar } from "@fullcalendar/core";
import dayGridPlugin from "@fullcalendar/daygrid";
import interactionPlugin from "@fullcalendar/interaction";

const find = (id) => document.getElementById(id);
const day = (date) => date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
const sameDay = (one, other) => one.toDateString() === other.toDateString();

function details(title, lines, button) {
  const strong = document.createElement("strong");
  strong.textContent = title;
  find("details").replaceChildren(strong, ...lines.map((line) => {
    const p = document.createElement("p");
    p.textContent = line;
    return p;
  }), ...(button ? [button] : []));
}

const calendar = new Calendar(find("calendar"), {
  plugins: [dayGridPlugin, interactionPlugin],
  height: "100%",
  editable: true,
  events: [
    { title: "Reading", start: "2026-03-05T18:00", extendedProps: { room: "Green room" } },
    { title: "Set building", start: "2026-03-14", end: "2026-03-16", extendedProps: { room: "Workshop" } },
    { title: "Singing", start: "2026-03-24T16:30", extendedProps: { room: "Green room" } },
    { title: "Light check", start: "2026-04-08T14:00", extendedProps: { room: "Main stage" } },
    { title: "Costume fitting", start: "2026-04-14", color: "#8a4baf", extendedProps: { room: "Wardrobe" } },
    { title: "Dress rehearsal", start: "2026-04-17", color: "#b8442f", extendedProps: { room: "Main stage" } },
    { title: "Stage fight", start: "2026-04-17T19:00", extendedProps: { room: "Studio" } },
    { title: "Opening night", start: "2026-04-25", color: "#b8442f", extendedProps: { room: "Main stage" } },
  ],
  datesSet() {
    queueMicrotask(summary);
  },
  eventClick({ event }) {
    const cancel = document.createElement("button");
    cancel.textContent = "Cancel this entry";
    cancel.onclick = () => {
      event.remove();
      find("details").replaceChildren();
      find("status").textContent = `${event.title} is cancelled`;
      summary();
    };
    details(event.title, [day(event.start), `Room: ${event.extendedProps.room}`], cancel);
  },
  dateClick({ date }) {
    const found = calendar.getEvents().filter((event) => sameDay(event.start, date));
    details(day(date), found.length ? [`${found.length} booked: ${found.map((event) => event.title).join(", ")}`] : ["Nothing booked"]);
  },
  eventDrop({ event }) {
    find("status").textContent = `${event.title} moved to ${day(event.start)}`;
    summary();
  },
});

function summary() {
  const { currentStart, currentEnd, title } = calendar.view;
  const count = calendar.getEvents().filter((event) => event.start >= currentStart && event.start < currentEnd).length;
  find("month").textContent = `${title}: ${count} entries`;
}

calendar.render();
