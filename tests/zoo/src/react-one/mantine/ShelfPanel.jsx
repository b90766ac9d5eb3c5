import { useEffect, useRef } from "react";
import { Box, Grid, Group, Paper, Stack, Text, Title, Tree, useTree } from "@mantine/core";
import { useListState } from "@mantine/hooks";
import { IconChevronRight, IconFolder, IconGripVertical } from "@tabler/icons-react";
import Sortable from "sortablejs";
import { ORDER, outcome, TREE } from "../../shared/story.js";

const node = ({ name, children }) => ({ value: name, label: name, children: children?.map(node) });
const data = TREE.map(node);

function Folder({ node: { label }, expanded, hasChildren, elementProps }) {
  return (
    <Group gap={6} py={4} {...elementProps}>
      {hasChildren ? (
        <IconChevronRight size={16} style={{ transform: expanded ? "rotate(90deg)" : "none" }} />
      ) : (
        <Box w={16} />
      )}
      <IconFolder size={16} stroke={1.5} />
      <Text size="sm">{label}</Text>
    </Group>
  );
}

function OrderOfWork() {
  const [steps, handlers] = useListState(ORDER);
  const list = useRef(null);

  useEffect(() => {
    const sortable = Sortable.create(list.current, {
      animation: 150,
      onEnd: ({ item, from, oldIndex, newIndex }) => {
        // The rows belong to React: put the moved one back and let the new state move it.
        item.remove();
        from.insertBefore(item, from.children[oldIndex] ?? null);
        handlers.reorder({ from: oldIndex, to: newIndex });
      },
    });
    return () => sortable.destroy();
  }, []);

  return (
    <>
      <Stack gap="xs" ref={list}>
        {steps.map((step) => (
          <Paper key={step} withBorder p="sm" style={{ cursor: "grab" }}>
            <Group gap="sm">
              <IconGripVertical size={18} stroke={1.5} />
              <Text size="sm">{step}</Text>
            </Group>
          </Paper>
        ))}
      </Stack>
      <Text size="sm" c="dimmed" mt="sm">
        {outcome.order(steps)}
      </Text>
    </>
  );
}

export function ShelfPanel() {
  const tree = useTree();

  return (
    <Grid gap="xl">
      <Grid.Col span={5}>
        <Tree data={data} tree={tree} selectOnClick renderNode={Folder} levelOffset={22} />
        <Text size="sm" c="dimmed" mt="md">
          {outcome.shelf(tree.selectedState[0])}
        </Text>
      </Grid.Col>
      <Grid.Col span={7}>
        <Title order={5} mb="sm">
          Order of work
        </Title>
        <OrderOfWork />
      </Grid.Col>
    </Grid>
  );
}
