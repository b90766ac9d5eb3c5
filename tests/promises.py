"""What the documents promise of errors: sentences as they stand there, with the commands that meet them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.refusing import Place

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@dataclass(frozen=True)
class Kept:
    """A command that meets the error, and what it says."""

    command: tuple[str, ...]
    said: str
    """How its one line begins, after `iwr: `."""
    change: Callable[[Place], None] = lambda place: None
    """What is done to the place before."""


class Promise:
    """A sentence of a document."""

    def __init__(self, document: str, sentence: str, *kept: Kept) -> None:
        """`document`: its file's name; `sentence`: words of it, as they stand there."""
        self.document = document
        self.sentence = sentence
        self.kept = kept


def cases(promises: Sequence[Promise]) -> list[object]:
    """Each command of each promise, for pytest's parametrize."""
    return [
        pytest.param(one, id=f"{promise.sentence[:40]}-{number}")
        for promise in promises
        for number, one in enumerate(promise.kept, start=1)
    ]


def text_of(document: str) -> str:
    """A document without its line ends."""
    [path] = [path for path in DOCUMENTS if path.name == document]
    return " ".join(path.read_text(encoding="utf-8").split())


def sentences() -> Iterator[tuple[str, str]]:
    """Each document's name with each sentence of its prose; a row of a table and an item of a list are parts
    of their own, and what stands in a block of code is none."""
    for path in DOCUMENTS:
        prose = re.sub(r"^```.*?^```$", "\n", path.read_text(encoding="utf-8"), flags=re.M | re.S)
        prose = re.sub(r"^(?=[|-] |\d+\. )", "\n", prose, flags=re.M)
        for part in re.split(r"\n\s*\n", prose):
            for sentence in re.split(r"(?<=[.:;])\s+", " ".join(part.split())):
                yield path.name, sentence
