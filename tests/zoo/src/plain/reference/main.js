import {
  FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS, outcome,
} from "../../shared/story.js";
import bowl from "../art/raku-bowl.svg";
import tray from "../art/slab-tray.svg";
import vase from "../art/wood-fired-vase.svg";
import { calendar } from "./calendar.js";
import { sortable } from "./sortable.js";
import { tree } from "./tree.js";

const $ = (id) => document.getElementById(id);
const say = (id, text) => { $(id).textContent = text; };

function make(tag, props = {}, ...children) {
  const { role, aria, data, ...rest } = props;
  const node = Object.assign(document.createElement(tag), rest);
  if (role) node.setAttribute("role", role);
  for (const [key, value] of Object.entries(aria ?? {})) node.setAttribute(`aria-${key}`, value);
  Object.assign(node.dataset, data);
  node.append(...children);
  return node;
}

// Header

const tabs = [...document.querySelectorAll("[role=tab]")];
function openTab(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    $(other.getAttribute("aria-controls")).hidden = !chosen;
  }
}
tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => openTab(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs.at(step % tabs.length);
    next.focus();
    openTab(next);
  });
});

$("confirm").addEventListener("click", () => {
  const toast = make("div", { className: "toast" }, outcome.booked());
  $("toasts").replaceChildren(toast);
  setTimeout(() => toast.remove(), 6000);
});

// Booking

$("booking-form").addEventListener("submit", (event) => event.preventDefault());
$("full-name").addEventListener("input", (event) => say("name-out", outcome.name(event.target.value)));
$("guests").addEventListener("input", ({ target }) => {
  say("guests-out", target.value && target.validity.valid ? outcome.guests(target.valueAsNumber) : "");
});
calendar($("workshop-date"), $("calendar"), (date) => say("date-out", outcome.date(date)));

$("wheel").append(...WHEELS.map((wheel) => make("option", {}, wheel)));
$("wheel").addEventListener("change", (event) => say("wheel-out", outcome.wheel(event.target.value)));

$("sessions").append(...SESSIONS.map((session, index) => make("label", { className: "choice" },
  make("input", { type: "radio", name: "session", value: session, checked: index === 0 }), ` ${session}`)));
$("sessions").addEventListener("change", (event) => say("session-out", outcome.session(event.target.value)));

$("first-visit").addEventListener("change", (event) => say("first-out", outcome.firstVisit(event.target.checked)));
$("apron").addEventListener("change", (event) => say("apron-out", outcome.apron(event.target.checked)));

// Materials

{
  const field = $("glaze");
  const list = $("glaze-list");
  let active = -1;
  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    mark(-1);
  };
  const choose = (glaze) => {
    field.value = glaze;
    show(false);
    say("glaze-out", outcome.glaze(glaze));
  };
  field.addEventListener("input", () => {
    const typed = field.value.trim().toLowerCase();
    const found = typed ? GLAZES.filter((glaze) => glaze.toLowerCase().includes(typed)) : [];
    list.replaceChildren(...found.map((glaze, index) => make("li", { role: "option", id: `glaze-${index}` }, glaze)));
    show(found.length > 0);
    say("glaze-out", outcome.glaze(field.value.trim()));
  });
  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (list.hidden || !count) return;
    if (event.key === "ArrowDown") mark((active + 1) % count);
    else if (event.key === "ArrowUp") mark((active <= 0 ? count : active) - 1);
    else if (event.key === "Enter" && active >= 0) choose(list.children[active].textContent);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option.textContent);
  });
}

{
  const list = $("tools");
  const options = TOOLS.map((tool, index) =>
    make("li", { role: "option", id: `tool-${index}`, aria: { selected: "false" } }, tool));
  list.append(...options);
  let active = 0;
  const point = (index) => {
    active = index;
    options.forEach((option, at) => option.classList.toggle("active", at === index));
    list.setAttribute("aria-activedescendant", options[index].id);
  };
  const toggle = (option) => {
    option.setAttribute("aria-selected", String(option.getAttribute("aria-selected") !== "true"));
    const chosen = options.filter((each) => each.getAttribute("aria-selected") === "true");
    say("tools-out", outcome.tools(chosen.map((each) => each.textContent)));
  };
  list.addEventListener("click", (event) => {
    const index = options.indexOf(event.target.closest("[role=option]"));
    if (index < 0) return;
    point(index);
    toggle(options[index]);
  });
  list.addEventListener("focus", () => point(active));
  list.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle(options[active]);
    else if (event.key === "ArrowDown") point(Math.min(active + 1, options.length - 1));
    else if (event.key === "ArrowUp") point(Math.max(active - 1, 0));
    else if (event.key === "Home") point(0);
    else if (event.key === "End") point(options.length - 1);
    else return;
    event.preventDefault();
  });
}

$("clay").addEventListener("input", (event) => say("clay-out", outcome.clay(event.target.valueAsNumber)));
say("hours", HOURS);
say("firing", FIRING);
$("ask-quote").addEventListener("click", () => {
  $("quote").returnValue = "";
  $("quote").showModal();
});
$("quote").addEventListener("close", () => {
  if ($("quote").returnValue === "send") say("quote-out", outcome.quote(true));
});

// Members

{
  let members = [...MEMBERS];
  let sort = null;
  let page = 1;
  const menu = $("row-menu");
  const items = [...menu.children];
  let opener = null;

  const dots = () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.innerHTML = '<path class="dots" d="M5.5 12h.01M12 12h.01M18.5 12h.01"/>';
    return svg;
  };
  const sorted = () => {
    if (!sort) return members;
    const { key, down } = sort;
    const compare = (a, b) => (typeof a[key] === "number" ? a[key] - b[key] : a[key].localeCompare(b[key]));
    return members.toSorted((a, b) => (down ? compare(b, a) : compare(a, b)));
  };
  const render = () => {
    const pages = Math.max(1, Math.ceil(members.length / PAGE_SIZE));
    page = Math.min(page, pages);
    $("member-rows").replaceChildren(...sorted().slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((member) =>
      make("tr", {},
        make("th", { scope: "row" }, member.name),
        make("td", {}, member.city),
        make("td", { className: "number" }, String(member.visits)),
        make("td", { className: "action" }, make("button", {
          type: "button", className: "icon", data: { id: member.id },
          aria: { label: `Actions for ${member.name}`, haspopup: "menu", expanded: "false", controls: "row-menu" },
        }, dots())))));
    for (const button of document.querySelectorAll("[data-sort]")) {
      const head = button.closest("th");
      if (sort?.key === button.dataset.sort) head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    $("page-numbers").replaceChildren(...Array.from({ length: pages }, (_, index) => {
      const number = make("button", { type: "button", aria: { label: `Page ${index + 1}` } }, String(index + 1));
      if (index + 1 === page) number.setAttribute("aria-current", "page");
      number.addEventListener("click", () => { page = index + 1; render(); });
      return make("li", {}, number);
    }));
    $("page-back").disabled = page === 1;
    $("page-next").disabled = page === pages;
    say("members-out", outcome.members(page, members.length));
  };
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => {
      const key = button.dataset.sort;
      sort = { key, down: sort?.key === key && !sort.down };
      page = 1;
      render();
    });
  }
  $("page-back").addEventListener("click", () => { page -= 1; render(); });
  $("page-next").addEventListener("click", () => { page += 1; render(); });

  const close = (refocus) => {
    if (!opener) return;
    menu.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    if (refocus) opener.focus();
    opener = null;
  };
  const open = (button) => {
    close(false);
    opener = button;
    opener.setAttribute("aria-expanded", "true");
    menu.setAttribute("aria-label", button.getAttribute("aria-label"));
    menu.hidden = false;
    const box = button.getBoundingClientRect();
    const below = box.bottom + 4 + menu.offsetHeight <= innerHeight;
    menu.style.top = `${scrollY + (below ? box.bottom + 4 : box.top - 4 - menu.offsetHeight)}px`;
    menu.style.left = `${scrollX + box.right - menu.offsetWidth}px`;
    items[0].focus();
  };
  $("member-rows").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button === opener) close(true);
    else open(button);
  });
  document.addEventListener("pointerdown", (event) => {
    if (opener && !menu.contains(event.target) && !opener.contains(event.target)) close(false);
  });
  menu.addEventListener("click", (event) => {
    const what = event.target.closest("[role=menuitem]")?.dataset.do;
    if (!what) return;
    const member = members.find(({ id }) => id === Number(opener.dataset.id));
    close(true);
    if (what === "edit") return;
    members = members.filter((each) => each !== member);
    render();
    if (what === "archive") say("archived-out", outcome.archived(member.name));
  });
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (step !== undefined) items.at(step % items.length).focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return close(false);
    else return;
    event.preventDefault();
  });
  render();
}

{
  const tip = $("fee-tip");
  const help = document.querySelector(".help");
  say("fee-tip", FEE);
  const show = (on) => { tip.hidden = !on; };
  help.parentElement.addEventListener("pointerenter", () => show(true));
  help.parentElement.addEventListener("pointerleave", () => show(false));
  help.addEventListener("focus", () => show(true));
  help.addEventListener("blur", () => show(false));
  help.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
}

// Shelf

tree($("tree"), TREE, (name) => say("shelf-out", outcome.shelf(name)));
sortable($("order"), ORDER, (steps) => say("order-out", outcome.order(steps)));

// Notes

{
  const note = $("note");
  const tools = [...document.querySelectorAll("[data-command]")];
  const state = () => tools.forEach((tool) =>
    tool.setAttribute("aria-pressed", String(document.queryCommandState(tool.dataset.command))));
  note.addEventListener("input", () => {
    if (!note.textContent && !note.querySelector("li")) note.replaceChildren();
    say("note-out", outcome.note(note.innerText));
  });
  document.addEventListener("selectionchange", () => { if (document.activeElement === note) state(); });
  tools.forEach((tool, index) => {
    tool.addEventListener("mousedown", (event) => event.preventDefault());
    tool.addEventListener("click", () => {
      note.focus();
      document.execCommand(tool.dataset.command);
      state();
    });
    tool.addEventListener("keydown", (event) => {
      const step = { ArrowRight: index + 1, ArrowLeft: index - 1 }[event.key];
      if (step === undefined) return;
      const next = tools.at(step % tools.length);
      tools.forEach((each) => { each.tabIndex = each === next ? 0 : -1; });
      next.focus();
    });
  });
}

$("photo").addEventListener("change", (event) => say("photo-out", outcome.photo(event.target.files[0]?.name)));

{
  const pictures = [bowl, vase, tray];
  const slides = SLIDES.map((title, index) => make("figure", {
    role: "group", hidden: index > 0, aria: { roledescription: "slide", label: `${index + 1} of ${SLIDES.length}` },
  }, make("img", { src: pictures[index], alt: "", width: 640, height: 360 }), make("figcaption", {}, title)));
  $("slides").append(...slides);
  let at = 0;
  const go = (step) => {
    at = (at + step + slides.length) % slides.length;
    slides.forEach((slide, index) => { slide.hidden = index !== at; });
    say("piece-out", outcome.piece(at));
  };
  $("slide-back").addEventListener("click", () => go(-1));
  $("slide-next").addEventListener("click", () => go(1));
  go(0);
}
