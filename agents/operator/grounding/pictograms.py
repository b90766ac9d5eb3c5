"""Words for kinds of things, and what such a thing looks like or is called where it is drawn instead of
written.

A person says "the cross" of something that is drawn as ✕, is an icon without any text, or is called "Close"
or "Remove" by whoever wrote the page. One table says so for all.
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
    icons: frozenset[str] = frozenset()
    """The kinds of drawings (kinds.json of `make icons`) that show it."""
    icon: bool = False
    """It is drawn, so that it need not say anything."""
    written: bool = False
    """It is a text."""
    figures: bool = False
    """It is a number."""

    @property
    def pictogram(self) -> bool:
        """It says what is drawn, not only that something is."""
        return bool(self.icons or (self.signs and not self.roles))


def _of(words: str, *, names: str = "", signs: str = "", icons: str = "") -> Kind:
    known = frozenset((icons or words.split(", ")[0].replace(" ", "-")).split())
    return Kind(tuple(words.split(", ")), signs=signs, names=frozenset(names.split()), icons=known, icon=True)


def _sign(words: str, signs: str, names: str) -> Kind:
    return Kind(tuple(words.split(", ")), signs=signs, names=frozenset(names.split()), icon=True)


def _control(words: str, *roles: str) -> Kind:
    return Kind(tuple(words.split(", ")), roles=frozenset(roles))


def _drawn(words: str, *roles: str, signs: str = "") -> Kind:
    return Kind(tuple(words.split(", ")), roles=frozenset(roles), signs=signs, icon=True)


def _written(words: str, figures: bool = False) -> Kind:
    return Kind(tuple(words.split(", ")), written=True, figures=figures)


_FIELD_ROLES = ("textbox", "searchbox", "combobox", "spinbutton")
_TICKED = ("checkbox", "switch", "menuitemcheckbox")

PICTOGRAMS: tuple[Kind, ...] = (
    _of(
        "cross, x, times sign",
        signs="×✕✖✗✘╳⨯🗙❌xX",
        names="close remove delete dismiss clear discard cancel times cross x",
    ),
    _of(
        "bin, trash can, trash, dustbin, waste basket, wastebasket",
        signs="🗑",
        names="delete remove trash bin discard",
    ),
    _of("pencil, pen", signs="✎✏🖉🖊", names="edit rename modify change pencil pen write compose"),
    _of(
        "three dots, dots, ellipsis, kebab, three points",
        signs="⋮…⋯︙•",
        names="more options actions menu open overflow ellipsis dots",
        icons="dots",
    ),
    _of(
        "hamburger, three lines, three bars, burger",
        signs="☰≡",
        names="menu navigation open toggle",
        icons="bars list",
    ),
    _of("plus, plus sign", signs="+＋➕", names="add new create increase increment plus more"),
    _of("minus, minus sign", signs="-−–➖", names="remove decrease decrement less minus subtract"),
    _of(
        "question mark",
        signs="?？❓",
        names="help info information about hint what question",
        icons="question info",
    ),
    _of(
        "info, i, information sign",
        signs="ℹⓘi",
        names="help info information about hint",
        icons="info question",
    ),
    _of("star", signs="★☆⭐", names="star favourite favorite rate rating bookmark"),
    _of("heart", signs="♥♡❤🤍", names="like favourite favorite love save wishlist heart"),
    _of("gear, cog, cogwheel", signs="⚙", names="settings options preferences configure gear"),
    _of(
        "magnifier, magnifying glass, lens, loupe",
        signs="🔍🔎⌕",
        names="search find zoom",
        icons="magnifier zoom-in zoom-out",
    ),
    _sign("quotation mark, quote sign, inverted commas", '❝❞“”„"»', "quote cite"),
    _sign("exclamation mark", "!❗‼", "report alert important warn"),
    _of("bell", signs="🔔", names="notifications notification alerts alert bell"),
    _of(
        "tick, check mark, checkmark", signs="✓✔☑✅", names="done confirm save complete ok apply accept check"
    ),
    _of("bookmark, ribbon", signs="🔖", names="bookmark save favourite favorite"),
    _of("flag", signs="⚑⚐🚩", names="flag report mark query"),
    _of("lock, padlock", signs="🔒🔓", names="lock unlock secure"),
    _of("eye", signs="👁", names="show hide view preview reveal visibility toggle look"),
    _of("house", signs="🏠⌂", names="home start"),
    _of("clock", signs="🕐⏰◷", names="time clock snooze later schedule"),
    _of("calendar", signs="📅📆", names="calendar date choose pick open select"),
    _of("shopping cart, shopping trolley, trolley, cart", signs="🛒", names="cart basket", icons="cart bag"),
    _of("shopping bag, bag, basket", signs="🛍", names="cart basket bag", icons="bag cart"),
    _of(
        "avatar, person, head and shoulders", signs="👤", names="account profile user", icons="person people"
    ),
    _of("sun", signs="☀🌞", names="light theme mode"),
    _of("moon", signs="☾🌙", names="dark theme mode"),
    _of("paper clip, paperclip, clip", signs="📎", names="attach attachment upload", icons="clip"),
    _of("play triangle, play sign, play button", signs="▶►", names="play start", icons="play"),
    _of("pause sign, two bars, pause button", signs="⏸", names="pause stop", icons="pause"),
    _of(
        "skip-forward, skip forward, triangle against a bar to the right, triangle with a bar to the right",
        signs="⏭",
        names="next skip forward last",
        icons="skip-next",
    ),
    _of(
        "skip-back, skip back, skip-backward, triangle against a bar to the left, "
        "triangle with a bar to the left",
        signs="⏮",
        names="previous skip back first",
        icons="skip-previous",
    ),
    _of("crossed arrows, two crossing arrows", signs="🔀", names="shuffle random", icons="shuffle"),
    _of(
        "circular arrow, round arrow",
        signs="↻⟳🔄↺",
        names="refresh reload retry redo undo reset repeat",
        icons="refresh repeat",
    ),
    _of("bent arrow", signs="↩↰⤺↪↱⤻", names="reply undo back forward redo", icons="undo redo"),
    _of("arrow bent to the left, bent arrow to the left", signs="↩↰⤺", names="reply undo back", icons="undo"),
    _of("arrow bent to the right, bent arrow to the right", signs="↪↱⤻", names="forward redo", icons="redo"),
    _of(
        "slanted arrow, arrow out of a box, arrow up out of a box, box with an arrow",
        signs="↗⤴",
        names="share open external export",
        icons="external share",
    ),
    _of(
        "download arrow, arrow down to a line",
        signs="⤓⬇📥",
        names="download save export",
        icons="download down",
    ),
    _of("upload arrow, arrow up from a line", signs="⤒⬆📤", names="upload import", icons="upload up"),
    _of("double arrow", signs="»«≫≪", names="first last skip", icons="double-left double-right"),
    _of(
        "arrow, arrowhead, chevron, triangle, caret, angle",
        signs="→←↑↓›‹»«▸▾▶▼◀▲➔⌄⌃❯❮⟩⟨>",
        names="next previous prev back forward expand collapse open close toggle show hide more up down left "
        "right older newer earlier later download upload arrow chevron",
        icons="right left up down double-left double-right download upload play",
    ),
    _of("six dots", signs="⠿", names="drag handle move reorder grip", icons="handle"),
    _of("grip, drag handle", signs="⠿⋮☰", names="drag handle move reorder grip", icons="handle bars dots"),
    _of("envelope", signs="✉📧", names="mail email message unread"),
    _of("funnel", signs="⏷", names="filter"),
    _of("two sliders, sliders icon", names="filter settings options adjust", icons="sliders"),
    _of("speech bubble, bubble", signs="💬🗨", names="comment chat message reply", icons="bubble"),
    _of("share icon, three joined circles, share sign", names="share", icons="share"),
    _of(
        "two sheets, copy icon, two squares",
        signs="⧉📋❐❏⎘",
        names="copy duplicate clone clipboard",
        icons="copy",
    ),
    _of("chain, chain link, link icon", signs="🔗", names="link url copy", icons="link"),
    _of("video camera, camcorder", signs="🎥📹", names="video call camera record film", icons="video"),
    _of("camera", signs="📷", names="camera photo scan"),
    _of("printer", signs="🖨", names="print printer"),
    _of("pin, map pin, drop pin", signs="📍📌", names="pin location place map", icons="pin pushpin"),
    _of("telephone, phone receiver", signs="☎📞", names="call phone", icons="phone"),
    _of("globe", signs="🌐🌍", names="language world web region"),
    _of("folder icon", signs="📁📂", names="folder open directory", icons="folder"),
    _of(
        "sheet of paper, paper icon, sheet, page icon, document icon",
        signs="📄🗎📝",
        names="note document file page",
        icons="sheet",
    ),
    _of("floppy disk, disk", signs="💾", names="save", icons="floppy"),
    _of("microphone", signs="🎤🎙", names="record voice mute microphone speak"),
    _of("loudspeaker, speaker", signs="🔊🔈🔉", names="volume mute sound", icons="speaker"),
    _of("thumb up, thumbs up", signs="👍", names="like helpful upvote good", icons="thumb-up"),
    _of("thumb down, thumbs down", signs="👎", names="dislike downvote bad", icons="thumb-down"),
    _of("paper plane, plane", signs="➤✈", names="send submit", icons="send"),
    _of("four corners, corners", signs="⛶", names="fullscreen maximize expand fit full", icons="corners"),
    _of("four squares, grid icon", signs="⊞▦", names="grid tiles cards", icons="grid"),
    _of("list icon, icon with lines", signs="☰", names="list queue rows", icons="list bars"),
    _of("lines with a plus, lines and a plus", names="queue playlist", icons="list-plus"),
    _of("smiley, smiling face", signs="☺😊🙂😀", names="emoji reaction react smile", icons="smiley"),
    _of("key", signs="🔑", names="password key"),
    _of("shield", signs="🛡", names="security protect"),
    _of("lightning, lightning bolt, bolt", signs="⚡", names="flash quick fast", icons="bolt"),
    _of("flame", signs="🔥", names="hot streak", icons="fire"),
    _of("price tag, tag icon, label icon", signs="🏷", names="tag label price", icons="tag"),
    _of("wrench, spanner", signs="🔧", names="tools settings repair"),
    _of("brush, palette", signs="🖌🎨", names="paint colour color theme", icons="palette"),
    _of("scissors", signs="✂", names="cut"),
    _of("eraser", signs="⌫", names="erase clear"),
    _of("light bulb", signs="💡", names="hint tip idea", icons="bulb"),
    _of("warning sign", signs="⚠", names="warning alert report", icons="warning"),
    _of("address book, open book", signs="📒📖", names="contacts addresses book read", icons="book"),
    _of("headphones, headset", signs="🎧", names="listen audio support", icons="headphones"),
    _of("music note, musical note, note icon", signs="♪♫🎵", names="music song sound", icons="music"),
    _of("lorry, truck, lorry icon", signs="🚚🚛", names="delivery shipping transport", icons="truck"),
    _of("cloud icon", signs="☁", names="weather cloudy sync", icons="cloud"),
    _of("gift icon, gift box, parcel with a bow", signs="🎁", names="gift present voucher", icons="gift"),
    _of("power sign, power icon", signs="⏻", names="power off shutdown standby", icons="power"),
    _of("chart icon", signs="📊📈📉", names="chart statistics stats report analytics", icons="chart"),
    _of(
        "sort icon, sorting arrows, two arrows, arrows up and down",
        signs="⇅↕⇵⇄",
        names="sort order swap switch exchange",
        icons="sort repeat",
    ),
    _of("columns icon", signs="▥", names="columns board layout", icons="columns"),
    _of(
        "picture icon, image icon, photo icon",
        signs="🖼",
        names="image picture photo gallery",
        icons="picture",
    ),
    _of("card icon", signs="💳", names="card payment pay billing", icons="card"),
    _of("table icon", signs="▦", names="table sheet", icons="table"),
    _of(
        "split box, side panel icon, box with a side",
        signs="◧◨",
        names="sidebar panel split",
        icons="sidebar",
    ),
    _of("translate icon", signs="🌐", names="translate language", icons="translate"),
)
"""Things that are drawn, special ones before general ones."""

KINDS: tuple[Kind, ...] = (
    *PICTOGRAMS,
    _drawn("icon, symbol, sign, pictogram, glyph"),
    _drawn("colour square, color square, colour dot, color dot, swatch, dot"),
    _drawn("check box, checkbox, tick box, square, box to tick", *_TICKED, signs="☐☑☒"),
    _drawn("radio button, circle, radio, round option", "radio", "menuitemradio", signs="○◉●"),
    _drawn("switch, toggle", "switch", "checkbox", "button"),
    _drawn("picture, image, photo, thumbnail, photograph, illustration, logo", "img"),
    _control("slider, knob, thumb, round handle", "slider"),
    _control("field, text box, textbox, input, text area, entry field, editor", *_FIELD_ROLES),
    _control("drop-down, dropdown, select box, select, combo box, choice", "combobox", "listbox", "button"),
    _control("button", "button", "link", "menuitem", "tab", "switch"),
    _control("link", "link", "button"),
    _control("tab", "tab", "button", "link"),
    _control("option", "option", "menuitem", "radio"),
    _control("heading, headline", "heading"),
    _control("column header, header of the column", "columnheader", "button"),
    _written("word, text, title, name, caption, label, message, sentence, paragraph"),
    _written("number, price, amount, figure, total, sum", figures=True),
)
"""All, pictograms first."""
