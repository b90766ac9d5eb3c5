// Quill with the formats this page offers.
import Quill from "quill/core.js";
import Bold from "quill/formats/bold.js";
import Italic from "quill/formats/italic.js";
import List from "quill/formats/list.js";
import Underline from "quill/formats/underline.js";
import Toolbar from "quill/modules/toolbar.js";
import Snow from "quill/themes/snow.js";

Quill.register({
  "formats/bold": Bold,
  "formats/italic": Italic,
  "formats/list": List,
  "formats/underline": Underline,
  "modules/toolbar": Toolbar,
  "themes/snow": Snow,
});

export default Quill;
