// Every Ionic component ships the styles of both modes, with rules for right-to-left pages and prefixes for browsers
// long gone, inside its script; and ion-select brings every interface it can open. This page is mode md, left to
// right, and its lists open as popovers.
import postcss from "postcss";

const STRING = String.raw`("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\`(?:[^\`\\]|\\.)*\`)`;
const IOS = new RegExp(String.raw`\{ios:${STRING},md:`, "g");
const STYLE = new RegExp(String.raw`(\bmd:|get style\(\)\{return)${STRING}(?=\})`, "g");
const UNUSED = /\[\d+,"ion-(action-sheet|modal|select-modal)",/;

const clean = postcss([{
  postcssPlugin: "clean",
  Rule(rule) {
    const used = rule.selectors.filter((selector) => !/rtl/.test(selector));
    if (!used.length) rule.remove();
    else if (used.length < rule.selectors.length) rule.selectors = used;
  },
  AtRule(rule) {
    if (/rtl/.test(rule.params)) rule.remove();
  },
  Declaration(declaration) {
    if (/^-(ms|moz|webkit)-/.test(declaration.prop) || /^-(ms|webkit)-(inline-)?(flex|box)/.test(declaration.value)) {
      const standard = declaration.prop.replace(/^-\w+-/, "");
      const has = declaration.parent.some?.((other) => other !== declaration && other.prop === standard);
      if (has || declaration.prop.startsWith("-ms-")) declaration.remove();
    }
  },
}]);

export const mdOnly = () => ({
  name: "md-only",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("/@ionic/core/components/")) return null;
    if (UNUSED.test(code)) {
      const names = code.match(/export\s*\{([^}]*)\}\s*;?\s*(?:\/\/.*)?$/)[1].split(",").map((name) => name.split(" as ").pop());
      return { code: `const none=()=>{};export{${names.map((name) => `none as ${name}`).join(",")}}`, map: null };
    }
    return {
      code: code.replace(IOS, '{ios:"",md:').replace(STYLE, (_, start, literal) => {
        const css = new Function(`return ${literal}`)();
        return start + JSON.stringify(clean.process(css, { from: undefined }).css);
      }),
      map: null,
    };
  },
});
