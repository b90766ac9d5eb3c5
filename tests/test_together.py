"""Several things at once: all results, or one exception and nothing that goes on."""

import asyncio

import pytest

from tasks.together import together

pytestmark = pytest.mark.anyio


async def test_results_are_in_the_order_of_the_calls() -> None:
    async def after(rounds: int) -> int:
        for _ in range(rounds):
            await asyncio.sleep(0)
        return rounds

    assert await together(map(after, (3, 1, 2))) == [3, 1, 2]


async def test_the_exception_is_raised_when_all_others_have_ended() -> None:
    ended: list[str] = []

    async def lasting() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("lasting")

    async def failing() -> None:
        await asyncio.sleep(0)
        raise LookupError("this one")

    with pytest.raises(LookupError, match="this one"):
        await together((lasting(), failing()))
    assert ended == ["lasting"]
