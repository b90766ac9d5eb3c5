import { useState } from "react";
import {
  Checkbox,
  DatePicker,
  DatePickerInput,
  Dropdown,
  NumberInput,
  RadioButton,
  RadioButtonGroup,
  TextInput,
  Toggle,
} from "@carbon/react";
import { SESSIONS, WHEELS, outcome } from "../../shared/story.js";

export function Booking() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState(1);
  const [date, setDate] = useState(null);
  const [wheel, setWheel] = useState(WHEELS[0]);
  const [session, setSession] = useState(SESSIONS[0]);
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  return (
    <form className="form two" onSubmit={(event) => event.preventDefault()}>
      <TextInput
        id="name"
        labelText="Full name"
        helperText={outcome.name(name)}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <NumberInput
        id="guests"
        label="Guests"
        min={1}
        max={12}
        value={guests}
        helperText={guests >= 1 && guests <= 12 ? outcome.guests(guests) : ""}
        invalidText="Between 1 and 12 guests"
        onChange={(_, { value }) => setGuests(value)}
      />
      <DatePicker datePickerType="single" dateFormat="d/m/Y" value={date} onChange={([day]) => setDate(day)}>
        <DatePickerInput
          id="date"
          labelText="Workshop date"
          placeholder="dd/mm/yyyy"
          helperText={date ? outcome.date(date) : ""}
        />
      </DatePicker>
      <Dropdown
        id="wheel"
        titleText="Wheel type"
        label="Choose a wheel"
        items={WHEELS}
        selectedItem={wheel}
        helperText={outcome.wheel(wheel)}
        onChange={({ selectedItem }) => setWheel(selectedItem)}
      />
      <RadioButtonGroup
        className="wide"
        legendText="Session"
        name="session"
        valueSelected={session}
        helperText={outcome.session(session)}
        onChange={setSession}
      >
        {SESSIONS.map((part) => (
          <RadioButton key={part} id={part} labelText={part} value={part} />
        ))}
      </RadioButtonGroup>
      <Checkbox
        id="first-visit"
        labelText="First visit"
        checked={firstVisit}
        helperText={outcome.firstVisit(firstVisit)}
        onChange={(_, { checked }) => setFirstVisit(checked)}
      />
      <div>
        <Toggle id="apron" labelText="Apron rental" toggled={apron} onToggle={setApron} />
        <p className="outcome">{outcome.apron(apron)}</p>
      </div>
    </form>
  );
}
