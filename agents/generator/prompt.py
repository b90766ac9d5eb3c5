"""What a model is asked, and what it is shown of a task: the recording and the assets, never more."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image as Pillow

from agents.generator.answer import DONE
from agents.generator.frames import MOST_FRAMES, sample
from agents.generator.rewrite import BASE
from agents.generator.sheets import Asset, contact_sheets, find_assets, short_drawings
from agents.models.pictures import sized
from agents.models.prompts import PromptFile, load_prompt, untrusted
from agents.models.protocol import Image, Part, Request, Text, Video
from agents.models.spec import ModelSpec
from tasks.errors import InputError
from tasks.task import Task

_QUALITY = 90  # of frames as JPEG: the recording is lossy itself, and PNG would be three times as large
_PROBLEMS = 20  # that are told
_PROBLEM = 300  # characters of each


@dataclass(frozen=True)
class Material:
    """What a model is shown of a task."""

    parts: tuple[Part, ...]
    seen: str
    """One line: which pictures come."""
    assets: str
    """The list of the assets."""
    frames: int
    """0 where the video itself is sent."""
    sheets: int


def gather(task: Task, spec: ModelSpec, reserved: int = 0) -> Material:
    """The recording and the assets, within what the model takes; `reserved` pictures are left free.

    One frame a second, at most `spec.frames`, spread evenly (arXiv 2509.24709), and at most a quarter of the
    pictures contact sheets. Raises InputError where the model takes too few pictures, or the video is none.
    """
    budget = check_room(spec, reserved)
    native = spec.video == "native"
    assets = find_assets(task.assets_dir)
    fewest = budget if native else budget // 4 or budget // 2
    sheets, left_out = contact_sheets(assets, spec.longest_side, fewest)
    parts: list[Part] = [
        part for n, sheet in enumerate(sheets, 1) for part in (_label("Contact sheet", n, sheets), sheet)
    ]
    parts += [Text(f"Source of {asset.name}:\n{asset.svg.strip()}") for asset in short_drawings(assets)]
    frames: list[Image] = []
    if native:
        kind = "video/mp4" if task.video.suffix == ".mp4" else "video/webm"
        parts += (Text("The recording:"), Video(task.video.read_bytes(), kind))
        seen = "The recording, as a video."
    else:
        most = min(MOST_FRAMES, spec.frames, budget - len(sheets))
        frames = [_packed(frame, spec.longest_side) for frame in sample(task.video, most=most)]
        parts += [part for n, frame in enumerate(frames, 1) for part in (_label("Frame", n, frames), frame)]
        seen = f"{len(frames)} frames of the recording in order, about one a second or evenly spread."
    return Material(tuple(parts), seen, _listed(assets, left_out), len(frames), len(sheets))


def check_room(spec: ModelSpec, reserved: int) -> int:
    """The pictures that are left for a task beside `reserved` others. Raises InputError where none is."""
    least = reserved + (0 if spec.video == "native" else 1)
    if spec.images < least:
        raise InputError(
            f"models.yaml: {spec.name}: images: {spec.images}: too few to see a recording"
            f"{' and a page' if reserved else ''}; choose a model that takes at least {least}"
        )
    return spec.images - reserved


def first_request(task: Task, material: Material, repeat: int) -> Request:
    """Asks for the page; `repeat` tells repeats of an episode apart."""
    prompt = prompt_file("generate")
    system, user = prompt.render(
        width=task.viewport.width,
        height=task.viewport.height,
        seen=material.seen,
        assets=material.assets,
        base=BASE,
    )
    return _request(prompt, system, (Text(user), *material.parts), repeat)


def refine_request(
    task: Task, material: Material, repeat: int, html: str, screenshot: Image, problems: Sequence[str]
) -> Request:
    """Asks for a better page than `html`, which a browser shows as `screenshot`."""
    prompt = prompt_file("refine")
    system, user = prompt.render(
        width=task.viewport.width,
        height=task.viewport.height,
        seen=material.seen,
        assets=material.assets,
        base=BASE,
        problems="\n".join(f"- {untrusted(problem, _PROBLEM)}" for problem in problems[:_PROBLEMS]),
        html=html,
        done=DONE,
    )
    shown = (Text("Your page as a browser shows it:"), screenshot)
    return _request(prompt, system, (Text(user), *material.parts, *shown), repeat)


@lru_cache(maxsize=2)
def prompt_file(name: Literal["generate", "refine"]) -> PromptFile:
    """The prompt that ships under that name."""
    return load_prompt(Path(__file__).parent / "prompts" / f"{name}.md")


def _request(prompt: PromptFile, system: str, parts: tuple[Part, ...], repeat: int) -> Request:
    return Request(
        role="generator",
        parts=parts,
        system=system,
        prompt=prompt.label,
        prompt_sha256=prompt.sha256,
        sample=repeat,
    )


def _label(what: str, number: int, of: Sequence[object]) -> Text:
    return Text(f"{what} {number} of {len(of)}:")


def _packed(frame: Pillow.Image, longest_side: int) -> Image:
    frame.thumbnail((longest_side, longest_side), Pillow.Resampling.LANCZOS)
    data = io.BytesIO()
    frame.save(data, format="JPEG", quality=_QUALITY)
    return Image(data.getvalue(), "image/jpeg")


def _listed(assets: Sequence[Asset], left_out: Sequence[Asset]) -> str:
    hidden = {asset.name for asset in left_out}
    lines = [f"- {asset.line}{', on no sheet' if asset.name in hidden else ''}" for asset in assets]
    return "\n".join(lines) or "- none: the page has no files"


def screenshot_part(png: bytes, spec: ModelSpec) -> Image:
    """A screenshot as the model takes it."""
    return sized(png, spec.longest_side)
