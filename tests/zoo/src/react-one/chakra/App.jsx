import { Button, Container, Flex, Heading, Tabs } from "@chakra-ui/react";
import { outcome } from "../../shared/story.js";
import { toaster } from "./components/toaster.jsx";
import { Booking } from "./sections/booking.jsx";
import { Materials } from "./sections/materials.jsx";
import { Members } from "./sections/members.jsx";
import { Notes } from "./sections/notes.jsx";
import { Shelf } from "./sections/shelf.jsx";

export function App() {
  return (
    <Container maxW="3xl" py="8">
      <Flex align="center" justify="space-between" mb="6">
        <Heading size="2xl">Kiln & Clay</Heading>
        <Button onClick={() => toaster.success({ title: outcome.booked(), duration: 6000 })}>Confirm booking</Button>
      </Flex>
      <Tabs.Root defaultValue="booking" lazyMount>
        <Tabs.List>
          <Tabs.Trigger value="booking">Booking</Tabs.Trigger>
          <Tabs.Trigger value="materials">Materials</Tabs.Trigger>
          <Tabs.Trigger value="members">Members</Tabs.Trigger>
          <Tabs.Trigger value="shelf">Shelf</Tabs.Trigger>
          <Tabs.Trigger value="notes">Notes</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="booking">
          <Booking />
        </Tabs.Content>
        <Tabs.Content value="materials">
          <Materials />
        </Tabs.Content>
        <Tabs.Content value="members">
          <Members />
        </Tabs.Content>
        <Tabs.Content value="shelf">
          <Shelf />
        </Tabs.Content>
        <Tabs.Content value="notes">
          <Notes />
        </Tabs.Content>
      </Tabs.Root>
    </Container>
  );
}
