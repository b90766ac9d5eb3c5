"""How long things may take, and whose fault it is when they take longer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from playwright.async_api import Error as PlaywrightError

T = TypeVar("T")

Work = Callable[[], Awaitable[float]]
"""Seconds of processor time that the pages of a browser have taken so far."""

_BUSY = 0.7
"""Share of a limit that a page has computed for when it is the page that keeps us waiting."""
_AT_ONCE = 0.1
"""Share of a limit in which nearly every call is done; what a page has computed is asked for only then."""
_PATIENCE = 8
"""How many times a limit a page gets that computes nothing: the machine is busy with something else."""


class PageFailed(Exception):
    """The page hung or crashed. The candidate's fault, and the end of its episode."""


class TooSlow(Exception):
    """We could not do something in time, and the page is not to blame."""


@dataclass(frozen=True)
class Limits:
    """Seconds and page-time milliseconds. A page hangs when it computes for longer, not when it waits."""

    open: float = 8.0
    """Until the page has loaded."""
    call: float = 5.0
    """Any single call into the page."""
    read: float = 40.0
    """Reading a page that answers: our own work, so running out of it is our failure."""
    settle: float = 6.0
    """Real time that settling may take before the page is taken as it is."""
    slice_ms: int = 1000
    """Page time between two looks; a page that did nothing in the last slice is at rest."""
    round_ms: int = 2000
    """Page time is spent in multiples of this, a number of slices."""
    page_ms: int = 4000
    """Page time after which a page that never rests is taken as it is, a number of rounds."""


async def guard(
    call: Awaitable[T],
    seconds: float,
    what: str,
    check: Callable[[], None],
    work: Work,
) -> T:
    """`call`, but at most `seconds` of the page's own computing, and a multiple of them by the wall.

    `check` raises where it is known that there will be no answer. Raises PageFailed where the page takes
    longer or is gone, TooSlow where it hardly computed meanwhile.
    """
    task = asyncio.ensure_future(call)
    try:
        check()
        done, _ = await asyncio.wait({task}, timeout=_AT_ONCE * seconds)
        if done:
            return task.result()
        before = await work()
        for _ in range(_PATIENCE):
            done, _ = await asyncio.wait({task}, timeout=seconds)
            if done:
                return task.result()
            check()
            if await work() - before >= _BUSY * seconds:
                raise PageFailed(f"{what} took more than {seconds:g} s: the page hangs")
        raise TooSlow(f"{what} took more than {_PATIENCE * seconds:g} s, and the page did not cause it")
    except PlaywrightError as error:
        message = error.message.splitlines()[0]
        if "crash" in message.lower():
            raise PageFailed(f"{what}: the page crashed") from None
        if error.name == "TimeoutError":
            raise PageFailed(f"{what} took too long: {message}") from None
        raise
    finally:
        if not task.done():
            task.cancel()
