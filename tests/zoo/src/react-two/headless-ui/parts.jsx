import { forwardRef } from "react";

export const primary =
  "cursor-pointer rounded-md bg-indigo-600 px-3 py-2 text-sm font-semibold text-white shadow-xs hover:bg-indigo-500 focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-indigo-600";

export const secondary =
  "cursor-pointer rounded-md bg-white px-3 py-2 text-sm font-semibold text-gray-900 shadow-xs ring-1 ring-gray-300 ring-inset hover:bg-gray-50 focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-indigo-600";

export const input =
  "block w-full rounded-md bg-white px-3 py-1.5 text-sm/6 text-gray-900 outline-1 -outline-offset-1 outline-gray-300 placeholder:text-gray-400 focus:outline-2 focus:-outline-offset-2 focus:outline-indigo-600";

export const label = "block text-sm/6 font-medium text-gray-900";

export const options =
  "z-10 max-h-60 overflow-auto rounded-md bg-white py-1 text-sm shadow-lg ring-1 ring-black/5 transition duration-100 ease-in [--anchor-gap:4px] focus:outline-none data-closed:opacity-0 data-leave:data-closed:opacity-0";

export const option =
  "group relative cursor-default py-2 pr-9 pl-3 text-gray-900 select-none data-focus:bg-indigo-600 data-focus:text-white";

export function Outcome({ children, className = "" }) {
  return children ? <p className={`text-sm/6 text-gray-600 ${className}`}>{children}</p> : null;
}

// A row of a settings form: what it is on the left, the field, and what comes of it on the right.
export const Row = forwardRef(({ title, result, children, ...props }, ref) => (
  <div ref={ref} className="grid grid-cols-[10rem_20rem_1fr] items-center gap-x-6 px-6 py-4" {...props}>
    {title}
    <div>{children}</div>
    <Outcome>{result}</Outcome>
  </div>
));
