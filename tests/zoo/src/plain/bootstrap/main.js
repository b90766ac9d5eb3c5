import { Carousel, Dropdown, Modal, Tab, Toast, Tooltip } from "bootstrap";
import Quill from "quill/core";
import Bold from "quill/formats/bold";
import Italic from "quill/formats/italic";
import Link from "quill/formats/link";
import List from "quill/formats/list";
import Underline from "quill/formats/underline";
import Toolbar from "quill/modules/toolbar";
import Snow from "quill/themes/snow";
import Sortable from "sortablejs";
import { Datepicker } from "vanillajs-datepicker";
import dots from "bootstrap-icons/icons/three-dots-vertical.svg?raw";
import question from "bootstrap-icons/icons/question-circle.svg?raw";
import up from "bootstrap-icons/icons/caret-up-fill.svg?raw";
import down from "bootstrap-icons/icons/caret-down-fill.svg?raw";
import both from "bootstrap-icons/icons/arrow-down-up.svg?raw";
import grip from "bootstrap-icons/icons/grip-vertical.svg?raw";
import {
  FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS, byVisits, outcome,
} from "../../shared/story.js";
import bowl from "../art/raku-bowl.svg";
import tray from "../art/slab-tray.svg";
import vase from "../art/wood-fired-vase.svg";

const $ = (selector, root = document) => root.querySelector(selector);
const say = (id, text) => { document.getElementById(id).textContent = text; };

// Booking
$("#fullName").addEventListener("input", (e) => say("nameOut", outcome.name(e.target.value)));
$("#guests").addEventListener("input", (e) => say("guestsOut", e.target.value && e.target.checkValidity() ? outcome.guests(Number(e.target.value)) : ""));
new Datepicker($("#workshopDate"), { autohide: true, buttonClass: "btn", container: "body", format: "dd/mm/yyyy", weekStart: 1 });
$("#workshopDate").addEventListener("changeDate", (e) => say("dateOut", e.detail.date ? outcome.date(e.detail.date) : ""));
$("#wheel").innerHTML = WHEELS.map((wheel) => `<option>${wheel}</option>`).join("");
$("#wheel").addEventListener("change", (e) => say("wheelOut", outcome.wheel(e.target.value)));
$("#sessions").innerHTML = SESSIONS.map((session, i) => `
  <div class="form-check form-check-inline">
    <input class="form-check-input" type="radio" name="session" id="session${i}" value="${session}" ${i ? "" : "checked"}>
    <label class="form-check-label" for="session${i}">${session}</label>
  </div>`).join("");
$("#sessions").addEventListener("change", (e) => say("sessionOut", outcome.session(e.target.value)));
$("#firstVisit").addEventListener("change", (e) => say("firstOut", outcome.firstVisit(e.target.checked)));
$("#apron").addEventListener("change", (e) => say("apronOut", outcome.apron(e.target.checked)));

// Materials
{
  const input = $("#glaze");
  const menu = input.nextElementSibling;
  const dropdown = new Dropdown(input);
  const choose = (glaze) => {
    input.value = glaze;
    dropdown.hide();
    say("glazeOut", outcome.glaze(glaze));
  };
  input.addEventListener("input", () => {
    const query = input.value.trim().toLowerCase();
    const found = query ? GLAZES.filter((glaze) => glaze.toLowerCase().includes(query)) : [];
    menu.innerHTML = found.map((glaze) => `<button type="button" class="dropdown-item">${glaze}</button>`).join("");
    if (found.length) dropdown.show();
    else dropdown.hide();
    say("glazeOut", outcome.glaze(input.value.trim()));
  });
  input.addEventListener("keydown", (e) => {
    const items = [...menu.children];
    const at = items.findIndex((item) => item.classList.contains("active"));
    if (!menu.classList.contains("show")) return;
    if (e.key === "Escape") dropdown.hide();
    if (e.key === "Enter" && at >= 0) choose(items[at].textContent);
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      const next = e.key === "ArrowDown" ? (at + 1) % items.length : (Math.max(at, 0) || items.length) - 1;
      items.forEach((item, i) => item.classList.toggle("active", i === next));
    }
  });
  input.addEventListener("blur", () => dropdown.hide());
  menu.addEventListener("mousedown", (e) => e.preventDefault());
  menu.addEventListener("click", (e) => choose(e.target.textContent));
}
$("#tools").innerHTML = TOOLS.map((tool) => `<option>${tool}</option>`).join("");
$("#tools").addEventListener("change", (e) => say("toolsOut", outcome.tools([...e.target.selectedOptions].map((o) => o.value))));
$("#clay").addEventListener("input", (e) => say("clayOut", outcome.clay(Number(e.target.value))));
$("#hours .accordion-body").textContent = HOURS;
$("#firing .accordion-body").textContent = FIRING;
$("#send").addEventListener("click", () => {
  Modal.getInstance("#quote").hide();
  say("quoteOut", outcome.quote(true));
});

// Members
{
  let members = MEMBERS;
  let order = null;
  let page = 1;
  const render = () => {
    const pages = Math.max(1, Math.ceil(members.length / PAGE_SIZE));
    page = Math.min(page, pages);
    let list = members;
    if (order?.by === "visits") list = byVisits(members);
    else if (order) list = [...members].sort((a, b) => a[order.by].localeCompare(b[order.by]));
    if (order?.reverse) list = [...list].reverse();
    $("#rows").innerHTML = list.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((member) => `
      <tr>
        <td class="ps-3">${member.name}</td>
        <td>${member.city}</td>
        <td>${member.visits}</td>
        <td class="text-end pe-3">
          <div class="dropdown" data-id="${member.id}">
            <button class="btn btn-sm btn-light" type="button" data-bs-toggle="dropdown" aria-expanded="false">${dots}</button>
            <ul class="dropdown-menu dropdown-menu-end">
              <li><button class="dropdown-item" type="button">Edit</button></li>
              <li><button class="dropdown-item" type="button" data-action="archive">Archive</button></li>
              <li><hr class="dropdown-divider"></li>
              <li><button class="dropdown-item text-danger" type="button" data-action="remove">Remove</button></li>
            </ul>
          </div>
        </td>
      </tr>`).join("");
    for (const th of document.querySelectorAll(".sortable")) {
      th.querySelector("svg")?.remove();
      th.insertAdjacentHTML("beforeend", th.dataset.sort !== order?.by ? both : order.reverse ? down : up);
    }
    const item = (label, to, state, extra = "") => `<li class="page-item ${state}"><a class="page-link" href="#" data-page="${to}" ${extra}>${label}</a></li>`;
    $("#pages").innerHTML = [
      item('<span aria-hidden="true">&laquo;</span>', page - 1, page === 1 ? "disabled" : "", 'aria-label="Previous"'),
      ...Array.from({ length: pages }, (_, i) => item(i + 1, i + 1, page === i + 1 ? "active" : "")),
      item('<span aria-hidden="true">&raquo;</span>', page + 1, page === pages ? "disabled" : "", 'aria-label="Next"'),
    ].join("");
    say("membersOut", outcome.members(page, members.length));
  };
  for (const th of document.querySelectorAll(".sortable")) {
    th.addEventListener("click", () => {
      order = { by: th.dataset.sort, reverse: order?.by === th.dataset.sort && !order.reverse };
      page = 1;
      render();
    });
  }
  $("#pages").addEventListener("click", (e) => {
    e.preventDefault();
    const link = e.target.closest(".page-item:not(.disabled) .page-link");
    if (!link) return;
    page = Number(link.dataset.page);
    render();
  });
  $("#rows").addEventListener("click", (e) => {
    const action = e.target.dataset.action;
    if (!action) return;
    const id = Number(e.target.closest("[data-id]").dataset.id);
    const { name } = members.find((member) => member.id === id);
    members = members.filter((member) => member.id !== id);
    // After Bootstrap has closed the menu, which the row takes along.
    setTimeout(render);
    if (action === "archive") say("archivedOut", outcome.archived(name));
  });
  render();
}
$("#fee").innerHTML = question;
new Tooltip($("#fee"), { title: FEE, placement: "right" });

// Shelf
$("#tree").innerHTML = TREE.map((folder, i) => `
  <li class="mb-1">
    <button class="btn btn-toggle d-inline-flex align-items-center rounded border-0 collapsed" data-bs-toggle="collapse" data-bs-target="#folder${i}" aria-expanded="false">${folder.name}</button>
    <div class="collapse" id="folder${i}">
      <ul class="btn-toggle-nav list-unstyled fw-normal pb-1">
        ${folder.children.map((child) => `<li><a href="#" class="link-body-emphasis d-inline-flex text-decoration-none rounded">${child.name}</a></li>`).join("")}
      </ul>
    </div>
  </li>`).join("");
$("#tree").addEventListener("click", (e) => {
  const link = e.target.closest("a");
  if (!link) return;
  e.preventDefault();
  say("shelfOut", outcome.shelf(link.textContent));
});
$("#order").innerHTML = ORDER.map((step) => `<li class="list-group-item" data-id="${step}"><span class="text-secondary me-2">${grip}</span>${step}</li>`).join("");
const sortable = Sortable.create($("#order"), {
  animation: 150,
  onUpdate: () => {
    $("#orderOut").hidden = false;
    say("orderOut", outcome.order(sortable.toArray()));
  },
});

// Notes
Quill.register({
  "modules/toolbar": Toolbar, "themes/snow": Snow,
  "formats/bold": Bold, "formats/italic": Italic, "formats/underline": Underline, "formats/link": Link, "formats/list": List,
});
const quill = new Quill("#editor", {
  theme: "snow",
  modules: { toolbar: [["bold", "italic", "underline"], ["link"], [{ list: "ordered" }, { list: "bullet" }]] },
});
quill.on("text-change", () => say("noteOut", outcome.note(quill.getText())));
$("#photo").addEventListener("change", (e) => say("photoOut", outcome.photo(e.target.files[0]?.name)));
$("#pieces .carousel-inner").innerHTML = SLIDES.map((title, i) => `
  <div class="carousel-item ${i ? "" : "active"}">
    <img src="${[bowl, vase, tray][i]}" class="d-block w-100" alt="">
    <div class="carousel-caption rounded bg-white bg-opacity-75 py-2"><h5 class="mb-0">${title}</h5></div>
  </div>`).join("");
new Carousel($("#pieces"));
$("#pieces").addEventListener("slide.bs.carousel", (e) => say("pieceOut", outcome.piece(e.to)));
say("pieceOut", outcome.piece(0));

// Header
const toast = new Toast($("#toast"));
$("#confirm").addEventListener("click", () => {
  $("#toast .toast-body").textContent = outcome.booked();
  toast.show();
});
document.querySelectorAll('[data-bs-toggle="tab"]').forEach((tab) => Tab.getOrCreateInstance(tab));
