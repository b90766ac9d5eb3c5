import { useState } from "react";
import {
  Combobox,
  ComboboxButton,
  ComboboxInput,
  ComboboxOption,
  ComboboxOptions,
  Dialog,
  DialogBackdrop,
  DialogPanel,
  DialogTitle,
  Disclosure,
  DisclosureButton,
  DisclosurePanel,
  Field,
  Input,
  Label,
  Listbox,
  ListboxButton,
  ListboxOption,
  ListboxOptions,
} from "@headlessui/react";
import { CheckIcon, ChevronDownIcon, ChevronUpDownIcon } from "@heroicons/react/20/solid";
import { EnvelopeIcon } from "@heroicons/react/24/outline";
import { FIRING, GLAZES, HOURS, TOOLS, outcome } from "@zoo";
import { Outcome, input, label, option, options, primary, secondary } from "./parts.jsx";

const faqs = [
  { title: "Opening hours", text: HOURS },
  { title: "Firing schedule", text: FIRING },
];

export default function Materials() {
  const [query, setQuery] = useState("");
  const [glaze, setGlaze] = useState(null);
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState(2);
  const [weight, setWeight] = useState("");
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState(false);

  const found = GLAZES.filter((name) => name.toLowerCase().includes(query.trim().toLowerCase()));

  return (
    <div className="max-w-2xl space-y-10">
      <div className="space-y-6">
        <Field>
          <Label className={label}>Glaze</Label>
          <Combobox
            value={glaze}
            onChange={(value) => {
              setQuery("");
              setGlaze(value);
            }}
            onClose={() => setQuery("")}
          >
            <div className="relative mt-2">
              <ComboboxInput
                autoComplete="off"
                className={`${input} pr-10`}
                onChange={(event) => setQuery(event.target.value)}
              />
              <ComboboxButton className="absolute inset-y-0 right-0 flex items-center px-2 focus:outline-none">
                <ChevronDownIcon aria-hidden="true" className="size-5 text-gray-400" />
              </ComboboxButton>
            </div>
            <ComboboxOptions transition anchor="bottom" className={`${options} w-(--input-width) empty:invisible`}>
              {found.map((name) => (
                <ComboboxOption key={name} value={name} className={option}>
                  {name}
                </ComboboxOption>
              ))}
            </ComboboxOptions>
          </Combobox>
          <Outcome className="mt-2">{outcome.glaze(glaze)}</Outcome>
        </Field>

        <Field>
          <Label className={label}>Tools</Label>
          <Listbox value={tools} onChange={setTools} multiple>
            <ListboxButton className={`${input} mt-2 flex cursor-default items-center justify-between text-left`}>
              {tools.length ? tools.join(", ") : <span className="text-gray-400">Nothing packed yet</span>}
              <ChevronUpDownIcon aria-hidden="true" className="-mr-1 size-5 text-gray-500" />
            </ListboxButton>
            <ListboxOptions transition anchor="bottom" className={`${options} w-(--button-width)`}>
              {TOOLS.map((tool) => (
                <ListboxOption key={tool} value={tool} className={option}>
                  {tool}
                  <span className="absolute inset-y-0 right-0 flex items-center pr-3 text-indigo-600 group-not-data-selected:hidden group-data-focus:text-white">
                    <CheckIcon aria-hidden="true" className="size-5" />
                  </span>
                </ListboxOption>
              ))}
            </ListboxOptions>
          </Listbox>
          <Outcome className="mt-2">{outcome.tools(tools)}</Outcome>
        </Field>

        <Field>
          <Label className={label}>Clay</Label>
          <Input
            type="range"
            min={0}
            max={10}
            step={1}
            value={clay}
            onChange={(event) => {
              const kilos = Number(event.target.value);
              setClay(kilos);
              setWeight(outcome.clay(kilos));
            }}
            className="mt-2 block w-full accent-indigo-600"
          />
          <Outcome className="mt-1">{weight}</Outcome>
        </Field>
      </div>

      <dl className="divide-y divide-gray-900/10 border-y border-gray-900/10">
        {faqs.map(({ title, text }) => (
          <Disclosure key={title} as="div" className="py-4">
            <dt>
              <DisclosureButton className="group flex w-full cursor-pointer items-center justify-between text-left text-gray-900">
                <span className="text-base/7 font-semibold">{title}</span>
                <ChevronDownIcon aria-hidden="true" className="size-5 group-data-open:rotate-180" />
              </DisclosureButton>
            </dt>
            <DisclosurePanel as="dd" className="mt-2 pr-12 text-sm/6 text-gray-600">
              {text}
            </DisclosurePanel>
          </Disclosure>
        ))}
      </dl>

      <div className="flex items-center gap-4">
        <button type="button" className={secondary} onClick={() => setOpen(true)}>
          Ask for a quote
        </button>
        <Outcome>{outcome.quote(sent)}</Outcome>
      </div>

      <Dialog open={open} onClose={setOpen} className="relative z-10">
        <DialogBackdrop
          transition
          className="fixed inset-0 bg-gray-500/75 transition-opacity data-closed:opacity-0 data-enter:duration-300 data-enter:ease-out data-leave:duration-200 data-leave:ease-in"
        />
        <div className="fixed inset-0 z-10 flex items-center justify-center p-4">
          <DialogPanel
            transition
            className="w-full max-w-lg rounded-lg bg-white p-6 shadow-xl transition-all data-closed:scale-95 data-closed:opacity-0 data-enter:duration-300 data-enter:ease-out data-leave:duration-200 data-leave:ease-in"
          >
            <div className="flex items-start gap-4">
              <div className="flex size-10 shrink-0 items-center justify-center rounded-full bg-indigo-100">
                <EnvelopeIcon aria-hidden="true" className="size-6 text-indigo-600" />
              </div>
              <div>
                <DialogTitle as="h3" className="text-base font-semibold text-gray-900">
                  Ask for a quote?
                </DialogTitle>
                <p className="mt-2 text-sm text-gray-500">
                  The studio receives your list of materials and replies within two working days.
                </p>
              </div>
            </div>
            <div className="mt-5 flex flex-row-reverse gap-3">
              <button
                type="button"
                className={primary}
                onClick={() => {
                  setSent(true);
                  setOpen(false);
                }}
              >
                Send request
              </button>
              <button type="button" data-autofocus className={secondary} onClick={() => setOpen(false)}>
                Cancel
              </button>
            </div>
          </DialogPanel>
        </div>
      </Dialog>
    </div>
  );
}
