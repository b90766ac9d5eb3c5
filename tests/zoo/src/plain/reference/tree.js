// A tree view: the arrow (or the right and left keys) opens and closes a folder, a click chooses.

export function tree(root, data, onChoose) {
  let count = 0;
  const build = (nodes) => nodes.map((node) => {
    const item = document.createElement("li");
    const row = document.createElement("div");
    const label = document.createElement("span");
    row.className = "tree-row";
    label.id = `tree-${count += 1}`;
    label.textContent = node.name;
    row.append(label);
    item.append(row);
    item.tabIndex = -1;
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-labelledby", label.id);
    item.setAttribute("aria-selected", "false");
    if (node.children) {
      const arrow = document.createElement("span");
      arrow.className = "twist";
      row.prepend(arrow);
      const group = document.createElement("ul");
      group.setAttribute("role", "group");
      group.append(...build(node.children));
      item.append(group);
      item.setAttribute("aria-expanded", "false");
    }
    return item;
  });
  root.append(...build(data));

  const items = () => [...root.querySelectorAll("[role=treeitem]")];
  const visible = () => items().filter((item) => !item.parentElement.closest("[aria-expanded=false]"));
  const expand = (item, open) => item.setAttribute("aria-expanded", String(open));
  const focus = (item) => {
    items().forEach((each) => { each.tabIndex = each === item ? 0 : -1; });
    item.focus();
  };
  const choose = (item) => {
    items().forEach((each) => each.setAttribute("aria-selected", String(each === item)));
    onChoose(item.querySelector(".tree-row").textContent);
  };
  items()[0].tabIndex = 0;

  root.addEventListener("click", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    focus(item);
    if (event.target.classList.contains("twist")) expand(item, item.getAttribute("aria-expanded") === "false");
    else if (event.target.closest(".tree-row")) choose(item);
  });
  root.addEventListener("keydown", (event) => {
    const item = event.target;
    const list = visible();
    const at = list.indexOf(item);
    const state = item.getAttribute("aria-expanded");
    if (event.key === "ArrowDown") focus(list[Math.min(at + 1, list.length - 1)]);
    else if (event.key === "ArrowUp") focus(list[Math.max(at - 1, 0)]);
    else if (event.key === "Home") focus(list[0]);
    else if (event.key === "End") focus(list.at(-1));
    else if (event.key === "ArrowRight" && state === "false") expand(item, true);
    else if (event.key === "ArrowRight" && state === "true") focus(list[at + 1]);
    else if (event.key === "ArrowLeft" && state === "true") expand(item, false);
    else if (event.key === "ArrowLeft") focus(item.parentElement.closest("[role=treeitem]") ?? item);
    else if (event.key === "Enter" || event.key === " ") choose(item);
    else return;
    event.preventDefault();
  });
}
