"""Mutation operators: each on a page as small as can be."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.mutation import OPERATORS, propose
from agents.mutation.mutation import Replacement, edits_of
from agents.mutation.page import ParsedPage
from tasks.files import tree_files
from tasks.loader import find_tasks, suite_dir
from tasks.task import Task
from tasks.variants import apply_edits


def page(script: str, markup: str = "<p>Milk and bread</p>", style: str = "p { color: #c03020 }") -> str:
    return f"<!doctype html><style>{style}</style>{markup}<script>{script}</script>"


def mutants(operator: str, html: str, images: tuple[str, ...] = ()) -> set[str]:
    """What the operator makes of the page, as what stands in place of the script, markup or style."""
    return {apply_edits(html, one.edits) for one in propose(html, 1, [operator], images)}


SCRIPTS = {
    "remove_listener": (
        'b.addEventListener("click", go); c.onclick = go; el("b", { onclick: go });',
        {
            'void 0; c.onclick = go; el("b", { onclick: go });',
            'b.addEventListener("click", go); void 0; el("b", { onclick: go });',
            'b.addEventListener("click", go); c.onclick = go; el("b", { onclick: () => {} });',
        },
    ),
    "swap_handlers": (
        "a.addEventListener('click', x); b.addEventListener('keyup', y); "
        "c.addEventListener('click', () => z(1));",
        {
            "a.addEventListener('click', () => z(1)); b.addEventListener('keyup', y); "
            "c.addEventListener('click', x);"
        },
    ),
    "negate_condition": (
        "if (a > 1) go(); const s = !b ? 1 : 2; while (c) c = next();",
        {
            "if (!(a > 1)) go(); const s = !b ? 1 : 2; while (c) c = next();",
            "if (a > 1) go(); const s = b ? 1 : 2; while (c) c = next();",
        },
    ),
    "off_by_one": (
        "for (let i = 0; i < 9; i++) go(list[0], i < n, 4);",
        {
            "for (let i = 0; i < 9; i++) go(list[1], i < n, 4);",
            "for (let i = 0; i < 9; i++) go(list[0], i <= n, 4);",
        },
    ),
    "freeze_state": (
        "let n = 0, m = []; function f(x) { n += x; m.push(x); state.a = x; $('b').textContent = x; }",
        {
            "let n = 0, m = []; function f(x) { void (x); m.push(x); state.a = x; $('b').textContent = x; }",
            "let n = 0, m = []; function f(x) { n += x; void [x]; state.a = x; $('b').textContent = x; }",
            "let n = 0, m = []; function f(x) { n += x; m.push(x); void (x); $('b').textContent = x; }",
        },
    ),
    "drop_update": (
        "function f(x) { n = x; draw(); $('b').textContent = x; p.style.left = x; return g(); } "
        "function draw() {} draw();",
        {
            "function f(x) { n = x; void 0; $('b').textContent = x; p.style.left = x; return g(); } "
            "function draw() {} draw();",
            "function f(x) { n = x; draw(); void 0; p.style.left = x; return g(); } "
            "function draw() {} draw();",
            "function f(x) { n = x; draw(); $('b').textContent = x; void 0; return g(); } "
            "function draw() {} draw();",
        },
    ),
}


@pytest.mark.parametrize("operator", SCRIPTS)
def test_an_operator_on_a_script(operator: str) -> None:
    script, wanted = SCRIPTS[operator]
    assert mutants(operator, page(script)) == {page(one) for one in wanted}


def test_a_listener_of_an_attribute_is_removed() -> None:
    html = '<p onclick="go(1 > 0)">Go</p>'
    assert mutants("remove_listener", html) == {"<p >Go</p>"}


def test_a_picture_becomes_another_one() -> None:
    script = 'const A = [{ art: "oslo" }]; f(`<img src="img/${a.art}.webp">`);'
    html = page(script, '<img src="img/rome.webp">')
    found = mutants("swap_image", html, ("img/oslo.webp", "img/rome.webp"))
    # One name of a picture alone has nothing to be swapped with.
    assert found == {
        html.replace("img/rome.webp", "img/oslo.webp"),
        html.replace("img/${a.art}.webp", "img/oslo.webp"),
    }


def test_a_text_says_another_word() -> None:
    html = page(
        "f.addEventListener('click', g); if (e.key === 'Enter') say(`<b class=\"big bold\">${n} apples</b>`);"
    )
    found = mutants("change_text", html)
    assert found == {html.replace("bread", "apples"), html.replace("apples", "bread")}


def test_layout_is_shifted_and_colours_are_changed() -> None:
    style = 'a { /* b: 1px; */ margin: 0 8px; text-align: left; color: #c03020; content: "; x: #fff" }'
    html = page("", style=style)
    assert mutants("shift_layout", html) == {
        html.replace("0 8px", "0 24px"),
        html.replace("align: left", "align: right"),
    }
    assert mutants("change_colour", html) == {html.replace("#c03020", "#3020c0")}


def test_numbers_and_letters_beyond_ascii_keep_their_places() -> None:
    html = page("const t = 'Größe €'; let n = 1; function f() { n += 1; }")
    assert mutants("freeze_state", html) == {html.replace("{ n += 1; }", "{ void (1); }")}


def test_where_nothing_can_be_mutated_nothing_is_proposed() -> None:
    assert propose("<p></p>", 1) == ()
    assert propose(page("let x = ;;; if (", markup="", style=""), 1, ["negate_condition"]) == ()


SUITE = find_tasks([suite_dir()])


@pytest.mark.parametrize("task", SUITE, ids=[task.id for task in SUITE])
def test_candidates_of_the_suite(task: Task) -> None:
    html = (task.reference_dir / "index.html").read_text()
    pictures = [path.relative_to(task.reference_dir).as_posix() for path in tree_files(task.reference_dir)]
    found = propose(html, 1, images=pictures)
    assert found == propose(html, 1, images=pictures)
    assert len({one.id for one in found}) == len(found)
    assert {one.operator for one in found} == set(OPERATORS)
    made = [apply_edits(html, one.edits) for one in found[:60]]
    assert html not in made
    assert all(not script.root.has_error for one in made[:20] for script in ParsedPage(one).scripts)
    # Any beginning is an even sample of the operators that still have candidates.
    first = Counter(one.operator for one in found[:20])
    assert max(first.values()) - min(first.values()) <= 3
    other = propose(html, 2, images=pictures)
    assert {one.id for one in other} == {one.id for one in found}
    assert other[:20] != found[:20]


@given(st.text("ab\n", min_size=4, max_size=60), st.data())
def test_edits_find_their_text_once(text: str, data: st.DataObject) -> None:
    html = f"<{text}>"
    cuts = sorted(data.draw(st.lists(st.integers(1, len(text)), min_size=4, max_size=4, unique=True)))
    texts = data.draw(st.tuples(st.text("abc", max_size=3), st.text("abc", max_size=3)))
    one, other = Replacement(cuts[0], cuts[1], texts[0]), Replacement(cuts[2], cuts[3], texts[1])
    wanted = html[: cuts[0]] + texts[0] + html[cuts[1] : cuts[2]] + texts[1] + html[cuts[3] :]
    edits = edits_of(html, (one, other))
    assert wanted == html if edits is None else apply_edits(html, edits) == wanted
