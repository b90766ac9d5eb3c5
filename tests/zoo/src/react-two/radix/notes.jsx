import { useCallback, useState } from "react";
import { SLIDES, outcome } from "@zoo";
import { Editor } from "./editor.jsx";
import { Field, Outcome } from "./field.jsx";
import { Carousel } from "./ui/carousel.jsx";
import { Card, CardContent, Input, Label } from "./ui/index.jsx";

const POTS = [
  "M30 42h60c0 26-12 40-30 40S30 68 30 42z",
  "M52 20h16l-3 12c14 10 16 44 5 52H50c-11-8-9-42 5-52z",
  "M18 58h84l-8 16H26z",
];

const textOf = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

const slides = SLIDES.map((title, index) => (
  <Card key={title} className="items-center gap-3 bg-muted/60 shadow-none">
    <svg viewBox="0 0 120 100" className="h-36 fill-neutral-700">
      <path d={POTS[index]} />
    </svg>
    <span className="text-sm font-medium">{title}</span>
  </Card>
));

export function Notes() {
  const [html, setHtml] = useState("");
  const [photo, setPhoto] = useState("");
  const [piece, setPiece] = useState("");
  const select = useCallback((index) => setPiece(outcome.piece(index)), []);

  return (
    <div className="grid grid-cols-2 items-start gap-x-10 gap-y-8">
      <div className="grid min-w-0 gap-8">
        <Field>
          <h2 className="font-semibold">Notes for the studio</h2>
          <Editor value={html} onChange={(event) => setHtml(event.target.value)} />
          <Outcome>{outcome.note(textOf(html))}</Outcome>
        </Field>
        <Field>
          <Label htmlFor="photo">Photo of your piece</Label>
          <Input
            id="photo"
            type="file"
            accept="image/*"
            onChange={(event) => setPhoto(event.target.files[0]?.name ?? "")}
          />
          <Outcome>{outcome.photo(photo)}</Outcome>
        </Field>
      </div>
      <Card className="min-w-0">
        <CardContent className="flex flex-col gap-4">
          <h2 className="font-semibold">Fresh from the kiln</h2>
          <Carousel slides={slides} onSelect={select} />
          <Outcome>{piece}</Outcome>
        </CardContent>
      </Card>
    </div>
  );
}
