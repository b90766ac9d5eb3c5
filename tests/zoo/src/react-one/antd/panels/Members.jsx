import { useState } from "react";
import { Button, Card, Dropdown, Flex, Space, Table, Tooltip, Typography } from "antd";
import { MoreOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { FEE, MEMBERS, outcome, PAGE_SIZE } from "../../../shared/story.js";

const actions = [
  { key: "edit", label: "Edit" },
  { key: "archive", label: "Archive" },
  { type: "divider" },
  { key: "remove", label: "Remove", danger: true },
];

export default function Members() {
  const [members, setMembers] = useState(MEMBERS);
  const [archived, setArchived] = useState("");

  const act = (member, key) => {
    if (key === "edit") return;
    setMembers((all) => all.filter(({ id }) => id !== member.id));
    if (key === "archive") setArchived(member.name);
  };

  const columns = [
    { title: "Name", dataIndex: "name" },
    { title: "City", dataIndex: "city" },
    { title: "Visits", dataIndex: "visits", sorter: (a, b) => a.visits - b.visits },
    {
      key: "actions",
      width: 72,
      render: (_, member) => (
        <Dropdown menu={{ items: actions, onClick: ({ key }) => act(member, key) }} trigger={["click"]}>
          <Button type="text" icon={<MoreOutlined />} />
        </Dropdown>
      ),
    },
  ];

  return (
    <Flex vertical gap="middle">
      <Card>
        <Table
          rowKey="id"
          columns={columns}
          dataSource={members}
          pagination={{
            pageSize: PAGE_SIZE,
            showTotal: (total, [first]) => outcome.members(Math.ceil(first / PAGE_SIZE), total),
          }}
        />
        <Typography.Text type="secondary">{outcome.archived(archived)}</Typography.Text>
      </Card>
      <Space>
        Membership fee
        <Tooltip title={FEE}>
          <QuestionCircleOutlined />
        </Tooltip>
      </Space>
    </Flex>
  );
}
