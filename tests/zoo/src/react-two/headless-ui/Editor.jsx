import { useEffect, useRef, useState } from "react";
import { BoldIcon, ItalicIcon, ListBulletIcon, NumberedListIcon, UnderlineIcon } from "@heroicons/react/20/solid";
import Squire from "squire-rte";

const formats = [
  { tag: "B", title: "Bold", Icon: BoldIcon, on: "bold", off: "removeBold" },
  { tag: "I", title: "Italic", Icon: ItalicIcon, on: "italic", off: "removeItalic" },
  { tag: "U", title: "Underline", Icon: UnderlineIcon, on: "underline", off: "removeUnderline" },
  { tag: "UL", title: "Bulleted list", Icon: ListBulletIcon, on: "makeUnorderedList", off: "removeList" },
  { tag: "OL", title: "Numbered list", Icon: NumberedListIcon, on: "makeOrderedList", off: "removeList" },
];

// What is pasted comes in as plain lines.
function plainLines(html) {
  const text = new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
  const fragment = document.createDocumentFragment();
  for (const line of text.split("\n")) {
    const block = document.createElement("div");
    block.append(line || document.createElement("br"));
    fragment.append(block);
  }
  return fragment;
}

export default function Editor({ onChange }) {
  const root = useRef(null);
  const editor = useRef(null);
  const [active, setActive] = useState([]);

  useEffect(() => {
    const squire = new Squire(root.current, { sanitizeToDOMFragment: plainLines });
    editor.current = squire;
    squire.addEventListener("input", () => onChange(root.current.innerText));
    squire.addEventListener("pathChange", () =>
      setActive(formats.filter(({ tag }) => squire.hasFormat(tag)).map(({ tag }) => tag)),
    );
    return () => squire.destroy();
  }, [onChange]);

  return (
    <div className="overflow-hidden rounded-md bg-white outline-1 -outline-offset-1 outline-gray-300 focus-within:outline-2 focus-within:-outline-offset-2 focus-within:outline-indigo-600">
      <div className="flex gap-1 border-b border-gray-200 px-2 py-1.5">
        {formats.map(({ tag, title, Icon, on, off }) => (
          <button
            key={tag}
            type="button"
            title={title}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => editor.current[active.includes(tag) ? off : on]()}
            className={`cursor-pointer rounded-sm p-1.5 hover:bg-gray-100 ${active.includes(tag) ? "bg-gray-200 text-gray-900" : "text-gray-500"}`}
          >
            <Icon aria-hidden="true" className="size-5" />
          </button>
        ))}
      </div>
      <div
        ref={root}
        className="min-h-32 px-3 py-2 text-sm/6 text-gray-900 focus:outline-none [&_ol]:list-decimal [&_ol]:pl-5 [&_ul]:list-disc [&_ul]:pl-5"
      />
    </div>
  );
}
