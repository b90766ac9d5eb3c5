"""How a step is shown to a model, and how several answers become one verdict."""

import io
import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageDraw
from pydantic import ValidationError

from agents.models.client import ModelHub
from agents.models.exchanges import ExchangeStore
from agents.models.ledger import Ledger
from agents.models.protocol import BudgetExhausted, Image, ModelFailed, Part, Reply, Request, Text, Usage
from agents.models.spec import ModelSpec
from judge.config import AssertionConfig, Images, Order, RunConfig
from judge.forecast import forecast
from judge.judges import assertion_judge
from judge.plan import plan
from judge.protocols import StepCase
from judge.recent import Recent
from judge.vlm import AssertionJudge, Presentation, find_prompt
from judge.vlm.drawing import LEAST, MOST_BOXES, changed_boxes, scaled
from judge.vlm.presentation import captioned
from judge.vlm.votes import count_votes
from rubrics.schema import Checkpoint
from rubrics.verdict import Outcome, Verdict
from tasks.evidence import Snapshot, StepEvidence
from tasks.geometry import Box
from tasks.store import PictureStore
from tasks.task import Task

SIZE = (640, 400)
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (40, 60, 220), (255, 255, 255)
CARD, TOAST = (100, 120, 199, 159), (400, 300, 519, 329)
"""What the action changes on the rebuilt page: left, upper, right and lower pixels."""
OUTLINE = (255, 0, 170)


def png(
    ground: tuple[int, int, int], *marks: tuple[int, int, int, int], size: tuple[int, int] = SIZE
) -> bytes:
    """A picture of that ground with dark marks."""
    picture = Pillow.new("RGB", size, ground)
    for mark in marks:
        ImageDraw.Draw(picture).rectangle(mark, fill=(20, 20, 40))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def opened(image: Part) -> Pillow.Image:
    assert isinstance(image, Image)
    return Pillow.open(io.BytesIO(image.data)).convert("RGB")


def ground(image: Part) -> tuple[int, int, int]:
    red, green, blue = opened(image).getpixel((2, 2))  # type: ignore[misc]
    return red, green, blue


@pytest.fixture
def case(tmp_path: Path) -> StepCase:
    """The first step of a task; the original's pictures are red and green, the page's white."""
    steps = [{"id": "go", "action": "wait", "ms": 5}]
    content = {"task": 1, "id": "tiny", "title": "A tiny task", "trajectory": steps}
    task = Task.model_validate_json(json.dumps(content))
    task._folder = tmp_path / "task"
    (tmp_path / "task" / "checkpoints").mkdir(parents=True)
    task.checkpoint(0).write_bytes(png(RED))
    task.checkpoint(1).write_bytes(png(GREEN))
    store = PictureStore(tmp_path / "pictures")
    evidence = StepEvidence(
        step="go",
        index=1,
        action="wait",
        status="performed",
        before=Snapshot(picture=store.put(png(WHITE)), url="/"),
        after=Snapshot(picture=store.put(png(WHITE, CARD, TOAST)), url="/"),
    )
    checkpoint = Checkpoint.model_construct(assertion="It went.", criteria=(), visual=False, weight=1.0)
    return StepCase(task, checkpoint, evidence, store)


def parts_of(way: Presentation, case: StepCase, longest_side: int) -> list[Part]:
    return list(captioned(way.shown(case, longest_side)))


def captions(parts: Sequence[Part]) -> list[str]:
    return [part.text for part in parts if isinstance(part, Text)]


def images(parts: Sequence[Part]) -> list[Image]:
    return [part for part in parts if isinstance(part, Image)]


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("after", ["PAGE AFTER:"]),
        ("before_after", ["PAGE BEFORE:", "PAGE AFTER:"]),
        ("with_reference", ["ORIGINAL BEFORE:", "ORIGINAL AFTER:", "PAGE BEFORE:", "PAGE AFTER:"]),
        ("side_by_side", ["PAGE BEFORE, PAGE AFTER:"]),
        ("difference", ["PAGE BEFORE:", "PAGE AFTER:", "CHANGES OUTLINED:"]),
    ],
)
def test_what_is_shown_and_in_which_order(case: StepCase, shown: Images, names: list[str]) -> None:
    way = Presentation(shown)
    parts = parts_of(way, case, 2048)
    assert captions(parts) == names
    assert len(images(parts)) == way.count
    assert [type(part) for part in parts] == [Text, Image] * way.count
    other = Presentation(shown, order="reversed")
    turned = parts_of(other, case, 2048)
    assert way.reversible == (turned != parts)
    assert other.names == way.names[::-1]
    if shown != "side_by_side":
        assert [*zip(turned[::2], turned[1::2], strict=True)] == [*zip(parts[::2], parts[1::2], strict=True)][
            ::-1
        ]


def test_each_picture_stands_under_its_own_name(case: StepCase) -> None:
    parts = parts_of(Presentation("with_reference"), case, 2048)
    assert [ground(image) for image in images(parts)] == [RED, GREEN, WHITE, WHITE]
    assert [image.data for image in images(parts)][2:] == [png(WHITE), png(WHITE, CARD, TOAST)]


def test_side_by_side_in_one_picture_with_the_names_outside_of_the_page(case: StepCase) -> None:
    way = Presentation("side_by_side")
    (image,) = images(parts_of(way, case, 4096))
    whole = opened(image)
    assert whole.size == (2 * 640 + 12, 400 + 28)
    before, after = whole.crop((0, 28, 640, 428)), whole.crop((652, 28, 1292, 428))
    assert before.tobytes() == opened(Image(png(WHITE))).tobytes()
    assert after.tobytes() == opened(Image(png(WHITE, CARD, TOAST))).tobytes()
    for left in (0, 652):
        bar = np.asarray(whole.crop((left, 0, left + 640, 28)).convert("L"))
        assert bar.max() > 200 > 60 > bar.min(), "light letters on a dark bar"
    (turned,) = images(parts_of(Presentation("side_by_side", order="reversed"), case, 4096))
    assert opened(turned).crop((0, 28, 640, 428)).tobytes() == after.tobytes()
    assert "from left to right" in way.words


def test_the_outlines_stand_around_what_changed(case: StepCase) -> None:
    picture = opened(images(parts_of(Presentation("difference"), case, 2048))[2])
    drawn = np.asarray(picture)
    rows, columns = np.nonzero((drawn == OUTLINE).all(axis=2))
    for left, upper, right, lower in (CARD, TOAST):
        near = (abs(columns - (left + right) / 2) < (right - left) / 2 + 12) & (
            abs(rows - (upper + lower) / 2) < (lower - upper) / 2 + 12
        )
        assert near.any()
        assert left - 10 < columns[near].min() < left - 2
        assert right + 2 < columns[near].max() < right + 10
        assert upper - 10 < rows[near].min() < upper - 2
        assert lower + 2 < rows[near].max() < lower + 10
        # What changed itself is as it was, not drawn over.
        inside = picture.crop((left, upper, right + 1, lower + 1)).getcolors()
        assert inside is not None
        assert [colour for _, colour in inside] == [(20, 20, 40)]
    assert opened(Image(png(WHITE, CARD, TOAST))).size == picture.size


def test_nothing_is_outlined_where_nothing_changed(case: StepCase) -> None:
    same = case.evidence.model_copy(update={"before": case.evidence.after})
    still = StepCase(case.task, case.checkpoint, same, case.pictures)
    _, after, outlined = images(parts_of(Presentation("difference"), still, 2048))
    assert opened(outlined).tobytes() == opened(after).tobytes()
    assert "nothing looks otherwise" in Presentation("difference").words


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.2])
@pytest.mark.parametrize("longest", [2048, 320])
@pytest.mark.parametrize("shown", [one for one in get_args(Images) if one != "none"])
def test_how_large_the_pictures_are(case: StepCase, shown: Images, longest: int, scale: float) -> None:
    found = [opened(image).size for image in images(parts_of(Presentation(shown, scale), case, longest))]
    if shown == "side_by_side":
        ((width, height),) = found
        each = min(640, (longest - 12) / 2) * scale
        assert width == 2 * round(each) + 12 <= longest
        assert height == max(14, round(28 * scale)) + round(each * 400 / 640)
    else:
        side = round(min(640, longest) * scale)
        assert set(found) == {(side, round(side * 400 / 640))}


def test_the_same_bytes_each_time_and_made_once(case: StepCase, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = [
        Presentation(shown, scale, order)
        for shown, scale, order in product(get_args(Images), (1.0, 0.5), get_args(Order))
    ]
    first = [parts_of(way, case, 1000) for way in ways]
    again = [parts_of(way, case, 1000) for way in ways]
    assert first == again
    assert all(
        one is other
        for parts, others in zip(first, again, strict=True)
        for one, other in zip(images(parts), images(others), strict=True)
    )
    monkeypatch.setattr("judge.vlm.presentation._kept", Recent[tuple[object, ...], Image](0))
    assert [parts_of(way, case, 1000) for way in ways] == first


def test_what_is_no_picture_can_not_be_shown(case: StepCase) -> None:
    case.task.checkpoint(0).write_bytes(b"no picture")
    with pytest.raises(ValueError, match="not a picture"):
        parts_of(Presentation("with_reference"), case, 2048)
    parts_of(Presentation("before_after"), case, 2048)
    with pytest.raises(ValueError, match="not a picture"):
        scaled(b"no picture", 100, 0.5)


def pixels(size: tuple[int, int] = SIZE) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((size[1], size[0], 3), 255, dtype=np.uint8)


def test_boxes_of_what_changed() -> None:
    before, after = pixels(), pixels()
    after[50:60, 30:80] = 0
    after[50:60, 88:120] = 0  # the next word of the same line
    after[200:240, 300:400] = 245  # a pale highlight
    after[390, 10] = 0  # one pixel
    assert changed_boxes(before, after) == [Box(30, 50, 90, 10), Box(300, 200, 100, 40)]
    assert changed_boxes(after, after) == []


def test_a_taller_picture_has_changed_where_there_was_none() -> None:
    assert changed_boxes(pixels(), pixels((640, 500))) == [Box(0, 400, 640, 100)]
    assert changed_boxes(pixels((640, 500)), pixels()) == []


def test_a_change_everywhere_is_outlined_coarsely() -> None:
    after = pixels()
    after[::40, ::40] = 0
    after[1::40, ::40] = 0
    after[2::40, ::40] = after[::40, 1::40] = after[1::40, 1::40] = after[2::40, 1::40] = 0
    boxes = changed_boxes(pixels(), after)
    assert 1 <= len(boxes) <= MOST_BOXES


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 70), st.integers(1, 60), st.integers(1, 40)), max_size=6
    )
)
def test_boxes_hold_all_that_changed_and_do_not_overlap(marks: list[tuple[int, int, int, int]]) -> None:
    before, after = pixels((120, 90)), pixels((120, 90))
    for x, y, width, height in marks:
        after[y : y + height, x : x + width] = 0
    boxes = changed_boxes(before, after)
    changed = (after == 0).all(axis=2)
    for box in boxes:
        assert changed[int(box.y) : int(box.bottom), int(box.x) : int(box.right)].any()
        changed[int(box.y) : int(box.bottom), int(box.x) : int(box.right)] = False
    # What no box holds is too little to be seen, each time.
    assert changed.sum() < LEAST * max(1, len(marks))
    assert all(one.intersect(other).area == 0 for one in boxes for other in boxes if one is not other)


class Says:
    """A model whose answer depends on the sample: an exception is raised."""

    def __init__(self, *answers: str | Exception) -> None:
        self.spec = ModelSpec(name="eye", provider="scripted", model="eye")
        self.asked: list[Request] = []
        self._answers = answers

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        answer = self._answers[request.sample]
        if isinstance(answer, Exception):
            raise answer
        said, _, confidence = answer.partition(" ")
        assert request.schema is not None
        parsed = request.schema.model_validate(
            {"evidence": [f"It is {said}."], "answer": said, "confidence": float(confidence or 0.8)}
        )
        return Reply("", parsed, "end", Usage(), 0.0, f"e{request.sample}")


FAILED, GARBLED = ModelFailed("server", "500"), "?"
PLAIN = find_prompt("plain", "assertion")


async def voted(case: StepCase, *answers: str | Exception, sample: int = 0) -> Verdict:
    how = AssertionConfig(votes=len(answers) - sample, sample=sample)
    return await AssertionJudge(Says(*answers), PLAIN, how).judge(case)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("answers", "outcome", "confidence"),
    [
        (["yes", "yes", "no"], "passed", 0.8 * 2 / 3),
        (["no", "yes", "no", "no"], "assertion_false", 0.8 * 3 / 4),
        (["yes 0.6", "yes 1.0", "yes 0.8"], "passed", 0.8),
        (["yes", "no"], "judge_error", None),
        (["yes", "no", "unsure"], "judge_error", None),
        (["unsure", "unsure"], "judge_error", None),
        (["unsure", "yes", "unsure"], "passed", 0.8),
        ([FAILED, "no", FAILED], "assertion_false", 0.8),
        ([FAILED, "no", "yes"], "judge_error", None),
        ([FAILED, "unsure"], "judge_error", None),
        ([FAILED, FAILED], "model_error", None),
    ],
)
async def test_votes(
    case: StepCase, answers: list[str | Exception], outcome: Outcome, confidence: float | None
) -> None:
    verdict = await voted(case, *answers)
    assert verdict.outcome == outcome
    assert verdict.confidence == (None if confidence is None else pytest.approx(confidence))
    assert len(verdict.members) == len(answers)
    assert verdict.exchange is None
    assert verdict.reason.startswith(f"{len(answers)} votes: ")


@pytest.mark.anyio
async def test_votes_are_told_apart_by_their_sample(case: StepCase) -> None:
    model = Says("yes", "yes", "no", "yes", "no")
    how = AssertionConfig(votes=3, sample=2, temperature=None)
    verdict = await AssertionJudge(model, PLAIN, how).judge(case)
    assert [request.sample for request in model.asked] == [2, 3, 4]
    assert [request.temperature for request in model.asked] == [None] * 3
    assert [member.exchange for member in verdict.members] == ["e2", "e3", "e4"]
    assert len({(request.parts, request.system) for request in model.asked}) == 1
    assert verdict.outcome == "assertion_false"
    assert verdict.reason == "3 votes: 1 yes, 2 no, 0 unsure, 0 without an answer. “It is no.”"


@pytest.mark.anyio
async def test_one_vote_is_the_answer_itself(case: StepCase) -> None:
    verdict = await voted(case, "no", "yes 0.7", sample=1)
    assert (verdict.outcome, verdict.confidence, verdict.exchange) == ("passed", 0.7, "e1")
    assert verdict.members == ()


@pytest.mark.anyio
async def test_an_empty_budget_stops_the_votes(case: StepCase) -> None:
    with pytest.raises(BudgetExhausted):
        await voted(case, "yes", BudgetExhausted(), "yes")


@given(
    st.lists(
        st.sampled_from(["passed", "assertion_false", "judge_error", "model_error"]), min_size=1, max_size=9
    )
)
def test_votes_decide_as_they_are_counted(outcomes: list[Outcome]) -> None:
    task = Task.model_validate_json(
        '{"task": 1, "id": "tiny", "title": "A", "trajectory": [{"id": "go", "action": "wait", "ms": 5}]}'
    )
    step = StepEvidence(step="go", index=1, action="wait", status="performed")
    case = StepCase(task, Checkpoint.model_construct(assertion="It went."), step, PictureStore(Path()))
    sure = ("passed", "assertion_false")
    votes = [
        Verdict(
            step="go", index=1, judge="j", outcome=one, reason="r", confidence=0.9 if one in sure else None
        )
        for one in outcomes
    ]
    verdict = count_votes(case, "j", votes)
    passing, failing = outcomes.count("passed"), outcomes.count("assertion_false")
    expected = "pass" if passing > failing else "fail" if failing > passing else "unknown"
    assert verdict.value == expected
    assert (verdict.confidence is None) == (expected == "unknown")
    assert verdict.confidence is None or 0.45 < verdict.confidence <= 0.9
    assert (verdict.outcome == "model_error") == (set(outcomes) == {"model_error"})
    assert count_votes(case, "j", votes[::-1]).outcome == verdict.outcome


SCRIPT = """script: 1
rules:
  - role: judge
    contains: It went.
    reply: {evidence: [It went.], instructions_on_page: [], answer: "yes", confidence: 0.9}
default: {error: not_found}
"""


@pytest.fixture
def hub(tmp_path: Path) -> ModelHub:
    """A hub with the scripted model."""
    (tmp_path / "script.yaml").write_text(SCRIPT)
    spec = ModelSpec(name="eye", provider="scripted", model=str(tmp_path / "script.yaml"))
    return ModelHub(
        {"eye": spec}, ExchangeStore(tmp_path / "exchanges"), None, Ledger(tmp_path / "ledger.jsonl")
    )


@pytest.mark.anyio
async def test_each_way_of_asking_is_asked_once_and_kept(case: StepCase, hub: ModelHub) -> None:
    ways = [
        AssertionConfig(model="eye", prompt=prompt, images=shown, order=order, votes=votes)
        for prompt, shown, order, votes in product(
            ("plain", "decompose"), get_args(Images), get_args(Order), (1, 3)
        )
    ]
    for _ in range(2):
        for way in ways:
            verdict = await assertion_judge(way, hub.model, None).judge(case)
            assert (verdict.outcome, verdict.confidence) == ("passed", 0.9)
            assert len(verdict.members) == (0 if way.votes == 1 else 3)
    counts = hub.counts()["judge"]
    # One picture has no other order; the single question is the first of three votes.
    assert len(hub.exchanges.files()) == 2 * 11 * 3
    assert counts.asked == 2 * 2 * 12 * 4
    assert counts.reused == counts.asked - 2 * 11 * 3
    kept = next(iter(hub.exchanges))
    assert kept.prompt in ("assertion/plain@2", "assertion/decompose@1")


def test_what_the_settings_may_say() -> None:
    assert AssertionConfig().images == "with_reference"
    for wrong in (
        {"scale": 0.0},
        {"scale": 1.5},
        {"votes": 0},
        {"votes": 10},
        {"sample": -1},
        {"images": "all"},
    ):
        with pytest.raises(ValidationError):
            AssertionConfig.model_validate(wrong)


def test_settings_of_earlier_runs_can_be_read() -> None:
    old = {"model": "eye", "prompt": "plain", "reference": False, "text": True}
    assert AssertionConfig.model_validate(old) == AssertionConfig(
        model="eye", prompt="plain", images="before_after"
    )
    assert AssertionConfig.model_validate({"reference": True}) == AssertionConfig()
    with pytest.raises(ValidationError):
        AssertionConfig.model_validate({"reference": "yes"})


def test_a_forecast_counts_every_vote() -> None:
    calls = []
    for votes in (1, 5):
        asked = AssertionConfig(model="scripted", votes=votes)
        config = RunConfig(
            tasks=("kanban-board",), generators=("reference",), step_judge="vlm", assertion=asked
        )
        (role,) = forecast(config, plan(config)).roles
        calls.append(role.calls)
    assert calls[0] > 0
    assert calls[1] == 5 * calls[0]


def test_what_is_kept_is_bounded_by_its_weight() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(key)
        return key

    recent = Recent[int, int](10, lambda value: value)
    for key in (3, 4, 3, 5, 3, 4, 11, 3):
        assert recent.get(key, make) == key
    # 5 pushes out 4, which was used before 3; what alone is too heavy pushes out all.
    assert made == [3, 4, 5, 4, 11, 3]
