import { useState } from "react";
import { ActionIcon, Center, Group, Menu, Pagination, Paper, Stack, Table, Text, Tooltip, UnstyledButton } from "@mantine/core";
import {
  IconArchive,
  IconChevronDown,
  IconChevronUp,
  IconDots,
  IconInfoCircle,
  IconPencil,
  IconSelector,
  IconTrash,
} from "@tabler/icons-react";
import { byVisits, FEE, MEMBERS, outcome, PAGE_SIZE } from "../../shared/story.js";

const sorters = {
  name: (rows) => rows.toSorted((a, b) => a.name.localeCompare(b.name)),
  city: (rows) => rows.toSorted((a, b) => a.city.localeCompare(b.city)),
  visits: byVisits,
};

function Th({ children, sorted, reversed, onSort }) {
  const Icon = sorted ? (reversed ? IconChevronUp : IconChevronDown) : IconSelector;
  return (
    <Table.Th p={0}>
      <UnstyledButton onClick={onSort} w="100%" px="md" py="xs">
        <Group justify="space-between">
          <Text fw={500} fz="sm">
            {children}
          </Text>
          <Center>
            <Icon size={16} stroke={1.5} />
          </Center>
        </Group>
      </UnstyledButton>
    </Table.Th>
  );
}

function RowMenu({ onArchive, onRemove }) {
  return (
    <Menu shadow="md" width={160} position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray">
          <IconDots size={16} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} />}>Edit</Menu.Item>
        <Menu.Item leftSection={<IconArchive size={14} />} onClick={onArchive}>
          Archive
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={onRemove}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function MembersPanel() {
  const [members, setMembers] = useState(MEMBERS);
  const [archived, setArchived] = useState("");
  const [sortBy, setSortBy] = useState(null);
  const [reversed, setReversed] = useState(false);
  const [activePage, setPage] = useState(1);

  const sortOn = (field) => () => {
    setReversed(field === sortBy && !reversed);
    setSortBy(field);
    setPage(1);
  };

  const remove = (member) => setMembers((all) => all.filter(({ id }) => id !== member.id));

  const sorted = sortBy ? sorters[sortBy](members) : members;
  const ordered = reversed ? sorted.toReversed() : sorted;
  const pages = Math.max(1, Math.ceil(members.length / PAGE_SIZE));
  const page = Math.min(activePage, pages);

  const header = (field, label) => (
    <Th sorted={sortBy === field} reversed={reversed} onSort={sortOn(field)}>
      {label}
    </Th>
  );

  return (
    <Stack>
      <Paper withBorder radius="md">
        <Table verticalSpacing="sm" horizontalSpacing="md" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              {header("name", "Name")}
              {header("city", "City")}
              {header("visits", "Visits")}
              <Table.Th w={64} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ordered.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((member) => (
              <Table.Tr key={member.id}>
                <Table.Td>{member.name}</Table.Td>
                <Table.Td>{member.city}</Table.Td>
                <Table.Td>{member.visits}</Table.Td>
                <Table.Td>
                  <RowMenu
                    onArchive={() => {
                      remove(member);
                      setArchived(member.name);
                    }}
                    onRemove={() => remove(member)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {outcome.members(page, members.length)}
        </Text>
        <Pagination total={pages} value={page} onChange={setPage} />
      </Group>
      <Text size="sm">{outcome.archived(archived)}</Text>
      <Group gap={6}>
        <Text size="sm">Membership fee</Text>
        <Tooltip label={FEE} position="right">
          <IconInfoCircle size={18} stroke={1.5} />
        </Tooltip>
      </Group>
    </Stack>
  );
}
