// React Aria spreads the events it gets. A React event carries its properties itself, a native one (Preact's) inherits
// them: give it own ones.
import { options } from "preact";
import "preact/compat";

const before = options.event;

options.event = (native) => {
  const event = before(native);
  for (let proto = Object.getPrototypeOf(event); proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (get && !Object.hasOwn(event, name)) {
        Object.defineProperty(event, name, { get, configurable: true, enumerable: true });
      }
    }
  }
  return event;
};
