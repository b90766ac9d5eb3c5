import { css, html, LitElement } from "lit";
import { autoUpdate, computePosition, flip, offset, shift } from "@floating-ui/dom";

export const base = css`
  :host {
    display: block;
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  button,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--kc-accent);
    outline-offset: 1px;
  }
  kc-icon {
    flex: none;
  }
`;

export const field = css`
  .head {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    margin-bottom: 4px;
  }
  .label {
    font-weight: 600;
  }
  .note {
    color: var(--kc-accent);
  }
  .box {
    display: flex;
    align-items: center;
    width: 100%;
    height: 40px;
    padding: 0 12px;
    text-align: start;
    background: var(--kc-paper);
    border: 1px solid var(--kc-line);
    border-radius: var(--kc-radius);
  }
  .box:hover {
    border-color: var(--kc-ink-soft);
  }
  .box:focus-within {
    border-color: var(--kc-accent);
    box-shadow: 0 0 0 3px var(--kc-accent-soft);
  }
  .box input {
    flex: 1;
    min-width: 0;
    height: 100%;
    padding: 0;
    border: 0;
    background: none;
    outline: none;
  }
`;

export const popup = css`
  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 4px;
    border: 1px solid var(--kc-line);
    border-radius: var(--kc-radius);
    color: inherit;
    background: var(--kc-paper);
    box-shadow: var(--kc-shadow);
  }
  .option {
    display: flex;
    align-items: center;
    gap: 8px;
    width: 100%;
    padding: 7px 10px;
    border-radius: 4px;
    text-align: start;
    cursor: pointer;
  }
  .option:hover,
  .option.active {
    background: var(--kc-accent-soft);
  }
`;

export class Element extends LitElement {
  static styles = base;

  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// A labelled control: the label at the left above the box, the note at the right.
export class Field extends Element {
  static styles = [base, field];
  static properties = { label: {}, note: {} };

  head(control) {
    return html`
      <div class="head">
        <label class="label" for=${control}>${this.label}</label>
        <span class="note">${this.note}</span>
      </div>`;
  }
}

// Opens the host's .panel beside its .anchor, and closes it on a press elsewhere or on Escape.
export class Popup {
  open = false;

  constructor(host, { placement = "bottom-start", sameWidth = false, onClose } = {}) {
    this.host = host;
    this.placement = placement;
    this.sameWidth = sameWidth;
    this.onClose = onClose;
    host.addController(this);
  }

  get panel() {
    return this.host.renderRoot.querySelector(".panel");
  }

  show() {
    if (this.open) return;
    this.open = true;
    const anchor = this.host.renderRoot.querySelector(".anchor");
    const { panel } = this;
    panel.showPopover();
    if (this.sameWidth) panel.style.width = `${anchor.offsetWidth}px`;
    this.stop = autoUpdate(anchor, panel, async () => {
      const { x, y } = await computePosition(anchor, panel, {
        strategy: "fixed",
        placement: this.placement,
        middleware: [offset(4), flip(), shift({ padding: 8 })],
      });
      Object.assign(panel.style, { left: `${x}px`, top: `${y}px` });
    });
    document.addEventListener("pointerdown", this.outside);
    document.addEventListener("keydown", this.escape);
    this.host.requestUpdate();
  }

  hide() {
    if (!this.open) return;
    this.open = false;
    this.stop();
    this.panel?.hidePopover();
    document.removeEventListener("pointerdown", this.outside);
    document.removeEventListener("keydown", this.escape);
    this.onClose?.();
    this.host.requestUpdate();
  }

  toggle() {
    if (this.open) this.hide();
    else this.show();
  }

  outside = (event) => {
    if (!event.composedPath().includes(this.host)) this.hide();
  };

  escape = (event) => {
    if (event.key === "Escape") this.hide();
  };

  hostDisconnected() {
    this.hide();
  }
}
