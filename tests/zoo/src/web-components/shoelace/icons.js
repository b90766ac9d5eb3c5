// The few Bootstrap icons this page needs, bundled.
import { registerIconLibrary } from "@shoelace-style/shoelace/dist/utilities/icon-library.js";

const files = import.meta.glob(
  "../node_modules/@shoelace-style/shoelace/dist/assets/icons/{calendar3,check2-circle,chevron-down,chevron-expand,chevron-left,chevron-right,chevron-up,envelope,folder,grip-vertical,question-circle,search,three-dots-vertical,upload}.svg",
  { query: "?inline", import: "default", eager: true },
);
const icons = Object.fromEntries(
  Object.entries(files).map(([path, svg]) => [path.split("/").at(-1).replace(".svg", ""), svg]),
);

registerIconLibrary("default", { resolver: (name) => icons[name] ?? "" });
