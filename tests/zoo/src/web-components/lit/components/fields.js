import { css, html } from "lit";
import { live } from "lit/directives/live.js";
import { base, Element, Field, field, Popup, popup } from "./base.js";

class TextField extends Field {
  static properties = { value: {} };

  constructor() {
    super();
    this.value = "";
  }

  render() {
    return html`
      ${this.head("input")}
      <div class="box">
        <input id="input" .value=${live(this.value)} @input=${this.type} />
      </div>`;
  }

  type(event) {
    this.value = event.target.value;
    this.emit("change", this.value);
  }
}
customElements.define("kc-text-field", TextField);

class NumberField extends Field {
  static properties = { value: { type: Number }, min: { type: Number }, max: { type: Number } };

  render() {
    return html`
      ${this.head("input")}
      <div class="box">
        <input id="input" type="number" min=${this.min} max=${this.max} .value=${live(String(this.value))} @input=${this.type} />
      </div>`;
  }

  type(event) {
    this.value = event.target.value;
    this.emit("change", event.target.valueAsNumber);
  }
}
customElements.define("kc-number-field", NumberField);

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

class DateField extends Field {
  static properties = { value: { attribute: false }, month: { state: true } };
  static styles = [base, field, popup, css`
    .box,
    .box input {
      cursor: pointer;
    }
    .panel {
      padding: 12px;
    }
    .months {
      display: flex;
      justify-content: space-between;
      align-items: center;
      font-weight: 600;
    }
    .days {
      display: grid;
      grid-template-columns: repeat(7, 36px);
      text-align: center;
    }
    .days span {
      line-height: 32px;
      font-size: 13px;
      color: var(--kc-ink-soft);
    }
    .days button {
      height: 36px;
      border-radius: 50%;
    }
    .days button:hover {
      background: var(--kc-accent-soft);
    }
    .days .today {
      font-weight: 700;
      color: var(--kc-accent);
    }
    .days .chosen {
      color: var(--kc-paper);
      background: var(--kc-accent);
    }
  `];
  popup = new Popup(this);

  constructor() {
    super();
    const now = new Date();
    this.month = new Date(now.getFullYear(), now.getMonth(), 1);
  }

  render() {
    const year = this.month.getFullYear();
    const month = this.month.getMonth();
    const today = new Date().toDateString();
    const before = (this.month.getDay() + 6) % 7;
    const count = new Date(year, month + 1, 0).getDate();
    return html`
      ${this.head("input")}
      <div class="box anchor" @click=${() => this.popup.show()}>
        <input
          id="input" readonly placeholder="Choose a day"
          .value=${this.value?.toLocaleDateString("en-GB", { dateStyle: "long" }) ?? ""}
          @keydown=${(event) => event.key === "Enter" && this.popup.show()}
        />
        <kc-icon name="calendar"></kc-icon>
      </div>
      <div class="panel" popover="manual">
        <div class="months">
          <kc-icon-button icon="left" @click=${() => this.turn(-1)}></kc-icon-button>
          ${this.month.toLocaleDateString("en-GB", { month: "long", year: "numeric" })}
          <kc-icon-button icon="right" @click=${() => this.turn(1)}></kc-icon-button>
        </div>
        <div class="days">
          ${DAYS.map((day) => html`<span>${day}</span>`)}
          ${Array.from({ length: before }, () => html`<i></i>`)}
          ${Array.from({ length: count }, (_, index) => {
            const day = new Date(year, month, index + 1);
            const chosen = day.toDateString() === this.value?.toDateString();
            const look = chosen ? "chosen" : day.toDateString() === today ? "today" : "";
            return html`<button type="button" class=${look} @click=${() => this.choose(day)}>${index + 1}</button>`;
          })}
        </div>
      </div>`;
  }

  turn(months) {
    this.month = new Date(this.month.getFullYear(), this.month.getMonth() + months, 1);
  }

  choose(day) {
    this.value = day;
    this.popup.hide();
    this.emit("change", day);
  }
}
customElements.define("kc-date-field", DateField);

// A press on an option leaves the focus where it is.
const keepFocus = (event) => event.preventDefault();

// One of several options, or several where `multiple` is set.
class Select extends Field {
  static properties = { options: { attribute: false }, value: { attribute: false }, multiple: { type: Boolean }, active: { state: true } };
  static styles = [base, field, popup, css`
    .box {
      justify-content: space-between;
      gap: 8px;
    }
    .value {
      overflow: hidden;
      white-space: nowrap;
      text-overflow: ellipsis;
    }
    .placeholder {
      color: var(--kc-ink-soft);
    }
    .option kc-icon {
      visibility: hidden;
      color: var(--kc-accent);
    }
    .option[aria-selected="true"] kc-icon {
      visibility: visible;
    }
  `];
  popup = new Popup(this, { sameWidth: true });

  constructor() {
    super();
    this.active = -1;
  }

  get chosen() {
    return [this.value ?? []].flat();
  }

  render() {
    const { chosen } = this;
    return html`
      ${this.head("button")}
      <button
        id="button" type="button" class="box anchor" aria-haspopup="listbox" aria-expanded=${this.popup.open}
        @click=${() => this.popup.toggle()} @keydown=${this.key}
      >
        ${chosen.length ? html`<span class="value">${chosen.join(", ")}</span>` : html`<span class="placeholder">Choose</span>`}
        <kc-icon name="down"></kc-icon>
      </button>
      <div class="panel" popover="manual" role="listbox" @mousedown=${keepFocus}>
        ${this.options.map((option, index) => html`
          <div
            class="option ${index === this.active ? "active" : ""}" role="option"
            aria-selected=${chosen.includes(option)} @click=${() => this.choose(option)}
          >
            <kc-icon name="check"></kc-icon>${option}
          </div>`)}
      </div>`;
  }

  choose(option) {
    if (this.multiple) {
      const { chosen } = this;
      this.value = this.options.filter((other) => chosen.includes(other) !== (other === option));
    } else {
      this.value = option;
      this.popup.hide();
    }
    this.emit("change", this.value);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.popup.show();
      this.active = Math.max(0, Math.min(this.options.length - 1, this.active + step));
    } else if (event.key === "Enter" && this.popup.open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.options[this.active]);
    }
  }
}
customElements.define("kc-select", Select);

class Combobox extends Field {
  static properties = { options: { attribute: false }, value: {}, active: { state: true } };
  static styles = [base, field, popup, css`
    .box {
      gap: 8px;
    }
    .box kc-icon {
      color: var(--kc-ink-soft);
    }
  `];
  popup = new Popup(this, { sameWidth: true });

  constructor() {
    super();
    this.value = "";
    this.active = -1;
  }

  get found() {
    const query = this.value.trim().toLowerCase();
    return query ? this.options.filter((option) => option.toLowerCase().includes(query)) : [];
  }

  render() {
    return html`
      ${this.head("input")}
      <div class="box anchor">
        <kc-icon name="search"></kc-icon>
        <input
          id="input" role="combobox" autocomplete="off" aria-expanded=${this.popup.open}
          .value=${live(this.value)} @input=${this.type} @keydown=${this.key}
        />
      </div>
      <div class="panel" popover="manual" role="listbox" @mousedown=${keepFocus}>
        ${this.found.map((option, index) => html`
          <div class="option ${index === this.active ? "active" : ""}" role="option" @click=${() => this.choose(option)}>${option}</div>`)}
      </div>`;
  }

  type(event) {
    this.value = event.target.value;
    this.active = -1;
    if (this.found.length) this.popup.show();
    else this.popup.hide();
    this.emit("change", this.value);
  }

  choose(option) {
    this.value = option;
    this.popup.hide();
    this.emit("change", option);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.active = Math.max(0, Math.min(this.found.length - 1, this.active + step));
    } else if (event.key === "Enter" && this.active >= 0) {
      this.choose(this.found[this.active]);
    }
  }
}
customElements.define("kc-combobox", Combobox);

class RadioGroup extends Field {
  static properties = { options: { attribute: false }, value: {} };
  static styles = [base, field, css`
    .group {
      display: flex;
      border: 1px solid var(--kc-line);
      border-radius: var(--kc-radius);
      background: var(--kc-paper);
    }
    .option {
      flex: 1;
      display: flex;
      align-items: center;
      gap: 8px;
      height: 40px;
      padding: 0 12px;
      cursor: pointer;
    }
    .option + .option {
      border-inline-start: 1px solid var(--kc-line);
    }
    input {
      width: 17px;
      height: 17px;
      margin: 0;
      accent-color: var(--kc-accent);
    }
  `];

  render() {
    return html`
      <div class="head"><span class="label">${this.label}</span><span class="note">${this.note}</span></div>
      <div class="group" role="radiogroup">
        ${this.options.map((option) => html`
          <label class="option">
            <input type="radio" name="option" .checked=${option === this.value} @change=${() => this.choose(option)} />
            ${option}
          </label>`)}
      </div>`;
  }

  choose(option) {
    this.value = option;
    this.emit("change", option);
  }
}
customElements.define("kc-radio-group", RadioGroup);

class Checkbox extends Element {
  static properties = { checked: { type: Boolean, reflect: true }, note: {} };
  static styles = [base, field, css`
    label {
      display: flex;
      align-items: center;
      gap: 10px;
      cursor: pointer;
    }
    input {
      width: 18px;
      height: 18px;
      margin: 0;
      accent-color: var(--kc-accent);
    }
    .note {
      margin-inline-start: auto;
    }
  `];

  render() {
    return html`
      <label>
        <input type="checkbox" .checked=${live(this.checked)} @change=${this.change} />
        <slot></slot>
        <span class="note">${this.note}</span>
      </label>`;
  }

  change(event) {
    this.checked = event.target.checked;
    this.emit("change", this.checked);
  }
}
customElements.define("kc-checkbox", Checkbox);

class Switch extends Element {
  static properties = { checked: { type: Boolean, reflect: true }, note: {} };
  static styles = [base, field, css`
    .row {
      display: flex;
      align-items: center;
      gap: 10px;
    }
    button {
      position: relative;
      width: 38px;
      height: 22px;
      border-radius: 11px;
      background: #b9aea3;
      transition: background 0.15s;
    }
    button::before {
      content: "";
      position: absolute;
      inset: 3px auto auto 3px;
      width: 16px;
      height: 16px;
      border-radius: 50%;
      background: var(--kc-paper);
      transition: translate 0.15s;
    }
    :host([checked]) button {
      background: var(--kc-accent);
    }
    :host([checked]) button::before {
      translate: 16px 0;
    }
    .text {
      cursor: pointer;
    }
    .note {
      margin-inline-start: auto;
    }
  `];

  render() {
    return html`
      <div class="row">
        <button type="button" role="switch" aria-checked=${Boolean(this.checked)} aria-labelledby="text" @click=${this.toggle}></button>
        <span id="text" class="text" @click=${this.toggle}><slot></slot></span>
        <span class="note">${this.note}</span>
      </div>`;
  }

  toggle() {
    this.checked = !this.checked;
    this.emit("change", this.checked);
  }
}
customElements.define("kc-switch", Switch);

class Slider extends Field {
  static properties = { value: { type: Number }, min: { type: Number }, max: { type: Number } };
  static styles = [base, field, css`
    .track {
      position: relative;
      height: 28px;
      margin-inline: 9px;
      cursor: pointer;
      touch-action: none;
    }
    .track::before,
    .fill {
      content: "";
      position: absolute;
      inset: 12px auto auto -9px;
      width: calc(100% + 18px);
      height: 4px;
      border-radius: 2px;
      background: var(--kc-line);
    }
    .fill {
      width: calc(var(--at) + 9px);
      background: var(--kc-accent);
    }
    .thumb {
      position: absolute;
      top: 5px;
      left: calc(var(--at) - 9px);
      width: 18px;
      height: 18px;
      border-radius: 50%;
      background: var(--kc-paper);
      border: 2px solid var(--kc-accent);
    }
  `];

  render() {
    const at = ((this.value - this.min) / (this.max - this.min)) * 100;
    return html`
      <div class="head"><span class="label" id="label">${this.label}</span><span class="note">${this.note}</span></div>
      <div class="track" style="--at: ${at}%" @pointerdown=${this.press}>
        <div class="fill"></div>
        <div
          class="thumb" role="slider" tabindex="0" aria-labelledby="label"
          aria-valuemin=${this.min} aria-valuemax=${this.max} aria-valuenow=${this.value} @keydown=${this.key}
        ></div>
      </div>`;
  }

  set(value) {
    const next = Math.max(this.min, Math.min(this.max, Math.round(value)));
    if (next === this.value) return;
    this.value = next;
    this.emit("change", next);
  }

  press(event) {
    const track = event.currentTarget;
    const move = ({ clientX }) => {
      const { left, width } = track.getBoundingClientRect();
      this.set(this.min + ((clientX - left) / width) * (this.max - this.min));
    };
    event.preventDefault();
    track.setPointerCapture(event.pointerId);
    track.querySelector(".thumb").focus();
    track.addEventListener("pointermove", move);
    track.addEventListener("lostpointercapture", () => track.removeEventListener("pointermove", move), { once: true });
    move(event);
  }

  key(event) {
    const { value, min, max } = this;
    const next = {
      ArrowLeft: value - 1, ArrowDown: value - 1, ArrowRight: value + 1, ArrowUp: value + 1, Home: min, End: max,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.set(next);
  }
}
customElements.define("kc-slider", Slider);
