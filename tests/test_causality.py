"""Causality: what probes and counterfactuals leave and show, and what that does to a score."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.runtime import Runtime
from PIL import Image, ImageDraw

from agents.operator.operator import Operator
from judge import nodes
from judge.causality import Causality, CausalityFinding, Held
from judge.episode import EpisodeContext, EpisodeState
from judge.gates import gates_of, unsure_of
from judge.probes import CHANGED, probed
from judge.protocols import StepCase
from judge.score import score
from judge.steps import verdict
from rubrics.profile import load_profile
from rubrics.schema import Rubric
from rubrics.verdict import Outcome, Verdict
from tasks.evidence import CounterfactualEvidence, Evidence, ProbeEvidence, Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.loader import load_task
from tasks.page import Page
from tasks.store import EvidenceWriter, PictureStore, read_evidence
from tasks.task import Task
from tests.operating import click, make_task, target
from tests.pages import Stage, text

pytest_plugins = ["tests.pages"]
STRICT, IWR = load_profile("strict"), load_profile("iwr")
SIZE = (1280, 720)


def finding(step: str, value: Held) -> CausalityFinding:
    return CausalityFinding(step=step, kind="probe", done="press F9", value=value, reason="seen.")


def seen(pictures: PictureStore, draw: Callable[[ImageDraw.ImageDraw], None], *said: str) -> Snapshot:
    """A page with that drawn on white."""
    image = Image.new("RGB", SIZE, "white")
    draw(ImageDraw.Draw(image))
    path = pictures.folder.parent / "shot.png"
    pictures.folder.mkdir(parents=True, exist_ok=True)
    image.save(path)
    words = tuple(Word(text=one, box=Box(0, 20 * i, 40, 16), line=i) for i, one in enumerate(said))
    return Snapshot(picture=pictures.put(path.read_bytes()), url="/", words=words)


def evidence(initial: Snapshot, after: Snapshot) -> Evidence:
    step = StepEvidence(
        step="a",
        index=1,
        action="click",
        status="performed",
        probes=(ProbeEvidence(probe="press F9", after=after),),
        before=after,
        after=after,
    )
    return Evidence(
        task="t", generator="g", page_sha256="0" * 64, viewport=SIZE, initial=initial, steps=(step,)
    )


def test_a_probe_may_move_a_focus_ring_or_end_a_toast_but_not_turn_the_page(tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path / "pictures")

    def ring(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle((300, 200, 900, 260), outline="black", width=3)

    def toast(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle((490, 660, 790, 710), fill="black")

    def view(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle((0, 100, 1280, 200), fill="black")

    plain = seen(pictures, lambda draw: None)
    for draw, value in ((ring, "held"), (toast, "held"), (view, "violated")):
        [found] = probed(evidence(seen(pictures, draw), plain), pictures)
        assert (found.value, found.step, found.done) == (value, "a", "press F9"), found
    [same] = probed(evidence(plain, plain), pictures)
    assert (same.value, same.reason) == ("held", "the page stays the same.")
    assert 50 * 300 / (SIZE[0] * SIZE[1]) < CHANGED < 100 * 1280 / (SIZE[0] * SIZE[1])


def test_text_and_addresses_tell_before_any_picture_is_read(tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path / "pictures")
    old, new = (Snapshot(picture=key, url="/") for key in ("0", "1"))
    words = seen(pictures, lambda draw: None, "Saved").words
    [text_] = probed(evidence(old, new.model_copy(update={"words": words})), pictures)
    assert (text_.value, text_.reason) == ("violated", "it brings text: Saved.")
    [led] = probed(evidence(old, new.model_copy(update={"url": "/b"})), pictures)
    assert (led.value, led.reason) == ("violated", "it leads from / to /b.")
    [lost] = probed(evidence(old, new), pictures)  # neither picture is there
    assert lost.value == "unknown"


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(("held", "violated", "unknown")))))
def test_the_score_is_the_share_that_held_of_those_known(given_: list[tuple[str, Held]]) -> None:
    found = Causality.of([finding(step, value) for step, value in given_])
    assert found.tried == len(given_) == found.held + found.violated + found.unknown
    known = found.held + found.violated
    assert found.score == (found.held / known if known else None)
    assert set(found.steps("violated")) == {step for step, value in given_ if value == "violated"}
    assert Causality.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(("value", "ifs", "high"), [("held", 1, 1), ("violated", 0, 0), ("unknown", 0, 1)])
def test_strict_gates_on_it_and_iwr_does_not(value: Held, ifs: float, high: float) -> None:
    page = Snapshot(picture="0", url="/")
    verdicts = [Verdict(step="a", index=1, judge="j", outcome="passed", reason="")]
    causality = Causality.of([finding("a", value)])
    gates, unsure = gates_of(evidence(page, page), causality), unsure_of(causality)
    strict = score(["a"], verdicts, [], [], STRICT, gates=gates, unsure=unsure)
    assert (strict.ifs, strict.ifs_bounds.high) == (ifs, high)
    assert strict.unknown == (value == "unknown")
    mild = score(["a"], verdicts, [], [], IWR, gates=gates, unsure=unsure)
    assert (mild.ifs, mild.ifs_bounds.low) == (1, 1)


@pytest.mark.parametrize(
    ("counterfactual", "problem"),
    [
        ({}, "gives nothing; it may replace target"),
        ({"key": "F9"}, "gives key; it may replace target"),
        ({"to": target("B")}, "gives to; it may replace target"),
    ],
)
def test_a_counterfactual_replaces_what_its_step_has(counterfactual: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        make_task(Path(), [{**click("A"), "counterfactual": counterfactual}])


PAGE = """<button>Alpha</button><button>Beta</button><p id=o>Nothing saved</p><script>
for (const b of document.querySelectorAll("button"))
  b.onclick = () => o.textContent = (LIE ? "Alpha" : b.textContent) + " saved";
</script>"""
STEPS = (
    {"action": "press", "key": "F8", "probes": [{"action": "press", "key": "F9"}]},
    {**click("Alpha"), "counterfactual": {"target": target("Beta")}},
)


async def otherwise(stage: Stage, html: str, *steps: dict[str, Any]) -> Evidence:
    task = make_task(stage.folder, steps)
    page = Page.of(stage.site(html).folder, task.id, "test")
    folder = stage.folder / "episode"
    operator = Operator(stage.chromium, counterfactuals=True)
    found = await operator.operate(task, None, page, EvidenceWriter(folder, stage.pictures))
    assert read_evidence(folder) == found
    return found


@pytest.mark.browser
@pytest.mark.anyio
@pytest.mark.parametrize(("lie", "said"), [("false", "Beta saved"), ("true", "Alpha saved")])
async def test_another_action_is_carried_out_in_a_session_of_its_own(
    stage: Stage, lie: str, said: str
) -> None:
    found = await otherwise(stage, PAGE.replace("LIE", lie), *STEPS)
    [other] = found.counterfactuals
    assert (other.done, other.went.step, other.went.index) == ("click the target Beta", "s2", 2)
    assert other.went.before is not None
    assert other.went.after is not None
    assert "Nothing saved" in text(other.went.before)
    assert said in text(other.went.after)
    last = found.steps[-1].after
    assert last is not None
    assert "Alpha saved" in text(last)


@pytest.mark.browser
@pytest.mark.anyio
async def test_a_page_without_another_such_thing_has_no_counterfactual(stage: Stage) -> None:
    found = await otherwise(stage, "<button>Alpha</button>", *STEPS)
    assert [one.went.status for one in found.counterfactuals] == ["infeasible"]


class Counting:
    """A step judge that keeps count, and says what it is told to."""

    name = "counting"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.asked: list[str | None] = []

    async def judge(self, case: StepCase) -> Verdict:
        self.asked.append(case.evidence.after.picture if case.evidence.after else None)
        return verdict(case, self.name, self.outcome, "so it is")


def context(task: Task, folder: Path, judge: Counting) -> EpisodeContext:
    rubric = {"rubric": 1, "checkpoints": {step: {"assertion": "It is so."} for step in task.step_ids()}}
    unused: Any = None
    return EpisodeContext(
        task=task,
        recording=None,
        rubric=Rubric.model_validate_json(json.dumps(rubric)),
        profile=STRICT,
        generator=unused,
        folder=folder,
        pictures=PictureStore(folder / "pictures"),
        operator=unused,
        render=unused,
        step_judge=judge,
        visual_judge=unused,
    )


@pytest.mark.parametrize(
    ("outcome", "value", "again"),
    [("passed", "violated", 0), ("assertion_false", "held", 0), ("model_error", "unknown", 1)],
)
def test_the_run_s_judge_decides_and_what_it_knew_is_not_asked_again(
    tmp_path: Path, make_counter: Callable[..., Path], outcome: Outcome, value: Held, again: int
) -> None:
    task = load_task(make_counter(tmp_path))
    first, second = task.step_ids()
    page, other = (Snapshot(picture=key, url="/") for key in ("0", "1"))
    steps = [
        StepEvidence(step=step, index=index, action="click", status="performed", before=page, after=page)
        for index, step in enumerate((first, second), 1)
    ]
    went = steps[0].model_copy(update={"after": other})
    lacking = steps[1].model_copy(update={"status": "infeasible"})
    writer = EvidenceWriter(tmp_path / "episode", PictureStore(tmp_path / "pictures"))
    writer.start(Evidence(task=task.id, generator="g", page_sha256="0", viewport=SIZE, initial=page))
    for step in steps:
        writer.add(step)
    others = [CounterfactualEvidence(done="click something else", went=one) for one in (went, lacking)]
    writer.complete(writer.evidence().model_copy(update={"counterfactuals": tuple(others)}))

    judge = Counting(outcome)
    runtime = Runtime(context=context(task, tmp_path / "episode", judge))
    state = EpisodeState(episode="e")
    state = state.model_copy(update=asyncio.run(nodes.judge_steps(state, runtime)))
    assert state.causality is not None
    [found] = state.causality.findings  # the other was left out
    assert (found.step, found.kind, found.value) == (first, "counterfactual", value)
    assert "so it is" in found.reason
    assert judge.asked.count("1") == 1
    asyncio.run(nodes.judge_steps(state, runtime))
    assert judge.asked.count("1") == 1 + again
    assert state.failed_part() == ("judging" if again else None)
