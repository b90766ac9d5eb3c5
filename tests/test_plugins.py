"""Criteria, metrics and judges that others wrote: found, checked, and kept from doing harm."""

import asyncio
import logging
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from threading import get_ident
from typing import Any

import cv2
import numpy as np
import pytest

from agents.models.protocol import Model
from judge.config import RunConfig
from judge.judges import check_judges, step_judge
from judge.new_criterion import new_criterion
from judge.plugins import SHIPPED_METRICS, load_metrics
from judge.protocols import StepCase, StepJudge
from judge.results import RunResult
from judge.similarity import Measure
from judge.steps import judge_step
from judge.visual import TextReader, VisualJudge
from judge.visual.picture import Pixels
from rubrics.criteria import Criterion
from rubrics.criteria.registry import code_hashes, criterion_class, criterion_names, parse_criterion
from rubrics.scene import StepScene
from rubrics.schema import Checkpoint
from rubrics.verdict import Finding, Verdict
from tasks.errors import InputError
from tasks.evidence import Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.loader import load_task
from tasks.plugins import code_sha256
from tasks.store import PictureStore

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "tests" / "plugin"


class Silent(TextReader):
    """A reader that sees no text."""

    def read(self, png: Path) -> tuple[Word, ...]:
        return ()


READER = Silent(Path())


# --- metrics ---


class Metric:
    """Counts how often it is asked."""

    name = "mine"

    def __init__(self) -> None:
        self.asked: list[Snapshot | None] = []

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure:
        self.asked.append(evidence)
        candidate[:] = 0  # must not be seen by anyone else
        parts = {"words": float(len(evidence.words))} if evidence else {}
        return Measure(name="whatever", value=0.25, parts=parts, exchange="0" * 64)


class TooLarge(Metric):
    name = "too-large"

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure:
        return Measure.model_construct(name=self.name, value=1.5, parts={}, exchange=None)


class NotANumber(TooLarge):
    name = "not-a-number"

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure:
        return Measure.model_construct(name=self.name, value=float("nan"), parts={}, exchange=None)


class BadPart(TooLarge):
    name = "bad-part"

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure:
        return Measure(name=self.name, value=0.5, parts={"mean": float("inf")})


class Raises(TooLarge):
    name = "raises"

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Measure:
        raise RuntimeError("no such colour")


class Nothing(TooLarge):
    name = "nothing"

    def compare(self, candidate: Pixels, checkpoint: Pixels, evidence: Snapshot | None) -> Any:
        return 0.5


class Ssim(Metric):
    name = "ssim"


class Nameless:
    def compare(self) -> None: ...


NOT_CALLABLE = "text"


@pytest.fixture
def pictures(tmp_path: Path) -> tuple[Path, Path]:
    pixels: Pixels = np.full((90, 160, 3), 240, dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "checkpoint.png"), pixels)
    pixels[10:40, 10:60] = (160, 60, 20)
    cv2.imwrite(str(tmp_path / "candidate.png"), pixels)
    return tmp_path / "candidate.png", tmp_path / "checkpoint.png"


def test_a_metric_stands_among_the_details_and_changes_nothing_else(pictures: tuple[Path, Path]) -> None:
    plain = VisualJudge(READER).compare("a", 1, *pictures)
    assert {measure.name for measure in plain.details} < set(SHIPPED_METRICS)
    assert plain.high_level.name in SHIPPED_METRICS
    mine = Metric()
    judge = VisualJudge(READER, metrics=[mine, Metric()])
    found = judge.compare("a", 1, *pictures)
    # Under its own name, whatever it says; what it drew and what it claims to rest on are gone.
    assert found.details[len(plain.details) :] == (Measure(name="mine", value=0.25),) * 2
    assert found.model_copy(update={"details": plain.details}) == plain
    assert judge.compare("b", 2, *pictures).details == found.details
    assert mine.asked == [None]


def test_a_metric_sees_the_evidence(pictures: tuple[Path, Path]) -> None:
    mine = Metric()
    judge = VisualJudge(READER, metrics=[mine])
    one = Snapshot(picture="p", url="/", words=(Word(text="\ud83d", box=Box(0, 0, 1, 1), line=0),))
    other = Snapshot(picture="p", url="/")
    values = [judge.compare("a", 1, *pictures, shot).details[-1].parts for shot in (one, other, one)]
    assert values == [{"words": 1.0}, {"words": 0.0}, {"words": 1.0}]
    assert mine.asked == [one, other]


@pytest.mark.parametrize("broken", [TooLarge, NotANumber, BadPart, Raises, Nothing])
def test_a_metric_that_fails_is_missing_and_said_to_be(
    broken: type[Metric], pictures: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        found = VisualJudge(READER, metrics=[broken(), Metric()]).compare("a", 1, *pictures)
    assert [measure.name for measure in found.details][-2:] == ["ciede2000", "mine"]
    assert f"the metric {broken.name} failed" in caplog.text


def test_metrics_are_found_by_dotted_path() -> None:
    (one, other) = load_metrics([f"{__name__}.Metric", f"{__name__}:Raises"])
    assert (one.name, other.name) == ("mine", "raises")
    assert load_metrics([]) == ()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["inky"], "visual.metrics: no metric 'inky'; none is installed; a dotted path will do"),
        (["no.such.Metric"], r"metric 'no\.such\.Metric' can't be loaded \(ModuleNotFoundError: No module"),
        ([f"{__name__}.Metrics"], "can't be loaded (AttributeError"),
        ([f"{__name__}.Nameless"], "needs a name and a method compare"),
        ([f"{__name__}.NOT_CALLABLE"], "needs a name and a method compare"),
        ([f"{__name__}.Ssim"], "the name 'ssim' is taken; rename it"),
        ([f"{__name__}.Metric", f"{__name__}:Metric"], "the name 'mine' is taken"),
        (["judge.similarity.Measure"], "can't be made: ValidationError"),
    ],
)
def test_a_wrong_metric_is_the_users_mistake(names: list[str], said: str) -> None:
    with pytest.raises(InputError) as raised:
        load_metrics(names)
    assert said.replace("\\", "") in str(raised.value)
    assert "\n" not in str(raised.value)


# --- judges ---


class Says:
    """A judge that is not asynchronous."""

    name = "says"

    def __init__(self) -> None:
        self.thread = 0

    def judge(self, case: StepCase) -> Any:
        self.thread = get_ident()
        step = case.evidence
        return Verdict(step=step.step, index=step.index, judge=self.name, outcome="passed", reason="so.")


class SaysOfAnother(Says):
    def judge(self, case: StepCase) -> Any:
        return super().judge(case).model_copy(update={"step": "other"})


class SaysYes(Says):
    def judge(self, case: StepCase) -> Any:
        return True


class Given:
    """A judge that is asynchronous and made from what the run has."""

    def __init__(
        self,
        config: RunConfig,
        model_of: Callable[[str], Model],
        reader: TextReader,
        threads: Executor | None,
    ) -> None:
        self.name = f"given {config.workers}"

    async def judge(self, case: StepCase) -> Verdict:
        step = case.evidence
        return Verdict(step=step.step, index=step.index, judge=self.name, outcome="passed", reason="so.")


def give(config: RunConfig, *rest: Any) -> Given:
    """A factory."""
    return Given(config, *rest)


class Refuses:
    name = "refuses"

    def __init__(self) -> None:
        raise InputError("assertion.model: this judge needs a model")


@pytest.fixture
def case(tmp_path: Path, make_counter: Callable[..., Path]) -> StepCase:
    task = load_task(make_counter(tmp_path))
    step = StepEvidence(step="add", index=1, action="click", status="performed")
    return StepCase(task, Checkpoint(assertion="The count is 1."), step, PictureStore(tmp_path))


def judged(name: str, case: StepCase, threads: Executor | None = None) -> Verdict:
    config = RunConfig(step_judge=f"{__name__}.{name}", workers=7)
    judge = step_judge(config, lambda preset: pytest.fail(preset), READER, threads)
    return asyncio.run(judge_step(judge, case))


@pytest.mark.parametrize(("name", "judge"), [("Says", "says"), ("Given", "given 7"), ("give", "given 7")])
def test_a_judge_is_a_class_or_a_factory_and_may_block(name: str, judge: str, case: StepCase) -> None:
    verdict = judged(name, case)
    assert (verdict.judge, verdict.outcome) == (judge, "passed")


def test_a_judge_that_blocks_does_so_in_the_threads_of_the_judges(case: StepCase) -> None:
    says = Says()
    with ThreadPoolExecutor(1) as threads, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[__name__], "Says", lambda: says)
        judged("Says", case, threads)
        assert says.thread == threads.submit(get_ident).result()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("SaysOfAnother", "spoke of step 'other'"), ("SaysYes", "returned bool, not a Verdict")],
)
def test_what_is_no_verdict_on_the_step_is_unknown(name: str, reason: str, case: StepCase) -> None:
    verdict = judged(name, case)
    assert (verdict.outcome, verdict.value, verdict.step) == ("judge_error", "unknown", "add")
    assert reason in verdict.reason


def made(name: str) -> StepJudge:
    config = RunConfig(step_judge=name)
    check_judges(config)
    return step_judge(config, lambda preset: pytest.fail(preset), READER, None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("evidance", "step_judge: no judge 'evidance'; did you mean 'evidence'?"),
        ("oracle", "step_judge: no judge 'oracle'; known: evidence, vlm, panel"),
        ("no.such", "step_judge: judge 'no.such' can't be loaded"),
        (f"{__name__}.NOT_CALLABLE", "neither a class nor a function"),
        (f"{__name__}.Metric", "needs a name and a method judge()"),
        (f"{__name__}.Refuses", "assertion.model: this judge needs a model"),
        ("judge.steps.EvidenceJudge", "can't be made: TypeError"),
    ],
)
def test_a_wrong_judge_is_the_users_mistake(name: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        made(name)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_run_knows_the_code_of_its_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_judges(RunConfig()) == {}
    name = f"{__name__}.Says"
    assert check_judges(RunConfig(step_judge=name)) == {f"judge {name}": code_sha256(Says)}
    package = tmp_path / "guest_of_a_test"
    package.mkdir()
    (package / "__init__.py").write_text("from guest_of_a_test.inner import Thing\n")
    (package / "inner.py").write_text("class Thing: ...\n")
    monkeypatch.syspath_prepend(tmp_path)
    thing = __import__("guest_of_a_test").Thing
    before = code_sha256(thing)
    assert before == code_sha256(thing()) != code_sha256(Says)
    (package / "__init__.py").write_text("from guest_of_a_test.inner import Thing  # edited\n")
    assert before != code_sha256(thing)


# --- criteria ---


class Outer:
    """Holds a criterion, as a module may."""

    class Bright(Criterion):
        """Always so."""

        def check(self, scene: StepScene) -> Finding:
            return self.finding(True, "bright.")


class Unfinished(Criterion):
    """Has no check."""


def test_criteria_are_found_by_dotted_path_and_written_so_that_they_are_found_again() -> None:
    path = f"{__name__}.Outer.Bright"
    criterion = parse_criterion({path: {}})
    assert isinstance(criterion, Outer.Bright)
    assert parse_criterion(criterion.data()) == criterion
    assert criterion_class(f"{__name__}:Outer.Bright") is Outer.Bright


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"{__name__}.Unfinished", r"has no check\(\)"),
        (f"{__name__}.Missing", "can't be loaded .AttributeError"),
        (f"{__name__}.Says", "is no subclass of rubrics.criteria.Criterion"),
        ("head line", "unknown criterion 'head line'; known: all_of, any_of"),
    ],
)
def test_a_wrong_criterion_is_said_to_be(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        criterion_class(name)


def test_the_code_of_criteria_that_do_not_ship_is_known_also_inside_others() -> None:
    path = f"{__name__}.Outer.Bright"
    plain = parse_criterion({"all_of": [{"text_appears": "Oslo"}, {"not": {"focused": {"name": "From"}}}]})
    assert code_hashes([plain]) == {}
    mixed = parse_criterion({"any_of": [{"text_appears": "Oslo"}, {"not": {path: {}}}]})
    assert code_hashes([plain, mixed]) == {path: code_sha256(Outer.Bright)}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Makes a package with that entry point seem installed."""

    def make(distribution: str, point: str) -> None:
        info = tmp_path / f"{distribution}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[iwr.criteria]\n{point}\n")
        monkeypatch.syspath_prepend(tmp_path)

    return make


def test_a_name_that_two_packages_have_is_refused(install: Callable[[str, str], None]) -> None:
    install("one", f"twice_there = {__name__}:Outer.Bright")
    install("other", "twice_there = no_such_module:Thing")
    with pytest.raises(ValueError, match="in several packages; write one of no_such_module:Thing, "):
        criterion_class("twice_there")


def test_a_key_must_lead_back_to_the_criterion(install: Callable[[str, str], None]) -> None:
    install("one", f"keyless = {__name__}:Outer.Bright\nmiscalled = rubrics.criteria.text:Count")
    assert parse_criterion({"keyless": {}}).line() == f"{__name__}.Outer.Bright: {{}}"
    with pytest.raises(ValueError, match="'miscalled' has the key 'count'; its entry point must have that"):
        criterion_class("miscalled")


def test_an_entry_point_that_can_not_be_loaded_says_why(install: Callable[[str, str], None]) -> None:
    install("one", "gone_by_now = no_such_module:Thing")
    assert "gone_by_now" in criterion_names()
    with pytest.raises(ValueError, match="'no_such_module:Thing' can't be loaded"):
        criterion_class("gone_by_now")


# --- installed ---

Python = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Python:
    """A new environment with IWR Judge and the guest installed, and a criterion just begun: calls its Python.

    Nothing is fetched: what these packages depend on is looked up where the tests run.
    """
    place = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", place / "env"], check=True)
    python = place / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {"COLUMNS": "200"}

    def call(*arguments: object, cwd: Path = place) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [python, *map(str, arguments)],
            cwd=cwd,
            env=env,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    site = call("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    Path(site, "theirs.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = ("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation")
    begin = "from pathlib import Path; import judge.new_criterion as n; n.new_criterion(Path(), 'just_begun')"
    for step in ((*pip, "--ignore-installed", ROOT, PLUGIN), ("-c", begin), (*pip, place / "just_begun")):
        done = call(*step)
        assert done.returncode == 0, done.stderr
    return call


IWR = ("-c", "import sys; from judge.cli import app; app(prog_name='iwr')")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, make_counter: Callable[..., Path]) -> Path:
    """A task, and a rubric that uses the guest's criterion."""
    place = tmp_path_factory.mktemp("place")
    make_counter(place / "tasks", recorded=True)
    (place / "rubrics").mkdir()
    (place / "rubrics" / "counter.yaml").write_text(
        "rubric: 1\n"
        "checkpoints:\n"
        "  add: {criteria: [headline: Counter, just_begun: {text: '1', at_most: 1}]}\n"
        "  greet: {criteria: [headline: Good morning]}\n"
    )
    return place


RUN = ("run", "offline", "--task-dir", "tasks", "--rubrics", "rubrics", "--generators", "reference", "--json")


@pytest.mark.slow
@pytest.mark.browser
def test_an_installed_criterion_judges(fresh: Python, place: Path) -> None:
    ended = fresh(*IWR, *RUN, "--name", "criterion", cwd=place)
    assert ended.returncode == 0, ended.stderr
    result = RunResult.model_validate_json(ended.stdout)
    (episode,) = result.episodes
    assert {"criterion headline", "criterion just_begun"} <= set(result.provenance.hashes)
    assert [verdict.outcome for verdict in episode.verdicts] == ["passed", "assertion_false"]
    assert [finding.criterion for verdict in episode.verdicts for finding in verdict.findings] == [
        "headline: Counter",
        "just_begun: {text: '1', at_most: 1}",
        "headline: Good morning",
    ]
    assert episode.verdicts[1].reason == "the largest text is 'Counter'."


@pytest.mark.slow
@pytest.mark.browser
def test_an_installed_judge_judges_and_an_installed_metric_measures(fresh: Python, place: Path) -> None:
    chosen = ("-o", "step_judge=changed", "-o", "visual.metrics=[ink]")
    ended = fresh(*IWR, *RUN, "--name", "judge", *chosen, cwd=place)
    assert ended.returncode == 0, ended.stderr
    result = RunResult.model_validate_json(ended.stdout)
    (episode,) = result.episodes
    assert [(verdict.judge, verdict.outcome) for verdict in episode.verdicts] == [("changed", "passed")] * 2
    # The page before any action; the checkpoint is one even colour.
    (initial,) = episode.similarities
    ink = initial.details[-1]
    assert (ink.name, ink.value, ink.parts["checkpoint"]) == ("ink", 0.0, 0.0)
    assert ink.parts["words"] == 6.0  # of the evidence
    assert {"judge changed", "metric ink"} <= set(result.provenance.hashes)


@pytest.mark.slow
def test_what_is_installed_is_named_to_whoever_errs(fresh: Python, place: Path) -> None:
    ended = fresh(*IWR, *RUN, "-o", "visual.metrics=inky", cwd=place)
    assert ended.stderr == "iwr: visual.metrics: no metric 'inky'; did you mean 'ink'?\n"
    ended = fresh(*IWR, *RUN, "-o", "step_judge=oracle", cwd=place)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "iwr: step_judge: no judge 'oracle'; known: evidence, vlm, panel, changed\n"
    code = "from judge.plugins import load_metrics; load_metrics(['oracle'])"
    assert "no metric 'oracle'; known: ink" in fresh("-c", code).stderr
    code = "from rubrics.criteria.registry import criterion_names; print(*criterion_names())"
    names = fresh("-c", code).stdout.split()
    assert set(names) - set(criterion_names()) == {"headline", "just_begun"}


@pytest.mark.slow
def test_a_criterion_just_begun_passes_its_own_test(fresh: Python, place: Path) -> None:
    begun = Path(fresh("-c", "import just_begun_criterion as m; print(m.__file__)").stdout).parent
    assert begun.name == "site-packages"  # the one that is installed
    folder = Path(fresh("-c", "import os; print(os.getcwd())").stdout.strip()) / "just_begun"
    ended = fresh("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder)
    assert ended.returncode == 0, ended.stdout
    assert "6 passed" in ended.stdout


# --- a criterion begun ---


def test_a_criterion_is_begun_once(tmp_path: Path) -> None:
    files = new_criterion(tmp_path, "price_2")
    assert [path.relative_to(tmp_path).as_posix() for path in files] == [
        "price_2/pyproject.toml",
        "price_2/README.md",
        "price_2/price_2_criterion.py",
        "price_2/test_price_2_criterion.py",
    ]
    for path in files:
        assert "{{" not in path.read_text()
    before = [path.read_bytes() for path in files]
    files[2].write_text("# mine\n")
    files[0].unlink()
    with pytest.raises(InputError, match=r"README\.md: is there already; nothing was written"):
        new_criterion(tmp_path, "price_2")
    assert not files[0].exists()
    assert files[2].read_text() == "# mine\n"
    assert before[1] == files[1].read_bytes()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is no name"),
        ("Price", "is no name"),
        ("2_prices", "is no name"),
        ("../price", "is no name"),
        ("price-sorted", "is no name"),
        ("price\n", "is no name"),
        ("preis_größe", "is no name"),
        ("a" * 61, "at most 60 characters"),
        ("lambda", "is a keyword of Python"),
        ("match", "is a keyword of Python"),
        ("text_appears", "is a criterion already"),
        ("weight", "stands beside a criterion"),
    ],
)
def test_a_name_that_will_not_do_writes_nothing(name: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        new_criterion(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_written_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        new_criterion(tmp_path / "file", "price")
