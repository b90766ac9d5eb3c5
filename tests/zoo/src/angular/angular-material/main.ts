import { provideZonelessChangeDetection } from "@angular/core";
import { provideNativeDateAdapter } from "@angular/material/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { App } from "./app/app";

bootstrapApplication(App, {
  providers: [provideZonelessChangeDetection(), provideNativeDateAdapter()],
}).catch((error) => console.error(error));
