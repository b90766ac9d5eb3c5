import { useState } from "react";
import { Accordion, Autocomplete, Button, Group, Modal, MultiSelect, SimpleGrid, Slider, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { FIRING, GLAZES, HOURS, outcome, TOOLS } from "../../shared/story.js";

export function MaterialsPanel() {
  const [glaze, setGlaze] = useState("");
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState(2);
  const [sent, setSent] = useState(false);
  const [opened, { open, close }] = useDisclosure(false);

  const send = () => {
    setSent(true);
    close();
  };

  return (
    <Stack gap="xl">
      <SimpleGrid cols={2} spacing="xl">
        <div>
          <Autocomplete
            label="Glaze"
            placeholder="Start typing"
            data={GLAZES}
            value={glaze}
            onChange={setGlaze}
          />
          <Text size="sm" mt="xs" c="teal">
            {outcome.glaze(glaze)}
          </Text>
        </div>
        <div>
          <MultiSelect label="Tools" placeholder="Pick tools" data={TOOLS} value={tools} onChange={setTools} />
          <Text size="sm" mt="xs" c="teal">
            {outcome.tools(tools)}
          </Text>
        </div>
      </SimpleGrid>
      <div>
        <Text size="sm" fw={500} mb="xs">
          Clay
        </Text>
        <Slider
          min={0}
          max={10}
          value={clay}
          onChange={setClay}
          marks={[
            { value: 0, label: "0" },
            { value: 5, label: "5" },
            { value: 10, label: "10" },
          ]}
        />
        <Text size="sm" mt="xl" c="dimmed">
          {outcome.clay(clay)}
        </Text>
      </div>
      <Accordion variant="contained">
        <Accordion.Item value="hours">
          <Accordion.Control>Opening hours</Accordion.Control>
          <Accordion.Panel>{HOURS}</Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="firing">
          <Accordion.Control>Firing schedule</Accordion.Control>
          <Accordion.Panel>{FIRING}</Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      <Group>
        <Button onClick={open}>Ask for a quote</Button>
        <Text size="sm" c="teal">
          {outcome.quote(sent)}
        </Text>
      </Group>
      <Modal opened={opened} onClose={close} title="Ask for a quote?" centered>
        <Text size="sm">We will send you a price for the materials chosen here.</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button onClick={send}>Send request</Button>
        </Group>
      </Modal>
    </Stack>
  );
}
