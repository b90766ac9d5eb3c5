"""Answers that are already known, for every run of this user."""

import contextlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from agents.models.exchanges import Exchange, ExchangeStore


@dataclass(frozen=True)
class CacheStats:
    """What a cache holds."""

    entries: int
    bytes: int
    models: dict[str, int]
    """Entries by the model's preset, sorted by name."""
    damaged: int
    """Entries that can't be read: they count for nothing and are written anew when asked for."""


class ReplyCache:
    """Answered exchanges by their key. What was refused, cut off, unreadable or failed is never kept."""

    def __init__(self, folder: Path) -> None:
        self._store = ExchangeStore(folder)

    def get(self, key: str) -> Exchange | None:
        """The answered exchange of that key; a damaged entry is none."""
        exchange = self._store.get(key)
        return exchange if exchange is not None and exchange.outcome == "answered" else None

    def put(self, exchange: Exchange) -> None:
        """Keep an answer. Where the folder can't be written to, the next run asks again."""
        if exchange.outcome == "answered":
            with contextlib.suppress(OSError):
                self._store.put(exchange)

    def stats(self) -> CacheStats:
        """Entries and bytes, by model."""
        files = self._store.files()
        models = Counter(exchange.model for exchange in self._store)
        return CacheStats(
            entries=models.total(),
            bytes=sum(path.stat().st_size for path in files),
            models=dict(sorted(models.items())),
            damaged=len(files) - models.total(),
        )

    def clear(self) -> int:
        """Remove every entry, and nothing else; returns how many there were."""
        files = self._store.files()
        for path in files:
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # another process has just written there
                path.parent.rmdir()
        return len(files)
