"""Frames of a recording."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tasks.errors import InputError

MOST_FRAMES = 64
_SAME = 2.0  # mean difference of grey levels (0 to 255) under which two frames show the same


def sample(video: Path, per_second: float = 1.0, most: int = MOST_FRAMES) -> list[Image.Image]:
    """Frames of `video` at `per_second`, at most `most`, spread evenly when it is longer.

    The protocol's sampling (arXiv 2509.24709). The first frame is always one of them. Raises InputError
    where the file is no video.
    """
    frames = [(at, image) for at, image in _frames(video)]
    if not frames:
        raise InputError(f"{video}: holds no frame")
    end = frames[-1][0]
    count = min(most, int(end * per_second) + 1)
    wanted = [end * i / max(1, count - 1) if count == most else i / per_second for i in range(count)]
    chosen = []
    position = 0
    for moment in wanted:
        while position + 1 < len(frames) and frames[position + 1][0] <= moment + 1e-6:
            position += 1
        chosen.append(frames[position][1].convert("RGB"))
    return chosen


def key_frames(video: Path) -> list[Image.Image]:
    """The sampled frames without those that show what the one before shows."""
    kept: list[Image.Image] = []
    last: Any = None
    for frame in sample(video):
        grey = np.asarray(frame.convert("L").resize((320, 180)), dtype=np.float32)
        if last is None or float(np.abs(grey - last).mean()) > _SAME:
            kept.append(frame)
            last = grey
    return kept


def first_frame(video: Path) -> Image.Image:
    """The recording's first picture."""
    for _, image in _frames(video):
        return image.convert("RGB")
    raise InputError(f"{video}: holds no frame")


def _frames(video: Path) -> Iterator[tuple[float, Image.Image]]:
    """Seconds from the start, and the picture."""
    import av
    from av.error import FFmpegError

    try:
        with av.open(str(video)) as container:
            for frame in container.decode(video=0):
                yield float(frame.time or 0.0), frame.to_image()
    except (FFmpegError, IndexError, OSError) as error:
        raise InputError(f"{video}: not a video, or a damaged one: {error}") from None
