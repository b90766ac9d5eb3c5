import flatpickr from "flatpickr";
import "flatpickr/dist/flatpickr.css";

const find = (id) => document.getElementById(id);
const say = (id, text) => { find(id).textContent = text; };
const day = (date) => date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

flatpickr("#visit", {
  enableTime: true,
  time_24hr: true,
  dateFormat: "j F Y, H:i",
  minDate: "today",
  onChange([date], _text, { formatDate }) {
    say("visit-text", date ? `You see the flat on ${day(date)} at ${formatDate(date, "H:i")}` : "");
  },
});

flatpickr("#stay", {
  mode: "range",
  dateFormat: "j M",
  onChange([from, to]) {
    if (!to) {
      say("stay-text", from ? `Arriving on ${day(from)}` : "");
      return say("price", "");
    }
    const nights = Math.round((to - from) / 86400000);
    say("stay-text", `From ${day(from)} to ${day(to)}`);
    say("price", `${nights} nights, €${nights * 95}`);
  },
});
