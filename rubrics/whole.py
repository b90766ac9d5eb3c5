"""Page criteria: a rubric on the whole episode, each criterion a number of its own.

They never enter IFS, VFS or the final score: each is a column beside them.
"""

from abc import abstractmethod
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, PlainSerializer, PlainValidator, ValidationError

from rubrics.text import show
from rubrics.written import Written
from tasks.evidence import Event, Evidence
from tasks.page_facts import Fact, FactFailure, Layout, PageFacts, Violation
from tasks.plugins import installed, load
from tasks.yamlfile import Strict, nearest

if TYPE_CHECKING:
    from rubrics.schema import Rubric  # which holds page criteria

ENTRY_POINTS = "iwr.page_criteria"

_ERRORS = ("page_error", "console_error", "crash")
_SHOWN = 120  # letters of what a page says


class PageFinding(Strict):
    """What one page criterion says."""

    criterion: str
    """Its name and arguments, in one line, as the rubric has them."""
    value: float | None = Field(ge=0.0, le=1.0)
    """1 is best; None: unknown, by a fault of ours or because the fact was not gathered."""
    reason: str
    """What was seen, in one sentence."""
    real_time: bool = False
    """It measures real time, so that two runs never agree to the digit: not to be hashed or compared."""

    @property
    def name(self) -> str:
        """What it is called, without its arguments."""
        return self.criterion.partition(":")[0]


class PageCriterion(Written):
    """One thing to be said of a page as a whole; its fields are its arguments in the YAML.

    One of your own is a subclass with a `check`. A rubric finds it by its dotted path
    (`my_package.module.MyCriterion: {...}`), or by its `key` if that is the name of an entry point in the
    group `iwr.page_criteria`.
    """

    needs: ClassVar[frozenset[Fact]] = frozenset()
    """Facts that the operator gathers for it, in `Evidence.page_facts`."""
    real_time: ClassVar[bool] = False

    @abstractmethod
    def check(self, evidence: Evidence) -> PageFinding:
        """What is to be said of this episode; build it with `finding`."""

    def find(self, evidence: Evidence) -> PageFinding:
        """`check`, where a fact that is missing, or a criterion that raises, is unknown.

        A page that hung or crashed while a fact was gathered is worth 0: that is its own fault.
        """
        facts = evidence.page_facts or PageFacts()
        for fact in sorted(self.needs):
            failure = next((one for one in facts.failures if one.fact == fact), None)
            if failure is not None:
                return self._failed(failure)
            if getattr(facts, fact) is None:
                return self.finding(None, f"{fact} was not looked at when the page was used; run it again.")
        try:
            return self.check(evidence)
        except Exception as error:
            return self.finding(None, f"could not be checked: {type(error).__name__}: {error}")

    def finding(self, value: float | None, reason: str) -> PageFinding:
        """A finding of this criterion, `value` in [0, 1]."""
        return PageFinding(criterion=self.line(), value=value, reason=reason, real_time=self.real_time)

    def data(self) -> dict[str, Any] | str:
        """See `Written.data`; the name alone where it needs no arguments."""
        given = self._given()
        return self.key if given == {} else {self.key: given}

    @classmethod
    def _known(cls) -> str:
        return super()._known() or "none; write the name alone"

    @classmethod
    def _problem(cls, error: ValidationError) -> str:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"]))
        message = problem["msg"].removeprefix("Value error, ")
        return f"{where}: {message} (got {problem['input']!r}); arguments: {cls._known()}"

    def _failed(self, failure: FactFailure) -> PageFinding:
        if failure.by == "page":
            return self.finding(0.0, f"the page failed: {failure.reason}.")
        return self.finding(None, f"{failure.fact} could not be looked at: {failure.reason}.")


class NoConsoleErrors(PageCriterion):
    """The page raises no script error and writes none to the console, in the whole episode.

    Value: the share of moments (loading, and each step that was tried) without one.
    """

    key = "no_console_errors"

    def check(self, evidence: Evidence) -> PageFinding:
        if evidence.initial is None and all(step.status == "harness_error" for step in evidence.steps):
            return self.finding(None, "the page could not be opened by a fault of ours.")
        moments: list[tuple[str, tuple[Event, ...]]] = [("while it loaded", evidence.events)]
        moments += [
            (f"at step {step.step}", step.events)
            for step in evidence.steps
            if step.status not in ("not_reached", "harness_error")
        ]
        broken = [
            (when, errors)
            for when, events in moments
            if (errors := [event for event in events if event.kind in _ERRORS])
        ]
        if not broken:
            return self.finding(1.0, f"no error in {len(moments)} moments.")
        when, errors = broken[0]
        reason = f"errors in {len(broken)} of {len(moments)} moments; first {when}"
        value = 1 - len(broken) / len(moments)
        return self.finding(value, f"{reason}: {show(errors[0].text, _SHOWN)}.")


class Accessible(PageCriterion):
    """The page as it opens keeps the rules of accessibility that a program can check (axe-core).

    Value: rules passed / (rules passed + rules broken); rules that don't apply, or that a program can't
    decide on this page, don't count.
    """

    key = "accessible"
    needs = frozenset({"accessibility"})

    def check(self, evidence: Evidence) -> PageFinding:
        said = _facts(evidence).accessibility
        assert said is not None
        total = len(said.passed) + len(said.violations)
        if not total:
            return self.finding(None, "no rule applies to this page.")
        broken = _by_impact(said.violations)
        reason = f"{len(said.passed)} of {total} rules hold{f'; broken: {broken}' if broken else ''}."
        return self.finding(len(said.passed) / total, reason)


class IsResponsive(PageCriterion):
    """The page also fits a phone's viewport, and can be used there.

    Value: the least of three shares: how much of the page's width is seen without scrolling sideways; how
    many of its texts are neither cut off nor stand on each other; how many of the targets that the episode
    found are found here by the same trajectory. Width and texts are looked at when the page has opened and
    after the trajectory; the worse counts.
    """

    key = "responsive"
    needs = frozenset({"responsive"})

    def check(self, evidence: Evidence) -> PageFinding:
        said = _facts(evidence).responsive
        assert said is not None
        wide, high = said.viewport
        widest = max(said.layouts, key=lambda one: one.width)
        worst = max(said.layouts, key=lambda one: one.faulty / max(one.texts, 1))
        found = said.targets - len(said.missing)
        shares = (
            min(1.0, wide / max(widest.width, 1.0)),
            1 - worst.faulty / max(worst.texts, 1),
            found / said.targets if said.targets else 1.0,
        )
        texts = f"{worst.faulty} of {worst.texts} texts cut off or overlapping"
        lost = f" (not at {', '.join(said.missing)})" if said.missing else ""
        reason = (
            f"at {wide}x{high}: {widest.width:g} px wide; {texts}{_first(worst)}; {found} of {said.targets} "
        )
        return self.finding(min(shares), f"{reason}targets found{lost}.")


class InteractiveWithin(PageCriterion):
    """The page can be used within so many milliseconds after navigation.

    Value: 1 where it can, else the limit / the time it takes; 0 where it is never at rest while it is
    watched. Real time on the machine that ran it: see `Interactive` for what is measured.
    """

    key = "interactive_within"
    shorthand = "ms"
    needs = frozenset({"interactive"})
    real_time = True

    ms: int | float = Field(gt=0)

    def check(self, evidence: Evidence) -> PageFinding:
        said = _facts(evidence).interactive
        assert said is not None
        longest = f"the longest task took {said.longest_task:.0f} ms"
        if said.ms is None:
            return self.finding(0.0, f"not ready within {said.watched:.0f} ms; {longest}.")
        return self.finding(
            min(1.0, self.ms / max(said.ms, 1e-9)), f"ready after {said.ms:.0f} ms; {longest}."
        )


CATALOGUE: tuple[type[PageCriterion], ...] = (NoConsoleErrors, Accessible, IsResponsive, InteractiveWithin)
"""Every page criterion that ships, in the order of the table in docs/formats.md."""


def parse_page_criterion(data: object) -> PageCriterion:
    """The page criterion that `data` describes: a name, or a mapping of a name to its arguments.

    Raises ValueError.
    """
    if isinstance(data, PageCriterion):
        return data
    if isinstance(data, str):
        data = {data: {}}
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError(
            f"{data!r} is not a page criterion; write one as 'accessible' or 'interactive_within: 2000'"
        )
    ((name, arguments),) = data.items()
    return page_criterion_class(str(name)).of(arguments)


@cache
def page_criterion_class(name: str) -> type[PageCriterion]:
    """The page criterion called `name`. Raises ValueError, with the known names, where there is none."""
    shipped = {kind.key: kind for kind in CATALOGUE}
    if name in shipped:
        return shipped[name]
    try:
        kind = load(name, ENTRY_POINTS)
    except ValueError as error:
        raise ValueError(f"page criterion {error}") from None
    if kind is None:
        known = sorted({*shipped, *installed(ENTRY_POINTS)})
        raise ValueError(f"unknown page criterion {name!r}; {nearest(name, known)}")
    if isinstance(kind, type) and issubclass(kind, PageCriterion):
        return kind
    raise ValueError(f"{name} is no subclass of rubrics.whole.PageCriterion")


def facts_needed(rubric: "Rubric") -> frozenset[Fact]:
    """What the operator has to find out of a page for this rubric's page criteria."""
    return frozenset().union(*(criterion.needs for criterion in rubric.page))


def evaluate_page(rubric: "Rubric", evidence: Evidence) -> tuple[PageFinding, ...]:
    """What each page criterion of the rubric says, in its order."""
    return tuple(criterion.find(evidence) for criterion in rubric.page)


def _facts(evidence: Evidence) -> PageFacts:
    return evidence.page_facts or PageFacts()


def _by_impact(violations: tuple[Violation, ...]) -> str:
    """The broken rules, the gravest first: 'critical button-name (2), serious color-contrast'."""
    return ", ".join(
        f"{one.impact or 'unrated'} {one.rule}{f' ({one.count} places)' if one.count > 1 else ''}"
        for one in violations
    )


def _first(layout: Layout) -> str:
    """The first texts that are at fault, in brackets."""
    kinds = (("cut", layout.cut), ("overlapping", layout.overlapping))
    shown = [f"{how} {show(texts[0])}" for how, texts in kinds if texts]
    return f" ({', '.join(shown)})" if shown else ""


def _data(criterion: PageCriterion) -> dict[str, Any] | str:
    return criterion.data()


AnyPageCriterion = Annotated[PageCriterion, PlainValidator(parse_page_criterion), PlainSerializer(_data)]
"""A field that holds a page criterion and is written as a rubric has it."""
