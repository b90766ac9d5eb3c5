import $ from "./jquery-global.js";
import "fomantic-ui-css/components/accordion.js";
import "fomantic-ui-css/components/calendar.js";
import "fomantic-ui-css/components/checkbox.js";
import "fomantic-ui-css/components/dimmer.js";
import "fomantic-ui-css/components/dropdown.js";
import "fomantic-ui-css/components/modal.js";
import "fomantic-ui-css/components/popup.js";
import "fomantic-ui-css/components/search.js";
import "fomantic-ui-css/components/shape.js";
import "fomantic-ui-css/components/slider.js";
import "fomantic-ui-css/components/tab.js";
import "fomantic-ui-css/components/toast.js";
import "fomantic-ui-css/components/transition.js";
import { init as pell } from "pell";
import Sortable from "sortablejs";
import {
  FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS, byVisits, outcome,
} from "../../shared/story.js";
import bowl from "../art/raku-bowl.svg";
import tray from "../art/slab-tray.svg";
import vase from "../art/wood-fired-vase.svg";

const say = (name, text) => $(`[data-out="${name}"]`).text(text);

$("#tabs .item").tab();
$("#confirm").on("click", () => $.toast({ class: "success", message: outcome.booked(), displayTime: 6000, position: "bottom right" }));

// Booking
$("form").on("submit", (event) => event.preventDefault());
$("[name=name]").on("input", function () { say("name", outcome.name(this.value)); });
$("[name=guests]").on("input", function () { say("guests", this.value && this.checkValidity() ? outcome.guests(Number(this.value)) : ""); });
$("#date").calendar({
  type: "date",
  firstDayOfWeek: 1,
  formatter: { date: "D MMM YYYY" },
  onChange: (date) => say("date", date ? outcome.date(date) : ""),
});
$("#wheel").dropdown({
  values: WHEELS.map((wheel, i) => ({ name: wheel, value: wheel, selected: i === 0 })),
  onChange: (wheel) => say("wheel", outcome.wheel(wheel)),
});
say("wheel", "");
$("#sessions").append(SESSIONS.map((session, i) => `
  <div class="field">
    <div class="ui radio checkbox">
      <input type="radio" name="session" value="${session}" ${i ? "" : "checked"}>
      <label>${session}</label>
    </div>
  </div>`).join(""), '<span class="ui green text" data-out="session"></span>');
$("#sessions .checkbox").checkbox({ onChange() { say("session", outcome.session(this.value)); } });
$("#first").checkbox({ onChange() { say("first", outcome.firstVisit(this.checked)); } });
$("#apron").checkbox({ onChange() { say("apron", outcome.apron(this.checked)); } });

// Materials
$("#glaze").search({
  source: GLAZES.map((title) => ({ title })),
  searchFields: ["title"],
  onSelect: ({ title }) => { say("glaze", outcome.glaze(title)); },
});
$("#glaze .prompt").on("input", function () { say("glaze", outcome.glaze(this.value.trim())); });
$("#tools").dropdown({
  placeholder: "Tools to bring",
  values: TOOLS.map((tool) => ({ name: tool, value: tool })),
  onChange: (value) => say("tools", outcome.tools(value ? value.split(",") : [])),
});
$("#clay").slider({ min: 0, max: 10, start: 2, step: 1, onMove: (value) => say("clay", outcome.clay(value)) })
  // The slider's own keys are the arrows and Page Up and Down.
  .on("keydown", function (event) {
    const to = { Home: 0, End: 10 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    $(this).slider("set value", to);
    say("clay", outcome.clay(to));
  });
say("clay", "");
say("hours", HOURS);
say("firing", FIRING);
$("#house").accordion();
$("#quote").modal({ onApprove: () => { say("quote", outcome.quote(true)); } });
$("#ask").on("click", () => $("#quote").modal("show"));

// Members
{
  let members = MEMBERS;
  let sort = null;
  let page = 1;
  const render = () => {
    const pages = Math.max(1, Math.ceil(members.length / PAGE_SIZE));
    page = Math.min(page, pages);
    let rows = members;
    if (sort) rows = sort.by === "visits" ? byVisits(members) : [...members].sort((a, b) => a[sort.by].localeCompare(b[sort.by]));
    if (sort?.down) rows = [...rows].reverse();
    $("#list th").removeClass("sorted ascending descending");
    if (sort) $(`#list th[data-by=${sort.by}]`).addClass(`sorted ${sort.down ? "descending" : "ascending"}`);
    $("#list tbody").html(rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((member) => `
      <tr>
        <td>${member.name}</td><td>${member.city}</td><td>${member.visits}</td>
        <td>
          <div class="ui basic icon top right pointing dropdown button" data-name="${member.name}">
            <i class="ellipsis horizontal icon"></i>
            <div class="menu">
              <div class="item" data-value="edit"><i class="edit icon"></i>Edit</div>
              <div class="item" data-value="archive"><i class="archive icon"></i>Archive</div>
              <div class="item" data-value="remove"><i class="trash icon"></i>Remove</div>
            </div>
          </div>
        </td>
      </tr>`).join(""));
    $("#list .dropdown").dropdown({
      action(text, value) {
        const name = $(this).closest(".dropdown").data("name");
        $(this).closest(".dropdown").dropdown("hide", () => {
          if (value === "edit") return;
          members = members.filter((member) => member.name !== name);
          render();
          if (value === "archive") say("archived", outcome.archived(name));
        });
      },
    });
    $("#pages").html(`
      <a class="icon item ${page === 1 ? "disabled" : ""}" data-page="${page - 1}"><i class="left chevron icon"></i></a>
      ${Array.from({ length: pages }, (_, i) => `<a class="item ${i + 1 === page ? "active" : ""}" data-page="${i + 1}">${i + 1}</a>`).join("")}
      <a class="icon item ${page === pages ? "disabled" : ""}" data-page="${page + 1}"><i class="right chevron icon"></i></a>`);
    say("members", outcome.members(page, members.length));
  };
  $("#list th[data-by]").on("click", function () {
    const { by } = this.dataset;
    sort = { by, down: sort?.by === by && !sort.down };
    page = 1;
    render();
  });
  $("#pages").on("click", ".item:not(.disabled)", function () {
    page = Number(this.dataset.page);
    render();
  });
  render();
}
$("#fee").popup({ content: FEE, position: "right center" });

// Shelf
$("#tree").html(TREE.map((folder) => `
  <div class="title"><i class="dropdown icon"></i><i class="folder icon"></i>${folder.name}</div>
  <div class="content">
    <div class="ui list">${folder.children.map((child) => `<a class="item"><i class="folder icon"></i>${child.name}</a>`).join("")}</div>
  </div>`).join("")).accordion({ exclusive: false });
$("#tree").on("click", ".item", function () { say("shelf", outcome.shelf($(this).text())); });
$("#order").html(ORDER.map((step) => `<div class="ui segment" data-id="${step}"><i class="grip vertical icon"></i>${step}</div>`).join(""));
const order = Sortable.create($("#order")[0], { animation: 150, onUpdate: () => say("order", outcome.order(order.toArray())) });

// Notes
const action = (name, icon) => ({ name, icon: `<i class="${icon} icon"></i>` });
const note = pell({
  element: $("#note")[0],
  classes: { actionbar: "ui mini basic icon buttons", button: "ui button", content: "note", selected: "active" },
  actions: [action("bold", "bold"), action("italic", "italic"), action("underline", "underline"), action("ulist", "list ul"), action("olist", "list ol")],
  onChange: () => say("note", outcome.note(note.content.innerText)),
});
$("#photo").on("change", function () { say("photo", outcome.photo(this.files[0]?.name)); });
$("#pieces .sides").html(SLIDES.map((title, i) => `
  <div class="side ${i ? "" : "active"}">
    <img class="picture" src="${[bowl, vase, tray][i]}" alt="">
    <div class="ui centered header">${title}</div>
  </div>`).join(""));
let piece = 0;
const go = (step, flip) => {
  const $shape = $("#pieces .shape");
  if ($shape.shape("is animating")) return;
  piece = (piece + step + SLIDES.length) % SLIDES.length;
  $shape.shape("set next side", `.side:eq(${piece})`).shape(flip);
  say("piece", outcome.piece(piece));
};
$("#pieces .shape").shape();
$("#pieces .left.button").on("click", () => go(-1, "flip right"));
$("#pieces .right.button").on("click", () => go(1, "flip left"));
say("piece", outcome.piece(0));
