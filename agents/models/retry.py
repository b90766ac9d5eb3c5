"""Calls again, where a failure may pass."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from agents.models.protocol import CallFailed

Sleep = Callable[[float], Awaitable[None]]
Result = TypeVar("Result")

FIRST_WAIT = 1.0
"""Seconds: the first wait lies between 0 and this, each later one has twice the room."""
LONGEST_WAIT = 60.0
"""Seconds that a wait of our own may have."""
LONGEST_ASKED = 600.0
"""Seconds: a server that asks for a longer wait is not waited for."""


async def retrying(
    call: Callable[[], Awaitable[Result]], retries: int, sleep: Sleep = asyncio.sleep
) -> Result:
    """`call`, and where it fails in a way that may pass, again up to `retries` times.

    The waits grow exponentially with full jitter (tenacity's `wait_random_exponential`). What a server
    asks for in Retry-After is the least; the jitter comes on top, so that those who were refused together
    don't come back together. Raises the last CallFailed.
    """
    attempts = AsyncRetrying(
        sleep=sleep,
        stop=stop_after_attempt(retries + 1),
        wait=_wait,
        retry=retry_if_exception(_may_pass),
        reraise=True,
    )

    async def attempt() -> Result:  # tenacity awaits only what is declared async
        return await call()

    return await attempts(attempt)


_jitter = wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)


def _wait(state: RetryCallState) -> float:
    return _asked(state.outcome.exception() if state.outcome else None) + _jitter(state)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, CallFailed) and error.retryable and _asked(error) <= LONGEST_ASKED


def _asked(error: BaseException | None) -> float:
    """Seconds that the server asked for; 0 for none, and for what makes no sense."""
    seconds = error.retry_after if isinstance(error, CallFailed) else None
    return seconds if seconds is not None and not math.isnan(seconds) and seconds > 0 else 0.0
