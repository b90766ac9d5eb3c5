import { Text } from "react-aria-components";

// The help text of a field, as React Aria Components have it: a Text in the description slot.
export const Outcome = ({ children }) => (children ? <Text slot="description">{children}</Text> : null);

// The same line where a component has no such slot.
export const Line = ({ children }) => (children ? <p className="line">{children}</p> : null);
