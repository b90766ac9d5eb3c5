import Quill from "quill";
import "quill/dist/quill.snow.css";

const quill = new Quill("#editor", {
  theme: "snow",
  placeholder: "Write to your customers…",
  modules: {
    toolbar: [
      [{ size: ["small", false, "large", "huge"] }],
      ["bold", "italic", "underline"],
      [{ list: "ordered" }, { list: "bullet" }],
      ["link", "blockquote"],
      ["clean"],
    ],
  },
});

const say = (id, text) => { document.getElementById(id).textContent = text; };
const words = () => quill.getText().split(/\s+/).filter(Boolean).length;

function check() {
  const { ops } = quill.getContents();
  const bold = ops.filter((op) => op.attributes?.bold).map((op) => op.insert.trim()).filter(Boolean);
  const sizes = [...new Set(ops.map((op) => op.attributes?.size).filter(Boolean))];
  const entries = quill.getLines().filter((line) => line.formats().list).length;
  say("words", words() ? `${words()} words` : "Nothing written yet");
  say("bold", bold.length ? `In bold: ${bold.join(", ")}` : "");
  say("list", entries ? `List with ${entries} ${entries === 1 ? "entry" : "entries"}` : "");
  say("size", sizes.length ? `Text size: ${sizes.join(", ")}` : "");
}

quill.on("text-change", check);
quill.on("selection-change", (range) => {
  if (range) say("selected", range.length ? `${range.length} characters selected` : "");
});

document.getElementById("send").onclick = () => {
  say("status", words() ? `Test with ${words()} words is on its way` : "Write something first");
};

check();
