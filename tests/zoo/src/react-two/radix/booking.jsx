import { useState } from "react";
import { CalendarIcon } from "lucide-react";
import { SESSIONS, WHEELS, outcome } from "@zoo";
import { Field, Outcome } from "./field.jsx";
import { Calendar } from "./ui/calendar.jsx";
import {
  Button,
  Card,
  CardContent,
  CardDescription,
  CardHeader,
  CardTitle,
  Checkbox,
  Input,
  Label,
  Popover,
  PopoverContent,
  PopoverTrigger,
  RadioGroup,
  RadioGroupItem,
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
  Switch,
} from "./ui/index.jsx";

const day = new Intl.DateTimeFormat("en-US", { dateStyle: "long" });

function DatePicker({ id, value, onChange }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button id={id} variant="outline" className="justify-start! font-normal">
          <CalendarIcon />
          {value ? day.format(value) : <span className="text-muted-foreground">Pick a date</span>}
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-auto p-0">
        <Calendar
          mode="single"
          defaultMonth={value}
          selected={value}
          onSelect={(date) => {
            onChange(date);
            setOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

export function Booking() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState("1");
  const [party, setParty] = useState("");
  const [date, setDate] = useState();
  const [wheel, setWheel] = useState("");
  const [session, setSession] = useState("");
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  const count = (event) => {
    setGuests(event.target.value);
    const { valueAsNumber, validity } = event.target;
    setParty(validity.valid && valueAsNumber ? outcome.guests(valueAsNumber) : "");
  };

  return (
    <Card>
      <CardHeader>
        <CardTitle>Book a wheel</CardTitle>
        <CardDescription>Workshops run every day except Monday.</CardDescription>
      </CardHeader>
      <CardContent className="grid grid-cols-2 items-start gap-x-8 gap-y-7">
        <Field>
          <Label htmlFor="name">Full name</Label>
          <Input id="name" value={name} onChange={(event) => setName(event.target.value)} />
          <Outcome>{outcome.name(name)}</Outcome>
        </Field>
        <Field>
          <Label htmlFor="guests">Guests</Label>
          <Input id="guests" type="number" min={1} max={12} value={guests} onChange={count} />
          <Outcome>{party}</Outcome>
        </Field>
        <Field>
          <Label htmlFor="date">Workshop date</Label>
          <DatePicker id="date" value={date} onChange={setDate} />
          <Outcome>{outcome.date(date)}</Outcome>
        </Field>
        <Field>
          <Label htmlFor="wheel">Wheel type</Label>
          <Select defaultValue={WHEELS[0]} onValueChange={(value) => setWheel(outcome.wheel(value))}>
            <SelectTrigger id="wheel">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {WHEELS.map((value) => (
                <SelectItem key={value} value={value}>
                  {value}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
          <Outcome>{wheel}</Outcome>
        </Field>
        <Field className="col-span-2">
          <Label>Session</Label>
          <RadioGroup
            className="flex gap-6"
            defaultValue={SESSIONS[0]}
            onValueChange={(value) => setSession(outcome.session(value))}
          >
            {SESSIONS.map((value) => (
              <div key={value} className="flex items-center gap-2">
                <RadioGroupItem id={`session-${value}`} value={value} />
                <Label htmlFor={`session-${value}`} className="font-normal">
                  {value}
                </Label>
              </div>
            ))}
          </RadioGroup>
          <Outcome>{session}</Outcome>
        </Field>
        <Field>
          <div className="flex items-center gap-2">
            <Checkbox id="first-visit" checked={firstVisit} onCheckedChange={setFirstVisit} />
            <Label htmlFor="first-visit">First visit</Label>
          </div>
          <Outcome>{outcome.firstVisit(firstVisit)}</Outcome>
        </Field>
        <Field>
          <div className="flex items-center gap-2">
            <Switch id="apron" checked={apron} onCheckedChange={setApron} />
            <Label htmlFor="apron">Apron rental</Label>
          </div>
          <Outcome>{outcome.apron(apron)}</Outcome>
        </Field>
      </CardContent>
    </Card>
  );
}
