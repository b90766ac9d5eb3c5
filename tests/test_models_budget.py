"""The ledger and the budget: nothing beyond the limit is sent, and a resumed run pays what one run would."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.estimate import estimate, usd
from agents.models.ledger import Entry, Ledger, check_prices
from agents.models.protocol import BudgetExhausted, Reply, Request, Usage
from tasks.errors import InputError
from tests.speaking import QUESTION, SPEC, USAGE, YES, Run, Said, Speaker

EXPECTED = estimate(SPEC, QUESTION)
EXPECTED_USD = usd(SPEC, EXPECTED)


def entry(n: int = 0, dollars: float | None = 0.5) -> Entry:
    return Entry(key=f"{n:064x}", role="judge", model="m", usage=USAGE, usd=dollars)


def test_what_does_not_fit_is_not_sent(tmp_path: Path) -> None:
    run = Run(tmp_path, Speaker(YES), usd=EXPECTED_USD * 0.99)
    with pytest.raises(BudgetExhausted, match="US dollars"):
        run.ask()
    assert run.speaker.heard == []
    assert run.ledger.totals() == []
    assert run.hub.counts()["judge"].unanswered == {"budget": 1}
    tokens = Run(tmp_path / "2", Speaker(YES), tokens=EXPECTED.total - 1)
    with pytest.raises(BudgetExhausted, match="tokens"):
        tokens.ask()
    assert Run(tmp_path / "3", Speaker(YES), tokens=EXPECTED.total).ask().parsed.answer == "yes"


def test_calls_under_way_hold_their_share(tmp_path: Path) -> None:
    async def at_once() -> list[Reply | BaseException]:
        hold = asyncio.Event()
        run = Run(tmp_path, Speaker(YES, hold=hold), usd=EXPECTED_USD * 3.5)
        model = run.hub.model("m")
        asked = [asyncio.create_task(model.ask(replace(QUESTION, sample=n))) for n in range(8)]
        await asyncio.sleep(0.05)
        assert len(run.speaker.heard) == 3
        hold.set()
        replies = await asyncio.gather(*asked, return_exceptions=True)
        # Once they are back, what they did not take is free again.
        assert (await model.ask(replace(QUESTION, sample=99))).parsed.answer == "yes"
        return replies

    replies = asyncio.run(at_once())
    assert sum(isinstance(reply, BudgetExhausted) for reply in replies) == 5
    assert sum(isinstance(reply, Reply) for reply in replies) == 3


def questions(count: int) -> list[Request]:
    return [replace(QUESTION, sample=n) for n in range(count)]


def ask_all(run: Run, count: int) -> bool:
    """Whether all were answered; the first that does not fit stops the run."""
    try:
        for question in questions(count):
            run.ask(question)
    except BudgetExhausted:
        return False
    return True


# A bad answer, a repaired one, a good one: the budget may end anywhere, in mid-repair too.
SAID: tuple[Said, ...] = ("nonsense", YES, YES, "nonsense", "more nonsense", YES, YES)


@given(st.integers(1, 12))
def test_an_interrupted_run_and_its_resumption_cost_what_one_run_costs(
    tmp_path_factory: pytest.TempPathFactory, twelfths: int
) -> None:
    folder = tmp_path_factory.mktemp("budget")
    whole = Run(folder / "whole", Speaker(*SAID))
    assert ask_all(whole, 4)
    # The answers go on where they stopped, as a model's would that answers by the question.
    limit = EXPECTED_USD + whole.ledger.spent_usd * twelfths / 12
    first = Run(folder / "parts", Speaker(*SAID), usd=limit)
    done = ask_all(first, 4)
    assert first.ledger.spent_usd <= limit
    second = Run(folder / "parts", Speaker(*SAID[len(first.speaker.heard) :] or (YES,)))
    assert ask_all(second, 4)
    assert len(first.speaker.heard) + len(second.speaker.heard) == len(SAID)
    assert second.ledger.totals() == whole.ledger.totals()
    assert done == (second.speaker.heard == [])
    assert [one.model_dump() for one in second.exchanges] == [one.model_dump() for one in whole.exchanges]


def test_earlier_spending_counts_on_resume(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    Ledger(file).record(entry())
    again = Ledger(file, usd=0.6)
    assert (again.spent_usd, again.spent_tokens) == (0.5, USAGE.total)
    with (
        pytest.raises(BudgetExhausted, match=r"0\.5 of 0\.6 US dollars are spent"),
        again.reserve(USAGE, 0.2),
    ):
        pass
    with again.reserve(USAGE, 0.05):
        pass


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_is_taken_off(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "ledger.jsonl"
    for n in range(2):
        Ledger(file).record(entry(n))
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    again = Ledger(file)
    # Where no more than the line's end is missing, what it says still counts.
    kept = 2 if cut == 1 else 1
    assert again.totals()[0].calls == kept
    again.record(entry(2))
    assert Ledger(file).totals()[0].calls == kept + 1


def test_a_damaged_line_before_the_last_is_the_user_s_to_mend(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    Ledger(file).record(entry())
    file.write_bytes(b"nonsense\n" + file.read_bytes())
    with pytest.raises(InputError, match=r"ledger\.jsonl:1: "):
        Ledger(file)


def test_totals_are_by_role_and_model_whatever_the_order(tmp_path: Path) -> None:
    spent = [entry(n, dollars) for n, dollars in enumerate([0.1, 0.2, 0.3, 1e-9, None])]
    spent.append(Entry(key="0" * 64, role="generator", model="g", usage=Usage(output=5), usd=2.0))
    one, other = Ledger(None), Ledger(None)
    for each in spent:
        one.record(each)
    for each in reversed(spent):
        other.record(each)
    assert one.totals() == other.totals()
    generator, judge = one.totals()
    assert (generator.role, generator.model, generator.usd) == ("generator", "g", 2.0)
    assert (judge.calls, judge.unpriced, judge.usage.input) == (5, 1, 500)


def test_a_money_budget_needs_prices(tmp_path: Path) -> None:
    unpriced = SPEC.model_copy(update={"name": "mystery", "price": None})
    with pytest.raises(InputError, match=r"models: mystery: its price is unknown.*tokens"):
        check_prices([SPEC, unpriced], Ledger(None, usd=1.0))
    check_prices([SPEC], Ledger(None, usd=1.0))
    check_prices([SPEC, unpriced], Ledger(None, tokens=1000))
    run = Run(tmp_path, Speaker(YES), unpriced, tokens=EXPECTED.total)
    run.ask()
    assert run.ledger.totals()[0].unpriced == 1


def test_what_a_failed_call_held_is_free_again(tmp_path: Path) -> None:
    ledger = Ledger(None, usd=1.0)
    for _ in range(3):
        with pytest.raises(RuntimeError), ledger.reserve(USAGE, 0.9):
            raise RuntimeError
    assert ledger.totals() == []
