import "@shoelace-style/shoelace/dist/themes/light.css";
import "flatpickr/dist/flatpickr.css";
import "quill/dist/quill.snow.css";
import "./style.css";

import "@shoelace-style/shoelace/dist/components/alert/alert.js";
import "@shoelace-style/shoelace/dist/components/button/button.js";
import "@shoelace-style/shoelace/dist/components/card/card.js";
import "@shoelace-style/shoelace/dist/components/carousel/carousel.js";
import "@shoelace-style/shoelace/dist/components/carousel-item/carousel-item.js";
import "@shoelace-style/shoelace/dist/components/checkbox/checkbox.js";
import "@shoelace-style/shoelace/dist/components/details/details.js";
import "@shoelace-style/shoelace/dist/components/dialog/dialog.js";
import "@shoelace-style/shoelace/dist/components/divider/divider.js";
import "@shoelace-style/shoelace/dist/components/dropdown/dropdown.js";
import "@shoelace-style/shoelace/dist/components/icon/icon.js";
import "@shoelace-style/shoelace/dist/components/icon-button/icon-button.js";
import "@shoelace-style/shoelace/dist/components/input/input.js";
import "@shoelace-style/shoelace/dist/components/menu/menu.js";
import "@shoelace-style/shoelace/dist/components/menu-item/menu-item.js";
import "@shoelace-style/shoelace/dist/components/option/option.js";
import "@shoelace-style/shoelace/dist/components/popup/popup.js";
import "@shoelace-style/shoelace/dist/components/radio/radio.js";
import "@shoelace-style/shoelace/dist/components/radio-group/radio-group.js";
import "@shoelace-style/shoelace/dist/components/range/range.js";
import "@shoelace-style/shoelace/dist/components/select/select.js";
import "@shoelace-style/shoelace/dist/components/switch/switch.js";
import "@shoelace-style/shoelace/dist/components/tab/tab.js";
import "@shoelace-style/shoelace/dist/components/tab-group/tab-group.js";
import "@shoelace-style/shoelace/dist/components/tab-panel/tab-panel.js";
import "@shoelace-style/shoelace/dist/components/tooltip/tooltip.js";
import "@shoelace-style/shoelace/dist/components/tree/tree.js";
import "@shoelace-style/shoelace/dist/components/tree-item/tree-item.js";

import flatpickr from "flatpickr";
import { html, nothing, render } from "lit";
import { repeat } from "lit/directives/repeat.js";
import Sortable from "sortablejs/modular/sortable.core.esm.js";
import "./icons.js";
import Quill from "./quill/index.js";
import {
  byVisits, FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, outcome, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS,
} from "../../shared/story.js";

const $ = (selector) => document.querySelector(selector);
const element = (tag, content, properties = {}) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(content);
  return node;
};
// Values of sl-option hold no spaces.
const option = (name) => element("sl-option", name, { value: name.replaceAll(" ", "_") });
const named = (value) => value.replaceAll("_", " ");

// Booking

$("#name").addEventListener("sl-input", (event) => {
  event.target.helpText = outcome.name(event.target.value);
});

const guests = $("#guests");
const showGuests = () => {
  const count = Number(guests.value);
  guests.helpText = count >= 1 && count <= 12 ? outcome.guests(count) : "";
};
guests.addEventListener("sl-input", showGuests);
showGuests();

const date = $("#date");
flatpickr(date, {
  dateFormat: "j F Y",
  monthSelectorType: "static",
  onChange: ([day]) => {
    date.helpText = day ? outcome.date(day) : "";
  },
});

const wheel = $("#wheel");
const showWheel = () => {
  wheel.helpText = outcome.wheel(named(wheel.value));
};
wheel.append(...WHEELS.map(option));
wheel.value = WHEELS[0].replaceAll(" ", "_");
wheel.addEventListener("sl-change", showWheel);
showWheel();

const session = $("#session");
const showSession = () => {
  session.helpText = outcome.session(session.value);
};
session.append(...SESSIONS.map((name) => element("sl-radio", name, { value: name })));
session.value = SESSIONS[0];
session.addEventListener("sl-change", showSession);
showSession();

$("#first-visit").addEventListener("sl-change", (event) => {
  event.target.helpText = outcome.firstVisit(event.target.checked);
});
$("#apron").addEventListener("sl-change", (event) => {
  event.target.helpText = outcome.apron(event.target.checked);
});

// Materials

const glaze = $("#glaze");
const glazes = $("#glazes");
const popup = $("#glaze-popup");
const showGlaze = () => {
  $("#glaze-outcome").textContent = outcome.glaze(glaze.value);
};
glaze.addEventListener("sl-input", () => {
  const query = glaze.value.trim().toLowerCase();
  const found = query ? GLAZES.filter((name) => name.toLowerCase().includes(query)) : [];
  glazes.replaceChildren(...found.map((name) => element("sl-menu-item", name, { value: name })));
  popup.active = found.length > 0;
  showGlaze();
});
glaze.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && popup.active) {
    event.preventDefault();
    glazes.querySelector("sl-menu-item").focus();
  } else if (event.key === "Escape") {
    popup.active = false;
  }
});
glazes.addEventListener("sl-select", (event) => {
  glaze.value = event.detail.item.value;
  popup.active = false;
  showGlaze();
});
document.addEventListener("mousedown", (event) => {
  if (!event.composedPath().includes(popup)) popup.active = false;
});

const tools = $("#tools");
tools.append(...TOOLS.map(option));
tools.addEventListener("sl-change", () => {
  tools.helpText = outcome.tools(tools.value.map(named));
});

const clay = $("#clay");
clay.tooltipFormatter = (kilos) => `${kilos} kg`;
const showClay = () => {
  clay.helpText = outcome.clay(clay.value);
};
clay.addEventListener("sl-input", showClay);
showClay();

$("#hours").append(HOURS);
$("#firing").append(FIRING);
$(".details-group").addEventListener("sl-show", (event) => {
  for (const details of document.querySelectorAll(".details-group sl-details")) details.open = event.target === details;
});

const quote = $("#quote");
$("#ask").addEventListener("click", () => quote.show());
$("#cancel").addEventListener("click", () => quote.hide());
$("#send").addEventListener("click", () => {
  quote.hide();
  $("#quote-outcome").textContent = outcome.quote(true);
});

// Members

const COLUMNS = [["name", "Name"], ["city", "City"], ["visits", "Visits"]];
const ARROWS = { ascending: "chevron-up", descending: "chevron-down", none: "chevron-expand" };
const state = { rows: MEMBERS, key: "", direction: "none", page: 1, archived: "" };
const pages = () => Math.ceil(state.rows.length / PAGE_SIZE);

const sortBy = (key) => {
  const direction = state.key === key && state.direction === "ascending" ? "descending" : "ascending";
  const rows = key === "visits" ? byVisits(state.rows) : [...state.rows].sort((a, b) => a[key].localeCompare(b[key]));
  Object.assign(state, { rows: direction === "descending" ? rows.reverse() : rows, key, direction, page: 1 });
  renderMembers();
};
const goTo = (page) => {
  state.page = Math.max(1, Math.min(page, pages()));
  renderMembers();
};
const act = (action, member) => {
  if (action !== "archive") return;
  state.rows = state.rows.filter((other) => other !== member);
  state.archived = member.name;
  goTo(state.page);
};

function renderMembers() {
  const { rows, key: sorted, direction, page, archived } = state;
  render(html`
    <div class="bar">
      <span class="fee">
        Membership fee
        <sl-tooltip content=${FEE}><sl-icon name="question-circle"></sl-icon></sl-tooltip>
      </span>
      <span class="outcome">${outcome.archived(archived)}</span>
    </div>
    <table>
      <thead>
        <tr>
          ${COLUMNS.map(([key, title]) => html`
            <th class=${key} aria-sort=${sorted === key ? direction : nothing} @click=${() => sortBy(key)}>
              ${title}<sl-icon name=${ARROWS[sorted === key ? direction : "none"]}></sl-icon>
            </th>`)}
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${repeat(rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), (member) => member.id, (member) => html`
          <tr>
            <td>${member.name}</td>
            <td>${member.city}</td>
            <td class="visits">${member.visits}</td>
            <td class="actions">
              <sl-dropdown placement="bottom-end" hoist>
                <sl-icon-button slot="trigger" name="three-dots-vertical"></sl-icon-button>
                <sl-menu @sl-select=${(event) => act(event.detail.item.value, member)}>
                  <sl-menu-item value="edit">Edit</sl-menu-item>
                  <sl-menu-item value="archive">Archive</sl-menu-item>
                  <sl-divider></sl-divider>
                  <sl-menu-item value="remove">Remove</sl-menu-item>
                </sl-menu>
              </sl-dropdown>
            </td>
          </tr>`)}
      </tbody>
    </table>
    <div class="bar">
      <span class="outcome">${outcome.members(page, rows.length)}</span>
      <span class="paging">
        <sl-icon-button name="chevron-left" ?disabled=${page === 1} @click=${() => goTo(page - 1)}></sl-icon-button>
        ${page} / ${pages()}
        <sl-icon-button name="chevron-right" ?disabled=${page === pages()} @click=${() => goTo(page + 1)}></sl-icon-button>
      </span>
    </div>`, $("#members"));
}
renderMembers();

// Shelf

const branch = ({ name, children = [] }) => {
  const item = element("sl-tree-item", element("sl-icon", "", { name: "folder" }));
  item.append(name, ...children.map(branch));
  item.dataset.name = name;
  return item;
};
$("#shelf").append(...TREE.map(branch));
$("#shelf").addEventListener("sl-selection-change", (event) => {
  $("#shelf-outcome").textContent = outcome.shelf(event.detail.selection[0]?.dataset.name);
});

const order = $("#order");
const showOrder = () => {
  $("#order-outcome").textContent = outcome.order([...order.children].map((row) => row.textContent));
};
for (const step of ORDER) {
  const row = element("li", element("sl-icon", "", { name: "grip-vertical" }));
  row.append(step);
  order.append(row);
}
Sortable.create(order, { animation: 150, ghostClass: "ghost", onEnd: showOrder });
showOrder();

// Notes

const editor = new Quill("#editor", {
  theme: "snow",
  modules: { toolbar: [["bold", "italic", "underline"], [{ list: "ordered" }, { list: "bullet" }], ["clean"]] },
});
editor.on("text-change", () => {
  $("#note-outcome").textContent = outcome.note(editor.getText());
});

const photo = $("#photo");
$("#upload").addEventListener("click", () => photo.click());
photo.addEventListener("change", () => {
  $("#photo-outcome").textContent = outcome.photo(photo.files[0]?.name);
});

const pieces = $("#pieces");
const showPiece = (index) => {
  $("#piece-outcome").textContent = outcome.piece(index);
};
pieces.append(...SLIDES.map((name) => element("sl-carousel-item", name)));
pieces.addEventListener("sl-slide-change", (event) => showPiece(event.detail.index));
showPiece(0);

// Header

$("#confirm").addEventListener("click", () => {
  const alert = element("sl-alert", element("sl-icon", "", { slot: "icon", name: "check2-circle" }), {
    variant: "success",
    closable: true,
    duration: 5000,
  });
  alert.append(outcome.booked());
  document.body.append(alert);
  alert.toast();
});
