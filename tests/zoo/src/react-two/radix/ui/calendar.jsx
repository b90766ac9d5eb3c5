import { clsx } from "clsx";
import { ChevronLeftIcon, ChevronRightIcon } from "lucide-react";
import { DayPicker } from "react-day-picker";
import { buttonVariants } from "./button.jsx";

const nav = buttonVariants({ variant: "ghost", size: "icon" });

export const Calendar = (props) => (
  <DayPicker
    showOutsideDays
    className="p-3"
    classNames={{
      months: "relative flex flex-col gap-4",
      month: "flex flex-col gap-4",
      nav: "absolute inset-x-0 top-0 flex w-full items-center justify-between",
      button_previous: clsx(nav, "aria-disabled:opacity-50"),
      button_next: clsx(nav, "aria-disabled:opacity-50"),
      month_caption: "flex h-8 w-full items-center justify-center text-sm font-medium",
      month_grid: "w-full border-collapse",
      weekdays: "flex",
      weekday: "w-8 flex-1 text-[0.8rem] font-normal text-muted-foreground select-none",
      week: "mt-2 flex w-full",
      day: "group/day relative size-8 p-0 text-center select-none",
      day_button:
        "flex size-8 items-center justify-center rounded-md text-sm font-normal outline-none hover:bg-accent focus-visible:ring-[3px] focus-visible:ring-ring/50 group-data-[selected=true]/day:bg-primary group-data-[selected=true]/day:text-primary-foreground",
      today: "rounded-md bg-accent text-accent-foreground",
      outside: "text-muted-foreground opacity-60",
    }}
    components={{
      Chevron: ({ orientation }) =>
        orientation === "left" ? <ChevronLeftIcon className="size-4" /> : <ChevronRightIcon className="size-4" />,
    }}
    {...props}
  />
);
