import { useState } from "react";
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
  Combobox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Dropdown,
  Field,
  Option,
  Slider,
  useComboboxFilter,
} from "@fluentui/react-components";
import { CheckmarkCircleFilled } from "@fluentui/react-icons";
import { FIRING, GLAZES, HOURS, TOOLS, outcome } from "../../shared/story.js";

const confirmed = (text) => (text ? { validationState: "success", validationMessage: text } : {});
const GLAZE_OPTIONS = GLAZES.map((glaze) => ({ children: glaze, value: glaze }));

export function Materials() {
  const [query, setQuery] = useState("");
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState(2);
  const [sent, setSent] = useState(false);
  const suggestions = useComboboxFilter(query, GLAZE_OPTIONS, { noOptionsMessage: "No such glaze" });

  return (
    <div className="columns">
      <section className="sheet">
        <h2>What you need</h2>
        <Field label="Glaze" {...confirmed(outcome.glaze(query))}>
          <Combobox
            freeform
            placeholder="Search the glazes"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onOptionSelect={(_, data) => setQuery(data.optionText ?? "")}
          >
            {suggestions}
          </Combobox>
        </Field>
        <Field label="Tools" {...confirmed(outcome.tools(tools))}>
          <Dropdown
            multiselect
            placeholder="Select tools"
            selectedOptions={tools}
            value={TOOLS.filter((tool) => tools.includes(tool)).join(", ")}
            onOptionSelect={(_, data) => setTools(data.selectedOptions)}
          >
            {TOOLS.map((tool) => (
              <Option key={tool}>{tool}</Option>
            ))}
          </Dropdown>
        </Field>
        <Field label="Clay" hint={outcome.clay(clay)}>
          <Slider min={0} max={10} step={1} value={clay} onChange={(_, data) => setClay(data.value)} />
        </Field>
      </section>
      <section className="sheet">
        <h2>Good to know</h2>
        <Accordion collapsible>
          <AccordionItem value="hours">
            <AccordionHeader>Opening hours</AccordionHeader>
            <AccordionPanel>{HOURS}</AccordionPanel>
          </AccordionItem>
          <AccordionItem value="firing">
            <AccordionHeader>Firing schedule</AccordionHeader>
            <AccordionPanel>{FIRING}</AccordionPanel>
          </AccordionItem>
        </Accordion>
        <div className="quote">
          <Dialog>
            <DialogTrigger disableButtonEnhancement>
              <Button>Ask for a quote</Button>
            </DialogTrigger>
            <DialogSurface>
              <DialogBody>
                <DialogTitle>Ask for a quote?</DialogTitle>
                <DialogContent>We answer within two working days, by e-mail.</DialogContent>
                <DialogActions>
                  <DialogTrigger disableButtonEnhancement>
                    <Button>Cancel</Button>
                  </DialogTrigger>
                  <DialogTrigger disableButtonEnhancement>
                    <Button appearance="primary" onClick={() => setSent(true)}>
                      Send request
                    </Button>
                  </DialogTrigger>
                </DialogActions>
              </DialogBody>
            </DialogSurface>
          </Dialog>
          {sent && (
            <span className="done">
              <CheckmarkCircleFilled /> {outcome.quote(sent)}
            </span>
          )}
        </div>
      </section>
    </div>
  );
}
