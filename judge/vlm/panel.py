"""Several step judges as one."""

import asyncio
from collections.abc import Sequence
from typing import Literal

from judge.protocols import StepCase, StepJudge
from judge.steps import judge_step, verdict
from rubrics.verdict import Outcome, Value, Verdict

Rule = Literal["majority", "all", "first_sure"]
"""majority: what more than half of all members say. all: pass where all say pass, fail where one says fail.
first_sure: what the first member says that is sure. Everything else is unknown: under `majority` and `all` a
verdict is given only if it stays the same however the unknown members would turn out, so a tie is unknown."""


def decide(values: Sequence[Value], rule: Rule) -> Value:
    """What a panel says whose members say `values`, in their order."""
    passes, fails = values.count("pass"), values.count("fail")
    match rule:
        case "majority":
            passed, failed = 2 * passes > len(values), 2 * fails > len(values)
        case "all":
            passed, failed = passes == len(values), fails > 0
        case "first_sure":
            return next((value for value in values if value != "unknown"), "unknown")
    return "pass" if passed else "fail" if failed else "unknown"


class Panel:
    """Asks its members and decides by a rule; what each of them says is kept. Fits `StepJudge`.

    Members are asked at once; under `first_sure` one after the other, the next only where the one before is
    unknown. What a member raises makes that member unknown. Raises ValueError for a panel without members.
    """

    def __init__(self, judges: Sequence[StepJudge], rule: Rule) -> None:
        if not judges:
            raise ValueError("a panel needs at least one member")
        self._judges = tuple(judges)
        self._rule = rule

    @property
    def name(self) -> str:
        """`panel:<rule>(<members>)`."""
        return f"panel:{self._rule}({', '.join(judge.name for judge in self._judges)})"

    async def judge(self, case: StepCase) -> Verdict:
        """The panel's verdict. Raises BudgetExhausted once no member is at work any more."""
        members = await (self._in_turn(case) if self._rule == "first_sure" else self._at_once(case))
        value = decide([member.value for member in members], self._rule)
        outcome, reason = _outcome(value, members), _reason(value, members)
        return verdict(case, self.name, outcome, reason, members=members)

    async def _at_once(self, case: StepCase) -> tuple[Verdict, ...]:
        # Nobody is interrupted when one member's budget is used up: what is on its way is paid for.
        asked = (judge_step(judge, case) for judge in self._judges)
        said = await asyncio.gather(*asked, return_exceptions=True)
        members = tuple(one for one in said if isinstance(one, Verdict))
        for one in said:
            if isinstance(one, BaseException):
                raise one
        return members

    async def _in_turn(self, case: StepCase) -> tuple[Verdict, ...]:
        members: list[Verdict] = []
        for judge in self._judges:
            members.append(await judge_step(judge, case))
            if members[-1].value != "unknown":
                break
        return tuple(members)


def _outcome(value: Value, members: Sequence[Verdict]) -> Outcome:
    """An undecided panel has its first unknown member's outcome; a tie among sure ones is its own matter."""
    match value:
        case "pass":
            return "passed"
        case "fail":
            return "assertion_false"
        case _:
            return next((one.outcome for one in members if one.value == "unknown"), "judge_error")


def _reason(value: Value, members: Sequence[Verdict]) -> str:
    said = [member.value for member in members]
    counts = ", ".join(f"{said.count(one)} {one}" for one in ("pass", "fail", "unknown") if one in said)
    differ = "; the members disagree" if {"pass", "fail"} <= set(said) else ""
    each = " | ".join(f"{member.judge}, {member.value}: {member.reason[:300]}" for member in members)
    return f"{value} ({counts}{differ}). {each}"
