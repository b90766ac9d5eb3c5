"""Judging again from stored evidence: new verdicts, nothing else touched, no browser and no network."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from judge.config import RunConfig
from judge.judgements import FIRST, RunFile, judgements, read_judged, read_judgement
from judge.rejudge import rejudge
from judge.results import EpisodeResult, Provenance, RunResult, StepInfo, write_results
from judge.similarity import Measure, Similarity
from judge.stored import Prepared, prepare
from rubrics.criteria import Criterion
from rubrics.scene import StepScene
from rubrics.verdict import Finding
from tasks.errors import InputError
from tasks.evidence import Evidence, Snapshot, StepEvidence
from tasks.files import tree_files, tree_sha256
from tasks.plugins import code_sha256
from tasks.store import EvidenceWriter, PictureStore
from tests.labelled_run import snapshot

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RUBRIC = """rubric: 1
checkpoints:
  add: {{criteria: [{{text_appears: Count 1}}], visual: true}}
  greet: {{criteria: [{{text_appears: {text}}}], visual: true}}
"""


@pytest.fixture
def run_dir(tmp_path: Path, make_counter: Callable[..., Path]) -> Path:
    """A stored run of 20 episodes: the count goes up, and Ferry is never greeted."""
    task = make_counter(tmp_path, recorded=True)
    for name, text in (("strict", "Hello Ferry"), ("mild", "Hello")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "counter.yaml").write_text(RUBRIC.format(text=text))
    run = tmp_path / "runs" / "stored"
    pictures = PictureStore(run / "pictures")
    shots = [snapshot(pictures, said, index) for index, said in enumerate(("Count 0", "Count 1", "Hello"))]
    results = [_episode(run, pictures, task, repeat, shots) for repeat in range(1, 21)]
    versions = {"iwr-judge": "0", "chromium": "1"}
    provenance = Provenance(versions=versions, hashes={"page x": "1"})
    config = RunConfig(rubrics=str(tmp_path / "strict"))
    file = RunFile(name="stored", created=NOW, config=config, provenance=provenance)
    (run / "run.json").write_text(file.model_dump_json())
    write_results(
        run,
        RunResult(name="stored", created=NOW, provenance=provenance, episodes=tuple(results), summaries=()),
    )
    return run


def _episode(
    run: Path, pictures: PictureStore, task: Path, repeat: int, shots: list[Snapshot]
) -> EpisodeResult:
    name = f"counter--reference--{repeat}"
    writer = EvidenceWriter(run / "episodes" / name, pictures)
    writer.start(
        Evidence(
            task="counter", generator="reference", page_sha256="0", viewport=(640, 360), initial=shots[0]
        )
    )
    for index, (step, action) in enumerate((("add", "click"), ("greet", "type")), start=1):
        before, after = shots[index - 1], shots[index]
        writer.add(
            StepEvidence(
                step=step, index=index, action=action, status="performed", before=before, after=after
            )
        )
    return EpisodeResult(
        episode=name,
        task="counter",
        title="Count up",
        task_folder=task,
        generator="reference",
        repeat=repeat,
        expected="greet",
        steps=(StepInfo(id="add", action="a"), StepInfo(id="greet", action="b")),
        score=None,
        seconds=1.0,
    )


class Calm(Criterion):
    """A criterion from outside: it holds."""

    def check(self, scene: StepScene) -> Finding:
        return self.finding(True, "calm.")


def begin(
    run: Path,
    name: str,
    rubrics: str = "strict",
    resume: bool = False,
    tasks: tuple[str, ...] = (),
    generators: tuple[str, ...] = (),
) -> Prepared:
    config = read_judgement(run, FIRST).config
    config = config.model_copy(update={"rubrics": str(run.parent.parent / rubrics)})
    return prepare(run, config, name, NOW, resume=resume, tasks=tasks, generators=generators)


def judge(run: Path, name: str, rubrics: str = "strict", processes: int = 1) -> RunResult:
    return rejudge(begin(run, name, rubrics), lambda result: None, processes)


@pytest.mark.slow
def test_another_rubric_moves_the_verdict_and_nothing_of_the_run(run_dir: Path) -> None:
    before = tree_sha256(run_dir)
    strict, mild = judge(run_dir, "strict"), judge(run_dir, "mild", "mild")
    for result, values, ifs in ((strict, ["pass", "fail"], 0.5), (mild, ["pass", "pass"], 1.0)):
        for one in result.episodes:
            assert [verdict.value for verdict in one.verdicts] == values
            assert one.score is not None
            assert (one.score.ifs, one.expected) == (ifs, "greet")
            assert all(verdict.reason for verdict in one.verdicts)
    assert judgements(run_dir) == [FIRST, "mild", "strict"]
    assert read_judged(run_dir, "mild") == mild
    own = [path for path in tree_files(run_dir) if "judgements" not in path.parts]
    assert tree_sha256(run_dir, own) == before
    hashes = read_judgement(run_dir, "mild").provenance.hashes
    assert (
        hashes["rubric of counter"]
        != read_judgement(run_dir, "strict").provenance.hashes["rubric of counter"]
    )
    assert hashes["page x"] == "1"


def test_a_criterion_from_outside_is_known_by_its_code(run_dir: Path) -> None:
    rubric = run_dir.parent.parent / "own" / "counter.yaml"
    rubric.parent.mkdir()
    own = RUBRIC.format(text="Hello").replace("{text_appears: Hello}", f"{{{__name__}.Calm: {{}}}}")
    rubric.write_text(own)
    hashes = begin(run_dir, "own", "own").file.provenance.hashes
    assert hashes[f"criterion {__name__}.Calm"] == code_sha256(Calm)
    assert not any(key.startswith("criterion") for key in begin(run_dir, "a").file.provenance.hashes)


@pytest.mark.slow
def test_several_processes_come_to_the_same(run_dir: Path) -> None:
    def plain(result: RunResult) -> list[EpisodeResult]:
        return [one.model_copy(update={"seconds": 0.0}) for one in result.episodes]

    assert plain(judge(run_dir, "one")) == plain(judge(run_dir, "two", processes=2))


def test_what_was_measured_is_not_measured_again(run_dir: Path) -> None:
    first = judge(run_dir, "a")
    path = run_dir / "judgements" / "a" / "results.json"
    marked = [
        one.model_copy(update={"similarities": tuple(_marked(similarity) for similarity in one.similarities)})
        for one in first.episodes
    ]
    write_results(path.parent, first.model_copy(update={"episodes": tuple(marked)}))
    again = judge(run_dir, "b", "mild")
    for one in again.episodes:
        assert [similarity.text.value for similarity in one.similarities[:2]] == [0.125, 0.125]
        assert one.similarities[2].text.value != 0.125  # step two was not reached before
    Image.new("RGB", (640, 360), (1, 2, 3)).save(
        first.episodes[0].task_folder / "checkpoints" / "00.png"
    )  # another reference: nothing holds any more
    anew = judge(run_dir, "c", "mild")
    assert all(similarity.text.value != 0.125 for similarity in anew.episodes[0].similarities)


@pytest.mark.parametrize("file", ["results.json", "judgement.json"])
def test_a_damaged_judgement_costs_no_other(run_dir: Path, file: str) -> None:
    judge(run_dir, "a")
    (run_dir / "judgements" / "a" / file).write_text("{")
    assert all(one.score and one.score.complete for one in judge(run_dir, "b").episodes)


def _marked(similarity: Similarity) -> Similarity:
    return similarity.model_copy(update={"text": Measure(name="ocr-levenshtein", value=0.125)})


def test_a_judgement_that_was_cut_off_goes_on(run_dir: Path) -> None:
    whole = judge(run_dir, "cut")
    folder = run_dir / "judgements" / "cut"
    (folder / "results.json").unlink()
    first, second, third = whole.episodes[0], whole.episodes[1], whole.episodes[2]
    kept = first.model_copy(update={"title": "not judged again"})
    (folder / "episodes" / f"{first.episode}.json").write_text(kept.model_dump_json())
    (folder / "episodes" / f"{second.episode}.json").unlink()
    (folder / "episodes" / f"{third.episode}.json").write_text("{")
    with pytest.raises(InputError, match="--resume"):
        begin(run_dir, "cut")
    heard: list[str] = []
    result = rejudge(begin(run_dir, "cut", resume=True), lambda one: heard.append(one.episode))
    assert sorted(heard) == sorted([second.episode, third.episode])
    assert result.episodes[0] == kept
    assert [one.verdicts for one in result.episodes] == [one.verdicts for one in whole.episodes]
    with pytest.raises(InputError, match="rubric of counter: was changed"):
        begin(run_dir, "cut", "mild", resume=True)


def test_what_cannot_be_judged_is_said_before_anything_is_written(run_dir: Path) -> None:
    judge(run_dir, "there")
    for name, message in (("there", "already"), (FIRST, "already"), ("../x", "no plain folder name")):
        with pytest.raises(InputError, match=message):
            begin(run_dir, name)
    with pytest.raises(InputError, match="'count' is not in this run; did you mean 'counter'"):
        begin(run_dir, "new", tasks=("count",))
    with pytest.raises(InputError, match="'slideshow' is not in this run"):
        begin(run_dir, "new", generators=("slideshow",))
    task = run_dir.parent.parent / "counter" / "task.yaml"
    task.write_text(task.read_text().replace("id: greet", "id: hail"))
    with pytest.raises(InputError, match="its steps are not those of the evidence"):
        begin(run_dir, "new")
    assert not (run_dir / "judgements" / "new").exists()


def test_damaged_evidence_costs_one_episode(run_dir: Path) -> None:
    damaged = run_dir / "episodes" / "counter--reference--3" / "evidence.jsonl.gz"
    damaged.write_text("{")
    (run_dir / "episodes" / "counter--reference--4" / "evidence.jsonl.gz").unlink()
    result = judge(run_dir, "again")
    without = {one.repeat: one.failure for one in result.episodes if one.score is None}
    assert without.keys() == {3, 4}
    assert "damaged" in (without[3] or "")


GUARD = """
import os, socket, sys
def guard(event, arguments):
    if event == "socket.__new__" and arguments[1] == getattr(socket, "AF_UNIX", None):
        return  # how an event loop wakes itself
    launches = event in ("subprocess.Popen", "os.exec", "os.posix_spawn")
    if not launches and (not event.startswith("socket.") or event == "socket.gethostname"):
        return
    frame = sys._getframe()
    while frame:
        if frame.f_code.co_name == "_has_ipv6":
            return  # urllib3, when imported, asks the system for IPv6 and talks to nobody
        frame = frame.f_back
    with open(os.environ["GUARD_LOG"], "a") as log:
        log.write(f"forbidden {event} {arguments}\\n")
    raise PermissionError(f"{event} {arguments}")
sys.addaudithook(guard)
with open(os.environ["GUARD_LOG"], "a") as log:
    log.write(f"guarded {os.getpid()}\\n")
"""
CALL = """
import sys
from pathlib import Path
from test_rejudge import judge
if __name__ == "__main__":
    sys.argv[1] == "socket" and __import__("socket").socket()
    judge(Path(sys.argv[2]), "guarded", processes=2)
"""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["judge", "socket"])
def test_no_browser_is_started_and_no_socket_opened(run_dir: Path, tmp_path: Path, what: str) -> None:
    """By audit hooks, which nothing in a process can get round; every process installs its own at start."""
    guard, log = tmp_path / "guard", tmp_path / "log"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    (guard / "call.py").write_text(CALL)
    here = Path(__file__).parent
    path = os.pathsep.join(map(str, (guard, here.parent, here)))
    done = subprocess.run(
        [sys.executable, str(guard / "call.py"), what, str(run_dir)],
        env={**os.environ, "PYTHONPATH": path, "GUARD_LOG": str(log)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said = log.read_text().splitlines()
    forbidden = [line for line in said if line.startswith("forbidden")]
    if what == "socket":  # the guard does guard
        assert done.returncode != 0
        assert forbidden
        return
    assert (done.returncode, forbidden) == (0, []), done.stderr[-2000:]
    assert sum(line.startswith("guarded") for line in said) >= 3  # this one and the two that judge
    results = json.loads((run_dir / "judgements" / "guarded" / "results.json").read_text())
    assert len(results["episodes"]) == 20
