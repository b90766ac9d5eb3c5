// Quill as a React component: none of MUI, Ant Design and Chakra UI has a rich text editor of its own.
import { useEffect, useEffectEvent, useRef } from "react";
import Quill from "quill/core";
import Bold from "quill/formats/bold";
import Italic from "quill/formats/italic";
import List from "quill/formats/list";
import Toolbar from "quill/modules/toolbar";
import Snow from "quill/themes/snow";
import "quill/dist/quill.snow.css";

Quill.register({
  "formats/bold": Bold,
  "formats/italic": Italic,
  "formats/list": List,
  "modules/toolbar": Toolbar,
  "themes/snow": Snow,
});

export default function QuillEditor({ toolbar, onTextChange, className }) {
  const holder = useRef(null);
  const changed = useEffectEvent(onTextChange);

  useEffect(() => {
    const box = holder.current;
    const quill = new Quill(box.appendChild(document.createElement("div")), {
      theme: "snow",
      modules: { toolbar },
    });
    quill.on("text-change", () => changed(quill.getText()));
    return () => {
      box.innerHTML = "";
    };
  }, [toolbar]);

  return <div ref={holder} className={className} />;
}
