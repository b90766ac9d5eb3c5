import { useMemo, useState } from "react";
import {
  createPaginatedRowModel,
  createSortedRowModel,
  rowPaginationFeature,
  rowSortingFeature,
  sortFn_text,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import {
  ArrowDownIcon,
  ArrowUpIcon,
  ChevronLeftIcon,
  ChevronRightIcon,
  ChevronsUpDownIcon,
  CircleHelpIcon,
  MoreHorizontalIcon,
} from "lucide-react";
import { FEE, MEMBERS, PAGE_SIZE, outcome } from "@zoo";
import { Outcome } from "./field.jsx";
import {
  Button,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Tooltip,
  TooltipContent,
  TooltipTrigger,
} from "./ui/index.jsx";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { text: sortFn_text },
  rowPaginationFeature,
  paginatedRowModel: createPaginatedRowModel(),
});

const ICONS = { asc: ArrowUpIcon, desc: ArrowDownIcon, false: ChevronsUpDownIcon };

const sortable = (title) =>
  function Header({ column }) {
    const Icon = ICONS[column.getIsSorted()];
    return (
      <Button variant="ghost" size="sm" className="-ml-3" onClick={() => column.toggleSorting()}>
        {title}
        <Icon />
      </Button>
    );
  };

export function Members() {
  const [members, setMembers] = useState(MEMBERS);
  const [archived, setArchived] = useState("");
  const [sorting, setSorting] = useState([]);
  const [pagination, setPagination] = useState({ pageIndex: 0, pageSize: PAGE_SIZE });

  const columns = useMemo(() => {
    const remove = (member) => setMembers((all) => all.filter(({ id }) => id !== member.id));
    return [
      { accessorKey: "name", header: sortable("Name"), sortFn: "text" },
      { accessorKey: "city", header: sortable("City"), sortFn: "text" },
      { accessorKey: "visits", header: sortable("Visits"), sortDescFirst: false },
      {
        id: "actions",
        cell: ({ row: { original: member } }) => (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button variant="ghost" size="icon">
                <span className="sr-only">Open menu</span>
                <MoreHorizontalIcon />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem>Edit</DropdownMenuItem>
              <DropdownMenuItem
                onSelect={() => {
                  remove(member);
                  setArchived(member.name);
                }}
              >
                Archive
              </DropdownMenuItem>
              <DropdownMenuSeparator />
              <DropdownMenuItem variant="destructive" onSelect={() => remove(member)}>
                Remove
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        ),
      },
    ];
  }, []);

  const table = useTable({
    features,
    columns,
    data: members,
    getRowId: ({ id }) => String(id),
    enableSortingRemoval: false,
    state: { sorting, pagination },
    onSortingChange: setSorting,
    onPaginationChange: setPagination,
  });

  return (
    <div className="grid gap-4">
      <div className="overflow-hidden rounded-md border px-2">
        <Table>
          <TableHeader>
            {table.getHeaderGroups().map((group) => (
              <TableRow key={group.id}>
                {group.headers.map((header) => (
                  <TableHead key={header.id} className={header.id === "actions" ? "w-12" : undefined}>
                    <table.FlexRender header={header} />
                  </TableHead>
                ))}
              </TableRow>
            ))}
          </TableHeader>
          <TableBody>
            {table.getRowModel().rows.map((row) => (
              <TableRow key={row.id}>
                {row.getAllCells().map((cell) => (
                  <TableCell key={cell.id}>
                    <table.FlexRender cell={cell} />
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>

      <div className="flex items-center justify-between">
        <p className="text-sm text-muted-foreground">{outcome.members(pagination.pageIndex + 1, members.length)}</p>
        <div className="flex gap-2">
          <Button
            variant="outline"
            size="icon"
            disabled={!table.getCanPreviousPage()}
            onClick={() => table.previousPage()}
          >
            <span className="sr-only">Go to previous page</span>
            <ChevronLeftIcon />
          </Button>
          <Button variant="outline" size="icon" disabled={!table.getCanNextPage()} onClick={() => table.nextPage()}>
            <span className="sr-only">Go to next page</span>
            <ChevronRightIcon />
          </Button>
        </div>
      </div>
      <Outcome>{outcome.archived(archived)}</Outcome>

      <div className="flex items-center gap-1 text-sm">
        Membership fee
        <Tooltip>
          <TooltipTrigger asChild>
            <Button variant="ghost" size="icon">
              <CircleHelpIcon className="text-muted-foreground" />
            </Button>
          </TooltipTrigger>
          <TooltipContent>{FEE}</TooltipContent>
        </Tooltip>
      </div>
    </div>
  );
}
