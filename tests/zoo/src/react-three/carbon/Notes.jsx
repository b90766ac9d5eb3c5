import { memo, useEffect, useRef, useState } from "react";
import { FileUploader, IconButton } from "@carbon/react";
import { ChevronLeft, ChevronRight } from "@carbon/icons-react";
import { initCarousel } from "@carbon/utilities/carousel";
import { init } from "pell";
import { SLIDES, outcome } from "../../shared/story.js";

function Editor() {
  const element = useRef(null);
  const [note, setNote] = useState("");

  useEffect(() => {
    const { content } = init({
      element: element.current,
      onChange: () => setNote(content.innerText),
      actions: ["bold", "italic", "heading2", "olist", "ulist"],
      classes: { actionbar: "editor__bar", button: "editor__button", content: "editor__text", selected: "editor__button--on" },
    });
  }, []);

  return (
    <div>
      <h2>Notes for the studio</h2>
      <div className="editor" ref={element} />
      <p className="outcome">{outcome.note(note)}</p>
    </div>
  );
}

function Photo() {
  const [photo, setPhoto] = useState("");

  return (
    <div>
      <FileUploader
        labelTitle="Photo of your piece"
        labelDescription="One picture, 5 MB at most"
        buttonLabel="Add file"
        buttonKind="tertiary"
        size="md"
        filenameStatus="edit"
        accept={[".png", ".jpg"]}
        onChange={(event) => setPhoto(event.target.files[0]?.name)}
        onDelete={() => setPhoto("")}
      />
      <p className="outcome">{outcome.photo(photo)}</p>
    </div>
  );
}

const SHAPES = ["M10 20h100q0 50-50 55Q10 70 10 20z", "M50 5h20v15q25 15 20 40-5 18-30 18t-30-18q-5-25 20-40z", "M5 52h110l-12 20H17z"];

// The carousel moves its slides into a wrapper of its own: they are rendered once.
const Slides = memo(({ onReady }) => {
  const element = useRef(null);

  useEffect(() => {
    const carousel = initCarousel(element.current, { excludeSwipeSupport: true });
    onReady(carousel);
    return () => carousel.destroyEvents?.();
  }, []);

  return (
    <div className="carousel__view-stack" ref={element}>
      {SLIDES.map((slide, number) => (
        <div key={slide} className="slide">
          <svg width="120" height="80" viewBox="0 0 120 80" fill="#6f6f6f">
            <path d={SHAPES[number]} />
          </svg>
          {slide}
        </div>
      ))}
    </div>
  );
});

function Pieces() {
  const [carousel, setCarousel] = useState(null);
  const [index, setIndex] = useState(0);

  const go = (direction) => {
    carousel[direction]();
    setIndex(carousel.getActiveItem().index);
  };

  return (
    <div>
      <h2>Fresh from the kiln</h2>
      <Slides onReady={setCarousel} />
      <div className="line slides__foot">
        <span>{outcome.piece(index)}</span>
        <IconButton kind="ghost" label="Previous" disabled={index === 0} onClick={() => go("prev")}>
          <ChevronLeft />
        </IconButton>
        <IconButton kind="ghost" label="Next" disabled={index === SLIDES.length - 1} onClick={() => go("next")}>
          <ChevronRight />
        </IconButton>
      </div>
    </div>
  );
}

export function Notes() {
  return (
    <div className="form">
      <Editor />
      <Photo />
      <Pieces />
    </div>
  );
}
