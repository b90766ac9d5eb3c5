// After ng build: makes the page smaller, not different. Material's components carry their style sheets, unminified
// and for every variant, in their scripts; and their private names, which nobody else uses, make up an eighth of them.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { transform } from "lightningcss";
import { minify } from "terser";

const folder = process.argv[2];

// Variants that the page does not use: right to left, outlined fields, raised buttons, palettes of Material 2, and
// whatever is disabled except buttons.
const NEVER =
  /\[dir=rtl\]|notched-outline|text-field--outlined|field-appearance-outline|raised-button|mat-(warn|accent)\b|sticky|textarea|mat-drawer|-disabled-interactive|(?<!button.*)(?<!paginator.*)(-disabled|:disabled|\[disabled|\[aria-disabled=true)/;

// var(--name, fallback) is the fallback where nothing ever sets --name: most of Material's tokens.
const resolve = (css, isSet) => {
  let out = "";
  let rest = css;
  for (let start; (start = rest.search(/var\(\s*--[\w-]+/)) >= 0; ) {
    const [head, name] = rest.slice(start).match(/^var\(\s*(--[\w-]+)/);
    let end = start + head.length;
    for (let depth = 1; depth; end++) depth += { "(": 1, ")": -1 }[rest[end]] ?? 0;
    const fallback = rest.slice(start + head.length, end - 1).replace(/^\s*,\s*/, "");
    out += rest.slice(0, start);
    if (!isSet.has(name) && fallback) rest = fallback + rest.slice(end);
    else {
      out += fallback ? `var(${name},` : `var(${name})`;
      rest = fallback ? `${fallback})${rest.slice(end)}` : rest.slice(end);
    }
  }
  return out + rest;
};

const compact = (css) =>
  transform({ filename: "styles.css", code: Buffer.from(css), minify: true, errorRecovery: true }).code.toString();

const used = (css) =>
  css.replace(/(?<=^|[{};])[^{};@]+(?=\{)/g, (list) => {
    if (/^(from|to|[\d.]+%)/.test(list)) return list;
    const selectors = list.split(/,(?![^(]*\))/);
    return selectors.filter((selector) => !NEVER.test(selector.replace(/:not\([^)]*\)/g, ""))).join(",") || "never";
  }).replace(/(?<=^|[{}])never\{[^{}]*\}/g, "");

const STYLES = /styles:(\[(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|,)*\])/g;
const list = (text) => new Function(`return ${text}`)();

const read = (name) => readFileSync(`${folder}/${name}`, "utf8");
let script = read("main.js");
const sheet = read("styles.css");
const components = [...script.matchAll(STYLES)].flatMap((match) => list(match[1])).join("");
const isSet = new Set([...`${sheet}${components}`.matchAll(/(--[\w-]+)\s*:/g)].map((match) => match[1]));
for (const [name] of script.replace(STYLES, "").matchAll(/--[\w-]+/g)) isSet.add(name);

script = script.replace(STYLES, (_, text) => {
  const sheets = list(text).map((css) =>
    compact(used(compact(resolve(css.replaceAll("%COMP%", "COMPONENT"), isSet)))).replaceAll("COMPONENT", "%COMP%"));
  return `styles:${JSON.stringify(sheets)}`;
});

const { code } = await minify(script, {
  ecma: 2020,
  module: true,
  compress: { passes: 3, pure_getters: true, unsafe_arrows: true },
  mangle: { properties: { regex: /^_[a-zA-Z]/, keep_quoted: true } },
  format: { comments: false },
});
writeFileSync(`${folder}/main.js`, code);
writeFileSync(`${folder}/styles.css`, compact(used(sheet)));
rmSync(`${folder}/prerendered-routes.json`, { force: true });
