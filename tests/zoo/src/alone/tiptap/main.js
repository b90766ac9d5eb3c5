import { Editor } from "@tiptap/core";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { Placeholder, UndoRedo } from "@tiptap/extensions";

const find = (id) => document.getElementById(id);
const marks = { toggleBold: "bold", toggleItalic: "italic", toggleBulletList: "bulletList" };

const editor = new Editor({
  element: find("editor"),
  extensions: [
    Document, Paragraph, Text, Heading.configure({ levels: [1, 2] }), Bold, Italic, BulletList, ListItem, UndoRedo,
    Placeholder.configure({ placeholder: "What was said?" }),
  ],
  onTransaction: ({ editor: current }) => show(current),
});

function show(current) {
  const text = current.getText();
  const words = text.split(/\s+/).filter(Boolean).length;
  find("length").textContent = words ? `${words} words, ${current.state.doc.textContent.length} characters` : "Nothing written yet";
  const headings = [];
  current.state.doc.descendants((node) => { if (node.type.name === "heading") headings.push(node); });
  find("outline").replaceChildren(...(headings.length ? headings : [null]).map((node) => {
    const line = document.createElement("p");
    line.textContent = node ? `Chapter: ${node.textContent}` : "No headings yet";
    return line;
  }));
  const level = [1, 2].find((n) => current.isActive("heading", { level: n }));
  find("style-name").textContent = level ? `Heading ${level}` : "Paragraph";
  for (const button of document.querySelectorAll("[data-command]")) {
    const { command } = button.dataset;
    button.classList.toggle("on", marks[command] !== undefined && current.isActive(marks[command]));
    if (command === "undo" || command === "redo") button.disabled = !current.can()[command]();
  }
}

for (const button of document.querySelectorAll("[data-command]")) {
  button.onclick = () => editor.chain().focus()[button.dataset.command]().run();
}

find("style").onclick = () => { find("styles").hidden = !find("styles").hidden; };
find("styles").onclick = ({ target }) => {
  const { level } = target.closest("button").dataset;
  const chain = editor.chain().focus();
  (level === "0" ? chain.setParagraph() : chain.setHeading({ level: Number(level) })).run();
  find("styles").hidden = true;
};
document.addEventListener("mousedown", ({ target }) => {
  if (!target.closest(".menu")) find("styles").hidden = true;
});

show(editor);
