"""Every sentence of the documents that promises an error of a file, met on the command line."""

import pytest

from tests.promises import Kept, Promise, cases, text_of
from tests.refusing import OWN, RUN, TARGET, TASK, Place, both, edit, refused, remove, write

pytest_plugins = ["tests.refusing"]

LABELS = "tasks/counter/variants/labels.yaml"
MUTANT = """variants:
  - id: dead
    kind: mutant
    fault: dead_listener
    first_fail: add
    about: The button does nothing.
    edits: [{find: "<button>", replace: "<button disabled>"}]
"""
PROFILE = """name: own
version: 1
stop_at_first_failure: true
text: 0.5
structure: 0.5
low: 0.5
high: 0.5
alpha: 0.7
"""
CHECK = ("tasks", "check", "tasks/counter")
MINE = (*RUN, "--rubrics", "mine")
WHOLE = "rubric: 1\ncheckpoints: {add: {assertion: a}, greet: {assertion: b}}\n"
EXTEND = "mine/counter.extend.yaml"
SAID = """description: 'the "Add one" button', """
HEAVY = "rubric: 1\ncheckpoints: {add: {weight: 2}}\n"


def task(old: str, new: str, said: str) -> Kept:
    """Something else in task.yaml."""
    return Kept(CHECK, f"{TASK}:{said}", edit(TASK, old, new))


def rubric(old: str, new: str, said: str) -> Kept:
    """Something else in the task's own rubric."""
    return Kept(RUN, f"{OWN}:{said}", edit(OWN, old, new))


def label(old: str, new: str, said: str) -> Kept:
    """Something else in labels.yaml."""
    return Kept(CHECK, f"{LABELS}:{said}", write(LABELS, MUTANT.replace(old, new)))


def extension(text: str, said: str) -> Kept:
    return Kept(MINE, f"{EXTEND}: {said}", write(EXTEND, f"rubric: 1\n{text}\n"))


def profile(old: str, new: str, said: str) -> Kept:
    """Something else in a profile of one's own."""
    change = write("own.yaml", PROFILE.replace(old, new))
    return Kept((*RUN, "--profile", "own.yaml"), f"own.yaml:{said}", change)


PROMISES = (
    Promise(
        "formats.md",
        "an unknown key or a wrong value is an error that names file, line, value and remedy",
        task("title:", "titel:", "3: titel: unknown key; did you mean 'title'?"),
        task("640", "wide", "4: viewport.width: Input should be a valid integer (got 'wide')"),
        task("click", "clik", "6: trajectory.0: Input tag 'clik' found using 'action' does not match"),
        rubric(
            "assertion", "asertion", "4: checkpoints.greet.asertion: unknown key; did you mean 'assertion'?"
        ),
        rubric("rubric: 1", "rubric: 2", "1: rubric: Input should be 1 (got 2)"),
        rubric(
            "text_app",
            "text_ap",
            "3: checkpoints.add.criteria.0: unknown criterion 'text_apears'; known: all",
        ),
        label("fault:", "falt:", "4: variants.0.falt: unknown key; did you mean 'fault'?"),
        label("kind: mutant", "kind: mutnt", "2: variants.0: Input tag 'mutnt' found using 'kind' does not"),
    ),
    Promise(
        "formats.md",
        "So is a key that stands twice, and one that is no text (a list, a number, `on`): put it in quotes.",
        task(
            "title: C", "title: a\ntitle: C", "4: not valid YAML: the key 'title' is given twice; remove one"
        ),
        task(
            "title: C", "[a, b]: c\ntitle: C", "3: not valid YAML: a key is a list; write plain text before"
        ),
        rubric("  add:", "  1:", "3: not valid YAML: the key '1' is no text to YAML; put it in quotes"),
        rubric("  add:", "  on:", "3: not valid YAML: the key 'on' is no text to YAML; put it in quotes"),
    ),
    Promise(
        "formats.md",
        "Tags (`!!binary`) are refused.",
        task(
            "Count up",
            "!!binary aGk=",
            "3: not valid YAML: a tag (what begins with !) has no meaning here; put",
        ),
    ),
    Promise(
        "formats.md",
        "id: flight-booking # the folder's name",
        task(
            "id: counter", "id: other", " id: 'other' is not the folder's name 'counter'; make them the same"
        ),
    ),
    Promise(
        "formats.md",
        "id: search # unique, kebab-case; a rubric refers to it",
        task("id: greet", "id: add", "1: the file: trajectory: two steps are called 'add'; rename one"),
        task("id: add", "id: Add it", "6: trajectory.0.id: String should match pattern"),
    ),
    Promise(
        "formats.md",
        "A **target** says what a person sees: `description` (required, one phrase)",
        task(TARGET, "", "6: trajectory.0.target: required, but missing"),
        task(SAID, "", "8: trajectory.0.target.description: required, but missing"),
    ),
    Promise(
        "formats.md",
        "Never a selector, id, class or tag.",
        task(
            "name: Add one}",
            "selector: '#a'}",
            "8: trajectory.0.target.selector: unknown key; known: description",
        ),
    ),
    Promise(
        "formats.md",
        "It may give what its action has of `target`, `to`, `text`, `option`, `key`.",
        task(
            TARGET,
            f"{TARGET}    counterfactual: {{text: x}}\n",
            "6: trajectory.0.click: counterfactual: gives text;",
        ),
    ),
    Promise(
        "formats.md",
        "Every step has an `assertion` (what a person or a vision model is asked: one claim), `criteria`",
        rubric(
            "assertion: The page says good morning.",
            "visual: true",
            "4: checkpoints.greet: needs an 'assertion'",
        ),
        rubric(
            "  greet: {assertion: The page says good morning.}\n",
            "",
            " checkpoints: none for step 'greet'; every",
        ),
    ),
    Promise(
        "formats.md",
        "`name` goes with `role`",
        rubric(
            'text_appears: "1"', "count: {name: x, equals: 1}", "3: checkpoints.add.criteria.0: count: needs "
        ),
    ),
    Promise(
        "formats.md",
        "`find` must occur exactly once in `file`, a file of `reference/` (`index.html` where none is named:",
        label('"<button>"', '"<buton>"', " dead: '<buton>' occurs 0 times in the reference, must be once"),
        label('"<button>"', '"<p>"', " dead: '<p>' occurs 4 times in the reference, must be once"),
    ),
    Promise(
        "formats.md",
        "first_fail: search # the step that must be the first to fail",
        label("first_fail: add", "first_fail: ad", " dead: first_fail: no step 'ad'; did you mean 'add'?"),
    ),
    Promise(
        "formats.md",
        "Errors, with file, step and remedy: both files for one task, a step that the task does not have, "
        "a criterion that is there already, an extension of a rubric that nobody has written, a folder that "
        "says nothing of any task of the run, and any file in it that would never be read.",
        Kept(
            MINE,
            f"{EXTEND}: counter.yaml beside it replaces the whole rubric; remove one of the two",
            both(write("mine/counter.yaml", WHOLE), write(EXTEND, HEAVY)),
        ),
        extension(
            "checkpoints: {ad: {weight: 2}}", "checkpoints.ad: the task has no such step; did you mean 'add'?"
        ),
        extension(
            "checkpoints: {add: {criteria: [text_appears: '1']}}", 'checkpoints.add.criteria: "text_appears: '
        ),
        Kept(
            MINE,
            f"{EXTEND}: the task has no rubric to extend; write counter.yaml instead",
            both(remove(OWN), write(EXTEND, HEAVY)),
        ),
        Kept(
            MINE,
            "mine: says nothing of counter; write counter.yaml or counter.extend.yaml there",
            write("mine/README.md", ""),
        ),
        Kept(
            MINE,
            "mine/conter.yaml: no task of that id; did you mean 'counter'?",
            both(write("mine/counter.yaml", WHOLE), write("mine/conter.yaml", WHOLE)),
        ),
    ),
    Promise(
        "formats.md",
        "extends: exact # optional: a set that ships",
        extension(
            "extends: exakt\ncheckpoints: {add: {weight: 2}}", "extends: no rubric set 'exakt'; did you mean"
        ),
    ),
    Promise(
        "results.md",
        "one that has the name of a profile that ships is refused.",
        Kept(
            (*RUN, "--profile", "own/iwr.yaml"),
            "own/iwr.yaml: name: 'iwr' is a profile that ships; rename the file and the name",
            write("own/iwr.yaml", PROFILE.replace("own", "iwr")),
        ),
    ),
    Promise(
        "results.md",
        "A profile of your own is such a file under another name, named by its path.",
        Kept(
            (*RUN, "--profile", "own"),
            "profile: 'own' is neither a YAML file nor known; known: iwr, partial, steps, strict, weighted",
            write("own.yaml", PROFILE),
        ),
        profile("name: own", "name: other", " name: 'other' is not the file's name; write 'own'"),
    ),
    Promise(
        "results.md",
        "share of the structure similarity in LFS; with `text` 1",
        profile(
            "text: 0.5", "text: 0.6", "1: the file: text + structure is 1.1; the two shares must add up to 1"
        ),
    ),
    Promise(
        "results.md",
        "share of HFS in VFS; with `low` 1",
        profile("low: 0.5", "low: 0.4", "1: the file: low + high is 0.9; the two shares must add up to 1"),
    ),
    Promise(
        "results.md",
        "`console_errors`, `page_errors`, `causality`: a step that violates one fails",
        profile(
            "alpha: 0.7", "alpha: 0.7\ngates: [console]", "9: gates.0: Input should be 'console_errors', "
        ),
    ),
    Promise(
        "rubrics.md",
        "what it raises there (ValueError) the rubric's reader is told, before anything runs.",
        rubric(
            'text_appears: "1"',
            "image_shown: a.png",
            " checkpoints.add: image_shown: the task has no asset 'a.png'; there",
        ),
    ),
)


@pytest.mark.parametrize("case", cases(PROMISES))
def test_the_promise_is_kept(case: Kept, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    case.change(place)
    line = refused(place, capsys, *case.command).replace(f"{place.folder}/", "")
    assert line.startswith(f"iwr: {case.said}"), line


@pytest.mark.parametrize("promise", PROMISES, ids=[one.sentence[:50] for one in PROMISES])
def test_the_sentence_stands_there(promise: Promise) -> None:
    assert promise.sentence in text_of(promise.document)
