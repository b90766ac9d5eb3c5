"""Stored runs without a browser, and a server that judges them with known error rates, for ablations."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from judge.config import RunConfig
from judge.judgements import RunFile
from judge.plan import task_files
from judge.protocols import StepCase
from judge.results import PASS, EpisodeResult, Provenance, RunResult, StepInfo, write_results
from judge.similarity import Measure, Similarity
from judge.steps import verdict
from rubrics.loader import load_rubric
from tasks.evidence import Evidence, Snapshot, StepEvidence, Word
from tasks.files import tree_sha256
from tasks.geometry import Box
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Task
from tests.model_server import Asked, Said

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAME = Measure(name="made up", value=1.0)
GENERATORS = ("reference", "slideshow")
"""All steps of the one are right; of the other the first is faulty, and no other has a label."""


def store_run(run: Path, tasks: Sequence[Task], repeats: int, rubrics: str = "iwr") -> Path:
    """A run whose pages show the checkpoints, each repeat with a pixel of its own, and one word that tells
    page and step: `of-<task>-<generator>-<repeat>-<step>`."""
    pictures = PictureStore(run / "pictures")
    results = [
        _episode(run, pictures, task, generator, repeat, rubrics)
        for task in tasks
        for generator in GENERATORS
        for repeat in range(1, repeats + 1)
    ]
    config = RunConfig(rubrics=rubrics, task_dirs=tuple(task.folder for task in tasks))
    hashes = {f"task {task.id}": tree_sha256(task.folder, task_files(task)) for task in tasks}
    file = RunFile(name="stored", created=NOW, config=config, provenance=Provenance(hashes=hashes))
    (run / "run.json").write_text(file.model_dump_json())
    write_results(run, RunResult(name="stored", created=NOW, episodes=tuple(results), summaries=()))
    return run


def _episode(
    run: Path, pictures: PictureStore, task: Task, generator: str, repeat: int, rubrics: str
) -> EpisodeResult:
    name = f"{task.id}--{generator}--{repeat}"
    marks = [f"of-{task.id}-{generator}-{repeat}-{index}" for index in range(len(task.trajectory) + 1)]
    shots = [_shot(pictures, task.checkpoint(index), mark) for index, mark in enumerate(marks)]
    size = (task.viewport.width, task.viewport.height)
    writer = EvidenceWriter(run / "episodes" / name, pictures)
    writer.start(
        Evidence(task=task.id, generator=generator, page_sha256="0", viewport=size, initial=shots[0])
    )
    checkpoints = load_rubric(task, rubrics).checkpoints
    verdicts = []
    for index, step in enumerate(task.trajectory, start=1):
        evidence = StepEvidence(
            step=step.id,
            index=index,
            action=step.action,
            status="performed",
            before=shots[index - 1],
            after=shots[index],
        )
        writer.add(evidence)
        verdicts.append(
            verdict(StepCase(task, checkpoints[step.id], evidence, pictures), "first", "passed", ".")
        )
    return EpisodeResult(
        episode=name,
        task=task.id,
        title=task.id,
        task_folder=task.folder,
        generator=generator,
        repeat=repeat,
        expected=PASS if generator == "reference" else task.step_ids()[0],
        steps=tuple(StepInfo(id=one, action=one) for one in task.step_ids()),
        score=None,
        verdicts=tuple(verdicts),
        similarities=tuple(
            Similarity(
                step=step, index=index, picture=shot.picture, text=SAME, structure=SAME, high_level=SAME
            )
            for index, (step, shot) in enumerate(zip(("initial", *task.step_ids()), shots, strict=True))
        ),
        seconds=1.0,
    )


def _shot(pictures: PictureStore, checkpoint: Path, mark: str) -> Snapshot:
    digest = hashlib.sha256(mark.encode()).digest()
    with Image.open(checkpoint) as picture:
        own = picture.convert("RGB")
    own.putpixel((0, 0), (digest[0], digest[1], digest[2]))
    data = io.BytesIO()
    own.save(data, format="PNG", compress_level=1)
    return Snapshot(
        picture=pictures.put(data.getvalue()),
        url="/",
        words=(Word(text=mark, box=Box(20, 20, 50, 16), line=0),),
    )


def chance(*of: object) -> float:
    """From 0 to 1, always the same for the same things."""
    return int.from_bytes(hashlib.sha256(repr(of).encode()).digest()[:8]) / 2**64


def answer(false_pass: float, false_fail: float, flip: float, seed: int = 0) -> Callable[[Asked], Said]:
    """A judge that is wrong that often, by step, and says the opposite that often where the pages' pictures
    come in the other order."""

    def judge(asked: Asked) -> Said:
        text = texts(asked)
        page = re.search(r"new: of-(\S+)-(reference|slideshow)-(\d+)-(\d+)", text)
        if page is None:
            return Said(said("unsure", 0.5))
        faulty = page[2] == "slideshow" and page[4] == "1"
        wrong = chance(seed, page[0]) < (false_pass if faulty else false_fail)
        turned = 0 <= text.find("PAGE AFTER:") < text.find("PAGE BEFORE:")
        passes = faulty == wrong
        if turned and chance(seed, "order", page[0]) < flip:
            passes = not passes
        return Said(said("yes" if passes else "no", 0.9))

    return judge


def texts(asked: Asked) -> str:
    """All that a Chat Completions request says in words."""
    found = []
    for message in asked.body["messages"]:
        content = message["content"]
        parts = [{"text": content}] if isinstance(content, str) else content
        found += [part["text"] for part in parts if "text" in part]
    return "\n".join(found)


def said(what: str, confidence: float) -> str:
    """A reply."""
    return json.dumps(
        {"evidence": ["seen"], "instructions_on_page": [], "answer": what, "confidence": confidence}
    )


def preset(folder: Path, url: str, concurrency: int = 8) -> Path:
    """A models.yaml with the model `mock`, which that server plays, at 1 and 5 US dollars."""
    path = folder / "models.yaml"
    path.write_text(
        f"""models: 1
presets:
  mock: {{provider: openai, model: mock-1, base_url: "{url}", key_env: "", concurrency: {concurrency},
    retries: 0, price: {{input: 1.0, output: 5.0, noted: 2026-03-02}}}}
"""
    )
    return path
