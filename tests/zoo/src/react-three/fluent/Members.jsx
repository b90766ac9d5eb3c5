import { useState } from "react";
import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Tooltip,
  createTableColumn,
  useTableFeatures,
  useTableSort,
} from "@fluentui/react-components";
import {
  ArchiveRegular,
  ChevronLeftRegular,
  ChevronRightRegular,
  DeleteRegular,
  EditRegular,
  InfoRegular,
  MoreHorizontalRegular,
} from "@fluentui/react-icons";
import { FEE, MEMBERS, PAGE_SIZE, outcome } from "../../shared/story.js";

const columns = [
  createTableColumn({ columnId: "name", compare: (a, b) => a.name.localeCompare(b.name) }),
  createTableColumn({ columnId: "city", compare: (a, b) => a.city.localeCompare(b.city) }),
  createTableColumn({ columnId: "visits", compare: (a, b) => a.visits - b.visits }),
];
const TITLES = { name: "Name", city: "City", visits: "Visits" };

export function Members() {
  const [members, setMembers] = useState(MEMBERS);
  const [page, setPage] = useState(1);
  const [archived, setArchived] = useState("");
  const {
    getRows,
    sort: { getSortDirection, toggleColumnSort, sort },
  } = useTableFeatures({ columns, items: members }, [
    useTableSort({ defaultSortState: { sortColumn: undefined, sortDirection: "ascending" } }),
  ]);

  const last = Math.max(1, Math.ceil(members.length / PAGE_SIZE));
  const current = Math.min(page, last);
  const rows = sort(getRows()).slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE);
  const remove = (member) => setMembers((list) => list.filter((other) => other.id !== member.id));
  const sortBy = (columnId) => (event) => {
    toggleColumnSort(event, columnId);
    setPage(1);
  };

  return (
    <section className="sheet">
      <h2>Members</h2>
      <Table sortable>
        <TableHeader>
          <TableRow>
            {columns.map(({ columnId }) => (
              <TableHeaderCell key={columnId} sortDirection={getSortDirection(columnId)} onClick={sortBy(columnId)}>
                {TITLES[columnId]}
              </TableHeaderCell>
            ))}
            <TableHeaderCell className="actions" sortable={false} />
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map(({ item }) => (
            <TableRow key={item.id}>
              <TableCell>{item.name}</TableCell>
              <TableCell>{item.city}</TableCell>
              <TableCell>{item.visits}</TableCell>
              <TableCell className="actions">
                <Menu>
                  <MenuTrigger disableButtonEnhancement>
                    <Button appearance="subtle" icon={<MoreHorizontalRegular />} />
                  </MenuTrigger>
                  <MenuPopover>
                    <MenuList>
                      <MenuItem icon={<EditRegular />}>Edit</MenuItem>
                      <MenuItem
                        icon={<ArchiveRegular />}
                        onClick={() => {
                          remove(item);
                          setArchived(item.name);
                        }}
                      >
                        Archive
                      </MenuItem>
                      <MenuItem icon={<DeleteRegular />} onClick={() => remove(item)}>
                        Remove
                      </MenuItem>
                    </MenuList>
                  </MenuPopover>
                </Menu>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <div className="pager">
        <span className="grow">{outcome.archived(archived)}</span>
        <span>{outcome.members(current, members.length)}</span>
        <Button
          appearance="subtle"
          icon={<ChevronLeftRegular />}
          disabled={current === 1}
          onClick={() => setPage(current - 1)}
        />
        <Button
          appearance="subtle"
          icon={<ChevronRightRegular />}
          disabled={current === last}
          onClick={() => setPage(current + 1)}
        />
      </div>
      <div className="fee">
        <span>Membership fee</span>
        <Tooltip content={FEE} relationship="description" withArrow>
          <InfoRegular tabIndex={0} fontSize={20} />
        </Tooltip>
      </div>
    </section>
  );
}
