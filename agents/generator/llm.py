"""The generator agent: a model sees the recording and the assets, and writes the page; then, if asked to,
sees how its page came out and writes it anew.

    <episode>/page/              the page that stands
    <episode>/rounds/<n>/        the page that stood after round n (0: the first answer)
    <episode>/generation.json    what was said about every answer (`Generation`)

What the model did badly is the candidate's: an answer without a page is an empty page, and is judged.
"""

import asyncio
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from agents.generator.answer import WHOLE, Outcome, Parsed, parse
from agents.generator.prompt import check_room, first_request, gather, refine_request, screenshot_part
from agents.generator.rewrite import Removed, Rewritten, rewrite
from agents.models.protocol import Model, Reply, Request
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.page import Page
from tasks.task import Task
from tasks.variants import copy_page
from tasks.yamlfile import Strict

GENERATION_FILE = "generation.json"

_EMPTY = '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title></title>\n</html>\n'
_UTF8 = re.compile(rb"""charset\s*=\s*["']?\s*utf-?8""", re.I)
_SNIFFED = 1024  # bytes in which a browser looks for the declaration


class Round(Strict):
    """One answer."""

    number: int
    """0: the first answer; n: the n-th rewrite."""
    outcome: Outcome
    """What the reply was (see agents/generator/answer.py)."""
    taken: bool
    """Whether the page of this answer replaced the one before."""
    notes: tuple[str, ...]
    removed: tuple[Removed, ...]
    """What was refused. Untrusted."""
    prompt: str
    """`<id>@<version>`."""
    exchange: str
    """Under which key the question and the raw reply are kept."""


class Generation(Strict):
    """`generation.json`: how a page came to be."""

    generation: Literal[1] = 1
    """Version of this format."""
    generator: str
    model: str
    """As the provider calls it."""
    frames: int
    """Frames of the recording that were sent; 0 where the video itself was."""
    sheets: int
    """Contact sheets that were sent."""
    rounds: tuple[Round, ...]

    @property
    def standing(self) -> Round:
        """The round whose page stands; the first, where no answer had one."""
        return next((one for one in reversed(self.rounds) if one.taken), self.rounds[0])

    @property
    def done(self) -> bool:
        """Whether the model says that nothing is left to improve."""
        return self.rounds[-1].outcome == "done" and self.standing.taken


def read_generation(page: Path) -> Generation:
    """What is said of the page in that folder. Raises InputError where there is nothing."""
    path = page.parent / GENERATION_FILE
    try:
        return Generation.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        why = str(error).splitlines()[0]
        raise InputError(f"{path}: can't be read: {why}; generate the page again") from None


@dataclass(frozen=True)
class LlmGenerator:
    """A model that writes pages."""

    model: Model
    name: str
    rounds: int = 0
    """How often it may look at its page and write it anew; who drives the episode counts them."""
    repeat: int = 0
    """Tells repeats of an episode apart, which would otherwise be one and the same question."""

    async def generate(self, task: Task, folder: Path) -> Page:
        """Ask for the page and leave it in `folder`.

        Raises ModelFailed, ReplyUnreadable or BudgetExhausted where there is no answer, and InputError
        where the model takes too few pictures.
        """
        check_room(self.model.spec, min(1, self.rounds))
        material = await asyncio.to_thread(gather, task, self.model.spec)
        request = first_request(task, material, self.repeat)
        reply = await self.model.ask(request)
        parsed = parse(reply.text, reply.stop)
        page = None if parsed.html is None else rewrite(parsed.html, _names(task))
        first = _round(0, request, reply, parsed, page)
        shutil.rmtree(_kept(folder, 0).parent, ignore_errors=True)
        generation = Generation(
            generator=self.name,
            model=self.model.spec.model,
            frames=material.frames,
            sheets=material.sheets,
            rounds=(first,),
        )
        return self._leave(task, folder, generation, page.html if page else _EMPTY)

    async def refine(
        self, task: Task, folder: Path, round: int, screenshot_png: bytes, problems: Sequence[str]
    ) -> Page:
        """Show the model its page and let it write a better one; round 1 comes after `generate`.

        The page stays as it is where the model is done (`read_generation(folder).done`), or where its answer
        is worse than what stands: no page, or only a part of one. `problems` are what the browser noticed.
        A round can be repeated: it begins with what the round before left. Raises as `generate` does.
        """
        before = read_generation(folder)
        if not 1 <= round <= len(before.rounds):
            raise ValueError(f"round {round}: must be from 1 to {len(before.rounds)}, one after another")
        before = before.model_copy(update={"rounds": before.rounds[:round]})
        html = (_kept(folder, round - 1) / "index.html").read_bytes().decode("utf-8-sig")
        material = await asyncio.to_thread(gather, task, self.model.spec, 1)
        request = refine_request(
            task,
            material,
            self.repeat,
            html,
            screenshot_part(screenshot_png, self.model.spec),
            [*_faults(before.standing), *problems],
        )
        reply = await self.model.ask(request)
        parsed = parse(reply.text, reply.stop)
        if parsed.html is not None and _replaces(parsed.outcome, before.standing.outcome):
            page = rewrite(parsed.html, _names(task))
            after = _round(round, request, reply, parsed, page)
        else:
            page = Rewritten(html, (), ())
            after = _round(round, request, reply, parsed, None)
        generation = before.model_copy(update={"rounds": (*before.rounds, after)})
        return self._leave(task, folder, generation, page.html)

    def _leave(self, task: Task, folder: Path, generation: Generation, html: str) -> Page:
        """Write down the last round: its page, what is said of it, and the page that stands."""
        kept = _kept(folder, len(generation.rounds) - 1)
        shutil.rmtree(kept, ignore_errors=True)
        write_atomic(kept / "index.html", _bytes(html))
        copy_page(kept, folder)
        write_atomic(folder.parent / GENERATION_FILE, generation.model_dump_json(indent=2) + "\n")
        return Page.of(folder, task.id, self.name)


def _kept(folder: Path, round: int) -> Path:
    return folder.parent / "rounds" / str(round)


def _names(task: Task) -> frozenset[str]:
    return frozenset(file.name for file in task.assets())


def _replaces(outcome: Outcome, standing: Outcome) -> bool:
    """Whether a rewrite takes the place of what stands: a part of a page does not replace a whole one."""
    return outcome in WHOLE or standing not in WHOLE


def _round(number: int, request: Request, reply: Reply, parsed: Parsed, page: Rewritten | None) -> Round:
    """What is to be said of one answer; `page`: what was taken of it."""
    notes = [parsed.note]
    if page is None:
        notes.append("The page stays as it was." if number else "The page is empty.")
    elif page.unknown:
        notes.append(f"Assets that the task does not have: {', '.join(page.unknown)}.")
    return Round(
        number=number,
        outcome=parsed.outcome,
        taken=page is not None,
        notes=tuple(notes),
        removed=page.removed if page else (),
        prompt=request.prompt,
        exchange=reply.exchange,
    )


def _faults(standing: Round) -> list[str]:
    """What was said of the page that stands, as problems for the model."""
    if standing.taken and standing.outcome in WHOLE:
        return [*standing.notes[1:], *(f"refused: {one.element} {one.reference}" for one in standing.removed)]
    return list(standing.notes)


def _bytes(html: str) -> bytes:
    """The page as UTF-8, and in a way that a browser reads it as such, whatever the page declares."""
    data = html.encode()
    return data if data.isascii() or _UTF8.search(data[:_SNIFFED]) else b"\xef\xbb\xbf" + data
