import { createApp } from "vue";
import PrimeVue from "primevue/config";
import ConfirmationService from "primevue/confirmationservice";
import ToastService from "primevue/toastservice";
import Tooltip from "primevue/tooltip";
import App from "./App.vue";
import { preset } from "./preset.js";
import "./icons.css";
import "./page.css";

createApp(App)
  .use(PrimeVue, { theme: { preset, options: { darkModeSelector: "none" } } })
  .use(ConfirmationService)
  .use(ToastService)
  .directive("tooltip", Tooltip)
  .mount("#app");
