"""Criteria about the page as a whole: scrolling, address, media, errors."""

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from rubrics.criteria.base import Criterion, Regex
from rubrics.scene import StepScene
from rubrics.text import show
from rubrics.verdict import Finding
from tasks.evidence import Scroller

Direction = Literal["up", "down", "left", "right"]


class Scrolled(Criterion):
    """The page or something inside it is scrolled that way by the step."""

    key = "scrolled"

    direction: Direction | None = None
    at_least: int | float = Field(default=1, gt=0)
    """CSS pixels."""

    def check(self, scene: StepScene) -> Finding:
        moves = [
            move
            for was, now in _paired(scene.before.snapshot.scrollers, scene.after.snapshot.scrollers)
            for move in _moves(was, now)
        ]
        fitting = [distance for direction, distance in moves if self.direction in (None, direction)]
        most = max(fitting, default=0.0)
        way = f" {self.direction}" if self.direction else ""
        expected = f", expected at least {self.at_least:g}" if most < self.at_least else ""
        return self.finding(most >= self.at_least, f"scrolled{way} by {most:g} px{expected}.")


class UrlMatches(Criterion):
    """Path, query and fragment of the address match a regular expression after the step."""

    key = "url_matches"
    shorthand = "pattern"

    pattern: Regex

    def check(self, scene: StepScene) -> Finding:
        url = urlsplit(scene.after.snapshot.url)
        address = url._replace(scheme="", netloc="").geturl()
        return self.finding(bool(re.search(self.pattern, address)), f"the address is {show(address)}.")


class MediaPlaying(Criterion):
    """A video or sound plays after the step; false: one is there, and none does."""

    key = "media_playing"
    shorthand = "playing"

    playing: bool

    def missing(self, scene: StepScene) -> str | None:
        there = scene.before.snapshot.media or scene.after.snapshot.media
        return None if there else "a video or sound"

    def check(self, scene: StepScene) -> Finding:
        missing = self.missing(scene)
        if missing is not None and not self.playing:
            return self.idle(missing)
        media = scene.after.snapshot.media
        playing = sum(item.playing for item in media)
        return self.finding((playing > 0) == self.playing, f"{playing} of {len(media)} media play.")


class NoErrors(Criterion):
    """The step raised no script error and wrote none to the console."""

    key = "no_errors"
    shorthand = "expected"

    expected: Literal[True]

    def check(self, scene: StepScene) -> Finding:
        kinds = ("page_error", "console_error", "crash")
        errors = [event for event in scene.evidence.events if event.kind in kinds]
        if not errors:
            return self.finding(True, "no script error.")
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        return self.finding(False, f"script error {show(errors[0].text, 120)}{more}.")


def _paired(before: tuple[Scroller, ...], after: tuple[Scroller, ...]) -> list[tuple[Scroller, Scroller]]:
    """Each scroller after the step with the one that was there before; the page is the first of both."""
    pairs = list(zip(before[:1], after[:1], strict=False))
    free = list(before[1:])
    for now in after[1:]:
        was = min(free, key=lambda one: abs(one.box.x - now.box.x) + abs(one.box.y - now.box.y), default=None)
        if was is not None and was.box.intersect(now.box).area:
            free.remove(was)
            pairs.append((was, now))
    return pairs


def _moves(was: Scroller, now: Scroller) -> list[tuple[Direction, float]]:
    dx, dy = now.x - was.x, now.y - was.y
    return [("right", dx), ("left", -dx), ("down", dy), ("up", -dy)]
