import { useState } from "react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CheckboxButton,
  CheckboxField,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  NumberField,
  Popover,
  RadioButton,
  RadioField,
  RadioGroup,
  Select,
  SelectValue,
  SwitchButton,
  SwitchField,
  Text,
  TextField,
} from "react-aria-components";
import { CalendarDays, Check, ChevronDown, ChevronLeft, ChevronRight, Minus, Plus } from "lucide-react";
import { SESSIONS, WHEELS, outcome } from "@zoo";
import { Outcome } from "./Outcome.jsx";

export function Booking() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState("");
  const [date, setDate] = useState(null);
  const [calendar, setCalendar] = useState(false);
  const [wheel, setWheel] = useState("");
  const [session, setSession] = useState("");
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  return (
    <div className="form">
      <TextField value={name} onChange={setName}>
        <Label>Full name</Label>
        <Input />
        <Outcome>{outcome.name(name)}</Outcome>
      </TextField>

      <NumberField defaultValue={1} minValue={1} maxValue={12} onChange={(count) => setGuests(outcome.guests(count))}>
        <Label>Guests</Label>
        <Group>
          <Button slot="decrement">
            <Minus size={16} />
          </Button>
          <Input />
          <Button slot="increment">
            <Plus size={16} />
          </Button>
        </Group>
        <Outcome>{guests}</Outcome>
      </NumberField>

      <DatePicker value={date} onChange={setDate} isOpen={calendar} onOpenChange={setCalendar}>
        <Label>Workshop date</Label>
        <Group onClickCapture={() => setCalendar(true)}>
          <DateInput>{(segment) => <DateSegment segment={segment} />}</DateInput>
          <Button>
            <CalendarDays size={16} />
          </Button>
        </Group>
        <Outcome>{date && outcome.date(date.year, date.month, date.day)}</Outcome>
        <Popover>
          <Dialog>
            <Calendar>
              <header>
                <Button slot="previous">
                  <ChevronLeft size={18} />
                </Button>
                <Heading />
                <Button slot="next">
                  <ChevronRight size={18} />
                </Button>
              </header>
              <CalendarGrid>{(day) => <CalendarCell date={day} />}</CalendarGrid>
            </Calendar>
          </Dialog>
        </Popover>
      </DatePicker>

      <Select defaultValue={WHEELS[0]} onChange={(chosen) => setWheel(outcome.wheel(chosen))}>
        <Label>Wheel type</Label>
        <Button>
          <SelectValue />
          <ChevronDown size={16} />
        </Button>
        <Outcome>{wheel}</Outcome>
        <Popover>
          <ListBox>
            {WHEELS.map((name) => (
              <ListBoxItem key={name} id={name} textValue={name}>
                {({ isSelected }) => (
                  <>
                    <Text slot="label">{name}</Text>
                    {isSelected && <Check size={16} />}
                  </>
                )}
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Select>

      <RadioGroup defaultValue={SESSIONS[0]} onChange={(chosen) => setSession(outcome.session(chosen))}>
        <Label>Session</Label>
        <div className="options">
          {SESSIONS.map((name) => (
            <RadioField key={name} value={name}>
              <RadioButton>{name}</RadioButton>
            </RadioField>
          ))}
        </div>
        <Outcome>{session}</Outcome>
      </RadioGroup>

      <CheckboxField isSelected={firstVisit} onChange={setFirstVisit}>
        <CheckboxButton>
          <span className="box">
            <Check size={14} strokeWidth={3} />
          </span>
          First visit
        </CheckboxButton>
        <Outcome>{outcome.firstVisit(firstVisit)}</Outcome>
      </CheckboxField>

      <SwitchField isSelected={apron} onChange={setApron}>
        <SwitchButton>
          <span className="track" />
          Apron rental
        </SwitchButton>
        <Outcome>{outcome.apron(apron)}</Outcome>
      </SwitchField>
    </div>
  );
}
