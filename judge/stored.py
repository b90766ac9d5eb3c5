"""What of a run can be judged again, and by what: checked before anything is judged."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agents.models.client import ModelHub
from judge import provenance
from judge.config import LLM, OperatorConfig, RunConfig
from judge.episode import EpisodeContext
from judge.judgements import FIRST, Judgement, judgement_dir, read_judgement
from judge.judges import check_judges, check_making
from judge.models import cast, check_models, make_hub
from judge.plan import Episode
from judge.protocols import LookJudge, Operator, Rendered, StepJudge, VisualJudge
from judge.remembered import Pair, measured
from judge.results import EpisodeResult, read_results
from judge.run import text_reader
from judge.similarity import Similarity
from rubrics.loader import load_rubrics
from rubrics.profile import load_profile
from tasks.errors import InputError
from tasks.loader import TASK_FILE, find_tasks, load_task, suite_dir
from tasks.page import Page
from tasks.store import PictureStore
from tasks.task import Task
from tasks.yamlfile import nearest


@dataclass(frozen=True)
class Stored:
    """What of a run can be judged again, and by what; plain data that another process can be given."""

    run_dir: Path
    folder: Path
    """Of the new judgement."""
    config: RunConfig
    """Without generators and operator: nobody but judges is asked."""
    episodes: Mapping[str, Episode]
    firsts: Mapping[str, EpisodeResult]
    """The episodes as the run itself has them, by id."""
    known: Mapping[Pair, Similarity]
    """What was measured before with the same measures; the high-level score is the embedded one."""
    looks: Mapping[str, tuple[Similarity, ...]]
    """By episode, what the same model said of its looks before."""


@dataclass(frozen=True)
class Prepared:
    """A judgement that can start: everything it reads was read and is right."""

    file: Judgement
    stored: Stored
    hub: ModelHub

    @property
    def episodes(self) -> Sequence[Episode]:
        """What will be judged, in the order of the run."""
        return list(self.stored.episodes.values())


@dataclass(frozen=True)
class StoredPage:
    """Stands where a generator stands: the page was made and used long ago."""

    name: str

    async def generate(self, task: Task, folder: Path) -> Page:
        """Raises RuntimeError: judging again makes no page."""
        raise RuntimeError("judging again makes no page")


def context_of(
    stored: Stored,
    episode: Episode,
    threads: Executor,
    step_judge: StepJudge,
    visual_judge: VisualJudge,
    look_judge: LookJudge | None = None,
) -> EpisodeContext:
    """What the nodes that judge work with; those that need a browser have none."""
    return EpisodeContext(
        task=episode.task,
        recording=None,
        rubric=episode.rubric,
        profile=episode.profile,
        generator=episode.generator,
        folder=stored.run_dir / "episodes" / episode.id,
        pictures=PictureStore(stored.run_dir / "pictures"),
        operator=_no_operator,
        render=_no_browser,
        step_judge=step_judge,
        visual_judge=visual_judge,
        look_judge=look_judge,
        judges=threads,
    )


def _no_operator() -> AbstractAsyncContextManager[Operator]:
    raise RuntimeError("judging again uses no page")


async def _no_browser(task: Task, page: Page) -> Rendered:
    raise RuntimeError("judging again opens no page")


def prepare(
    run_dir: Path,
    config: RunConfig,
    name: str,
    now: datetime,
    *,
    tasks: Sequence[str] = (),
    generators: Sequence[str] = (),
    resume: bool = False,
    keys: bool = True,
) -> Prepared:
    """A judgement of the run in `run_dir` by `config` (the run's, changed); nothing is written or asked.

    `tasks` and `generators` pick episodes; `resume`: go on
    with the judgement so called. `keys`: False where no model will be asked. Raises InputError for a name
    that is taken, a task that has not the evidence's steps any more, or anything that a run would refuse.
    """
    folder = judgement_dir(run_dir, name)
    if name == FIRST or (folder.exists() and not resume):
        raise InputError(f"{name}: there is such a judgement already; choose another --as, or --resume it")
    only_judges = config.model_copy(
        update={
            "generators": tuple(one for one in config.generators if not one.startswith(LLM)),
            "operator": OperatorConfig(),
        }
    )
    members = check_models(only_judges) if keys else cast(only_judges)
    prompts = check_judges(only_judges)
    hub = make_hub(only_judges, folder)
    check_making(only_judges, hub.model, text_reader())
    first = read_judgement(run_dir, FIRST)
    results = _picked(read_results(run_dir).episodes, tasks, generators)
    episodes = _episodes(results, config)
    made_with = provenance.of_judgement(run_dir, first, config, list(episodes.values()), members, prompts)
    file = Judgement(name=name, run=first.run, created=now, config=config, provenance=made_with)
    if resume:
        file = _same(read_judgement(run_dir, name), file)
    known, looks = measured(run_dir, file, {name: one.task for name, one in episodes.items()})
    firsts = {result.episode: result for result in results}
    stored = Stored(run_dir, folder, only_judges, episodes, firsts, known, looks)
    return Prepared(file, stored, hub)


def _picked(
    results: Sequence[EpisodeResult], tasks: Sequence[str], generators: Sequence[str]
) -> list[EpisodeResult]:
    known_tasks = sorted({one.task for one in results})
    known_generators = sorted({one.generator for one in results})
    for option, names, known in (("tasks", tasks, known_tasks), ("generators", generators, known_generators)):
        for name in names:
            if name not in known:
                raise InputError(f"--{option}: {name!r} is not in this run; {nearest(name, known)}")
    picked = [
        one
        for one in results
        if (not tasks or one.task in tasks) and (not generators or one.generator in generators)
    ]
    if not picked:
        raise InputError("nothing to judge: the run has no episode of these tasks and generators")
    return picked


def _episodes(results: Sequence[EpisodeResult], config: RunConfig) -> dict[str, Episode]:
    tasks = {one.task: _task(one, config) for one in {one.task: one for one in results}.values()}
    rubrics = load_rubrics(tasks.values(), config.rubrics)
    profiles = {task: load_profile(config.profile or rubric.profile) for task, rubric in rubrics.items()}
    return {
        one.episode: Episode(
            id=one.episode,
            task=tasks[one.task],
            recording=None,
            rubric=rubrics[one.task],
            profile=profiles[one.task],
            generator=StoredPage(one.generator),
            repeat=one.repeat,
            expected=one.expected,
        )
        for one in results
    }


def _task(result: EpisodeResult, config: RunConfig) -> Task:
    """The task where it lay when the run was made, else where tasks are looked for. Raises InputError where
    it has other steps than the evidence."""
    if (result.task_folder / TASK_FILE).is_file():
        task = load_task(result.task_folder)
    else:
        [task] = find_tasks(config.task_dirs or (suite_dir(),), [result.task])
    if task.step_ids() != [step.id for step in result.steps]:
        raise InputError(
            f"{task.folder / TASK_FILE}: its steps are not those of the evidence any more; run it anew"
        )
    return task


def _same(begun: Judgement, now: Judgement) -> Judgement:
    """The judgement that was begun, with the budget of now. Raises InputError where anything else differs."""
    if changed := provenance.difference(begun.provenance, now.provenance):
        raise InputError(f"{changed} since the judgement {begun.name} began; choose another --as")
    free = {"budget", "workers", "cache", "calibration"}
    if begun.config.model_dump(exclude=free) != now.config.model_dump(exclude=free):
        raise InputError(f"--resume: {begun.name} was begun with another configuration; choose another --as")
    return begun.model_copy(update={"config": now.config})
