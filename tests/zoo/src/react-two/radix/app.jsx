import { useState } from "react";
import { outcome } from "@zoo";
import { Booking } from "./booking.jsx";
import { Materials } from "./materials.jsx";
import { Members } from "./members.jsx";
import { Notes } from "./notes.jsx";
import { Shelf } from "./shelf.jsx";
import {
  Button,
  Tabs,
  TabsContent,
  TabsList,
  TabsTrigger,
  Toast,
  ToastProvider,
  ToastViewport,
  TooltipProvider,
} from "./ui/index.jsx";

const PANELS = { Booking, Materials, Members, Shelf, Notes };

export function App() {
  const [bookings, setBookings] = useState([]);
  return (
    <TooltipProvider delayDuration={200}>
      <ToastProvider duration={6000}>
        <Tabs defaultValue="Booking" className="flex flex-col">
          <header className="border-b">
            <div className="mx-auto flex h-16 max-w-5xl items-center gap-6 px-6">
              <h1 className="text-lg font-semibold tracking-tight">Kiln &amp; Clay</h1>
              <Button size="sm" className="order-last ml-auto" onClick={() => setBookings([...bookings, bookings.length])}>
                Confirm booking
              </Button>
              <TabsList>
                {Object.keys(PANELS).map((name) => (
                  <TabsTrigger key={name} value={name}>
                    {name}
                  </TabsTrigger>
                ))}
              </TabsList>
            </div>
          </header>
          <main className="mx-auto w-full max-w-5xl px-6 py-8">
            {Object.entries(PANELS).map(([name, Panel]) => (
              <TabsContent key={name} value={name}>
                <Panel />
              </TabsContent>
            ))}
          </main>
        </Tabs>
        {bookings.map((id) => (
          <Toast
            key={id}
            onOpenChange={(open) => !open && setTimeout(() => setBookings((all) => all.filter((one) => one !== id)), 300)}
          >
            {outcome.booked()}
          </Toast>
        ))}
        <ToastViewport />
      </ToastProvider>
    </TooltipProvider>
  );
}
