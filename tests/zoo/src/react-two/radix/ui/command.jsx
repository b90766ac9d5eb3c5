import { clsx } from "clsx";
import { Command as CommandPrimitive } from "cmdk";

export const Command = CommandPrimitive;
export const CommandInput = CommandPrimitive.Input;
export const CommandList = (props) => (
  <CommandPrimitive.List
    data-slot="command-list"
    className="max-h-[300px] scroll-py-1 overflow-x-hidden overflow-y-auto p-1"
    {...props}
  />
);
export const CommandEmpty = (props) => <CommandPrimitive.Empty className="py-6 text-center text-sm" {...props} />;
export const CommandItem = ({ className, ...props }) => (
  <CommandPrimitive.Item
    data-slot="command-item"
    className={clsx(
      "relative flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-hidden select-none data-[selected=true]:bg-accent data-[selected=true]:text-accent-foreground",
      className,
    )}
    {...props}
  />
);
