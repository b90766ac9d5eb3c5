import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";

// The pages are written for React; the build puts Preact's compat layer in its place (RUNTIME=react keeps React 18),
// as React alone is a quarter of what a page may weigh.
const preact = {
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  "react/jsx-runtime": "preact/jsx-runtime",
  react: "preact/compat",
  "use-sync-external-store/shim": "preact/compat",
};

// What both pages share of their Vite set-up.
export const base = (library) => ({
  base: "./",
  plugins: [react()],
  resolve: { alias: process.env.RUNTIME === "react" ? {} : preact },
  build: {
    target: "es2022",
    outDir: fileURLToPath(new URL(`../../pages/${library}`, import.meta.url)),
    emptyOutDir: true,
    sourcemap: false,
    minify: "terser",
    terserOptions: { ecma: 2020, module: true, compress: { passes: 3 }, format: { comments: false } },
    cssMinify: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
});
