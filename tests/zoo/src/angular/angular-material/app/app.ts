import { Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatSnackBar } from "@angular/material/snack-bar";
import { MatTab, MatTabGroup } from "@angular/material/tabs";
import { MatToolbar } from "@angular/material/toolbar";
import { outcome } from "../../../shared/story.js";
import { Booking } from "./booking";
import { registerIcons } from "./icons";
import { Materials } from "./materials";
import { Members } from "./members";
import { Notes } from "./notes";
import { Shelf } from "./shelf";

@Component({
  selector: "app-root",
  imports: [Booking, Materials, Members, Notes, Shelf, MatButton, MatTab, MatTabGroup, MatToolbar],
  template: `
    <mat-toolbar>
      <span>Kiln &amp; Clay</span>
      <span class="spacer"></span>
      <button matButton="filled" (click)="confirm()">Confirm booking</button>
    </mat-toolbar>
    <mat-tab-group preserveContent mat-stretch-tabs="false" mat-align-tabs="center">
      <mat-tab label="Booking"><app-booking /></mat-tab>
      <mat-tab label="Materials"><app-materials /></mat-tab>
      <mat-tab label="Members"><app-members /></mat-tab>
      <mat-tab label="Shelf"><app-shelf /></mat-tab>
      <mat-tab label="Notes"><app-notes /></mat-tab>
    </mat-tab-group>
  `,
  styles: `
    mat-toolbar { padding: 0 32px; }
    .spacer { flex: 1; }
  `,
})
export class App {
  private readonly snackBar = inject(MatSnackBar);

  constructor() {
    registerIcons();
  }

  protected confirm(): void {
    this.snackBar.open(outcome.booked(), "Dismiss", { duration: 6000 });
  }
}
