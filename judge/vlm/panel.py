"""Several step judges as one."""

from collections.abc import Mapping, Sequence
from typing import Literal

from judge.protocols import StepCase, StepJudge
from judge.steps import judge_all, settled, verdict
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
    """Asks its members and decides by a rule; what each of them says is kept. Fits `StepJudge`, `BatchJudge`.

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
        return (await self.judge_together([case], {}))[0]

    async def judge_together(
        self, cases: Sequence[StepCase], known: Mapping[str, Verdict]
    ) -> tuple[Verdict, ...]:
        """The panel's verdicts on steps of one episode, which members that can are asked about together."""
        said = await (self._in_turn if self._rule == "first_sure" else self._at_once)(cases, known)
        each = zip(cases, said, strict=True)
        return tuple(known.get(case.evidence.step) or self._decided(case, members) for case, members in each)

    def _decided(self, case: StepCase, members: Sequence[Verdict]) -> Verdict:
        value = decide([member.value for member in members], self._rule)
        outcome, reason = _outcome(value, members), _reason(value, members)
        return verdict(case, self.name, outcome, reason, members=tuple(members))

    async def _at_once(
        self, cases: Sequence[StepCase], known: Mapping[str, Verdict]
    ) -> list[Sequence[Verdict]]:
        """What all members say, by case."""
        # Nobody is interrupted when one member's budget is used up: what is on its way is paid for.
        said = await settled(
            [judge_all(judge, cases, _of_member(at, known)) for at, judge in enumerate(self._judges)]
        )
        return list(zip(*said, strict=True))

    async def _in_turn(
        self, cases: Sequence[StepCase], known: Mapping[str, Verdict]
    ) -> list[Sequence[Verdict]]:
        """What the members say up to the first that is sure, by case."""
        members: list[list[Verdict]] = [[] for _ in cases]
        for at, judge in enumerate(self._judges):
            open_ = [one for one, said in enumerate(members) if not said or said[-1].value == "unknown"]
            said = await judge_all(judge, [cases[one] for one in open_], _of_member(at, known))
            for one, verdict_ in zip(open_, said, strict=True):
                members[one].append(verdict_)
        return list(members)


def _of_member(at: int, known: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """What the member in that place said where the panel's verdict is known."""
    return {step: one.members[at] for step, one in known.items() if len(one.members) > at}


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
