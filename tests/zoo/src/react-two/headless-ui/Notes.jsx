import { useState } from "react";
import { PhotoIcon } from "@heroicons/react/24/solid";
import { outcome } from "@zoo";
import Carousel from "./Carousel.jsx";
import Editor from "./Editor.jsx";
import { Outcome, label } from "./parts.jsx";

export default function Notes() {
  const [text, setText] = useState("");
  const [photo, setPhoto] = useState("");
  const take = (files) => files.length && setPhoto(files[0].name);

  return (
    <div className="max-w-2xl space-y-8">
      <div>
        <h2 className={label}>Notes for the studio</h2>
        <div className="mt-2">
          <Editor onChange={setText} />
        </div>
        <Outcome className="mt-2">{outcome.note(text)}</Outcome>
      </div>

      <div>
        <p className={label}>Photo of your piece</p>
        <div
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            take(event.dataTransfer.files);
          }}
          className="mt-2 flex justify-center rounded-lg border border-dashed border-gray-900/25 bg-white px-6 py-8"
        >
          <div className="text-center">
            <PhotoIcon aria-hidden="true" className="mx-auto size-12 text-gray-300" />
            <div className="mt-4 flex text-sm/6 text-gray-600">
              <label className="relative cursor-pointer rounded-md font-semibold text-indigo-600 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-indigo-600 hover:text-indigo-500">
                <span>Upload a file</span>
                <input type="file" accept="image/*" className="sr-only" onChange={(event) => take(event.target.files)} />
              </label>
              <p className="pl-1">or drag and drop</p>
            </div>
            <p className="text-xs/5 text-gray-600">PNG or JPG up to 10 MB</p>
          </div>
        </div>
        <Outcome className="mt-2">{outcome.photo(photo)}</Outcome>
      </div>

      <div>
        <h2 className={label}>Fresh from the kiln</h2>
        <div className="mt-2">
          <Carousel />
        </div>
      </div>
    </div>
  );
}
