import { css, html, LitElement } from "lit";
import "./components/icon.js";
import "./components/buttons.js";
import "./components/fields.js";
import "./components/layout.js";
import "./components/collections.js";
import "./components/media.js";
import {
  byVisits, FEE, FIRING, GLAZES, HOURS, MEMBERS, ORDER, outcome, PAGE_SIZE, SESSIONS, SLIDES, TOOLS, TREE, WHEELS,
} from "../../shared/story.js";

const TABS = [
  ["booking", "Booking"], ["materials", "Materials"], ["members", "Members"], ["shelf", "Shelf"], ["notes", "Notes"],
];

const panel = css`
  :host {
    display: block;
  }
  .grid {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 20px 28px;
  }
  .stack {
    display: grid;
    gap: 18px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .row {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 12px;
  }
  .start {
    justify-content: flex-start;
  }
  .note {
    color: var(--kc-accent);
  }
`;

class Booking extends LitElement {
  static styles = panel;
  static properties = {
    name: { state: true }, guests: { state: true }, date: { state: true }, wheel: { state: true },
    session: { state: true }, firstVisit: { state: true }, apron: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { name: "", guests: 1, wheel: WHEELS[0], session: SESSIONS[0], firstVisit: false, apron: false });
  }

  render() {
    const { guests } = this;
    return html`
      <kc-card>
        <div class="grid">
          <kc-text-field
            label="Full name" note=${outcome.name(this.name)}
            @change=${(event) => { this.name = event.detail; }}
          ></kc-text-field>
          <kc-number-field
            label="Guests" value="1" min="1" max="12" note=${guests >= 1 && guests <= 12 ? outcome.guests(guests) : ""}
            @change=${(event) => { this.guests = event.detail; }}
          ></kc-number-field>
          <kc-date-field
            label="Workshop date" note=${outcome.date(this.date)}
            @change=${(event) => { this.date = event.detail; }}
          ></kc-date-field>
          <kc-select
            label="Wheel type" .options=${WHEELS} .value=${this.wheel} note=${outcome.wheel(this.wheel)}
            @change=${(event) => { this.wheel = event.detail; }}
          ></kc-select>
          <kc-radio-group
            class="wide" label="Session" .options=${SESSIONS} value=${this.session} note=${outcome.session(this.session)}
            @change=${(event) => { this.session = event.detail; }}
          ></kc-radio-group>
          <kc-checkbox
            note=${outcome.firstVisit(this.firstVisit)} @change=${(event) => { this.firstVisit = event.detail; }}
          >First visit</kc-checkbox>
          <kc-switch
            note=${outcome.apron(this.apron)} @change=${(event) => { this.apron = event.detail; }}
          >Apron rental</kc-switch>
        </div>
      </kc-card>`;
  }
}
customElements.define("kc-booking", Booking);

class Materials extends LitElement {
  static styles = panel;
  static properties = { glaze: { state: true }, tools: { state: true }, clay: { state: true }, sent: { state: true } };

  constructor() {
    super();
    Object.assign(this, { glaze: "", tools: [], clay: 2, sent: false });
  }

  get dialog() {
    return this.renderRoot.querySelector("kc-dialog");
  }

  render() {
    return html`
      <div class="stack">
        <kc-card>
          <div class="stack">
            <kc-combobox
              label="Glaze" .options=${GLAZES} note=${outcome.glaze(this.glaze)}
              @change=${(event) => { this.glaze = event.detail; }}
            ></kc-combobox>
            <kc-select
              label="Tools" multiple .options=${TOOLS} .value=${this.tools} note=${outcome.tools(this.tools)}
              @change=${(event) => { this.tools = event.detail; }}
            ></kc-select>
            <kc-slider
              label="Clay" min="0" max="10" value="2" note=${outcome.clay(this.clay)}
              @change=${(event) => { this.clay = event.detail; }}
            ></kc-slider>
          </div>
        </kc-card>
        <kc-card>
          <kc-disclosure heading="Opening hours">${HOURS}</kc-disclosure>
          <kc-disclosure heading="Firing schedule">${FIRING}</kc-disclosure>
        </kc-card>
        <div class="row start">
          <kc-button @click=${() => this.dialog.show()}>Ask for a quote</kc-button>
          <span class="note">${outcome.quote(this.sent)}</span>
        </div>
      </div>
      <kc-dialog heading="Ask for a quote?">
        We look at your list and write back within two working days.
        <kc-button slot="actions" @click=${() => this.dialog.close()}>Cancel</kc-button>
        <kc-button slot="actions" variant="primary" @click=${this.send}>Send request</kc-button>
      </kc-dialog>`;
  }

  send() {
    this.sent = true;
    this.dialog.close();
  }
}
customElements.define("kc-materials", Materials);

class Members extends LitElement {
  static styles = panel;
  static properties = {
    rows: { state: true }, sorted: { state: true }, descending: { state: true }, page: { state: true },
    archived: { state: true },
  };

  columns = [
    { key: "name", title: "Name" },
    { key: "city", title: "City" },
    { key: "visits", title: "Visits" },
    {
      render: (member) => html`
        <kc-menu .items=${["Edit", "Archive", "Remove"]} @choose=${(event) => this.act(event.detail, member)}></kc-menu>`,
    },
  ];

  constructor() {
    super();
    Object.assign(this, { rows: MEMBERS, sorted: "", descending: false, page: 1, archived: "" });
  }

  render() {
    const { rows, page } = this;
    return html`
      <kc-card>
        <div class="row">
          <span class="row">
            Membership fee
            <kc-tooltip text=${FEE}><kc-icon name="question"></kc-icon></kc-tooltip>
          </span>
          <span class="note">${outcome.archived(this.archived)}</span>
        </div>
        <kc-table
          style="margin-top: 10px" .columns=${this.columns} .rows=${rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)}
          sorted=${this.sorted} ?descending=${this.descending} @sort=${(event) => this.sort(event.detail)}
        ></kc-table>
        <kc-pager
          style="justify-content: flex-end; margin-top: 12px"
          page=${page} pages=${Math.ceil(rows.length / PAGE_SIZE)} @change=${(event) => { this.page = event.detail; }}
        >
          <span class="note">${outcome.members(page, rows.length)}</span>
        </kc-pager>
      </kc-card>`;
  }

  sort(key) {
    this.descending = this.sorted === key && !this.descending;
    this.sorted = key;
    const rows = key === "visits" ? byVisits(this.rows) : [...this.rows].sort((a, b) => a[key].localeCompare(b[key]));
    this.rows = this.descending ? rows.reverse() : rows;
    this.page = 1;
  }

  act(action, member) {
    if (action !== "Archive") return;
    this.rows = this.rows.filter((other) => other !== member);
    this.archived = member.name;
    this.page = Math.min(this.page, Math.ceil(this.rows.length / PAGE_SIZE));
  }
}
customElements.define("kc-members", Members);

class Shelf extends LitElement {
  static styles = panel;
  static properties = { shown: { state: true }, order: { state: true } };

  constructor() {
    super();
    Object.assign(this, { shown: "", order: ORDER });
  }

  render() {
    return html`
      <div class="grid">
        <kc-card heading="Folders" note=${outcome.shelf(this.shown)}>
          <kc-tree .nodes=${TREE} @change=${(event) => { this.shown = event.detail; }}></kc-tree>
        </kc-card>
        <kc-card heading="Order of work" note=${outcome.order(this.order)}>
          <kc-sort-list .items=${this.order} @change=${(event) => { this.order = event.detail; }}></kc-sort-list>
        </kc-card>
      </div>`;
  }
}
customElements.define("kc-shelf", Shelf);

class Notes extends LitElement {
  static styles = panel;
  static properties = { note: { state: true }, photo: { state: true }, piece: { state: true } };

  constructor() {
    super();
    Object.assign(this, { note: "", photo: "", piece: 0 });
  }

  render() {
    return html`
      <div class="grid">
        <kc-card class="wide" heading="Notes for the studio" note=${outcome.note(this.note)}>
          <kc-editor @change=${(event) => { this.note = event.detail; }}></kc-editor>
        </kc-card>
        <kc-card heading="Photo of your piece" note=${outcome.photo(this.photo)}>
          <kc-upload @change=${(event) => { this.photo = event.detail.name; }}>Drop a photo here, or choose one</kc-upload>
        </kc-card>
        <kc-card heading="From our kilns" note=${outcome.piece(this.piece)}>
          <kc-carousel .slides=${SLIDES} @change=${(event) => { this.piece = event.detail; }}></kc-carousel>
        </kc-card>
      </div>`;
  }
}
customElements.define("kc-notes", Notes);

class App extends LitElement {
  static styles = [panel, css`
    :host {
      max-width: 1080px;
      margin: 0 auto;
      padding: 26px 24px 48px;
    }
    header {
      display: flex;
      justify-content: space-between;
      align-items: center;
      margin-bottom: 26px;
    }
    h1 {
      margin: 0;
      font: 600 28px / 1.2 Georgia, "Times New Roman", serif;
    }
  `];

  render() {
    return html`
      <header>
        <h1>Kiln &amp; Clay</h1>
        <kc-button variant="primary" @click=${this.confirm}>Confirm booking</kc-button>
      </header>
      <kc-tabs .tabs=${TABS} value="booking">
        <kc-booking slot="booking"></kc-booking>
        <kc-materials slot="materials"></kc-materials>
        <kc-members slot="members"></kc-members>
        <kc-shelf slot="shelf"></kc-shelf>
        <kc-notes slot="notes"></kc-notes>
      </kc-tabs>
      <kc-toasts></kc-toasts>`;
  }

  confirm() {
    this.renderRoot.querySelector("kc-toasts").show(outcome.booked());
  }
}
customElements.define("kc-app", App);
