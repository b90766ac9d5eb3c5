import { useState } from "react";
import { Transition } from "@headlessui/react";
import { ChevronLeftIcon, ChevronRightIcon } from "@heroicons/react/24/outline";
import { SLIDES, outcome } from "@zoo";
import { Outcome } from "./parts.jsx";

const looks = [
  { sky: "from-amber-100 to-orange-200", pot: "h-20 w-36 rounded-t-lg rounded-b-[4rem] bg-orange-800" },
  { sky: "from-teal-50 to-teal-200", pot: "h-36 w-20 rounded-t-[2.5rem] rounded-b-[1.5rem] bg-teal-800" },
  { sky: "from-violet-50 to-violet-200", pot: "h-8 w-48 rounded-t-md rounded-b-3xl bg-violet-800" },
];

const arrow =
  "absolute top-1/2 z-10 -translate-y-1/2 cursor-pointer rounded-full bg-white/80 p-2 text-gray-700 shadow-sm hover:bg-white focus-visible:outline-2 focus-visible:outline-indigo-600";

export default function Carousel() {
  const [index, setIndex] = useState(0);
  const [piece, setPiece] = useState("");

  const go = (step) => {
    const next = (index + step + SLIDES.length) % SLIDES.length;
    setIndex(next);
    setPiece(outcome.piece(next));
  };

  return (
    <>
      <div className="relative h-64 overflow-hidden rounded-lg">
        {SLIDES.map((title, place) => (
          <Transition key={title} show={place === index}>
            <div
              className={`absolute inset-0 flex flex-col items-center justify-center gap-4 bg-linear-to-br transition duration-300 data-closed:opacity-0 ${looks[place].sky}`}
            >
              <div className={looks[place].pot} />
              <p className="text-sm font-semibold text-gray-900">{title}</p>
            </div>
          </Transition>
        ))}
        <button type="button" onClick={() => go(-1)} className={`${arrow} left-3`}>
          <ChevronLeftIcon aria-hidden="true" className="size-5" />
        </button>
        <button type="button" onClick={() => go(1)} className={`${arrow} right-3`}>
          <ChevronRightIcon aria-hidden="true" className="size-5" />
        </button>
      </div>
      <Outcome className="mt-2">{piece}</Outcome>
    </>
  );
}
