import { useState } from "react";
import {
  DataTable,
  OverflowMenu,
  OverflowMenuItem,
  Pagination,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableHeader,
  TableRow,
  Tooltip,
} from "@carbon/react";
import { Information } from "@carbon/icons-react";
import { FEE, MEMBERS, PAGE_SIZE, outcome } from "../../shared/story.js";

const HEADERS = [
  { key: "name", header: "Name" },
  { key: "city", header: "City" },
  { key: "visits", header: "Visits" },
];

export function Members() {
  const [members, setMembers] = useState(() => MEMBERS.map((member) => ({ ...member, id: String(member.id) })));
  const [page, setPage] = useState(1);
  const [archived, setArchived] = useState("");
  const current = Math.min(page, Math.max(1, Math.ceil(members.length / PAGE_SIZE)));
  const remove = (id) => setMembers(members.filter((member) => member.id !== id));

  return (
    <>
      <DataTable rows={members} headers={HEADERS} isSortable>
        {({ rows, headers, getTableProps, getHeaderProps, getRowProps, getCellProps }) => (
          <TableContainer title="Members">
            <Table {...getTableProps()}>
              <TableHead>
                <TableRow>
                  {headers.map((header) => {
                    const { key, ...props } = getHeaderProps({ header });
                    return (
                      <TableHeader key={key} {...props}>
                        {header.header}
                      </TableHeader>
                    );
                  })}
                  <TableHeader />
                </TableRow>
              </TableHead>
              <TableBody>
                {rows.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE).map((row) => {
                  const { key, ...props } = getRowProps({ row });
                  return (
                    <TableRow key={key} {...props}>
                      {row.cells.map((cell) => {
                        const { key: cellKey, ...cellProps } = getCellProps({ cell });
                        return (
                          <TableCell key={cellKey} {...cellProps}>
                            {cell.value}
                          </TableCell>
                        );
                      })}
                      <TableCell>
                        <OverflowMenu size="sm" flipped>
                          <OverflowMenuItem itemText="Edit" />
                          <OverflowMenuItem
                            itemText="Archive"
                            onClick={() => {
                              remove(row.id);
                              setArchived(row.cells[0].value);
                            }}
                          />
                          <OverflowMenuItem itemText="Remove" hasDivider isDelete onClick={() => remove(row.id)} />
                        </OverflowMenu>
                      </TableCell>
                    </TableRow>
                  );
                })}
              </TableBody>
            </Table>
          </TableContainer>
        )}
      </DataTable>
      <Pagination
        page={current}
        pageSize={PAGE_SIZE}
        pageSizes={[PAGE_SIZE]}
        totalItems={members.length}
        itemRangeText={() => outcome.members(current, members.length)}
        onChange={(change) => setPage(change.page)}
      />
      <p className="outcome">{outcome.archived(archived)}</p>
      <div className="line fee">
        <span>Membership fee</span>
        <Tooltip label={FEE} align="right">
          <button className="info" type="button">
            <Information />
          </button>
        </Tooltip>
      </div>
    </>
  );
}
