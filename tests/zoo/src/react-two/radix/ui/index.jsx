import { clsx } from "clsx";
import {
  Accordion as AccordionPrimitive,
  AlertDialog as AlertDialogPrimitive,
  Checkbox as CheckboxPrimitive,
  DropdownMenu as MenuPrimitive,
  Label as LabelPrimitive,
  Popover as PopoverPrimitive,
  RadioGroup as RadioGroupPrimitive,
  Select as SelectPrimitive,
  Slider as SliderPrimitive,
  Switch as SwitchPrimitive,
  Tabs as TabsPrimitive,
  Toast as ToastPrimitive,
  Tooltip as TooltipPrimitive,
} from "radix-ui";
import { CheckIcon, ChevronDownIcon, CircleIcon, XIcon } from "lucide-react";
import { buttonVariants } from "./button.jsx";

export { Button } from "./button.jsx";

const POPUP =
  "z-50 rounded-md border bg-popover text-popover-foreground shadow-md outline-none data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-95 data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=closed]:zoom-out-95";
const ITEM =
  "relative flex w-full cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-[highlighted]:bg-accent data-[highlighted]:text-accent-foreground data-[disabled]:pointer-events-none data-[disabled]:opacity-50";
const FOCUS = "outline-none focus-visible:border-ring focus-visible:ring-[3px] focus-visible:ring-ring/50";

export const INPUT = `h-9 w-full min-w-0 rounded-md border border-input bg-transparent px-3 py-1 text-sm shadow-xs transition-[color,box-shadow] placeholder:text-muted-foreground file:mr-3 file:inline-flex file:h-7 file:border-0 file:bg-transparent file:text-sm file:font-medium file:text-foreground ${FOCUS}`;

export const Input = ({ className, ...props }) => <input data-slot="input" className={clsx(INPUT, className)} {...props} />;

export const Label = ({ className, ...props }) => (
  <LabelPrimitive.Root
    data-slot="label"
    className={clsx("flex items-center gap-2 text-sm leading-none font-medium select-none", className)}
    {...props}
  />
);

// Card
export const Card = ({ className, ...props }) => (
  <div
    data-slot="card"
    className={clsx("flex flex-col gap-6 rounded-xl border bg-card py-6 text-card-foreground shadow-sm", className)}
    {...props}
  />
);
export const CardHeader = (props) => <div data-slot="card-header" className="grid gap-1.5 px-6" {...props} />;
export const CardTitle = (props) => <div data-slot="card-title" className="leading-none font-semibold" {...props} />;
export const CardDescription = (props) => (
  <div data-slot="card-description" className="text-sm text-muted-foreground" {...props} />
);
export const CardContent = ({ className, ...props }) => (
  <div data-slot="card-content" className={clsx("px-6", className)} {...props} />
);

// Tabs
export const Tabs = (props) => <TabsPrimitive.Root data-slot="tabs" {...props} />;
export const TabsList = (props) => (
  <TabsPrimitive.List
    data-slot="tabs-list"
    className="inline-flex h-9 w-fit items-center justify-center rounded-lg bg-muted p-[3px] text-muted-foreground"
    {...props}
  />
);
export const TabsTrigger = (props) => (
  <TabsPrimitive.Trigger
    data-slot="tabs-trigger"
    className={clsx(
      "inline-flex h-full items-center justify-center rounded-md border border-transparent px-3 py-1 text-sm font-medium whitespace-nowrap text-foreground transition-[color,box-shadow] data-[state=active]:bg-background data-[state=active]:shadow-sm",
      FOCUS,
    )}
    {...props}
  />
);
export const TabsContent = (props) => (
  <TabsPrimitive.Content
    data-slot="tabs-content"
    className="outline-none data-[state=inactive]:hidden"
    forceMount
    {...props}
  />
);

// Select
export const Select = SelectPrimitive.Root;
export const SelectValue = SelectPrimitive.Value;
export const SelectTrigger = ({ children, ...props }) => (
  <SelectPrimitive.Trigger
    data-slot="select-trigger"
    className={clsx(
      "flex h-9 w-full items-center justify-between gap-2 rounded-md border border-input bg-transparent px-3 py-2 text-sm whitespace-nowrap shadow-xs transition-[color,box-shadow]",
      FOCUS,
    )}
    {...props}
  >
    {children}
    <SelectPrimitive.Icon asChild>
      <ChevronDownIcon className="size-4 opacity-50" />
    </SelectPrimitive.Icon>
  </SelectPrimitive.Trigger>
);
export const SelectContent = ({ children, ...props }) => (
  <SelectPrimitive.Portal>
    <SelectPrimitive.Content
      data-slot="select-content"
      position="popper"
      sideOffset={4}
      className={clsx(POPUP, "overflow-hidden")}
      {...props}
    >
      <SelectPrimitive.Viewport className="w-full min-w-(--radix-select-trigger-width) p-1">
        {children}
      </SelectPrimitive.Viewport>
    </SelectPrimitive.Content>
  </SelectPrimitive.Portal>
);
export const SelectItem = ({ children, ...props }) => (
  <SelectPrimitive.Item data-slot="select-item" className={clsx(ITEM, "pr-8")} {...props}>
    <span className="absolute right-2 flex size-3.5 items-center justify-center">
      <SelectPrimitive.ItemIndicator>
        <CheckIcon className="size-4" />
      </SelectPrimitive.ItemIndicator>
    </span>
    <SelectPrimitive.ItemText>{children}</SelectPrimitive.ItemText>
  </SelectPrimitive.Item>
);

// Radio group, check box, switch, slider
export const RadioGroup = (props) => (
  <RadioGroupPrimitive.Root data-slot="radio-group" className="grid gap-3" {...props} />
);
export const RadioGroupItem = (props) => (
  <RadioGroupPrimitive.Item
    data-slot="radio-group-item"
    className={clsx("aspect-square size-4 shrink-0 rounded-full border border-input text-primary shadow-xs", FOCUS)}
    {...props}
  >
    <RadioGroupPrimitive.Indicator className="relative flex items-center justify-center">
      <CircleIcon className="absolute top-1/2 left-1/2 size-2 -translate-x-1/2 -translate-y-1/2 fill-primary" />
    </RadioGroupPrimitive.Indicator>
  </RadioGroupPrimitive.Item>
);
export const Checkbox = (props) => (
  <CheckboxPrimitive.Root
    data-slot="checkbox"
    className={clsx(
      "size-4 shrink-0 rounded-[4px] border border-input shadow-xs data-[state=checked]:border-primary data-[state=checked]:bg-primary data-[state=checked]:text-primary-foreground",
      FOCUS,
    )}
    {...props}
  >
    <CheckboxPrimitive.Indicator className="flex items-center justify-center text-current">
      <CheckIcon className="size-3.5" />
    </CheckboxPrimitive.Indicator>
  </CheckboxPrimitive.Root>
);
export const Switch = (props) => (
  <SwitchPrimitive.Root
    data-slot="switch"
    className={clsx(
      "inline-flex h-[1.15rem] w-8 shrink-0 items-center rounded-full border border-transparent shadow-xs transition-all data-[state=checked]:bg-primary data-[state=unchecked]:bg-neutral-300",
      FOCUS,
    )}
    {...props}
  >
    <SwitchPrimitive.Thumb className="pointer-events-none block size-4 rounded-full bg-background transition-transform data-[state=checked]:translate-x-[calc(100%-2px)] data-[state=unchecked]:translate-x-0" />
  </SwitchPrimitive.Root>
);
export const Slider = (props) => (
  <SliderPrimitive.Root
    data-slot="slider"
    className="relative flex h-4 w-full touch-none items-center select-none"
    {...props}
  >
    <SliderPrimitive.Track className="relative h-1.5 w-full grow overflow-hidden rounded-full bg-neutral-200">
      <SliderPrimitive.Range className="absolute h-full bg-primary" />
    </SliderPrimitive.Track>
    <SliderPrimitive.Thumb className="block size-4 shrink-0 rounded-full border border-primary bg-background shadow-sm ring-ring/50 transition-[color,box-shadow] outline-none hover:ring-4 focus-visible:ring-4" />
  </SliderPrimitive.Root>
);

// Popover, tooltip, menu
export const Popover = PopoverPrimitive.Root;
export const PopoverTrigger = PopoverPrimitive.Trigger;
export const PopoverAnchor = PopoverPrimitive.Anchor;
export const PopoverContent = ({ className, ...props }) => (
  <PopoverPrimitive.Portal>
    <PopoverPrimitive.Content
      data-slot="popover-content"
      align="start"
      sideOffset={4}
      className={clsx(POPUP, className)}
      {...props}
    />
  </PopoverPrimitive.Portal>
);

export const TooltipProvider = TooltipPrimitive.Provider;
export const Tooltip = TooltipPrimitive.Root;
export const TooltipTrigger = TooltipPrimitive.Trigger;
export const TooltipContent = ({ children, ...props }) => (
  <TooltipPrimitive.Portal>
    <TooltipPrimitive.Content
      data-slot="tooltip-content"
      sideOffset={2}
      className="z-50 w-fit rounded-md bg-primary px-3 py-1.5 text-xs text-balance text-primary-foreground animate-in fade-in-0 zoom-in-95"
      {...props}
    >
      {children}
      <TooltipPrimitive.Arrow className="fill-primary" />
    </TooltipPrimitive.Content>
  </TooltipPrimitive.Portal>
);

export const DropdownMenu = MenuPrimitive.Root;
export const DropdownMenuTrigger = MenuPrimitive.Trigger;
export const DropdownMenuContent = ({ className, ...props }) => (
  <MenuPrimitive.Portal>
    <MenuPrimitive.Content
      data-slot="dropdown-menu-content"
      sideOffset={4}
      className={clsx(POPUP, "min-w-[8rem] p-1", className)}
      {...props}
    />
  </MenuPrimitive.Portal>
);
export const DropdownMenuItem = ({ variant, ...props }) => (
  <MenuPrimitive.Item
    data-slot="dropdown-menu-item"
    className={clsx(ITEM, variant === "destructive" && "text-destructive data-[highlighted]:bg-destructive/10")}
    {...props}
  />
);
export const DropdownMenuSeparator = () => <MenuPrimitive.Separator className="-mx-1 my-1 h-px bg-border" />;
export const DropdownMenuCheckboxItem = ({ children, ...props }) => (
  <MenuPrimitive.CheckboxItem data-slot="dropdown-menu-checkbox-item" className={clsx(ITEM, "pl-8")} {...props}>
    <span className="pointer-events-none absolute left-2 flex size-3.5 items-center justify-center">
      <MenuPrimitive.ItemIndicator>
        <CheckIcon className="size-4" />
      </MenuPrimitive.ItemIndicator>
    </span>
    {children}
  </MenuPrimitive.CheckboxItem>
);

// Accordion
export const Accordion = AccordionPrimitive.Root;
export const AccordionItem = (props) => (
  <AccordionPrimitive.Item data-slot="accordion-item" className="border-b last:border-b-0" {...props} />
);
export const AccordionTrigger = ({ children, ...props }) => (
  <AccordionPrimitive.Header className="flex">
    <AccordionPrimitive.Trigger
      data-slot="accordion-trigger"
      className={clsx(
        "flex flex-1 items-start justify-between gap-4 rounded-md py-4 text-left text-sm font-medium transition-all hover:underline [&[data-state=open]>svg]:rotate-180",
        FOCUS,
      )}
      {...props}
    >
      {children}
      <ChevronDownIcon className="pointer-events-none size-4 shrink-0 translate-y-0.5 text-muted-foreground transition-transform duration-200" />
    </AccordionPrimitive.Trigger>
  </AccordionPrimitive.Header>
);
export const AccordionContent = ({ children, ...props }) => (
  <AccordionPrimitive.Content
    data-slot="accordion-content"
    className="overflow-hidden text-sm data-[state=closed]:animate-accordion-up data-[state=open]:animate-accordion-down"
    {...props}
  >
    <div className="pb-4">{children}</div>
  </AccordionPrimitive.Content>
);

// Alert dialog
export const AlertDialog = AlertDialogPrimitive.Root;
export const AlertDialogTrigger = AlertDialogPrimitive.Trigger;
export const AlertDialogContent = (props) => (
  <AlertDialogPrimitive.Portal>
    <AlertDialogPrimitive.Overlay className="fixed inset-0 z-50 bg-black/50 data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0" />
    <AlertDialogPrimitive.Content
      data-slot="alert-dialog-content"
      className="fixed top-[50%] left-[50%] z-50 grid w-full max-w-lg translate-x-[-50%] translate-y-[-50%] gap-4 rounded-lg border bg-background p-6 shadow-lg duration-200 data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=closed]:zoom-out-95 data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-95"
      {...props}
    />
  </AlertDialogPrimitive.Portal>
);
export const AlertDialogHeader = (props) => <div className="flex flex-col gap-2 text-left" {...props} />;
export const AlertDialogFooter = (props) => <div className="flex justify-end gap-2" {...props} />;
export const AlertDialogTitle = (props) => (
  <AlertDialogPrimitive.Title className="text-lg font-semibold" {...props} />
);
export const AlertDialogDescription = (props) => (
  <AlertDialogPrimitive.Description className="text-sm text-muted-foreground" {...props} />
);
export const AlertDialogAction = (props) => <AlertDialogPrimitive.Action className={buttonVariants()} {...props} />;
export const AlertDialogCancel = (props) => (
  <AlertDialogPrimitive.Cancel className={buttonVariants({ variant: "outline" })} {...props} />
);

// Toast
export const ToastProvider = ToastPrimitive.Provider;
export const ToastViewport = () => (
  <ToastPrimitive.Viewport className="fixed right-0 bottom-0 z-[100] flex w-full max-w-[360px] flex-col gap-2 p-4 outline-none" />
);
export const Toast = ({ children, ...props }) => (
  <ToastPrimitive.Root
    className="pointer-events-auto relative flex w-full items-center justify-between gap-4 rounded-md border bg-background p-4 pr-8 shadow-lg data-[state=closed]:animate-out data-[state=closed]:fade-out-80 data-[state=closed]:slide-out-to-right-full data-[state=open]:animate-in data-[state=open]:slide-in-from-bottom-full"
    {...props}
  >
    <ToastPrimitive.Title className="text-sm font-semibold">{children}</ToastPrimitive.Title>
    <ToastPrimitive.Close className="absolute top-2 right-2 rounded-md p-1 text-foreground/50 hover:text-foreground">
      <XIcon className="size-4" />
    </ToastPrimitive.Close>
  </ToastPrimitive.Root>
);

// Table
export const Table = (props) => <table data-slot="table" className="w-full caption-bottom text-sm" {...props} />;
export const TableHeader = (props) => <thead className="[&_tr]:border-b" {...props} />;
export const TableBody = (props) => <tbody className="[&_tr:last-child]:border-0" {...props} />;
export const TableRow = (props) => <tr className="border-b transition-colors hover:bg-muted/50" {...props} />;
export const TableHead = ({ className, ...props }) => (
  <th className={clsx("h-10 px-2 text-left align-middle font-medium whitespace-nowrap", className)} {...props} />
);
export const TableCell = ({ className, ...props }) => (
  <td className={clsx("p-2 align-middle whitespace-nowrap", className)} {...props} />
);
