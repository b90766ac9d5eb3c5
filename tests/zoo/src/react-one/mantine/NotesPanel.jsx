import { useState } from "react";
import { Center, FileInput, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Carousel } from "@mantine/carousel";
import { RichTextEditor } from "@mantine/tiptap";
import { IconPhoto } from "@tabler/icons-react";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text as TextNode } from "@tiptap/extension-text";
import { useEditor } from "@tiptap/react";
import { outcome, SLIDES } from "../../shared/story.js";

const extensions = [Document, Paragraph, TextNode, Bold, Italic, BulletList, OrderedList, ListItem];
const colors = ["orange.7", "lime.8", "gray.6"];

// Behind another tab the carousel has no width; measuring it then would lose its place.
const emblaOptions = { watchResize: (embla, entries) => entries.every((entry) => entry.contentRect.width > 0) };

export function NotesPanel() {
  const [note, setNote] = useState("");
  const [photo, setPhoto] = useState(null);
  const [slide, setSlide] = useState(0);
  const editor = useEditor({
    extensions,
    content: "",
    onUpdate: ({ editor: current }) => setNote(current.getText()),
  });

  return (
    <Stack gap="xl">
      <div>
        <Title order={4} mb="sm">
          Notes for the studio
        </Title>
        <RichTextEditor editor={editor}>
          <RichTextEditor.Toolbar>
            <RichTextEditor.ControlsGroup>
              <RichTextEditor.Bold />
              <RichTextEditor.Italic />
            </RichTextEditor.ControlsGroup>
            <RichTextEditor.ControlsGroup>
              <RichTextEditor.BulletList />
              <RichTextEditor.OrderedList />
            </RichTextEditor.ControlsGroup>
          </RichTextEditor.Toolbar>
          <RichTextEditor.Content />
        </RichTextEditor>
        <Text size="sm" c="dimmed" mt="xs">
          {outcome.note(note)}
        </Text>
      </div>
      <Group align="flex-end">
        <FileInput
          w={320}
          label="Photo of your piece"
          placeholder="Choose a file"
          leftSection={<IconPhoto size={18} stroke={1.5} />}
          value={photo}
          onChange={setPhoto}
        />
        <Text size="sm" c="dimmed" pb={8}>
          {outcome.photo(photo?.name)}
        </Text>
      </Group>
      <Paper withBorder radius="md" style={{ overflow: "hidden" }}>
        <Carousel height={200} withIndicators emblaOptions={emblaOptions} onSlideChange={setSlide}>
          {SLIDES.map((name, index) => (
            <Carousel.Slide key={name}>
              <Center h="100%" bg={colors[index]}>
                <Text size="xl" fw={600} c="white">
                  {name}
                </Text>
              </Center>
            </Carousel.Slide>
          ))}
        </Carousel>
        <Text size="sm" p="sm">
          {outcome.piece(slide)}
        </Text>
      </Paper>
    </Stack>
  );
}
