import { useState } from "react";
import { Card, Col, Row, Table, Tree, Typography } from "antd";
import { closestCenter, DndContext, PointerSensor, pointerWithin, useSensor, useSensors } from "@dnd-kit/core";
import { arrayMove, SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ORDER, outcome, TREE } from "../../../shared/story.js";

const treeData = TREE.map((folder) => ({
  key: folder.name,
  title: folder.name,
  children: folder.children.map(({ name }) => ({ key: name, title: name })),
}));

const columns = [{ dataIndex: "step" }];

function DraggableRow(props) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({
    id: props["data-row-key"],
  });
  const style = {
    ...props.style,
    transform: CSS.Translate.toString(transform),
    transition,
    cursor: "move",
    userSelect: "none",
    ...(isDragging ? { position: "relative", zIndex: 9999 } : {}),
  };
  return <tr {...props} ref={setNodeRef} style={style} {...attributes} {...listeners} />;
}

const underPointer = (args) => {
  const hits = pointerWithin(args);
  return hits.length ? hits : closestCenter(args);
};

export default function Shelf() {
  const [shown, setShown] = useState("");
  const [steps, setSteps] = useState(ORDER);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 1 } }));

  const onDragEnd = ({ active, over }) => {
    if (over && active.id !== over.id) {
      setSteps((all) => arrayMove(all, all.indexOf(active.id), all.indexOf(over.id)));
    }
  };

  return (
    <Row gutter={16}>
      <Col span={10}>
        <Card title="On the shelf">
          <Tree treeData={treeData} blockNode onSelect={([name]) => setShown(name ?? "")} />
          <Typography.Paragraph type="secondary" style={{ margin: "16px 0 0" }}>
            {outcome.shelf(shown)}
          </Typography.Paragraph>
        </Card>
      </Col>
      <Col span={14}>
        <Card title="Order of work" extra={outcome.order(steps)}>
          <DndContext sensors={sensors} collisionDetection={underPointer} onDragEnd={onDragEnd}>
            <SortableContext items={steps} strategy={verticalListSortingStrategy}>
              <Table
                components={{ body: { row: DraggableRow } }}
                rowKey="step"
                columns={columns}
                dataSource={steps.map((step) => ({ step }))}
                showHeader={false}
                pagination={false}
              />
            </SortableContext>
          </DndContext>
        </Card>
      </Col>
    </Row>
  );
}
