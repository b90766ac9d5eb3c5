import { createRoot } from "react-dom/client";
import { FluentProvider, webLightTheme } from "@fluentui/react-components";
import { App } from "./App";
import "./app.css";

createRoot(document.getElementById("root")).render(
  <FluentProvider theme={webLightTheme} style={{ background: "none" }}>
    <App />
  </FluentProvider>,
);
