import { css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { base, Element, Popup, popup } from "./base.js";

class Menu extends Element {
  static properties = { items: { attribute: false } };
  static styles = [base, popup, css`
    :host {
      display: inline-block;
    }
    .panel {
      width: 150px;
    }
  `];
  popup = new Popup(this, { placement: "bottom-end" });

  render() {
    return html`
      <kc-icon-button class="anchor" icon="more" @click=${() => this.popup.toggle()}></kc-icon-button>
      <div class="panel" popover="manual" role="menu">
        ${this.items.map((item) => html`
          <button type="button" class="option" role="menuitem" @click=${() => this.choose(item)}>${item}</button>`)}
      </div>`;
  }

  choose(item) {
    this.popup.hide();
    this.emit("choose", item);
  }
}
customElements.define("kc-menu", Menu);

// Columns are { key, title } or { render } for a column without a title; sorting is the page's business.
class Table extends Element {
  static properties = { columns: { attribute: false }, rows: { attribute: false }, sorted: {}, descending: { type: Boolean } };
  static styles = [base, css`
    table {
      width: 100%;
      border-collapse: collapse;
    }
    th,
    td {
      height: 46px;
      padding: 0 10px;
      border-bottom: 1px solid var(--kc-line);
      text-align: start;
    }
    th {
      height: 40px;
      font-size: 13px;
      color: var(--kc-ink-soft);
    }
    th button {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      font-weight: 600;
    }
    .tools {
      width: 54px;
      text-align: end;
    }
  `];

  render() {
    const { columns, rows, sorted, descending } = this;
    return html`
      <table>
        <thead>
          <tr>
            ${columns.map(({ key, title }) => title
              ? html`
                <th aria-sort=${sorted === key ? (descending ? "descending" : "ascending") : nothing}>
                  <button type="button" @click=${() => this.emit("sort", key)}>
                    ${title}<kc-icon name=${sorted !== key ? "sort" : descending ? "down" : "up"}></kc-icon>
                  </button>
                </th>`
              : html`<th></th>`)}
          </tr>
        </thead>
        <tbody>
          ${repeat(rows, (row) => row.id, (row) => html`
            <tr>
              ${columns.map(({ key, render }) => render ? html`<td class="tools">${render(row)}</td>` : html`<td>${row[key]}</td>`)}
            </tr>`)}
        </tbody>
      </table>`;
  }
}
customElements.define("kc-table", Table);

class Pager extends Element {
  static properties = { page: { type: Number }, pages: { type: Number } };
  static styles = [base, css`
    :host {
      display: flex;
      align-items: center;
      gap: 8px;
    }
  `];

  render() {
    const { page, pages } = this;
    return html`
      <slot></slot>
      <kc-icon-button icon="left" ?disabled=${page === 1} @click=${() => this.go(page - 1)}></kc-icon-button>
      <kc-icon-button icon="right" ?disabled=${page === pages} @click=${() => this.go(page + 1)}></kc-icon-button>`;
  }

  go(page) {
    if (page >= 1 && page <= this.pages) this.emit("change", page);
  }
}
customElements.define("kc-pager", Pager);

class Tree extends Element {
  static properties = { nodes: { attribute: false }, selected: {}, open: { state: true } };
  static styles = [base, css`
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    ul ul {
      padding-inline-start: 22px;
    }
    .row {
      display: flex;
      align-items: center;
      gap: 6px;
      padding: 4px 6px;
      border-radius: 4px;
      cursor: pointer;
    }
    .row:hover {
      background: var(--kc-accent-soft);
    }
    .selected {
      font-weight: 600;
      background: var(--kc-accent-soft);
    }
    .twisty {
      display: inline-flex;
      width: 20px;
      color: var(--kc-ink-soft);
      transition: rotate 0.1s;
    }
    [aria-expanded="true"] > .row .twisty {
      rotate: 90deg;
    }
    .folder {
      color: var(--kc-ink-soft);
    }
  `];

  constructor() {
    super();
    this.open = [];
  }

  branch(node) {
    const open = this.open.includes(node.name);
    return html`
      <li role="treeitem" aria-expanded=${node.children ? open : nothing}>
        <div class="row ${node.name === this.selected ? "selected" : ""}" @click=${() => this.select(node)}>
          <span class="twisty" @click=${(event) => this.toggle(event, node)}>
            ${node.children ? html`<kc-icon name="right"></kc-icon>` : ""}
          </span>
          <kc-icon class="folder" name="folder"></kc-icon>
          <span>${node.name}</span>
        </div>
        ${node.children && open ? html`<ul role="group">${node.children.map((child) => this.branch(child))}</ul>` : ""}
      </li>`;
  }

  render() {
    return html`<ul role="tree">${this.nodes.map((node) => this.branch(node))}</ul>`;
  }

  toggle(event, { name, children }) {
    if (!children) return;
    event.stopPropagation();
    this.open = this.open.includes(name) ? this.open.filter((other) => other !== name) : [...this.open, name];
  }

  select({ name }) {
    this.selected = name;
    this.emit("change", name);
  }
}
customElements.define("kc-tree", Tree);

class SortList extends Element {
  static properties = { items: { attribute: false }, dragged: { state: true } };
  static styles = [base, css`
    .row {
      display: flex;
      align-items: center;
      gap: 10px;
      height: 44px;
      padding: 0 12px;
      border: 1px solid var(--kc-line);
      background: var(--kc-paper);
      cursor: grab;
      user-select: none;
      touch-action: none;
    }
    .row + .row {
      border-top: 0;
    }
    .row:first-child {
      border-radius: var(--kc-radius) var(--kc-radius) 0 0;
    }
    .row:last-child {
      border-radius: 0 0 var(--kc-radius) var(--kc-radius);
    }
    .dragged {
      background: var(--kc-accent-soft);
      cursor: grabbing;
    }
    .number {
      margin-inline-start: auto;
      color: var(--kc-ink-soft);
    }
    kc-icon {
      color: var(--kc-ink-soft);
    }
  `];

  render() {
    return html`
      <div role="list" @pointerdown=${this.press}>
        ${repeat(this.items, (item) => item, (item) => html`
          <div class="row ${item === this.dragged ? "dragged" : ""}" role="listitem" .item=${item}>
            <kc-icon name="grip"></kc-icon>${item}
          </div>`)}
      </div>`;
  }

  press(event) {
    const row = event.target.closest(".row");
    if (!row || event.button) return;
    event.preventDefault();
    const list = event.currentTarget;
    this.dragged = row.item;
    list.setPointerCapture(event.pointerId);
    list.addEventListener("pointermove", this.move);
    list.addEventListener("lostpointercapture", () => {
      list.removeEventListener("pointermove", this.move);
      this.dragged = undefined;
      this.emit("change", this.items);
    }, { once: true });
  }

  // The dragged row takes the place the pointer is over.
  move = (event) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    const last = this.items.length - 1;
    const place = Math.max(0, Math.min(last, Math.floor(((event.clientY - top) / height) * this.items.length)));
    if (this.items[place] === this.dragged) return;
    const rest = this.items.filter((item) => item !== this.dragged);
    this.items = [...rest.slice(0, place), this.dragged, ...rest.slice(place)];
  };
}
customElements.define("kc-sort-list", SortList);
