import { useState } from "react";
import {
  Button,
  ComboBox,
  Dialog,
  DialogTrigger,
  Disclosure,
  DisclosureGroup,
  DisclosurePanel,
  Heading,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Modal,
  Popover,
  Select,
  SelectValue,
  Slider,
  SliderOutput,
  SliderThumb,
  SliderTrack,
  Text,
} from "react-aria-components";
import { Check, ChevronDown, ChevronRight } from "lucide-react";
import { FIRING, GLAZES, HOURS, TOOLS, outcome } from "@zoo";
import { Line, Outcome } from "./Outcome.jsx";

const SECTIONS = [
  ["Opening hours", HOURS],
  ["Firing schedule", FIRING],
];

export function Materials() {
  const [glaze, setGlaze] = useState(null);
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState("");
  const [sent, setSent] = useState(false);

  return (
    <div className="form">
      <ComboBox value={glaze} onChange={setGlaze}>
        <Label>Glaze</Label>
        <div className="field">
          <Input />
          <Button>
            <ChevronDown size={16} />
          </Button>
        </div>
        <Outcome>{outcome.glaze(glaze)}</Outcome>
        <Popover>
          <ListBox>
            {GLAZES.map((name) => (
              <ListBoxItem key={name} id={name}>
                {name}
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </ComboBox>

      <Select selectionMode="multiple" placeholder="None chosen" value={tools} onChange={setTools}>
        <Label>Tools</Label>
        <Button>
          <SelectValue />
          <ChevronDown size={16} />
        </Button>
        <Outcome>{outcome.tools(tools)}</Outcome>
        <Popover>
          <ListBox>
            {TOOLS.map((name) => (
              <ListBoxItem key={name} id={name} textValue={name}>
                {({ isSelected }) => (
                  <>
                    <Text slot="label">{name}</Text>
                    {isSelected && <Check size={16} />}
                  </>
                )}
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Select>

      <div>
        <Slider defaultValue={2} minValue={0} maxValue={10} step={1} onChange={(kilos) => setClay(outcome.clay(kilos))}>
          <Label>Clay</Label>
          <SliderOutput />
          <SliderTrack>
            {({ state }) => (
              <>
                <div className="rail" />
                <div className="fill" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
                <SliderThumb />
              </>
            )}
          </SliderTrack>
        </Slider>
        <Line>{clay}</Line>
      </div>

      <DisclosureGroup>
        {SECTIONS.map(([title, text]) => (
          <Disclosure key={title} id={title}>
            <Heading level={3}>
              <Button slot="trigger">
                <ChevronRight size={18} />
                {title}
              </Button>
            </Heading>
            <DisclosurePanel>
              <p>{text}</p>
            </DisclosurePanel>
          </Disclosure>
        ))}
      </DisclosureGroup>

      <div>
        <DialogTrigger>
          <Button>Ask for a quote</Button>
          <Modal isDismissable>
            <Dialog role="alertdialog">
              {({ close }) => (
                <>
                  <Heading slot="title">Ask for a quote?</Heading>
                  <p>The studio answers within two working days.</p>
                  <div className="actions">
                    <Button onPress={close}>Cancel</Button>
                    <Button
                      className="react-aria-Button primary"
                      onPress={() => {
                        setSent(true);
                        close();
                      }}
                    >
                      Send request
                    </Button>
                  </div>
                </>
              )}
            </Dialog>
          </Modal>
        </DialogTrigger>
        <Line>{outcome.quote(sent)}</Line>
      </div>
    </div>
  );
}
