"use strict";

const told = JSON.parse(document.getElementById("told").textContent);
const questions = told.questions;
const names = ["Page before", "Page after", "Original before", "Original after"];
const el = (id) => document.getElementById(id);
const figures = [...document.querySelectorAll("#pictures figure")];
const choices = [...document.querySelectorAll(".choices button")];
const note = el("note");
const zoom = el("zoom");
const help = el("help");

let at = told.place;
let since = performance.now(); // when this step came into sight
let picture = 1; // the one that is shown alone, or enlarged
let alone = false;
let busy = false;

const address = (hash) => `pictures/${hash}.png`;
const put = (img, hash) => {
  if (hash) { if (img.getAttribute("src") !== address(hash)) img.src = address(hash); } else img.removeAttribute("src");
  img.hidden = !hash;
};

// What is shown

const showPictures = () => {
  const { pictures } = questions[at];
  figures.forEach((figure, index) => {
    put(figure.querySelector("img"), pictures[index]);
    figure.querySelector(".nothing").hidden = Boolean(pictures[index]);
    figure.classList.toggle("current", index === picture);
  });
  el("pictures").classList.toggle("alone", alone);
  el("view").setAttribute("aria-pressed", alone);
  el("hint").textContent = alone ? `${names[picture]} · space: before and after · o: page and original` : "";
  if (zoom.open) {
    el("zoom-name").textContent = names[picture];
    el("zoom-picture").alt = `${names[picture]} the step`;
    put(el("zoom-picture"), pictures[picture]);
  }
};

const showLabel = () => {
  const one = questions[at];
  for (const button of choices) button.setAttribute("aria-pressed", button.dataset.value === one.value);
  const done = questions.filter(({ value }) => value).length;
  el("progress").value = done;
  el("count").textContent = `${done} of ${questions.length} labelled · at ${at + 1}`;
  el("previous").disabled = at === 0;
  el("next").disabled = at === questions.length - 1;
};

const showOpinions = (opinions) => {
  el("opinions").hidden = opinions.length === 0;
  el("opinions").replaceChildren(...opinions.map(({ judgement, value, reason }) => {
    const [item, chip, name, why] = ["li", "span", "code", "bdi"].map((tag) => document.createElement(tag));
    chip.className = `chip ${value}`;
    chip.textContent = value;
    name.textContent = judgement;
    why.textContent = reason;
    item.append(chip, " ", name, " ", why);
    return item;
  }));
};

const show = (index) => {
  at = Math.min(Math.max(index, 0), questions.length - 1);
  const one = questions[at];
  for (const key of ["title", "index", "steps", "action"]) el(key).textContent = one[key];
  el("assertion").textContent = one.assertion ?? "The rubric claims nothing here: did the step do what it did in the original?";
  note.value = one.note;
  picture = 1;
  showOpinions(one.opinions);
  showLabel();
  showPictures();
  since = performance.now();
  for (const hash of questions[at + 1]?.pictures ?? []) if (hash) new Image().src = address(hash);
};

const say = (text) => { el("status").textContent = text; };
const complain = (text) => {
  el("problem").hidden = !text;
  el("problem").textContent = text;
};

// What is given

const send = async (where, body) => {
  if (busy) return null;
  busy = true;
  try {
    const reply = await fetch(where, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const answer = await reply.json();
    if (reply.ok) { complain(""); return answer; }
    complain(where === "undo" && reply.status === 409 ? "Nothing of this sitting is left to take back." : `Not saved: ${answer.problem}`);
  } catch {
    complain("Not saved: iwr label is no longer running. Start it again, and open its new link.");
  } finally {
    busy = false;
  }
  return null;
};

const accept = (stands) => {
  questions[stands.question].value = stands.value;
  questions[stands.question].note = stands.note;
};

const give = async (value, stay = false) => {
  const seconds = (performance.now() - since) / 1000;
  const stands = await send("labels", { question: at, value, note: note.value, seconds });
  if (!stands) return;
  accept(stands);
  showLabel();
  if (stay) { say("Note saved"); return; }
  const last = at === questions.length - 1;
  if (!last) show(at + 1);
  const left = questions.filter((one) => !one.value).length;
  say(`Saved: ${value}. ${left ? `Step ${at + 1} of ${questions.length}` : "Every step has a label"}`);
  if (last || !left) complain(left ? `This was the last step; ${left} have no label yet: g goes there.` : "Every step has a label. Thank you; Ctrl-C in the terminal ends this.");
  if (!zoom.open) el("action").focus({ preventScroll: true }); // no button is left to be pressed twice by space
};

const undo = async () => {
  const stands = await send("undo", {});
  if (!stands) return;
  accept(stands);
  show(stands.question);
  say(`Taken back. Step ${at + 1}`);
};

const keepNote = () => {
  const one = questions[at];
  if (one.value && note.value !== one.note) give(one.value, true);
};

const go = (by) => { show(at + by); say(`Step ${at + 1} of ${questions.length}`); };

const goToOpen = () => {
  const order = [...questions.keys()].map((step) => (at + 1 + step) % questions.length);
  const found = order.find((index) => !questions[index].value);
  if (found === undefined) complain("Every step has a label.");
  else show(found);
};

// How it is looked at

const look = (index, only = true) => { picture = index; alone = only && !zoom.open ? true : alone; showPictures(); };
const toggleView = () => { alone = !alone; showPictures(); };
const toggleZoom = () => {
  if (zoom.open) { zoom.close(); return; }
  zoom.showModal();
  showPictures();
};

const keys = {
  p: () => give("pass"),
  f: () => give("fail"),
  u: () => give("unsure"),
  n: () => { zoom.close(); note.focus(); },
  z: undo,
  g: goToOpen,
  v: toggleView,
  x: toggleZoom,
  o: () => look(picture ^ 2),
  " ": () => look(picture ^ 1),
  1: () => look(0), 2: () => look(1), 3: () => look(2), 4: () => look(3),
  ArrowLeft: () => go(-1),
  ArrowRight: () => go(1),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  if (event.target === note) {
    if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
      event.preventDefault();
      el("action").focus({ preventScroll: true });
    }
    return;
  }
  const pressable = event.key === " " && event.target.closest("button");
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || pressable || event.repeat && !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  act();
});

note.addEventListener("blur", keepNote);
for (const button of choices) button.addEventListener("click", () => give(button.dataset.value));
figures.forEach((figure, index) => figure.querySelector(".shot").addEventListener("click", () => {
  picture = index;
  toggleZoom();
}));
el("view").addEventListener("click", toggleView);
el("zoom-open").addEventListener("click", toggleZoom);
zoom.addEventListener("click", toggleZoom);
el("previous").addEventListener("click", () => go(-1));
el("next").addEventListener("click", () => go(1));
el("undo").addEventListener("click", undo);
el("help-open").addEventListener("click", () => help.showModal());

show(at);
