"""Targets made automatically: every control of a page told by what it says, the icons by where they stand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.browser.launch import Chromium
from agents.operator.grounding.admissible import Use
from agents.operator.grounding.text import plain
from tasks.task import Target
from tests.grounding.live import Place, place
from tests.grounding.result import Result
from tests.grounding.targets import Labelled

_WORDS = {
    "button": "button", "link": "link", "checkbox": "check box", "radio": "radio button", "switch": "switch",
    "tab": "tab", "textbox": "field", "searchbox": "field", "spinbutton": "field", "combobox": "list",
    "slider": "slider", "menuitem": "menu item", "option": "option", "treeitem": "entry",
}  # fmt: skip
"""What a person calls a control of that role."""
_LONGEST = 60
_LARGEST = 64.0  # CSS pixels; a control without text that is larger is no icon
_TYPED = ("textbox", "searchbox", "spinbutton", "combobox")


@dataclass(frozen=True)
class Control:
    """A control as the truth's script tells of it."""

    id: str
    role: str
    name: str
    text: str
    """What is written in it."""
    row: str
    """The first text of the row, list item or article that it stands in."""
    alone: bool
    """Nothing else that is small is drawn in that row."""
    select: bool
    """It is a list of the browser's own."""
    typed: bool
    """It is a field of the browser's own."""
    x: float
    """Of its middle, in CSS pixels of the viewport."""
    y: float
    width: float
    height: float


async def automatic(chromium: Chromium, page: str, folder: Path) -> list[Result]:
    """All targets of a page as it opens, and then of what each of its tabs shows."""
    results: list[Result] = []
    asked: set[str] = set()
    async with place(chromium, folder) as here:
        tabs = [one for one in await _controls(here) if one.role == "tab"]
        for tab in [None, *tabs]:
            if tab is not None:
                await here.click(tab.x, tab.y)
            targets = [
                one for one in _targets(page, await _controls(here), here.size) if _told(one) not in asked
            ]
            asked |= {_told(one) for one in targets}
            results += [await here.look_for(one) for one in targets if await here.shows(one)]
            absent = [await here.look_for_absent(one) for one in targets if await here.shows(one)]
            results += [one for one in absent if one is not None]
    return results


def _told(one: Labelled) -> str:
    """What two targets have in common that ask the same."""
    return f"{one.kind} {one.target.model_dump_json()}"


async def _controls(here: Place) -> list[Control]:
    found: list[dict[str, Any]] = await here.ask("controls()")
    return [Control(**one) for one in found]


def _targets(page: str, controls: Sequence[Control], size: tuple[int, int]) -> Iterator[Labelled]:
    """What a task could say of each of the controls, where only one of them is meant by it."""
    names = Counter(plain(one.name) for one in controls)
    texts = Counter(text for one in controls for text in {plain(one.text), plain(one.name)})
    icons = [one for one in controls if _is_icon(one)]
    rows = Counter(plain(one.row) for one in icons)
    for one in controls:
        use, word = _use(one), _WORDS.get(one.role, one.role)
        said = f"{one.role} {one.name}"
        if _says(one.name) and names[plain(one.name)] == 1 and texts[plain(one.name)] == 1:
            named = Target(description=f"the {word}", role=one.role, name=one.name)
            yield Labelled(page, said, "named", named, use, one.id)
            if '"' not in one.name:
                yield Labelled(
                    page, said, "described", Target(description=f'the "{one.name}" {word}'), use, one.id
                )
    for one in icons:
        at = (round(one.x / size[0], 4), round(one.y / size[1], 4))
        placed = Target(description="the icon", at=at)
        yield Labelled(page, f"icon at {at}", "place", placed, Use.CLICK, one.id, (one.x, one.y))
        only = one.alone and rows[plain(one.row)] == 1
        if _says(one.row) and only and plain(one.row) != plain(one.name):
            near = Target(description=f'the icon in the row of "{one.row}"', near=one.row)
            yield Labelled(page, f"icon in {one.row}", "near", near, Use.CLICK, one.id)


def _says(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and any(char.isalnum() for char in text)


def _is_icon(one: Control) -> bool:
    small = max(one.width, one.height) <= _LARGEST
    return one.role in ("button", "link") and small and not any(char.isalnum() for char in one.text)


def _use(one: Control) -> Use:
    if one.select or one.role == "listbox":
        return Use.SELECT
    if one.role in _TYPED:
        return Use.TYPE if one.typed else Use.SELECT
    return Use.KEY if one.role == "slider" else Use.CLICK
