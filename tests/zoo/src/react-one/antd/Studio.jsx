import { Button, message, Tabs, Typography } from "antd";
import { outcome } from "../../shared/story.js";
import Booking from "./panels/Booking.jsx";
import Materials from "./panels/Materials.jsx";
import Members from "./panels/Members.jsx";
import Notes from "./panels/Notes.jsx";
import Shelf from "./panels/Shelf.jsx";

const items = [
  { key: "booking", label: "Booking", children: <Booking /> },
  { key: "materials", label: "Materials", children: <Materials /> },
  { key: "members", label: "Members", children: <Members /> },
  { key: "shelf", label: "Shelf", children: <Shelf /> },
  { key: "notes", label: "Notes", children: <Notes /> },
];

export default function Studio() {
  const [messageApi, contextHolder] = message.useMessage();

  return (
    <>
      {contextHolder}
      <Tabs
        className="studio-tabs"
        size="large"
        items={items}
        tabBarExtraContent={{
          left: (
            <Typography.Title level={4} className="studio-title">
              Kiln & Clay
            </Typography.Title>
          ),
          right: (
            <Button type="primary" onClick={() => messageApi.success(outcome.booked(), 5)}>
              Confirm booking
            </Button>
          ),
        }}
      />
    </>
  );
}
