import Swiper from "swiper";
import { Keyboard, Navigation, Pagination } from "swiper/modules";
import "swiper/css";
import "swiper/css/navigation";
import "swiper/css/pagination";

const cabins = [
  ["Lake cabin", "Sleeps 4, own jetty, €140 a night"],
  ["Forest hut", "Sleeps 2, wood stove, €85 a night"],
  ["Snow lodge", "Sleeps 8, sauna, €260 a night"],
  ["Meadow house", "Sleeps 5, garden, €155 a night"],
  ["Night dome", "Sleeps 2, glass roof, €190 a night"],
];
const find = (id) => document.getElementById(id);
const asked = [];

const swiper = new Swiper(".swiper", {
  modules: [Keyboard, Navigation, Pagination],
  keyboard: { enabled: true },
  grabCursor: true,
  navigation: { prevEl: ".swiper-button-prev", nextEl: ".swiper-button-next" },
  pagination: { el: ".swiper-pagination", clickable: true },
  on: { init: show, slideChange: show },
});

function show({ activeIndex }) {
  const [name, facts] = cabins[activeIndex];
  find("name").textContent = name;
  find("facts").textContent = facts;
  find("place").textContent = `Cabin ${activeIndex + 1} of ${cabins.length}`;
}

find("ask").onclick = () => {
  const [name] = cabins[swiper.activeIndex];
  if (!asked.includes(name)) asked.push(name);
  find("status").textContent = `We will write to you about: ${asked.join(", ")}`;
};
