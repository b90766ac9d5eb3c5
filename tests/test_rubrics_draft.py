"""`iwr rubrics draft`: what is proposed holds on the reference, and only because of the step."""

import asyncio
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from agents.models.protocol import Model
from judge.cli.rubrics import app
from judge.derive import DerivedPage
from judge.doctor import cache_folder
from judge.draft import Draft, Trial, derive_trial, draft_rubric, draft_yaml, drafting_model
from judge.draft.ask import read
from judge.lint import Gathered, check_rubric, from_browser, from_run
from judge.lint.variants import verdicts_on
from judge.steps import EvidenceJudge
from judge.visual import TextReader
from rubrics.loader import load_rubric
from rubrics.schema import Checkpoint, Rubric
from tasks.errors import InputError
from tasks.loader import load_task
from tasks.task import Task
from tasks.yamlfile import load_yaml

GREETING = "Good morning, Ferry!"


@pytest.fixture(scope="module")
def counter(make_counter: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Task:
    return load_task(make_counter(tmp_path_factory.mktemp("tasks")))


@pytest.fixture(scope="module")
def run(counter: Task, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stored run of the counter's reference, from a real browser."""
    folder = tmp_path_factory.mktemp("run")
    asyncio.run(from_browser(counter, folder, TextReader(cache_folder()), lambda _: None))
    (folder / "episodes").mkdir()
    shutil.move(folder / "1", folder / "episodes" / "counter--reference--1")
    return folder


@pytest.fixture
def gathered(counter: Task, run: Path) -> Gathered:
    return from_run(run, counter)


def lines(draft: Draft, step: str) -> list[str]:
    return [criterion.line() for criterion in draft.rubric.checkpoints[step].criteria]


def trial(counter: Task, gathered: Gathered) -> Trial:
    return Trial(gathered.reference, gathered.pictures, TextReader(cache_folder()), counter.assets())


def drafted(counter: Task, gathered: Gathered) -> Draft:
    return asyncio.run(draft_rubric(counter, trial(counter, gathered)))


@pytest.mark.browser
def test_a_draft_says_what_the_steps_change(counter: Task, gathered: Gathered) -> None:
    draft = drafted(counter, gathered)
    assert "number_changes: {label: 'Clicks:', to: 1}" in lines(draft, "add")
    assert draft.rubric.checkpoints["add"].assertion == '"Clicks:" has become 1.'
    greet = lines(draft, "greet")
    assert greet == [f"text_appears: '{GREETING}'"], "it says what was typed, so the field need not be asked"
    assert draft == drafted(counter, gathered), "the same evidence makes the same draft"


@pytest.mark.browser
def test_a_draft_passes_the_check_without_a_word(counter: Task, gathered: Gathered) -> None:
    draft = drafted(counter, gathered)
    assert asyncio.run(check_rubric(counter, draft.rubric, gathered, TextReader(cache_folder()))) == ()


@pytest.mark.browser
@pytest.mark.slow
def test_a_draft_is_tried_on_pages_that_are_derived_on_the_spot(counter: Task, tmp_path: Path) -> None:
    reader = TextReader(cache_folder())
    trial, found = asyncio.run(derive_trial(counter, reader, 6, 2, tmp_path, lambda _: None))
    draft = asyncio.run(draft_rubric(counter, trial))
    judge = EvidenceJudge(reader)

    def first_failed(draft: Draft, page: DerivedPage) -> str | None:
        verdicts = asyncio.run(
            verdicts_on(counter, draft.rubric.checkpoints, page.evidence, found.pictures, judge)
        )
        return next((one.step for one in verdicts if one.value != "pass"), None)

    right = [page for page in found.pages if page.equivalent and page.first_fail is None]
    wrong = [page for page in found.pages if page.first_fail is not None]
    assert len(right) >= 3, "at least the page larger, smaller, airier"
    assert wrong
    assert [first_failed(draft, page) for page in right] == [None] * len(right)
    assert [first_failed(draft, page) for page in wrong] == [page.first_fail for page in wrong]


@pytest.mark.browser
def test_a_draft_is_written_read_and_never_replaced_unasked(
    counter: Task, run: Path, gathered: Gathered, tmp_path: Path
) -> None:
    command = ["draft", str(counter.folder), "--run", str(run)]
    printed = CliRunner().invoke(app, command)
    written = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "mine")])
    path = tmp_path / "mine" / "counter.yaml"
    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert path.read_text() == printed.stdout
    assert load_rubric(counter, tmp_path / "mine").checkpoints == (
        drafted(counter, gathered).rubric.checkpoints
    )
    path.write_text("# edited\n")
    again = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "mine")])
    assert isinstance(again.exception, InputError)
    assert path.read_text() == "# edited\n"
    assert CliRunner().invoke(app, [*command, "--out", str(tmp_path / "mine"), "--force"]).exit_code == 0
    check = ["check", str(counter.folder), "--run", str(run), "--rubrics", str(tmp_path / "mine")]
    assert CliRunner().invoke(app, check).exit_code == 0


def preset(folder: Path, reply: object) -> Path:
    """A models.yaml with one scripted model."""
    script = {"script": 1, "rules": [{"prompt": "draft/*", "contains": "type 'Ferry'", "reply": reply}]}
    (folder / "script.yaml").write_text(json.dumps(script))
    spec = {"provider": "scripted", "model": "script.yaml", "retries": 0}
    path = folder / "models.yaml"
    path.write_text(json.dumps({"models": 1, "presets": {"seer": spec}}))
    return path


def with_model(counter: Task, gathered: Gathered, folder: Path, criteria: Sequence[str]) -> Draft:
    async def go() -> Draft:
        models = preset(folder, {"assertion": "Ferry is\u0000 greeted.", "criteria": list(criteria)})
        async with drafting_model("seer", [models], None, folder / "exchanges") as model:
            return await draft_rubric(counter, trial(counter, gathered), model)

    return asyncio.run(go())


@pytest.mark.browser
def test_of_a_model_only_what_holds_is_kept(counter: Task, gathered: Gathered, tmp_path: Path) -> None:
    draft = with_model(
        counter,
        gathered,
        tmp_path,
        [
            json.dumps({"text_appears": {"text": GREETING}}),
            json.dumps({"count": {"text": "Counter", "at_least": 1}}),
            json.dumps({"text_appears": {"text": "Good evening"}}),
            json.dumps({"os.system": "touch /tmp/no"}),
        ],
    )
    assert lines(draft, "greet") == [f"text_appears: '{GREETING}'"]
    assert draft.rubric.checkpoints["greet"].assertion == "Ferry is\\u0000 greeted."
    notes = draft.notes["greet"]
    assert ["holds before" in notes[0], "0 times after" in notes[1], "os.system" in notes[2]] == [True] * 3
    # Where it does not answer, the evidence's own proposals stand.
    assert "number_changes: {label: 'Clicks:', to: 1}" in lines(draft, "add")
    assert "did not answer" in draft.notes["add"][0]
    path = tmp_path / "counter.yaml"
    path.write_text(draft_yaml(counter, draft))
    assert load_yaml(path, Rubric) == draft.rubric


@pytest.mark.parametrize(
    "text",
    [
        '{"os.system": "x"}',
        '{"any_of": [{"os.system": "x"}]}',
        '{"text_matches": "(a+)+$"}',
        '{"text_appears": "A", "count": 1}',
        "text_appears: Oslo",
        '["text_appears"]',
        '{"text_appears": {"txt": "Oslo"}}',
        '{"text_appears": "' + "o" * 600 + '"}',
    ],
)
def test_a_model_may_not_propose(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(text)


def test_a_model_needs_eyes(counter: Task) -> None:
    class Blind:
        def __init__(self) -> None:
            from agents.models.spec import ModelSpec

            self.spec = ModelSpec(name="blind", provider="scripted", model="x", images=0)

    blind: Model = Blind()  # type: ignore[assignment]
    with pytest.raises(InputError, match="blind: takes 0 pictures"):
        asyncio.run(draft_rubric(counter, None, blind))  # type: ignore[arg-type]


@given(st.text(min_size=1, max_size=80).filter(str.strip), st.text(max_size=60))
def test_whatever_a_page_says_the_draft_can_be_read_back(said: str, note: str) -> None:
    from rubrics.criteria.text import TextAppears
    from tests.operating import click, make_task

    task = make_task(Path("nowhere"), [click("Save")])
    try:
        checkpoint = Checkpoint(assertion=said, criteria=(TextAppears.of({"text": said}),), visual=True)
    except (ValueError, UnicodeEncodeError):
        return
    draft = Draft(Rubric(rubric=1, checkpoints={"s1": checkpoint}), {"s1": (note,)})
    text = draft_yaml(task, draft)
    import yaml

    read_back = Rubric.model_validate_json(json.dumps(yaml.safe_load(text)))
    assert read_back == draft.rubric


def test_status_lines_take_turns() -> None:
    from judge.draft.story import _living

    moments = [{"Page 1 of 3", "First: Throw", "10", "Row 1", "Row 2"}, {"Page 2 of 3", "First: Glaze", "11"}]
    turns = {"Page 1 of 3", "Page 2 of 3", "First: Throw", "First: Glaze"}
    assert _living(moments) == turns, "what is seen at once is no status, and a bare number says nothing"


def test_a_list_may_be_left_open() -> None:
    from judge.draft.story import Story
    from tests.operating import click, make_task

    tools = {"description": "the tools"}
    rib, sponge = ({"action": "select", "target": tools, "option": name} for name in ("Rib", "Sponge"))
    escape = {"action": "press", "key": "Escape"}
    story = Story(make_task(Path("nowhere"), [rib, sponge, escape, rib, click("Save")]), {})
    assert [story.left_open(f"s{number}") for number in range(1, 5)] == [True, True, False, False]
