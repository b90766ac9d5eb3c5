import { useState } from "react";
import Checkbox from "@mui/material/Checkbox";
import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormHelperText from "@mui/material/FormHelperText";
import FormLabel from "@mui/material/FormLabel";
import Grid from "@mui/material/Grid";
import MenuItem from "@mui/material/MenuItem";
import Paper from "@mui/material/Paper";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import Switch from "@mui/material/Switch";
import TextField from "@mui/material/TextField";
import { DesktopDatePicker } from "@mui/x-date-pickers/DesktopDatePicker";
import { outcome, SESSIONS, WHEELS } from "../../shared/story.js";

const half = { xs: 12, sm: 6 };

export default function Booking() {
  const [name, setName] = useState("");
  const [guests, setGuests] = useState("1");
  const [date, setDate] = useState(null);
  const [calendarOpen, setCalendarOpen] = useState(false);
  const [wheel, setWheel] = useState(WHEELS[0]);
  const [session, setSession] = useState(SESSIONS[0]);
  const [firstVisit, setFirstVisit] = useState(false);
  const [apron, setApron] = useState(false);

  const count = Number(guests);
  const guestsFine = guests !== "" && count >= 1 && count <= 12;

  return (
    <Paper sx={{ p: 4 }}>
      <Grid container spacing={4}>
        <Grid size={half}>
          <TextField
            fullWidth
            label="Full name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            helperText={outcome.name(name)}
          />
        </Grid>
        <Grid size={half}>
          <TextField
            fullWidth
            type="number"
            label="Guests"
            value={guests}
            onChange={(event) => setGuests(event.target.value)}
            error={!guestsFine}
            helperText={guestsFine ? outcome.guests(count) : "1 to 12 guests"}
            slotProps={{ htmlInput: { min: 1, max: 12 } }}
          />
        </Grid>
        <Grid size={half}>
          <DesktopDatePicker
            label="Workshop date"
            value={date}
            onChange={setDate}
            open={calendarOpen}
            onOpen={() => setCalendarOpen(true)}
            onClose={() => setCalendarOpen(false)}
            slotProps={{
              textField: {
                fullWidth: true,
                onClick: () => setCalendarOpen(true),
                helperText: date?.isValid() ? outcome.date(date.toDate()) : "",
              },
            }}
          />
        </Grid>
        <Grid size={half}>
          <TextField
            select
            fullWidth
            label="Wheel type"
            value={wheel}
            onChange={(event) => setWheel(event.target.value)}
            helperText={outcome.wheel(wheel)}
          >
            {WHEELS.map((type) => (
              <MenuItem key={type} value={type}>
                {type}
              </MenuItem>
            ))}
          </TextField>
        </Grid>
        <Grid size={12}>
          <FormControl>
            <FormLabel id="session-label">Session</FormLabel>
            <RadioGroup
              row
              aria-labelledby="session-label"
              name="session"
              value={session}
              onChange={(event) => setSession(event.target.value)}
            >
              {SESSIONS.map((part) => (
                <FormControlLabel key={part} value={part} control={<Radio />} label={part} />
              ))}
            </RadioGroup>
            <FormHelperText sx={{ mx: 0 }}>{outcome.session(session)}</FormHelperText>
          </FormControl>
        </Grid>
        <Grid size={half}>
          <FormControl>
            <FormControlLabel
              control={<Checkbox checked={firstVisit} onChange={(event) => setFirstVisit(event.target.checked)} />}
              label="First visit"
            />
            <FormHelperText sx={{ mx: 0 }}>{outcome.firstVisit(firstVisit)}</FormHelperText>
          </FormControl>
        </Grid>
        <Grid size={half}>
          <FormControl>
            <FormControlLabel
              control={<Switch checked={apron} onChange={(event) => setApron(event.target.checked)} />}
              label="Apron rental"
            />
            <FormHelperText sx={{ mx: 0 }}>{outcome.apron(apron)}</FormHelperText>
          </FormControl>
        </Grid>
      </Grid>
    </Paper>
  );
}
