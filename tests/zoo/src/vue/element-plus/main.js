import { createApp } from "vue";
import "element-plus/theme-chalk/base.css";
import "element-plus/theme-chalk/el-message.css";
import "./page.css";
import App from "./App.vue";

createApp(App).mount("#app");
