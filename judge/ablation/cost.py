"""What an ablation took: answers, tokens, money, time."""

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

from agents.models.exchanges import Exchange, ExchangeStore
from agents.models.ledger import Ledger
from agents.models.protocol import Usage
from judge.ablation.ask import Answers, Said
from judge.ablation.design import Cell
from judge.ablation.result import Latency, Timing
from judge.ablation.sample import Key


class Exchanges:
    """What the answers took, each read once."""

    def __init__(self, store: ExchangeStore) -> None:
        self._store = store
        self._known: dict[str, tuple[int, Usage, float]] = {}

    def total(self, keys: Sequence[str]) -> tuple[int, Usage]:
        """Answers and tokens of those exchanges, cached ones at what they once took."""
        found = [self._of(key) for key in keys]
        return sum(one[0] for one in found), sum((one[1] for one in found), Usage())

    def shares(self, said: Mapping[Key, Said]) -> dict[Key, float]:
        """US dollars of each step: an answer's are shared evenly by the steps that it was about."""
        about = Counter(key for one in said.values() for key in one.exchanges)
        return {
            step: math.fsum(self._of(key)[2] / about[key] for key in one.exchanges)
            for step, one in said.items()
        }

    def _of(self, key: str) -> tuple[int, Usage, float]:
        if key not in self._known:
            self._known[key] = _took(self._store.get(key))
        return self._known[key]


def _took(exchange: Exchange | None) -> tuple[int, Usage, float]:
    if exchange is None:
        return 0, Usage(), 0.0
    answered = [call for call in exchange.calls if call.error is None]
    usage = sum((call.usage for call in answered), Usage())
    return len(answered), usage, math.fsum(call.usd for call in answered)


def timing_of(cells: Sequence[Cell], answers: Answers, ledger: Ledger) -> Timing:
    """What depends on the clock, and what was paid."""
    found = {}
    for cell in cells:
        keys = {
            key for (name, _, _), said in answers.said.items() if name == cell.id for key in said.exchanges
        }
        seconds = sorted(one for key in keys for one in answers.latencies.get(key, ()))
        found[cell.id] = Latency(
            calls=len(seconds),
            median=statistics.median(seconds) if seconds else None,
            p95=seconds[math.ceil(0.95 * len(seconds)) - 1] if seconds else None,
        )
    totals = ledger.totals()
    return Timing(
        cells=found,
        seconds=answers.seconds,
        calls=answers.calls,
        paid_calls=sum(one.calls for one in totals),
        paid_usd=math.fsum(one.usd for one in totals),
    )
