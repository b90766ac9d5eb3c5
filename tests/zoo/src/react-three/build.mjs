// npm run build [library ...]: builds every page of the group into tests/zoo/pages/<library>/.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const libraries = process.argv.length > 2 ? process.argv.slice(2) : ["fluent", "carbon"];
for (const library of libraries) {
  const root = fileURLToPath(new URL(`./${library}`, import.meta.url));
  await build({ root, configFile: `${root}/vite.config.mjs` });
}
