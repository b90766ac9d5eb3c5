import { AppShell, Button, Container, Group, Tabs, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBook2, IconBrush, IconCalendar, IconPalette, IconUsers } from "@tabler/icons-react";
import { outcome } from "../../shared/story.js";
import { BookingPanel } from "./BookingPanel.jsx";
import { MaterialsPanel } from "./MaterialsPanel.jsx";
import { MembersPanel } from "./MembersPanel.jsx";
import { NotesPanel } from "./NotesPanel.jsx";
import { ShelfPanel } from "./ShelfPanel.jsx";

const tabs = [
  { value: "booking", label: "Booking", icon: IconCalendar, panel: BookingPanel },
  { value: "materials", label: "Materials", icon: IconPalette, panel: MaterialsPanel },
  { value: "members", label: "Members", icon: IconUsers, panel: MembersPanel },
  { value: "shelf", label: "Shelf", icon: IconBrush, panel: ShelfPanel },
  { value: "notes", label: "Notes", icon: IconBook2, panel: NotesPanel },
];

export function App() {
  return (
    <Tabs defaultValue="booking" keepMountedMode="display-none">
      <AppShell header={{ height: 100 }} padding="lg">
        <AppShell.Header withBorder={false}>
          <Group h={60} px="lg" justify="space-between">
            <Title order={3}>Kiln & Clay</Title>
            <Button
              variant="light"
              onClick={() => notifications.show({ message: outcome.booked(), color: "teal", autoClose: 6000 })}
            >
              Confirm booking
            </Button>
          </Group>
          <Tabs.List px="lg">
            {tabs.map(({ value, label, icon: Icon }) => (
              <Tabs.Tab key={value} value={value} leftSection={<Icon size={16} />}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </AppShell.Header>
        <AppShell.Main>
          <Container size="md" px={0}>
            {tabs.map(({ value, panel: Panel }) => (
              <Tabs.Panel key={value} value={value}>
                <Panel />
              </Tabs.Panel>
            ))}
          </Container>
        </AppShell.Main>
      </AppShell>
    </Tabs>
  );
}
