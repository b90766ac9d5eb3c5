"""What was said, kept as files: the exact prompt, every answer as it came, and what became of it.

`<folder>/<first two digits>/<key>.json` is one exchange, `<folder>/media/` holds each picture or video once.
An exported folder answers the same questions again with no network.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints, ValidationError

from agents.models.protocol import Image, Part, Request, Role, StructuredMode, Text, Usage
from tasks.errors import InputError
from tasks.files import write_atomic
from tasks.yamlfile import Strict

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Outcome = Literal["answered", "truncated", "refused", "unreadable", "failed"]

_KEY = re.compile(r"[0-9a-f]{64}")
_SUFFIX = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "video/webm": ".webm",
    "video/mp4": ".mp4",
}
_MEDIA = "media"


class SentText(Strict):
    """A piece of text, as it was sent."""

    kind: Literal["text"] = "text"
    text: str


class SentMedia(Strict):
    """A picture or a video that was sent: `media/<sha256>` has its bytes."""

    kind: Literal["image", "video"]
    sha256: Sha256
    media_type: str


class SaidTurn(Strict):
    """What was said after the question."""

    speaker: Literal["model", "user"]
    text: str


class Call(Strict):
    """One call: an answer, or how it failed."""

    mode: StructuredMode
    text: str = ""
    """Exactly as it came, but for characters that no text file can hold."""
    stop: Literal["end", "length", "refusal"] | None = None
    """None: no answer came."""
    error: str | None = None
    """The kind of a CallFailed; None: an answer came."""
    usage: Usage = Usage()
    usd: float = Field(default=0.0, ge=0.0)


class Exchange(Strict):
    """A question, everything that was said about it, and the outcome."""

    key: Sha256
    model: str
    """The preset's name."""
    provider_model: str
    """As the provider calls it; of a script, the name of its file."""
    role: Role
    prompt: str
    prompt_sha256: str
    system: str
    parts: tuple[Annotated[SentText | SentMedia, Field(discriminator="kind")], ...]
    turns: tuple[SaidTurn, ...] = ()
    """Those of the request, then the re-asks where an answer could not be used."""
    calls: tuple[Call, ...] = ()
    """In order; those of an earlier try at the same question stand first."""
    outcome: Outcome
    """Only an answered one is ever cached. `truncated` is free text that was cut off; `failed` is also a
    question that was broken off, and one that is still being asked."""
    kind: str = ""
    """Of one that failed: ModelFailed's kind, or `budget`, or `interrupted`."""
    reason: str = ""
    """Why there is no answer, in words."""
    parsed: JsonValue = None
    """The structured reply; None for free text."""
    usage: Usage = Usage()
    """Of all calls together; nothing where the answer came from the cache."""
    usd: float = Field(default=0.0, ge=0.0)
    """US dollars; 0 too where the price is unknown."""
    from_cache: bool = False


class ExchangeStore:
    """The exchanges of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, exchange: Exchange) -> None:
        """Keep an exchange; an earlier one about the same question is replaced."""
        write_atomic(self._path(exchange.key), exchange.model_dump_json(indent=1) + "\n")

    def get(self, key: str) -> Exchange | None:
        """The exchange of that key; None where there is none, or only a damaged one."""
        if not _KEY.fullmatch(key):
            return None
        try:
            exchange = Exchange.model_validate_json(self._path(key).read_bytes())
        except (OSError, ValidationError):
            return None
        return exchange if exchange.key == key else None

    def keep_media(self, request: Request) -> None:
        """Keep the pictures and videos of a request, each once."""
        for part in request.parts:
            if not isinstance(part, Text):
                path = self.media_path(part.sha256, part.media_type)
                if not path.exists():
                    write_atomic(path, part.data)

    def media_path(self, sha256: str, media_type: str) -> Path:
        """Where a picture or video lies (or would lie)."""
        return self.folder / _MEDIA / f"{sha256}{_SUFFIX.get(media_type, '.bin')}"

    def files(self) -> list[Path]:
        """The files of all exchanges, damaged ones too, sorted by key."""
        found = [path for path in self.folder.glob("[0-9a-f][0-9a-f]/*.json") if _KEY.fullmatch(path.stem)]
        return sorted(found, key=lambda path: path.name)

    def __iter__(self) -> Iterator[Exchange]:
        """All readable exchanges, sorted by key."""
        for path in self.files():
            exchange = self.get(path.stem)
            if exchange is not None:
                yield exchange

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


class Replay:
    """Answers by key, from an exported file. Raises InputError where there is none, or not such a file."""

    def __init__(self, file: Path) -> None:
        self._known: dict[str, Exchange] = {}
        try:
            for raw in _recorded(file):
                exchange = Exchange.model_validate_json(raw)
                self._known[exchange.key] = exchange
        except OSError as error:
            raise InputError(f"{file}: cannot be read: {error.strerror}") from None
        except (zipfile.BadZipFile, ValidationError, NotImplementedError, RuntimeError, EOFError):
            # zipfile raises NotImplementedError for a compression it does not know, RuntimeError for an
            # entry that is encrypted.
            raise InputError(f"{file}: not a recording; export one anew") from None

    def get(self, key: str) -> Exchange | None:
        """The recorded exchange of that key."""
        return self._known.get(key)


def export(folder: Path, file: Path) -> int:
    """Pack the exchanges in `folder` into `file`; returns how many.

    `.jsonl` has the exchanges, `.zip` their pictures and videos too. The same exchanges make the same bytes:
    sorted, without times, uncompressed (what a compressor writes depends on its version). Raises InputError
    where there is nothing, or for another suffix.
    """
    store = ExchangeStore(folder)
    lines = {exchange.key: exchange.model_dump_json() + "\n" for exchange in store}
    if not lines:
        raise InputError(f"{folder}: holds no exchange")
    if file.suffix == ".jsonl":
        write_atomic(file, "".join(lines.values()))
    elif file.suffix == ".zip":
        _pack(file, lines, sorted((folder / _MEDIA).glob("[!.]*")))
    else:
        raise InputError(f"{file}: the suffix says the format; end it in .zip or .jsonl")
    return len(lines)


def sent_parts(parts: tuple[Part, ...]) -> tuple[SentText | SentMedia, ...]:
    """The parts of a request, as an exchange keeps them."""
    return tuple(
        SentText(text=part.text)
        if isinstance(part, Text)
        else SentMedia(
            kind="image" if isinstance(part, Image) else "video",
            sha256=part.sha256,
            media_type=part.media_type,
        )
        for part in parts
    )


def _pack(file: Path, lines: dict[str, str], media: list[Path]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for key, line in lines.items():
            archive.writestr(_entry(f"exchanges/{key}.json"), line)
        for path in media:
            archive.writestr(_entry(f"{_MEDIA}/{path.name}"), path.read_bytes())
    write_atomic(file, packed.getvalue())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # its time is 1980-01-01, always
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _recorded(file: Path) -> Iterator[bytes | str]:
    if file.suffix != ".zip":
        yield from (line for line in file.read_bytes().splitlines() if line.strip())
        return
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if PurePosixPath(name).parent.name == "exchanges":
                yield archive.read(name)
