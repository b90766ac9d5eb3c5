import Konva from "konva/lib/Core.js";
import { Circle } from "konva/lib/shapes/Circle.js";
import { Rect } from "konva/lib/shapes/Rect.js";
import { Text } from "konva/lib/shapes/Text.js";

const { Group, Layer, Stage } = Konva;
const FONT = "Arial, Helvetica, sans-serif";
const state = { brightness: 30, fog: false, scenes: 0, lamps: [] };

const stage = new Stage({ container: "desk", width: 1280, height: 800 });
const layer = new Layer();
stage.add(layer);

const text = (x, y, content, options = {}) => new Text({ x, y, text: content, fontFamily: FONT, fontSize: 20, fill: "#f2f4f8", listening: false, ...options });
const pointer = (shape, cursor = "pointer") => shape
  .on("mouseenter", () => { stage.container().style.cursor = cursor; })
  .on("mouseleave", () => { stage.container().style.cursor = "default"; });

function button(x, y, label, fill, press) {
  const group = new Group({ x, y });
  const back = new Rect({ width: 252, height: 52, cornerRadius: 8, fill });
  group.add(back, text(0, 0, label, { width: 252, height: 52, align: "center", verticalAlign: "middle", fontSize: 21 }));
  group.on("mousedown", () => back.opacity(0.75));
  group.on("mouseup mouseleave", () => back.opacity(1));
  group.on("click tap", press);
  layer.add(pointer(group));
}

// the panel
layer.add(new Rect({ width: 300, height: 800, fill: "#2b313c" }));
layer.add(text(24, 26, "Light desk", { fontSize: 30, fontStyle: "bold" }));

const colours = [["Amber", "#f2a33a"], ["Blue", "#4f86e8"], ["Green", "#43b36b"], ["Rose", "#e2679a"]];
const areas = [["Choir", 340, 110], ["Stage", 650, 110], ["Balcony", 960, 110]];

button(24, 96, "Add lamp", "#3c6fd1", () => {
  if (state.lamps.length === colours.length) return say("No more lamps");
  const [name] = addLamp();
  say(`${name} lamp added, ${state.lamps.length} lamps`);
});
button(24, 164, "Save scene", "#4a5568", () => {
  state.scenes += 1;
  say(`Scene ${state.scenes} saved with ${state.lamps.length} lamps`);
});
button(24, 232, "Blackout", "#b23b3b", () => {
  setBrightness(0);
  say("All lamps are dark");
});

// the slider
const level = text(24, 330, "");
const track = new Rect({ x: 34, y: 376, width: 232, height: 8, cornerRadius: 4, fill: "#4d5666", hitStrokeWidth: 24 });
const filled = new Rect({ x: 34, y: 376, height: 8, cornerRadius: 4, fill: "#f2c14e", listening: false });
const knob = new Circle({ y: 380, radius: 14, fill: "#f2f4f8", draggable: true, dragBoundFunc: ({ x }) => ({ x: Math.min(266, Math.max(34, x)), y: 380 }) });
const atPointer = (x) => Math.round((x - 34) / 232 * 10) * 10;
knob.on("dragmove", () => setBrightness(atPointer(knob.x()), false));
knob.on("dragend", () => {
  setBrightness(state.brightness);
  say(`Brightness set to ${state.brightness} %`);
});
track.on("click tap", () => {
  setBrightness(atPointer(stage.getPointerPosition().x));
  say(`Brightness set to ${state.brightness} %`);
});
layer.add(level, pointer(track), filled, pointer(knob, "grab"));

function setBrightness(value, settle = true) {
  state.brightness = value;
  level.text(`Brightness ${value} %`);
  filled.width(232 * value / 100);
  if (settle) knob.x(34 + 232 * value / 100);
  for (const { disc } of state.lamps) disc.opacity(0.25 + 0.75 * value / 100);
}

// the switch
const rail = new Rect({ x: 206, y: 438, width: 60, height: 32, cornerRadius: 16, fill: "#4d5666" });
const thumb = new Circle({ x: 222, y: 454, radius: 12, fill: "#f2f4f8", listening: false });
rail.on("click tap", () => {
  state.fog = !state.fog;
  rail.fill(state.fog ? "#43b36b" : "#4d5666");
  thumb.x(state.fog ? 250 : 222);
  say(`Fog machine is ${state.fog ? "on" : "off"}`);
});
layer.add(text(24, 444, "Fog machine"), pointer(rail), thumb);

// the plan
for (const [name, x, y] of areas) {
  layer.add(new Rect({ x, y, width: 280, height: 520, cornerRadius: 10, fill: "#2a2f39", stroke: "#596275", strokeWidth: 2 }));
  layer.add(text(x, y + 18, name, { width: 280, align: "center", fontSize: 24 }));
}
layer.add(text(340, 40, "Plan of the hall", { fontSize: 24 }));

function areaAt({ x, y }) {
  return areas.find(([, left, top]) => x >= left && x <= left + 280 && y >= top && y <= top + 520)?.[0];
}

function addLamp() {
  const index = state.lamps.length;
  const [name, fill] = colours[index];
  const group = new Group({ x: 420 + (index % 2) * 120, y: 260 + Math.floor(index / 2) * 150, draggable: true });
  const disc = new Circle({ radius: 46, fill });
  group.add(disc, text(-46, -10, name, { width: 92, align: "center", fill: "#14181f", fontStyle: "bold" }));
  group.on("dragstart", () => group.moveToTop());
  group.on("dragend", () => {
    const area = areaAt(group.position());
    say(area ? `${name} lamp lights the ${area.toLowerCase()}` : `${name} lamp lights nothing`);
  });
  layer.add(pointer(group, "grab"));
  state.lamps.push({ disc });
  setBrightness(state.brightness);
  return colours[index];
}

// the line at the bottom
const line = text(340, 690, "", { fontSize: 26, fill: "#f2c14e" });
layer.add(line);
const say = (words) => line.text(words);

addLamp();
addLamp();
say(`${state.lamps.length} lamps ready`);
