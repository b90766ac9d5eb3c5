// Web components carry their styles and markup inside their scripts, where no minifier looks: this takes the comments
// out of css`...` templates and the indentation out of all of them.
const shrink = (css) => css
  .replace(/\/\*[\s\S]*?\*\//g, "")
  .replace(/\s+/g, " ")
  .replace(/ ?([{};,]) ?/g, "$1")
  .replace(/: /g, ":")
  .replace(/;}/g, "}")
  .trim();

export const shrinkTemplates = () => ({
  name: "shrink-templates",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(".js") || !/\b(css|html)`/.test(code)) return null;
    const shorter = code
      .replace(/\bcss`([^`$\\]*)`/g, (_, css) => `css\`${shrink(css)}\``)
      .replace(/\n[ \t]+/g, "\n");
    return { code: shorter, map: null };
  },
});
