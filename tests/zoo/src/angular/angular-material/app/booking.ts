import { Component, signal } from "@angular/core";
import { MatCheckbox } from "@angular/material/checkbox";
import { MatDatepicker, MatDatepickerInput, MatDatepickerToggle } from "@angular/material/datepicker";
import { MatFormField, MatHint, MatLabel, MatSuffix } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";
import { MatRadioButton, MatRadioGroup } from "@angular/material/radio";
import { MatOption, MatSelect } from "@angular/material/select";
import { MatSlideToggle } from "@angular/material/slide-toggle";
import { SESSIONS, WHEELS, outcome } from "../../../shared/story.js";

@Component({
  selector: "app-booking",
  imports: [
    MatCheckbox, MatDatepicker, MatDatepickerInput, MatDatepickerToggle, MatFormField, MatHint, MatInput,
    MatLabel, MatOption, MatRadioButton, MatRadioGroup, MatSelect, MatSlideToggle, MatSuffix,
  ],
  template: `
    <div class="panel fields">
      <mat-form-field>
        <mat-label>Full name</mat-label>
        <input matInput #fullName [value]="name()" (input)="name.set(fullName.value)">
        <mat-hint>{{ outcome.name(name()) }}</mat-hint>
      </mat-form-field>
      <mat-form-field>
        <mat-label>Guests</mat-label>
        <input matInput type="number" min="1" max="12" #count [value]="guests()" (input)="guests.set(count.valueAsNumber)">
        @if (guests() >= 1 && guests() <= 12) {
          <mat-hint>{{ outcome.guests(guests()) }}</mat-hint>
        } @else {
          <mat-hint>1 to 12 guests</mat-hint>
        }
      </mat-form-field>
      <mat-form-field>
        <mat-label>Workshop date</mat-label>
        <input matInput readonly [matDatepicker]="picker" (dateChange)="date.set($event.value)" (click)="picker.open()">
        <mat-datepicker-toggle matIconSuffix [for]="picker" />
        <mat-datepicker #picker />
        <mat-hint>{{ date() ? outcome.date(date()) : "" }}</mat-hint>
      </mat-form-field>
      <mat-form-field>
        <mat-label>Wheel type</mat-label>
        <mat-select [(value)]="wheel">
          @for (type of wheels; track type) {
            <mat-option [value]="type">{{ type }}</mat-option>
          }
        </mat-select>
        <mat-hint>{{ outcome.wheel(wheel()) }}</mat-hint>
      </mat-form-field>
      <div class="wide">
        <label id="session">Session</label>
        <mat-radio-group aria-labelledby="session" [value]="session()" (change)="session.set($event.value)">
          @for (part of sessions; track part) {
            <mat-radio-button [value]="part">{{ part }}</mat-radio-button>
          }
        </mat-radio-group>
        <p class="outcome">{{ outcome.session(session()) }}</p>
      </div>
      <div>
        <mat-checkbox [checked]="firstVisit()" (change)="firstVisit.set($event.checked)">First visit</mat-checkbox>
        <p class="outcome">{{ outcome.firstVisit(firstVisit()) }}</p>
      </div>
      <div>
        <mat-slide-toggle [checked]="apron()" (change)="apron.set($event.checked)">Apron rental</mat-slide-toggle>
        <p class="outcome">{{ outcome.apron(apron()) }}</p>
      </div>
    </div>
  `,
  styles: `
    .fields { display: grid; grid-template-columns: 1fr 1fr; gap: 16px 24px; }
    .wide { grid-column: 1 / -1; }
    mat-radio-group { display: flex; gap: 8px; }
  `,
})
export class Booking {
  protected readonly outcome = outcome;
  protected readonly wheels = WHEELS;
  protected readonly sessions = SESSIONS;
  protected readonly name = signal("");
  protected readonly guests = signal(1);
  protected readonly date = signal<Date | null>(null);
  protected readonly wheel = signal(WHEELS[0]);
  protected readonly session = signal(SESSIONS[0]);
  protected readonly firstVisit = signal(false);
  protected readonly apron = signal(false);
}
