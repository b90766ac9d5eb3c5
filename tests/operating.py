"""The operator on tiny tasks and small pages, for the tests that use the fixture `stage` of tests.pages."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agents.browser.launch import Chromium
from agents.browser.limits import Limits
from agents.operator.ladder import Reader
from agents.operator.operator import Operator
from tasks.evidence import Evidence, Grounding, StepEvidence
from tasks.page import Page
from tasks.recording import Recording, SeenTarget
from tasks.store import EvidenceWriter
from tasks.task import Task
from tests.pages import SETTING, Stage, text

Step = dict[str, Any]

OUT = "<p id=o>-</p>"
"""Where pages say what was done to them."""


def target(name: str | None, **more: Any) -> dict[str, Any]:
    return {"description": f"the target {name}" if name else "the target", "name": name, **more}


def click(name: str | None, **more: Any) -> Step:
    return {"action": "click", "target": target(name, **more)}


def make_task(folder: Path, steps: Sequence[Step]) -> Task:
    """A task of these steps, called s1, s2 and so on, in an empty folder."""
    content = {
        "task": 1,
        "id": "tiny",
        "title": "A tiny task",
        "viewport": {"width": SETTING.width, "height": SETTING.height},
        "trajectory": [{"id": f"s{number}", **step} for number, step in enumerate(steps, start=1)],
    }
    task = Task.model_validate_json(json.dumps(content))
    task._folder = folder
    return task


def make_recording(targets: Mapping[str, SeenTarget]) -> Recording:
    return Recording(
        task_sha256="", reference_sha256="", chromium="", assets={}, targets=dict(targets), checkpoints=()
    )


async def operate(
    stage: Stage,
    html: str,
    *steps: Step,
    recording: Recording | None = None,
    read: Reader | None = None,
    limits: Limits | None = None,
    chromium: Chromium | None = None,
) -> Evidence:
    """Use a page by these steps."""
    task = make_task(stage.folder, steps)
    page = Page.of(stage.site(html).folder, task.id, "test")
    writer = EvidenceWriter(stage.folder / "episode", stage.pictures)
    return await Operator(chromium or stage.chromium, limits, read).operate(task, recording, page, writer)


async def after(stage: Stage, html: str, *steps: Step, **more: Any) -> str:
    """What the page says once all steps were performed."""
    evidence = await operate(stage, html, *steps, **more)
    assert [(step.status, step.reason) for step in evidence.steps] == [("performed", "")] * len(steps)
    return said(evidence.steps[-1])


def said(step: StepEvidence) -> str:
    """What is seen after a step."""
    assert step.after is not None
    return text(step.after)


def grounding(evidence: Evidence) -> Grounding:
    """The first step's first grounding."""
    return evidence.steps[0].groundings[0]
