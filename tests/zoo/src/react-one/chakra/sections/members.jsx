import { useState } from "react";
import {
  ButtonGroup,
  HStack,
  Icon,
  IconButton,
  Menu,
  Pagination,
  Portal,
  Stack,
  Table,
  Text,
} from "@chakra-ui/react";
import { LuArrowDown, LuArrowUp, LuChevronLeft, LuChevronRight, LuCircleHelp, LuEllipsis } from "react-icons/lu";
import { byVisits, FEE, MEMBERS, outcome, PAGE_SIZE } from "../../../shared/story.js";
import { Outcome } from "../components/outcome.jsx";
import { Tooltip } from "../components/tooltip.jsx";

function RowMenu({ onSelect }) {
  return (
    <Menu.Root positioning={{ placement: "bottom-end" }} onSelect={({ value }) => onSelect(value)}>
      <Menu.Trigger asChild>
        <IconButton variant="ghost" size="xs">
          <LuEllipsis />
        </IconButton>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content>
            <Menu.Item value="edit">Edit</Menu.Item>
            <Menu.Item value="archive">Archive</Menu.Item>
            <Menu.Item value="remove" color="fg.error">
              Remove
            </Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}

export function Members() {
  const [members, setMembers] = useState(MEMBERS);
  const [archived, setArchived] = useState("");
  const [direction, setDirection] = useState(null);
  const [wantedPage, setPage] = useState(1);

  const sortByVisits = () => {
    setDirection(direction === "up" ? "down" : "up");
    setPage(1);
  };

  const act = (member, action) => {
    if (action === "edit") return;
    setMembers((all) => all.filter(({ id }) => id !== member.id));
    if (action === "archive") setArchived(member.name);
  };

  const sorted = direction ? byVisits(members) : members;
  const ordered = direction === "down" ? sorted.toReversed() : sorted;
  const page = Math.min(wantedPage, Math.max(1, Math.ceil(members.length / PAGE_SIZE)));
  const rows = ordered.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);

  return (
    <Stack gap="4">
      <Table.Root>
        <Table.Header>
          <Table.Row>
            <Table.ColumnHeader>Name</Table.ColumnHeader>
            <Table.ColumnHeader>City</Table.ColumnHeader>
            <Table.ColumnHeader cursor="pointer" onClick={sortByVisits}>
              <HStack gap="1">
                Visits
                {direction === "up" && <LuArrowUp />}
                {direction === "down" && <LuArrowDown />}
              </HStack>
            </Table.ColumnHeader>
            <Table.ColumnHeader />
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {rows.map((member) => (
            <Table.Row key={member.id}>
              <Table.Cell>{member.name}</Table.Cell>
              <Table.Cell>{member.city}</Table.Cell>
              <Table.Cell>{member.visits}</Table.Cell>
              <Table.Cell textAlign="end">
                <RowMenu onSelect={(action) => act(member, action)} />
              </Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table.Root>

      <Pagination.Root
        count={members.length}
        pageSize={PAGE_SIZE}
        page={page}
        onPageChange={(details) => setPage(details.page)}
      >
        <HStack justify="space-between">
          <ButtonGroup variant="ghost" size="sm">
            <Pagination.PrevTrigger asChild>
              <IconButton>
                <LuChevronLeft />
              </IconButton>
            </Pagination.PrevTrigger>
            <Pagination.Items
              render={({ value }) => (
                <IconButton variant={{ base: "ghost", _selected: "outline" }}>{value}</IconButton>
              )}
            />
            <Pagination.NextTrigger asChild>
              <IconButton>
                <LuChevronRight />
              </IconButton>
            </Pagination.NextTrigger>
          </ButtonGroup>
          <Text textStyle="sm">{outcome.members(page, members.length)}</Text>
        </HStack>
      </Pagination.Root>

      <Outcome>{outcome.archived(archived)}</Outcome>

      <HStack gap="2">
        <Text textStyle="sm">Membership fee</Text>
        <Tooltip content={FEE}>
          <Icon size="sm" color="fg.muted">
            <LuCircleHelp />
          </Icon>
        </Tooltip>
      </HStack>
    </Stack>
  );
}
