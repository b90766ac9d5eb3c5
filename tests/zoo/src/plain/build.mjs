// Builds every page of the group into tests/zoo/pages/<library>/. `node build.mjs alpine` builds one of them.
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";
import { build } from "vite";
import { lean } from "./css.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const LIBRARIES = ["reference", "bootstrap", "jquery-ui", "fomantic", "alpine"];

const FOMANTIC_ICONS = [
  "archive", "bold", "calendar", "check", "dropdown", "edit", "ellipsis.horizontal", "folder", "grip.vertical", "italic", "chevron.left",
  "list.ol", "list.ul", "long.arrow.alternate.left", "long.arrow.alternate.right", "question.circle", "chevron.right", "search", "trash", "underline",
  "close", "delete",
];
const ICON_RULE = /i\.icon\.([a-z.0-9]+):+before\{[^}]*\}/g;
// Colours and sizes that the page has no use for.
const FOMANTIC_UNUSED = [
  "inverted", "red", "orange", "yellow", "olive", "teal", "blue", "violet", "purple", "pink", "brown", "grey", "black",
  "facebook", "twitter", "google", "vk", "linkedin", "instagram", "youtube", "whatsapp", "telegram", "massive", "huge", "small", "large", "big",
  "rtl", "tertiary", "negative", "positive", "warning", "error", "info", "loading", "message", "vertical", "horizontal", "scrolling", "action",
  "category", "unstackable", "stackable", "compact", "animated", "circular", "fitted", "striped", "definition", "structured", "fixed", "corner",
  "readonly", "transparent", "fullscreen", "legacy", "overlay", "longer", "card", "cards", "image", "images", "required", "tag", "ribbon", "tabular",
  "grid", "divided", "bulleted", "ordered", "stacked", "piled", "raised", "placeholder", "flowing", "wide", "progress",
  "browse", "jiggle", "flash", "shake", "bounce", "tada", "pulse", "glow", "zoom", "swing", "fly",
  "unlimited", "marked", "selectable", "rowspanned", "ticked", "or", "three", "four", "five", "six", "seven", "eight", "comment", "divider",
];

const plugins = {
  "jquery-ui": [lean({
    root: path.join(here, "jquery-ui"),
    // Names that the plugins put together from pieces.
    keep: { standard: [/^ui-icon-circle-triangle-[ew]$/], greedy: [/^trumbowyg/, /^jstree/, /^tablesorter/] },
    drop: [/^jstree-default-(large|small)/, /^jstree-.*responsive/, /^trumbowyg-(dark|fullscreen|modal|overlay|dropdown)/],
  })],
  fomantic: [lean({
    root: path.join(here, "fomantic"),
    drop: FOMANTIC_UNUSED,
    rewrite: (css) => css
      // English in regular and bold: the other cuts and scripts of Lato are never asked for.
      .replace(/@font-face\{[^}]*\/(?:Lato-|LatoLatin-(?:Bold)?Italic|outline-icons|brand-icons)[^}]*\}/g, "")
      .replace(/(?<=^|[{}])[^{}@]*\.form[^{}@]*\.success[^{}]*\{[^{}]*\}/g, "")
      .replace(ICON_RULE, ""),
    extra: (css) => [...css.matchAll(ICON_RULE)]
      .filter(([, name]) => FOMANTIC_ICONS.includes(name)).map(([rule]) => rule).join(""),
    font: (name, bytes, css) => subsetFont(
      Buffer.from(bytes),
      name.includes("Lato")
        ? String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i))
        : [...css.matchAll(/content:"(?:\\([0-9a-f]{4})|([\ue000-\uf8ff]))"/g)].map((m) => m[2] ?? String.fromCodePoint(parseInt(m[1], 16))).join(""),
      { targetFormat: "woff2" },
    ),
  })],
};

const size = (dir) =>
  readdirSync(dir, { withFileTypes: true }).reduce((sum, entry) => {
    const file = path.join(dir, entry.name);
    return sum + (entry.isDirectory() ? size(file) : statSync(file).size);
  }, 0);

const wanted = process.argv.slice(2);
for (const library of wanted.length ? wanted : LIBRARIES) {
  const outDir = path.join(here, "../../pages", library);
  await build({
    configFile: false,
    root: path.join(here, library),
    base: "./",
    logLevel: "warn",
    plugins: plugins[library] ?? [],
    css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] } } },
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: (file) => (/\.(svg|gif)$/.test(file) ? undefined : false),
      target: "es2022",
      minify: true,
      cssMinify: true,
      sourcemap: false,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
    },
  });
  console.log(`${library}: ${(size(outDir) / 1000).toFixed(0)} kB`);
}
