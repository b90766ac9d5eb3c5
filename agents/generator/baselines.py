"""Generators that need no model: the ceiling, and two cheats that every judge must catch."""

import io
from pathlib import Path

from PIL import Image

from agents.generator.frames import first_frame, key_frames
from tasks.files import write_atomic
from tasks.page import Page
from tasks.task import Task
from tasks.variants import copy_page

_STATIC = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>html,body{{margin:0;overflow:hidden}}img{{display:block;width:100vw;height:100vh}}</style>
<img src="frame_000.png" alt="">
</html>
"""

_SLIDESHOW = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>html,body{{margin:0;overflow:hidden}}img{{display:block;width:100vw;height:100vh}}</style>
<img src="frame_000.png" alt="">
<script>
  const last = {last};
  let now = 0;
  const next = () => {{
    now = Math.min(now + 1, last);
    document.images[0].src = `frame_${{String(now).padStart(3, "0")}}.png`;
  }};
  addEventListener("click", next);
  addEventListener("keydown", next);
</script>
</html>
"""


class Reference:
    """The page of the recording itself: what a perfect generator would reach."""

    name = "reference"

    async def generate(self, task: Task, folder: Path) -> Page:
        """Copy the task's reference into `folder`."""
        copy_page(task.reference_dir, folder)
        return Page.of(folder, task.id, self.name, expected="pass")


class FirstFrame:
    """The recording's first picture and nothing else: all looks, no behaviour."""

    name = "first_frame"

    async def generate(self, task: Task, folder: Path) -> Page:
        """Write a page that is one picture."""
        _write_picture(first_frame(task.video), folder / "frame_000.png")
        write_atomic(folder / "index.html", _STATIC.format(title="First frame"))
        return Page.of(folder, task.id, self.name, expected=task.trajectory[0].id)


class Slideshow:
    """The recording's key frames, the next one at any click or key."""

    name = "slideshow"

    async def generate(self, task: Task, folder: Path) -> Page:
        """Write a page that leafs through pictures."""
        frames = key_frames(task.video)
        for number, frame in enumerate(frames):
            _write_picture(frame, folder / f"frame_{number:03d}.png")
        write_atomic(folder / "index.html", _SLIDESHOW.format(title="Slideshow", last=len(frames) - 1))
        return Page.of(folder, task.id, self.name)


def _write_picture(image: Image.Image, path: Path) -> None:
    data = io.BytesIO()
    image.save(data, format="PNG")
    write_atomic(path, data.getvalue())
