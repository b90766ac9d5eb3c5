import { useState } from "react";
import { Tab, TabGroup, TabList, TabPanel, TabPanels } from "@headlessui/react";
import { outcome } from "@zoo";
import Booking from "./Booking.jsx";
import Materials from "./Materials.jsx";
import Members from "./Members.jsx";
import Notes from "./Notes.jsx";
import Notification from "./Notification.jsx";
import Shelf from "./Shelf.jsx";
import { primary } from "./parts.jsx";

const tabs = [
  { name: "Booking", Panel: Booking },
  { name: "Materials", Panel: Materials },
  { name: "Members", Panel: Members },
  { name: "Shelf", Panel: Shelf },
  { name: "Notes", Panel: Notes },
];

export default function App() {
  const [message, setMessage] = useState(null);

  return (
    <TabGroup>
      <header className="bg-white shadow-sm">
        <div className="mx-auto max-w-6xl px-8 pt-6">
          <div className="flex items-center justify-between">
            <h1 className="text-2xl/8 font-bold tracking-tight text-gray-900">Kiln &amp; Clay</h1>
            <button type="button" className={primary} onClick={() => setMessage({ text: outcome.booked() })}>
              Confirm booking
            </button>
          </div>
          <TabList className="mt-4 -mb-px flex gap-8">
            {tabs.map(({ name }) => (
              <Tab
                key={name}
                className="cursor-pointer border-b-2 border-transparent px-1 py-3 text-sm font-medium text-gray-500 hover:border-gray-300 hover:text-gray-700 focus:outline-none data-focus:outline-2 data-focus:-outline-offset-2 data-focus:outline-indigo-600 data-selected:border-indigo-600 data-selected:text-indigo-600"
              >
                {name}
              </Tab>
            ))}
          </TabList>
        </div>
      </header>
      <main className="mx-auto max-w-6xl px-8 py-8">
        <TabPanels>
          {tabs.map(({ name, Panel }) => (
            <TabPanel key={name} unmount={false} className="focus:outline-none">
              <Panel />
            </TabPanel>
          ))}
        </TabPanels>
      </main>
      <Notification message={message} />
    </TabGroup>
  );
}
