import { Card, Checkbox, DatePicker, Form, Input, InputNumber, Radio, Select, Switch } from "antd";
import { outcome, SESSIONS, WHEELS } from "../../../shared/story.js";

const initialValues = {
  fullName: "",
  guests: 1,
  workshopDate: null,
  wheel: WHEELS[0],
  session: SESSIONS[0],
  firstVisit: false,
  apron: false,
};

export default function Booking() {
  const [form] = Form.useForm();
  const values = { ...initialValues, ...Form.useWatch([], form) };

  return (
    <Card title="Book a workshop">
      <Form
        form={form}
        initialValues={initialValues}
        labelCol={{ span: 5 }}
        wrapperCol={{ span: 12 }}
        autoComplete="off"
      >
        <Form.Item name="fullName" label="Full name" extra={outcome.name(values.fullName)}>
          <Input />
        </Form.Item>
        <Form.Item
          name="guests"
          label="Guests"
          extra={values.guests === null ? "" : outcome.guests(values.guests)}
        >
          <InputNumber min={1} max={12} />
        </Form.Item>
        <Form.Item
          name="workshopDate"
          label="Workshop date"
          extra={outcome.date(values.workshopDate?.toDate())}
        >
          <DatePicker />
        </Form.Item>
        <Form.Item name="wheel" label="Wheel type" extra={outcome.wheel(values.wheel)}>
          <Select options={WHEELS.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="session" label="Session" extra={outcome.session(values.session)}>
          <Radio.Group options={SESSIONS} />
        </Form.Item>
        <Form.Item
          name="firstVisit"
          valuePropName="checked"
          label={null}
          extra={outcome.firstVisit(values.firstVisit)}
        >
          <Checkbox>First visit</Checkbox>
        </Form.Item>
        <Form.Item
          name="apron"
          valuePropName="checked"
          label="Apron rental"
          extra={outcome.apron(values.apron)}
        >
          <Switch />
        </Form.Item>
      </Form>
    </Card>
  );
}
