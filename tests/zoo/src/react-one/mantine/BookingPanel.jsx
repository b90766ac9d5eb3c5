import { useState } from "react";
import { Checkbox, Grid, Group, NumberInput, Radio, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
import { outcome, SESSIONS, WHEELS } from "../../shared/story.js";

// A field on the left, what follows from it on the right.
function Line({ children, says }) {
  return (
    <Grid align="flex-end">
      <Grid.Col span={7}>{children}</Grid.Col>
      <Grid.Col span={5}>
        <Text size="sm" c="dimmed" pb={8}>
          {says}
        </Text>
      </Grid.Col>
    </Grid>
  );
}

export function BookingPanel() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState(1);
  const [date, setDate] = useState(null);
  const [wheel, setWheel] = useState(WHEELS[0]);
  const [session, setSession] = useState(SESSIONS[0]);
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  return (
    <Stack gap="lg">
      <Line says={outcome.name(name)}>
        <TextInput label="Full name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
      </Line>
      <Line says={guests === "" ? "" : outcome.guests(guests)}>
        <NumberInput label="Guests" min={1} max={12} value={guests} onChange={setGuests} />
      </Line>
      <Line says={date ? outcome.date(...date.split("-").map(Number)) : ""}>
        <DatePickerInput
          label="Workshop date"
          placeholder="Pick a date"
          leftSection={<IconCalendar size={18} stroke={1.5} />}
          leftSectionPointerEvents="none"
          value={date}
          onChange={setDate}
        />
      </Line>
      <Line says={outcome.wheel(wheel)}>
        <Select label="Wheel type" data={WHEELS} allowDeselect={false} value={wheel} onChange={setWheel} />
      </Line>
      <Line says={outcome.session(session)}>
        <Radio.Group label="Session" value={session} onChange={setSession}>
          <Group mt="xs" mb={6}>
            {SESSIONS.map((part) => (
              <Radio key={part} value={part} label={part} />
            ))}
          </Group>
        </Radio.Group>
      </Line>
      <Line says={outcome.firstVisit(firstVisit)}>
        <Checkbox
          label="First visit"
          mb={8}
          checked={firstVisit}
          onChange={(event) => setFirstVisit(event.currentTarget.checked)}
        />
      </Line>
      <Line says={outcome.apron(apron)}>
        <Switch
          label="Apron rental"
          mb={8}
          checked={apron}
          onChange={(event) => setApron(event.currentTarget.checked)}
        />
      </Line>
    </Stack>
  );
}
