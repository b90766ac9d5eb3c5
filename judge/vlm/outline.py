"""A page in words, for models that see nothing: the text that can be seen, and the accessible tree."""

from collections.abc import Iterable, Sequence

from agents.models.prompts import untrusted
from judge.visual.text import lines_of
from judge.vlm.changes import LEGIBLE
from tasks.evidence import Node, Snapshot
from tasks.geometry import Box

MOST_TEXT = 4_000
"""Characters of the text that can be seen,"""
MOST_TREE = 4_000
"""and of the tree."""
_LINE, _NAME = 160, 80  # characters of a line of text, and of a name or value


def outline(page: Snapshot, viewport: tuple[int, int]) -> str:
    """What a person can see of the page, as far as words can tell; safe to stand in a prompt.

    First the lines of visible text in the page's order, then what is in view of the tree: roles, names,
    values, states, an item within another below it and further right. A name that is not written on the page
    is `called`, so that nobody takes it for text. At the end what is scrolled and what plays. `viewport`:
    width and height in CSS pixels.
    """
    lines = [line.text for line in lines_of(page.words) if line.box.h >= LEGIBLE]
    written = " ".join(" ".join(lines).split())
    told = _cut((untrusted(line, _LINE) for line in lines), MOST_TEXT)
    text = ["Visible text:", *(told or ["(none)"])]
    tree = _cut(_tree(page.nodes, Box(0, 0, *viewport), written), MOST_TREE)
    return "\n".join([*text, "Tree:", *(tree or ["(nothing in view)"]), *_moved(page), *_played(page)])


def _tree(nodes: Sequence[Node], view: Box, written: str) -> list[str]:
    """A line for each node in view that says something; a mere box is passed over."""
    depths: list[int] = []  # by node: how many of those above it are told
    told: list[str] = []
    for node in nodes:
        above = depths[node.parent] if node.parent is not None else 0
        words = _node(node, written)
        seen = node.box is not None and node.box.intersect(view).area > 0 and not node.obscured
        if seen and words:
            told.append(f"{'  ' * above}- {words}")
        depths.append(above + bool(seen and words))
    return told


def _node(node: Node, written: str) -> str:
    """Role, name, value and states; empty for a box without any."""
    states = _states(node)
    mere = node.role in ("generic", "none", "presentation", "paragraph", "text")
    if mere and not states:
        return ""
    words = [node.role]
    if node.name:
        seen = " ".join(node.name.split()) in written
        words.append(f"{'' if seen else 'called '}“{untrusted(node.name, _NAME)}”")
    if node.value is not None:
        words.append(f"holding “{untrusted(node.value, _NAME)}”")
    return " ".join([*words, *states])


def _states(node: Node) -> list[str]:
    found = []
    for name in ("checked", "selected", "pressed", "expanded"):
        value = getattr(node, name)
        if value is not None:
            found.append(f"half {name}" if value == "mixed" else name if value else f"not {name}")
    return found + [name for name in ("disabled", "focused") if getattr(node, name)]


def _moved(page: Snapshot) -> list[str]:
    """How far the page and its scrolled parts are scrolled, where they can be."""
    told = []
    for number, one in enumerate(page.scrollers):
        ways = ((one.y, one.max_y, "down"), (one.x, one.max_x, "across"))
        far = [f"{at:.0f} of {most:.0f} px {way}" for at, most, way in ways if most > 0]
        if far:
            told.append(f"{'A part of it' if number else 'The page'} is scrolled {', '.join(far)}.")
    return told


def _played(page: Snapshot) -> list[str]:
    what = {"video": "A video", "audio": "A sound"}
    return [f"{what[one.kind]} {'is playing' if one.playing else 'stands still'}." for one in page.media]


def _cut(lines: Iterable[str], most: int) -> list[str]:
    """As many of the lines as `most` characters hold; a cut says how many are missing."""
    every = list(lines)
    kept: list[str] = []
    for line in every:
        most -= len(line) + 1
        if most < 0:
            return [*kept, f"… ({len(every) - len(kept)} more lines)"]
        kept.append(line)
    return kept
