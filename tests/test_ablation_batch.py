"""Models that see nothing, and several steps in one call: what an ablation finds of a server's known error
rates, prices and habits, over the real protocol."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from PIL import Image

from judge.ablation.ablate import ablate, begin
from judge.ablation.config import AblationConfig, load_ablation
from judge.ablation.forecast import forecast
from judge.ablation.result import Ablation, CellResult, Timing
from judge.calibration.model import Estimate, Rate
from tasks.loader import load_task
from tests.ablation_run import chance, preset, said, store_run, texts
from tests.model_server import Asked, Fault, ModelServer, Said, serve_in_thread

TASKS, STEPS, REPEATS, BATCH = 12, 6, 2, 3
FAULTY = 1 / (2 * STEPS)
"""The share of steps that are: the first of every other page."""
FALSE_PASS = {True: 0.1, False: 0.3}
"""How often a faulty step is passed by a model that is shown pictures, and by one that is not;"""
FALSE_FAIL = {True: 0.04, False: 0.12}
"""and a right one failed."""
UNSURE = 0.15
"""How often a step can't be told without a picture."""
TURNED = 0.1
"""How often the answer is another one where several steps are asked about at once."""
LEFT_OUT = 0.05
"""How often such a reply leaves a step out, so that it is asked about by itself."""
PRICE = (1.0, 5.0)
"""US dollars for a million tokens in and out."""


@dataclass(frozen=True)
class Step:
    """A step as a question has it."""

    id: str
    mark: str
    """What it shows: `<task>-<generator>-<repeat>-<index>`."""

    @property
    def faulty(self) -> bool:
        return "-slideshow-" in self.mark and self.mark.endswith("-1")


def steps_of(asked: Asked) -> list[Step]:
    """The steps that a question is about; one without an id is asked about by itself."""
    sections = re.split(r"^STEP (\S+)$", texts(asked), flags=re.M)
    by_id = dict(zip(sections[1::2], sections[2::2], strict=True)) or {"": sections[0]}
    return [
        Step(name, found[1])
        for name, section in by_id.items()
        if (found := re.search(r"^new: of-(\S+)$", section, re.M))
    ]


def tokens(step: Step, pictures: bool) -> float:
    """What a step takes, input and output: from 0.5 to 1.5 of what it takes on average."""
    return (0.5 + chance("tokens", step.mark)) * (1200 if pictures else 300)


OVERHEAD, OUT = 400, 60
"""Tokens of what is said once in every call, and of an answer."""


def cost(pictures: bool, size: int) -> float:
    """US dollars of a step, on average, where `size` are asked about in one call."""
    own, once = (1200 if pictures else 300) * PRICE[0] + OUT * PRICE[1], OVERHEAD * PRICE[0]
    if size == 1:
        return (own + once) / 1e6
    # The answer that is left out is not written the first time.
    return (own + once / size + LEFT_OUT * (own + once - OUT * PRICE[1])) / 1e6


def judge(asked: Asked) -> Said:
    """Wrong, unsure and forgetful as often as said above."""
    steps, pictures = steps_of(asked), asked.images > 0
    answers = {}
    for step in steps:
        if len(steps) > 1 and chance("left out", pictures, step.mark) < LEFT_OUT:
            continue
        wrong = (FALSE_PASS if step.faulty else FALSE_FAIL)[pictures]
        passes = step.faulty == (chance("wrong", pictures, step.mark) < wrong)
        if len(steps) > 1 and chance("turned", pictures, step.mark) < TURNED:
            passes = not passes
        sure = pictures or chance("unsure", step.mark) >= UNSURE
        answers[step.id] = json.loads(said(("yes" if passes else "no") if sure else "unsure", 0.9))
    usage = round(OVERHEAD + sum(tokens(step, pictures) for step in steps)), OUT * len(answers)
    if len(steps) == 1:
        return Said(json.dumps(answers.get(steps[0].id)), usage=usage)
    stray = {"step": "nobody's", **json.loads(said("no", 1.0))}
    several = [{"step": name, "extra": 1, **answer} for name, answer in answers.items()]
    return Said(json.dumps({"answers": [stray, *several]}), usage=usage)


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tasks of a few steps with small pictures, each used on right and on faulty pages."""
    folder = tmp_path_factory.mktemp("batched")
    tasks, rubrics = [], folder / "rubrics"
    rubrics.mkdir()
    ids = [f"step-{number}" for number in range(1, STEPS + 1)]
    for number in range(TASKS):
        task = folder / f"task-{number:02d}"
        (task / "checkpoints").mkdir(parents=True)
        steps = [{"id": one, "action": "wait", "ms": 5} for one in ids]
        content = {"task": 1, "id": task.name, "title": "A task", "trajectory": steps}
        (task / "task.yaml").write_text(yaml.safe_dump(content))
        for index in range(STEPS + 1):
            data = io.BytesIO()
            Image.new("RGB", (32, 18), (number, index, 0)).save(data, "PNG")
            (task / "checkpoints" / f"{index:02d}.png").write_bytes(data.getvalue())
        checkpoints = {one: {"assertion": "It went."} for one in ids}
        (rubrics / f"{task.name}.yaml").write_text(yaml.safe_dump({"rubric": 1, "checkpoints": checkpoints}))
        tasks.append(load_task(task))
    return store_run(folder / "run", tasks, REPEATS, str(rubrics))


def config_of(run_dir: Path, models: Path, **changes: object) -> AblationConfig:
    path = models.parent / "ablation.yaml"
    plain = {
        "ablation": 1,
        "run": str(run_dir),
        "baseline": {"model": "mock", "prompt": "plain", "images": "before_after"},
        "factors": {"images": ["before_after", "none"], "batch": [1, BATCH]},
        "models": [str(models)],
        "cache": False,
        **changes,
    }
    path.write_text(yaml.safe_dump(plain))
    return load_ablation(path)


def run_ablation(config: AblationConfig, folder: Path) -> tuple[Ablation, Timing]:
    return ablate(begin(config, folder), lambda tick: None, lambda done: None)


def truths(cell: CellResult) -> list[tuple[str, tuple[float | None, float, float], float]]:
    """What was found of a cell with its interval, and what is so."""
    pictures, batched = cell.levels["images"] != "none", cell.levels["batch"] != 1
    turned = TURNED * (1 - LEFT_OUT) if batched else 0.0
    passes, fails = FALSE_PASS[pictures], FALSE_FAIL[pictures]
    found: list[tuple[str, Rate | Estimate, float]] = [
        ("sensitivity", cell.sensitivity, 1 - passes - turned * (1 - 2 * passes)),
        ("specificity", cell.specificity, 1 - fails - turned * (1 - 2 * fails)),
        ("unknown", cell.unknown, 0.0 if pictures else UNSURE),
        ("USD", cell.usd_step, cost(pictures, BATCH if batched else 1)),
    ]
    return [(name, (one.value, one.low, one.high), truth) for name, one, truth in found]


def agreements(result: Ablation) -> dict[tuple[str, object], tuple[float, float]]:
    found = {(one.factor, one.level): one.agreement for one in result.effects}
    return {level: (one.low, one.high) for level, one in found.items() if one is not None}


def between_images() -> float:
    """How often a model with pictures and one without say the same where both are sure."""
    same = 0.0
    for rates, share in ((FALSE_PASS, FAULTY), (FALSE_FAIL, 1 - FAULTY)):
        one, other = rates[True], rates[False]
        alike = one * other + (1 - one) * (1 - other)
        turned = TURNED * (1 - LEFT_OUT)
        once = 2 * turned * (1 - turned)  # one of the two answers is turned
        same += share * (alike + (alike * (1 - once) + (1 - alike) * once)) / 2
    return same


def paid(asked: list[Asked]) -> tuple[dict[tuple[bool, str], float], dict[bool, float]]:
    """US dollars of each question about one step, and of all about several, with pictures or without."""
    single: dict[tuple[bool, str], float] = {}
    several = {True: 0.0, False: 0.0}
    for one in asked:
        steps, usage = steps_of(one), judge(one).usage
        usd = (usage[0] * PRICE[0] + usage[1] * PRICE[1]) / 1e6
        if len(steps) == 1:
            single[one.images > 0, steps[0].mark] = usd
        else:
            several[one.images > 0] += usd
    return single, several


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serve_in_thread(judge) as server:
        yield server


@pytest.mark.slow
def test_rates_costs_and_agreement_are_found(run_dir: Path, tmp_path: Path, server: ModelServer) -> None:
    config = config_of(run_dir, preset(tmp_path, server.openai_url))
    result, timing = run_ablation(config, tmp_path / "out")
    steps = TASKS * 2 * REPEATS * STEPS
    assert {cell.asked for cell in result.cells} == {steps}
    assert not server.refused

    missed = [
        f"{cell.id} {name}: {found} for {truth}"
        for cell in result.cells
        for name, found, truth in truths(cell)
        if not found[1] <= truth <= found[2]
    ]
    known = {("batch", BATCH): 1 - TURNED * (1 - LEFT_OUT), ("images", "none"): between_images()}
    told = agreements(result)
    assert told.keys() == known.keys()
    missed += [
        f"{level}: {told[level]} for {truth}"
        for level, truth in known.items()
        if not told[level][0] <= truth <= told[level][1]
    ]
    # Of 18 intervals of 95 % one may miss.
    assert len(missed) <= 1, missed

    # What was paid is split among the steps, and nothing of it is lost or counted twice: the questions of a
    # cell, and those about single steps that a batch left open (asked once, though two cells rest on them).
    single, batches = paid(server.asked)
    for cell in result.cells:
        pictures, batched = cell.levels["images"] != "none", cell.levels["batch"] != 1
        alone = {mark: usd for (shown, mark), usd in single.items() if shown == pictures}
        left_out = [usd for mark, usd in alone.items() if chance("left out", pictures, mark) < LEFT_OUT]
        took = batches[pictures] + sum(left_out) if batched else sum(alone.values())
        assert cell.usd == pytest.approx(took)
    assert timing.paid_usd == pytest.approx(sum(single.values()) + sum(batches.values()))
    by_levels = {(cell.levels["images"], cell.levels["batch"]): cell for cell in result.cells}
    for images in ("before_after", "none"):
        one, more = by_levels[images, 1], by_levels[images, BATCH]
        assert one.calls == steps
        assert steps / BATCH < more.calls < steps / BATCH + 2 * LEFT_OUT * steps
        assert more.usd < one.usd
        assert set(more.unknown_why) <= {"unsure"}

    asked = len(server.asked)
    again, timing = run_ablation(config, tmp_path / "out")
    assert (len(server.asked), timing.calls) == (asked, 0)
    assert again == result


@pytest.mark.slow
def test_a_dry_run_counts_the_calls_that_are_made(run_dir: Path, tmp_path: Path) -> None:
    def all_answered(asked: Asked) -> Said:
        several = [{"step": one.id, **json.loads(said("yes", 0.9))} for one in steps_of(asked)]
        return Said(said("yes", 0.9) if several[0]["step"] == "" else json.dumps({"answers": several}))

    with serve_in_thread(all_answered) as server:
        config = config_of(
            run_dir,
            preset(tmp_path, server.openai_url),
            tasks=["task-00", "task-01"],
            baseline={"model": "mock", "prompt": "plain", "images": "none"},
            factors={"batch": [1, 4, 16]},
            retest=0.2,
            position=True,
        )
        expected = forecast(begin(config, tmp_path / "out"))
        assert not server.asked
        result, timing = run_ablation(config, tmp_path / "out")
    assert expected.questions == timing.calls == len(server.asked)
    steps = 2 * 2 * REPEATS * STEPS
    pages = steps // STEPS
    by_batch = {cell.levels["batch"]: cell.calls for cell in result.cells}
    assert by_batch == {1: steps, 4: 2 * pages, 16: pages}
    assert expected.cells[0].usage.input > expected.cells[1].usage.input > expected.cells[2].usage.input
    for cell in result.cells:
        assert cell.retest is not None
        assert cell.position is not None
        assert (cell.retest.steps, cell.position.steps) == (round(0.2 * steps), steps)


def test_a_server_that_takes_no_pictures_is_believed_at_once(
    run_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As llama.cpp says it: with a status that elsewhere may pass."""

    def sees_nothing(asked: Asked, number: int) -> Fault | None:
        message = (
            "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"
        )
        return Fault("status", 500, message=message) if asked.images else None

    with serve_in_thread(judge, sees_nothing) as server:
        models = preset(tmp_path, server.openai_url, concurrency=2)
        models.write_text(models.read_text().replace("retries: 0", "retries: 5"))
        config = config_of(run_dir, models, tasks=["task-00"], factors={"images": ["before_after", "none"]})
        result, _ = run_ablation(config, tmp_path / "out")
    shown, told = result.cells
    steps = 2 * REPEATS * STEPS
    assert (shown.unknown.hits, shown.unknown_why) == (steps, {"model_error": steps})
    assert told.unknown.hits < steps
    # Those that were on their way when the first came back; none of them again.
    assert 1 <= sum(one.images > 0 for one in server.asked) <= 2
    told_once = [one.getMessage() for one in caplog.records if "images: none" in one.getMessage()]
    assert len(told_once) == 1
    assert "'mock'" in told_once[0]
    assert "image input is not supported" in told_once[0]
