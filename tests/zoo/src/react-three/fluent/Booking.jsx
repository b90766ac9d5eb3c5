import { useState } from "react";
import { Checkbox, Dropdown, Field, Input, Option, Radio, RadioGroup, SpinButton, Switch } from "@fluentui/react-components";
import { DatePicker } from "@fluentui/react-datepicker-compat";
import { SESSIONS, WHEELS, outcome } from "../../shared/story.js";

const formatDate = (date) => date?.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }) ?? "";

// The line below a field: a success message once there is something to confirm.
const confirmed = (text) => (text ? { validationState: "success", validationMessage: text } : {});

export function Booking() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState(1);
  const [date, setDate] = useState(null);
  const [wheel, setWheel] = useState(WHEELS[0]);
  const [session, setSession] = useState(SESSIONS[0]);
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  const changeGuests = (text) => {
    const count = Number.parseInt(text, 10);
    if (count >= 1 && count <= 12) setGuests(count);
  };

  return (
    <section className="sheet booking">
      <h2>Your workshop</h2>
      <Field orientation="horizontal" label="Full name" {...confirmed(outcome.name(name))}>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field orientation="horizontal" label="Guests" hint={outcome.guests(guests)}>
        <SpinButton
          defaultValue={1}
          min={1}
          max={12}
          onInput={(event) => changeGuests(event.target.value)}
          onChange={(_, data) => changeGuests(data.value ?? data.displayValue)}
        />
      </Field>
      <Field orientation="horizontal" label="Workshop date" {...confirmed(date && outcome.date(date))}>
        <DatePicker value={date} onSelectDate={setDate} formatDate={formatDate} placeholder="Select a date" />
      </Field>
      <Field orientation="horizontal" label="Wheel type" hint={outcome.wheel(wheel)}>
        <Dropdown
          defaultValue={wheel}
          defaultSelectedOptions={[wheel]}
          onOptionSelect={(_, data) => setWheel(data.optionValue)}
        >
          {WHEELS.map((type) => (
            <Option key={type}>{type}</Option>
          ))}
        </Dropdown>
      </Field>
      <Field orientation="horizontal" label="Session" hint={outcome.session(session)}>
        <RadioGroup layout="horizontal" value={session} onChange={(_, data) => setSession(data.value)}>
          {SESSIONS.map((part) => (
            <Radio key={part} value={part} label={part} />
          ))}
        </RadioGroup>
      </Field>
      <div className="extras">
        <Field {...confirmed(outcome.firstVisit(firstVisit))}>
          <Checkbox label="First visit" checked={firstVisit} onChange={(_, data) => setFirstVisit(data.checked)} />
        </Field>
        <Field {...confirmed(outcome.apron(apron))}>
          <Switch label="Apron rental" checked={apron} onChange={(_, data) => setApron(data.checked)} />
        </Field>
      </div>
    </section>
  );
}
