import { useState } from "react";
import { createPortal } from "react-dom";
import { Accordion, AccordionItem, Button, ComboBox, Modal, MultiSelect, Slider } from "@carbon/react";
import { FIRING, GLAZES, HOURS, TOOLS, outcome } from "../../shared/story.js";

const contains = ({ item, inputValue }) => item.toLowerCase().includes((inputValue ?? "").toLowerCase());

// Carbon's slider moves by arrow keys only: Home and End go to its ends.
const ENDS = { Home: 0, End: 10 };

export function Materials() {
  const [glaze, setGlaze] = useState(null);
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState(2);
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);

  const jump = (event) => {
    if (event.target.role !== "slider" || !(event.key in ENDS)) return;
    event.preventDefault();
    setClay(ENDS[event.key]);
  };

  return (
    <div className="form">
      <ComboBox
        id="glaze"
        titleText="Glaze"
        placeholder="Type to search"
        items={GLAZES}
        shouldFilterItem={contains}
        selectedItem={glaze}
        helperText={outcome.glaze(glaze)}
        onChange={({ selectedItem }) => setGlaze(selectedItem)}
      />
      <MultiSelect
        id="tools"
        titleText="Tools"
        label="Choose tools"
        items={TOOLS}
        itemToString={(tool) => tool}
        selectionFeedback="fixed"
        helperText={outcome.tools(tools)}
        onChange={({ selectedItems }) => setTools(selectedItems)}
      />
      <div onKeyDown={jump}>
        <Slider labelText="Clay" min={0} max={10} step={1} value={clay} onChange={({ value }) => setClay(value)} />
        <p className="outcome">{outcome.clay(clay)}</p>
      </div>
      <Accordion>
        <AccordionItem title="Opening hours">
          <p>{HOURS}</p>
        </AccordionItem>
        <AccordionItem title="Firing schedule">
          <p>{FIRING}</p>
        </AccordionItem>
      </Accordion>
      <div className="line">
        <Button kind="tertiary" onClick={() => setAsking(true)}>
          Ask for a quote
        </Button>
        <span>{outcome.quote(sent)}</span>
      </div>
      {createPortal(
        <Modal
          open={asking}
          size="xs"
          modalHeading="Ask for a quote?"
          primaryButtonText="Send request"
          secondaryButtonText="Cancel"
          onRequestClose={() => setAsking(false)}
          onRequestSubmit={() => {
            setSent(true);
            setAsking(false);
          }}
        >
          <p>We send it by e-mail within two working days.</p>
        </Modal>,
        document.body,
      )}
    </div>
  );
}
