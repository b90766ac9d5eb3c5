import { useEffect, useRef, useState } from "react";
import { Tree, TreeItem, TreeItemLayout } from "@fluentui/react-components";
import { FolderRegular, ReOrderDotsVerticalRegular } from "@fluentui/react-icons";
import Sortable from "sortablejs/modular/sortable.core.esm.js";
import { ORDER, TREE, outcome } from "../../shared/story.js";

function OrderOfWork() {
  const list = useRef(null);
  const [steps, setSteps] = useState(ORDER);

  useEffect(() => {
    const sortable = Sortable.create(list.current, {
      animation: 150,
      dataIdAttr: "data-step",
      ghostClass: "moving",
      onSort: () => setSteps(sortable.toArray()),
    });
    return () => sortable.destroy();
  }, []);

  return (
    <>
      <ul className="order" ref={list}>
        {ORDER.map((step) => (
          <li key={step} data-step={step}>
            <ReOrderDotsVerticalRegular fontSize={20} />
            {step}
          </li>
        ))}
      </ul>
      <p className="hint">{outcome.order(steps)}</p>
    </>
  );
}

export function Shelf() {
  const [shelf, setShelf] = useState("");

  return (
    <div className="columns">
      <section className="sheet">
        <h2>Shelves</h2>
        <Tree>
          {TREE.map(({ name, children }) => (
            <TreeItem key={name} itemType="branch">
              <TreeItemLayout iconBefore={<FolderRegular />}>{name}</TreeItemLayout>
              <Tree>
                {children.map((child) => (
                  <TreeItem key={child.name} itemType="leaf" onClick={() => setShelf(child.name)}>
                    <TreeItemLayout iconBefore={<FolderRegular />}>{child.name}</TreeItemLayout>
                  </TreeItem>
                ))}
              </Tree>
            </TreeItem>
          ))}
        </Tree>
        <p className="hint">{outcome.shelf(shelf)}</p>
      </section>
      <section className="sheet">
        <h2>Order of work</h2>
        <OrderOfWork />
      </section>
    </div>
  );
}
