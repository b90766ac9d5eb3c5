"""Finding the control that a criterion speaks of: by its role, its name, what it is near."""

from collections.abc import Sequence

from rubrics.groups import CONTROLS
from rubrics.scene import Scene
from rubrics.text import is_whole, normalise
from tasks.evidence import Node

_KIN = (
    frozenset({"checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio"}),
    frozenset({"textbox", "searchbox", "combobox", "spinbutton", "listbox"}),
    frozenset({"button", "link", "menuitem", "tab", "option", "treeitem"}),
)
"""Roles that implementations of one thing may choose from."""


def controls(
    page: Scene, name: str | None = None, role: str | None = None, near: str | None = None
) -> list[Node]:
    """The controls that match best.

    By role: those of that role, else of a kindred one. By name: named exactly so, else called exactly so
    otherwise (label, placeholder, title); else a name that holds it as whole words, or an unnamed control
    whose visible label it is; else what it is called otherwise; else inside a word.
    """
    pool = _by_role(page, role)
    if near is not None:
        boxed = [node for node in pool if node.box is not None]
        pool = [boxed[index] for index in page.belonging([node.box for node in boxed if node.box], near)]
    return pool if name is None else _by_name(page, pool, name)


def beside(page: Scene, label: str, pool: Sequence[Node]) -> list[Node]:
    """Of the controls in `pool` those that stand with a text that is seen and have another name, which is not
    seen: a checkbox "Arrived" in the row of a guest is that guest's."""
    return _labelled(page, [node for node in pool if not _captioned(page, node)], label)


def _by_role(page: Scene, role: str | None) -> list[Node]:
    nodes = page.snapshot.nodes
    if role is None:
        return [n for n in nodes if n.role in CONTROLS or n.pointer or n.focused or _has_state(n)]
    kin = next((family for family in _KIN if role in family), frozenset())
    return [node for node in nodes if node.role == role] or [node for node in nodes if node.role in kin]


def _by_name(page: Scene, pool: Sequence[Node], name: str) -> list[Node]:
    wanted = normalise(name)
    names = [(node, normalise(node.name or node.text)) for node in pool]
    aliases = [(node, normalise(alias)) for node in pool for alias in node.aliases]
    for called in (names, aliases):
        equal = [node for node, have in called if have == wanted]
        if equal:
            return equal
    unnamed = [node for node, have in names if not have and node.box is not None and node.box.area]
    whole = [node for node, have in names if _says(have, wanted)] + _labelled(page, unnamed, name)
    return (
        whole
        or [node for node, have in aliases if _says(have, wanted)]
        or [node for node, have in names if wanted in have]
    )


def _labelled(page: Scene, pool: Sequence[Node], label: str) -> list[Node]:
    """For each place where the label is seen the nearest of the controls that belong with it."""
    found: list[Node] = []
    for anchor in page.label(label):
        near = [node for node in pool if node.box and page.groups.belongs(anchor.box, label, node.box)]
        best = min(near, key=lambda node: anchor.box.distance(node.box or anchor.box), default=None)
        if best is not None and best not in found:
            found.append(best)
    return found


def _captioned(page: Scene, node: Node) -> bool:
    """Whether its name is seen on it or with it: it is then called nothing else."""
    name, box = node.name or node.text, node.box
    if not normalise(name) or box is None:
        return False
    return any(one.line and page.groups.belongs(one.box, name, box) for one in page.label(name))


def _says(text: str, wanted: str) -> bool:
    """Whether a normalised text holds another as whole words, where it does first."""
    start = text.find(wanted)
    return start >= 0 and is_whole(text, start, start + len(wanted))


def _has_state(node: Node) -> bool:
    states = (node.checked, node.selected, node.expanded, node.pressed)
    return any(state is not None for state in states)
