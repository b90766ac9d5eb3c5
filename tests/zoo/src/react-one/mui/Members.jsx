import { useId, useMemo, useState } from "react";
import IconButton from "@mui/material/IconButton";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TablePagination from "@mui/material/TablePagination";
import TableRow from "@mui/material/TableRow";
import TableSortLabel from "@mui/material/TableSortLabel";
import Tooltip from "@mui/material/Tooltip";
import Typography from "@mui/material/Typography";
import HelpOutlinedIcon from "@mui/icons-material/HelpOutlined";
import MoreVertIcon from "@mui/icons-material/MoreVert";
import { byVisits, FEE, MEMBERS, outcome, PAGE_SIZE } from "../../shared/story.js";

const COLUMNS = [
  { id: "name", label: "Name", sort: (rows) => rows.toSorted((a, b) => a.name.localeCompare(b.name)) },
  { id: "city", label: "City", sort: (rows) => rows.toSorted((a, b) => a.city.localeCompare(b.city)) },
  { id: "visits", label: "Visits", align: "right", sort: byVisits },
];

function RowMenu({ onArchive, onRemove }) {
  const id = useId();
  const [anchorEl, setAnchorEl] = useState(null);
  const open = Boolean(anchorEl);
  const close = () => setAnchorEl(null);

  const choose = (action) => () => {
    close();
    action();
  };

  return (
    <>
      <IconButton
        id={`${id}-button`}
        aria-controls={open ? `${id}-menu` : undefined}
        aria-haspopup="true"
        aria-expanded={open ? "true" : undefined}
        size="small"
        onClick={(event) => setAnchorEl(event.currentTarget)}
      >
        <MoreVertIcon fontSize="small" />
      </IconButton>
      <Menu
        id={`${id}-menu`}
        anchorEl={anchorEl}
        open={open}
        onClose={close}
        slotProps={{ list: { "aria-labelledby": `${id}-button` } }}
      >
        <MenuItem onClick={close}>Edit</MenuItem>
        <MenuItem onClick={choose(onArchive)}>Archive</MenuItem>
        <MenuItem onClick={choose(onRemove)}>Remove</MenuItem>
      </Menu>
    </>
  );
}

export default function Members() {
  const [members, setMembers] = useState(MEMBERS);
  const [archived, setArchived] = useState("");
  const [order, setOrder] = useState("asc");
  const [orderBy, setOrderBy] = useState("");
  const [page, setPage] = useState(0);

  const sorted = useMemo(() => {
    const column = COLUMNS.find(({ id }) => id === orderBy);
    if (!column) return members;
    const rows = column.sort(members);
    return order === "asc" ? rows : rows.reverse();
  }, [members, order, orderBy]);

  const lastPage = Math.max(0, Math.ceil(members.length / PAGE_SIZE) - 1);
  const current = Math.min(page, lastPage);
  const rows = sorted.slice(current * PAGE_SIZE, (current + 1) * PAGE_SIZE);

  const sortBy = (id) => () => {
    setOrder(orderBy === id && order === "asc" ? "desc" : "asc");
    setOrderBy(id);
    setPage(0);
  };

  const drop = (member) => setMembers((all) => all.filter(({ id }) => id !== member.id));

  return (
    <Stack spacing={2}>
      <Paper>
        <TableContainer>
          <Table>
            <TableHead>
              <TableRow>
                {COLUMNS.map(({ id, label, align }) => (
                  <TableCell key={id} align={align} sortDirection={orderBy === id ? order : false}>
                    <TableSortLabel
                      active={orderBy === id}
                      direction={orderBy === id ? order : "asc"}
                      onClick={sortBy(id)}
                    >
                      {label}
                    </TableSortLabel>
                  </TableCell>
                ))}
                <TableCell />
              </TableRow>
            </TableHead>
            <TableBody>
              {rows.map((member) => (
                <TableRow key={member.id} hover>
                  <TableCell component="th" scope="row">
                    {member.name}
                  </TableCell>
                  <TableCell>{member.city}</TableCell>
                  <TableCell align="right">{member.visits}</TableCell>
                  <TableCell align="right">
                    <RowMenu
                      onArchive={() => {
                        drop(member);
                        setArchived(member.name);
                      }}
                      onRemove={() => drop(member)}
                    />
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
        <TablePagination
          component="div"
          rowsPerPageOptions={[PAGE_SIZE]}
          count={members.length}
          rowsPerPage={PAGE_SIZE}
          page={current}
          onPageChange={(event, value) => setPage(value)}
          labelDisplayedRows={({ page: index, count }) => outcome.members(index + 1, count)}
        />
      </Paper>
      <Typography color="textSecondary">{outcome.archived(archived)}</Typography>
      <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
        <Typography>Membership fee</Typography>
        <Tooltip title={FEE}>
          <HelpOutlinedIcon color="action" fontSize="small" />
        </Tooltip>
      </Stack>
    </Stack>
  );
}
