// Builds every page of the group (or those named on the command line) into ../../pages/<library>/.
import { fileURLToPath } from "node:url";
import path from "node:path";
import react from "@vitejs/plugin-react";
import { build } from "vite";

const here = path.dirname(fileURLToPath(import.meta.url));
const all = [
  "ag-grid", "tanstack-table", "fullcalendar", "leaflet", "echarts", "swiper",
  "sortablejs", "dnd-kit", "flatpickr", "quill", "tiptap", "canvas-ui",
];
const libraries = process.argv.length > 2 ? process.argv.slice(2) : all;

for (const library of libraries) {
  await build({
    configFile: false,
    logLevel: "warn",
    root: path.join(here, library),
    base: "./",
    plugins: [react()],
    build: {
      outDir: path.join(here, "../../pages", library),
      emptyOutDir: true,
      target: "es2022",
      cssMinify: true,
      sourcemap: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      modulePreload: { polyfill: false },
      rollupOptions: {
        output: {
          entryFileNames: "assets/[name].js",
          chunkFileNames: "assets/[name].js",
          assetFileNames: "assets/[name][extname]",
        },
      },
    },
  });
  console.log(`pages/${library} built`);
}
