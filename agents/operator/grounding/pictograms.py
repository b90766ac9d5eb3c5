"""Words for kinds of things, and what such a thing looks like or is called where it is drawn instead of written.

A person says "the cross" of something that is drawn as ✕, is an icon without any text, or is called "Close" or
"Remove" by whoever wrote the page. One table says so for all.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of thing."""

    words: tuple[str, ...]
    """What people call it."""
    roles: frozenset[str] = frozenset()
    """The roles that it has; none: any."""
    signs: str = ""
    """Characters that draw it."""
    names: frozenset[str] = frozenset()
    """What it is called by who wrote the page: words of accessible names, titles, icon names."""
    icon: bool = False
    """It is drawn, so that it need not say anything."""
    drawings: frozenset[str] = frozenset()
    """The drawings that it is, where these can be told from a picture."""
    written: bool = False
    """It is a text."""
    figures: bool = False
    """It is a number."""


def _pictogram(words: str, signs: str, names: str, drawings: str = "") -> Kind:
    known = frozenset(drawings.split())
    return Kind(tuple(words.split(", ")), signs=signs, names=frozenset(names.split()), icon=True, drawings=known)


def _control(words: str, *roles: str) -> Kind:
    return Kind(tuple(words.split(", ")), roles=frozenset(roles))


_FIELD_ROLES = ("textbox", "searchbox", "combobox", "spinbutton")

@dataclass(frozen=True)
class Direction:
    """A way that an arrow points, or a step that a button takes."""

    words: frozenset[str]
    """What descriptions and names say."""
    signs: str
    """Characters that point there."""
    last: bool
    """Of two buttons side by side it is the second."""
    drawing: str
    """What it draws."""


NEXT = Direction(frozenset({"next", "right", "forward", "onward"}), "→›»▶►❯⟩>", True, "right")
PREVIOUS = Direction(frozenset({"previous", "prev", "left", "back", "backward"}), "←‹«◀❮⟨<", False, "left")
UP = Direction(frozenset({"up", "increase", "increment", "more", "higher"}), "↑▲▴⌃", False, "up")
DOWN = Direction(frozenset({"down", "decrease", "decrement", "less", "lower"}), "↓▼▾⌄", True, "down")
DIRECTIONS = (NEXT, PREVIOUS, UP, DOWN)

KINDS: tuple[Kind, ...] = (
    _pictogram("cross, x, times sign", "×✕✖✗✘╳⨯🗙❌xX", "close remove delete dismiss clear discard cancel times cross x", "cross"),
    _pictogram("bin, trash can, trash, dustbin, waste basket", "🗑", "delete remove trash bin discard"),
    _pictogram("pencil, pen", "✎✏🖉🖊", "edit rename modify change pencil pen"),
    _pictogram("three dots, dots, ellipsis, kebab, three points", "⋮…⋯︙•", "more options actions menu open overflow ellipsis dots", "dots"),
    _pictogram("hamburger, three lines, three bars, burger", "☰≡", "menu navigation open toggle", "bars"),
    _pictogram("plus, plus sign", "+＋➕", "add new create increase increment plus more", "plus"),
    _pictogram("minus, minus sign", "-−–➖", "remove decrease decrement less minus subtract", "minus"),
    _pictogram("question mark", "?？❓", "help info information about hint what question"),
    _pictogram("info, i, information sign", "ℹⓘi", "help info information about hint"),
    _pictogram("star", "★☆⭐", "star favourite favorite rate rating bookmark"),
    _pictogram("heart", "♥♡❤🤍", "like favourite favorite love save wishlist heart"),
    _pictogram("gear, cog, cogwheel", "⚙", "settings options preferences configure gear"),
    _pictogram("magnifier, magnifying glass, lens, loupe", "🔍🔎⌕", "search find zoom"),
    _pictogram("bell", "🔔", "notifications notification alerts alert bell"),
    _pictogram("tick, check mark, checkmark", "✓✔☑✅", "done confirm save complete ok apply accept check"),
    _pictogram("bookmark, ribbon", "🔖", "bookmark save favourite favorite"),
    _pictogram("flag", "⚑⚐🚩", "flag report mark"),
    _pictogram("lock, padlock", "🔒🔓", "lock unlock secure"),
    _pictogram("eye", "👁", "show hide view preview reveal visibility toggle"),
    _pictogram("house", "🏠⌂", "home start"),
    _pictogram("clock", "🕐⏰◷", "time clock"),
    _pictogram("calendar", "📅📆", "calendar date choose pick open select"),
    _pictogram("shopping cart, trolley, basket, shopping bag", "🛒🛍", "cart basket bag"),
    _pictogram("avatar, person, head and shoulders", "👤", "account profile user"),
    _pictogram("sun", "☀🌞", "light theme mode"),
    _pictogram("moon", "☾🌙", "dark theme mode"),
    _pictogram("paper clip, paperclip", "📎", "attach attachment upload"),
    _pictogram("play triangle, play sign", "▶►", "play start"),
    _pictogram("pause sign, two bars", "⏸", "pause stop"),
    _pictogram("circular arrow, round arrow", "↻⟳🔄↺", "refresh reload retry redo undo reset"),
    _pictogram("arrow, arrowhead, chevron, triangle, caret", "→←↑↓›‹»«▸▾▶▼◀▲➔⌄⌃❯❮⟩⟨>",
               "next previous prev back forward expand collapse open close toggle show hide more up down left right "
               "arrow chevron", "right left up down"),
    _pictogram("handle, grip, six dots", "⠿⋮⋮☰", "drag handle move reorder grip"),
    _pictogram("envelope", "✉📧", "mail email message"),
    _pictogram("funnel", "⏷", "filter"),
    _pictogram("speech bubble", "💬🗨", "comment chat message"),
    Kind(("icon", "symbol", "sign", "pictogram", "glyph"), icon=True),
    Kind(("check box", "checkbox", "tick box", "square", "box to tick"), frozenset({"checkbox", "switch", "menuitemcheckbox"}), "☐☑☒", icon=True,
         drawings=frozenset({"box"})),
    Kind(("radio button", "circle", "radio"), frozenset({"radio", "menuitemradio"}), "○◉●", icon=True),
    Kind(("switch", "toggle"), frozenset({"switch", "checkbox", "button"}), icon=True),
    Kind(("picture", "image", "photo", "thumbnail", "photograph", "illustration", "logo"), frozenset({"img"}), icon=True),
    _control("slider, knob, thumb", "slider"),
    _control("field, text box, textbox, input, text area, entry field, editor", *_FIELD_ROLES),
    _control("drop-down, dropdown, select box, select, combo box, choice", "combobox", "listbox", "button"),
    _control("button", "button", "link", "menuitem", "tab", "switch"),
    _control("link", "link", "button"),
    _control("tab", "tab", "button", "link"),
    _control("option", "option", "menuitem", "radio"),
    _control("heading, headline", "heading"),
    _control("column header, header of the column", "columnheader", "button"),
    Kind(("word", "text", "title", "name", "caption", "label", "message", "sentence", "paragraph"), written=True),
    Kind(("number", "price", "amount", "figure", "total", "sum"), written=True, figures=True),
)  # fmt: skip
"""Special ones before general ones."""
