"""Page criteria: how they are written, what they make of the facts, and what they never touch."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrics.schema import Rubric
from rubrics.whole import (
    CATALOGUE,
    PageCriterion,
    PageFinding,
    evaluate_page,
    facts_needed,
    page_criterion_class,
    parse_page_criterion,
)
from tasks.errors import InputError
from tasks.evidence import Event, Evidence, Status, StepEvidence
from tasks.page_facts import Accessibility, FactFailure, Interactive, Layout, PageFacts, Responsive, Violation
from tasks.yamlfile import load_yaml


def evidence(facts: PageFacts | None = None, **more: Any) -> Evidence:
    plain = {"task": "t", "generator": "g", "page_sha256": "", "viewport": (800, 600), "initial": None}
    return Evidence(**{**plain, **more}, page_facts=facts)


def step(number: int, *kinds: str, status: Status = "performed") -> StepEvidence:
    events = tuple(Event.model_validate({"kind": kind, "text": f"{kind} {number}"}) for kind in kinds)
    return StepEvidence(step=f"s{number}", index=max(number, 1), action="click", status=status, events=events)


def find(criterion: object, of: Evidence) -> PageFinding:
    return parse_page_criterion(criterion).find(of)


def accessibility(passed: int, *violations: Violation) -> PageFacts:
    rules = tuple(f"rule-{number}" for number in range(passed))
    return PageFacts(accessibility=Accessibility(engine="4", passed=rules, violations=violations))


def responsive(*layouts: tuple[float, int, int], targets: int = 0, missing: int = 0) -> PageFacts:
    """Layouts by width, texts and faulty texts."""
    return PageFacts(
        responsive=Responsive(
            viewport=(390, 844),
            layouts=tuple(Layout(moment="opened", width=w, texts=t, faulty=f) for w, t, f in layouts),
            targets=targets,
            missing=tuple(f"s{number}" for number in range(missing)),
        )
    )


def interactive(ms: float | None) -> PageFacts:
    return PageFacts(interactive=Interactive(ms=ms, watched=15000.0, longest_task=70.0))


class TestWriting:
    RUBRIC = """
rubric: 1
checkpoints: {s1: {assertion: It works.}}
page:
  - no_console_errors
  - accessible: {}
  - responsive
  - interactive_within: 2000
"""

    def test_in_a_rubric(self, tmp_path: Path) -> None:
        (tmp_path / "r.yaml").write_text(self.RUBRIC)
        rubric = load_yaml(tmp_path / "r.yaml", Rubric)
        lines = ["no_console_errors", "accessible", "responsive", "interactive_within: 2000"]
        assert [criterion.line() for criterion in rubric.page] == lines
        assert facts_needed(rubric) == {"accessibility", "responsive", "interactive"}
        assert [one.criterion for one in evaluate_page(rubric, evidence())] == lines
        assert Rubric.model_validate_json(rubric.model_dump_json()) == rubric

    def test_a_rubric_without_any_needs_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "r.yaml").write_text(self.RUBRIC.partition("page:")[0])
        rubric = load_yaml(tmp_path / "r.yaml", Rubric)
        assert (rubric.page, facts_needed(rubric), evaluate_page(rubric, evidence())) == ((), frozenset(), ())

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("accesible", "unknown page criterion 'accesible'; did you mean 'accessible'?"),
            ("interactive_within", "interactive_within: ms: Field required"),
            ("interactive_within: -1", "greater than 0 (got -1)"),
            ("interactive_within: {s: 2}", "arguments: ms"),
            ("accessible: true", "accessible: True is not a mapping; arguments: none; write the name alone"),
            ("tests.no_such.Thing", "page criterion 'tests.no_such.Thing' can't be loaded (AttributeError"),
            ("rubrics.schema.Rubric", "rubrics.schema.Rubric is no subclass of rubrics.whole.PageCriterion"),
            ("[1, 2]", "is not a page criterion; write one as"),
        ],
    )
    def test_wrong(self, tmp_path: Path, written: str, said: str) -> None:
        (tmp_path / "r.yaml").write_text(self.RUBRIC + f"  - {written}\n")
        with pytest.raises(InputError) as caught:
            load_yaml(tmp_path / "r.yaml", Rubric)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("kind", CATALOGUE)
    def test_every_one_is_known_and_described(self, kind: type[PageCriterion]) -> None:
        assert page_criterion_class(kind.key) is kind
        assert "Value: " in (kind.__doc__ or "") or "share" in (kind.__doc__ or "")
        docs = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
        assert f"| `{kind.key}" in docs


class TestNoConsoleErrors:
    def test_the_share_of_moments(self) -> None:
        seen = evidence(
            events=step(0, "dialog", "refused_request").events,
            steps=(
                step(1, "console_error", "page_error"),
                step(2),
                step(3, "crash", status="page_failed"),
                step(4, status="not_reached"),
                step(5, "page_error", status="harness_error"),
            ),
        )
        finding = find("no_console_errors", seen)
        assert finding.value == 0.5
        assert finding.reason == "errors in 2 of 4 moments; first at step s1: 'console_error 1'."

    def test_while_loading(self) -> None:
        seen = evidence(events=step(0, "page_error").events, steps=(step(1),))
        finding = find("no_console_errors", seen)
        assert (finding.value, "while it loaded" in finding.reason) == (0.5, True)

    def test_a_fault_of_ours_while_loading(self) -> None:
        assert find("no_console_errors", evidence(steps=(step(1, status="harness_error"),))).value is None


class TestAccessible:
    def test_broken_rules_by_impact(self) -> None:
        button = Violation(rule="button-name", impact="critical", help="Buttons have names", count=2)
        odd = Violation(rule="odd", impact=None, help="An odd rule", count=1)
        finding = find("accessible", evidence(accessibility(8, button, odd)))
        assert finding.value == 0.8
        assert finding.reason == "8 of 10 rules hold; broken: critical button-name (2 places), unrated odd."

    def test_no_rule_applies(self) -> None:
        assert find("accessible", evidence(accessibility(0))).value is None


class TestResponsive:
    @pytest.mark.parametrize(
        ("facts", "value"),
        [
            (responsive((390, 10, 0), targets=4), 1.0),
            (responsive((780, 10, 0), targets=4), 0.5),
            (responsive((390, 10, 0), (390, 4, 1), targets=4), 0.75),
            (responsive((390, 10, 0), targets=5, missing=4), 0.2),
            (responsive((780, 10, 9), targets=5, missing=1), 0.1),
            (responsive((300, 0, 0)), 1.0),
        ],
    )
    def test_the_worst_part_counts(self, facts: PageFacts, value: float) -> None:
        assert find("responsive", evidence(facts)).value == pytest.approx(value)


class TestInteractive:
    @pytest.mark.parametrize(("ms", "value"), [(0.0, 1.0), (2000.0, 1.0), (4000.0, 0.5), (None, 0.0)])
    def test_value(self, ms: float | None, value: float) -> None:
        finding = find({"interactive_within": 2000}, evidence(interactive(ms)))
        assert (finding.value, finding.real_time) == (value, True)

    def test_no_other_measures_real_time(self) -> None:
        assert [kind.key for kind in CATALOGUE if kind.real_time] == ["interactive_within"]


@pytest.mark.parametrize(
    ("facts", "value", "said"),
    [
        (None, None, "was not looked at"),
        (PageFacts(), None, "was not looked at"),
        (
            PageFacts(failures=(FactFailure(fact="accessibility", by="harness", reason="gone"),)),
            None,
            "could not be looked at: gone",
        ),
        (
            PageFacts(failures=(FactFailure(fact="accessibility", by="page", reason="it hangs"),)),
            0.0,
            "the page failed: it hangs",
        ),
    ],
)
def test_facts_that_are_missing(facts: PageFacts | None, value: float | None, said: str) -> None:
    finding = find("accessible", evidence(facts))
    assert finding.value == value
    assert said in finding.reason


OWN = """
from rubrics.whole import PageCriterion, PageFinding
from tasks.evidence import Evidence

class Quiet(PageCriterion):
    \"\"\"No step opens a dialog.\"\"\"

    most: int = 0

    def check(self, evidence: Evidence) -> PageFinding:
        dialogs = sum(event.kind == "dialog" for step in evidence.steps for event in step.events)
        return self.finding(float(dialogs <= self.most), f"{dialogs} dialogs.")

class Broken(PageCriterion):
    def check(self, evidence: Evidence) -> PageFinding:
        return self.finding(1 / 0, "never")

class TooMuch(PageCriterion):
    def check(self, evidence: Evidence) -> PageFinding:
        return self.finding(1.5, "more than all")
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module and a distribution that names one of its criteria."""
    (tmp_path / "own_pages.py").write_text(OWN)
    info = tmp_path / "own_pages-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: own-pages\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[iwr.page_criteria]\nquiet = own_pages:Quiet\n")
    monkeypatch.syspath_prepend(tmp_path)
    page_criterion_class.cache_clear()
    yield
    page_criterion_class.cache_clear()
    sys.modules.pop("own_pages", None)


@pytest.mark.usefixtures("own")
class TestOnesOwn:
    def test_by_dotted_path_and_by_entry_point(self) -> None:
        seen = evidence(steps=(step(1, "dialog"),))
        assert find("own_pages.Quiet", seen).value == 0.0
        finding = find({"quiet": {"most": 1}}, seen)
        assert finding.value == 1.0
        assert finding.criterion == "own_pages.Quiet: {most: 1}"

    @pytest.mark.parametrize(
        ("name", "said"), [("Broken", "ZeroDivisionError"), ("TooMuch", "less than or equal to 1")]
    )
    def test_one_that_raises_is_unknown(self, name: str, said: str) -> None:
        finding = find(f"own_pages.{name}", evidence())
        assert finding.value is None
        assert said in finding.reason


SHARES = st.integers(min_value=0, max_value=50)


@given(
    passed=SHARES,
    broken=SHARES,
    width=st.floats(0, 1e5),
    ms=st.none() | st.floats(0, 1e6),
    limit=st.floats(1e-3, 1e6),
)
def test_every_value_is_a_share(
    passed: int, broken: int, width: float, ms: float | None, limit: float
) -> None:
    violation = Violation(rule="r", impact="minor", help="", count=1)
    found = [
        find("accessible", evidence(accessibility(passed, *[violation] * broken))),
        find(
            "responsive",
            evidence(responsive((width, passed + broken, broken), targets=passed + broken, missing=broken)),
        ),
        find({"interactive_within": limit}, evidence(interactive(ms))),
    ]
    for finding in found:
        assert finding.value is None or 0 <= finding.value <= 1
        assert "could not be checked" not in finding.reason
