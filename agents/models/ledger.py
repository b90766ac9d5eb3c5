"""What was paid, line by line, and the budget that it is held against."""

import contextlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from agents.models.protocol import BudgetExhausted, Role, Usage
from agents.models.spec import ModelSpec
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.yamlfile import Strict


class Entry(Strict):
    """One paid call. Calls that failed are none: what they cost, if anything, nobody says."""

    key: str
    """Of the exchange."""
    role: Role
    model: str
    """The preset's name."""
    usage: Usage
    usd: float | None = Field(ge=0.0)
    """US dollars; None: the price is unknown."""


@dataclass(frozen=True)
class Total:
    """What one role spent on one model."""

    role: Role
    model: str
    calls: int
    usage: Usage
    usd: float
    unpriced: int
    """Calls of an unknown price, which `usd` leaves out."""


class Ledger:
    """The paid calls of one run, kept in a JSONL file so that a resumed run goes on counting.

    `usd` (US dollars) and `tokens` (input and output together) are the run's limits; None: no limit.
    Raises InputError for a file that holds something else.
    """

    def __init__(self, file: Path | None, usd: float | None = None, tokens: int | None = None) -> None:
        self.usd = usd
        self.tokens = tokens
        self._file = file
        self._entries = _read(file) if file is not None else []
        self._spent = Usage()
        self._paid = 0.0
        self._held_tokens = 0
        self._held_usd = 0.0
        for entry in self._entries:
            self._count(entry)

    @contextlib.contextmanager
    def reserve(self, usage: Usage, usd: float) -> Iterator[None]:
        """Hold that much while a call is under way; what it really took is recorded apart.

        Raises BudgetExhausted where what is spent, what others hold and this exceed a limit.
        """
        tokens = usage.total
        self._check("tokens", self._spent.total, self._held_tokens, tokens, self.tokens)
        self._check("US dollars", self._paid, self._held_usd, usd, self.usd)
        self._held_tokens += tokens
        self._held_usd += usd
        try:
            yield
        finally:
            self._held_tokens -= tokens
            self._held_usd -= usd

    def record(self, entry: Entry) -> None:
        """Count a paid call and write it down at once."""
        self._entries.append(entry)
        self._count(entry)
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(entry.model_dump_json() + "\n")

    def totals(self) -> list[Total]:
        """What was spent, sorted by role and model. In which order calls were paid makes no difference."""
        groups: dict[tuple[Role, str], list[Entry]] = {}
        for entry in self._entries:
            groups.setdefault((entry.role, entry.model), []).append(entry)
        return [
            Total(
                role=role,
                model=model,
                calls=len(entries),
                usage=sum((entry.usage for entry in entries), Usage()),
                usd=math.fsum(entry.usd or 0.0 for entry in entries),
                unpriced=sum(entry.usd is None for entry in entries),
            )
            for (role, model), entries in sorted(groups.items())
        ]

    @property
    def spent_tokens(self) -> int:
        return self._spent.total

    @property
    def spent_usd(self) -> float:
        return math.fsum(entry.usd or 0.0 for entry in self._entries)

    def _count(self, entry: Entry) -> None:
        self._spent += entry.usage
        self._paid += entry.usd or 0.0

    def _check(self, what: str, spent: float, held: float, wanted: float, limit: float | None) -> None:
        if limit is None or spent + held + wanted <= limit:
            return
        raise BudgetExhausted(
            f"budget: {spent:,.6g} of {limit:,.6g} {what} are spent and {held:,.6g} are under way; the next "
            f"call needs about {wanted:,.6g}: raise the budget and resume"
        )


def check_prices(specs: Iterable[ModelSpec], ledger: Ledger) -> None:
    """Raises InputError where a budget in money is set and a model's price is unknown."""
    if ledger.usd is None:
        return
    for spec in specs:
        if spec.price is None:
            raise InputError(
                f"models: {spec.name}: its price is unknown, so that a budget of {ledger.usd:g} US dollars "
                "can't be kept; give the preset a price, or set a budget in tokens"
            )


def _read(file: Path) -> list[Entry]:
    """The entries of an earlier part of the run. A last line that a kill tore is taken off."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    lines = data.split(b"\n")
    torn = lines.pop()
    entries = []
    for number, line in enumerate(lines, start=1):
        entry = _entry(line)
        if entry is None:
            raise InputError(f"{file}:{number}: not a line of a ledger; restore the file or remove the line")
        entries.append(entry)
    if torn:
        last = _entry(torn)
        entries += [last] if last is not None else []
        # The next line must not be glued to this one.
        write_atomic(file, "".join(entry.model_dump_json() + "\n" for entry in entries))
    return entries


def _entry(line: bytes) -> Entry | None:
    try:
        return Entry.model_validate_json(line)
    except ValidationError:
        return None
