import { useRef, useState } from "react";
import {
  Button,
  Collection,
  GridList,
  GridListItem,
  Tree,
  TreeItem,
  TreeItemContent,
  useDragAndDrop,
  useListData,
} from "react-aria-components";
import { ChevronRight, GripVertical } from "lucide-react";
import { ORDER, TREE, outcome } from "@zoo";
import { Line } from "./Outcome.jsx";

const Folder = ({ item }) => (
  <TreeItem id={item.name} textValue={item.name}>
    <TreeItemContent>
      {({ hasChildItems }) => (
        <>
          {hasChildItems ? (
            <Button slot="chevron">
              <ChevronRight size={16} />
            </Button>
          ) : (
            <span className="indent" />
          )}
          {item.name}
        </>
      )}
    </TreeItemContent>
    <Collection items={item.children ?? []}>{(child) => <Folder item={child} />}</Collection>
  </TreeItem>
);

function Steps() {
  const ref = useRef(null);
  const dragged = useRef(null);
  const [first, setFirst] = useState("");
  const list = useListData({ initialItems: ORDER.map((name) => ({ id: name, name })) });
  const names = list.items.map(({ name }) => name);

  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ "text/plain": String(key) })),
    onDragStart: ({ keys }) => {
      dragged.current = [...keys][0];
    },
    // A row takes the place of the row it is dropped on, wherever on that row.
    dropTargetDelegate: {
      getDropTargetFromPoint(x, y) {
        const top = ref.current.getBoundingClientRect().top + y;
        const rows = [...ref.current.querySelectorAll("[data-key]")].map((row) => row.getBoundingClientRect().bottom);
        const below = rows.findIndex((bottom) => top < bottom);
        const index = below < 0 ? rows.length - 1 : below;
        const up = names.indexOf(dragged.current) > index;
        return { type: "item", key: names[index], dropPosition: up ? "before" : "after" };
      },
    },
    onReorder({ keys, target }) {
      const rest = names.filter((name) => !keys.has(name));
      const at = rest.indexOf(target.key) + (target.dropPosition === "after" ? 1 : 0);
      if (target.dropPosition === "before") list.moveBefore(target.key, keys);
      else list.moveAfter(target.key, keys);
      setFirst(outcome.order([...rest.slice(0, at), ...keys, ...rest.slice(at)]));
    },
  });

  return (
    <section>
      <h2 id="order-of-work">Order of work</h2>
      <GridList
        ref={ref}
        aria-labelledby="order-of-work"
        selectionMode="none"
        items={list.items}
        dragAndDropHooks={dragAndDropHooks}
      >
        {({ name }) => (
          <GridListItem textValue={name}>
            <Button slot="drag">
              <GripVertical size={16} />
            </Button>
            {name}
          </GridListItem>
        )}
      </GridList>
      <Line>{first}</Line>
    </section>
  );
}

export function Shelf() {
  const [shown, setShown] = useState(new Set());
  return (
    <div className="columns">
      <section>
        <h2>On the shelf</h2>
        <Tree
          aria-label="On the shelf"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown}
          onSelectionChange={setShown}
          items={TREE}
        >
          {(item) => <Folder item={item} />}
        </Tree>
        <Line>{outcome.shelf([...shown][0])}</Line>
      </section>
      <Steps />
    </div>
  );
}
