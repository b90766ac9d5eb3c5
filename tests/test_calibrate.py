"""`iwr calibrate`: from stored evidence, by a judge whose errors are known."""

import json
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from judge.calibration.flow import calibrate_judgement
from judge.cli.calibrate import calibrate_command
from judge.config import SplitConfig, find_config, load_config
from judge.judgements import FIRST, judgement_dir
from tasks.errors import InputError
from tests.labelled_run import judged

pytest_plugins = ["tests.labelled_run"]


def test_the_errors_of_a_judge_are_found_exactly(run_dir: Path) -> None:
    measured = judged(run_dir).measured
    found = {(one.variant, one.step, one.truth, one.value, one.split) for one in measured.misses}
    assert found == {("same", "add", "pass", "fail", "tuning"), ("mute", "greet", "fail", "pass", "tuning")}
    whole = measured.all
    # Right: 2 steps of the reference and of the equivalent, one before the fault of either mute one.
    assert (whole.positives, whole.negatives, whole.unknown) == (3, 6, 1)
    assert whole.confusion["fail"] == {"pass": 1, "fail": 1, "unknown": 1}
    assert whole.confusion["pass"] == {"pass": 5, "fail": 1, "unknown": 0}
    assert (whole.sensitivity.hits, whole.sensitivity.total) == (1, 2)
    assert (whole.specificity.hits, whole.specificity.total) == (3, 4)
    assert (whole.pages_passed.hits, whole.pages_passed.total) == (1, 2)
    assert (whole.exact.hits, whole.exact.total, whole.exact_unknown) == (1, 2, 1)
    # Confidence 0.75: six right answers cost 1/16 each, two wrong ones 9/16.
    assert whole.brier.value == pytest.approx((6 / 16 + 2 * 9 / 16) / 8)
    assert measured.test is not None
    assert (measured.test.sensitivity.hits, measured.test.sensitivity.total) == (1, 1)


def test_the_split_is_what_it_is_told(run_dir: Path) -> None:
    assert judged(run_dir).measured.test is not None
    everything = SplitConfig(tasks=("counter",), operators=("drop_update",))
    assert judged(run_dir, split=everything).measured.test is None


def test_the_same_inputs_give_the_same_bytes(run_dir: Path) -> None:
    first = judged(run_dir)
    folder = judgement_dir(run_dir, "again")
    written = [path.read_bytes() for path in (folder / "calibration.json", first.page, first.record)]
    second = judged(run_dir)
    assert written == [path.read_bytes() for path in (folder / "calibration.json", first.page, second.record)]
    assert json.loads(written[0])["all"]["unknown"] == 1


class Tags(HTMLParser):
    """The elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_page_escapes_what_a_model_wrote_and_loads_nothing(run_dir: Path) -> None:
    html = judged(run_dir).page.read_text()
    tags = Tags()
    tags.feed(html)
    assert not [tag for tag, _ in tags.seen if tag in ("script", "img", "a", "link")][1:]
    assert not [name for _, attributes in tags.seen for name in attributes if name.startswith("on")]
    assert "&lt;script&gt;alert(1)" in html
    assert "{{7*7}}" in html
    sources = [attributes.get("href") or "" for tag, attributes in tags.seen if tag == "image"]
    assert len(sources) >= 4
    assert all(source.startswith("data:image/webp;base64,") for source in sources)
    assert html.count("Checkpoint 01: the reference") >= 1
    assert "For comparison, published by others" in html


def test_pages_without_a_label_measure_nothing(run_dir: Path) -> None:
    results = run_dir / "results.json"
    plain = json.loads(results.read_text())
    for one in plain["episodes"]:
        one["expected"] = None
    results.write_text(json.dumps(plain))
    with pytest.raises(InputError, match="no page of it has a known outcome; run: iwr calibrate"):
        calibrate_judgement(run_dir, FIRST)
    assert not (run_dir / "calibration.json").exists()


def test_the_configuration_that_ships() -> None:
    config = load_config(find_config("calibration"))
    assert {"reference", "variants", "derived", "adversaries"} <= set(config.generators)
    assert (len(config.calibration.tuning.tasks), len(config.calibration.tuning.operators)) == (2, 5)


Command = Callable[..., "subprocess.CompletedProcess[str]"]


def test_mistakes_are_said_before_anything_is_judged(run_dir: Path) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"resume": True}, "--resume: needs the folder of a run"),
        ({"run": run_dir, "judgement": FIRST, "name": "x"}, "--judgement: is measured as it is"),
        ({"run": run_dir, "tasks": "counter"}, "--tasks, --generators: pick what is judged"),
        ({"run": run_dir, "workers": 2}, "--workers: a run that is there needs no browser"),
        ({"run": run_dir, "judgement": "frist"}, "did you mean 'first'"),
        ({"run": run_dir, "set_": ["calibration.tuning.task=[]"]}, "unknown key 'task'"),
    )
    for options, said in wrong:
        with pytest.raises(InputError, match=said):
            calibrate_command(**options)
    assert not (run_dir / "judgements").exists()


@pytest.mark.browser
@pytest.mark.slow
def test_from_a_page_to_a_measurement(
    iwr: Command, tmp_path: Path, make_counter: Callable[..., Path]
) -> None:
    task = make_counter(tmp_path, recorded=True)
    edit = "edits: [{find: '<button>Add one</button>', replace: '<button disabled>Add one</button>'}]"
    (task / "variants").mkdir()
    (task / "variants" / "labels.yaml").write_text(
        "variants:\n"
        f"  - {{id: stuck, about: A., kind: mutant, fault: dead, first_fail: add, {edit}}}\n"
        "  - {id: same, about: B., kind: equivalent, edits: "
        "[{find: '<p>Clicks', replace: '<p class=x>Clicks'}]}\n"
    )
    (task / "rubric.yaml").write_text(
        "rubric: 1\ncheckpoints:\n"
        "  add: {criteria: [{text_disappears: 'Clicks: 0'}]}\n"
        "  greet: {criteria: [{text_appears: Ferry}]}\n"
    )
    done = iwr(
        "calibrate", "--json", "--workers", "1", "--generators", "reference,variants",
        "-o", f"task_dirs=[{task}]", "--out", "known.json", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["all"]["positives"], found["all"]["variants"]) == (1, 3)
    assert found["misses"] == []
    assert json.loads((tmp_path / "known.json").read_text())["all"]["tasks"] == 1
