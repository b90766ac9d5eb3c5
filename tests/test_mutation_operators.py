"""Mutation operators: each on a page as small as can be."""

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.mutation import OPERATORS, PageSources, Proposal, propose, read_sources
from agents.mutation.mutation import Replacement, edits_of
from agents.mutation.page import ParsedFile
from tasks.loader import find_tasks, suite_dir
from tasks.task import Task
from tasks.variants import apply_edits, edited_files


def page(script: str, markup: str = "<p>Milk and bread</p>", style: str = "p { color: #c03020 }") -> str:
    return f"<!doctype html><style>{style}</style>{markup}<script>{script}</script>"


def mutants(operator: str, html: str, images: tuple[str, ...] = ()) -> set[str]:
    """What the operator makes of the page, as what stands in place of the script, markup or style."""
    found = propose(PageSources({"index.html": html}, images), 1, [operator])
    return {apply_edits(html, one.edits) for one in found.candidates}


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


LIBRARIES = {
    "a property of a component": (
        "jsx('b', {onClick: e.go, title: 'x'})",
        "jsx('b', {onClick: () => {}, title: 'x'})",
    ),
    "JSX": ("f = <b onClick={go}>Go</b>", "f = <b onClick={() => {}}>Go</b>"),
    "a template": ("html`<b @click=${this.go}>Go</b>`", "html`<b @click=${() => {}}>Go</b>`"),
    "a library's function": ("$(b).on('click', go)", "$(b).on('click', () => {})"),
    "a minifier's quotes": ("b.addEventListener(`click`,go)", "void 0"),
    "the window's": ("addEventListener('resize', go)", "void 0"),
}


@pytest.mark.parametrize("case", LIBRARIES)
def test_a_listener_is_removed_however_a_library_attaches_it(case: str) -> None:
    script, wanted = LIBRARIES[case]
    assert mutants("remove_listener", page(script)) == {page(wanted)}


def test_what_a_bundle_remembers_and_draws() -> None:
    script = (
        "(()=>{let n=0;function d(){}const[c,s]=u(0);"
        "function f(x){let m=1;m=2,n=x,x?d():k(),s(n);return d(),g(d())}})()"
    )
    assert mutants("freeze_state", page(script)) == {page(script.replace("n=x", "void (x)"))}
    assert mutants("drop_update", page(script)) == {
        page(script.replace("x?d()", "x?void 0")),
        page(script.replace("s(n)", "void 0")),
        page(script.replace("return d()", "return void 0")),
    }


def test_an_edit_of_a_long_handler_stays_short() -> None:
    body = "go();" * 200
    html = page(f"b.addEventListener('click', () => {{{body}}}); el({{onclick: () => {{{body}}}}});")
    found = propose(PageSources({"index.html": html}), 1, ["remove_listener"]).candidates
    assert {max(len(edit.find) for edit in one.edits) < 200 for one in found} == {True}
    made = {apply_edits(html, one.edits) for one in found}
    whole = f"b.addEventListener('click', () => {{{body}}})"
    assert made == {
        html.replace(whole, f"void (() => ({whole}))"),
        html.replace(f"onclick: () => {{{body}}}", f"onclick: () => (() => {{{body}}})"),
    }


def split(folder: Path) -> Path:
    """A page whose script is a module that imports another, whose style sheet imports another."""
    files = {
        "index.html": '<!doctype html><link rel="stylesheet" href="css/main.css" integrity="sha256-x">'
        '<p>Milk</p><script type="module" src="./js/app.js?v=1" integrity="sha256-y"></script>'
        '<script src="https://cdn.example/vue.js"></script><script src="gone.js"></script>',
        "js/app.js": "import { step } from './deep/step.mjs'; let n = 0; f.onclick = () => { n += step; };",
        "js/deep/step.mjs": "export let step = 1; export function up() { step += 1; }",
        "css/main.css": "@import 'colours.css'; p { margin: 8px }",
        "css/colours.css": "p { color: #c03020 }",
        "js/unused.js": "let old = 1; function f() { old += 1; }",
        "sw.css": "p { color: #c03020 }",
        "latin.js": "",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "js" / "app.js").write_text(files["js/app.js"] + "import('../latin.js');")
    (folder / "latin.js").write_bytes(b"'caf\xe9'")
    return folder


def test_files_of_their_own_are_mutated(tmp_path: Path) -> None:
    reference = split(tmp_path)
    found = propose(read_sources(reference), 1)
    changed = {file for one in found.candidates for file in (one.edits[0].file,)}
    assert changed == {"js/app.js", "js/deep/step.mjs", "css/main.css", "css/colours.css"}
    for one in found.candidates:
        files = edited_files(reference, one.edits)
        # What binds the browser to the very bytes of the file goes, and only that.
        bound = {"js/app.js": 'integrity="sha256-y"', "css/main.css": 'integrity="sha256-x"'}
        gone = bound.get(one.edits[0].file)
        assert {"index.html"} - files.keys() == (set() if gone else {"index.html"})
        assert gone is None or gone not in files["index.html"]
    frozen = {one.id: one for one in found.candidates if one.operator == "freeze_state"}["freeze-state-2"]
    assert edited_files(reference, frozen.edits)["js/app.js"] == (
        "import { step } from './deep/step.mjs'; let n = 0; f.onclick = () => { void (step); };"
        "import('../latin.js');"
    )


def test_what_is_left_alone_is_said(tmp_path: Path) -> None:
    assert read_sources(split(tmp_path)).left_alone == (
        "latin.js is not UTF-8",
        "nothing that the page loads names js/unused.js, sw.css",
        "index.html loads https://cdn.example/vue.js, which is not in the page's folder",
        "index.html loads gone.js, and there is no such file",
    )


def test_a_bundle_is_taken_apart_in_seconds_and_has_no_endless_candidates() -> None:
    part = (
        '(()=>{let n=0;function d(){}b.addEventListener("click",'
        "e=>{n>1?n+=1:d(),n++,p.textContent=`${n} pears`,q.textContent=`${n} apples`})})();"
    )
    start = time.process_time()
    bundle = "".join(part.replace("${n}", str(number)) for number in range(3000))
    found = propose(PageSources({"index.html": "<p>Milk</p>", "app.js": bundle}), 1)
    assert time.process_time() - start < 20
    counts = Counter(one.operator for one in found.candidates)
    assert {"remove_listener", "freeze_state", "drop_update", "change_text"} <= counts.keys()
    assert max(counts.values()) <= 200
    assert max(len(edit.find) for one in found.candidates for edit in one.edits) <= 4000


def test_where_nothing_can_be_mutated_nothing_is_proposed() -> None:
    def proposed(html: str, *operators: str) -> Proposal:
        return propose(PageSources({"index.html": html}), 1, operators)

    assert proposed("<p></p>").candidates == ()
    broken = proposed(page("let x = ;;; if (", markup="", style=""), "negate_condition")
    assert broken.candidates == ()
    assert broken.notes == (
        "index.html has a script that can't be read as JavaScript throughout",
        "nothing to change by negate_condition in index.html",
    )


SUITE = find_tasks([suite_dir()])


@pytest.mark.parametrize("task", SUITE, ids=[task.id for task in SUITE])
def test_candidates_of_the_suite(task: Task) -> None:
    html = (task.reference_dir / "index.html").read_text()
    sources = read_sources(task.reference_dir)
    found = propose(sources, 1).candidates
    assert found == propose(read_sources(task.reference_dir), 1).candidates
    assert len({one.id for one in found}) == len(found)
    assert {one.operator for one in found} == set(OPERATORS)
    made = [apply_edits(html, one.edits) for one in found[:60]]
    assert html not in made
    assert all(
        not script.root.has_error for one in made[:20] for script in ParsedFile("index.html", one).scripts
    )
    # Any beginning is an even sample of the operators that still have candidates.
    first = Counter(one.operator for one in found[:20])
    assert max(first.values()) - min(first.values()) <= 3
    other = propose(sources, 2).candidates
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
