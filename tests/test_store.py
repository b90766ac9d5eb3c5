"""Evidence on disk: what is written is what is read, whatever the page says and whenever the process ends."""

import gzip
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.errors import InputError
from tasks.evidence import (
    Candidate,
    Event,
    Evidence,
    Grounding,
    Node,
    ProbeEvidence,
    Snapshot,
    Status,
    StepEvidence,
    Timings,
    Word,
)
from tasks.geometry import Box
from tasks.store import EVIDENCE_FILE, EvidenceWriter, PictureStore, read_evidence

BOX = Box(1, 2, 3.5, 4)


def snapshot(text: str) -> Snapshot:
    return Snapshot(
        picture="0" * 64,
        url=f"/#{text}",
        title=text,
        words=(Word(text=text, box=BOX, line=1),),
        nodes=(
            Node(role="main", box=BOX),
            Node(role="checkbox", name=text, checked="mixed", parent=0, value=text),
        ),
        painted=(BOX,),
    )


def step(
    index: int, before: Snapshot | None, after: Snapshot | None, status: Status = "performed"
) -> StepEvidence:
    found = Candidate(role="button", name="Save", box=BOX, score=0.5, why="label 0.50")
    return StepEvidence(
        step=f"s{index}",
        index=index,
        action="click",
        status=status,
        before=before,
        after=after,
        groundings=(Grounding(description="it", rung="locator", chosen=found, others=(found,)),),
        events=(Event(kind="dialog", text="Sure?"),),
        timings=Timings(act=1.5),
    )


def header(initial: Snapshot | None) -> Evidence:
    return Evidence(task="t", generator="g", page_sha256="0", viewport=(800, 600), initial=initial)


def write(folder: Path, initial: Snapshot | None, *steps: StepEvidence) -> Evidence:
    writer = EvidenceWriter(folder, PictureStore(folder / "pictures"))
    writer.start(header(initial))
    for one in steps:
        writer.add(one)
    return writer.evidence()


def lines(folder: Path) -> list[bytes]:
    return gzip.decompress((folder / EVIDENCE_FILE).read_bytes()).splitlines(keepends=True)


A, B, C = (snapshot(text) for text in "abc")
LOST = StepEvidence(step="s3", index=3, action="wait", status="not_reached", reason="not reached: it hangs")


@pytest.mark.parametrize(
    ("initial", "steps"),
    [
        (A, []),
        (A, [step(1, A, B), step(2, B, C)]),
        (A, [step(1, A, B), step(2, C, C)]),  # the page was seen in between, by a probe
        (A, [step(1, A, None, "page_failed"), LOST]),
        (
            A,
            [
                step(1, A, B),
                step(2, B, None, "harness_error"),
                LOST.model_copy(update={"status": "harness_error"}),
            ],
        ),
        (None, [LOST.model_copy(update={"status": "page_failed"})]),
        (
            A,
            [
                step(1, A, B, "infeasible").model_copy(
                    update={"probes": (ProbeEvidence(probe="press F9", after=C),)}
                )
            ],
        ),
    ],
    ids=["none", "usual", "other", "hang", "ours", "closed", "probe"],
)
def test_what_is_written_is_read(tmp_path: Path, initial: Snapshot | None, steps: list[StepEvidence]) -> None:
    written = write(tmp_path, initial, *steps)
    assert written.steps == tuple(steps)
    assert read_evidence(tmp_path) == written


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(texts=st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_whatever_the_page_says(tmp_path: Path, texts: list[str]) -> None:
    shots = [snapshot(text) for text in texts]
    steps = [step(i, before, after) for i, (before, after) in enumerate(pairwise(shots), 1)]
    written = write(tmp_path, shots[0], *steps)
    assert read_evidence(tmp_path) == written


@pytest.mark.parametrize("text", ["\u2028", "\u2029", "\x85", "\x0c", "\x1e", "\n", "\r\n", "😀"])
def test_line_ends_in_a_text_end_no_line(tmp_path: Path, text: str) -> None:
    shot = snapshot(f"a{text}b")
    written = write(tmp_path, shot, step(1, shot, A))
    assert read_evidence(tmp_path) == written


def test_a_shared_before_is_written_once(tmp_path: Path) -> None:
    write(tmp_path, A, step(1, A, B), step(2, B, C), step(3, A, A))
    assert [line.count(b'"url"') for line in lines(tmp_path)] == [1, 1, 1, 2]


def test_the_same_evidence_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write(tmp_path / name, A, step(1, A, B), LOST)
    assert lines(tmp_path / "first") == lines(tmp_path / "second")


def test_starting_again_replaces_an_earlier_attempt(tmp_path: Path) -> None:
    write(tmp_path, A, step(1, A, B), step(2, B, C))
    again = write(tmp_path, B)
    assert read_evidence(tmp_path) == again


@pytest.mark.parametrize("cut", [1, 2, 40, 400])
def test_a_line_that_a_kill_cut_off(tmp_path: Path, cut: int) -> None:
    write(tmp_path, A, step(1, A, snapshot("ü" * 50)))
    file = tmp_path / EVIDENCE_FILE
    file.write_bytes(file.read_bytes()[: -1 - cut])
    with pytest.raises(InputError) as error:
        read_evidence(tmp_path)
    assert str(error.value).startswith(f"{file}: damaged: ")
    assert str(error.value).endswith("; run it again")
    assert "\n" not in str(error.value)


def test_a_character_that_a_kill_cut_in_two(tmp_path: Path) -> None:
    write(tmp_path, A, step(1, A, snapshot("ü" * 50)))
    file = tmp_path / EVIDENCE_FILE
    content = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(content[: content.rindex("ü".encode()) + 1]))
    with pytest.raises(InputError, match=r"damaged: .*; run it again"):
        read_evidence(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[]\n", b"nothing\n"])
def test_a_file_that_is_no_evidence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / EVIDENCE_FILE).write_bytes(gzip.compress(content))
    with pytest.raises(InputError, match=r"damaged: .*; run it again"):
        read_evidence(tmp_path)


def test_an_episode_that_was_never_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file; was this episode run"):
        read_evidence(tmp_path)


def test_a_writer_has_to_be_started(tmp_path: Path) -> None:
    writer = EvidenceWriter(tmp_path, PictureStore(tmp_path))
    with pytest.raises(RuntimeError, match="start comes first"):
        writer.add(LOST)
    with pytest.raises(RuntimeError, match="start comes first"):
        writer.evidence()


def test_a_picture_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    store = PictureStore(tmp_path / "pictures")
    key = store.put(b"png")
    stamp = store.path(key).stat().st_mtime_ns
    assert store.put(b"png") == key
    assert store.path(key).stat().st_mtime_ns == stamp
    assert store.path(key).read_bytes() == b"png"
    assert [path.name for path in store.folder.iterdir()] == [f"{key}.png"]
