import { useEffect, useRef, useState } from "react";
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { Bars2Icon, ChevronRightIcon, FolderIcon } from "@heroicons/react/20/solid";
import Sortable from "sortablejs";
import { ORDER, TREE, outcome } from "@zoo";
import { Outcome } from "./parts.jsx";

function Name({ name, shown, onShow }) {
  return (
    <button
      type="button"
      onClick={() => onShow(name)}
      className={`flex flex-1 cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-left text-sm/6 hover:bg-gray-50 ${
        shown === name ? "font-semibold text-indigo-600" : "text-gray-700"
      }`}
    >
      <FolderIcon aria-hidden="true" className={`size-5 ${shown === name ? "text-indigo-600" : "text-gray-400"}`} />
      {name}
    </button>
  );
}

function Folder({ item, shown, onShow }) {
  if (!item.children) {
    return (
      <li className="flex pl-7">
        <Name name={item.name} shown={shown} onShow={onShow} />
      </li>
    );
  }
  return (
    <Disclosure as="li">
      <div className="flex items-center gap-1">
        <DisclosureButton className="group cursor-pointer rounded-md p-0.5 text-gray-400 hover:bg-gray-100 hover:text-gray-700">
          <ChevronRightIcon aria-hidden="true" className="size-5 group-data-open:rotate-90" />
        </DisclosureButton>
        <Name name={item.name} shown={shown} onShow={onShow} />
      </div>
      <DisclosurePanel as="ul" className="pl-6">
        {item.children.map((child) => (
          <Folder key={child.name} item={child} shown={shown} onShow={onShow} />
        ))}
      </DisclosurePanel>
    </Disclosure>
  );
}

function Steps() {
  const list = useRef(null);
  const [first, setFirst] = useState("");

  useEffect(() => {
    const sortable = Sortable.create(list.current, {
      animation: 150,
      ghostClass: "opacity-40",
      onUpdate: () => setFirst(outcome.order(sortable.toArray())),
    });
    return () => sortable.destroy();
  }, []);

  return (
    <>
      <ul ref={list} className="mt-4 divide-y divide-gray-100">
        {ORDER.map((name) => (
          <li
            key={name}
            data-id={name}
            className="flex cursor-move items-center justify-between bg-white py-3 text-sm/6 font-medium text-gray-900"
          >
            {name}
            <Bars2Icon aria-hidden="true" className="size-5 text-gray-400" />
          </li>
        ))}
      </ul>
      <Outcome className="mt-2">{first}</Outcome>
    </>
  );
}

export default function Shelf() {
  const [shown, setShown] = useState("");
  return (
    <div className="grid grid-cols-2 items-start gap-8">
      <section className="rounded-lg bg-white p-6 shadow-sm ring-1 ring-gray-900/5">
        <h2 className="text-base font-semibold text-gray-900">Shelf</h2>
        <ul className="mt-4 space-y-1">
          {TREE.map((item) => (
            <Folder key={item.name} item={item} shown={shown} onShow={setShown} />
          ))}
        </ul>
        <Outcome className="mt-4">{outcome.shelf(shown)}</Outcome>
      </section>
      <section className="rounded-lg bg-white p-6 shadow-sm ring-1 ring-gray-900/5">
        <h2 className="text-base font-semibold text-gray-900">Order of work</h2>
        <Steps />
      </section>
    </div>
  );
}
