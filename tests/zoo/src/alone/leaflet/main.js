import L from "leaflet";
import "leaflet/dist/leaflet.css";
import iconRetinaUrl from "leaflet/dist/images/marker-icon-2x.png";
import iconUrl from "leaflet/dist/images/marker-icon.png";
import shadowUrl from "leaflet/dist/images/marker-shadow.png";
import chart from "./island.svg?url";

delete L.Icon.Default.prototype._getIconUrl;
L.Icon.Default.mergeOptions({ iconRetinaUrl, iconUrl, shadowUrl });

const find = (id) => document.getElementById(id);
const map = L.map("map", { crs: L.CRS.Simple, minZoom: -1, maxZoom: 2, attributionControl: false });
L.imageOverlay(chart, [[0, 0], [800, 1000]]).addTo(map);

const areas = [
  ["Heron reserve", "keep to the paths", "#2f7d4f", [[470, 330], [520, 400], [505, 480], [440, 490], [425, 380]]],
  ["Seal beach", "no dogs until June", "#b5651d", [[260, 560], [300, 640], [250, 690], [215, 600]]],
];
for (const [name, rule, color, shape] of areas) {
  L.polygon(shape, { color, weight: 2 }).addTo(map).on("click", () => {
    find("area").textContent = `${name}: ${rule}`;
  });
}

const places = [
  ["North Pier", [540, 545], "Ferries at 10:40 and 15:20"],
  ["Old Mill", [345, 400], "Open 11:00 to 16:00"],
  ["Lighthouse", [405, 765], "Open 9:30 to 18:00"],
  ["Camp site", [180, 270], "Reception until 20:00"],
];
const plan = [];
for (const [name, point, times] of places) {
  const popup = document.createElement("div");
  popup.className = "popup";
  popup.innerHTML = "<h3></h3><p></p><button>Add to my day</button>";
  popup.querySelector("h3").textContent = name;
  popup.querySelector("p").textContent = times;
  popup.querySelector("button").onclick = () => {
    if (!plan.includes(name)) plan.push(name);
    show();
  };
  L.marker(point).addTo(map)
    .bindTooltip(name, { permanent: true, direction: "right", offset: [2, 10] })
    .bindPopup(popup);
}

function show() {
  const centre = map.getCenter();
  find("zoom").textContent = `${Math.round(100 * 2 ** map.getZoom())} %`;
  find("east").textContent = `${(centre.lng / 100).toFixed(2)} km`;
  find("north").textContent = `${(centre.lat / 100).toFixed(2)} km`;
  find("plan").textContent = plan.length ? `${plan.length} ${plan.length === 1 ? "stop" : "stops"}: ${plan.join(", ")}` : "No stops yet";
}

map.on("zoomend moveend", show);
map.setView([400, 500], 0);
