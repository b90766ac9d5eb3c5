import { useEffect, useRef, useState } from "react";
import {
  Button,
  Carousel,
  CarouselButton,
  CarouselCard,
  CarouselSlider,
  CarouselViewport,
  Field,
} from "@fluentui/react-components";
import { ImageAddRegular } from "@fluentui/react-icons";
import { init } from "pell";
import { SLIDES, outcome } from "../../shared/story.js";
import { Piece } from "./Piece";

function Editor() {
  const element = useRef(null);
  const [note, setNote] = useState("");

  useEffect(() => {
    const { content } = init({
      element: element.current,
      onChange: () => setNote(content.innerText),
      actions: ["bold", "italic", "underline", "olist", "ulist", "quote"],
    });
  }, []);

  return (
    <>
      <div className="editor" ref={element} />
      <p className="hint">{outcome.note(note)}</p>
    </>
  );
}

function Photo() {
  const input = useRef(null);
  const [photo, setPhoto] = useState("");

  return (
    <Field
      label="Photo of your piece"
      validationState={photo ? "success" : "none"}
      validationMessage={outcome.photo(photo) || null}
    >
      <div>
        <Button icon={<ImageAddRegular />} onClick={() => input.current.click()}>
          Choose a photo
        </Button>
        <input ref={input} type="file" accept="image/*" hidden onChange={(event) => setPhoto(event.target.files[0]?.name)} />
      </div>
    </Field>
  );
}

function Pieces() {
  const [index, setIndex] = useState(0);

  return (
    <Carousel activeIndex={index} groupSize={1} onActiveIndexChange={(_, data) => setIndex(data.index)}>
      <CarouselViewport>
        <CarouselSlider>
          {SLIDES.map((slide, number) => (
            <CarouselCard key={slide} className="slide">
              <Piece number={number} />
              <span>{slide}</span>
            </CarouselCard>
          ))}
        </CarouselSlider>
      </CarouselViewport>
      <div className="arrows">
        <CarouselButton navType="prev" />
        <span className="hint">{outcome.piece(index)}</span>
        <CarouselButton navType="next" />
      </div>
    </Carousel>
  );
}

export function Notes() {
  return (
    <div className="columns">
      <section className="sheet">
        <h2>Notes for the studio</h2>
        <Editor />
        <Photo />
      </section>
      <section className="sheet">
        <h2>From the last firing</h2>
        <Pieces />
      </section>
    </div>
  );
}
