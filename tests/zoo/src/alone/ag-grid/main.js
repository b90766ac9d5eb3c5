import {
  CellStyleModule, ClientSideRowModelModule, ColumnApiModule, ModuleRegistry, NumberEditorModule, RowApiModule,
  RowSelectionModule, TextFilterModule, createGrid, themeQuartz,
} from "ag-grid-community";

ModuleRegistry.registerModules([
  CellStyleModule, ClientSideRowModelModule, ColumnApiModule, NumberEditorModule, RowApiModule, RowSelectionModule,
  TextFilterModule,
]);

const rowData = [
  ["Mooring rope 20 m", "Ropes", "Bergen", 34, 48],
  ["Brass cleat", "Fittings", "Porto", 12, 19],
  ["Anchor chain", "Anchors", "Gdansk", 7, 132],
  ["Signal lamp", "Lights", "Bergen", 21, 75],
  ["Cork fender", "Fenders", "Porto", 58, 14],
  ["Life ring", "Safety", "Bergen", 16, 39],
  ["Bilge pump", "Pumps", "Gdansk", 9, 210],
  ["Teak plank", "Timber", "Porto", 6, 64],
  ["Deck varnish", "Paint", "Gdansk", 43, 27],
  ["Compass", "Navigation", "Bergen", 5, 155],
  ["Folding anchor", "Anchors", "Bergen", 11, 58],
  ["Storm lantern", "Lights", "Porto", 27, 33],
  ["Flare set", "Safety", "Gdansk", 18, 92],
].map(([item, category, warehouse, stock, price]) => ({ item, category, warehouse, stock, price }));

const find = (id) => document.getElementById(id);
const say = (text) => { find("status").textContent = text; };

function summary(api) {
  find("units").textContent = String(rowData.reduce((sum, row) => sum + row.stock, 0));
  find("rows").textContent = `${api.getDisplayedRowCount()} of ${rowData.length}`;
}

createGrid(find("grid"), {
  theme: themeQuartz,
  rowData,
  rowSelection: { mode: "multiRow" },
  defaultColDef: { flex: 1 },
  columnDefs: [
    { field: "item", headerName: "Item", flex: 1.5, filter: "agTextColumnFilter" },
    { field: "category", headerName: "Category" },
    { field: "warehouse", headerName: "Warehouse", filter: "agTextColumnFilter" },
    { field: "stock", headerName: "In stock", editable: true },
    { field: "price", headerName: "Price", valueFormatter: ({ value }) => `€${value}` },
  ],
  onModelUpdated: ({ api }) => summary(api),
  onSortChanged({ api }) {
    const sorted = api.getColumns().find((column) => column.getSort());
    if (!sorted) return say("Not sorted");
    const title = sorted.getColDef().headerName;
    say(`Sorted by ${title}, ${sorted.getSort() === "asc" ? "lowest first" : "highest first"}`);
  },
  onFilterChanged({ api }) {
    say(`Filter: ${api.getDisplayedRowCount()} of ${rowData.length} items match`);
  },
  onCellEditingStarted({ data }) {
    say(`Correcting the quantity of ${data.item}`);
  },
  onCellEditingStopped({ api, data, oldValue, valueChanged }) {
    summary(api);
    say(valueChanged ? `${data.item} corrected from ${oldValue} to ${data.stock}` : `${data.item} left as it was`);
  },
  onSelectionChanged({ api }) {
    const chosen = api.getSelectedRows().map((row) => row.item);
    say(chosen.length ? `Selected: ${chosen.join(", ")}` : "Nothing selected");
  },
});

find("grid").addEventListener("input", ({ target }) => {
  if (target.closest(".ag-cell-editor")) say(`Press Enter to store ${target.value || "nothing"}`);
});
