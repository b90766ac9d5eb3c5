"""Targets told by nothing but a recording: what was used on one library's page, looked for on another's.

Offline, on the looks before steps whose checkpoints were passed: there the element that was used is known to
be the right one. Absent: the same look with that element, and what names it, taken out or covered for good.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.decide import decide
from agents.operator.grounding.elements import Element, elements
from agents.operator.grounding.fingerprint import Surroundings
from agents.operator.grounding.looks import by_looks, hint
from agents.operator.grounding.places import in_row
from agents.operator.grounding.ranked import Decision, Page, Wanted, same_thing
from agents.operator.grounding.text import plain
from agents.operator.grounding.tree import OPERATED, Tree
from tasks.evidence import Candidate, Node, Snapshot
from tasks.geometry import Box
from tasks.recording import SeenTarget
from tasks.store import PictureStore
from tasks.task import Step, Target
from tests.grounding.result import Result
from tests.zoo.measure import Bench

MODE = "by another library's recording"
_BESIDE = 48.0  # CSS pixels; a text that says what the element is called stands no farther from it


@dataclass(frozen=True)
class Used:
    """What a passed step used on a library's page."""

    page: str
    step: Step
    look: Snapshot
    element: Element
    seen: SeenTarget


async def crossed(bench: Bench, names: Sequence[str]) -> list[Result]:
    """Every step's target, there and absent, by the recording of the next library in the list that passed the
    same step."""
    used = {name: await _used(bench, name) for name in names}
    results = []
    for name, other, step in _pairs(names, used):
        here, there = used[name][step], used[other][step]
        results += [_result(here, there, bench.pictures), _absent(here, there, bench.pictures)]
    return results


def _pairs(names: Sequence[str], used: dict[str, dict[str, Used]]) -> Iterator[tuple[str, str, str]]:
    for at, name in enumerate(names):
        others = [*names[at + 1 :], *names[:at]]
        for step in used[name]:
            other = next((one for one in others if step in used[one]), None)
            if other is not None:
                yield name, other, step


async def _used(bench: Bench, name: str) -> dict[str, Used]:
    task, _ = await bench.task(name)
    evidence, verdicts = await bench.judged(name)
    passed = {one.step for one in verdicts if one.outcome == "passed"}
    found = {}
    for number, (step, done) in enumerate(zip(task.trajectory, evidence.steps, strict=True)):
        if done.step not in passed or done.before is None or not done.groundings:
            continue
        chosen, tree = done.groundings[0].chosen, Tree(done.before.nodes)
        element = _element(chosen, elements(done.before, tree)) if chosen else None
        if element is not None:
            seen = Surroundings(done.before, tree).seen(element, number)
            found[done.step] = Used(name, step, done.before, element, seen)
    return found


def _element(chosen: Candidate, found: Sequence[Element]) -> Element | None:
    """What was chosen, in the look; None where the page was scrolled to it first."""
    there = [one for one in found if one.box == chosen.box and one.role == chosen.role and not one.obscured]
    named = [one for one in there if chosen.name in (*one.names, *one.captions)]
    return next(iter(named or there), None)


def _result(here: Used, there: Used, pictures: PictureStore) -> Result:
    decision = _decide(here, there, here.look, pictures)
    if decision.verdict != "sure":
        detail = f"{_recorded(there)}: {decision.reason}"
        return Result(MODE, here.page, here.step.id, "not found", detail)
    best = decision.ranked[0].element
    same = same_thing(best, here.element) or (best.owner is not None and best.owner == here.element.owner)
    right = same or _hits(best, here.element) or _label_of(best, here.element)
    return Result(MODE, here.page, here.step.id, "right" if right else "wrong", _said(there, decision))


def _absent(here: Used, there: Used, pictures: PictureStore) -> Result:
    digest = hashlib.sha256(f"{here.page}/{here.step.id}".encode()).digest()
    covered = digest[0] % 2 == 0
    decision = _decide(here, there, _without(here, covered), pictures)
    found = decision.verdict == "sure"
    said = ("covered: " if covered else "removed: ") + (_said(there, decision) if found else decision.reason)
    return Result(f"absent: {MODE}", here.page, here.step.id, "wrong" if found else "not found", said)


def _decide(here: Used, there: Used, look: Snapshot, pictures: PictureStore) -> Decision:
    recorded, now = pictures.path(there.look.picture), pictures.path(look.picture)
    target = Target(description="what was used in the recording")
    wanted = Wanted(target, Use.of(here.step), hint(there.seen, recorded, now))
    page = Page.pictured(look, Box(0, 0, 1280, 1200), now)
    found = elements(look, page.tree)
    decision = decide(wanted, found, page)
    return decision if decision.verdict == "sure" else by_looks(wanted, found, page)


def _without(here: Used, covered: bool) -> Snapshot:
    """The look without the element, what lies in it, and what names it."""
    look, tree = here.look, Tree(here.look.nodes)
    gone = _gone(here, tree)
    nodes = list(look.nodes)
    for index in gone:
        nodes[index] = _covered(nodes[index]) if covered else Node(role="none", parent=nodes[index].parent)
    boxes = [tree.box(index) for index in gone if tree.box(index).area]
    words = tuple(one for one in look.words if not any(box.holds(*one.box.center) for box in boxes))
    return look.model_copy(update={"nodes": tuple(nodes), "words": words})


def _covered(node: Node) -> Node:
    return node.model_copy(update={"obscured": True})


def _gone(here: Used, tree: Tree) -> set[int]:
    around = here.element.owner if here.element.owner is not None else here.element.node
    names = {plain(one) for one in (*here.element.names, *here.element.captions)}
    gone = set() if around is None else {around, *tree.below(around)}
    for index, node in enumerate(tree.nodes):
        if node.box is not None and _lies_in(node.box, here.element.box):
            gone |= {index, *tree.below(index)}
        close = tree.box(index).distance(here.element.box) <= _BESIDE
        close = close or in_row(tree.box(index), here.element.box)
        if node.box is not None and close and plain(tree.texts[index]) in names - {""}:
            gone |= {index, *tree.below(index)}
        owner = tree.owners[index]
        if owner is not None and close and {plain(tree.nodes[owner].name), plain(tree.texts[owner])} & names:
            gone |= {owner, *tree.below(owner)}
    for outer in tree.lineage(around)[1:]:  # its frame, its track
        rest = [tree.nodes[i] for i in tree.below(outer) if i not in gone]
        if any(one.text or one.pointer or one.icon or one.role in OPERATED for one in rest):
            break
        gone.add(outer)
    return gone


def _lies_in(inner: Box, outer: Box) -> bool:
    return outer.holds(*inner.center) and inner.area <= outer.area


def _hits(found: Element, meant: Element) -> bool:
    """Whether a click in the middle of what was found meets what is meant."""
    return meant.box.holds(*found.box.center) and found.box.area <= 1.5 * meant.box.area


def _label_of(found: Element, meant: Element) -> bool:
    """Whether what was found is the text that is all the thing's name, beside it."""
    names = {plain(one) for one in (*meant.names, *meant.captions)}
    return plain(found.text) in names - {""} and found.box.distance(meant.box) <= _BESIDE


def _said(there: Used, decision: Decision) -> str:
    best = decision.ranked[0].element
    return f"{_recorded(there)}, found {best.role} {best.names[:1]} {best.box} by {decision.basis}"


def _recorded(there: Used) -> str:
    return f"recorded on {there.page} as {there.seen.role} {there.seen.name!r}"
