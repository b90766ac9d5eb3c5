"""What a model is shown of a page to choose from: short lines, in pages of bounded length."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.operator.grounding.admissible import Use
from agents.operator.grounding.decide import decide
from agents.operator.grounding.elements import Element, elements
from agents.operator.grounding.ranked import Page, Ranked, Wanted
from agents.operator.rungs.agent_rung import Decision
from agents.operator.rungs.asking import GroundingFailed
from agents.operator.rungs.choose import (
    PAGE_TEXT,
    ChoiceReply,
    Chooser,
    Question,
    candidates,
    paged,
    reads,
)
from tasks.evidence import Snapshot
from tasks.geometry import Box
from tasks.task import Target
from tests.pages import SETTING, Stage
from tests.test_operator_model import (
    BAG,
    INFEASIBLE,
    ModelAtHand,
    browser,
    choice,
    choosing,
    listed,
    operate,
    shown,
)

pytest_plugins = ["tests.pages"]

VIEWPORT = Box(0, 0, SETTING.width, SETTING.height)
EMPTY = Snapshot(picture="", url="/")


def _question(ranked: Sequence[Ranked] = ()) -> Question:
    return Question(Target(description="the bag"), ranked, EMPTY, None, VIEWPORT)


def _ranked(name: str, x: float = 0.0) -> Ranked:
    names = (name,) if name else ()
    return Ranked(Element(role="button", names=names, box=Box(x, 0, 20, 20)), 0.5)


LONG_PAGE = """<p id=o>-</p><button>Wishlist</button><div style='height:3000px'></div>
<button onclick="o.textContent = 'used'">Basket</button><button>Basket two</button>"""


@pytest.mark.parametrize("always", [False, True])
@pytest.mark.anyio
@pytest.mark.browser
async def test_what_could_be_scrolled_to_is_listed_too(stage: Stage, always: bool) -> None:
    model = ModelAtHand(choosing("Basket"))
    evidence = await operate(stage, LONG_PAGE, model, BAG, always=always)
    assert evidence.steps[0].status == "performed"
    assert evidence.steps[0].groundings[0].rung == "chosen"


@given(st.lists(st.text(max_size=90), max_size=40), st.integers(60, 400))
def test_pages_hold_every_candidate_once_and_are_no_longer_than_allowed(labels: list[str], most: int) -> None:
    question = _question([_ranked(label, 40.0 * x) for x, label in enumerate(labels)])
    found = candidates(question)
    pages = paged(found, most)
    assert [one for page in pages for one in page] == found
    assert [one.number for one in found] == list(range(1, len(labels) + 1))
    for page in pages:
        assert len("\n".join(one.line for one in page)) <= most or len(page) == 1
        assert all("\n" not in one.line and "<" not in one.line for one in page)


@given(st.text(min_size=1, max_size=200))
def test_a_label_quoted_as_it_was_shown_always_holds(label: str) -> None:
    question = _question([_ranked(label)])
    one = candidates(question)[0]
    assert reads(one.label, one.ranked.element)
    assert reads(label, one.ranked.element)


def test_where_nothing_is_written_any_quote_holds() -> None:
    assert reads("a trash can", _ranked("").element)
    assert not reads("", _ranked("Save").element)
    assert not reads("Delete", _ranked("Save").element)
    assert not reads("", _ranked("Save").element, part=True)
    assert reads("Save", _ranked("Save the whole of it now").element, part=True)
    assert not reads("Save", _ranked("Save the whole of it now").element)


def test_twins_in_one_place_are_told_once() -> None:
    twins = [_ranked("Save"), _ranked("Save"), _ranked("Save", 200.0)]
    assert [one.line for one in candidates(_question(twins))] == [
        '1 button "Save" 10,10',
        '2 button "Save" 210,10',
    ]


@pytest.mark.anyio
async def test_a_page_without_candidates_can_still_be_asked_about() -> None:
    said = await Chooser(ModelAtHand([INFEASIBLE])).choose(_question())
    assert (said.answer, said.ranked, said.exchange) == ("infeasible", None, "exchange-1")
    with pytest.raises(GroundingFailed, match="There is no candidate 1 in the list"):
        await Chooser(ModelAtHand([choice(1, "x")] * 2)).choose(_question())


@pytest.mark.anyio
async def test_a_field_is_called_what_stands_beside_it() -> None:
    """A caption is a name: where it is just the one asked for, another choice is thought over."""
    field = Element(role="textbox", names=(), captions=("City",), box=Box(0, 40, 90, 20))
    question = Question(
        Target(description="where one lives", name="City"),
        [_ranked("Save"), Ranked(field, 0.4)],
        EMPTY,
        None,
        VIEWPORT,
    )
    model = ModelAtHand([choice(1, "Save"), choice(2, "City")])
    said = await Chooser(model).choose(question)
    assert said.ranked is not None
    assert said.ranked.element == field
    assert "Candidate 2 has just the name asked for" in model.requests[1].turns[1].text
    right = ModelAtHand([choice(2, "City")])
    assert (await Chooser(right).choose(question)).ranked == said.ranked


# About 650 elements: a shop's cards, each with a heading, text, a price and two buttons.
KINDS = ["lamp", "vase", "stool", "table", "shelf", "rug", "clock", "mirror"]
SHOP = "<style>.c { display: inline-block; width: 180px }</style>" + "".join(
    f"<div class=c><h3>{KINDS[i % 8].title()} {i}</h3><p>Made of oak, number {i}</p><b>{i + 5} EUR</b>"
    f"<button>Buy {KINDS[i % 8]} {i}</button><button>Keep {i}</button></div>"
    for i in range(108)
)
# More in one view than a model may ask for: small buttons with long names.
SWATCHES = (
    "<style>button { width: 36px; height: 18px; padding: 0; margin: 1px; border: 1px solid }</style>"
    + (
        "".join(
            f"<button title='A shade of grey for walls and for doors, number {i}'></button>"
            for i in range(500)
        )
    )
)


class TestALargePage:
    pytestmark = browser

    async def test_little_is_sent_and_the_same_is_chosen(self, stage: Stage) -> None:
        async with stage.show(SHOP) as session:
            snapshot = await session.look_beyond("")
        assert SHOP.count("<div") + sum(SHOP.count(f"<{tag}>") for tag in ("h3", "p", "b", "button")) == 648
        page = Page(snapshot, VIEWPORT)
        found = elements(snapshot)
        wanted = [f"Buy {KINDS[i % 8]} {i}" for i in range(0, 108, 9)] + [
            f"Keep {i}" for i in range(3, 108, 15)
        ]
        wanted += ["Lamp 48", "Made of oak, number 107"]
        pages_used = set()
        for number, name in enumerate(wanted):
            # Said well, said badly, and not said at all: then the ranking does not help.
            described = (name, name.split()[0], None)[number % 3]
            goal = Target(description=f"the {described}" if described else "that one", name=described)
            ranked = list(decide(Wanted(goal, Use.POINT), found, page).ranked)
            known = [one.element for one in ranked]
            ranked += [Ranked(one, 0.0) for one in found if one not in known]  # as the ladder asks
            question = Question(goal, ranked, snapshot, None, VIEWPORT)
            bounded, whole = ModelAtHand(choosing(name)), ModelAtHand(choosing(name))
            some = await Chooser(bounded).choose(question)
            all_ = await Chooser(whole, most=10**9).choose(question)
            assert some.ranked is not None
            assert some.ranked == all_.ranked
            assert name in some.ranked.element.names
            assert len(whole.requests) == 1
            assert len(shown(whole.requests[0])) > PAGE_TEXT
            assert all(len(shown(request)) <= PAGE_TEXT for request in bounded.requests)
            pages_used.add(len(bounded.requests))
        assert max(pages_used) > 1  # the rest was asked for
        assert min(pages_used) == 1

    async def test_a_model_that_always_wants_more_could_not_tell(self, stage: Stage) -> None:
        model = ModelAtHand(
            lambda request: (
                ChoiceReply(answer="more")
                if request.schema is ChoiceReply
                else Decision(action="infeasible", reason="no")
            )
        )
        evidence = await operate(stage, SWATCHES, model, BAG)
        assert evidence.steps[0].status == "infeasible"
        assert [request.schema is Decision for request in model.requests] == [False] * 5 + [True]
        assert len(listed(model.requests[5])) > 20  # and the agent was shown a part, too
        numbers = [number for request in model.requests[:5] for number in listed(request).values()]
        assert len(numbers) == len(set(numbers)) > 300
        assert all(len(shown(request)) <= PAGE_TEXT for request in model.requests)
