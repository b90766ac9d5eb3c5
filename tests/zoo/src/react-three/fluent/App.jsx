import { useState } from "react";
import { Button, Tab, TabList, Toast, ToastTitle, Toaster, useToastController } from "@fluentui/react-components";
import { CalendarCheckmarkRegular } from "@fluentui/react-icons";
import { outcome } from "../../shared/story.js";
import { Booking } from "./Booking";
import { Materials } from "./Materials";
import { Members } from "./Members";
import { Shelf } from "./Shelf";
import { Notes } from "./Notes";

const PANELS = { Booking, Materials, Members, Shelf, Notes };

export function App() {
  const [panel, setPanel] = useState("Booking");
  const { dispatchToast } = useToastController();

  const confirm = () =>
    dispatchToast(
      <Toast>
        <ToastTitle>{outcome.booked()}</ToastTitle>
      </Toast>,
      { intent: "success", position: "top-end", timeout: 6000 },
    );

  return (
    <>
      <header className="top">
        <h1 className="brand">Kiln &amp; Clay</h1>
        <TabList size="large" selectedValue={panel} onTabSelect={(_, data) => setPanel(data.value)}>
          {Object.keys(PANELS).map((name) => (
            <Tab key={name} value={name}>
              {name}
            </Tab>
          ))}
        </TabList>
        <Button appearance="primary" icon={<CalendarCheckmarkRegular />} onClick={confirm}>
          Confirm booking
        </Button>
      </header>
      {Object.entries(PANELS).map(([name, Panel]) => (
        <main key={name} hidden={name !== panel}>
          <Panel />
        </main>
      ))}
      <Toaster offset={{ vertical: 84, horizontal: 32 }} />
    </>
  );
}
