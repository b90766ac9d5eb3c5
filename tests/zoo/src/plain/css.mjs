// A build step for the libraries whose style sheets cannot be imported in parts: what the page never shows goes.
import { readFileSync } from "node:fs";
import path from "node:path";
import { PurgeCSS } from "purgecss";

const OLD_FONT = /,?\s*url\([^)]*\.(?:eot|ttf|svg|woff)(?:[?#][^)]*)?\)\s*format\([^)]*\)/g;

export const lean = ({ root, drop = [], keep = [], rewrite = (css) => css, extra = () => "", font = async (name, bytes) => bytes }) => ({
  name: "lean-css",
  enforce: "post",
  generateBundle: {
    order: "post",
    async handler(options, bundle) {
      const files = Object.values(bundle);
      const html = readFileSync(path.join(root, "index.html"), "utf8");
      const script = files.filter((file) => file.type === "chunk").map((file) => file.code).join("\n");
      for (const file of files.filter((each) => each.fileName.endsWith(".css"))) {
        const raw = String(file.source).replace(/src:url\([^)]*\.eot[^)]*\);/g, "").replace(OLD_FONT, "").replace(/src:\s*,/g, "src:");
        const [{ css }] = await new PurgeCSS().purge({
          content: [{ raw: html, extension: "html" }, { raw: script, extension: "js" }],
          css: [{ raw: rewrite(raw) }],
          defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
          fontFace: true,
          keyframes: true,
          blocklist: drop,
          safelist: keep,
        });
        file.source = css + extra(raw);
      }
      // Pictures and fonts that no rule names any more.
      const sheets = files.filter((file) => file.fileName.endsWith(".css")).map((file) => file.source).join("");
      const text = script + html + sheets;
      for (const file of files) {
        if (file.type !== "asset" || /\.(css|html)$/.test(file.fileName)) continue;
        if (!text.includes(path.basename(file.fileName))) delete bundle[file.fileName];
        else if (file.fileName.endsWith(".woff2")) file.source = await font(file.fileName, file.source, sheets);
      }
    },
  },
});
