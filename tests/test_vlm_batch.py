"""Several steps in one question, or a step in words: what is sent, what is read, and what is asked again."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from pydantic import ValidationError

from agents.models.client import ModelHub
from agents.models.estimate import estimate
from agents.models.exchanges import ExchangeStore
from agents.models.ledger import Ledger
from agents.models.prompts import load_prompt
from agents.models.protocol import (
    BudgetExhausted,
    Image,
    ModelFailed,
    Reply,
    ReplyUnreadable,
    Request,
    Text,
    Usage,
)
from agents.models.spec import ModelSpec, Price
from judge.config import AssertionConfig, RunConfig
from judge.forecast import forecast
from judge.judges import check_judges
from judge.plan import plan
from judge.protocols import BatchJudge, StepCase
from judge.steps import judge_all
from judge.vlm import AssertionJudge, Panel, find_prompt
from judge.vlm.batch import StepQuestion, frame, together
from judge.vlm.presentation import IN_WORDS
from judge.vlm.reply import BatchReply
from rubrics.schema import Checkpoint
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.evidence import Snapshot, StepEvidence, Word
from tasks.geometry import Box
from tasks.store import PictureStore
from tasks.task import Task
from tests.model_server import Asked, ModelServer, Said, spec_for

PLAIN = find_prompt("plain", "assertion")
REFERENCE = find_prompt("with-reference", "assertion")
IDS = ("open", "fill", "send", "close", "leave")
ANSWER = {"evidence": ["seen"], "instructions_on_page": [], "answer": "yes", "confidence": 0.9}
TWO = AssertionConfig(images="before_after", batch=2)


def said_of(*ids: str, **more: Any) -> list[dict[str, Any]]:
    return [{"step": one, **ANSWER, **more} for one in ids]


def png(*shade: int) -> bytes:
    data = io.BytesIO()
    Pillow.new("RGB", (64, 36), (*shade, 0, 0)[:3]).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def cases(tmp_path: Path) -> list[StepCase]:
    """Five steps; the third begins otherwise than the second ended, the last has no assertion."""
    steps = [{"id": one, "action": "wait", "ms": 5} for one in IDS]
    task = Task.model_validate_json(json.dumps({"task": 1, "id": "tiny", "title": "T", "trajectory": steps}))
    task._folder = tmp_path / "task"
    (tmp_path / "task" / "checkpoints").mkdir(parents=True)
    for index in range(len(IDS) + 1):
        task.checkpoint(index).write_bytes(png(0, index))
    store = PictureStore(tmp_path / "pictures")

    def shot(*shade: int) -> Snapshot:
        word = Word(text="-".join(map(str, shade)), box=Box(0, 0, 50, 16), line=0)
        return Snapshot(picture=store.put(png(*shade)), url="/", words=(word,))

    found = []
    for index, one in enumerate(IDS, start=1):
        evidence = StepEvidence(
            step=one,
            index=index,
            action="wait",
            status="performed",
            before=shot(9, 9) if one == "send" else shot(1, index - 1),
            after=shot(1, index),
        )
        assertion = None if one == "leave" else f"{one} worked."
        checkpoint = Checkpoint.model_construct(assertion=assertion, criteria=(), visual=False, weight=1.0)
        found.append(StepCase(task, checkpoint, evidence, store))
    return found


class Says:
    """A model that answers each question by a function of it; an exception is raised."""

    def __init__(self, answer: Callable[[Request], object], **spec: Any) -> None:
        self.spec = ModelSpec(name="eye", provider="scripted", model="eye", **spec)
        self.asked: list[Request] = []
        self._answer = answer

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        answer = self._answer(request)
        if isinstance(answer, Exception):
            raise answer
        assert request.schema is not None
        try:
            parsed = request.schema.model_validate_json(json.dumps(answer))
        except ValidationError as error:
            raise ReplyUnreadable(str(error), "", "unreadable") from None
        return Reply("", parsed, "end", Usage(), 0.0, " ".join(steps_in(request)))


def texts(request: Request) -> list[str]:
    return [part.text for part in request.parts if isinstance(part, Text)]


def steps_in(request: Request) -> list[str]:
    return [text.removeprefix("STEP ") for text in texts(request) if text.startswith("STEP ")]


def well(request: Request) -> object:
    """Each step answered as it is asked."""
    steps = steps_in(request)
    return {"answers": said_of(*steps)} if steps else ANSWER


async def judged(model: Says, cases: Sequence[StepCase], how: AssertionConfig = TWO) -> list[Verdict]:
    judge = AssertionJudge(model, PLAIN, how)
    assert isinstance(judge, BatchJudge)
    return list(await judge.judge_together(cases, {}))


@pytest.mark.anyio
async def test_steps_are_asked_about_together_in_their_order(cases: list[StepCase]) -> None:
    model = Says(well)
    verdicts = await judged(model, cases)
    first, second = sorted(model.asked, key=steps_in)  # batches are made in threads
    assert (steps_in(first), steps_in(second)) == (["open", "fill"], ["send", "close"])
    assert [one.step for one in verdicts] == list(IDS)
    assert [one.value for one in verdicts] == ["pass"] * 5
    assert [one.exchange for one in verdicts] == ["open fill"] * 2 + ["send close"] * 2 + [None]
    assert (first.role, first.schema, first.answers, first.prompt) == ("judge", BatchReply, 2, PLAIN.label)
    alone, _ = PLAIN.render(
        **{**dict.fromkeys(PLAIN.variables, ""), "pictures": AssertionJudge(model, PLAIN, TWO)._shown.words}
    )
    assert first.system.startswith(alone)
    assert "- open\n- fill" in texts(first)[-1]
    assert "Statement: fill worked." in "\n".join(texts(first))


@pytest.mark.anyio
async def test_what_was_shown_as_an_outcome_is_not_shown_again_as_a_beginning(cases: list[StepCase]) -> None:
    model = Says(well)
    await judged(model, cases[:4], TWO.model_copy(update={"batch": 4}))
    (request,) = model.asked
    shown = [part.data for part in request.parts if isinstance(part, Image)]
    assert shown == [png(1, 0), png(1, 1), png(1, 2), png(9, 9), png(1, 3), png(1, 4)]
    captions = [text for text in texts(request) if text.startswith(IDS)]
    assert captions == [
        "open, PAGE BEFORE:",
        "open, PAGE AFTER:",
        "fill, PAGE BEFORE: as in open, PAGE AFTER, above.",
        "fill, PAGE AFTER:",
        "send, PAGE BEFORE:",
        "send, PAGE AFTER:",
        "close, PAGE BEFORE: as in send, PAGE AFTER, above.",
        "close, PAGE AFTER:",
    ]


@pytest.mark.anyio
async def test_words_are_not_said_again_either(cases: list[StepCase]) -> None:
    model = Says(well, images=0)
    await judged(model, cases[:2], AssertionConfig(images="none", batch=2))
    (request,) = model.asked
    assert not request.shows
    assert sum(text.startswith("<page_text>") for text in texts(request)) == 3


@pytest.mark.anyio
async def test_an_outcome_is_always_shown_and_the_original_is_no_page(cases: list[StepCase]) -> None:
    """An action without effect is for the model to see, and that the page looks as the original does, too."""
    first, second = cases[:2]
    begin = first.evidence.before
    same = first.evidence.model_copy(update={"after": begin})
    still = StepCase(first.task, first.checkpoint, same, first.pictures)
    then = second.evidence.model_copy(update={"before": begin})
    next_ = StepCase(second.task, second.checkpoint, then, second.pictures)
    for index in range(3):
        first.task.checkpoint(index).write_bytes(png(1, 0))
    model = Says(well)
    how = AssertionConfig(batch=2)
    await AssertionJudge(model, REFERENCE, how).judge_together([still, next_], {})
    (request,) = model.asked
    names = [text for text in texts(request) if text.startswith(IDS)]
    assert [name for name in names if "as in" in name] == [
        "fill, ORIGINAL BEFORE: as in open, ORIGINAL AFTER, above.",
        "fill, PAGE BEFORE: as in open, PAGE AFTER, above.",
    ]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("reply", "alone"),
    [
        ({"answers": said_of("open")}, ["fill"]),
        ({"answers": said_of("open", "fill", "fill")}, ["fill"]),
        ({"answers": said_of("open", "nobody's", "fill", extra=[1])}, []),
        ({"answers": [*said_of(" open "), *said_of("fill", answer="YES ")]}, []),
        ({"answers": [*said_of("open"), *said_of("fill", answer="partly")]}, ["fill"]),
        ({"answers": [*said_of("open"), *said_of("fill", confidence=2)]}, ["fill"]),
        ({"answers": [*said_of("open"), *said_of("fill", evidence=[])]}, ["fill"]),
        ({"answers": [*said_of("open"), "fill: yes", None, {"fill": "yes"}]}, ["fill"]),
        ({"answers": [ANSWER, *said_of("fill")], "thoughts": "hm"}, ["open"]),
        ({"answers": said_of("nobody's")}, ["open", "fill"]),
        ({"answers": []}, ["open", "fill"]),
        ({"answers": {"open": ANSWER, "fill": ANSWER}}, ["open", "fill"]),
        (ANSWER, ["open", "fill"]),
        ([], ["open", "fill"]),
        (ReplyUnreadable("cut off", "", "e0"), ["open", "fill"]),
        (ModelFailed("refused", "one of them is too much", "e0"), ["open", "fill"]),
        (ModelFailed("bad_request", "too many pictures", "e0"), ["open", "fill"]),
    ],
)
async def test_what_has_no_usable_answer_is_asked_about_by_itself(
    cases: list[StepCase], reply: object, alone: list[str]
) -> None:
    model = Says(lambda request: reply if steps_in(request) else ANSWER | {"answer": "no"})
    verdicts = await judged(model, cases[:2])
    asked_alone = [texts(one)[-1] for one in model.asked[1:]]
    assert len(asked_alone) == len(alone)
    assert all(f"Statement: {step} worked." in text for step, text in zip(alone, asked_alone, strict=True))
    assert {one.step for one in verdicts if one.value == "fail"} == set(alone)
    assert {one.step for one in verdicts if one.value == "pass"} == {"open", "fill"} - set(alone)
    # By itself it is the question of a judge that asks about one step at a time.
    single = Says(lambda _: ANSWER)
    await AssertionJudge(single, PLAIN, TWO.model_copy(update={"batch": 1})).judge_together(cases[:2], {})
    assert all(one in single.asked for one in model.asked[1:])


@pytest.mark.anyio
async def test_what_no_smaller_question_would_mend_is_not_asked_again(cases: list[StepCase]) -> None:
    model = Says(lambda _: ModelFailed("auth", "no such key", "e0"))
    verdicts = await judged(model, cases[:2])
    assert len(model.asked) == 1
    assert [(one.outcome, one.exchange) for one in verdicts] == [("model_error", "e0")] * 2


@pytest.mark.anyio
async def test_an_empty_budget_stops_it_when_all_is_heard(cases: list[StepCase]) -> None:
    model = Says(lambda request: BudgetExhausted() if "send" in steps_in(request) else well(request))
    with pytest.raises(BudgetExhausted):
        await judged(model, cases)
    assert len(model.asked) == 2


@pytest.mark.anyio
async def test_votes_are_counted_step_by_step(cases: list[StepCase]) -> None:
    def answer(request: Request) -> object:
        told = {"open": "yes", "fill": "no" if request.sample else "yes"}
        return {"answers": [said_of(one, answer=told[one])[0] for one in steps_in(request)]}

    model = Says(answer)
    verdicts = await judged(model, cases[:2], TWO.model_copy(update={"votes": 3}))
    assert [one.sample for one in model.asked] == [0, 1, 2]
    assert [one.value for one in verdicts] == ["pass", "fail"]
    assert [len(one.members) for one in verdicts] == [3, 3]


@pytest.mark.anyio
async def test_batches_stay_the_same_when_some_verdicts_are_known(cases: list[StepCase]) -> None:
    """So that what was answered before is asked in the same words, and costs nothing."""
    model = Says(well)
    first = await judged(model, cases)
    known = {one.step: one.model_copy(update={"reason": "known"}) for one in first if one.step != "close"}
    again = await AssertionJudge(model, PLAIN, TWO).judge_together(cases, known)
    assert model.asked[2:] == [one for one in model.asked[:2] if "close" in steps_in(one)]
    assert [one.reason == "known" for one in again] == [True, True, True, False, True]
    everything = {one.step: one for one in first}
    assert await AssertionJudge(model, PLAIN, TWO).judge_together(cases, everything) == tuple(first)
    assert len(model.asked) == 3


@pytest.mark.anyio
async def test_one_step_that_can_not_be_shown_makes_no_other_unknown(cases: list[StepCase]) -> None:
    blind = cases[1].evidence.model_copy(update={"after": None})
    broken = StepCase(cases[1].task, cases[1].checkpoint, blind, cases[1].pictures)
    lost = cases[2].evidence.model_copy(update={"status": "infeasible", "reason": "there is none"})
    unperformed = StepCase(cases[2].task, cases[2].checkpoint, lost, cases[2].pictures)
    verdicts = await judge_all(
        AssertionJudge(Says(well), PLAIN, TWO), [cases[0], broken, unperformed, cases[3]], {}
    )
    assert [one.outcome for one in verdicts] == ["passed", "judge_error", "infeasible", "passed"]


@pytest.mark.anyio
@pytest.mark.parametrize("rule", ["all", "first_sure"])
async def test_members_of_a_panel_are_asked_about_several_steps_too(cases: list[StepCase], rule: Any) -> None:
    def unsure(request: Request) -> object:
        told = {"open": "unsure", "fill": "no"}
        return {"answers": [said_of(one, answer=told[one])[0] for one in steps_in(request)]}

    one, other = Says(unsure), Says(well)
    panel = Panel([AssertionJudge(one, PLAIN, TWO), AssertionJudge(other, PLAIN, TWO)], rule)
    verdicts = await judge_all(panel, cases[:2], {})
    assert [verdict.value for verdict in verdicts] == (
        ["pass", "fail"] if rule == "first_sure" else ["unknown", "fail"]
    )
    assert [len(verdict.members) for verdict in verdicts] == ([2, 1] if rule == "first_sure" else [2, 2])
    asked = len(one.asked), len(other.asked)
    known = {verdict.step: verdict for verdict in verdicts}
    assert await judge_all(panel, cases[:2], known) == verdicts
    assert (len(one.asked), len(other.asked)) == asked


def test_a_step_whose_rules_differ_has_them_beside_it() -> None:
    questions = [StepQuestion(one, f"Rules of {one}.", (), f"Ask {one}.") for one in ("a", "b")]
    system, parts = together(questions)
    assert "Rules of" not in system
    assert [part.text for part in parts if isinstance(part, Text)][:4] == [
        "STEP a\nRules of a.",
        "Ask a.",
        "STEP b\nRules of b.",
        "Ask b.",
    ]


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "step": st.sampled_from(["a", "b", "c", " a", 7, None]),
                "answer": st.sampled_from(["yes", "no", 1]),
            },
            optional={"evidence": st.just(["seen"]), "confidence": st.just(0.5), "more": st.booleans()},
        )
        | st.none()
        | st.text(max_size=3),
        max_size=6,
    )
)
def test_any_reply_gives_each_step_one_answer_or_none(answers: list[Any]) -> None:
    whole = [
        one
        for one in answers
        if isinstance(one, dict)
        and {"evidence", "confidence"} <= one.keys()
        and isinstance(one["step"], str)
        and one["answer"] in ("yes", "no")
    ]
    text = json.dumps({"answers": answers})
    if not whole:
        with pytest.raises(ValidationError):
            BatchReply.model_validate_json(text)
        return
    found = BatchReply.model_validate_json(text).by_step()
    names = [one["step"].strip() for one in whole]
    assert found.keys() == {name for name in names if names.count(name) == 1}
    assert all(found[one["step"].strip()].answer == one["answer"] for one in whole if one["step"] in found)


@pytest.mark.anyio
async def test_nothing_that_was_paid_is_asked_again(cases: list[StepCase], tmp_path: Path) -> None:
    """Over the real protocol: the first sitting ends between a batch and the question that it left open."""
    budget: list[float | None] = [0.0012, None]

    def answer(asked: Asked) -> Said:
        whole = "STEP open" in asked.text
        reply = {"answers": said_of("open")} if whole else ANSWER
        return Said(json.dumps(reply), usage=(1000, 20))

    async with ModelServer(answer) as server:
        price = Price(input=1.0, output=1.0, noted=date(2026, 3, 2))
        spec = spec_for(server, "openai", price=price)
        for usd in budget:
            hub = ModelHub(
                {"mock": spec},
                ExchangeStore(tmp_path / "exchanges"),
                None,
                Ledger(tmp_path / "ledger.jsonl", usd=usd),
            )
            judge = AssertionJudge(hub.model("mock"), PLAIN, TWO)
            if usd is not None:
                with pytest.raises(BudgetExhausted):
                    await judge_all(judge, cases[:2], {})
            else:
                verdicts = await judge_all(judge, cases[:2], {})
            await hub.close()
        assert not server.refused
    assert [one.value for one in verdicts] == ["pass", "pass"]
    assert [one.images for one in server.asked] == [3, 2]
    assert len({one.exchange for one in verdicts}) == 2


def test_an_estimate_grows_with_the_answers() -> None:
    spec = ModelSpec(name="m", provider="openai", model="m")
    one, four = (estimate(spec, Request("judge", (Text("?"),), answers=n)).output for n in (1, 4))
    assert four == 4 * one


def test_a_forecast_counts_a_batch_once() -> None:
    found = {}
    for batch in (1, 4, 16):
        way = AssertionConfig(model="scripted", batch=batch, images="before_after")
        config = RunConfig(
            tasks=("kanban-board",), generators=("reference",), step_judge="vlm", assertion=way
        )
        (found[batch],) = forecast(config, plan(config)).roles
    # 14 steps, and by themselves the one that is done otherwise.
    assert [one.calls for one in found.values()] == [14 + 1, 4 + 1, 1 + 1]
    assert found[1].usage.output == found[4].usage.output == found[16].usage.output
    assert found[1].usage.input > found[4].usage.input > found[16].usage.input


def test_a_model_that_takes_too_few_pictures_is_told_which_batch_would_do() -> None:
    with pytest.raises(InputError, match=r"takes 5 pictures, but .* shows 8 .*; set batch: 2, or name"):
        AssertionJudge(Says(well, images=5), PLAIN, AssertionConfig(images="before_after", batch=4))
    AssertionJudge(Says(well, images=4), PLAIN, TWO)


def test_what_frames_the_steps_is_part_of_the_judge() -> None:
    hashes = [
        check_judges(
            RunConfig(
                step_judge="vlm", assertion=AssertionConfig(model="scripted", prompt="plain", batch=batch)
            )
        )
        for batch in (1, 2)
    ]
    assert hashes[1] == hashes[0] | {f"prompt {frame().label}": frame().sha256}


@pytest.mark.anyio
async def test_a_prompt_that_does_not_ask_what_is_shown_is_told_all_the_same(
    cases: list[StepCase], tmp_path: Path
) -> None:
    path = tmp_path / "short.md"
    path.write_text(
        "---\nid: short\nversion: 1\nkind: assertion\nvariables: [assertion]\nabout: Short.\n---\n"
        "# system\n# user\nTrue? {{ assertion }}\n"
    )
    model = Says(lambda _: ANSWER | {"answer": "unsure"}, images=0)
    verdict = await AssertionJudge(model, load_prompt(path), AssertionConfig(images="none")).judge(cases[0])
    (request,) = model.asked
    assert texts(request)[::2][:2] == ["PAGE BEFORE:", "PAGE AFTER:"]
    assert texts(request)[-1] == f"{IN_WORDS}\n\nTrue? open worked."
    assert (verdict.value, verdict.outcome) == ("unknown", "judge_error")
