// Builds every page of the group into ../../pages/<library>/. `node build.mjs radix` builds one.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import react from "@vitejs/plugin-react";
import tailwindcss from "@tailwindcss/vite";
import optimizeLocales from "@react-aria/optimize-locales-plugin";

const here = dirname(fileURLToPath(import.meta.url));

// @headlessui/react brings parts of React Aria along, so its page wants the locales cut too.
const english = () => ({ ...optimizeLocales.vite({ locales: ["en-US"] }), enforce: "pre" });

// React Aria Components with React DOM would be above the size limit, so its page runs on Preact.
const preact = {
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  "react/jsx-runtime": "preact/jsx-runtime",
  react: "preact/compat",
};
// React Aria renders its collections into a document of its own. React DOM is content with what that offers; Preact
// wants elements (not comments), createElementNS and remove.
const collections = () => ({
  name: "collection-document",
  transform(code, id) {
    if (!/collections.Document\.m?js/.test(id)) return null;
    const edits = [
      ["this.nodeType = 8", "this.nodeType = 1"],
      ["createElement(type) {", "createElementNS(_, type) { return this.createElement(type); } createElement(type) {"],
      ["addEventListener() {}", "addEventListener() {} remove() { this.parentNode?.removeChild(this); }"],
    ];
    return edits.reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`React Aria's collection document has no "${from}"`);
      return text.replace(from, to);
    }, code);
  },
});

const pages = {
  radix: { plugins: () => [react(), tailwindcss()] },
  "headless-ui": { plugins: () => [english(), react(), tailwindcss()] },
  "react-aria": { plugins: () => [english(), collections(), react()], alias: preact },
};

const wanted = process.argv.slice(2);
for (const library of wanted.length ? wanted : Object.keys(pages)) {
  const { plugins, alias = {} } = pages[library];
  await build({
    configFile: false,
    root: resolve(here, library),
    base: "./",
    logLevel: "warn",
    plugins: plugins(),
    resolve: {
      alias: [
        { find: "@zoo", replacement: resolve(here, "../shared/story.js") },
        ...Object.entries(alias).map(([name, replacement]) => ({ find: new RegExp(`^${name}$`), replacement })),
      ],
    },
    build: {
      outDir: resolve(here, "../../pages", library),
      emptyOutDir: true,
      target: "es2022",
      cssMinify: true,
      sourcemap: false,
      modulePreload: false,
      chunkSizeWarningLimit: 900,
    },
  });
}
