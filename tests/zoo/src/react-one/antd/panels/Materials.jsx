import { useState } from "react";
import { AutoComplete, Button, Card, Col, Collapse, Flex, Modal, Row, Select, Slider, Typography } from "antd";
import { FIRING, GLAZES, HOURS, outcome, TOOLS } from "../../../shared/story.js";

const { Text, Paragraph } = Typography;

const sections = [
  { key: "hours", label: "Opening hours", children: <p>{HOURS}</p> },
  { key: "firing", label: "Firing schedule", children: <p>{FIRING}</p> },
];

export default function Materials() {
  const [glaze, setGlaze] = useState("");
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState(2);
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);

  const typed = glaze.toLowerCase();
  const suggestions = typed ? GLAZES.filter((name) => name.toLowerCase().includes(typed)) : [];

  const send = () => {
    setSent(true);
    setAsking(false);
  };

  return (
    <Row gutter={[16, 16]}>
      <Col span={14}>
        <Card title="Order materials">
          <Flex vertical gap="middle">
            <Flex vertical gap={4}>
              <Text>Glaze</Text>
              <AutoComplete
                value={glaze}
                options={suggestions.map((value) => ({ value }))}
                onChange={(value) => setGlaze(value ?? "")}
                placeholder="Search a glaze"
              />
              <Text type="secondary">{outcome.glaze(glaze)}</Text>
            </Flex>
            <Flex vertical gap={4}>
              <Text>Tools</Text>
              <Select
                mode="multiple"
                value={tools}
                onChange={setTools}
                options={TOOLS.map((value) => ({ value, label: value }))}
                placeholder="Please select"
              />
              <Text type="secondary">{outcome.tools(tools)}</Text>
            </Flex>
            <Flex vertical gap={4}>
              <Text>Clay</Text>
              <Slider min={0} max={10} value={clay} onChange={setClay} />
              <Text type="secondary">{outcome.clay(clay)}</Text>
            </Flex>
          </Flex>
        </Card>
      </Col>
      <Col span={10}>
        <Flex vertical gap="middle">
          <Collapse items={sections} />
          <Card>
            <Paragraph>Larger amounts of clay, own glazes or a whole kiln load?</Paragraph>
            <Flex align="center" gap="middle">
              <Button onClick={() => setAsking(true)}>Ask for a quote</Button>
              <Text type="success">{outcome.quote(sent)}</Text>
            </Flex>
          </Card>
        </Flex>
      </Col>
      <Modal
        title="Ask for a quote?"
        open={asking}
        onOk={send}
        onCancel={() => setAsking(false)}
        okText="Send request"
        cancelText="Cancel"
      >
        <p>The studio answers by mail within two working days.</p>
      </Modal>
    </Row>
  );
}
