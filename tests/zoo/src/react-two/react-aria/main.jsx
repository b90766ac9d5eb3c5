import "./events.js";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components";
import "./style.css";
import { App } from "./App.jsx";

createRoot(document.getElementById("root")).render(
  <I18nProvider locale="en-US">
    <App />
  </I18nProvider>,
);
