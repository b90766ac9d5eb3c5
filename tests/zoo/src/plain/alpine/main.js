import anchor from "@alpinejs/anchor";
import collapse from "@alpinejs/collapse";
import focus from "@alpinejs/focus";
import sort from "@alpinejs/sort";
import ui from "@alpinejs/ui";
import { Editor } from "@tiptap/core";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import Italic from "@tiptap/extension-italic";
import { BulletList, ListItem } from "@tiptap/extension-list";
import Paragraph from "@tiptap/extension-paragraph";
import Text from "@tiptap/extension-text";
import Alpine from "alpinejs";
import {
  FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS, byVisits, outcome,
} from "../../shared/story.js";
import bowl from "../art/raku-bowl.svg";
import tray from "../art/slab-tray.svg";
import vase from "../art/wood-fired-vase.svg";

Alpine.plugin([anchor, collapse, focus, sort, ui]);

Alpine.store("toasts", {
  list: [],
  show(text) {
    const id = this.list.length + 1;
    this.list.push({ id, text, on: true });
    setTimeout(() => { this.list.find((toast) => toast.id === id).on = false; }, 6000);
  },
});

Alpine.data("studio", () => ({
  outcome,
  // Outcomes of widgets that hold a value from the start: said on the first change.
  out: { guests: "", date: "", wheel: "", session: "", clay: "", order: "" },
  name: "",
  guests: 1,
  wheels: WHEELS,
  wheel: WHEELS[0],
  sessions: SESSIONS,
  session: SESSIONS[0],
  firstVisit: false,
  apron: false,
  glazes: GLAZES,
  glaze: null,
  allTools: TOOLS,
  tools: [],
  clay: 2,
  house: [{ title: "Opening hours", text: HOURS }, { title: "Firing schedule", text: FIRING }],
  asking: false,
  asked: false,
  tree: TREE,
  shelf: "",
  steps: ORDER,
  order: [...ORDER],
  note: "",
  photo: "",
  slides: SLIDES.map((title, i) => ({ title, picture: [bowl, vase, tray][i] })),
  piece: 0,
  init() {
    this.$watch("guests", (count) => { this.out.guests = count >= 1 && count <= 12 ? outcome.guests(count) : ""; });
    this.$watch("wheel", (wheel) => { this.out.wheel = outcome.wheel(wheel); });
    this.$watch("session", (session) => { this.out.session = outcome.session(session); });
    this.$watch("clay", (kilos) => { this.out.clay = outcome.clay(kilos); });
  },
  move(step, position) {
    this.order.splice(this.order.indexOf(step), 1);
    this.order.splice(position, 0, step);
    this.out.order = outcome.order(this.order);
  },
}));

Alpine.data("datepicker", () => ({
  open: false,
  text: "",
  year: 0,
  month: 0,
  chosen: null,
  show() {
    const start = this.chosen ?? new Date();
    this.year = start.getFullYear();
    this.month = start.getMonth();
    this.open = true;
  },
  get title() { return new Date(this.year, this.month).toLocaleDateString("en-GB", { month: "long", year: "numeric" }); },
  get days() { return new Date(this.year, this.month + 1, 0).getDate(); },
  get gaps() { return (new Date(this.year, this.month, 1).getDay() + 6) % 7; },
  date(day) { return new Date(this.year, this.month, day); },
  isToday(day) { return this.date(day).toDateString() === new Date().toDateString(); },
  isChosen(day) { return this.date(day).toDateString() === this.chosen?.toDateString(); },
  step(months) {
    const to = new Date(this.year, this.month + months);
    this.year = to.getFullYear();
    this.month = to.getMonth();
  },
  choose(day) {
    this.chosen = this.date(day);
    this.text = this.chosen.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
    this.open = false;
    this.out.date = outcome.date(this.chosen);
  },
}));

Alpine.data("members", () => ({
  all: MEMBERS,
  columns: [{ key: "name", title: "Name" }, { key: "city", title: "City" }, { key: "visits", title: "Visits" }],
  sort: "",
  down: false,
  page: 1,
  archived: "",
  fee: FEE,
  get pages() { return Math.max(1, Math.ceil(this.all.length / PAGE_SIZE)); },
  get rows() {
    let list = this.all;
    if (this.sort === "visits") list = byVisits(list);
    else if (this.sort) list = [...list].sort((a, b) => a[this.sort].localeCompare(b[this.sort]));
    if (this.down) list = [...list].reverse();
    return list.slice((this.page - 1) * PAGE_SIZE, this.page * PAGE_SIZE);
  },
  sortBy(key) {
    this.down = this.sort === key && !this.down;
    this.sort = key;
    this.page = 1;
  },
  remove(member) {
    this.all = this.all.filter(({ id }) => id !== member.id);
    this.page = Math.min(this.page, this.pages);
  },
  archive(member) {
    this.remove(member);
    this.archived = member.name;
  },
}));

Alpine.data("editor", () => {
  let editor;
  return {
    changed: 0,
    init() {
      editor = new Editor({
        element: this.$refs.element,
        extensions: [Document, Paragraph, Text, Bold, Italic, BulletList, ListItem],
        onTransaction: () => { this.changed += 1; },
        onUpdate: () => { this.note = editor.getText(); },
      });
    },
    on(type) { return this.changed >= 0 && editor?.isActive(type); },
    run(command) { editor.chain().focus()[command]().run(); },
  };
});

window.Alpine = Alpine;
Alpine.start();
