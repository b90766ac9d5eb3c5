import { useState } from "react";
import {
  Button,
  Header,
  HeaderGlobalBar,
  HeaderName,
  Tab,
  TabList,
  TabPanel,
  TabPanels,
  Tabs,
  ToastNotification,
} from "@carbon/react";
import { outcome } from "../../shared/story.js";
import { Booking } from "./Booking";
import { Materials } from "./Materials";
import { Members } from "./Members";
import { Notes } from "./Notes";
import { Shelf } from "./Shelf";

const PANELS = { Booking, Materials, Members, Shelf, Notes };

export function App() {
  const [bookings, setBookings] = useState(0);

  return (
    <>
      <Header>
        <HeaderName prefix="">Kiln &amp; Clay</HeaderName>
        <HeaderGlobalBar>
          <Button onClick={() => setBookings(bookings + 1)}>Confirm booking</Button>
        </HeaderGlobalBar>
      </Header>
      <div className="content">
        <Tabs>
          <TabList>
            {Object.keys(PANELS).map((name) => (
              <Tab key={name}>{name}</Tab>
            ))}
          </TabList>
          <TabPanels>
            {Object.entries(PANELS).map(([name, Panel]) => (
              <TabPanel key={name}>
                <Panel />
              </TabPanel>
            ))}
          </TabPanels>
        </Tabs>
      </div>
      {bookings > 0 && (
        <div className="toasts">
          <ToastNotification
            key={bookings}
            kind="success"
            lowContrast
            title={outcome.booked()}
            timeout={7000}
            onClose={() => setBookings(0)}
          />
        </div>
      )}
    </>
  );
}
