import { Editor as TipTap } from "@tiptap/core";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { UndoRedo } from "@tiptap/extensions";
import { css, html } from "lit";
import { base, Element } from "./base.js";

class Editor extends Element {
  static styles = [base, css`
    :host {
      border: 1px solid var(--kc-line);
      border-radius: var(--kc-radius);
    }
    :host(:focus-within) {
      border-color: var(--kc-accent);
    }
    .bar {
      display: flex;
      gap: 2px;
      padding: 3px;
      border-bottom: 1px solid var(--kc-line);
    }
    .tiptap {
      min-height: 110px;
      padding: 6px 14px;
      outline: none;
      white-space: pre-wrap;
      overflow-wrap: break-word;
    }
    .tiptap p {
      margin: 4px 0;
    }
  `];

  firstUpdated() {
    this.editor = new TipTap({
      element: this.renderRoot.querySelector(".text"),
      extensions: [Document, Paragraph, Text, Bold, Italic, BulletList, ListItem, UndoRedo],
      injectCSS: false,
      onUpdate: ({ editor }) => this.emit("change", editor.getText()),
      onTransaction: () => this.requestUpdate(),
    });
  }

  render() {
    const on = (name) => this.editor?.isActive(name) ?? false;
    const run = (command) => () => this.editor.chain().focus()[command]().run();
    return html`
      <div class="bar" @mousedown=${(event) => event.preventDefault()}>
        <kc-icon-button icon="bold" ?pressed=${on("bold")} @click=${run("toggleBold")}></kc-icon-button>
        <kc-icon-button icon="italic" ?pressed=${on("italic")} @click=${run("toggleItalic")}></kc-icon-button>
        <kc-icon-button icon="list" ?pressed=${on("bulletList")} @click=${run("toggleBulletList")}></kc-icon-button>
      </div>
      <div class="text"></div>`;
  }
}
customElements.define("kc-editor", Editor);

class Upload extends Element {
  static properties = { over: { state: true } };
  static styles = [base, css`
    .zone {
      display: flex;
      justify-content: center;
      align-items: center;
      gap: 10px;
      height: 200px;
      border: 2px dashed var(--kc-line);
      border-radius: var(--kc-radius);
      color: var(--kc-ink-soft);
      cursor: pointer;
    }
    .zone:hover,
    .over {
      border-color: var(--kc-accent);
      background: var(--kc-accent-soft);
    }
  `];

  render() {
    return html`
      <div
        class="zone ${this.over ? "over" : ""}"
        @click=${() => this.renderRoot.querySelector("input").click()}
        @dragover=${(event) => { event.preventDefault(); this.over = true; }}
        @dragleave=${() => { this.over = false; }}
        @drop=${this.drop}
      >
        <kc-icon name="photo"></kc-icon><slot></slot>
      </div>
      <input type="file" accept="image/*" hidden @change=${(event) => this.take(event.target.files)} />`;
  }

  drop(event) {
    event.preventDefault();
    this.over = false;
    this.take(event.dataTransfer.files);
  }

  take([file]) {
    if (file) this.emit("change", file);
  }
}
customElements.define("kc-upload", Upload);

class Carousel extends Element {
  static properties = { slides: { attribute: false }, index: { type: Number } };
  static styles = [base, css`
    :host {
      position: relative;
      overflow: hidden;
      border-radius: var(--kc-radius);
    }
    .strip {
      display: flex;
      transition: translate 0.25s;
    }
    .slide {
      flex: 0 0 100%;
      display: flex;
      justify-content: center;
      align-items: center;
      height: 200px;
      font-size: 24px;
      color: var(--kc-paper);
      background: #6b3526;
    }
    .slide:nth-child(2) {
      background: #8a6a3c;
    }
    .slide:nth-child(3) {
      background: #46584f;
    }
    kc-icon-button {
      position: absolute;
      top: 83px;
      border-radius: 50%;
      background: var(--kc-paper);
    }
    .previous {
      left: 12px;
    }
    .next {
      right: 12px;
    }
  `];

  constructor() {
    super();
    this.index = 0;
  }

  render() {
    const { slides, index } = this;
    return html`
      <div class="strip" style="translate: -${index * 100}% 0">
        ${slides.map((slide, at) => html`<div class="slide" ?inert=${at !== index}>${slide}</div>`)}
      </div>
      <kc-icon-button class="previous" icon="left" ?hidden=${index === 0} @click=${() => this.go(index - 1)}></kc-icon-button>
      <kc-icon-button class="next" icon="right" ?hidden=${index === slides.length - 1} @click=${() => this.go(index + 1)}></kc-icon-button>`;
  }

  go(index) {
    this.index = index;
    this.emit("change", index);
  }
}
customElements.define("kc-carousel", Carousel);
