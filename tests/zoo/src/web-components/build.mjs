// Builds every page of the group, or only those named: `npm run build -- ionic lit`.
import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import tailwindcss from "@tailwindcss/vite";
import { mdOnly } from "./ionic/md-only.mjs";
import { shrinkTemplates } from "./shrink-templates.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const pages = resolve(here, "../../pages");
const plugins = {
  "bits-ui": () => [svelte({ configFile: false }), tailwindcss()],
  ionic: () => [mdOnly()],
  lit: () => [shrinkTemplates()],
  shoelace: () => [shrinkTemplates()],
};
const libraries = ["ionic", "shoelace", "lit", "bits-ui"];

// Quill's sheet is for all its formats; the page that has it offers bold, italic, underline and lists.
const UNUSED = /\.ql-(picker|size|font|align|direction|video|formula|table|code|color|bg|header|blockquote|script)\b/;
const dropQuillRest = {
  postcssPlugin: "drop-quill-rest",
  Rule(rule) {
    const used = rule.selectors.filter((selector) => !UNUSED.test(selector));
    if (!used.length) rule.remove();
    else if (used.length < rule.selectors.length) rule.selectors = used;
  },
};

const size = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0)
    : statSync(path).size;

const chosen = process.argv.slice(2);
for (const library of chosen.length ? chosen : libraries) {
  const outDir = join(pages, library);
  await build({
    configFile: false,
    root: join(here, library),
    base: "./",
    logLevel: "warn",
    // Quill needs two functions in two packages; once is enough.
    resolve: { alias: { "lodash.clonedeep": join(here, "shoelace/quill/clone-deep.cjs"), "lodash.isequal": join(here, "shoelace/quill/is-equal.cjs") } },
    plugins: plugins[library]?.() ?? [],
    css: { postcss: { plugins: [dropQuillRest] } },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      minify: true,
      cssMinify: true,
      sourcemap: false,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 900,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  console.log(`${library}: ${(size(outDir) / 1000).toFixed(0)} kB`);
}
