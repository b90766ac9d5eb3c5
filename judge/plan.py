"""What a run will do, worked out and checked before anything is written or started."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from agents.generator.adversaries import ADVERSARIES, Adversary, DeadPage, adversary
from agents.generator.baselines import Reference
from agents.generator.llm import LlmGenerator
from agents.generator.prompt import check_room
from agents.generator.submission import Submission, VariantPage, find_submissions
from agents.models.protocol import Model
from judge.config import LLM, RunConfig
from judge.protocols import Generator, ModelOf
from judge.results import PASS
from rubrics.loader import check_source, load_rubric
from rubrics.profile import Profile, load_profile
from rubrics.schema import Rubric
from tasks.errors import InputError
from tasks.loader import RECORDING_FILE, TASK_FILE, check_recorded, find_tasks, load_recording, suite_dir
from tasks.recording import Recording
from tasks.task import Task, UploadStep
from tasks.variants import Mutant, Origin, load_variants
from tasks.yamlfile import nearest

_REFERENCE = "reference"
_ADVERSARIES = "adversaries"
_VARIANTS: dict[str, Origin] = {"variants": "hand", "derived": "derived"}
GENERATORS = (_REFERENCE, *ADVERSARIES, _ADVERSARIES, *_VARIANTS)


@dataclass(frozen=True)
class Episode:
    """One task x one generator x one repeat."""

    id: str
    """Name of its folder."""
    task: Task
    recording: Recording | None
    rubric: Rubric
    profile: Profile
    generator: Generator
    repeat: int
    expected: str | None
    """Of a page whose outcome is known beforehand: 'pass', or the id of the step that must fail first. Nobody
    who makes, uses or judges the page is told."""


def _no_models(name: str) -> Model:
    raise ValueError(f"{LLM}{name}: there is no hub to ask it through")


def plan(config: RunConfig, model_of: ModelOf = _no_models) -> list[Episode]:
    """The episodes of a run, sorted by task, then in the order of the generators.

    Everything a run reads is read here: InputError now, or never.
    """
    tasks = find_tasks(config.task_dirs or (suite_dir(),), config.tasks)
    check_source(config.rubrics, tasks)
    known = [
        *GENERATORS,
        f"{LLM}<preset>",
        *(variant.id for task in tasks for variant in load_variants(task)),
    ]
    for name in config.generators:
        if name not in known and not name.startswith(LLM):
            raise InputError(f"generators: no generator {name!r}; {nearest(name, known)}")
    submissions = find_submissions(config.submissions, tasks) if config.submissions else {}
    episodes = [
        episode
        for task in tasks
        for episode in _episodes(task, config, submissions.get(task.id, []), model_of)
    ]
    if not episodes:
        raise InputError(
            "nothing to run: name generators (--generators) or a folder of pages (--submissions)"
        )
    return episodes


def _episodes(
    task: Task, config: RunConfig, submissions: list[Submission], model_of: ModelOf
) -> list[Episode]:
    generators: list[Generator] = []
    for name in _named(config):
        if name == _REFERENCE:
            generators.append(Reference())
        elif name in ADVERSARIES:
            generators.append(_adversary(name, load_rubric(task, config.rubrics)))
        elif name.startswith(LLM):
            preset = name.removeprefix(LLM)
            model = model_of(preset)
            check_room(model.spec, reserved=1 if config.llm.rounds else 0)
            generators.append(LlmGenerator(model, preset, config.llm.rounds))
        elif name in _VARIANTS:
            generators += [VariantPage(variant) for variant in load_variants(task, _VARIANTS[name])]
        else:
            generators += [VariantPage(variant) for variant in load_variants(task) if variant.id == name]
    generators += submissions
    if not generators:
        return []
    made_of_it = [one.name for one in generators if isinstance(one, Reference | DeadPage)]
    if made_of_it and not (task.reference_dir / "index.html").is_file():
        raise InputError(f"{task.reference_dir}: no index.html; leave out the generator {made_of_it[0]!r}")
    check_recorded(task)
    recording = load_recording(task)
    rubric = load_rubric(task, config.rubrics)
    profile = load_profile(config.profile or rubric.profile)
    found: dict[str, Episode] = {}
    for generator in generators:
        for repeat in range(1, config.repeats + 1):
            name = episode_id(task.id, generator.name, repeat)
            if name in found:
                raise InputError(f"{task.id}: two generators are called {generator.name!r}; rename one")
            if isinstance(generator, LlmGenerator):
                generator = replace(generator, repeat=repeat - 1)
            expected = expected_of(task, generator)
            found[name] = Episode(name, task, recording, rubric, profile, generator, repeat, expected)
    return list(found.values())


def expected_of(task: Task, generator: Generator) -> str | None:
    """What must come of the pages by this generator; None where nobody knows."""
    match generator:
        case Reference():
            return PASS
        case VariantPage(variant=variant):
            return variant.first_fail if isinstance(variant, Mutant) else PASS
    return task.trajectory[0].id if isinstance(generator, Adversary) else None


def _named(config: RunConfig) -> list[str]:
    """The generators of a run, each adversary once, whether by its own name or with all of them."""
    each = [ADVERSARIES if name == _ADVERSARIES else (name,) for name in config.generators]
    names = [name for some in each for name in some]
    return [name for at, name in enumerate(names) if name not in ADVERSARIES or name not in names[:at]]


def _adversary(name: str, rubric: Rubric) -> Adversary:
    """The cheat of that name, told what the rubric looks for."""
    checkpoints = rubric.checkpoints.values()
    assertions = [one.assertion for one in checkpoints if one.assertion]
    sought = [text for one in checkpoints for item in one.criteria for text in _texts(item.data())]
    quoted = [text for one in assertions for text in re.findall(r'"([^"]+)"', one)]
    return adversary(name, tuple(assertions), tuple(dict.fromkeys([*sought, *quoted])))


def _texts(data: object) -> list[str]:
    """The texts among a criterion's arguments."""
    if isinstance(data, str):
        return [data]
    within = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for one in within for text in _texts(one)]


def episode_id(task: str, generator: str, repeat: int) -> str:
    """A folder name that no generator's name can escape from."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", generator).strip(".") or "_"
    return f"{task}--{plain}--{repeat}"


def task_files(task: Task) -> list[Path]:
    """What of a task a verdict depends on: what is done and with which files, what was seen, which pictures
    there are."""
    checkpoints = [task.checkpoint(index) for index in range(len(task.trajectory) + 1)]
    uploads = {task.file(step.file) for step in task.trajectory if isinstance(step, UploadStep)}
    recording = [path for path in (task.folder / RECORDING_FILE,) if path.is_file()]
    return [task.folder / TASK_FILE, *recording, *checkpoints, *task.assets(), *sorted(uploads)]


def page_sources(episode: Episode) -> list[Path]:
    """The folders that the episode's page is made of, where it exists already."""
    match episode.generator:
        case Submission(source=source):
            return [source]
        case VariantPage():
            return [episode.task.reference_dir, episode.task.variants_dir]
        case Reference():
            return [episode.task.reference_dir]
    return []
