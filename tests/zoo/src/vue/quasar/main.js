import { createApp } from "vue";
import { Dialog, Notify, Quasar } from "quasar";
import iconSet from "quasar/icon-set/svg-material-icons.js";
import "quasar/dist/quasar.css";
import App from "./App.vue";

createApp(App)
  .use(Quasar, { plugins: { Dialog, Notify }, iconSet })
  .mount("#app");
