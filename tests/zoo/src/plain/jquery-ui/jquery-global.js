// Plugins of that age look for a global jQuery.
import $ from "jquery";

window.$ = $;
window.jQuery = $;
export default $;
