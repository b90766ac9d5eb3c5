import { useId, useState } from "react";
import Accordion from "@mui/material/Accordion";
import AccordionDetails from "@mui/material/AccordionDetails";
import AccordionSummary from "@mui/material/AccordionSummary";
import Autocomplete from "@mui/material/Autocomplete";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import Grid from "@mui/material/Grid";
import InputLabel from "@mui/material/InputLabel";
import ListItemText from "@mui/material/ListItemText";
import MenuItem from "@mui/material/MenuItem";
import OutlinedInput from "@mui/material/OutlinedInput";
import Paper from "@mui/material/Paper";
import Select from "@mui/material/Select";
import Slider from "@mui/material/Slider";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import { FIRING, GLAZES, HOURS, outcome, TOOLS } from "../../shared/story.js";

const SECTIONS = [
  ["Opening hours", HOURS],
  ["Firing schedule", FIRING],
];

function QuoteDialog({ open, onClose, onSend }) {
  const titleId = useId();
  const textId = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={titleId} aria-describedby={textId}>
      <DialogTitle id={titleId}>Ask for a quote?</DialogTitle>
      <DialogContent>
        <DialogContentText id={textId}>
          We reply within two working days with a price for clay, glazes and firing.
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button onClick={onSend} autoFocus>
          Send request
        </Button>
      </DialogActions>
    </Dialog>
  );
}

export default function Materials() {
  const [glaze, setGlaze] = useState(null);
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState(2);
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);

  return (
    <Stack spacing={3}>
      <Paper sx={{ p: 4 }}>
        <Grid container spacing={4}>
          <Grid size={{ xs: 12, sm: 6 }}>
            <Autocomplete
              options={GLAZES}
              value={glaze}
              onChange={(event, value) => setGlaze(value)}
              renderInput={(params) => <TextField {...params} label="Glaze" helperText={outcome.glaze(glaze)} />}
            />
          </Grid>
          <Grid size={{ xs: 12, sm: 6 }}>
            <FormControl fullWidth>
              <InputLabel id="tools-label">Tools</InputLabel>
              <Select
                labelId="tools-label"
                multiple
                value={tools}
                onChange={(event) => setTools(event.target.value)}
                input={<OutlinedInput label="Tools" />}
                renderValue={(selected) => selected.join(", ")}
              >
                {TOOLS.map((tool) => (
                  <MenuItem key={tool} value={tool}>
                    <Checkbox checked={tools.includes(tool)} />
                    <ListItemText primary={tool} />
                  </MenuItem>
                ))}
              </Select>
              <FormHelperText>{outcome.tools(tools)}</FormHelperText>
            </FormControl>
          </Grid>
          <Grid size={12}>
            <Typography id="clay-slider" gutterBottom>
              Clay
            </Typography>
            <Slider
              aria-labelledby="clay-slider"
              value={clay}
              onChange={(event, value) => setClay(value)}
              min={0}
              max={10}
              step={1}
              marks
              valueLabelDisplay="auto"
            />
            <Typography variant="body2" color="textSecondary">
              {outcome.clay(clay)}
            </Typography>
          </Grid>
        </Grid>
      </Paper>
      <div>
        {SECTIONS.map(([title, text], index) => (
          <Accordion key={title}>
            <AccordionSummary
              expandIcon={<ExpandMoreIcon />}
              aria-controls={`studio-panel${index}-content`}
              id={`studio-panel${index}-header`}
            >
              <Typography component="span">{title}</Typography>
            </AccordionSummary>
            <AccordionDetails>{text}</AccordionDetails>
          </Accordion>
        ))}
      </div>
      <Box sx={{ display: "flex", alignItems: "center", gap: 2 }}>
        <Button variant="contained" onClick={() => setAsking(true)}>
          Ask for a quote
        </Button>
        <Typography color="textSecondary">{outcome.quote(sent)}</Typography>
      </Box>
      <QuoteDialog
        open={asking}
        onClose={() => setAsking(false)}
        onSend={() => {
          setSent(true);
          setAsking(false);
        }}
      />
    </Stack>
  );
}
