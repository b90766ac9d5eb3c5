import Sortable from "sortablejs";

const find = (id) => document.getElementById(id);
const tracks = {
  tonight: [["Harbour lights", 214], ["Slow river", 187], ["Paper kites", 242], ["Old engine", 165]],
  archive: [["Night ferry", 201], ["Copper sky", 233], ["Quiet street", 178], ["First frost", 254]],
};
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function row([title, seconds]) {
  const item = document.createElement("li");
  item.dataset.seconds = seconds;
  item.innerHTML = '<div class="handle"><i></i><i></i><i></i><i></i><i></i><i></i></div><span></span><time></time><button>×</button>';
  item.querySelector("span").textContent = title;
  item.querySelector("time").textContent = clock(seconds);
  return item;
}

const titles = (id) => [...find(id).children].map((item) => item.querySelector("span").textContent);

function summary() {
  const items = [...find("tonight").children];
  const sum = items.reduce((all, item) => all + Number(item.dataset.seconds), 0);
  find("length").textContent = items.length ? `Starts with ${titles("tonight")[0]}, runs ${clock(sum)}` : "Nothing planned";
  find("left").textContent = `${find("archive").children.length} tracks in the archive`;
}

for (const [id, list] of Object.entries(tracks)) {
  find(id).append(...list.map(row));
  new Sortable(find(id), {
    group: "tracks",
    handle: ".handle",
    animation: 150,
    onEnd({ item, from, to, newIndex }) {
      const title = item.querySelector("span").textContent;
      find("status").textContent = from === to ? `${title} is now number ${newIndex + 1}` : `${title} moved to ${to.id === "tonight" ? "tonight" : "the archive"}`;
      summary();
    },
  });
  find(id).addEventListener("click", ({ target }) => {
    if (target.tagName !== "BUTTON") return;
    const item = target.closest("li");
    item.remove();
    find("status").textContent = `${item.querySelector("span").textContent} deleted`;
    summary();
  });
}

find("publish").onclick = () => {
  find("status").textContent = `Published: ${titles("tonight").join(", ")}`;
};

summary();
