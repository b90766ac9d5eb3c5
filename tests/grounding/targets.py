"""The targets of the grounding bench, with what they really are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agents.operator.grounding.admissible import Use
from tasks.task import Target

ZOO = Path(__file__).parents[1] / "zoo"
USES = {
    "click": Use.CLICK,
    "dblclick": Use.CLICK,
    "type": Use.TYPE,
    "select": Use.SELECT,
    "upload": Use.UPLOAD,
    "press": Use.KEY,
}

How = Literal["removed", "hidden", "covered"]
HOWS: tuple[How, ...] = ("removed", "hidden", "covered")


@dataclass(frozen=True)
class Labelled:
    """A target, and the element that a person means by it."""

    page: str
    id: str
    kind: str
    target: Target
    use: Use
    element: str
    """What the truth's script knows the element by."""
    placed: tuple[float, float] | None = None
    """CSS pixels; the place alone tells it, so that whatever comes to stand there is what is said."""
    gone: str = ""
    """What has to go so that the target is absent: selectors; empty: the element, and its label."""


def split() -> dict[str, str]:
    """Which half a page is in, by its name: tuning or test."""
    halves = json.loads((ZOO / "split.json").read_text(encoding="utf-8"))
    return {name: half for half in ("tuning", "test") for name in halves[half]}


def further_pages() -> Iterator[tuple[Path, list[tuple[Labelled, str]]]]:
    """The further pages, written and labelled by people who had not seen the operator: each target with the
    selectors of its element, with >>> into frames and open shadow trees."""
    for path in sorted((ZOO / "further").glob("*.html")):
        labels = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield path, [(_labelled(path.stem, one), str(one["css"])) for one in labels]


def _labelled(page: str, one: dict[str, object]) -> Labelled:
    return Labelled(
        page=page,
        id=str(one["id"]),
        kind=str(one["kind"]),
        target=Target.model_validate_json(json.dumps(one["target"])),
        use=USES.get(str(one["action"]), Use.POINT),
        element=str(one["id"]),
        gone=str(one.get("absent_css", "")),
    )
