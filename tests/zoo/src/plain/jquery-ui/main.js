import $ from "./jquery-global.js";
import "./widgets.js";
import "tablesorter/dist/js/jquery.tablesorter.min.js";
import "tablesorter/dist/js/widgets/widget-uitheme.min.js";
import "tablesorter/dist/js/extras/jquery.tablesorter.pager.min.js";
import "jstree/src/jstree.js";
import "trumbowyg/dist/trumbowyg.js";
import EmblaCarousel from "embla-carousel";
import toastr from "toastr";
import editorIcons from "./editor-icons.svg";
import {
  FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS, outcome,
} from "../../shared/story.js";
import bowl from "../art/raku-bowl.svg";
import tray from "../art/slab-tray.svg";
import vase from "../art/wood-fired-vase.svg";

$(() => {
  // Header
  toastr.options = { positionClass: "toast-bottom-right", timeOut: 6000 };
  $("#confirm").button().on("click", () => toastr.success(outcome.booked()));

  // Booking
  $("#name").on("input", function () { $("#name-out").text(outcome.name(this.value)); });

  const guests = (value) => {
    const count = Number(value);
    $("#guests-out").text(Number.isInteger(count) && count >= 1 && count <= 12 ? outcome.guests(count) : "");
  };
  $("#guests").spinner({ min: 1, max: 12, spin: (event, ui) => guests(ui.value) })
    .on("input", function () { guests(this.value); });

  $("#date").datepicker({
    dateFormat: "dd/mm/yy",
    firstDay: 1,
    onSelect() { $("#date-out").text(outcome.date($(this).datepicker("getDate"))); },
  });

  $("#wheel").append(WHEELS.map((wheel) => $("<option>").text(wheel))).selectmenu({
    width: 200,
    change: (event, ui) => $("#wheel-out").text(outcome.wheel(ui.item.value)),
  });

  SESSIONS.forEach((session, i) => $("#sessions").append(
    $("<label>", { for: `session-${i}`, text: session }),
    $("<input>", { type: "radio", name: "session", id: `session-${i}`, value: session, checked: i === 0 }),
  ));
  $("#sessions input").checkboxradio().on("change", function () { $("#session-out").text(outcome.session(this.value)); });
  $("#first").checkboxradio().on("change", function () { $("#first-out").text(outcome.firstVisit(this.checked)); });
  $("#apron").checkboxradio({ icon: false }).on("change", function () { $("#apron-out").text(outcome.apron(this.checked)); });

  // Materials
  const glaze = (value) => $("#glaze-out").text(outcome.glaze(value.trim()));
  $("#glaze").autocomplete({ source: GLAZES, select: (event, ui) => glaze(ui.item.value) })
    .on("input", function () { glaze(this.value); });

  $("#tools")
    .append(TOOLS.map((tool) => $("<li>", { class: "ui-widget-content", text: tool })))
    // A plain click adds to the selection, as if Ctrl were held.
    .on("mousedown", (event) => { event.metaKey = true; })
    .selectable({
      stop() {
        const chosen = $(".ui-selected", this).map((i, item) => $(item).text()).get();
        $("#tools-out").text(outcome.tools(chosen));
      },
    });

  $("#clay").slider({ min: 0, max: 10, step: 1, value: 2, range: "min", slide: (event, ui) => $("#clay-out").text(outcome.clay(ui.value)) });
  $("#hours").text(HOURS);
  $("#firing").text(FIRING);
  $("#house").accordion({ active: false, collapsible: true, heightStyle: "content" });

  const $quote = $("#quote").dialog({
    autoOpen: false,
    modal: true,
    resizable: false,
    width: 360,
    buttons: {
      Cancel() { $(this).dialog("close"); },
      "Send request"() {
        $(this).dialog("close");
        $("#quote-out").text(outcome.quote(true));
      },
    },
  });
  $("#ask").button().on("click", () => $quote.dialog("open"));

  // Members
  const $list = $("#list");
  $list.find("tbody").append(MEMBERS.map((member) => $("<tr>").data("name", member.name).append(
    $("<td>").text(member.name), $("<td>").text(member.city), $("<td>").text(member.visits),
    $("<td>").append($("<button>", { class: "more", text: "Actions" })),
  )));
  $("#pager button").each(function () {
    const icon = { first: "ui-icon-seek-first", prev: "ui-icon-seek-prev", next: "ui-icon-seek-next", last: "ui-icon-seek-end" }[this.className];
    $(this).button({ icon, showLabel: false });
  });
  $list.find(".more").button({ icon: "ui-icon-dots", showLabel: false });
  $list
    .tablesorter({ theme: "jui", headerTemplate: "{content} {icon}", widgets: ["uitheme"], headers: { 3: { sorter: false } } })
    .tablesorterPager({
      container: $("#pager"),
      size: PAGE_SIZE,
      savePages: false,
      pageReset: 0,
      output: (table, pager) => outcome.members(pager.page + 1, pager.totalRows),
    });

  let $row = null;
  const $menu = $("#row-menu").menu({
    select(event, ui) {
      const name = $row.data("name");
      $menu.hide();
      if (ui.item.text() === "Edit") return;
      $row.remove();
      $list.trigger("update");
      if (ui.item.text() === "Archive") $("#archived-out").text(outcome.archived(name));
    },
  }).hide();
  $list.on("click", ".more", function (event) {
    event.stopPropagation();
    $row = $(this).closest("tr");
    $menu.show().position({ my: "right top", at: "right bottom+2", of: this, collision: "flipfit" }).trigger("focus");
  });
  $(document).on("click", () => $menu.hide());
  $menu.on("keydown", (event) => { if (event.key === "Escape") $menu.hide(); });
  $("#fee").tooltip({ items: "#fee", content: FEE });

  // Shelf
  const nodes = (list) => list.map(({ name, children }) => ({ text: name, children: nodes(children ?? []) }));
  $("#tree")
    .jstree({ core: { data: nodes(TREE), multiple: false } })
    .on("select_node.jstree", (event, { node }) => $("#shelf-out").text(outcome.shelf(node.text)));

  const step = (text) => $("<li>", { class: "ui-state-default" }).append($("<span>", { class: "ui-icon ui-icon-arrowthick-2-n-s" }), document.createTextNode(text));
  $("#order").append(ORDER.map(step)).sortable({
    axis: "y",
    tolerance: "pointer",
    placeholder: "ui-state-highlight",
    update: () => $("#order-out").text(outcome.order($("#order li").map((i, item) => $(item).text()).get())),
  });

  // Notes
  $("#note").trumbowyg({
    svgPath: editorIcons,
    btns: [["undo", "redo"], ["strong", "em", "underline"], ["unorderedList", "orderedList"], ["removeformat"]],
  }).on("tbwchange", function () {
    $("#note-out").text(outcome.note($(this).text()));
  });
  $("#photo-button").button({ icon: "ui-icon-image" });
  $("#photo").on("change", function () { $("#photo-out").text(outcome.photo(this.files[0]?.name)); });

  SLIDES.forEach((title, i) => $("#pieces .slides").append(
    $("<div>", { class: "slide" }).append($("<img>", { src: [bowl, vase, tray][i], alt: "" }), $("<h5>", { text: title })),
  ));
  $("#pieces .back").button({ icon: "ui-icon-caret-1-w", showLabel: false }).on("click", () => pieces.scrollPrev());
  $("#pieces .next").button({ icon: "ui-icon-caret-1-e", showLabel: false }).on("click", () => pieces.scrollNext());
  const pieces = EmblaCarousel($("#pieces .view")[0], { loop: true });
  const piece = () => $("#piece-out").text(outcome.piece(pieces.selectedScrollSnap()));
  pieces.on("select", piece).on("init", piece);

  $("#tabs").tabs();
});
