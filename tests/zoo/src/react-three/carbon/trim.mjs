// What Carbon ships for development only, or for other languages, is left out of the page.
const propTypes = /^[\w$.]+\.propTypes = \{$[\s\S]*?^\};$|^[\w$.]+\.propTypes = .*;$/gm;
// DataTable.TableToolbarSearch and its like: the page imports the parts it uses by name.
const tableParts = /^DataTable\.Table\w* = \w+;$/gm;

export default function trimCarbon() {
  return {
    name: "trim-carbon",
    enforce: "pre",
    // flatpickr's translations: Carbon imports all of them, the page is in English.
    resolveId: (source) => (source === "flatpickr/dist/l10n/index" ? "\0flatpickr-english" : null),
    load: (id) => {
      // Date pickers for a range.
      if (id.endsWith("/DatePicker/plugins/rangePlugin.js")) return "export const rangePlugin = () => () => ({});";
      return id === "\0flatpickr-english" ? 'import { english } from "flatpickr/dist/esm/l10n/default.js"; export default { en: { ...english } };' : null;
    },
    // Prop types are not checked in production.
    transform(code, id) {
      if (!/@carbon\/(react|icons-react)\/es\//.test(id)) return null;
      const parts = code.replace(propTypes, "").replace(tableParts, "");
      return { code: parts, map: null, ...(id.includes("/components/") && { moduleSideEffects: false }) };
    },
  };
}
