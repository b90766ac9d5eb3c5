"""A stored run of pages whose right verdicts are known, and a judge whose errors are: the fixture `run_dir`.

PYTEST_DONT_REWRITE: the tests import it before pytest does.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from judge.calibration.flow import Calibrated, calibrate_judgement
from judge.config import RunConfig, SplitConfig
from judge.judgements import FIRST, RunFile, judgement_dir, read_judgement
from judge.protocols import StepCase
from judge.rejudge import rejudge
from judge.results import EpisodeResult, Provenance, RunResult, StepInfo, write_results
from judge.stored import prepare
from rubrics.verdict import Verdict
from tasks.evidence import Evidence, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.store import EvidenceWriter, PictureStore

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = "</style></svg><script>alert(1)</script><img src=x onerror=alert(1)> [red]{{7*7}}"
STEPS = (("add", "click"), ("greet", "type"))
RUBRIC = "rubric: 1\ncheckpoints:\n  add: {assertion: It counts.}\n  greet: {assertion: It greets.}\n"
VARIANTS = {  # what the page says after each step, and its label
    "reference": (("Count 1", "Hello Ferry"), None),
    "same": (("Count 1", "Hello Ferry"), "kind: equivalent"),
    "deaf": (("Count 0", "Hello Ferry"), "kind: mutant, fault: dead_listener, first_fail: add"),
    "mute": (("Count 1", "Bye"), "kind: mutant, fault: wrong_text, first_fail: greet"),
    "derived-mute": (
        ("Count 1", "Nothing"),
        "kind: mutant, fault: drop_update, first_fail: greet, operator: drop_update",
    ),
}


class Scripted:
    """Right but for what its name says: passes the step of `mute`, fails `add` of `same`, errs at `deaf`."""

    name = "scripted"

    def judge(self, case: StepCase) -> Verdict:
        step = case.evidence
        said = " ".join(word.text for word in step.after.words) if step.after else ""
        outcome = "passed" if said in ("Count 1", "Hello Ferry", "Bye") else "assertion_false"
        if said == "Count 1" and step.events:  # of the page `same`
            outcome = "assertion_false"
        if said == "Count 0":
            outcome = "model_error"
        return Verdict.model_validate(
            {
                "step": step.step,
                "index": step.index,
                "judge": self.name,
                "outcome": outcome,
                "reason": HOSTILE,
                "confidence": 0.75,
            }
        )


@pytest.fixture
def run_dir(tmp_path: Path, make_counter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stored run of five pages whose right verdicts are known, judged by `Scripted`."""
    monkeypatch.setenv("IWR_CACHE", str(tmp_path / "cache"))
    task = make_counter(tmp_path, recorded=True)
    (task / "rubric.yaml").write_text(RUBRIC)
    _label(task)
    run = tmp_path / "runs" / "stored"
    pictures = PictureStore(run / "pictures")
    results = [_episode(run, pictures, task, name, said) for name, (said, _) in VARIANTS.items()]
    judge = f"{__name__}.Scripted"
    config = RunConfig(step_judge=judge, task_dirs=(tmp_path,))
    provenance = Provenance(versions={"iwr-judge": "0", "chromium": "1"})
    (run / "run.json").write_text(
        RunFile(name="stored", created=NOW, config=config, provenance=provenance).model_dump_json()
    )
    write_results(
        run,
        RunResult(name="stored", created=NOW, provenance=provenance, episodes=tuple(results), summaries=()),
    )
    return run


def _label(task: Path) -> None:
    page = (task / "reference" / "index.html").read_text()
    edit = "edits: [{find: '<b>0</b>', replace: '<b>0 </b>'}]"
    assert page.count("<b>0</b>") == 1
    for file, derived in (("labels", False), ("derived", True)):
        rows = [
            f"  - {{id: {name}, about: A page., {label}, {edit}}}"
            for name, (_, label) in VARIANTS.items()
            if label and name.startswith("derived") == derived
        ]
        (task / "variants").mkdir(exist_ok=True)
        (task / "variants" / f"{file}.yaml").write_text("\n".join(["variants:", *rows, ""]))


def snapshot(pictures: PictureStore, said: str, shade: int) -> Snapshot:
    """A look at a page that says this, its screenshot of one colour."""
    path = pictures.folder.parent / "shot.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (640, 360), (200, 10 * shade, 90)).save(path)
    key = pictures.put(path.read_bytes())
    path.unlink()
    words = tuple(
        Word(text=text, box=Box(20 + 60 * place, 20, 50, 16), line=0)
        for place, text in enumerate(said.split())
    )
    return Snapshot(picture=key, url="/", words=words)


def _episode(
    run: Path, pictures: PictureStore, task: Path, generator: str, said: tuple[str, ...]
) -> EpisodeResult:
    name = f"counter--{generator}--1"
    writer = EvidenceWriter(run / "episodes" / name, pictures)
    shots = [snapshot(pictures, text, len(text)) for text in ("Count", *said)]
    start = Evidence(
        task="counter", generator=generator, page_sha256="0", viewport=(640, 360), initial=shots[0]
    )
    writer.start(start)
    events = ({"kind": "console_error", "text": "of this page"},) if generator == "same" else ()
    for index, (step, action) in enumerate(STEPS, start=1):
        row = {
            "step": step,
            "index": index,
            "action": action,
            "status": "performed",
            "before": shots[index - 1],
            "after": shots[index],
            "events": events,
        }
        writer.add(StepEvidence.model_validate(row))
    label = VARIANTS[generator][1] or ""
    return EpisodeResult(
        episode=name,
        task="counter",
        title="Count up",
        task_folder=task,
        generator=generator,
        expected=next((step for step, _ in STEPS if f"first_fail: {step}" in label), "pass"),
        variant=generator != "reference",
        steps=tuple(StepInfo(id=step, action=HOSTILE, assertion=HOSTILE) for step, _ in STEPS),
        score=None,
        seconds=1.0,
    )


def judged(run: Path, name: str = "again", split: SplitConfig | None = None) -> Calibrated:
    """The run judged again by its own judge, and measured."""
    if not judgement_dir(run, name).exists():
        config = read_judgement(run, FIRST).config
        rejudge(prepare(run, config, name, NOW), lambda result: None, 1)
    return calibrate_judgement(run, name, split)
