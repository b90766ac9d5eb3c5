import { Button, Tab, TabList, TabPanel, TabPanels, Tabs } from "react-aria-components";
import { outcome } from "@zoo";
import { Booking } from "./Booking.jsx";
import { Materials } from "./Materials.jsx";
import { Members } from "./Members.jsx";
import { Shelf } from "./Shelf.jsx";
import { Notes } from "./Notes.jsx";
import { Toasts, toasts } from "./Toasts.jsx";

const PANELS = { Booking, Materials, Members, Shelf, Notes };

export function App() {
  return (
    <>
      <Tabs className="page">
        <header>
          <h1>Kiln &amp; Clay</h1>
          <Button className="react-aria-Button primary" onPress={() => toasts.add(outcome.booked(), { timeout: 6000 })}>
            Confirm booking
          </Button>
          <TabList aria-label="Studio">
            {Object.keys(PANELS).map((name) => (
              <Tab key={name} id={name}>
                {name}
              </Tab>
            ))}
          </TabList>
        </header>
        <TabPanels>
          {Object.entries(PANELS).map(([name, Panel]) => (
            <TabPanel key={name} id={name} shouldForceMount>
              <Panel />
            </TabPanel>
          ))}
        </TabPanels>
      </Tabs>
      <Toasts />
    </>
  );
}
