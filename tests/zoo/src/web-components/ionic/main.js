import "@ionic/core/css/core.css";
import "@ionic/core/css/normalize.css";
import "@ionic/core/css/structure.css";
import "@ionic/core/css/typography.css";
import "@ionic/core/css/padding.css";
import "@ionic/core/css/text-alignment.css";
import "./style.css";

import { glyphs } from "./icons.js";
import "./components.js";
import EmblaCarousel from "embla-carousel";
import { exec, init } from "pell";
import {
  byVisits, FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, outcome, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS,
} from "../../shared/story.js";

const $ = (id) => document.getElementById(id);
const note = (id, text) => {
  $(`${id}-note`).textContent = text;
};
const element = (tag, properties = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};

$("tabs").addEventListener("ionChange", (event) => {
  for (const panel of document.querySelectorAll("[data-panel]")) {
    panel.hidden = panel.dataset.panel !== event.detail.value;
  }
  document.querySelector("ion-content").scrollToTop();
});

// Booking

$("name").addEventListener("ionInput", (event) => note("name", outcome.name(event.detail.value ?? "")));

const showGuests = () => {
  const count = Number($("guests").value);
  note("guests", count >= 1 && count <= 12 ? outcome.guests(count) : "");
};
$("guests").addEventListener("ionInput", showGuests);
showGuests();

$("day").addEventListener("ionChange", (event) => {
  const [year, month, day] = event.detail.value.slice(0, 10).split("-").map(Number);
  $("date").value = new Date(year, month - 1, day).toLocaleDateString("en-US", { dateStyle: "medium" });
  note("date", outcome.date(year, month, day));
  $("calendar").dismiss();
});

const options = (names) => names.map((name) => element("ion-select-option", { value: name }, name));

$("wheel").append(...options(WHEELS));
$("wheel").value = WHEELS[0];
$("wheel").addEventListener("ionChange", (event) => note("wheel", outcome.wheel(event.detail.value)));
note("wheel", outcome.wheel(WHEELS[0]));

$("session").append(
  ...SESSIONS.map((name) => element("ion-item", { lines: "none" }, element("ion-radio", { value: name }, name))),
);
$("session").value = SESSIONS[0];
$("session").addEventListener("ionChange", (event) => note("session", outcome.session(event.detail.value)));
note("session", outcome.session(SESSIONS[0]));

$("first-visit").addEventListener("ionChange", (event) => note("first-visit", outcome.firstVisit(event.detail.checked)));
$("apron").addEventListener("ionChange", (event) => note("apron", outcome.apron(event.detail.checked)));

// Materials

const glaze = $("glaze");
const suggest = (names) => $("glazes").replaceChildren(
  ...names.map((name) => element("ion-item", { button: true, detail: false, "data-glaze": name }, element("ion-label", {}, name))),
);
glaze.addEventListener("ionInput", () => {
  const query = glaze.value.trim().toLowerCase();
  suggest(query ? GLAZES.filter((name) => name.toLowerCase().includes(query)) : []);
  note("glaze", outcome.glaze(glaze.value));
});
$("glazes").addEventListener("click", (event) => {
  const name = event.target.closest("ion-item")?.dataset.glaze;
  if (!name) return;
  glaze.value = name;
  suggest([]);
  note("glaze", outcome.glaze(name));
});

$("tools").append(...options(TOOLS));
$("tools").addEventListener("ionChange", (event) => note("tools", outcome.tools(event.detail.value)));

const clay = $("clay");
const showClay = () => note("clay", outcome.clay(clay.value));
clay.addEventListener("ionInput", showClay);
// ion-range knows the arrow keys only.
clay.addEventListener("keydown", (event) => {
  if (event.key === "Home") clay.value = clay.min;
  else if (event.key === "End") clay.value = clay.max;
  else return;
  event.preventDefault();
});
showClay();

$("hours").append(HOURS);
$("firing").append(FIRING);

const quote = $("quote");
quote.header = "Ask for a quote?";
quote.message = "We look at your list and write back within two working days.";
quote.buttons = [
  { text: "Cancel", role: "cancel" },
  { text: "Send request", handler: () => note("quote", outcome.quote(true)) },
];

// Members

const members = { rows: MEMBERS, sort: "", descending: false, page: 1 };
const columns = [["name", "Name", 5], ["city", "City", 4], ["visits", "Visits", 2]];
const lastPage = () => Math.ceil(members.rows.length / PAGE_SIZE);
const menu = $("row-menu");
let menuFor;

const sortBy = (key) => {
  members.descending = members.sort === key && !members.descending;
  members.sort = key;
  const rows = key === "visits" ? byVisits(members.rows) : [...members.rows].sort((a, b) => a[key].localeCompare(b[key]));
  members.rows = members.descending ? rows.reverse() : rows;
  goTo(1);
};
const goTo = (page) => {
  members.page = Math.max(1, Math.min(page, lastPage()));
  showMembers();
};
const showMembers = () => {
  const { rows, sort, descending, page } = members;
  const header = element("ion-row", { class: "header" }, ...columns.map(([key, title, size]) => {
    const column = element("ion-col", { size: String(size) }, title);
    if (sort === key) column.append(element("ion-icon", { name: descending ? "arrow-down" : "arrow-up" }));
    column.addEventListener("click", () => sortBy(key));
    return column;
  }), element("ion-col", { size: "1" }));
  $("members").replaceChildren(header, ...rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((member) => {
    const more = element("ion-button", { fill: "clear", color: "medium" }, element("ion-icon", { slot: "icon-only", name: "ellipsis-vertical" }));
    more.addEventListener("click", (event) => {
      menuFor = member;
      menu.present(event);
    });
    return element(
      "ion-row", {},
      ...columns.map(([key, , size]) => element("ion-col", { size: String(size) }, String(member[key]))),
      element("ion-col", { size: "1", class: "ion-text-end" }, more),
    );
  }));
  note("members", outcome.members(page, rows.length));
  $("previous").disabled = page === 1;
  $("next").disabled = page === lastPage();
};
menu.addEventListener("click", (event) => {
  if (event.target.closest("ion-item")?.dataset.action !== "archive") return;
  members.rows = members.rows.filter((member) => member !== menuFor);
  note("gone", outcome.archived(menuFor.name));
  goTo(members.page);
});
$("previous").addEventListener("click", () => goTo(members.page - 1));
$("next").addEventListener("click", () => goTo(members.page + 1));
$("fee-text").append(FEE);
showMembers();

// Shelf

const shelf = $("shelf");
const leaf = (name) => {
  const item = element(
    "ion-item", { button: true, detail: false, class: "leaf" },
    element("ion-icon", { slot: "start", name: "folder-outline" }), element("ion-label", {}, name),
  );
  item.addEventListener("click", () => note("shelf", outcome.shelf(name)));
  return item;
};
shelf.append(...TREE.map(({ name, children }) => element(
  "ion-accordion", { value: name, toggleIconSlot: "start" },
  element(
    "ion-item", { slot: "header" },
    element("ion-icon", { slot: "start", name: "folder-outline" }), element("ion-label", {}, name),
  ),
  element("ion-list", { slot: "content" }, ...children.map((child) => leaf(child.name))),
)));

const steps = [...ORDER];
const order = $("order");
order.append(...ORDER.map((step) => element(
  "ion-reorder", {},
  element(
    "ion-item", {},
    element("ion-label", {}, step), element("ion-icon", { slot: "end", name: "reorder-two" }),
  ),
)));
order.addEventListener("ionReorderEnd", ({ detail }) => {
  steps.splice(detail.to, 0, ...steps.splice(detail.from, 1));
  detail.complete();
  note("order", outcome.order(steps));
});
note("order", outcome.order(steps));

// Notes

init({
  element: $("editor"),
  defaultParagraphSeparator: "p",
  actions: [
    { name: "bold", icon: glyphs.bold },
    { name: "italic", icon: glyphs.italic },
    { name: "ulist", icon: glyphs.list },
    { name: "undo", icon: glyphs.undo, title: "Undo", result: () => exec("undo") },
  ],
  onChange: () => note("note", outcome.note($("editor").content.innerText)),
});

const photo = $("photo");
$("upload").addEventListener("click", () => photo.click());
photo.addEventListener("change", () => note("photo", outcome.photo(photo.files[0]?.name)));

$("slides").append(...SLIDES.map((name) => element("div", { class: "slide" }, name)));
const pieces = EmblaCarousel($("pieces"));
const showPiece = () => {
  note("piece", outcome.piece(pieces.selectedScrollSnap()));
  $("back").disabled = !pieces.canScrollPrev();
  $("forward").disabled = !pieces.canScrollNext();
};
pieces.on("init", showPiece).on("reInit", showPiece).on("select", showPiece);
$("back").addEventListener("click", () => pieces.scrollPrev());
$("forward").addEventListener("click", () => pieces.scrollNext());

// Header

$("booked").message = outcome.booked();
