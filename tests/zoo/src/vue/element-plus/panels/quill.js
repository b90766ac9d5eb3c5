// Quill with the formats of a short note only.
import Quill from "quill/core";
import Bold from "quill/formats/bold.js";
import Italic from "quill/formats/italic.js";
import List from "quill/formats/list.js";
import Toolbar from "quill/modules/toolbar.js";
import SnowTheme from "quill/themes/snow.js";

Quill.register({
  "modules/toolbar": Toolbar,
  "themes/snow": SnowTheme,
  "formats/bold": Bold,
  "formats/italic": Italic,
  "formats/list": List,
});

export default Quill;
