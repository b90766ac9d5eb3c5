"""Which of several like things belongs to a text that stands near it."""

from collections.abc import Callable, Sequence

from agents.operator.things import Thing, lines, only_words, plain
from tasks.evidence import Node, Snapshot
from tasks.geometry import Box

_NO_GROUP = 1e9  # square pixels; larger than any page
_TOUCHING = 24.0  # pixels
_ALIGNED = 0.3  # what a pixel counts in one row or one column


def nearness(near: str, twins: dict[int, Thing], snapshot: Snapshot) -> dict[int, float]:
    """How closely each twin belongs to the text `near`: 1 for the closest; empty if it is not seen.

    What groups them in the tree counts most; where all are in one group, the distance alone tells.
    """
    nodes = snapshot.nodes
    anchors = _saying(near, {i: (n.name, n.text, n.value or "") for i, n in enumerate(nodes) if n.box})
    visible = lines(snapshot.words)
    boxes = [visible[i][1] for i in _saying(near, {i: (text,) for i, (text, _) in enumerate(visible)})]
    boxes = boxes or [box for i in anchors if (box := nodes[i].box)]
    if not boxes or not twins:
        return {}
    areas = {key: _group_area(twin, anchors, nodes) for key, twin in twins.items()}
    gaps = {key: _gap(twin.box, boxes) for key, twin in twins.items()}
    least_area, least_gap = min(areas.values()), min((gap for gap in gaps.values() if gap), default=0.0)
    grouped = 0.75 if max(areas.values()) > least_area else 0.0
    return {
        key: grouped * least_area / areas[key] + (1 - grouped) * (least_gap / gap if gap else 1.0)
        for key, gap in gaps.items()
    }


def _saying(wanted: str, texts: dict[int, tuple[str, ...]]) -> list[int]:
    """Keys of the texts that say `wanted`: as a whole, else in whole words, else anywhere in them."""
    wanted, words = plain(wanted), f" {only_words(wanted)} "
    said = {key: [plain(text) for text in several] for key, several in texts.items()}
    tests: tuple[Callable[[str], bool], ...] = (
        lambda text: text == wanted,
        lambda text: bool(words.strip()) and words in f" {only_words(text)} ",
        lambda text: wanted in text,
    )
    for test in tests:
        if keys := [key for key, several in said.items() if any(test(text) for text in several)]:
            return keys
    return []


def _group_area(thing: Thing, anchors: Sequence[int], nodes: Sequence[Node]) -> float:
    """Area of the smallest node that holds both the thing and an anchor that is another node."""
    around = set(_lineage(thing.node, nodes))
    others = (anchor for anchor in anchors if anchor != thing.node)
    shared = (i for anchor in others for i in _lineage(anchor, nodes) if i in around)
    return min((max(box.area, 1.0) for i in shared if (box := nodes[i].box)), default=_NO_GROUP)


def _lineage(index: int | None, nodes: Sequence[Node]) -> list[int]:
    """A node and all around it, innermost first."""
    found = []
    while index is not None:
        found.append(index)
        index = nodes[index].parent
    return found


def _gap(box: Box, others: Sequence[Box]) -> float | None:
    """Pixels to the nearest of `others`, and a little more, so that touching is not everything.

    In one row or one column they count less: there things belong together from afar. None where all lie
    inside: nothing stands beside itself.
    """
    gaps = []
    for other in others:
        if not box.grown(1).holds(*other.center):
            in_column = box.x < other.right and other.x < box.right
            in_row = box.y < other.bottom and other.y < box.bottom
            gaps.append(_TOUCHING + box.distance(other) * (_ALIGNED if in_row or in_column else 1.0))
    return min(gaps, default=None)
