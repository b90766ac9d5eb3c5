import { useState } from "react";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import MobileStepper from "@mui/material/MobileStepper";
import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { styled } from "@mui/material/styles";
import CloudUploadIcon from "@mui/icons-material/CloudUpload";
import KeyboardArrowLeft from "@mui/icons-material/KeyboardArrowLeft";
import KeyboardArrowRight from "@mui/icons-material/KeyboardArrowRight";
import { outcome, SLIDES } from "../../shared/story.js";
import QuillEditor from "../parts/QuillEditor.jsx";

const VisuallyHiddenInput = styled("input")({
  clipPath: "inset(50%)",
  height: 1,
  overflow: "hidden",
  position: "absolute",
  bottom: 0,
  left: 0,
  whiteSpace: "nowrap",
  width: 1,
});

const Editor = styled(QuillEditor)(({ theme }) => ({
  "& .ql-toolbar.ql-snow, & .ql-container.ql-snow": {
    fontFamily: theme.typography.fontFamily,
    borderColor: theme.palette.divider,
  },
  "& .ql-editor": { ...theme.typography.body1, minHeight: 120 },
}));

const TOOLBAR = [["bold", "italic"], [{ list: "ordered" }, { list: "bullet" }]];

const TINTS = ["linear-gradient(135deg, #5d4037, #d7a86e)", "linear-gradient(135deg, #33691e, #c5b358)",
  "linear-gradient(135deg, #37474f, #90a4ae)"];

export default function Notes() {
  const [note, setNote] = useState("");
  const [photo, setPhoto] = useState("");
  const [slide, setSlide] = useState(0);

  return (
    <Stack spacing={3}>
      <Paper sx={{ p: 3 }}>
        <Typography variant="h6" component="h2" gutterBottom>
          Notes for the studio
        </Typography>
        <Editor toolbar={TOOLBAR} onTextChange={setNote} />
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
          {outcome.note(note)}
        </Typography>
      </Paper>
      <Paper sx={{ p: 3 }}>
        <Stack direction="row" spacing={2} sx={{ alignItems: "center" }}>
          <Button component="label" role={undefined} variant="contained" tabIndex={-1} startIcon={<CloudUploadIcon />}>
            Photo of your piece
            <VisuallyHiddenInput type="file" onChange={(event) => setPhoto(event.target.files[0]?.name ?? "")} />
          </Button>
          <Typography color="textSecondary">{outcome.photo(photo)}</Typography>
        </Stack>
      </Paper>
      <Paper sx={{ maxWidth: 420, overflow: "hidden" }}>
        <Typography sx={{ px: 2, py: 1.5 }}>{SLIDES[slide]}</Typography>
        <div style={{ height: 180, background: TINTS[slide] }} />
        <MobileStepper
          variant="dots"
          position="static"
          steps={SLIDES.length}
          activeStep={slide}
          backButton={
            <IconButton size="small" onClick={() => setSlide(slide - 1)} disabled={slide === 0}>
              <KeyboardArrowLeft />
            </IconButton>
          }
          nextButton={
            <IconButton size="small" onClick={() => setSlide(slide + 1)} disabled={slide === SLIDES.length - 1}>
              <KeyboardArrowRight />
            </IconButton>
          }
        />
        <Typography variant="body2" color="textSecondary" align="center" sx={{ pb: 1.5 }}>
          {outcome.piece(slide)}
        </Typography>
      </Paper>
    </Stack>
  );
}
