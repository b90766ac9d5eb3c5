import { AfterViewInit, Component, ElementRef, signal, viewChild } from "@angular/core";
import { MatButton, MatIconButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import EmblaCarousel, { EmblaCarouselType } from "embla-carousel";
import { init } from "pell";
import { SLIDES, outcome } from "../../../shared/story.js";

@Component({
  selector: "app-notes",
  imports: [MatButton, MatIcon, MatIconButton],
  template: `
    <div class="panel">
      <section>
        <h2>Notes for the studio</h2>
        <div class="editor" #editor></div>
        <p class="outcome">{{ outcome.note(note()) }}</p>
      </section>
      <section>
        <h2>Photo of your piece</h2>
        <button matButton="tonal" (click)="file.click()"><mat-icon svgIcon="upload" />Choose file</button>
        <input #file type="file" accept="image/*" hidden (change)="photo.set(file.files?.[0]?.name ?? '')">
        <p class="outcome">{{ outcome.photo(photo()) }}</p>
      </section>
      <section>
        <h2>Recent pieces</h2>
        <div class="carousel">
          <button matIconButton [disabled]="index() === 0" (click)="carousel?.scrollPrev()">
            <mat-icon svgIcon="chevron_left" />
          </button>
          <div class="viewport" #viewport>
            <div class="slides">
              @for (slide of slides; track slide) {
                <div class="slide">{{ slide }}</div>
              }
            </div>
          </div>
          <button matIconButton [disabled]="index() === slides.length - 1" (click)="carousel?.scrollNext()">
            <mat-icon svgIcon="chevron_right" />
          </button>
        </div>
        <p class="outcome">{{ outcome.piece(index()) }}</p>
      </section>
    </div>
  `,
  styles: `
    section { margin-bottom: 24px; }
    h2 { margin: 0 0 12px; font: var(--mat-sys-title-medium); }
    .carousel { display: flex; align-items: center; gap: 8px; }
    .viewport { flex: 1; overflow: hidden; border-radius: 12px; }
    .slides { display: flex; }
    .slide { flex: 0 0 100%; min-width: 0; height: 160px; display: grid; place-items: center; background: var(--mat-sys-secondary-container); color: var(--mat-sys-on-secondary-container); font: var(--mat-sys-headline-small); }
  `,
})
export class Notes implements AfterViewInit {
  private readonly editor = viewChild.required<ElementRef<HTMLElement>>("editor");
  private readonly viewport = viewChild.required<ElementRef<HTMLElement>>("viewport");
  protected readonly outcome = outcome;
  protected readonly slides = SLIDES;
  protected readonly note = signal("");
  protected readonly photo = signal("");
  protected readonly index = signal(0);
  protected carousel?: EmblaCarouselType;

  ngAfterViewInit(): void {
    const { content } = init({
      element: this.editor().nativeElement,
      onChange: () => this.note.set(content.innerText),
      actions: ["bold", "italic", "underline", "olist", "ulist"],
    });
    this.carousel = EmblaCarousel(this.viewport().nativeElement, { watchDrag: false });
    this.carousel.on("select", (carousel) => this.index.set(carousel.selectedScrollSnap()));
  }
}
