"""Stage five, decision: sure, ambiguous or absent.

Elements are ordered by keys, not by a weighted sum: what an element is called counts before where it stands,
and no sum of small likenesses beats a name. A choice is sure where one element is left; where several are,
what is seen around them and their place have to tell them apart, and by how much is said with the choice.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.operator.grounding.admissible import admissible
from agents.operator.grounding.elements import FIELDS, Element
from agents.operator.grounding.fingerprint import kin
from agents.operator.grounding.named import by_name
from agents.operator.grounding.ranked import Admitted, Decision, Page, Ranked, Wanted, out_of_reach
from agents.operator.grounding.text import has_words
from agents.operator.grounding.unnamed import by_context

_SAID = 5
"""So many entries of a key say how what is said of the target holds of an element."""


def decide(
    wanted: Wanted, elements: Sequence[Element], page: Page, *, hidden: bool = False, alone: bool = False
) -> Decision:
    """Which of a page's elements is meant, if any.

    `hidden`: also of those that something lies upon. `alone`: the text that the target stands near is nowhere
    on the page, so it may be found without.
    """
    role = _role(wanted)
    fits = [(one, suits) for one in elements if (suits := admissible(one, wanted.use, role)) > 0]
    found = [(one, suits) for one, suits in fits if hidden or not one.obscured]
    covered = [] if hidden else [(one, suits) for one, suits in fits if one.obscured]
    if wanted.name is not None:
        named = by_name(wanted, wanted.name, found, page, alone=alone)
        if named.verdict != "sure":
            return _drawn_instead(wanted, named, found, page)
        beneath = by_name(wanted, wanted.name, covered, page, alone=alone)
        if beneath.verdict == "sure" and _fits_better(beneath.ranked[0], named.ranked[0]):
            return out_of_reach(beneath.ranked)
        return named
    if (known := _by_recorded_name(wanted, found, page, covered)) is not None:
        return known
    return by_context(wanted, found, page, covered)


def _fits_better(covered: Ranked, seen: Ranked) -> bool:
    """Whether more of what is said holds of what is covered than of what is seen, which is not its label."""
    a, b = covered.element, seen.element
    labelled = b.box.holds(*a.box.center) or (a.owner is not None and a.owner == b.owner)
    return not labelled and covered.key[:_SAID] > seen.key[:_SAID]


def _role(wanted: Wanted) -> str | None:
    """The role that the target is said to have, also by its description: a field."""
    kind = wanted.description.kind
    field = kind is not None and bool(kind.roles) and kind.roles <= FIELDS
    return wanted.target.role or ("textbox" if field else None)


def _by_recorded_name(
    wanted: Wanted, found: Sequence[Admitted], page: Page, covered: Sequence[Admitted]
) -> Decision | None:
    """What the target was called in the recording, where the task does not say; None where that tells
    nothing."""
    seen = wanted.hint.seen
    if seen is None or not seen.name or not has_words(seen.name):
        return None
    alike = [(one, suits) for one, suits in (*found, *covered) if suits >= 0.7 and kin(seen.role, one.role)]
    known = by_name(wanted, seen.name, alike, page)
    if known.ranked and known.ranked[0].element.obscured and covered:
        return out_of_reach(known.ranked)
    return replace(known, basis="recording") if known.verdict == "sure" else None


def _drawn_instead(wanted: Wanted, named: Decision, found: Sequence[Admitted], page: Page) -> Decision:
    """What nothing is called here may be drawn: an icon of that kind that says nothing, pointing where it
    should."""
    kind, seen = wanted.description.kind, wanted.hint.seen
    if kind is None or not kind.pictogram or seen is None:
        return named
    mute = [(one, suits) for one, suits in found if not one.names and not one.text and not one.captions]
    drawn = by_context(wanted, mute, page)
    return drawn if drawn.verdict == "sure" else named
