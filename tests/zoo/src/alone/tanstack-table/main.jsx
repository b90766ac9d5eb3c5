import { useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import {
  columnFilteringFeature, createColumnHelper, createFilteredRowModel, createPaginatedRowModel, createSortedRowModel,
  filterFn_includesString, globalFilteringFeature, rowPaginationFeature, rowSelectionFeature, rowSortingFeature,
  sortFn_alphanumeric, sortFn_basic, sortFn_text, tableFeatures, useTable,
} from "@tanstack/react-table";
import { parcels } from "./parcels.js";
import "./style.css";

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowPaginationFeature,
  rowSelectionFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  filterFns: { includesString: filterFn_includesString },
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic, text: sortFn_text },
});

function Checkbox({ indeterminate, ...rest }) {
  const box = useRef(null);
  useEffect(() => { box.current.indeterminate = Boolean(indeterminate); }, [indeterminate]);
  return <input type="checkbox" ref={box} {...rest} />;
}

const helper = createColumnHelper();
const columns = helper.columns([
  helper.display({
    id: "select",
    header: ({ table }) => (
      <Checkbox
        checked={table.getIsAllPageRowsSelected()}
        indeterminate={table.getIsSomePageRowsSelected() && !table.getIsAllPageRowsSelected()}
        onChange={table.getToggleAllPageRowsSelectedHandler()}
      />
    ),
    cell: ({ row }) => <Checkbox checked={row.getIsSelected()} onChange={row.getToggleSelectedHandler()} />,
  }),
  helper.accessor("code", { header: "Parcel" }),
  helper.accessor("recipient", { header: "Recipient" }),
  helper.accessor("town", { header: "Town" }),
  helper.accessor("shelf", { header: "Shelf" }),
  helper.accessor("weight", { header: "Weight (kg)", cell: (info) => info.getValue().toFixed(1) }),
  helper.accessor("status", { header: "Status" }),
]);

const Arrow = ({ up }) => (
  <svg width="10" height="10" viewBox="0 0 10 10"><path d={up ? "M5 1l4 8H1z" : "M5 9L1 1h8z"} fill="currentColor" /></svg>
);

function App() {
  const [data, setData] = useState(parcels);
  const [handed, setHanded] = useState([]);
  const table = useTable({
    features, columns, data,
    getRowId: (row) => row.code,
    globalFilterFn: "includesString",
    initialState: { pagination: { pageIndex: 0, pageSize: 9 } },
  });
  const { sorting, pagination } = table.state;
  const found = table.getFilteredRowModel().rows.length;
  const chosen = data.filter((row) => table.state.rowSelection[row.code]);
  const weight = chosen.reduce((sum, row) => sum + row.weight, 0);

  function handOver() {
    setData(data.map((row) => (chosen.includes(row) ? { ...row, status: "Collected" } : row)));
    setHanded(chosen.map((row) => row.recipient));
    table.resetRowSelection(true);
  }

  return (
    <div className="page">
      <div className="top">
        <div>
          <h1>Parcel desk</h1>
          <p>{sorting.length ? `Sorted by ${sorting[0].id}, ${sorting[0].desc ? "largest" : "smallest"} first` : "In order of arrival"}</p>
        </div>
        <p>{found} of {data.length} parcels</p>
      </div>
      <div className="tools">
        <input
          type="text"
          placeholder="Search all columns…"
          value={table.state.globalFilter ?? ""}
          onChange={(event) => table.setGlobalFilter(event.target.value)}
        />
        <button className="main" disabled={!chosen.length} onClick={handOver}>Hand over</button>
      </div>
      <table>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id}>
                  {header.column.getCanSort() ? (
                    <div className="sortable" onClick={header.column.getToggleSortingHandler()}>
                      <table.FlexRender header={header} />
                      {header.column.getIsSorted() && <Arrow up={header.column.getIsSorted() === "asc"} />}
                    </div>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className={row.getIsSelected() ? "chosen" : undefined}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={cell.column.id === "weight" ? "number" : undefined}><table.FlexRender cell={cell} /></td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="pager">
        <button onClick={() => table.setPageIndex(0)} disabled={!table.getCanPreviousPage()}>{"<<"}</button>
        <button onClick={() => table.previousPage()} disabled={!table.getCanPreviousPage()}>{"<"}</button>
        <button onClick={() => table.nextPage()} disabled={!table.getCanNextPage()}>{">"}</button>
        <button onClick={() => table.setPageIndex(table.getPageCount() - 1)} disabled={!table.getCanNextPage()}>{">>"}</button>
        <span>Page <strong>{pagination.pageIndex + 1} of {table.getPageCount()}</strong></span>
      </div>
      <p className="note">
        {chosen.length > 0 && `${chosen.length} ${chosen.length === 1 ? "parcel" : "parcels"} chosen, ${weight.toFixed(1)} kg`}
        {!chosen.length && handed.length > 0 && `Handed over to ${handed.join(", ")}`}
      </p>
    </div>
  );
}

createRoot(document.getElementById("root")).render(<App />);
