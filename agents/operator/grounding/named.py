"""A target with a name: what is called so, told from its twins."""

from collections.abc import Sequence

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.apart import choose
from agents.operator.grounding.context import Landmark, Tie
from agents.operator.grounding.contradicted import contradicted
from agents.operator.grounding.elements import FIELDS, PRESSED, TYPED, Element
from agents.operator.grounding.fingerprint import is_another
from agents.operator.grounding.fitness import fitness, landmarks
from agents.operator.grounding.names import Level, Match, match
from agents.operator.grounding.ranked import ABSENT, Admitted, Decision, Page, Ranked, Wanted, distinct, shown
from agents.operator.grounding.text import numbers, plain, words
from agents.operator.grounding.tree import BOXES, OPERATED
from tasks.evidence import Basis
from tasks.geometry import Box

CALLED = Level.ESSENCE
"""From here on an element is called so."""
_MOST_OF_IT = 0.8
"""An element whose text is nearly all the name is it, where no other is called so."""
_MOST_OF_A_LABEL = 0.65
_KNOWN_AGAIN = 0.6
"""Likeness to the fingerprint from which a name that only partly fits is believed."""


def by_name(
    wanted: Wanted, name: str, found: Sequence[Admitted], page: Page, *, alone: bool = False
) -> Decision:
    """The element that is called so; `alone` as for `decide`."""
    matched = _matched(wanted, name, found, page)
    twins = [one.box for one, _, fits in matched if fits.level >= CALLED]
    marks = landmarks(wanted, page, [one for one, _, fits in matched if fits.level >= CALLED])
    ranked = sorted(
        (_ranked(wanted, one, suits, fits, marks, twins, page) for one, suits, fits in matched),
        key=lambda one: one.key,
        reverse=True,
    )
    kept = [
        one
        for one in ranked
        if one.tie is not Tie.APART and not contradicted(wanted, one.element, marks, page)
    ]
    called = [one for one in kept if one.match.level >= CALLED]
    near = wanted.near
    if called and near and not marks and not alone:
        return Decision("ambiguous", ranked, margin=0.0, reason=f"{near!r} is not seen near it")
    if called and near and marks and called[0].tie is Tie.OPEN:
        said = f"{shown(called[0])} does not stand with {near!r}"
        return Decision("ambiguous", ranked, margin=0.0, reason=said)
    if called:
        basis: Basis = "name" if called[0].match.own else "caption"
        return choose(wanted, called, [*kept, *ranked], page, basis, bool(marks))
    best = distinct(kept)[:1]
    if best and _believed(wanted, best[0], page):
        level = [one for one in kept if one.match.level == best[0].match.level]
        return choose(wanted, level, kept, page, "part", bool(marks))
    if best:
        said = f"{shown(best[0])} is called so only in part"
        return Decision("ambiguous", ranked, margin=0.0, reason=said)
    if ranked:
        return Decision("absent", ranked, margin=0.0, reason=f"{shown(ranked[0])} belongs to something else")
    return ABSENT


def _matched(
    wanted: Wanted, name: str, found: Sequence[Admitted], page: Page
) -> list[tuple[Element, float, Match]]:
    """What is called so in any way, and was not another thing in the recording."""

    def holds(one: Element) -> bool:
        """A list of the page's own has its entries for options; it is chosen from, and no field."""
        return wanted.use is Use.SELECT or (bool(wanted.roles & FIELDS) and one.role != "list")

    seen = wanted.hint.seen
    matched = [(one, suits, match(name, one, holds=holds(one))) for one, suits in found]
    return [
        (one, suits, fits)
        for one, suits, fits in matched
        if fits.level > Level.NONE
        and (seen is None or fits.level >= CALLED or not is_another(seen, one.names))
        and not _is_no_control(wanted, name, one, fits, page)
    ]


def _is_no_control(wanted: Wanted, name: str, element: Element, fits: Match, page: Page) -> bool:
    """Whether what is called so can't be this: a field, where something is pressed; a box around controls,
    which is called so because of the one that something covers, or as a whole; a box with a caption in which
    nothing is drawn."""
    roles = wanted.roles or (FIELDS if wanted.use in (Use.TYPE, Use.SELECT) else frozenset())
    if not roles or element.role in roles:
        return False
    if not fits.own and not element.editable and page.is_empty(element.box):
        return True
    pressed = bool(wanted.roles & PRESSED) and wanted.use.pointed
    if pressed and page.is_marked and page.is_mere_text(element):
        return True
    if pressed and element.editable and element.role in TYPED:
        return True
    if pressed and element.role in FIELDS and fits.level < Level.EXACT:
        return True  # "Open menu" of a list is not the button "Open"
    if not element.holds or element.node is None:
        return False
    inner = [page.snapshot.nodes[i] for i in page.tree.below(element.node)]
    covered = any(
        one.obscured and one.role in roles | FIELDS and plain(name) in map(plain, (one.name, one.text))
        for one in inner
    )
    return covered or (pressed and fitness(wanted, element, page) == 0)


def _ranked(
    wanted: Wanted,
    element: Element,
    suits: float,
    fits: Match,
    marks: Sequence[Landmark],
    twins: Sequence[Box],
    page: Page,
) -> Ranked:
    fit = fitness(wanted, element, page)
    if not wanted.roles and not fits.own and wanted.use.pointed:
        fit = 0  # the words are meant that stand beside it
    relation = page.context.relation(element, marks, twins) if marks else None
    tie = relation.tie if relation else Tie.OPEN
    called = fits.level >= CALLED
    parts = [
        ("name", fits.level / Level.EXACT * (1.0 if called else fits.share)),
        ("kind", fit / 3),
        ("use", suits),
    ]
    if relation:
        parts.append(("near", tie / Tie.ITEM))
    key = (
        float(called),
        float(tie),
        float(fits.level if not called else 0),
        float(suits),
        float(fit),
        float(fits.own),
        float(bool(marks) or page.shows(element.box)),
        float(fits.level),
        -(relation.area if relation and tie > Tie.OPEN else 0.0),
        round(fits.share, 2),
        float(_is_itself(element)),
        element.box.area if wanted.use is Use.PLACE else -element.box.area,
    )
    score = sum(value for _, value in parts) / len(parts)
    return Ranked(element, score, key, tuple(parts), fits, tie)


def _believed(wanted: Wanted, one: Ranked, page: Page) -> bool:
    """Whether a name that fits only in part is enough together with what else is known."""
    seen, fit = wanted.hint.seen, fitness(wanted, one.element, page)
    if one.match.level is Level.INSIDE and one.match.share >= _MOST_OF_IT and fit >= 2:
        return True
    if fit >= 2 and _goes_on_behind_the_field(wanted, one):
        return True
    if fit >= 2 and (_says_what_it_holds(wanted, one) or _says_only_where_to(wanted, one)):
        return True
    if seen is None or seen.role is None or fit < 2:
        return False
    return page.surroundings.likeness(seen, one.element, page.viewport) >= _KNOWN_AGAIN


def _says_what_it_holds(wanted: Wanted, one: Ranked) -> bool:
    """Whether a list goes on after its name with what is chosen in it: "Tools, 2 selected"."""
    name, text = words(wanted.name or ""), words(one.match.text)
    return wanted.use is Use.SELECT and one.match.level is Level.INSIDE and text[: len(name)] == name


def _goes_on_behind_the_field(wanted: Wanted, one: Ranked) -> bool:
    """Whether a field's label says only a unit after its name: "Remind after [ ] days"."""
    name, text = words(wanted.name or ""), words(one.match.text)
    rest = text[len(name) :]
    unit = len(rest) == 1 and one.match.share >= _MOST_OF_A_LABEL and not numbers(rest[0])
    return one.element.editable and one.match.level is Level.INSIDE and text[: len(name)] == name and unit


def _says_only_where_to(wanted: Wanted, one: Ranked) -> bool:
    """Whether of an arrow's name only the direction is written: "Next" of "Next page"."""
    kind, direction = wanted.description.kind, wanted.description.direction
    if kind is None or direction is None or "right" not in kind.icons or one.match.level is not Level.PART:
        return False
    return set(words(one.match.text)) <= direction.words


def _is_itself(element: Element) -> bool:
    """Whether an element is operated itself and says by its role that it is: the button, not the text in it.
    Of a cell or a row it is the text: what is pressed may be less than the whole."""
    return element.node is not None and element.node == element.owner and element.role in OPERATED - BOXES
