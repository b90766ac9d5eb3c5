import { useState } from "react";
import { ChevronsUpDownIcon } from "lucide-react";
import { FIRING, GLAZES, HOURS, TOOLS, outcome } from "@zoo";
import { Field, Outcome } from "./field.jsx";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "./ui/command.jsx";
import {
  Accordion,
  AccordionContent,
  AccordionItem,
  AccordionTrigger,
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
  AlertDialogTrigger,
  Button,
  Card,
  CardContent,
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
  INPUT,
  Label,
  Popover,
  PopoverAnchor,
  PopoverContent,
  Slider,
} from "./ui/index.jsx";

function Autocomplete({ options, placeholder, onChange }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  return (
    <Popover open={open && text !== ""} onOpenChange={setOpen}>
      <Command>
        <PopoverAnchor asChild>
          <CommandInput
            className={INPUT}
            placeholder={placeholder}
            value={text}
            onValueChange={(value) => {
              setText(value);
              setOpen(true);
              onChange("");
            }}
            onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
          />
        </PopoverAnchor>
        <PopoverContent
          className="w-(--radix-popover-trigger-width) p-0"
          onOpenAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => event.target.hasAttribute("cmdk-input") && event.preventDefault()}
        >
          <CommandList>
            <CommandEmpty>No glaze found.</CommandEmpty>
            {options.map((option) => (
              <CommandItem
                key={option}
                value={option}
                onMouseDown={(event) => event.preventDefault()}
                onSelect={() => {
                  setText(option);
                  setOpen(false);
                  onChange(option);
                }}
              >
                {option}
              </CommandItem>
            ))}
          </CommandList>
        </PopoverContent>
      </Command>
    </Popover>
  );
}

export function Materials() {
  const [glaze, setGlaze] = useState("");
  const [tools, setTools] = useState([]);
  const [clay, setClay] = useState([2]);
  const [weight, setWeight] = useState("");
  const [sent, setSent] = useState(false);

  return (
    <div className="grid grid-cols-[1.1fr_1fr] items-start gap-6">
      <Card>
        <CardContent className="grid gap-7">
          <Field>
            <Label>Glaze</Label>
            <Autocomplete options={GLAZES} placeholder="Search glazes..." onChange={setGlaze} />
            <Outcome>{outcome.glaze(glaze)}</Outcome>
          </Field>
          <Field>
            <Label htmlFor="tools">Tools</Label>
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button id="tools" variant="outline" className="justify-between! font-normal">
                  {tools.length ? `${tools.length} selected` : "Select tools"}
                  <ChevronsUpDownIcon className="opacity-50" />
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent className="w-(--radix-dropdown-menu-trigger-width)">
                {TOOLS.map((tool) => (
                  <DropdownMenuCheckboxItem
                    key={tool}
                    checked={tools.includes(tool)}
                    onCheckedChange={(on) => setTools(on ? [...tools, tool] : tools.filter((one) => one !== tool))}
                    onSelect={(event) => event.preventDefault()}
                  >
                    {tool}
                  </DropdownMenuCheckboxItem>
                ))}
              </DropdownMenuContent>
            </DropdownMenu>
            <Outcome>{outcome.tools(tools)}</Outcome>
          </Field>
          <Field>
            <div className="flex items-center justify-between">
              <Label>Clay</Label>
              <Outcome>{weight}</Outcome>
            </div>
            <Slider
              min={0}
              max={10}
              step={1}
              value={clay}
              onValueChange={(value) => {
                setClay(value);
                setWeight(outcome.clay(value[0]));
              }}
            />
          </Field>
        </CardContent>
      </Card>

      <div className="grid gap-6">
        <Accordion type="single" collapsible className="rounded-xl border px-5 shadow-sm">
          <AccordionItem value="hours">
            <AccordionTrigger>Opening hours</AccordionTrigger>
            <AccordionContent>{HOURS}</AccordionContent>
          </AccordionItem>
          <AccordionItem value="firing">
            <AccordionTrigger>Firing schedule</AccordionTrigger>
            <AccordionContent>{FIRING}</AccordionContent>
          </AccordionItem>
        </Accordion>

        <div className="flex items-center gap-4">
          <AlertDialog>
            <AlertDialogTrigger asChild>
              <Button variant="outline">Ask for a quote</Button>
            </AlertDialogTrigger>
            <AlertDialogContent>
              <AlertDialogHeader>
                <AlertDialogTitle>Ask for a quote?</AlertDialogTitle>
                <AlertDialogDescription>
                  We send your list to the studio and answer by e-mail within two working days.
                </AlertDialogDescription>
              </AlertDialogHeader>
              <AlertDialogFooter>
                <AlertDialogCancel>Cancel</AlertDialogCancel>
                <AlertDialogAction onClick={() => setSent(true)}>Send request</AlertDialogAction>
              </AlertDialogFooter>
            </AlertDialogContent>
          </AlertDialog>
          <Outcome>{outcome.quote(sent)}</Outcome>
        </div>
      </div>
    </div>
  );
}
