import { useState } from "react";
import {
  Checkbox,
  createListCollection,
  DatePicker,
  Field,
  HStack,
  Input,
  NumberInput,
  Portal,
  RadioGroup,
  Stack,
  Switch,
} from "@chakra-ui/react";
import { LuCalendar } from "react-icons/lu";
import { outcome, SESSIONS, WHEELS } from "../../../shared/story.js";
import { Outcome } from "../components/outcome.jsx";
import { SelectField } from "../components/select-field.jsx";

const wheels = createListCollection({ items: WHEELS });

export function Booking() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState({ value: "1", valueAsNumber: 1 });
  const [dates, setDates] = useState([]);
  const [wheel, setWheel] = useState([WHEELS[0]]);
  const [session, setSession] = useState(SESSIONS[0]);
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  const [day] = dates;

  return (
    <Stack gap="6" maxW="md">
      <Field.Root>
        <Field.Label>Full name</Field.Label>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
        <Field.HelperText>{outcome.name(name)}</Field.HelperText>
      </Field.Root>

      <Field.Root>
        <Field.Label>Guests</Field.Label>
        <NumberInput.Root width="32" min={1} max={12} value={guests.value} onValueChange={setGuests}>
          <NumberInput.Control />
          <NumberInput.Input />
        </NumberInput.Root>
        <Field.HelperText>{guests.value ? outcome.guests(guests.valueAsNumber) : ""}</Field.HelperText>
      </Field.Root>

      <Stack gap="1.5">
        <DatePicker.Root openOnClick value={dates} onValueChange={({ value }) => setDates(value)}>
          <DatePicker.Label>Workshop date</DatePicker.Label>
          <DatePicker.Control>
            <DatePicker.Input />
            <DatePicker.IndicatorGroup>
              <DatePicker.Trigger>
                <LuCalendar />
              </DatePicker.Trigger>
            </DatePicker.IndicatorGroup>
          </DatePicker.Control>
          <Portal>
            <DatePicker.Positioner>
              <DatePicker.Content>
                <DatePicker.View view="day">
                  <DatePicker.Header />
                  <DatePicker.DayTable />
                </DatePicker.View>
                <DatePicker.View view="month">
                  <DatePicker.Header />
                  <DatePicker.MonthTable />
                </DatePicker.View>
                <DatePicker.View view="year">
                  <DatePicker.Header />
                  <DatePicker.YearTable />
                </DatePicker.View>
              </DatePicker.Content>
            </DatePicker.Positioner>
          </Portal>
        </DatePicker.Root>
        <Outcome>{day ? outcome.date(day.year, day.month, day.day) : ""}</Outcome>
      </Stack>

      <Stack gap="1.5">
        <SelectField
          label="Wheel type"
          collection={wheels}
          value={wheel}
          onValueChange={({ value }) => setWheel(value)}
        />
        <Outcome>{outcome.wheel(wheel[0])}</Outcome>
      </Stack>

      <Stack gap="3">
        <RadioGroup.Root value={session} onValueChange={({ value }) => setSession(value)}>
          <RadioGroup.Label>Session</RadioGroup.Label>
          <HStack gap="6" mt="3">
            {SESSIONS.map((part) => (
              <RadioGroup.Item key={part} value={part}>
                <RadioGroup.ItemHiddenInput />
                <RadioGroup.ItemIndicator />
                <RadioGroup.ItemText>{part}</RadioGroup.ItemText>
              </RadioGroup.Item>
            ))}
          </HStack>
        </RadioGroup.Root>
        <Outcome>{outcome.session(session)}</Outcome>
      </Stack>

      <Stack gap="1.5" align="flex-start">
        <Checkbox.Root checked={firstVisit} onCheckedChange={({ checked }) => setFirstVisit(checked === true)}>
          <Checkbox.HiddenInput />
          <Checkbox.Control />
          <Checkbox.Label>First visit</Checkbox.Label>
        </Checkbox.Root>
        <Outcome>{outcome.firstVisit(firstVisit)}</Outcome>
      </Stack>

      <Stack gap="1.5" align="flex-start">
        <Switch.Root checked={apron} onCheckedChange={({ checked }) => setApron(checked)}>
          <Switch.HiddenInput />
          <Switch.Control />
          <Switch.Label>Apron rental</Switch.Label>
        </Switch.Root>
        <Outcome>{outcome.apron(apron)}</Outcome>
      </Stack>
    </Stack>
  );
}
