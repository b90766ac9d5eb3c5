import { useState } from "react";
import { Button, DropZone, FileTrigger, Text } from "react-aria-components";
import { ChevronLeft, ChevronRight, ImageUp } from "lucide-react";
import { SLIDES, outcome } from "@zoo";
import { Editor } from "./Editor.jsx";
import { Line } from "./Outcome.jsx";

function Pieces() {
  const [index, setIndex] = useState(0);
  const [piece, setPiece] = useState("");
  const go = (to) => {
    setIndex(to);
    setPiece(outcome.piece(to));
  };
  return (
    <section>
      <h2>From the last firing</h2>
      <div className="carousel">
        <div className="slides" style={{ transform: `translateX(-${index * 100}%)` }}>
          {SLIDES.map((title, place) => (
            <figure key={title} className={`slide slide-${place}`} inert={place !== index}>
              <div className="pot" />
              <figcaption>{title}</figcaption>
            </figure>
          ))}
        </div>
        <Button aria-label="Previous piece" isDisabled={index === 0} onPress={() => go(index - 1)}>
          <ChevronLeft size={18} />
        </Button>
        <Button aria-label="Next piece" isDisabled={index === SLIDES.length - 1} onPress={() => go(index + 1)}>
          <ChevronRight size={18} />
        </Button>
      </div>
      <Line>{piece}</Line>
    </section>
  );
}

export function Notes() {
  const [text, setText] = useState("");
  const [photo, setPhoto] = useState("");
  return (
    <div className="form wide">
      <section>
        <h2>Notes for the studio</h2>
        <Editor onChange={setText} />
        <Line>{outcome.note(text)}</Line>
      </section>

      <section>
        <DropZone
          getDropOperation={(types) => (["image/png", "image/jpeg"].some((type) => types.has(type)) ? "copy" : "cancel")}
          onDrop={({ items }) => {
            const file = items.find(({ kind }) => kind === "file");
            if (file) setPhoto(file.name);
          }}
        >
          <ImageUp size={28} strokeWidth={1.5} />
          <Text slot="label">Photo of your piece</Text>
          <FileTrigger
            acceptedFileTypes={["image/png", "image/jpeg"]}
            onSelect={(files) => files?.length && setPhoto(files[0].name)}
          >
            <Button>Choose a file</Button>
          </FileTrigger>
        </DropZone>
        <Line>{outcome.photo(photo)}</Line>
      </section>

      <Pieces />
    </div>
  );
}
