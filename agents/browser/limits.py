"""How long things may take, and the one error that says a page took longer."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from playwright.async_api import Error as PlaywrightError

T = TypeVar("T")


class PageFailed(Exception):
    """The page hung or crashed. The candidate's fault, and the end of its episode."""


@dataclass(frozen=True)
class Limits:
    """Wall-clock seconds and page-time milliseconds."""

    open: float = 8.0
    """Until the page has loaded."""
    call: float = 5.0
    """Any single call into the page."""
    settle: float = 6.0
    """Real time that settling may take before the page is taken as it is."""
    slice_ms: int = 1000
    """Page time between two looks; a page that did nothing in the last slice is at rest."""
    round_ms: int = 2000
    """Page time is spent in multiples of this, a number of slices."""
    page_ms: int = 4000
    """Page time after which a page that never rests is taken as it is, a number of rounds."""


async def guard(call: Awaitable[T], seconds: float, what: str) -> T:
    """`call`, but at most `seconds`. Raises PageFailed when it takes longer or the page is gone."""
    try:
        async with asyncio.timeout(seconds):
            return await call
    except TimeoutError:
        raise PageFailed(f"{what} took more than {seconds:g} s: the page hangs") from None
    except PlaywrightError as error:
        message = error.message.splitlines()[0]
        if "crash" in message.lower():
            raise PageFailed(f"{what}: the page crashed") from None
        if error.name == "TimeoutError":
            raise PageFailed(f"{what} took too long: {message}") from None
        raise
