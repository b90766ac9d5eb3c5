import { Component, computed, inject, signal } from "@angular/core";
import { MatAutocomplete, MatAutocompleteTrigger } from "@angular/material/autocomplete";
import { MatButton } from "@angular/material/button";
import { MatDialog, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from "@angular/material/dialog";
import { MatAccordion, MatExpansionPanel, MatExpansionPanelHeader, MatExpansionPanelTitle } from "@angular/material/expansion";
import { MatFormField, MatHint, MatLabel } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";
import { MatOption, MatSelect } from "@angular/material/select";
import { MatSlider, MatSliderThumb } from "@angular/material/slider";
import { FIRING, GLAZES, HOURS, TOOLS, outcome } from "../../../shared/story.js";

@Component({
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title>Ask for a quote?</h2>
    <mat-dialog-content>We answer by e-mail within two working days.</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close>Cancel</button>
      <button matButton [mat-dialog-close]="true">Send request</button>
    </mat-dialog-actions>
  `,
})
export class QuoteDialog {}

@Component({
  selector: "app-materials",
  imports: [
    MatAccordion, MatAutocomplete, MatAutocompleteTrigger, MatButton, MatExpansionPanel,
    MatExpansionPanelHeader, MatExpansionPanelTitle, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect,
    MatSlider, MatSliderThumb,
  ],
  template: `
    <div class="panel">
      <mat-form-field>
        <mat-label>Glaze</mat-label>
        <input matInput #field (input)="glaze.set(field.value)" [matAutocomplete]="glazes">
        <mat-autocomplete #glazes (optionSelected)="glaze.set($event.option.value)">
          @for (name of suggestions(); track name) {
            <mat-option [value]="name">{{ name }}</mat-option>
          }
        </mat-autocomplete>
        <mat-hint>{{ outcome.glaze(glaze()) }}</mat-hint>
      </mat-form-field>
      <mat-form-field>
        <mat-label>Tools</mat-label>
        <mat-select multiple [(value)]="chosen">
          @for (tool of tools; track tool) {
            <mat-option [value]="tool">{{ tool }}</mat-option>
          }
        </mat-select>
        <mat-hint>{{ outcome.tools(chosen()) }}</mat-hint>
      </mat-form-field>
      <div class="clay">
        <span>Clay</span>
        <mat-slider min="0" max="10" step="1" discrete showTickMarks>
          <input matSliderThumb [(value)]="clay">
        </mat-slider>
        <span>{{ outcome.clay(clay()) }}</span>
      </div>
      <mat-accordion>
        <mat-expansion-panel>
          <mat-expansion-panel-header><mat-panel-title>Opening hours</mat-panel-title></mat-expansion-panel-header>
          <p>{{ hours }}</p>
        </mat-expansion-panel>
        <mat-expansion-panel>
          <mat-expansion-panel-header><mat-panel-title>Firing schedule</mat-panel-title></mat-expansion-panel-header>
          <p>{{ firing }}</p>
        </mat-expansion-panel>
      </mat-accordion>
      <div class="quote">
        <button matButton="outlined" (click)="ask()">Ask for a quote</button>
        <span>{{ outcome.quote(sent()) }}</span>
      </div>
    </div>
  `,
  styles: `
    .panel { display: flex; flex-direction: column; gap: 16px; }
    .clay, .quote { display: flex; align-items: center; gap: 16px; }
    mat-slider { flex: 1; }
    mat-accordion { display: block; margin: 8px 0; }
    p { margin: 0; }
  `,
})
export class Materials {
  private readonly dialog = inject(MatDialog);
  protected readonly outcome = outcome;
  protected readonly hours = HOURS;
  protected readonly firing = FIRING;
  protected readonly tools = TOOLS;
  protected readonly glaze = signal("");
  protected readonly chosen = signal<string[]>([]);
  protected readonly clay = signal(2);
  protected readonly sent = signal(false);
  protected readonly suggestions = computed(() => {
    const typed = this.glaze().trim().toLowerCase();
    return GLAZES.filter((name) => name.toLowerCase().includes(typed));
  });

  protected ask(): void {
    this.dialog.open(QuoteDialog).afterClosed().subscribe((sent) => {
      if (sent) this.sent.set(true);
    });
  }
}
