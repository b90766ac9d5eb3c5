// Moves Griffel's styles out of the scripts into one style sheet, as @griffel/webpack-extraction-plugin does for
// webpack: __styles(map, rules) becomes __css(map), __resetStyles(ltr, rtl, rules) becomes __resetCSS(ltr, null).
// Left to right only, and only the classes that are left in the script after tree shaking. The hashes that stand for
// properties (not the class names) are shortened: a page has thousands.

import { transform } from "lightningcss";

const TARGETS = { chrome: 111 << 16, firefox: 114 << 16, safari: (16 << 16) | (4 << 8) };
const BUCKETS = ["r", "d", "l", "v", "w", "f", "i", "h", "a", "s", "k", "t", "m", "c"];
const KEYFRAMES = /^@(?:-webkit-)?keyframes ([\w-]+)/;
const CALLS = { __styles: "__css", __resetStyles: "__resetCSS" };

const calls = (node, found = []) => {
  if (!node || typeof node !== "object") return found;
  if (Array.isArray(node)) {
    for (const item of node) calls(item, found);
    return found;
  }
  if (node.type === "CallExpression" && node.callee.type === "Identifier" && CALLS[node.callee.name]) found.push(node);
  for (const [key, value] of Object.entries(node)) if (key !== "parent" && typeof value === "object") calls(value, found);
  return found;
};

const first = (classes) => (Array.isArray(classes) ? classes[0] : classes);
const leftToRight = (map) =>
  Object.fromEntries(Object.entries(map).map(([slot, styles]) => [
    slot, Object.fromEntries(Object.entries(styles).map(([property, classes]) => [property, first(classes)])),
  ]));

export default function griffelExtract() {
  const modules = new Map(); // id -> [{ text, bucket, priority, media }]
  const properties = new Set();
  const add = (rules, groups) => {
    for (const [bucket, list] of Object.entries(Array.isArray(groups) ? { r: groups } : groups)) {
      for (const entry of list) {
        const [text, meta] = Array.isArray(entry) ? entry : [entry, {}];
        rules.push({ text, bucket, priority: meta.p ?? 0, media: meta.m ?? "" });
      }
    }
  };
  return {
    name: "griffel-extract",
    enforce: "pre",
    transform(code, id) {
      if (!/@fluentui\/.*\.js$/.test(id)) return null;
      // tokens.name always is "var(--name)": no need for the whole table.
      if (!id.includes("@fluentui/tokens/")) code = code.replace(/(?<![/.\w])tokens\.(\w+)/g, '"var(--$1)"');
      if (!/\b__(reset)?[sS]tyles\(/.test(code)) return { code, map: null };
      const nodes = calls(this.parse(code));
      if (!nodes.length) return { code, map: null };
      let out = code;
      const rules = [];
      modules.set(id, rules);
      for (const node of nodes.sort((a, b) => b.start - a.start)) {
        const args = node.arguments.map((arg) => new Function(`return (${code.slice(arg.start, arg.end)})`)());
        add(rules, args.at(-1) ?? {});
        if (node.callee.name === "__styles") {
          for (const styles of Object.values(args[0])) for (const property of Object.keys(styles)) properties.add(property);
        }
        const kept = node.callee.name === "__styles" ? [leftToRight(args[0])] : [args[0], null];
        const call = `${CALLS[node.callee.name]}(${kept.map((arg) => JSON.stringify(arg)).join(", ")})`;
        out = out.slice(0, node.start) + call + out.slice(node.end);
      }
      return { code: out.replaceAll("__resetStyles", "__resetCSS").replaceAll("__styles", "__css"), map: null };
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const short = new Map([...properties].sort().map((property, index) => [property, `_${index.toString(36)}`]));
        for (const file of Object.values(bundle)) {
          if (file.type !== "chunk") continue;
          file.code = file.code.replace(/(?<=[{,])(\w{5,8})(?=:(?:"[f"]|0[,}]))/g, (name) => short.get(name) ?? name);
        }
        const scripts = Object.values(bundle).filter((file) => file.type === "chunk").map((file) => file.code).join("\n");
        const used = new Set(scripts.match(/\b[fr][a-z0-9]{5,7}\b/g));
        // In the order of the modules' names: modules are read in any order.
        const rules = new Map();
        for (const id of [...modules.keys()].sort()) {
          for (const rule of modules.get(id)) if (!rules.has(rule.text)) rules.set(rule.text, rule);
        }
        const kept = [...rules.values()].filter(({ text, bucket }) => {
          if (bucket === "k" || KEYFRAMES.test(text)) return true;
          const classes = text.match(/\.[fr][a-z0-9]{5,7}(?![\w-])/g);
          return classes && classes.some((name) => used.has(name.slice(1)));
        });
        const place = (rule) => BUCKETS.indexOf(rule.bucket);
        kept.sort((a, b) => place(a) - place(b) || a.priority - b.priority || (a.media < b.media ? -1 : a.media > b.media ? 1 : 0));
        const text = kept.map((rule) => rule.text);
        const styles = text.filter((rule) => !KEYFRAMES.test(rule)).join("");
        const css = text.filter((rule) => {
          const keyframes = rule.match(KEYFRAMES);
          return !keyframes || styles.includes(keyframes[1]);
        }).join("");
        const sheet = Object.values(bundle).find((file) => file.fileName.endsWith(".css"));
        const whole = Buffer.from(css + sheet.source);
        sheet.source = transform({ filename: sheet.fileName, code: whole, minify: true, targets: TARGETS }).code.toString();
      },
    },
  };
}
