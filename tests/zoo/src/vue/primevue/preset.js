// Aura with the tokens of this page's components only.
import accordion from "@primeuix/themes/aura/accordion";
import autocomplete from "@primeuix/themes/aura/autocomplete";
import base from "@primeuix/themes/aura/base";
import button from "@primeuix/themes/aura/button";
import card from "@primeuix/themes/aura/card";
import carousel from "@primeuix/themes/aura/carousel";
import checkbox from "@primeuix/themes/aura/checkbox";
import chip from "@primeuix/themes/aura/chip";
import confirmdialog from "@primeuix/themes/aura/confirmdialog";
import datatable from "@primeuix/themes/aura/datatable";
import datepicker from "@primeuix/themes/aura/datepicker";
import dialog from "@primeuix/themes/aura/dialog";
import editor from "@primeuix/themes/aura/editor";
import fileupload from "@primeuix/themes/aura/fileupload";
import iconfield from "@primeuix/themes/aura/iconfield";
import inputnumber from "@primeuix/themes/aura/inputnumber";
import inputtext from "@primeuix/themes/aura/inputtext";
import menu from "@primeuix/themes/aura/menu";
import message from "@primeuix/themes/aura/message";
import multiselect from "@primeuix/themes/aura/multiselect";
import paginator from "@primeuix/themes/aura/paginator";
import radiobutton from "@primeuix/themes/aura/radiobutton";
import ripple from "@primeuix/themes/aura/ripple";
import select from "@primeuix/themes/aura/select";
import slider from "@primeuix/themes/aura/slider";
import tabs from "@primeuix/themes/aura/tabs";
import toast from "@primeuix/themes/aura/toast";
import toggleswitch from "@primeuix/themes/aura/toggleswitch";
import toolbar from "@primeuix/themes/aura/toolbar";
import tooltip from "@primeuix/themes/aura/tooltip";
import tree from "@primeuix/themes/aura/tree";
import virtualscroller from "@primeuix/themes/aura/virtualscroller";

export const preset = {
  ...base,
  components: {
    accordion, autocomplete, button, card, carousel, checkbox, chip, confirmdialog, datatable, datepicker, dialog, editor,
    fileupload, iconfield, inputnumber, inputtext, menu, message, multiselect, paginator, radiobutton, ripple, select,
    slider, tabs, toast, toggleswitch, toolbar, tooltip, tree, virtualscroller,
  },
};
