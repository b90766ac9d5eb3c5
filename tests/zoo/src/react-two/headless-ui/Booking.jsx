import { useEffect, useRef, useState } from "react";
import {
  Checkbox,
  Field,
  Fieldset,
  Input,
  Label,
  Legend,
  Listbox,
  ListboxButton,
  ListboxOption,
  ListboxOptions,
  Radio,
  RadioGroup,
  Switch,
} from "@headlessui/react";
import { CheckIcon, ChevronUpDownIcon } from "@heroicons/react/20/solid";
import flatpickr from "flatpickr";
import { SESSIONS, WHEELS, outcome } from "@zoo";
import { Row, input, label, option, options } from "./parts.jsx";

function DateInput({ onChange }) {
  const ref = useRef(null);
  useEffect(() => {
    const picker = flatpickr(ref.current, {
      dateFormat: "D, j M Y",
      disableMobile: true,
      onChange: ([date]) => onChange(date),
    });
    return () => picker.destroy();
  }, [onChange]);
  return <Input ref={ref} placeholder="Choose a day" className={input} />;
}

export default function Booking() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState("1");
  const [party, setParty] = useState("");
  const [date, setDate] = useState();
  const [wheel, setWheel] = useState(WHEELS[0]);
  const [throwing, setThrowing] = useState("");
  const [session, setSession] = useState(SESSIONS[0]);
  const [doors, setDoors] = useState("");
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  return (
    <div className="divide-y divide-gray-100 rounded-lg bg-white shadow-sm ring-1 ring-gray-900/5">
      <Field as={Row} title={<Label className={label}>Full name</Label>} result={outcome.name(name)}>
        <Input value={name} onChange={(event) => setName(event.target.value)} className={input} />
      </Field>

      <Field as={Row} title={<Label className={label}>Guests</Label>} result={party}>
        <Input
          type="number"
          min={1}
          max={12}
          value={guests}
          onChange={({ target }) => {
            setGuests(target.value);
            setParty(target.validity.valid && target.value ? outcome.guests(Number(target.value)) : "");
          }}
          className={input}
        />
      </Field>

      <Field as={Row} title={<Label className={label}>Workshop date</Label>} result={outcome.date(date)}>
        <DateInput onChange={setDate} />
      </Field>

      <Field as={Row} title={<Label className={label}>Wheel type</Label>} result={throwing}>
        <Listbox
          value={wheel}
          onChange={(value) => {
            setWheel(value);
            setThrowing(outcome.wheel(value));
          }}
        >
          <ListboxButton className={`${input} flex cursor-default items-center justify-between text-left`}>
            {wheel}
            <ChevronUpDownIcon aria-hidden="true" className="-mr-1 size-5 text-gray-500" />
          </ListboxButton>
          <ListboxOptions transition anchor="bottom" className={`${options} w-(--button-width)`}>
            {WHEELS.map((value) => (
              <ListboxOption key={value} value={value} className={option}>
                <span className="block truncate font-normal group-data-selected:font-semibold">{value}</span>
                <span className="absolute inset-y-0 right-0 flex items-center pr-3 text-indigo-600 group-not-data-selected:hidden group-data-focus:text-white">
                  <CheckIcon aria-hidden="true" className="size-5" />
                </span>
              </ListboxOption>
            ))}
          </ListboxOptions>
        </Listbox>
      </Field>

      <Fieldset as={Row} title={<Legend className={label}>Session</Legend>} result={doors}>
        <RadioGroup
          value={session}
          onChange={(value) => {
            setSession(value);
            setDoors(outcome.session(value));
          }}
          className="flex gap-6"
        >
          {SESSIONS.map((value) => (
            <Field key={value} className="flex items-center gap-2">
              <Radio
                value={value}
                className="group flex size-4 items-center justify-center rounded-full border border-gray-300 bg-white data-checked:border-indigo-600 data-checked:bg-indigo-600 data-focus:outline-2 data-focus:outline-offset-2 data-focus:outline-indigo-600"
              >
                <span className="invisible size-1.5 rounded-full bg-white group-data-checked:visible" />
              </Radio>
              <Label className="text-sm/6 text-gray-900">{value}</Label>
            </Field>
          ))}
        </RadioGroup>
      </Fieldset>

      <Row title={<span className={label}>Extras</span>} result={outcome.firstVisit(firstVisit)}>
        <Field className="flex items-center gap-3">
          <Checkbox
            checked={firstVisit}
            onChange={setFirstVisit}
            className="group block size-4 rounded-sm border border-gray-300 bg-white data-checked:border-indigo-600 data-checked:bg-indigo-600 data-focus:outline-2 data-focus:outline-offset-2 data-focus:outline-indigo-600"
          >
            <svg viewBox="0 0 14 14" fill="none" className="stroke-white opacity-0 group-data-checked:opacity-100">
              <path d="M3 8L6 11L11 3.5" strokeWidth={2} strokeLinecap="round" strokeLinejoin="round" />
            </svg>
          </Checkbox>
          <Label className="text-sm/6 text-gray-900">First visit</Label>
        </Field>
      </Row>

      <Row title={<span />} result={outcome.apron(apron)}>
        <Field className="flex items-center gap-3">
          <Switch
            checked={apron}
            onChange={setApron}
            className="group inline-flex h-6 w-11 cursor-pointer rounded-full bg-gray-200 p-0.5 transition-colors duration-200 ease-in-out focus:outline-none data-checked:bg-indigo-600 data-focus:outline-2 data-focus:outline-offset-2 data-focus:outline-indigo-600"
          >
            <span className="size-5 rounded-full bg-white shadow-sm ring-1 ring-gray-900/5 transition duration-200 ease-in-out group-data-checked:translate-x-5" />
          </Switch>
          <Label className="text-sm/6 text-gray-900">Apron rental</Label>
        </Field>
      </Row>
    </div>
  );
}
