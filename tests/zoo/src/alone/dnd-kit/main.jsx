import { useState } from "react";
import { createRoot } from "react-dom/client";
import {
  DndContext, DragOverlay, KeyboardSensor, PointerSensor, closestCorners, useDroppable, useSensor, useSensors,
} from "@dnd-kit/core";
import { SortableContext, arrayMove, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import "./style.css";

const cards = {
  "TRN-31": ["Export to CSV", "Ada"],
  "TRN-34": ["Dark mode", "Noor"],
  "TRN-37": ["Crash on startup", "Ivo"],
  "TRN-38": ["Rename workspace", "Ada"],
  "TRN-22": ["Search by tag", "Elin"],
  "TRN-29": ["Slow login", "Ivo"],
};
const titles = { todo: "To do", doing: "In progress", done: "Done" };
const first = { todo: ["TRN-31", "TRN-34", "TRN-37", "TRN-38"], doing: ["TRN-22", "TRN-29"], done: [] };

const Face = ({ id }) => <>{cards[id][0]}<small>{id} · {cards[id][1]}</small></>;

function Card({ id }) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id });
  return (
    <div
      ref={setNodeRef}
      className={isDragging ? "card lifted" : "card"}
      style={{ transform: CSS.Transform.toString(transform), transition }}
      {...attributes}
      {...listeners}
    >
      <Face id={id} />
    </div>
  );
}

function Column({ id, items }) {
  const { setNodeRef } = useDroppable({ id });
  return (
    <section className="column" ref={setNodeRef}>
      <h2><span>{titles[id]}</span><span>{items.length}</span></h2>
      <SortableContext items={items} strategy={verticalListSortingStrategy}>
        {items.map((card) => <Card key={card} id={card} />)}
      </SortableContext>
      {!items.length && <div className="empty">Drop a card here</div>}
    </section>
  );
}

function App() {
  const [board, setBoard] = useState(first);
  const [active, setActive] = useState(null);
  const [note, setNote] = useState("");
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const columnOf = (id, state = board) => (id in state ? id : Object.keys(state).find((key) => state[key].includes(id)));

  function onDragOver({ active: { id }, over }) {
    if (!over) return;
    const from = columnOf(id);
    const to = columnOf(over.id);
    if (from === to) return;
    setBoard((state) => {
      const rest = state[from].filter((card) => card !== id);
      const place = over.id in state ? state[to].length : state[to].indexOf(over.id);
      return { ...state, [from]: rest, [to]: [...state[to].slice(0, place), id, ...state[to].slice(place)] };
    });
  }

  function onDragEnd({ active: { id }, over }) {
    setActive(null);
    if (!over) return;
    const column = columnOf(id);
    const list = board[column];
    const to = over.id in board ? list.length - 1 : list.indexOf(over.id);
    const next = { ...board, [column]: arrayMove(list, list.indexOf(id), to) };
    setBoard(next);
    setNote(`${cards[id][0]} is number ${next[column].indexOf(id) + 1} in ${titles[column]}`);
  }

  function ship() {
    const shipped = board.done.map((id) => cards[id][0]);
    setBoard({ ...board, done: [] });
    setNote(`Shipped: ${shipped.join(", ")}`);
  }

  return (
    <>
      <header>
        <h1>Tern 4.2</h1>
        <p>Release board</p>
        <button disabled={!board.done.length} onClick={ship}>Ship release</button>
      </header>
      <p className="note">{note}</p>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCorners}
        onDragStart={({ active: { id } }) => setActive(id)}
        onDragOver={onDragOver}
        onDragEnd={onDragEnd}
        onDragCancel={() => setActive(null)}
      >
        <main className="board">
          {Object.keys(titles).map((id) => <Column key={id} id={id} items={board[id]} />)}
        </main>
        <DragOverlay>{active && <div className="card overlay"><Face id={active} /></div>}</DragOverlay>
      </DndContext>
    </>
  );
}

createRoot(document.getElementById("root")).render(<App />);
