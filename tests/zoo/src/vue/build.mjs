// Builds every page of the group into ../../pages/<library>/. `node build.mjs vuetify` builds one.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";
import { build } from "vite";
import vue from "@vitejs/plugin-vue";
import components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import vuetify from "vite-plugin-vuetify";
import { quasar, transformAssetUrls } from "@quasar/vite-plugin";

const here = dirname(fileURLToPath(import.meta.url));

const { bold, italic, list, clean } = (await import("quill/ui/icons.js")).default;
const QUILL_ICONS = [/\/ui\/icons\.js$/, `export default ${JSON.stringify({ bold, italic, list, clean })}`];

// Quill brings lodash-es and two single packages of the same functions: one is enough.
const ONE_LODASH = [
  [/^lodash\.clonedeep$/, 'export { default, default as "module.exports" } from "lodash-es/cloneDeep.js"'],
  [/^lodash\.isequal$/, 'export { default, default as "module.exports" } from "lodash-es/isEqual.js"'],
];

// Parts of Element Plus that a page without form rules, custom button colours, times and date ranges never runs.
const ELEMENT_PLUS_INSTEAD = [
  [/^async-validator$/, "export default class {}"],
  [/^@ctrl\/tinycolor$/, "export class TinyColor {}"],
  [/date-picker-com\/panel-[a-z]+-range\./, "export default {}"],
  [/date-picker-com\/basic-quarter-table\./, "export default {}"],
  [/time-picker-com\/panel-time-(pick|range)\./, "export default {}"],
  QUILL_ICONS,
  ...ONE_LODASH,
];
// Vuetify's helper looks a name up in the whole of Vue, which keeps all of it; Vue 3.5 has one answer.
const VUETIFY_INSTEAD = [
  ...ONE_LODASH,
  [
    /utilities\/instance\.mjs$|^\.\/instance\.mjs$/,
    `import { getCurrentInstance } from "vue";
     export const instanceExists = () => getCurrentInstance() !== null;
     export const instanceName = () => getCurrentInstance()?.type?.name;`,
  ],
];
const PRIMEVUE_INSTEAD = [
  ...ONE_LODASH,
  QUILL_ICONS,
  [/^\.\/(ColumnFilter|FilterHeaderCell)\.vue$/, "export default {}"],
  [/^\.\/TreeDragDropService$/, "export const useTreeDragDropService = () => null"],
];
const instead = (table) => ({
  name: "instead",
  enforce: "pre",
  resolveId(source, importer) {
    if (!importer?.includes("/node_modules/")) return null;
    const at = table.findIndex(([pattern]) => pattern.test(source));
    return at < 0 ? null : `${here}/instead-${at}.js`;
  },
  load(id) {
    const at = id.match(/\/instead-(\d+)\.js$/)?.[1];
    return at ? table[at][1] : null;
  },
});

// PrimeVue's single file components, which its packages name for bundlers ("browser": {"./sfc"}), are smaller than its
// ES5 builds; its style strings and theme tokens come indented and with a dark scheme.
const sfc = (source) => {
  const [, folder, name] = source.match(/^((?:primevue|@primevue\/icons)\/([a-z]+))$/) ?? [];
  if (!folder) return null;
  const at = resolve(here, "node_modules", folder);
  const wanted = folder.startsWith("@primevue/icons/") ? `${name}icon.vue` : `${name}.vue`;
  const file = readdirSync(at).find((each) => each.toLowerCase() === wanted);
  return file ? `${at}/${file}` : null;
};
const withoutDark = (tokens) =>
  JSON.parse(JSON.stringify(tokens, (key, value) => (key === "dark" ? undefined : value)));
const primevueSources = () => ({
  name: "primevue-sources",
  enforce: "pre",
  resolveId: sfc,
  async load(id) {
    if (/\/@primeuix\/themes\/dist\/aura\/[a-z]+\/index\.mjs$/.test(id))
      return `export default ${JSON.stringify(withoutDark((await import(id)).default))}`;
    if (/\/@primeuix\/styles\/dist\/[a-z]+\/index\.mjs$/.test(id)) {
      const { css } = postcss([trim((selector) => PRIMEVUE_UNSHOWN.test(selector))]).process((await import(id)).style, { from: id });
      const small = css.replace(/\/\*[^]*?\*\//g, "").replace(/\s+/g, " ").replace(/ ?([{};]) ?/g, "$1").replace(/: /g, ":");
      return `export const style = ${JSON.stringify(small)}`;
    }
    return null;
  },
});

// Style rules for variants that the page does not show. A rule goes when each of its selectors names one.
const ELEMENT_PLUS_UNSHOWN = new RegExp(
  [
    "el-date-range-picker", "el-time-(range|spinner|panel)", "el-quarter-table", "el-textarea", "el-input-group",
    "el-button-group", "el-(radio|checkbox)-button", "el-progress", "el-badge", "is-guttered",
    "el-table-fixed-column", "el-table__(footer|expand|fixed)", "el-table-filter", "el-tabs--(left|right|bottom|card)",
    "el-tabs__(item|header|nav-wrap|nav|active-bar|content)\\.is-(left|right|bottom)", "el-message-box", "el-input-otp", "el-upload-cover", "el-button--(success|info)",
    "el-(button|tag|alert|message)--(warning|danger)", "el-link--", "el-upload-list--picture", "el-upload--picture",
    "el-select--(large|small)", "el-(input|button|switch|radio|checkbox|slider|pagination|form|form-item|dropdown|dropdown-menu|input-number|select__wrapper|date-editor)--(large|small)",
    "ql-(picker|bg|align|indent|size|font|direction|header|color|background|video|code|formula|image|table|script|blockquote|even|tooltip|editing|preview|action)",
    "ql-editor (h\\d|blockquote|\\.ql-video)", "ql-snow (h\\d|blockquote|code|pre|img|a$)",
    "is-plain", "is-bordered", "el-carousel--(vertical|card)", "el-carousel__[a-z]+--(vertical|card)",
  ].join("|"),
);
const VUETIFY_UNSHOWN = /v-locale--is-rtl|v-col-|\.v-col(?![a-z])|offset-|v-progress-|v-slider(-[a-z]+)?--vertical|v-slider\.v-input--vertical|v-input--vertical|v-slider-track__tick|v-slider--variant-pill|gridlines-(all|vertical)|__(day--)?(range|preview)-|v-switch--inset|v-table--fixed|v-data-table-column--fixed|v-(list-item)--three-line|v-tabs--inset|v-btn-toggle|v-chip--(pill|disabled|size-(x-|large))|v-snackbar--collapsed|v-field--variant-plain|v-btn--stacked|v-slide-group--vertical|v-card--(hover|disabled)|v-(badge|list-subheader|card-subtitle|skeleton|banner)|variant-(solo|solo-filled|solo-inverted|underlined)|ql-(align|indent|size|font|direction|bg|color|video|code|formula|table|script)/;

// Vuetify's utility classes and palette: only those that a source file names.
const sources = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => /\.(vue|js)$/.test(entry.name))
    .map((entry) => readFileSync(resolve(entry.parentPath ?? entry.path, entry.name), "utf8"))
    .join("\n");
const words = (folder) => new Set(sources(resolve(here, folder)).match(/[a-z][a-z0-9-]*/g));
const vuetifyWords = words("vuetify");
const unusedUtility = (selector) => {
  const name = selector.match(/^\.([a-z][a-z0-9-]*)$/)?.[1];
  if (!name || /^(v-|elevation-|rounded|(bg|text|border)-(primary|success|error|surface|background|white))/.test(name)) return false;
  return !vuetifyWords.has(name) && !vuetifyWords.has(name.replace(/^(bg|text)-/, ""));
};

const PRIMEVUE_UNSHOWN = new RegExp(
  [
    "ql-(picker|bg|align|indent|size|font|direction|header|color|background|video|code|formula|image|table|script|blockquote|tooltip|editing|preview|action)",
    ":dir\\(rtl\\)",
    "p-(button|message|toast-message|badge|tag)-(help|contrast|danger|warn|error|success-outlined)",
    "p-button-(info|success|link|raised|sm|lg|vertical|fluid)", "p-buttongroup", "p-inputgroup", "p-iftalabel", "p-floatlabel",
    "p-(inputtext|select|multiselect|autocomplete|inputnumber|datepicker|checkbox|radiobutton)-(sm|lg)",
    "p-datatable-(gridlines|striped|filter|frozen|column-resizer|resizable|row-editor|row-toggle|reorderable|scrollable|flex|sm|lg|loading|mask)",
    "p-datepicker-(time|timeonly|hour|minute|second|ampm|multiple|weeknumber|weeklabel|buttonbar)",
    "p-autocomplete-(chip|input-chip|input-multiple|dropdown)", "p-inputnumber-(vertical|horizontal)", "p-progressbar",
    "p-carousel-vertical", "p-slider-vertical", "p-(toast)-(top-left|top-center|bottom|center)", "p-message-outlined",
  ].join("|"),
);
// Quasar's palette (but for names that a source file has), its grid for other screens and its dark theme.
const quasarWords = words("quasar");
const QUASAR_UNSHOWN = /body--dark|--dark|-(xs|sm|md|lg|xl)-|^\.((col|offset)-(xs|sm|md|lg|xl)|offset-|order-)|\.q-(timeline|stepper|color-picker|time|uploader|skeleton|message|rating|knob|parallax|splitter|fab|bottom-sheet|drawer|img|video)(?![a-z])/;
const unusedColor = (selector) => {
  const color = selector.match(/^\.(?:bg|text)-([a-z-]+-\d+)$/)?.[1];
  return Boolean(color) && !quasarWords.has(color) && !quasarWords.has(`text-${color}`);
};

const trimStyles = {
  "element-plus": (selector) => ELEMENT_PLUS_UNSHOWN.test(selector),
  quasar: (selector) => QUASAR_UNSHOWN.test(selector) || unusedColor(selector),
  vuetify: (selector, file) =>
    VUETIFY_UNSHOWN.test(selector) || (file.endsWith("vuetify/lib/styles/main.css") && unusedUtility(selector)),
};
const trim = (unshown) => ({
  postcssPlugin: "trim-styles",
  Rule(rule) {
    if (rule.parent.name?.endsWith("keyframes")) return;
    const file = rule.source.input.file ?? "";
    if (!file.includes("/node_modules/")) return;
    const kept = rule.selectors.filter((selector) => !unshown(selector.replace(/:not\([^)]*\)/g, ""), file));
    if (!kept.length) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  },
});

const plugins = {
  "element-plus": () => [instead(ELEMENT_PLUS_INSTEAD), vue(), components({ dts: false, resolvers: [ElementPlusResolver({ importStyle: "css" })] })],
  vuetify: () => [instead(VUETIFY_INSTEAD), vue(), vuetify({ autoImport: true })],
  primevue: () => [primevueSources(), instead(PRIMEVUE_INSTEAD), vue()],
  quasar: () => [vue({ template: { transformAssetUrls } }), quasar()],
};

const wanted = process.argv.slice(2);
for (const library of wanted.length ? wanted : Object.keys(plugins)) {
  await build({
    configFile: false,
    root: resolve(here, library),
    base: "./",
    logLevel: "warn",
    plugins: plugins[library](),
    define: { __VUE_OPTIONS_API__: library === "primevue", __VUE_PROD_DEVTOOLS__: false },
    resolve: {
      alias: [
        { find: "@zoo", replacement: resolve(here, "../shared/story.js") },
        // PrimeVue's editor asks for all of Quill.
        ...(library === "primevue" ? [{ find: /^quill$/, replacement: resolve(here, "primevue/quill.js") }] : []),
      ],
    },
    css: { postcss: { plugins: trimStyles[library] ? [trim(trimStyles[library])] : [] } },
    build: {
      outDir: resolve(here, "../../pages", library),
      emptyOutDir: true,
      target: "es2022",
      cssMinify: true,
      sourcemap: false,
      modulePreload: false,
      assetsInlineLimit: 4096,
      chunkSizeWarningLimit: 1500,
    },
  });
}
