import { memo, useEffect, useRef, useState } from "react";
import { ContainedList, ContainedListItem, TreeNode, TreeView } from "@carbon/react";
import { Draggable, Folder } from "@carbon/icons-react";
import Sortable from "sortablejs/modular/sortable.core.esm.js";
import { ORDER, TREE, outcome } from "../../shared/story.js";

// Made once: Carbon's nodes close when their children change.
const NODES = TREE.map(({ name, children }) => (
  <TreeNode key={name} id={name} label={name} renderIcon={Folder}>
    {children.map((child) => (
      <TreeNode key={child.name} id={child.name} label={child.name} renderIcon={Folder} />
    ))}
  </TreeNode>
));

const OrderList = memo(({ onSort }) => {
  const element = useRef(null);

  useEffect(() => {
    const list = element.current.querySelector("ul");
    const sortable = Sortable.create(list, {
      animation: 120,
      ghostClass: "ghost",
      onSort: () => onSort([...list.children].map((item) => item.innerText.trim())),
    });
    return () => sortable.destroy();
  }, []);

  return (
    <div ref={element}>
      <ContainedList label="Order of work" size="md" isInset>
        {ORDER.map((step) => (
          <ContainedListItem key={step} renderIcon={Draggable}>
            {step}
          </ContainedListItem>
        ))}
      </ContainedList>
    </div>
  );
});

export function Shelf() {
  const [shelf, setShelf] = useState("");
  const [steps, setSteps] = useState(ORDER);

  return (
    <div className="form">
      <div>
        <TreeView label="Shelves" onSelect={(_, { label }) => setShelf(label)}>
          {NODES}
        </TreeView>
        <p className="outcome">{outcome.shelf(shelf)}</p>
      </div>
      <div>
        <OrderList onSort={setSteps} />
        <p className="outcome">{outcome.order(steps)}</p>
      </div>
    </div>
  );
}
