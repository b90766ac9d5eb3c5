import { useState } from "react";
import {
  Button,
  Cell,
  Column,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Row,
  Table,
  TableBody,
  TableHeader,
  Tooltip,
  TooltipTrigger,
} from "react-aria-components";
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight, CircleHelp, Ellipsis } from "lucide-react";
import { FEE, MEMBERS, PAGE_SIZE, outcome } from "@zoo";
import { Line } from "./Outcome.jsx";

const SortColumn = ({ children, ...props }) => (
  <Column allowsSorting {...props}>
    {({ sortDirection }) => (
      <span className="sort">
        {children}
        {sortDirection === "ascending" && <ArrowUp size={14} />}
        {sortDirection === "descending" && <ArrowDown size={14} />}
      </span>
    )}
  </Column>
);

export function Members() {
  const [members, setMembers] = useState(MEMBERS);
  const [sort, setSort] = useState();
  const [wanted, setPage] = useState(1);
  const [archived, setArchived] = useState("");

  const sorted = [...members];
  if (sort) {
    const turn = sort.direction === "descending" ? -1 : 1;
    sorted.sort((a, b) => turn * (a[sort.column] < b[sort.column] ? -1 : 1));
  }
  const pages = Math.max(1, Math.ceil(members.length / PAGE_SIZE));
  const page = Math.min(wanted, pages);

  const act = (member, action) => {
    if (action === "edit") return;
    setMembers(members.filter(({ id }) => id !== member.id));
    if (action === "archive") setArchived(member.name);
  };

  return (
    <>
      <div className="card">
        <Table
          aria-label="Members"
          sortDescriptor={sort}
          onSortChange={(change) => {
            setSort(change);
            setPage(1);
          }}
        >
          <TableHeader>
            <SortColumn id="name" isRowHeader>
              Name
            </SortColumn>
            <SortColumn id="city">City</SortColumn>
            <SortColumn id="visits">Visits</SortColumn>
            <Column />
          </TableHeader>
          <TableBody>
            {sorted.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((member) => (
              <Row key={member.id} id={member.id}>
                <Cell>{member.name}</Cell>
                <Cell>{member.city}</Cell>
                <Cell>{member.visits}</Cell>
                <Cell>
                  <MenuTrigger>
                    <Button aria-label="Menu" className="react-aria-Button quiet">
                      <Ellipsis size={18} />
                    </Button>
                    <Popover placement="bottom end">
                      <Menu onAction={(action) => act(member, action)}>
                        <MenuItem id="edit">Edit</MenuItem>
                        <MenuItem id="archive">Archive</MenuItem>
                        <MenuItem id="remove">Remove</MenuItem>
                      </Menu>
                    </Popover>
                  </MenuTrigger>
                </Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
        <footer>
          <span>{outcome.members(page, members.length)}</span>
          <Button
            aria-label="Previous page"
            className="react-aria-Button quiet"
            isDisabled={page === 1}
            onPress={() => setPage(page - 1)}
          >
            <ChevronLeft size={18} />
          </Button>
          <Button
            aria-label="Next page"
            className="react-aria-Button quiet"
            isDisabled={page === pages}
            onPress={() => setPage(page + 1)}
          >
            <ChevronRight size={18} />
          </Button>
        </footer>
      </div>
      <Line>{outcome.archived(archived)}</Line>
      <p className="fee">
        Membership fee
        <TooltipTrigger delay={300}>
          <Button aria-label="Help" className="react-aria-Button quiet round">
            <CircleHelp size={16} />
          </Button>
          <Tooltip placement="right">{FEE}</Tooltip>
        </TooltipTrigger>
      </p>
    </>
  );
}
