import { useState } from "react";
import AppBar from "@mui/material/AppBar";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Container from "@mui/material/Container";
import Snackbar from "@mui/material/Snackbar";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import Toolbar from "@mui/material/Toolbar";
import Typography from "@mui/material/Typography";
import { outcome } from "../../shared/story.js";
import Booking from "./Booking.jsx";
import Materials from "./Materials.jsx";
import Members from "./Members.jsx";
import Notes from "./Notes.jsx";
import Shelf from "./Shelf.jsx";

const PANELS = [
  ["Booking", Booking],
  ["Materials", Materials],
  ["Members", Members],
  ["Shelf", Shelf],
  ["Notes", Notes],
];

function TabPanel({ children, value, index }) {
  return (
    <div
      role="tabpanel"
      hidden={value !== index}
      id={`studio-tabpanel-${index}`}
      aria-labelledby={`studio-tab-${index}`}
    >
      {children}
    </div>
  );
}

export default function App() {
  const [tab, setTab] = useState(0);
  const [toast, setToast] = useState("");
  const [open, setOpen] = useState(false);

  const confirm = () => {
    setToast(outcome.booked());
    setOpen(true);
  };

  const close = (event, reason) => {
    if (reason === "clickaway") return;
    setOpen(false);
  };

  return (
    <Box sx={{ minHeight: "100vh", bgcolor: "grey.100", pb: 6 }}>
      <AppBar position="static">
        <Toolbar>
          <Typography variant="h6" component="h1" sx={{ flexGrow: 1 }}>
            Kiln & Clay
          </Typography>
          <Button color="inherit" variant="outlined" onClick={confirm}>
            Confirm booking
          </Button>
        </Toolbar>
        <Tabs
          value={tab}
          onChange={(event, value) => setTab(value)}
          textColor="inherit"
          indicatorColor="secondary"
          variant="fullWidth"
        >
          {PANELS.map(([label], index) => (
            <Tab
              key={label}
              label={label}
              id={`studio-tab-${index}`}
              aria-controls={`studio-tabpanel-${index}`}
            />
          ))}
        </Tabs>
      </AppBar>
      <Container maxWidth="md" sx={{ pt: 4 }}>
        {PANELS.map(([label, Panel], index) => (
          <TabPanel key={label} value={tab} index={index}>
            <Panel />
          </TabPanel>
        ))}
      </Container>
      <Snackbar open={open} autoHideDuration={6000} onClose={close} message={toast} />
    </Box>
  );
}
