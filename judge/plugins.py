"""Visual metrics and step judges that others wrote: by entry point or dotted path.

Criteria are found in the same way, by `rubrics.criteria.registry`.
"""

import asyncio
import inspect
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

from agents.models.protocol import BudgetExhausted
from judge.config import RunConfig
from judge.protocols import ModelOf, StepCase, StepJudge
from judge.visual import Metric, TextReader
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.plugins import installed, load, remedy

METRICS = "iwr.metrics"
JUDGES = "iwr.judges"

SHIPPED_METRICS = ("ocr-lines", "ssim", "equal-pixels", "ciede2000", "embedded-highlevel")
"""Names among the details of a comparison that no further metric may take."""


def load_metrics(names: Sequence[str]) -> tuple[Metric, ...]:
    """The metrics that `visual.metrics` names, each made without arguments.

    Raises InputError for a name that is unknown or taken, and for what is no metric.
    """
    metrics: list[Metric] = []
    for name in names:
        metric = _made(_found(name, METRICS, "visual.metrics: metric"), f"visual.metrics: metric {name!r}")
        if not _named(metric) or not callable(getattr(metric, "compare", None)):
            raise InputError(f"visual.metrics: metric {name!r} needs a name and a method compare()")
        if metric.name in (*SHIPPED_METRICS, *(one.name for one in metrics)):
            raise InputError(f"visual.metrics: metric {name!r}: the name {metric.name!r} is taken; rename it")
        metrics.append(metric)
    return tuple(metrics)


def find_judge(name: str, shipped: Sequence[str] = ()) -> Any:
    """The class or function of the step judge that `step_judge` names. Raises InputError for an unknown
    one; `shipped` are names that it might have meant, too."""
    found = _found(name, JUDGES, "step_judge: judge", shipped)
    if not callable(found):
        raise InputError(f"step_judge: judge {name!r} is neither a class nor a function that makes one")
    return found


def make_judge(
    name: str,
    config: RunConfig,
    model_of: ModelOf,
    reader: TextReader,
    threads: Executor | None,
) -> StepJudge:
    """The step judge of that name, made from these arguments or, where it takes none, without.

    Raises InputError for an unknown name, one that can't be made, and for what is no judge.
    """
    where = f"step_judge: judge {name!r}"
    judge = _made(find_judge(name), where, config, model_of, reader, threads)
    if not _named(judge) or not callable(getattr(judge, "judge", None)):
        raise InputError(f"{where} needs a name and a method judge()")
    return _Guest(judge, threads)


class _Guest:
    """A judge of someone else's: it may be asynchronous or not, and what it says is checked."""

    def __init__(self, judge: Any, threads: Executor | None) -> None:
        self.name: str = judge.name
        self._judge = judge
        self._threads = threads

    async def judge(self, case: StepCase) -> Verdict:
        """The verdict; one that is no verdict on this step raises ValueError."""
        if inspect.iscoroutinefunction(self._judge.judge):
            verdict = await self._judge.judge(case)
        else:
            loop = asyncio.get_running_loop()
            verdict = await loop.run_in_executor(self._threads, self._judge.judge, case)
        if not isinstance(verdict, Verdict):
            raise ValueError(f"the judge {self.name} returned {type(verdict).__name__}, not a Verdict")
        if (verdict.step, verdict.index) != (case.evidence.step, case.evidence.index):
            raise ValueError(f"the judge {self.name} spoke of step {verdict.step!r}, which it was not asked")
        return verdict


def _found(name: str, group: str, what: str, shipped: Sequence[str] = ()) -> Any:
    try:
        found = load(name, group)
    except ValueError as error:
        raise InputError(f"{what} {error}") from None
    if found is None:
        key, _, noun = what.rpartition(" ")
        raise InputError(f"{key} no {noun} {name!r}; {remedy(name, [*shipped, *installed(group)])}")
    return found


def _made(kind: Any, where: str, *arguments: object) -> Any:
    """`kind` called with the arguments or, where it takes none, without; a thing that is made already."""
    if not callable(kind):
        return kind
    try:
        return kind(*arguments) if _takes(kind, len(arguments)) else kind()
    except (BudgetExhausted, InputError):
        raise
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise InputError(f"{where} can't be made: {said}") from None


def _takes(kind: Callable[..., object], count: int) -> bool:
    try:
        inspect.signature(kind).bind(*range(count))
    except (TypeError, ValueError):  # a class of an extension module has no signature
        return False
    return True


def _named(plugin: Any) -> bool:
    name = getattr(plugin, "name", None)
    return isinstance(name, str) and bool(name.strip())
