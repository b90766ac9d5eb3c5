import {
  BtnBold,
  BtnBulletList,
  BtnItalic,
  BtnNumberedList,
  BtnRedo,
  BtnUnderline,
  BtnUndo,
  Editor as Wysiwyg,
  EditorProvider,
  Separator,
  Toolbar,
} from "react-simple-wysiwyg";

export const Editor = (props) => (
  <EditorProvider>
    <Wysiwyg containerProps={{ className: "editor" }} {...props}>
      <Toolbar>
        <BtnUndo />
        <BtnRedo />
        <Separator />
        <BtnBold />
        <BtnItalic />
        <BtnUnderline />
        <Separator />
        <BtnNumberedList />
        <BtnBulletList />
      </Toolbar>
    </Wysiwyg>
  </EditorProvider>
);
