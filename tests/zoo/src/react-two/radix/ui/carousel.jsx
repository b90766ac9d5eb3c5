import { useEffect, useState } from "react";
import useEmblaCarousel from "embla-carousel-react";
import { ArrowLeftIcon, ArrowRightIcon } from "lucide-react";
import { Button } from "./button.jsx";

export function Carousel({ slides, onSelect }) {
  const [ref, api] = useEmblaCarousel();
  const [ends, setEnds] = useState({ first: true, last: false });

  useEffect(() => {
    if (!api) return undefined;
    const settle = () => setEnds({ first: !api.canScrollPrev(), last: !api.canScrollNext() });
    const select = () => {
      settle();
      onSelect(api.selectedScrollSnap());
    };
    settle();
    api.on("reInit", settle).on("select", select);
    return () => api.off("reInit", settle).off("select", select);
  }, [api, onSelect]);

  return (
    <div className="relative mx-12 min-w-0" role="region" aria-roledescription="carousel">
      <div ref={ref} className="overflow-hidden">
        <div className="-ml-4 flex">
          {slides.map((slide, index) => (
            <div key={index} role="group" aria-roledescription="slide" className="min-w-0 shrink-0 grow-0 basis-full pl-4">
              {slide}
            </div>
          ))}
        </div>
      </div>
      <Button
        variant="outline"
        size="icon"
        className="absolute top-1/2 -left-12 -translate-y-1/2 rounded-full!"
        disabled={ends.first}
        onClick={() => api.scrollPrev()}
      >
        <ArrowLeftIcon />
        <span className="sr-only">Previous slide</span>
      </Button>
      <Button
        variant="outline"
        size="icon"
        className="absolute top-1/2 -right-12 -translate-y-1/2 rounded-full!"
        disabled={ends.last}
        onClick={() => api.scrollNext()}
      >
        <ArrowRightIcon />
        <span className="sr-only">Next slide</span>
      </Button>
    </div>
  );
}
