import { useRef, useState } from "react";
import { Box, Button, Carousel, Center, chakra, FileUpload, Heading, HStack, IconButton, Stack } from "@chakra-ui/react";
import { LuChevronLeft, LuChevronRight, LuUpload } from "react-icons/lu";
import { outcome, SLIDES } from "../../../shared/story.js";
import QuillEditor from "../../parts/QuillEditor.jsx";
import { Outcome } from "../components/outcome.jsx";

const Editor = chakra(QuillEditor, {
  base: {
    "& .ql-toolbar.ql-snow": { borderColor: "border", borderTopRadius: "md" },
    "& .ql-container.ql-snow": { borderColor: "border", borderBottomRadius: "md", fontFamily: "body" },
    "& .ql-editor": { minHeight: "32", fontSize: "md" },
  },
});

const toolbar = [["bold", "italic"], [{ list: "ordered" }, { list: "bullet" }]];
const palettes = ["orange", "green", "gray"];

export function Notes() {
  const [note, setNote] = useState("");
  const [photo, setPhoto] = useState("");
  const [slide, setSlide] = useState(0);
  const slides = useRef(null);

  const turn = ({ page }) => {
    // Behind another tab the slides have no width and the carousel falls back to its first page.
    if (slides.current.offsetWidth) setSlide(page);
  };

  return (
    <Stack gap="8">
      <Box>
        <Heading size="md" mb="3">
          Notes for the studio
        </Heading>
        <Editor toolbar={toolbar} onTextChange={setNote} />
        <Outcome mt="2">{outcome.note(note)}</Outcome>
      </Box>

      <HStack gap="4">
        <FileUpload.Root width="auto" onFileAccept={({ files }) => setPhoto(files[0]?.name ?? "")}>
          <FileUpload.HiddenInput />
          <FileUpload.Trigger asChild>
            <Button variant="outline" size="sm">
              <LuUpload /> Photo of your piece
            </Button>
          </FileUpload.Trigger>
        </FileUpload.Root>
        <Outcome>{outcome.photo(photo)}</Outcome>
      </HStack>

      <Stack gap="2" maxW="md">
        <Carousel.Root slideCount={SLIDES.length} page={slide} onPageChange={turn}>
          <Carousel.ItemGroup ref={slides}>
            {SLIDES.map((name, index) => (
              <Carousel.Item key={name} index={index}>
                <Center
                  h="48"
                  rounded="lg"
                  colorPalette={palettes[index]}
                  bg="colorPalette.muted"
                  color="colorPalette.fg"
                  textStyle="xl"
                >
                  {name}
                </Center>
              </Carousel.Item>
            ))}
          </Carousel.ItemGroup>
          <Carousel.Control justifyContent="center" gap="4">
            <Carousel.PrevTrigger asChild>
              <IconButton size="xs" variant="ghost">
                <LuChevronLeft />
              </IconButton>
            </Carousel.PrevTrigger>
            <Carousel.Indicators />
            <Carousel.NextTrigger asChild>
              <IconButton size="xs" variant="ghost">
                <LuChevronRight />
              </IconButton>
            </Carousel.NextTrigger>
          </Carousel.Control>
        </Carousel.Root>
        <Outcome textAlign="center">{outcome.piece(slide)}</Outcome>
      </Stack>
    </Stack>
  );
}
