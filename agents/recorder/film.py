"""The screen recording: the page at a person's pace, filmed over DevTools and encoded as WebM."""

import asyncio
import base64
import io
import time
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from agents.browser.session import Session

FRAMES_PER_SECOND = 10
_GLIDE_MOVES = 12
_GLIDE_SECONDS = 0.35
_DWELL_SECONDS = 1.0  # after each action: a frame a second must show every state
_ARROW = ((0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12))


@dataclass
class Film:
    """Frames as they come, and where the mouse was meanwhile. Times are seconds since the epoch."""

    frames: list[tuple[float, bytes]] = field(default_factory=list)
    pointer: list[tuple[float, float, float]] = field(default_factory=list)

    def encode(self, path: Path, size: tuple[int, int], end: float) -> None:
        """Write the film as WebM (VP9) of that size, with the mouse drawn in, until `end`.

        Raises ValueError where nothing was filmed.
        """
        import av

        if not self.frames:
            raise ValueError("nothing was filmed")
        start = self.frames[0][0]
        with av.open(str(path), "w", format="webm") as container:
            stream: Any = container.add_stream("libvpx-vp9", rate=FRAMES_PER_SECOND)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            stream.options = {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "6"}
            current = -1
            picture = Image.new("RGB", size, "white")
            for number in range(max(1, int((end - start) * FRAMES_PER_SECOND))):
                now = start + number / FRAMES_PER_SECOND
                latest = current
                while latest + 1 < len(self.frames) and self.frames[latest + 1][0] <= now:
                    latest += 1
                if latest != current:
                    current = latest
                    picture = Image.open(io.BytesIO(self.frames[current][1])).convert("RGB").resize(size)
                frame = av.VideoFrame.from_image(self._with_pointer(picture, now))
                frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))

    def _with_pointer(self, picture: Image.Image, now: float) -> Image.Image:
        past = [point for point in self.pointer if point[0] <= now]
        if not past:
            return picture
        _, x, y = past[-1]
        drawn = picture.copy()
        arrow = [(x + dx, y + dy) for dx, dy in _ARROW]
        ImageDraw.Draw(drawn).polygon(arrow, fill="black", outline="white")
        return drawn


class LiveSession(Session):
    """A session at a person's pace: the page's clock runs by itself, and a camera looks on."""

    async def open(self) -> bool:
        self.film = Film()
        self._cameras: list[CDPSession] = []
        await self._context.clock.install(time=self.setting.clock)
        await self._load()
        # The camera starts when everything is there: the first frame is what a generator looks at most.
        await self.settle()
        await self._front()
        return await self.settle()

    async def settle(self) -> bool:
        await asyncio.sleep(_DWELL_SECONDS)
        await self._follow()
        return True

    async def advance(self, ms: int) -> None:
        await asyncio.sleep(ms / 1000)

    async def aim(self, x: float, y: float) -> None:
        _, x0, y0 = self.film.pointer[-1] if self.film.pointer else (0.0, x, y)
        for move in range(1, _GLIDE_MOVES + 1):
            share = move / _GLIDE_MOVES
            at = x0 + (x - x0) * share, y0 + (y - y0) * share
            self.film.pointer.append((time.time(), *at))
            await self.call(self.page.mouse.move(*at), "moving the mouse")
            await asyncio.sleep(_GLIDE_SECONDS / _GLIDE_MOVES)

    async def _front(self) -> None:
        cdp = await self.cdp()
        # (A tab that comes to the front again has its camera still.)
        if cdp not in self._cameras:
            self._cameras.append(cdp)
            cdp.on("Page.screencastFrame", lambda event: self._frame(cdp, event))
            await cdp.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})

    def _frame(self, cdp: CDPSession, event: dict[str, Any]) -> None:
        stamp = event["metadata"].get("timestamp", time.time())
        self.film.frames.append((stamp, base64.b64decode(event["data"])))
        self._later = asyncio.ensure_future(_acknowledge(cdp, event["sessionId"]))


async def _acknowledge(cdp: CDPSession, number: int) -> None:
    with suppress(PlaywrightError):  # the last frames may come while the page is being closed
        await cdp.send("Page.screencastFrameAck", {"sessionId": number})
