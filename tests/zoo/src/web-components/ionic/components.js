import { defineCustomElement as ionAccordion } from "@ionic/core/components/ion-accordion.js";
import { defineCustomElement as ionAccordionGroup } from "@ionic/core/components/ion-accordion-group.js";
import { defineCustomElement as ionAlert } from "@ionic/core/components/ion-alert.js";
import { defineCustomElement as ionApp } from "@ionic/core/components/ion-app.js";
import { defineCustomElement as ionButton } from "@ionic/core/components/ion-button.js";
import { defineCustomElement as ionButtons } from "@ionic/core/components/ion-buttons.js";
import { defineCustomElement as ionCard } from "@ionic/core/components/ion-card.js";
import { defineCustomElement as ionCheckbox } from "@ionic/core/components/ion-checkbox.js";
import { defineCustomElement as ionCol } from "@ionic/core/components/ion-col.js";
import { defineCustomElement as ionContent } from "@ionic/core/components/ion-content.js";
import { defineCustomElement as ionDatetime } from "@ionic/core/components/ion-datetime.js";
import { defineCustomElement as ionGrid } from "@ionic/core/components/ion-grid.js";
import { defineCustomElement as ionHeader } from "@ionic/core/components/ion-header.js";
import { defineCustomElement as ionIcon } from "@ionic/core/components/ion-icon.js";
import { defineCustomElement as ionInput } from "@ionic/core/components/ion-input.js";
import { defineCustomElement as ionItem } from "@ionic/core/components/ion-item.js";
import { defineCustomElement as ionLabel } from "@ionic/core/components/ion-label.js";
import { defineCustomElement as ionList } from "@ionic/core/components/ion-list.js";
import { defineCustomElement as ionListHeader } from "@ionic/core/components/ion-list-header.js";
import { defineCustomElement as ionNote } from "@ionic/core/components/ion-note.js";
import { defineCustomElement as ionPopover } from "@ionic/core/components/ion-popover.js";
import { defineCustomElement as ionRadio } from "@ionic/core/components/ion-radio.js";
import { defineCustomElement as ionRadioGroup } from "@ionic/core/components/ion-radio-group.js";
import { defineCustomElement as ionRange } from "@ionic/core/components/ion-range.js";
import { defineCustomElement as ionReorder } from "@ionic/core/components/ion-reorder.js";
import { defineCustomElement as ionReorderGroup } from "@ionic/core/components/ion-reorder-group.js";
import { defineCustomElement as ionRow } from "@ionic/core/components/ion-row.js";
import { defineCustomElement as ionSearchbar } from "@ionic/core/components/ion-searchbar.js";
import { defineCustomElement as ionSegment } from "@ionic/core/components/ion-segment.js";
import { defineCustomElement as ionSegmentButton } from "@ionic/core/components/ion-segment-button.js";
import { defineCustomElement as ionSelect } from "@ionic/core/components/ion-select.js";
import { defineCustomElement as ionSelectOption } from "@ionic/core/components/ion-select-option.js";
import { defineCustomElement as ionTitle } from "@ionic/core/components/ion-title.js";
import { defineCustomElement as ionToast } from "@ionic/core/components/ion-toast.js";
import { defineCustomElement as ionToggle } from "@ionic/core/components/ion-toggle.js";
import { defineCustomElement as ionToolbar } from "@ionic/core/components/ion-toolbar.js";
import { initialize } from "@ionic/core/components";

const components = [
  ionAccordion,
  ionAccordionGroup,
  ionAlert,
  ionApp,
  ionButton,
  ionButtons,
  ionCard,
  ionCheckbox,
  ionCol,
  ionContent,
  ionDatetime,
  ionGrid,
  ionHeader,
  ionIcon,
  ionInput,
  ionItem,
  ionLabel,
  ionList,
  ionListHeader,
  ionNote,
  ionPopover,
  ionRadio,
  ionRadioGroup,
  ionRange,
  ionReorder,
  ionReorderGroup,
  ionRow,
  ionSearchbar,
  ionSegment,
  ionSegmentButton,
  ionSelect,
  ionSelectOption,
  ionTitle,
  ionToast,
  ionToggle,
  ionToolbar,
];
initialize({ mode: "md" });
for (const define of components) define();
