import { css, html } from "lit";
import { base, Element } from "./base.js";

class Tabs extends Element {
  static properties = { tabs: { attribute: false }, value: {} };
  static styles = [base, css`
    :host {
      display: grid;
      grid-template-columns: 190px 1fr;
      gap: 28px;
      align-items: start;
    }
    nav {
      display: grid;
      gap: 2px;
    }
    button {
      padding: 9px 14px;
      border-radius: var(--kc-radius);
      text-align: start;
    }
    button:hover {
      background: var(--kc-accent-soft);
    }
    button[aria-selected="true"] {
      font-weight: 600;
      color: var(--kc-paper);
      background: var(--kc-ink);
    }
  `];

  render() {
    return html`
      <nav role="tablist" aria-orientation="vertical">
        ${this.tabs.map(([value, title]) => html`
          <button type="button" role="tab" aria-selected=${value === this.value} @click=${() => this.choose(value)}>${title}</button>`)}
      </nav>
      <div role="tabpanel"><slot name=${this.value}></slot></div>`;
  }

  choose(value) {
    this.value = value;
    this.emit("change", value);
  }
}
customElements.define("kc-tabs", Tabs);

class Card extends Element {
  static properties = { heading: {}, note: {} };
  static styles = [base, css`
    :host {
      padding: 20px 22px;
      background: var(--kc-paper);
      border: 1px solid var(--kc-line);
      border-radius: 10px;
    }
    header {
      display: flex;
      justify-content: space-between;
      align-items: baseline;
      margin-bottom: 12px;
    }
    h2 {
      margin: 0;
      font-size: 17px;
    }
    .note {
      color: var(--kc-accent);
    }
  `];

  render() {
    return html`
      ${this.heading ? html`<header><h2>${this.heading}</h2><span class="note">${this.note}</span></header>` : ""}
      <slot></slot>`;
  }
}
customElements.define("kc-card", Card);

class Disclosure extends Element {
  static properties = { heading: {}, open: { type: Boolean, reflect: true } };
  static styles = [base, css`
    :host(:not(:last-of-type)) {
      border-bottom: 1px solid var(--kc-line);
    }
    button {
      display: flex;
      justify-content: space-between;
      align-items: center;
      width: 100%;
      padding: 11px 2px;
      font-weight: 600;
    }
    .text {
      padding: 0 2px 14px;
    }
  `];

  render() {
    return html`
      <button type="button" aria-expanded=${Boolean(this.open)} @click=${() => { this.open = !this.open; }}>
        ${this.heading}<kc-icon name=${this.open ? "up" : "down"}></kc-icon>
      </button>
      <div class="text" ?hidden=${!this.open}><slot></slot></div>`;
  }
}
customElements.define("kc-disclosure", Disclosure);

class Dialog extends Element {
  static properties = { heading: {} };
  static styles = [base, css`
    dialog {
      width: 400px;
      padding: 24px;
      border: 0;
      border-radius: 10px;
      color: inherit;
      background: var(--kc-paper);
      box-shadow: var(--kc-shadow);
    }
    dialog::backdrop {
      background: rgb(43 36 32 / 55%);
    }
    h2 {
      margin: 0 0 8px;
      font-size: 19px;
    }
    footer {
      display: flex;
      justify-content: flex-end;
      gap: 8px;
      margin-top: 20px;
    }
  `];

  show() {
    this.renderRoot.querySelector("dialog").showModal();
  }

  close() {
    this.renderRoot.querySelector("dialog").close();
  }

  render() {
    return html`
      <dialog aria-labelledby="heading">
        <h2 id="heading">${this.heading}</h2>
        <slot></slot>
        <footer><slot name="actions"></slot></footer>
      </dialog>`;
  }
}
customElements.define("kc-dialog", Dialog);

class Tooltip extends Element {
  static properties = { text: {}, shown: { state: true } };
  static styles = [base, css`
    :host {
      display: inline-flex;
      position: relative;
    }
    .bubble {
      position: absolute;
      bottom: calc(100% + 8px);
      left: 50%;
      translate: -50% 0;
      padding: 5px 10px;
      border-radius: 4px;
      font-size: 13px;
      white-space: nowrap;
      color: var(--kc-paper);
      background: var(--kc-ink);
    }
  `];

  constructor() {
    super();
    this.addEventListener("pointerenter", () => { this.shown = true; });
    this.addEventListener("pointerleave", () => { this.shown = false; });
  }

  render() {
    return html`<slot></slot>${this.shown ? html`<div class="bubble" role="tooltip">${this.text}</div>` : ""}`;
  }
}
customElements.define("kc-tooltip", Tooltip);

class Toasts extends Element {
  static properties = { texts: { state: true } };
  static styles = [base, css`
    :host {
      position: fixed;
      bottom: 24px;
      left: 24px;
      display: grid;
      gap: 8px;
    }
    .toast {
      display: flex;
      align-items: center;
      gap: 10px;
      min-width: 280px;
      padding: 12px 16px;
      border-radius: var(--kc-radius);
      color: var(--kc-paper);
      background: var(--kc-ink);
      box-shadow: var(--kc-shadow);
    }
  `];

  constructor() {
    super();
    this.texts = [];
  }

  show(text) {
    const toast = { text };
    this.texts = [...this.texts, toast];
    setTimeout(() => {
      this.texts = this.texts.filter((other) => other !== toast);
    }, 5000);
  }

  render() {
    return this.texts.map(({ text }) => html`<div class="toast" role="status"><kc-icon name="check"></kc-icon>${text}</div>`);
  }
}
customElements.define("kc-toasts", Toasts);
