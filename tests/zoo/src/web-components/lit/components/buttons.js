import { css, html } from "lit";
import { base, Element } from "./base.js";

class Button extends Element {
  static properties = { variant: { reflect: true } };
  static styles = [base, css`
    :host {
      display: inline-block;
    }
    button {
      height: 40px;
      padding: 0 18px;
      font-weight: 600;
      border: 1px solid var(--kc-line);
      border-radius: var(--kc-radius);
      background: var(--kc-paper);
    }
    button:hover {
      border-color: var(--kc-ink-soft);
    }
    :host([variant="primary"]) button {
      color: var(--kc-paper);
      background: var(--kc-accent);
      border-color: transparent;
    }
    :host([variant="primary"]) button:hover {
      background: color-mix(in srgb, var(--kc-accent), black 12%);
    }
  `];

  render() {
    return html`<button type="button"><slot></slot></button>`;
  }
}
customElements.define("kc-button", Button);

class IconButton extends Element {
  static properties = { icon: {}, disabled: { type: Boolean }, pressed: { type: Boolean } };
  static styles = [base, css`
    :host {
      display: inline-block;
      border-radius: var(--kc-radius);
    }
    button {
      display: flex;
      justify-content: center;
      align-items: center;
      width: 34px;
      height: 34px;
      border-radius: inherit;
    }
    button:hover,
    .pressed {
      background: var(--kc-accent-soft);
    }
    button:disabled {
      color: var(--kc-line);
      background: none;
      cursor: default;
    }
  `];

  render() {
    return html`
      <button type="button" class=${this.pressed ? "pressed" : ""} ?disabled=${this.disabled}>
        <kc-icon name=${this.icon}></kc-icon>
      </button>`;
  }
}
customElements.define("kc-icon-button", IconButton);
