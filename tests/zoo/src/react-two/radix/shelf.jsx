import { useState } from "react";
import { clsx } from "clsx";
import { Collapsible } from "radix-ui";
import { DndContext, KeyboardSensor, PointerSensor, closestCenter, pointerWithin, useSensor, useSensors } from "@dnd-kit/core";
import {
  SortableContext,
  arrayMove,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ChevronRightIcon, FileIcon, FolderIcon, GripVerticalIcon } from "lucide-react";
import { ORDER, TREE, outcome } from "@zoo";
import { Outcome } from "./field.jsx";
import { Card, CardContent, CardHeader, CardTitle } from "./ui/index.jsx";

const ROW =
  "flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm outline-none hover:bg-accent focus-visible:ring-[3px] focus-visible:ring-ring/50 [&_svg]:size-4 [&_svg]:shrink-0";

function Folder({ item, shown, onShow }) {
  if (!item.children) {
    return (
      <li>
        <button className={clsx(ROW, shown === item.name && "bg-accent font-medium")} onClick={() => onShow(item.name)}>
          <FileIcon />
          {item.name}
        </button>
      </li>
    );
  }
  return (
    <li>
      <Collapsible.Root className="[&[data-state=open]>button>svg:first-child]:rotate-90">
        <Collapsible.Trigger className={ROW}>
          <ChevronRightIcon className="transition-transform" />
          <FolderIcon />
          {item.name}
        </Collapsible.Trigger>
        <Collapsible.Content>
          <ul className="ml-4 border-l py-0.5 pl-2.5">
            {item.children.map((child) => (
              <Folder key={child.name} item={child} shown={shown} onShow={onShow} />
            ))}
          </ul>
        </Collapsible.Content>
      </Collapsible.Root>
    </li>
  );
}

function Step({ name }) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: name });
  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Transform.toString(transform), transition }}
      className={clsx(
        "flex touch-none items-center gap-2 rounded-md border bg-background px-3 py-2 text-sm select-none",
        isDragging && "relative z-10 shadow-lg",
      )}
      {...attributes}
      {...listeners}
    >
      <GripVerticalIcon className="size-4 text-muted-foreground" />
      {name}
    </li>
  );
}

// The row under the pointer counts; from the keyboard, the nearest one.
const collide = (args) => (args.pointerCoordinates ? pointerWithin(args) : closestCenter(args));

function Steps() {
  const [steps, setSteps] = useState(ORDER);
  const [first, setFirst] = useState("");
  const sensors = useSensors(
    useSensor(PointerSensor),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const drop = ({ active, over }) => {
    if (!over || active.id === over.id) return;
    const next = arrayMove(steps, steps.indexOf(active.id), steps.indexOf(over.id));
    setSteps(next);
    setFirst(outcome.order(next));
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>Order of work</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-4">
        <DndContext sensors={sensors} collisionDetection={collide} onDragEnd={drop}>
          <SortableContext items={steps} strategy={verticalListSortingStrategy}>
            <ol className="grid gap-2">
              {steps.map((name) => (
                <Step key={name} name={name} />
              ))}
            </ol>
          </SortableContext>
        </DndContext>
        <Outcome>{first}</Outcome>
      </CardContent>
    </Card>
  );
}

export function Shelf() {
  const [shown, setShown] = useState("");
  return (
    <div className="grid grid-cols-[260px_1fr] items-start gap-6">
      <div className="grid gap-3">
        <p className="px-2 text-xs font-medium text-muted-foreground">Shelf</p>
        <ul>
          {TREE.map((item) => (
            <Folder key={item.name} item={item} shown={shown} onShow={setShown} />
          ))}
        </ul>
        <div className="px-2">
          <Outcome>{outcome.shelf(shown)}</Outcome>
        </div>
      </div>
      <Steps />
    </div>
  );
}
