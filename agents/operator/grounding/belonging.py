"""Whether what stands with a text belongs to it, is a part of it, or has a text of its own."""

import re
from collections.abc import Sequence

from agents.operator.grounding.context import Landmark, Relation, Tie
from agents.operator.grounding.elements import CHECKS, FIELDS, Element
from agents.operator.grounding.places import in_row
from agents.operator.grounding.ranked import Page, Wanted
from agents.operator.grounding.text import essence, has_words, numbers, plain

_MOST_OF_A_LABEL = 0.5
_MOST_OF_A_FRAME = 0.5
_ASIDE = re.compile(r"\s*[(:–—,]|\s-\s")
"""Where a label goes on with what is no part of it: "Fade (2 s)"."""
_HEADS = ("heading", "legend", "group", "region", "tab", "caption")


def has_another(
    wanted: Wanted, element: Element, relation: Relation, marks: Sequence[Landmark], page: Page
) -> bool:
    """Whether a field or a check that has a name or a caption of its own is no more than beside the text:
    what is told by that text is gone."""
    entered = element.editable or element.role in FIELDS or element.role in CHECKS
    if not entered and not wanted.roles & FIELDS:
        return False
    if is_called(element, marks):
        return False
    if relation.tie is Tie.ITEM:
        return entered and _is_captioned_between(element, relation, marks, page)
    texts = (*element.names, *element.captions)
    own = {essence(text) for text in texts} | {_label(text) for text in texts}
    if not own or own & {essence(mark.text) for mark in marks}:
        return False
    nodes = page.snapshot.nodes
    heads = any(mark.node is not None and nodes[mark.node].role in _HEADS for mark in marks)
    beside = relation.tie is Tie.CLOSE and not _in_its_row(element, relation)
    return not heads or (beside and bool(element.names))


def stands_with_another(element: Element, relation: Relation, page: Page) -> bool:
    """Whether an icon has a text of its own, in the innermost group that holds any but names of controls and
    figures: the plus beside "Rooms" is not the one beside "Calendars". In one row or card all texts are its
    own."""
    entered = element.editable or element.role in FIELDS or element.role in CHECKS
    if entered or (element.text.strip() and has_words(element.text)) or element.node is None:
        return False
    if relation.tie not in (Tie.GROUP, Tie.CLOSE) or relation.landmark is None:
        return False
    tree = page.tree
    own = next((i for i in tree.lineage(element.node)[1:] if _says_something(i, page)), None)
    return own is not None and not tree.box(own).grown(1).holds(*relation.landmark.center)


def is_labelled_otherwise(
    wanted: Wanted, element: Element, relation: Relation, marks: Sequence[Landmark], page: Page
) -> bool:
    """Whether a check or a switch stands with a label of which the text that it is told by is the lesser
    part: "Fade between albums" is not "Fade". In a row of several texts that is a title and no label."""
    mark = next((one for one in marks if one.box == relation.landmark), None)
    if mark is None or mark.node is None or element.node is None or not wanted.roles & CHECKS:
        return False
    tree = page.tree
    text = tree.nodes[mark.node].text or tree.nodes[mark.node].name
    both, _, _ = tree.meeting(mark.node, element.node)
    if both is None or essence(tree.texts[both]) not in (essence(text), ""):
        return False
    if sum(tree.nodes[i].role in CHECKS for i in tree.below(both)) > 1:
        return False  # each has its own word of it
    return bool(text) and len(plain(mark.text)) < _MOST_OF_A_LABEL * len(plain(_ASIDE.split(text)[0]))


def _label(text: str) -> str:
    return essence(_ASIDE.split(text)[0])


def _says_something(group: int, page: Page) -> bool:
    tree = page.tree
    texts = (tree.nodes[i].text for i in (group, *tree.below(group)) if tree.owners[i] is None)
    return any(has_words(text) and not numbers(text) for text in texts)


def is_called(element: Element, marks: Sequence[Landmark]) -> bool:
    """Whether an element is called by the text that it is told by, or without a name has it for a caption."""
    called = element.names or element.captions[:1]
    return bool({essence(name) for name in called} & {essence(mark.text) for mark in marks})


def holds_the_text(element: Element, marks: Sequence[Landmark]) -> bool:
    """Whether an element holds the landmark itself: the row, not something in it. A field, or a sign, is no
    row."""
    if element.editable or element.files or (element.text and len(element.text.strip()) <= 2):
        return False
    return any(element.box.holds(*mark.box.center) for mark in marks)


def frames_what_is_covered(element: Element, page: Page) -> bool:
    """Whether most of what an element holds is one thing that something covers: what shows is its frame."""
    if element.obscured:
        return False
    tree, box = page.tree, element.box
    within = [
        tree.box(i) for i in page.covered if element.node is None or element.node in tree.lineage(i)[1:]
    ]
    return any(box.holds(*one.center) and one.area >= _MOST_OF_A_FRAME * box.area for one in within)


def is_part(element: Element, landmarks: set[int | None], page: Page) -> bool:
    """Whether an element is a part of the control in which the landmark is written: its icon."""
    owners = {page.tree.owners[node] for node in landmarks if node is not None}
    return element.owner in owners - {None, element.node}


def _is_captioned_between(
    element: Element, relation: Relation, marks: Sequence[Landmark], page: Page
) -> bool:
    """Whether a field's own caption stands between it and the landmark, in one row with both."""
    mark, box = relation.landmark, element.box
    nearest = {essence(text) for text in element.captions[:1]}
    if (
        not nearest
        or mark is None
        or not in_row(box, mark)
        or nearest <= {essence(one.text) for one in marks}
    ):
        return False
    if box.right <= mark.x + 2:  # a title stands before the fields of its row; a check may stand before it
        return element.role not in CHECKS
    return any(
        essence(text) in nearest
        for text, line in page.surroundings.lines
        if mark.right <= line.x + 2 and line.right <= box.x + 2 and in_row(line, box)
    )


def _in_its_row(element: Element, relation: Relation) -> bool:
    return relation.landmark is not None and in_row(element.box, relation.landmark)
