import { useState } from "react";
import {
  Accordion,
  Button,
  Combobox,
  createListCollection,
  Dialog,
  HStack,
  Portal,
  Slider,
  Stack,
  useFilter,
  useListCollection,
} from "@chakra-ui/react";
import { FIRING, GLAZES, HOURS, outcome, TOOLS } from "../../../shared/story.js";
import { Outcome } from "../components/outcome.jsx";
import { SelectField } from "../components/select-field.jsx";

const toolList = createListCollection({ items: TOOLS });

const sections = [
  { value: "hours", title: "Opening hours", text: HOURS },
  { value: "firing", title: "Firing schedule", text: FIRING },
];

function GlazeField({ value, onChange }) {
  const { contains } = useFilter({ sensitivity: "base" });
  const { collection, filter } = useListCollection({ initialItems: GLAZES, filter: contains });

  return (
    <Combobox.Root
      collection={collection}
      value={value}
      onValueChange={(details) => onChange(details.value)}
      onInputValueChange={(details) => filter(details.inputValue)}
    >
      <Combobox.Label>Glaze</Combobox.Label>
      <Combobox.Control>
        <Combobox.Input placeholder="Type to search" />
        <Combobox.IndicatorGroup>
          <Combobox.ClearTrigger />
          <Combobox.Trigger />
        </Combobox.IndicatorGroup>
      </Combobox.Control>
      <Portal>
        <Combobox.Positioner>
          <Combobox.Content>
            <Combobox.Empty>No glazes found</Combobox.Empty>
            {collection.items.map((glaze) => (
              <Combobox.Item item={glaze} key={glaze}>
                {glaze}
                <Combobox.ItemIndicator />
              </Combobox.Item>
            ))}
          </Combobox.Content>
        </Combobox.Positioner>
      </Portal>
    </Combobox.Root>
  );
}

function QuoteDialog({ onSend }) {
  return (
    <Dialog.Root>
      <Dialog.Trigger asChild>
        <Button variant="outline">Ask for a quote</Button>
      </Dialog.Trigger>
      <Portal>
        <Dialog.Backdrop />
        <Dialog.Positioner>
          <Dialog.Content>
            <Dialog.Header>
              <Dialog.Title>Ask for a quote?</Dialog.Title>
            </Dialog.Header>
            <Dialog.Body>A member of the studio will look at your list and answer by mail.</Dialog.Body>
            <Dialog.Footer>
              <Dialog.ActionTrigger asChild>
                <Button variant="outline">Cancel</Button>
              </Dialog.ActionTrigger>
              <Dialog.ActionTrigger asChild>
                <Button onClick={onSend}>Send request</Button>
              </Dialog.ActionTrigger>
            </Dialog.Footer>
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}

export function Materials() {
  const [glaze, setGlaze] = useState([]);
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState([2]);
  const [sent, setSent] = useState(false);

  return (
    <Stack gap="8">
      <HStack gap="6" align="flex-start">
        <Stack gap="1.5" flex="1">
          <GlazeField value={glaze} onChange={setGlaze} />
          <Outcome>{outcome.glaze(glaze[0])}</Outcome>
        </Stack>
        <Stack gap="1.5" flex="1">
          <SelectField
            multiple
            label="Tools"
            placeholder="Select tools"
            collection={toolList}
            value={tools}
            onValueChange={({ value }) => setTools(value)}
          />
          <Outcome>{outcome.tools(tools)}</Outcome>
        </Stack>
      </HStack>

      <Stack gap="1.5">
        <Slider.Root min={0} max={10} step={1} value={clay} onValueChange={({ value }) => setClay(value)}>
          <Slider.Label>Clay</Slider.Label>
          <Slider.Control>
            <Slider.Track>
              <Slider.Range />
            </Slider.Track>
            <Slider.Thumbs />
          </Slider.Control>
        </Slider.Root>
        <Outcome>{outcome.clay(clay[0])}</Outcome>
      </Stack>

      <Accordion.Root collapsible>
        {sections.map(({ value, title, text }) => (
          <Accordion.Item key={value} value={value}>
            <Accordion.ItemTrigger>
              {title}
              <Accordion.ItemIndicator ms="auto" />
            </Accordion.ItemTrigger>
            <Accordion.ItemContent>
              <Accordion.ItemBody>{text}</Accordion.ItemBody>
            </Accordion.ItemContent>
          </Accordion.Item>
        ))}
      </Accordion.Root>

      <HStack gap="4">
        <QuoteDialog onSend={() => setSent(true)} />
        <Outcome>{outcome.quote(sent)}</Outcome>
      </HStack>
    </Stack>
  );
}
