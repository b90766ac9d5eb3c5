import { addIcons } from "ionicons";
import {
  arrowDown, arrowUp, attach, chevronBack, chevronForward, ellipsisVertical, folderOutline, helpCircleOutline,
  reorderTwo,
} from "ionicons/icons";

addIcons({
  "arrow-down": arrowDown,
  "arrow-up": arrowUp,
  attach,
  "chevron-back": chevronBack,
  "chevron-forward": chevronForward,
  "ellipsis-vertical": ellipsisVertical,
  "folder-outline": folderOutline,
  "help-circle-outline": helpCircleOutline,
  "reorder-two": reorderTwo,
});

const drawn = (path) =>
  `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`;

// The editor's own buttons.
export const glyphs = {
  bold: drawn("M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z"),
  italic: drawn("M11 5h6M7 19h6M14 5l-4 14"),
  list: drawn("M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01"),
  undo: drawn("M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3"),
};
