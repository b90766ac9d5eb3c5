import { useEffect, useRef, useState } from "react";
import { Card, createTreeCollection, HStack, Stack, Text, TreeView } from "@chakra-ui/react";
import { LuChevronRight, LuFile, LuFolder, LuGripVertical } from "react-icons/lu";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { reorder } from "@atlaskit/pragmatic-drag-and-drop/reorder";
import { ORDER, outcome, TREE } from "../../../shared/story.js";
import { Outcome } from "../components/outcome.jsx";

const collection = createTreeCollection({
  nodeToValue: (node) => node.name,
  nodeToString: (node) => node.name,
  rootNode: { name: "", children: TREE },
});

function StudioShelf() {
  const [selected, setSelected] = useState([]);

  return (
    <Stack gap="4" flex="1">
      <TreeView.Root
        collection={collection}
        selectedValue={selected}
        onSelectionChange={({ selectedValue }) => setSelected(selectedValue)}
      >
        <TreeView.Tree>
          <TreeView.Node
            indentGuide={<TreeView.BranchIndentGuide />}
            render={({ node, nodeState }) =>
              nodeState.isBranch ? (
                <TreeView.BranchControl>
                  <TreeView.BranchIndicator>
                    <LuChevronRight />
                  </TreeView.BranchIndicator>
                  <LuFolder />
                  <TreeView.BranchText>{node.name}</TreeView.BranchText>
                </TreeView.BranchControl>
              ) : (
                <TreeView.Item>
                  <LuFile />
                  <TreeView.ItemText>{node.name}</TreeView.ItemText>
                </TreeView.Item>
              )
            }
          />
        </TreeView.Tree>
      </TreeView.Root>
      <Outcome>{outcome.shelf(selected[0])}</Outcome>
    </Stack>
  );
}

function Step({ step, onDrop }) {
  const row = useRef(null);
  const drop = useRef(onDrop);
  const [look, setLook] = useState("idle");

  useEffect(() => {
    drop.current = onDrop;
  });

  useEffect(
    () =>
      combine(
        draggable({
          element: row.current,
          getInitialData: () => ({ step }),
          onDragStart: () => setLook("dragged"),
          onDrop: () => setLook("idle"),
        }),
        dropTargetForElements({
          element: row.current,
          canDrop: ({ source }) => source.data.step !== step,
          onDragEnter: () => setLook("over"),
          onDragLeave: () => setLook("idle"),
          onDrop: ({ source }) => {
            setLook("idle");
            drop.current(source.data.step);
          },
        }),
      ),
    [step],
  );

  return (
    <HStack
      ref={row}
      borderWidth="1px"
      borderColor={look === "over" ? "blue.solid" : "border"}
      rounded="md"
      bg="bg"
      px="3"
      py="2"
      cursor="grab"
      opacity={look === "dragged" ? 0.4 : 1}
    >
      <LuGripVertical />
      <Text>{step}</Text>
    </HStack>
  );
}

export function Shelf() {
  const [steps, setSteps] = useState(ORDER);

  const move = (moved, target) =>
    setSteps((list) => reorder({ list, startIndex: list.indexOf(moved), finishIndex: list.indexOf(target) }));

  return (
    <HStack gap="8" align="flex-start">
      <StudioShelf />
      <Card.Root flex="1" size="sm">
        <Card.Header>
          <Card.Title>Order of work</Card.Title>
        </Card.Header>
        <Card.Body gap="2">
          {steps.map((step) => (
            <Step key={step} step={step} onDrop={(moved) => move(moved, step)} />
          ))}
        </Card.Body>
        <Card.Footer>
          <Outcome>{outcome.order(steps)}</Outcome>
        </Card.Footer>
      </Card.Root>
    </HStack>
  );
}
