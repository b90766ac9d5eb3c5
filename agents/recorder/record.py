"""Recording a task: checkpoints in virtual time, the video in real time, assets without names."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agents.browser.context import Setting
from agents.browser.launch import Chromium
from agents.browser.session import open_as
from agents.browser.site import Site
from agents.operator.grounding.elements import elements
from agents.operator.grounding.fingerprint import Surroundings
from agents.operator.grounding.tree import Tree
from agents.operator.operator import Operator, use
from agents.recorder.assets import ANONYMOUS, anonymise
from agents.recorder.film import LiveSession
from tasks.errors import InputError
from tasks.evidence import Candidate, Evidence, StepEvidence
from tasks.files import sha256, tree_files, tree_sha256, write_atomic
from tasks.loader import RECORDING_FILE, TASK_FILE, check_files, load_recording
from tasks.page import Page
from tasks.recording import Recording, SeenTarget
from tasks.store import EvidenceWriter, PictureStore
from tasks.task import Task, UploadStep

# What a task folder holds beside the page, where the page lies in the task folder itself.
_NOT_THE_PAGE = {TASK_FILE, RECORDING_FILE, "rubric.yaml", "rubric.drafted.yaml", "video.webm"}
_NOT_THE_PAGE_FOLDERS = {"reference", "checkpoints", "variants"}


@dataclass(frozen=True)
class Recorded:
    """What a recording made."""

    checkpoints: int
    assets: int
    seconds: float
    """Length of the video."""


async def record(task: Task, chromium: Chromium, say: Callable[[str], None]) -> Recorded:
    """Make the task's checkpoints, video, assets and recording.json.

    The page is `reference/`, or the task folder itself where index.html lies there. Nothing is written
    until the whole trajectory has gone through. Raises InputError where a step can't be carried out on
    the reference, or a file that it uploads is missing.
    """
    page, at_root = find_reference(task)
    with tempfile.TemporaryDirectory(prefix="iwr-record-") as scratch:
        work = Path(scratch)
        source = work / "reference"
        _copy_page(page, source, _ours(task) if at_root else set())
        say("using the page, for the checkpoints")
        pictures = PictureStore(work / "pictures")
        evidence = await _use(task, source, chromium, work, pictures)
        say("using the page again at a person's pace, for the video")
        seconds = await _film(task, source, chromium, work)
        if at_root:
            _replace(source, task.reference_dir)
        names = anonymise(task.reference_dir, task.assets_dir)
        checkpoints = _write_checkpoints(task, evidence, pictures)
        shutil.move(work / "video.webm", task.video)
        recording = Recording(
            task_sha256=sha256((task.folder / TASK_FILE).read_bytes()),
            reference_sha256=tree_sha256(task.reference_dir),
            page_at_root=at_root,
            chromium=chromium.version,
            assets=names,
            targets=targets_of(evidence),
            checkpoints=checkpoints,
        )
        write_atomic(task.folder / RECORDING_FILE, recording.model_dump_json(indent=1) + "\n")
    return Recorded(len(checkpoints), len(names), seconds)


def find_reference(task: Task) -> tuple[Path, bool]:
    """The folder of the page to record, and whether it is the task folder itself.

    Raises InputError where there is none, where there are two, and as `check_files` does.
    """
    check_files(task)
    at_root = (task.folder / "index.html").is_file()
    kept = (task.reference_dir / "index.html").is_file()
    if at_root and kept:
        recording = load_recording(task)
        if recording is None or not recording.page_at_root:
            raise InputError(
                f"{task.folder}: holds both index.html and reference/index.html; "
                "remove the one that is not meant"
            )
    if not at_root and not kept:
        raise InputError(f"{task.folder}: holds no page; put it there as index.html or reference/index.html")
    return (task.folder, True) if at_root else (task.reference_dir, False)


def _ours(task: Task) -> set[str]:
    """The files that are the task's, where the page lies beside them, by their place in its folder."""
    files = [step.file for step in task.trajectory if isinstance(step, UploadStep)]
    found = set(_NOT_THE_PAGE) | {task.file(name).relative_to(task.folder).as_posix() for name in files}
    for path in tree_files(task.folder):
        relative = path.relative_to(task.folder)
        is_asset = relative.parts[0] == "assets" and ANONYMOUS.fullmatch(relative.name)
        if is_asset or relative.parts[0] in _NOT_THE_PAGE_FOLDERS:
            found.add(relative.as_posix())
    return found


def _copy_page(page: Path, folder: Path, but: set[str]) -> None:
    for path in tree_files(page):
        relative = path.relative_to(page)
        if relative.as_posix() in but:
            continue
        (folder / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / relative)


def _replace(source: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)


async def _use(task: Task, source: Path, chromium: Chromium, work: Path, pictures: PictureStore) -> Evidence:
    page = Page.of(source, task.id, "reference")
    writer = EvidenceWriter(work / "episode", pictures)
    evidence = await Operator(chromium).operate(task, None, page, writer)
    _check_performed(task, evidence, "can't be carried out on the reference page")
    return evidence


async def _film(task: Task, source: Path, chromium: Chromium, work: Path) -> float:
    setting = Setting.of(task)
    page = Page.of(source, task.id, "reference")
    writer = EvidenceWriter(work / "film", PictureStore(work / "film-pictures"))
    async with open_as(LiveSession, chromium, Site(source), setting) as session:
        evidence = await use(task, None, page, writer, session, chromium)
        _check_performed(task, evidence, "can't be carried out at a person's pace, for the video")
        end = time.time()
        session.film.encode(work / "video.webm", (setting.width, setting.height), end)
        return end - session.film.frames[0][0]


def _check_performed(task: Task, evidence: Evidence, what: str) -> None:
    for step in evidence.steps:
        if step.status != "performed":
            raise InputError(
                f"{task.folder / TASK_FILE}: step {step.step!r} {what}: "
                f"{step.reason}; mend the page or the step's target"
            )


def _write_checkpoints(task: Task, evidence: Evidence, pictures: PictureStore) -> tuple[str, ...]:
    shots = [evidence.initial, *(step.after for step in evidence.steps)]
    keys = []
    shutil.rmtree(task.checkpoint(0).parent, ignore_errors=True)
    for index, shot in enumerate(shots):
        if shot is None:
            raise RuntimeError("a performed step without a picture")
        write_atomic(task.checkpoint(index), pictures.path(shot.picture).read_bytes())
        keys.append(shot.picture)
    return tuple(keys)


def targets_of(evidence: Evidence) -> dict[str, SeenTarget]:
    """What a person saw of each target, by step id; under '<step id>/to' of where a drag leads."""
    seen = {}
    for step in evidence.steps:
        for name, grounding in zip((step.step, f"{step.step}/to"), step.groundings, strict=False):
            if grounding.chosen is not None and (name == step.step or step.action == "drag"):
                seen[name] = _seen(step, grounding.chosen)
    return seen


def _seen(step: StepEvidence, chosen: Candidate) -> SeenTarget:
    scene = step.index - 1
    if step.before is None:
        return SeenTarget(box=chosen.box, scene=scene)
    page = Tree(step.before.nodes)
    found = [one for one in elements(step.before, page) if one.box == chosen.box and one.role == chosen.role]
    if not found:  # it was out of sight, or is painted
        return SeenTarget(box=chosen.box, scene=scene)
    return Surroundings(step.before, page).seen(found[0], scene)
