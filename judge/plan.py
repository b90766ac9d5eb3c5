"""What a run will do, worked out and checked before anything is written or started."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from agents.generator.baselines import FirstFrame, Reference, Slideshow
from agents.generator.llm import LlmGenerator
from agents.generator.prompt import check_room
from agents.generator.submission import Submission, VariantPage, find_submissions
from agents.models.protocol import Model
from judge.config import LLM, RunConfig
from judge.protocols import Generator
from rubrics.loader import load_rubric
from rubrics.profile import Profile, load_profile
from rubrics.schema import Rubric
from tasks.errors import InputError
from tasks.loader import check_recorded, find_tasks, load_recording, suite_dir
from tasks.task import Recording, Task
from tasks.variants import load_variants
from tasks.yamlfile import nearest

_BASELINES: dict[str, Callable[[], Generator]] = {
    "reference": Reference,
    "first_frame": FirstFrame,
    "slideshow": Slideshow,
}
_VARIANTS = "variants"
GENERATORS = (*_BASELINES, _VARIANTS)


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


ModelOf = Callable[[str], Model]
"""The model of that preset."""


def _no_models(name: str) -> Model:
    raise ValueError(f"{LLM}{name}: there is no hub to ask it through")


def plan(config: RunConfig, model_of: ModelOf = _no_models) -> list[Episode]:
    """The episodes of a run, sorted by task, then in the order of the generators.

    Everything a run reads is read here: InputError now, or never.
    """
    tasks = find_tasks(config.task_dirs or (suite_dir(),), config.tasks)
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
    for name in config.generators:
        if name in _BASELINES:
            generators.append(_BASELINES[name]())
        elif name.startswith(LLM):
            preset = name.removeprefix(LLM)
            model = model_of(preset)
            check_room(model.spec, reserved=1 if config.llm.rounds else 0)
            generators.append(LlmGenerator(model, preset, config.llm.rounds))
        else:
            # All variants, or the one of that id.
            generators += [VariantPage(v) for v in load_variants(task) if name in (_VARIANTS, v.id)]
    generators += submissions
    if not generators:
        return []
    if "reference" in config.generators and not (task.reference_dir / "index.html").is_file():
        raise InputError(f"{task.reference_dir}: no index.html; leave out the generator 'reference'")
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
            found[name] = Episode(name, task, recording, rubric, profile, generator, repeat)
    return list(found.values())


def episode_id(task: str, generator: str, repeat: int) -> str:
    """A folder name that no generator's name can escape from."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", generator).strip(".") or "_"
    return f"{task}--{plain}--{repeat}"


def task_files(task: Task) -> list[Path]:
    """What of a task a verdict depends on."""
    checkpoints = [task.checkpoint(index) for index in range(len(task.trajectory) + 1)]
    return [task.folder / "task.yaml", *checkpoints]


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
