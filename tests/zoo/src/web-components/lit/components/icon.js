import { css, html, LitElement, svg } from "lit";

const PATHS = {
  bold: ["M7 5h6a3.5 3.5 0 0 1 0 7H7z", "M7 12h7a3.5 3.5 0 0 1 0 7H7z"],
  calendar: ["M4 6h16v14H4z", "M4 10h16", "M8 3v4", "M16 3v4"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  down: ["M6 9l6 6 6-6"],
  folder: ["M3 6h6l2 2h10v11H3z"],
  grip: ["M5 9h14", "M5 15h14"],
  italic: ["M11 5h6", "M7 19h6", "M14 5l-4 14"],
  left: ["M15 6l-6 6 6 6"],
  list: ["M9 6h11", "M9 12h11", "M9 18h11", "M4 6h.01", "M4 12h.01", "M4 18h.01"],
  more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  photo: ["M4 5h16v14H4z", "M4 16l5-5 5 5 2-2 4 4", "M15 9h.01"],
  question: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7", "M12 16.7h.01"],
  right: ["M9 6l6 6-6 6"],
  search: ["M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M20 20l-4-4"],
  sort: ["M8 10l4-4 4 4", "M8 14l4 4 4-4"],
  up: ["M6 15l6-6 6 6"],
};

class Icon extends LitElement {
  static properties = { name: {} };
  static styles = css`
    :host {
      display: inline-flex;
    }
    svg {
      width: 1.25em;
      height: 1.25em;
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    :host([name="more"]) svg {
      stroke-width: 3.5;
    }
  `;

  render() {
    return html`<svg viewBox="0 0 24 24">${PATHS[this.name]?.map((path) => svg`<path d=${path} />`)}</svg>`;
  }
}
customElements.define("kc-icon", Icon);
