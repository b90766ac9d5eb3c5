"""Every sentence of the documents that promises an error of a setting or a plug-in, on the command line."""

import pytest

from tests.promises import Kept, Promise, cases, text_of
from tests.refusing import OWN, RUBRIC, RUN, TASK, Place, both, edit, refused, write

pytest_plugins = ["tests.refusing"]

MODELS = """models: 1
presets:
  unpriced: {provider: openai, model: u, base_url: "http://127.0.0.1:9/v1", key_env: ""}
  paid:
    provider: openai
    model: p
    base_url: http://127.0.0.1:9/v1
    key_env: ""
    price: {input: 1.0, output: 1.0, noted: 2026-11-22}
"""
PROMPT = """---
id: own
version: 1
kind: assertion
variables: [assertion, pictures]
about: A prompt of one's own.
---
# system
You judge. {{ pictures }}
# user
{{ assertion }}
"""
GUEST = """
class Judge:
    name = "guest"

    def __init__(self, config, model_of, reader, threads):
        model_of("unheard-of")

    def judge(self, case): ...
"""
UPLOAD = "  - {id: attach, action: upload, file: note.txt, target: {description: the form}}\n"
VLM = ("-o", "models=[m.yaml]", "-o", "step_judge=vlm")


def prompt(old: str, new: str, said: str, *more: str) -> Kept:
    """A judge with another prompt of one's own."""
    change = both(write("m.yaml", MODELS), write("own.md", PROMPT.replace(old, new)))
    own = ("-o", "assertion.prompt=own.md", "-o", "assertion.model=paid")
    return Kept((*RUN, *VLM, *own, *more), said, change)


def setting(one: str, said: str) -> Kept:
    return Kept((*RUN, "-o", one), f"-o {one}: {said}")


def uploading(*command: str) -> Kept:
    change = edit(TASK, "    text: Ferry\n", f"    text: Ferry\n{UPLOAD}")
    rubric = write(OWN, RUBRIC + "  attach: {assertion: It is there.}\n")
    said = (
        "tasks/counter/files/note.txt: step 'attach' uploads it, and it is not there; put the file there, or"
    )
    return Kept(command, said, both(change, rubric))


PROMISES = (
    Promise(
        "plugins.md",
        "A name that nobody knows is refused before anything runs, with the names that are known.",
        Kept(
            RUN,
            f"{OWN}:3: checkpoints.add.criteria.0: unknown criterion 'headlin'; known: all_of",
            edit(OWN, "text_appears", "headlin"),
        ),
        Kept(
            RUN,
            f"{OWN}:2: page.0: unknown page criterion 'accesible'; did you mean 'accessible'?",
            edit(OWN, "rubric: 1", "rubric: 1\npage: [accesible]"),
        ),
        Kept((*RUN, "-o", "visual.metrics=[inky]"), "visual.metrics: no metric 'inky'; "),
        Kept((*RUN, "-o", "step_judge=evidense"), "step_judge: no judge 'evidense'; did you"),
        Kept((*RUN, "-o", "step_judge=no.such.Judge"), "step_judge: judge 'no.such.Judge' can't be loaded ("),
    ),
    Promise(
        "plugins.md",
        "Fields are arguments, checked when a rubric is read.",
        Kept(
            RUN,
            f"{OWN}:3: checkpoints.add.criteria.0: text_appears: nere: unknown argument; did",
            edit(OWN, 'text_appears: "1"', "text_appears: {text: a, nere: b}"),
        ),
    ),
    Promise(
        "plugins.md",
        "a preset named nowhere in the configuration is refused",
        Kept(
            (*RUN, "-o", "step_judge=guest_of_promises.Judge"),
            "models: no model 'unheard-of'; ",
            write("guest_of_promises.py", GUEST),
        ),
    ),
    Promise(
        "plugins.md",
        "Nothing that exists is overwritten.",
        Kept(
            ("rubrics", "new-criterion", "price"),
            "price/pyproject.toml: is there already; nothing was",
            write("price/pyproject.toml", ""),
        ),
    ),
    Promise(
        "models.md",
        "Without a `price` a budget in dollars is refused",
        Kept(
            (*RUN, *VLM, "-o", "assertion.model=unpriced", "--budget", "5"),
            "models: unpriced: its price is unknown, so that a budget of 5 US dollars can't be kept; ",
            write("m.yaml", MODELS),
        ),
    ),
    Promise(
        "models.md",
        "| `votes` | 1 | 1 to 9 questions",
        setting("assertion.votes=10", "assertion.votes: Input should be less than or equal to 9 (got 10)"),
        setting("assertion.votes=0", "assertion.votes: Input should be greater than or equal to 1 (got 0)"),
    ),
    Promise(
        "models.md",
        "A variable that is used and not named, or named and not used, is an error.",
        prompt("[assertion, pictures]", "[assertion]", "own.md: variables: 'pictures' is used, but not"),
        prompt(
            "[assertion, pictures]",
            "[action, assertion, pictures]",
            "own.md: variables: 'action' is declared,",
        ),
    ),
    Promise(
        "models.md",
        "So is a prompt that speaks of a picture that is not shown",
        prompt(
            "You judge.",
            "PAGE BEFORE",
            "images: own@1 speaks of PAGE BEFORE, which 'after' does not show;",
            "-o",
            "assertion.images=after",
        ),
    ),
    Promise(
        "decisions.md",
        "A missing file is a user error (one line, exit 2) in `iwr record`, `iwr rubrics check` and",
        uploading("record", "tasks/counter"),
        uploading("rubrics", "check", "tasks/counter"),
        uploading(*RUN),
    ),
)


@pytest.mark.parametrize("case", cases(PROMISES))
def test_the_promise_is_kept(
    case: Kept, place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(place.folder)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    case.change(place)
    line = refused(place, capsys, *case.command).replace(f"{place.folder}/", "")
    assert line.startswith(f"iwr: {case.said}"), line


@pytest.mark.parametrize("promise", PROMISES, ids=[one.sentence[:50] for one in PROMISES])
def test_the_sentence_stands_there(promise: Promise) -> None:
    assert promise.sentence in text_of(promise.document)
