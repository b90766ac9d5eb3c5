// Carbon's style sheets hold every variant of every component: keep the rules whose classes the scripts can write.
import { transform } from "lightningcss";
import { PurgeCSS } from "purgecss";

const PARTS = /--|__/;

// The page has one theme: var(--name, fallback) becomes the value of --name where only :root sets it, and the fallback
// where nothing does.
const resolve = (css, script) => {
  const values = new Map();
  for (const [, name, value] of css.matchAll(/(--[\w-]+):([^;{}]*)/g)) values.set(name, [...(values.get(name) ?? []), value]);
  const root = new Set([...css.matchAll(/(?<=^|\}):root\{([^{}]*)/g)].flatMap(([, body]) => body.match(/--[\w-]+(?=:)/g) ?? []));
  const constant = (name) => {
    const [value, ...more] = values.get(name) ?? [];
    return root.has(name) && !more.length && !value.includes("var(") && !script.includes(name) ? value : undefined;
  };
  let out = "";
  let rest = css;
  for (let start; (start = rest.search(/var\(--[\w-]+/)) >= 0; ) {
    const [head, name] = rest.slice(start).match(/^var\((--[\w-]+)/);
    let end = start + head.length;
    for (let depth = 1; depth; end++) depth += { "(": 1, ")": -1 }[rest[end]] ?? 0;
    const fallback = rest.slice(start + head.length, end - 1).replace(/^\s*,\s*/, "");
    const value = constant(name) ?? (values.has(name) || script.includes(name) ? undefined : fallback);
    out += rest.slice(0, start);
    if (value !== undefined) rest = value + rest.slice(end);
    else if (root.has(name) || !fallback) {
      out += `${head})`;
      rest = rest.slice(end);
    } else {
      out += `${head},`;
      rest = `${fallback})${rest.slice(end)}`;
    }
  }
  return out + rest;
};

// always: written from a number or a prop; never: features that the page does not use.
export default function purgeCarbon({ always, never, neverSelector }) {
  return {
    name: "purge-carbon",
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const files = Object.values(bundle);
        const script = files.filter((file) => file.type === "chunk").map((file) => file.code).join("\n");
        const sheet = files.find((file) => file.fileName.endsWith(".css"));
        // Class names are put together from parts, as in `${prefix}--btn--${kind}`: a class stays if all parts are there.
        const parts = new Set((script.match(/[A-Za-z0-9_-]+/g) ?? []).flatMap((word) => word.split(PARTS)));
        const classes = [...new Set(sheet.source.match(/\.[A-Za-z_][\w-]*/g))].map((name) => name.slice(1));
        const kept = classes.filter(
          (name) => always.test(name) || (!never.test(name) && name.replace(/^cds--/, "").split(PARTS).every((part) => parts.has(part))),
        );
        let [{ css }] = await new PurgeCSS().purge({
          content: [{ raw: script, extension: "js" }],
          css: [{ raw: resolve(sheet.source, script) }],
          extractors: [{ extensions: ["js"], extractor: () => [...kept, ...parts, "html", "body", "root"] }],
          keyframes: true,
          variables: true,
          fontFace: false,
        });
        // (Lists of selectors are split at commas outside brackets.)
        css = css.replace(/(?<=[{}])[^{}@]+(?=\{)/g, (list) => {
          const selectors = list.split(/,(?![^(]*\))/);
          return selectors.filter((selector) => !neverSelector.test(selector)).join(",") || ".never";
        });
        const whole = Buffer.from(css);
        sheet.source = transform({ filename: sheet.fileName, code: whole, minify: true, unusedSymbols: ["never"] }).code.toString();
      },
    },
  };
}
