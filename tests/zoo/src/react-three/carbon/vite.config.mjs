import { defineConfig } from "vite";
import { base } from "../base.mjs";
import purgeCarbon from "./purge.mjs";
import trimCarbon from "./trim.mjs";

const config = base("carbon");

// Classes of sizes and layers, whose names the scripts put together.
const always = /^cds--(layer-(one|two)|layout--size-(sm|md)|layout-constraint--size__(min-sm|max-xl)|radio-button-group--label-right)$/;
// Features of the components that the page does not use.
const never = new RegExp(
  [
    "ai-label|slug|decorator|skeleton|fluid|light$|readonly|warn|rtl|zebra|sticky|expandable|selectall|flush|inline-loading|loading|search|cds--link|toggletip",
    "popover--(auto-align|border|tab-tip|drop-shadow|background)|popover--(top|bottom|left|right)-",
    "tabs--(contained|vertical|tall|full|dismiss)|nav-item-(secondary|-close|-icon)|tabs__icon",
    "data-table--(selected|xs|sm|md|xl|top-aligned|max)|data-table-container--|table-column-(checkbox|radio)|parent-row|expand-row|table-expand",
    "list-box--(inline|disabled)|multi-select--inline|dropdown--(inline|disabled|sm)|dropdown__wrapper--inline|btn--(danger|expressive|loading|xs)|btn-set",
    "date-picker--(next|range|simple|short)|slider__thumb(-wrapper)?--(upper|lower)|slider__thumb-icon|two-handles|header__(menu|action)",
    "contained-list-item--(clickable|with-action)|disclosed|interactive|text-input-wrapper--inline|number--(sm|lg|nolabel|nosteppers)|tree--xs",
    "(accordion|radio-button-group)--(start|vertical)|accordion__item--disabled|overflow-menu__trigger|list-box__wrapper--inline|toggle__appearance--sm|toggle__check$",
    "modal-container--(sm|lg|full)|modal--enable-presence|presence|data-table--static|(in|start|end)Range|has(Weeks|Time)|noCalendar|flatpickr-time|file-complete",
    "unknown-pages|(checkbox|label)--inline|(option|nav-item|helper-text|label|label-description|selected-file|select)--disabled|layout--size-lg",
    "toast-notification--(error|info|warning)|tree-node--disabled|slider--disabled|toggle--disabled|tag--(?!high|filter|operational)",
    "(list-box|text-input|select|checkbox|radio-button|dropdown|combo-box|date-picker|file|slider|multi-select)[a-z_-]*--?invalid|(list-box|text-input|select|checkbox|radio-button|dropdown|slider|file)__invalid",
  ].join("|"),
);

// Only buttons are ever disabled on the page.
const neverSelector = /^(?!.*(btn|pagination|:not\()).*(:disabled|\[disabled\])/;

export default defineConfig({
  ...config,
  plugins: [trimCarbon(), ...config.plugins, purgeCarbon({ always, never, neverSelector })],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ["if-function"] } } },
});
