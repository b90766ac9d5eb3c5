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
_TICK_SECONDS = 0.1  # between two looks at what the page has opened meanwhile
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
        self._camera: CDPSession | None = None
        self._cameras: list[CDPSession] = []
        await self._context.clock.install(time=self.setting.clock)
        self._moved_on = time.monotonic()
        await self._load()
        # The camera starts when everything is there: the first frame is what a generator looks at most.
        await self.settle()
        await self._front()
        return await self.settle()

    async def settle(self) -> bool:
        """Rest, so that what an action brought is seen; a tab that it opens is looked at for as long."""
        end = time.monotonic() + _DWELL_SECONDS
        while (left := end - time.monotonic()) > 0:
            await self._live(min(left, _TICK_SECONDS))
            before = self.page
            await self._follow()
            if self.page is not before:
                end = time.monotonic() + _DWELL_SECONDS
        return True

    async def advance(self, ms: int) -> None:
        end = time.monotonic() + ms / 1000
        while (left := end - time.monotonic()) > 0:
            await self._live(min(left, _TICK_SECONDS))

    async def aim(self, x: float, y: float) -> None:
        _, x0, y0 = self.film.pointer[-1] if self.film.pointer else (0.0, x, y)
        for move in range(1, _GLIDE_MOVES + 1):
            share = move / _GLIDE_MOVES
            at = x0 + (x - x0) * share, y0 + (y - y0) * share
            self.film.pointer.append((time.time(), *at))
            await self.call(self.page.mouse.move(*at), "moving the mouse")
            await asyncio.sleep(_GLIDE_SECONDS / _GLIDE_MOVES)

    async def _live(self, seconds: float) -> None:
        """Let real time pass; the clocks of the page's workers, which no one else winds, go along."""
        await asyncio.sleep(seconds)
        passed = int((time.monotonic() - self._moved_on) * 1000)
        self._moved_on += passed / 1000
        if self.page.workers:
            with suppress(PlaywrightError):  # one that has ended meanwhile
                await self.call(self._tabs[-1].advance_workers(passed), "running the page's workers")

    async def _front(self) -> None:
        """Film the tab in front, and no other."""
        if self._camera is not None:
            with suppress(PlaywrightError):  # its tab may be closed
                await self._camera.send("Page.stopScreencast")
        camera = self._camera = await self.cdp()
        if camera not in self._cameras:
            self._cameras.append(camera)
            camera.on("Page.screencastFrame", lambda event: self._frame(camera, event))
        # (Begun anew it sends a frame at once, where a tab that only comes to the front sends none.)
        await camera.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})

    def _frame(self, camera: CDPSession, event: dict[str, Any]) -> None:
        if camera is self._camera:
            stamp = event["metadata"].get("timestamp", time.time())
            self.film.frames.append((stamp, base64.b64decode(event["data"])))
        self._later = asyncio.ensure_future(_acknowledge(camera, event["sessionId"]))


async def _acknowledge(cdp: CDPSession, number: int) -> None:
    with suppress(PlaywrightError):  # the last frames may come while the page is being closed
        await cdp.send("Page.screencastFrameAck", {"sessionId": number})
