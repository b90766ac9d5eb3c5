"use strict";

// Pictures: a picture gets its data when it comes near the viewport, and not before.
const pictures = JSON.parse(document.getElementById("pictures").textContent);
const fill = (img) => { if (!img.src) img.src = pictures[img.dataset.pic]; };
const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) { fill(entry.target); near.unobserve(entry.target); }
  }
}, { rootMargin: "800px" });
document.querySelectorAll("img[data-pic]").forEach((img) => near.observe(img));

// Filters.
const episodes = [...document.querySelectorAll(".episode")];
const filters = document.getElementById("filters");
const shown = () => episodes.filter((episode) => !episode.hidden);
const apply = () => {
  const wanted = [...new FormData(filters)].filter(([, value]) => value);
  for (const episode of episodes) {
    episode.hidden = wanted.some(([key, value]) => episode.dataset[key] !== value);
  }
  document.getElementById("count").textContent = `${shown().length} shown`;
};
filters.addEventListener("input", apply);
filters.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("all").addEventListener("click", ({ target }) => {
  const open = target.textContent === "Open all";
  shown().forEach((episode) => { episode.open = open; });
  target.textContent = open ? "Close all" : "Open all";
});
apply(); // a browser keeps what was chosen when the page is loaded again

// A link to an episode opens it, and lifts filters that hide it.
const visit = () => {
  const episode = episodes.find((one) => `#${one.id}` === location.hash);
  if (!episode) return;
  if (episode.hidden) { filters.reset(); apply(); }
  episode.open = true;
  episode.scrollIntoView();
  episode.querySelector("summary").focus({ preventScroll: true });
};
addEventListener("hashchange", visit);
// A second click on the same link changes no hash.
document.querySelectorAll(".go").forEach((link) => link.addEventListener("click", () => setTimeout(visit)));
visit();

// Enlarged pictures: the arrow keys go through the pictures of a step, in place, so that a change is seen.
const lightbox = document.getElementById("lightbox");
let row = [];
let at = 0;
const show = (index) => {
  at = (index + row.length) % row.length;
  const copies = [...row[at].children].map((child) => child.cloneNode(true));
  copies.filter((copy) => copy.matches("img")).forEach(fill);
  lightbox.querySelector(".stage").replaceChildren(...copies);
  lightbox.querySelector("p").textContent = `${row[at].querySelector("img").alt} (${at + 1} of ${row.length})`;
};
document.addEventListener("click", (event) => {
  const shot = event.target.closest(".shot");
  if (!shot) return;
  row = [...shot.closest(".shots").querySelectorAll(".shot")];
  show(row.indexOf(shot));
  lightbox.showModal();
});
lightbox.addEventListener("click", (event) => {
  const go = event.target.closest("[data-go]")?.dataset.go;
  if (go === "0" || event.target === lightbox) lightbox.close();
  else if (go) show(at + Number(go));
});
lightbox.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") show(at - 1);
  if (event.key === "ArrowRight") show(at + 1);
});
lightbox.addEventListener("close", () => row[at].focus());
