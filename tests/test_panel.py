"""Panels: every combination of verdicts against the definition of the rules."""

import asyncio
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from agents.models.protocol import BudgetExhausted
from judge.protocols import StepCase, StepJudge
from judge.vlm.panel import Panel, Rule, decide
from rubrics.schema import Checkpoint
from rubrics.verdict import Outcome, Value, Verdict
from tasks.evidence import StepEvidence
from tasks.store import PictureStore
from tasks.task import Task, WaitStep

VALUES: tuple[Value, ...] = get_args(Value)
COMBINATIONS = [combination for size in range(1, 5) for combination in product(VALUES, repeat=size)]
RULES: tuple[Rule, ...] = get_args(Rule)
OUTCOMES: dict[Value, Outcome] = {"pass": "passed", "fail": "assertion_false", "unknown": "parse_error"}


def sure(values: Sequence[Value], rule: Rule) -> Value:
    """What a panel says in which nobody is unsure."""
    if rule == "all":
        return "pass" if set(values) == {"pass"} else "fail"
    most = [value for value in VALUES if values.count(value) > len(values) / 2]
    return most[0] if most else "unknown"


def defined(values: Sequence[Value], rule: Rule) -> Value:
    """The verdict that is the same however the unknown members would turn out, else unknown."""
    if rule == "first_sure":
        known = [value for value in values if value != "unknown"]
        return known[0] if known else "unknown"
    turns: list[tuple[Value, ...]] = [
        ("pass", "fail") if value == "unknown" else (value,) for value in values
    ]
    ends = {sure(end, rule) for end in product(*turns)}
    return ends.pop() if len(ends) == 1 else "unknown"


@pytest.mark.parametrize("rule", RULES)
def test_every_combination_by_the_definition(rule: Rule) -> None:
    assert len(COMBINATIONS) == 3 + 9 + 27 + 81
    wrong = [values for values in COMBINATIONS if decide(values, rule) != defined(values, rule)]
    assert wrong == []


@pytest.mark.parametrize("rule", RULES)
def test_a_panel_of_unknowns_is_unknown_and_a_unanimous_one_is_not(rule: Rule) -> None:
    for value in VALUES:
        assert decide([value] * 3, rule) == value


class Member:
    """Says what it was made to say; notes who was asked and how many were at work at once."""

    asked: list[str]

    def __init__(self, name: str, said: Value | Exception, asked: list[str], slow: bool = False) -> None:
        self.name = name
        self._said = said
        self._asked = asked
        self._slow = slow

    async def judge(self, case: StepCase) -> Verdict:
        self._asked.append(f"{self.name} begins")
        await asyncio.sleep(0.02 if self._slow else 0)
        self._asked.append(f"{self.name} ends")
        if isinstance(self._said, Exception):
            raise self._said
        return Verdict(
            step="s",
            index=1,
            judge=self.name,
            outcome=OUTCOMES[self._said],
            reason=f"Because of {self.name}.",
        )


def case() -> StepCase:
    task = Task(task=1, id="tiny", title="Tiny", trajectory=(WaitStep(id="s", action="wait", ms=1),))
    evidence = StepEvidence(step="s", index=1, action="wait", status="performed")
    return StepCase(task, Checkpoint(assertion="It holds."), evidence, PictureStore(Path()))


def panel(rule: Rule, *said: Value | Exception, asked: list[str] | None = None) -> Panel:
    log = [] if asked is None else asked
    members: list[StepJudge] = [Member(f"m{number}", one, log) for number, one in enumerate(said)]
    return Panel(members, rule)


@pytest.mark.anyio
@pytest.mark.parametrize("rule", RULES)
async def test_a_panel_says_what_its_rule_says(rule: Rule) -> None:
    for values in COMBINATIONS:
        verdict = await panel(rule, *values).judge(case())
        assert verdict.value == defined(values, rule)
        said = [member.value for member in verdict.members]
        assert said == list(values)[: len(said)]
        if rule != "first_sure":
            assert len(said) == len(values)


@pytest.mark.anyio
async def test_disagreement_is_kept_and_said() -> None:
    verdict = await panel("majority", "pass", "fail", "pass").judge(case())
    assert verdict.judge == "panel:majority(m0, m1, m2)"
    assert [member.judge for member in verdict.members] == ["m0", "m1", "m2"]
    assert verdict.reason == (
        "pass (2 pass, 1 fail; the members disagree). "
        "m0, pass: Because of m0. | m1, fail: Because of m1. | m2, pass: Because of m2."
    )
    agreed = await panel("majority", "pass", "unknown", "pass").judge(case())
    assert agreed.reason.startswith("pass (2 pass, 1 unknown). ")


@pytest.mark.anyio
async def test_an_undecided_panel_names_what_kept_it() -> None:
    tie = await panel("majority", "pass", "fail").judge(case())
    assert (tie.value, tie.outcome) == ("unknown", "judge_error")
    blind = await panel("majority", "pass", "fail", "unknown").judge(case())
    assert (blind.value, blind.outcome) == ("unknown", "parse_error")


@pytest.mark.anyio
async def test_the_next_is_asked_only_where_the_first_is_not_sure() -> None:
    asked: list[str] = []
    verdict = await panel("first_sure", "unknown", "fail", "pass", asked=asked).judge(case())
    assert asked == ["m0 begins", "m0 ends", "m1 begins", "m1 ends"]
    assert verdict.outcome == "assertion_false"
    assert [member.judge for member in verdict.members] == ["m0", "m1"]


@pytest.mark.anyio
async def test_members_are_asked_at_once_and_answer_in_their_order() -> None:
    asked: list[str] = []
    members: list[StepJudge] = [Member("slow", "pass", asked, slow=True), Member("quick", "pass", asked)]
    verdict = await Panel(members, "all").judge(case())
    assert asked == ["slow begins", "quick begins", "quick ends", "slow ends"]
    assert [member.judge for member in verdict.members] == ["slow", "quick"]


@pytest.mark.anyio
async def test_a_member_that_breaks_is_unknown() -> None:
    verdict = await panel("majority", "pass", ValueError("broken"), "pass").judge(case())
    assert verdict.value == "pass"
    assert (verdict.members[1].outcome, verdict.members[1].judge) == ("judge_error", "m1")
    assert "ValueError: broken" in verdict.members[1].reason


@pytest.mark.anyio
@pytest.mark.parametrize("rule", ["majority", "all"])
async def test_an_empty_budget_ends_it_once_the_others_are_done(rule: Rule) -> None:
    asked: list[str] = []
    members: list[StepJudge] = [
        Member("broke", BudgetExhausted(), asked), Member("slow", "pass", asked, slow=True)
    ]  # fmt: skip
    with pytest.raises(BudgetExhausted):
        await Panel(members, rule).judge(case())
    assert asked[-1] == "slow ends"


@pytest.mark.anyio
async def test_an_empty_budget_ends_a_panel_in_turn() -> None:
    with pytest.raises(BudgetExhausted):
        await panel("first_sure", BudgetExhausted(), "pass").judge(case())


@pytest.mark.anyio
async def test_a_panel_can_sit_on_a_panel() -> None:
    inner = panel("all", "pass", "pass")
    verdict = await Panel([inner, *panel("all", "fail")._judges], "first_sure").judge(case())
    assert (verdict.outcome, verdict.members[0].members[1].judge) == ("passed", "m1")


def test_nobody_is_no_panel() -> None:
    with pytest.raises(ValueError, match="at least one member"):
        Panel([], "majority")
