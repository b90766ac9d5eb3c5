import { defineConfig } from "vite";
import { base } from "../base.mjs";
import griffelExtract from "./griffel-extract.mjs";

const config = base("fluent");

export default defineConfig({ ...config, plugins: [griffelExtract(), ...config.plugins] });
