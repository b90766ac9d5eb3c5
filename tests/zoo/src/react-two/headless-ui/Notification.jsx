import { useEffect, useState } from "react";
import { Transition } from "@headlessui/react";
import { CheckCircleIcon } from "@heroicons/react/24/outline";
import { XMarkIcon } from "@heroicons/react/20/solid";

export default function Notification({ message }) {
  const [show, setShow] = useState(false);

  useEffect(() => {
    if (!message) return undefined;
    setShow(true);
    const timer = setTimeout(() => setShow(false), 6000);
    return () => clearTimeout(timer);
  }, [message]);

  return (
    <div aria-live="assertive" className="pointer-events-none fixed inset-0 z-20 flex items-end px-6 py-6">
      <div className="flex w-full flex-col items-end">
        <Transition show={show}>
          <div className="pointer-events-auto w-full max-w-sm rounded-lg bg-white shadow-lg ring-1 ring-black/5 transition data-closed:opacity-0 data-enter:transform data-enter:duration-300 data-enter:ease-out data-closed:data-enter:translate-x-2 data-leave:duration-100 data-leave:ease-in">
            <div className="flex items-center gap-3 p-4">
              <CheckCircleIcon aria-hidden="true" className="size-6 text-green-400" />
              <p className="flex-1 text-sm font-medium text-gray-900">{message?.text}</p>
              <button
                type="button"
                onClick={() => setShow(false)}
                className="inline-flex cursor-pointer rounded-md text-gray-400 hover:text-gray-500 focus:outline-2 focus:outline-offset-2 focus:outline-indigo-600"
              >
                <span className="sr-only">Close</span>
                <XMarkIcon aria-hidden="true" className="size-5" />
              </button>
            </div>
          </div>
        </Transition>
      </div>
    </div>
  );
}
