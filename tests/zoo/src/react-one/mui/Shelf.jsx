import { useState } from "react";
import Card from "@mui/material/Card";
import CardContent from "@mui/material/CardContent";
import Grid from "@mui/material/Grid";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import ListItemIcon from "@mui/material/ListItemIcon";
import ListItemText from "@mui/material/ListItemText";
import Typography from "@mui/material/Typography";
import { SimpleTreeView } from "@mui/x-tree-view/SimpleTreeView";
import { TreeItem } from "@mui/x-tree-view/TreeItem";
import DragIndicatorIcon from "@mui/icons-material/DragIndicator";
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ORDER, outcome, TREE } from "../../shared/story.js";

const folder = ({ name, children }) => (
  <TreeItem key={name} itemId={name} label={name}>
    {children?.map(folder)}
  </TreeItem>
);

// The row under the pointer counts; the keyboard has no pointer.
const underPointer = (args) => {
  const hits = pointerWithin(args);
  return hits.length ? hits : closestCenter(args);
};

function Step({ step }) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: step });
  return (
    <ListItem
      ref={setNodeRef}
      divider
      sx={{
        cursor: isDragging ? "grabbing" : "grab",
        bgcolor: "background.paper",
        boxShadow: isDragging ? 4 : 0,
        position: "relative",
        zIndex: isDragging ? 1 : 0,
        userSelect: "none",
        touchAction: "none",
      }}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      {...attributes}
      {...listeners}
    >
      <ListItemIcon>
        <DragIndicatorIcon />
      </ListItemIcon>
      <ListItemText primary={step} />
    </ListItem>
  );
}

export default function Shelf() {
  const [shown, setShown] = useState(null);
  const [steps, setSteps] = useState(ORDER);
  const sensors = useSensors(
    useSensor(PointerSensor),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  const drop = ({ active, over }) => {
    if (!over || active.id === over.id) return;
    setSteps((all) => arrayMove(all, all.indexOf(active.id), all.indexOf(over.id)));
  };

  return (
    <Grid container spacing={3}>
      <Grid size={{ xs: 12, sm: 5 }}>
        <Card variant="outlined">
          <CardContent sx={{ minHeight: 320 }}>
            <SimpleTreeView selectedItems={shown} onSelectedItemsChange={(event, id) => setShown(id)}>
              {TREE.map(folder)}
            </SimpleTreeView>
            <Typography color="textSecondary" sx={{ mt: 2 }}>
              {outcome.shelf(shown)}
            </Typography>
          </CardContent>
        </Card>
      </Grid>
      <Grid size={{ xs: 12, sm: 7 }}>
        <Card variant="outlined">
          <CardContent sx={{ minHeight: 320 }}>
            <Typography variant="h6" component="h2">
              Order of work
            </Typography>
            <DndContext sensors={sensors} collisionDetection={underPointer} onDragEnd={drop}>
              <SortableContext items={steps} strategy={verticalListSortingStrategy}>
                <List>
                  {steps.map((step) => (
                    <Step key={step} step={step} />
                  ))}
                </List>
              </SortableContext>
            </DndContext>
            <Typography color="textSecondary">{outcome.order(steps)}</Typography>
          </CardContent>
        </Card>
      </Grid>
    </Grid>
  );
}
