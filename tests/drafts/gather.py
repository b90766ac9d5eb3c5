"""Gathering, once, all evidence that drafts are made of and tested on: the only part that needs a browser."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from judge.browsers import BrowserPool
from judge.config import find_config, load_config
from judge.derive import derive_pages
from judge.derive.bench import Bench
from judge.derive.make import candidates_of, choose_variants
from judge.draft import PAGES
from judge.plan import episode_id
from judge.run import text_reader
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.files import write_atomic
from tasks.loader import find_tasks, load_recording, suite_dir
from tasks.store import EvidenceWriter, PictureStore, read_evidence
from tasks.task import Task
from tasks.variants import Mutant, Variant, load_variants, write_variant
from tests.drafts.store import Label, Store
from tests.zoo.measure import bench as zoo_bench
from tests.zoo.zoo import REFERENCE, Half, alone, libraries

_WORKERS = 2
_SEED = 1
"""Of the derived pages that test the drafts; drafts are made with another one."""
_DERIVED = 12
"""Of each task of the zoo. The suite has its own."""


def suite(half: Half) -> list[Task]:
    """The suite's tasks of that half: the split of configs/calibration.yaml."""
    tuning = load_config(find_config("calibration")).calibration.tuning.tasks
    return [task for task in find_tasks([suite_dir()]) if (task.id in tuning) == (half == "tuning")]


async def gather(folder: Path, half: Half, names: Sequence[str] = (), run: Path | None = None) -> None:
    """All of one half, or the tasks of these names, into a folder of its name; what is there already is not
    gathered again. Of the suite's variants the evidence of `run` is taken, where one is given."""
    folder = folder / half
    for task in suite(half):
        store = Store(folder / task.id)
        if not store.complete and (not names or task.id in names):
            await _suite_task(store, task, run)
            print(f"gathered {task.id}", file=sys.stderr)
    await _zoo(folder, half, names)


async def _suite_task(store: Store, task: Task, run: Path | None) -> None:
    found = await derive_pages(task, PAGES, _WORKERS, store.folder / "derive", _say)
    _move_pictures(store.folder / "derive" / "pictures", store)
    drafted_with = {path.name for path in (store.folder / "derive").iterdir()}
    # What the draft was made with can't test it.
    variants = [one for one in load_variants(task) if not (one.id in drafted_with and one.operator)]
    if run is None:
        pages = await _use(store, task, variants)
    else:
        _move_pictures(run / "pictures", store)
        episodes = run / "episodes"
        pages = [(_label(one), read_evidence(episodes / episode_id(task.id, one.id, 1))) for one in variants]
    store.keep(task, found, pages)


async def _use(store: Store, task: Task, variants: Sequence[Variant]) -> list[tuple[Label, Evidence]]:
    reader = text_reader()
    pool = BrowserPool(1, lambda key: reader.read(store.pictures.path(key)))
    pages: list[tuple[Label, Evidence]] = []
    try:
        for variant in variants:
            place = store.folder / "used" / variant.id
            page = write_variant(task, variant, place / "page")
            async with pool.operator() as operator:
                writer = EvidenceWriter(place, store.pictures)
                evidence = await operator.operate(task, load_recording(task), page, writer)
            pages.append((_label(variant), evidence))
    finally:
        await pool.close()
    return pages


async def _zoo(folder: Path, half: Half, names: Sequence[str]) -> None:
    pages = [name for name in (REFERENCE, *libraries(half)) if not names or _task_name(name) in names]
    open_ = [name for name in pages if not Store(folder / _task_name(name)).complete]
    if not open_:
        return
    work = folder / "zoo"
    shutil.rmtree(work, ignore_errors=True)
    async with zoo_bench(work) as bench:
        gathered: dict[str, list[tuple[Label, Evidence]]] = {}
        tasks: dict[str, Task] = {}
        for name in open_:
            task, evidence = await bench.used(name)
            _, dead = await bench.used(name, deaf=True)
            tasks[task.id] = task
            found = gathered.setdefault(task.id, [])
            if name != REFERENCE and alone(name) is None:
                found.append((Label(name, "right", origin="library"), evidence))
            found.append((Label(f"{name}-dead", "dead", origin="library"), dead))
            print(f"used {name}", file=sys.stderr)
    for task_id, found in gathered.items():
        task, store = tasks[task_id], Store(folder / _task_name(task_id))
        _move_pictures(work / "pictures", store)
        try:
            derived = await derive_pages(task, PAGES, _WORKERS, store.folder / "derive", _say)
        except InputError as error:  # `python -m tests.zoo measure` lists what the operator can't use
            _say(f"passed over {task_id}: {error}")
            continue
        _move_pictures(store.folder / "derive" / "pictures", store)
        found += await _derived(task, store)
        _checkpoints(task, derived.reference, store.pictures)
        store.keep(task, derived, found)
        print(f"gathered {task_id}", file=sys.stderr)


async def _derived(task: Task, store: Store) -> list[tuple[Label, Evidence]]:
    """Pages of another seed than those that drafts are tried on, and none of those."""
    taken = frozenset(path.name for path in (store.folder / "derive").iterdir())
    folder = store.folder / "test"
    bench = Bench(task, folder, folder / "outcomes", _WORKERS)
    try:
        proposal = candidates_of(task, _SEED)
        made = await choose_variants(
            bench, proposal, _DERIVED, _WORKERS, taken, lambda text, done: _say(text)
        )
    finally:
        await bench.close()
    _move_pictures(folder / "pictures", store)
    return [(_label(one), read_evidence(folder / one.id)) for one in made.variants]


def _checkpoints(task: Task, reference: Evidence, pictures: PictureStore) -> None:
    """What a step without a criterion is compared with; the zoo's tasks are not recorded whole."""
    shots = [reference.initial, *(step.after for step in reference.steps)]
    for index, shot in enumerate(shots):
        if shot is not None:
            write_atomic(task.checkpoint(index), pictures.path(shot.picture).read_bytes())


def _label(variant: Variant) -> Label:
    origin = "derived" if variant.operator else "hand"
    if isinstance(variant, Mutant):
        return Label(variant.id, "mutant", variant.first_fail, origin)
    return Label(variant.id, "right", origin=origin)


def _task_name(name: str) -> str:
    return name if alone(name) else "kiln-and-clay"


def _move_pictures(source: Path, store: Store) -> None:
    store.pictures.folder.mkdir(parents=True, exist_ok=True)
    for path in source.glob("*.png"):
        copy = store.pictures.path(path.stem)
        if not copy.exists():
            shutil.copyfile(path, copy)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
