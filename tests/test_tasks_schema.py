"""task.yaml and its kin: what is read, what is refused, and how it is said."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from judge.episode import EpisodeState
from rubrics.loader import default_rubric, load_rubric
from tasks.errors import InputError
from tasks.evidence import Evidence, Snapshot, StepEvidence
from tasks.geometry import Box
from tasks.loader import check_recorded, find_tasks, load_recording, load_task, suite_dir
from tasks.recording import Recording, SeenTarget
from tasks.store import EvidenceWriter, PictureStore, read_evidence
from tasks.task import Step, Task
from tasks.variants import load_variants
from tasks.wording import sentence
from tasks.yamlfile import load_yaml

COUNTER = Path(__file__).parent / "data" / "counter" / "task.yaml"


def read(folder: Path, old: str = "", new: str = "") -> Task:
    """The counter's task.yaml with one replacement."""
    text = COUNTER.read_text()
    assert old in text
    path = folder / "task.yaml"
    path.write_text(text.replace(old, new, 1))
    return load_yaml(path, Task)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: button", "rol: button", "8: trajectory.0.target.rol: unknown key; did you mean 'role'?"),
        ("text: Ferry", "txt: Ferry", "12: trajectory.1.txt: unknown key; did you mean 'text'?"),
        (
            "title: Count up",
            "title: no",
            "3: title: Input should be a valid string (got False); put it in quotes",
        ),
        ("640", "64", "4: viewport.width: Input should be greater than or equal to 320 (got 64)"),
        ("640", "640.5", "4: viewport.width: Input should be a valid integer (got 640.5)"),
        ("640", '"640"', "4: viewport.width: Input should be a valid integer (got '640')"),
        ("id: add", "id: Add It", "6: trajectory.0.id: String should match pattern"),
        ("id: greet", "id: add", "1: the file: trajectory: two steps are called 'add'; rename one"),
        ("action: click", "action: press", "6: trajectory.0.key: required, but missing"),
        ("trajectory:", "steps:", "6: steps: unknown key; known: task, id, title"),
        (
            "title: Count up",
            "title: Count up\ntitle: Again",
            "4: not valid YAML: the key 'title' is given twice",
        ),
        (
            "title: Count up",
            'title: C\nclock: "2026-03-02T09:00:00"',
            "4: clock: has no time zone; write it as",
        ),
        (
            "title: Count up",
            "title: C\nseed: -1",
            "4: seed: Input should be greater than or equal to 0 (got -1)",
        ),
        (
            "text: Ferry",
            "text: F\n    probes: [{action: clck}]",
            "13: trajectory.1.probes.0: Input tag 'clck'",
        ),
        (
            "text: Ferry",
            "text: F\n    probes: [{action: press, at: [0, 0]}]",
            "13: trajectory.1.probes.0.at: unknown key",
        ),
        ("text: Ferry", "text: F\n    probes: [{action: click, at: [2, 0]}]", "(got 2)"),
        ("title: Count up", "title: &a [*a]", " holds what only YAML can say"),
        ("title: Count up", "title: " + "[" * 3000, " nested too deeply"),
        ("title: Count up", "title: C\n[a, b]: 1", "4: not valid YAML: a key is a list; write plain text"),
        ("title: Count up", "title: C\n? {a: b}\n: 1", "4: not valid YAML: a key is a mapping; write plain"),
        ("title: Count up", "title: C\nfile: {1: 2}", "4: not valid YAML: the key '1' is no text to YAML;"),
        (
            "title: Count up",
            "title: C\non: 1",
            "4: not valid YAML: the key 'on' is no text to YAML; put it in",
        ),
        ("title: Count up", "title: !!set {a}", "3: not valid YAML: a tag (what begins with !) has no mean"),
        ("title: Count up", f"title: C\nseed: {'9' * 5000}", " not valid YAML: Exceeds the limit"),
    ],
)
def test_a_mistake_is_said_with_file_line_field_and_value(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, old, new)
    assert str(caught.value).startswith(f"{tmp_path / 'task.yaml'}:")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_yaml_date_stays_text(tmp_path: Path) -> None:
    task = read(tmp_path, "title: Count up", "title: C\nclock: 2026-03-02T09:00:00Z")
    assert task.clock.isoformat() == "2026-03-02T09:00:00+00:00"


text = st.text(min_size=1, max_size=20)
fraction = st.floats(0, 1)
point = st.tuples(fraction, fraction)
target = st.fixed_dictionaries(
    {"description": text}, optional={"role": text, "name": text, "near": text, "at": point}
)
bodies: list[st.SearchStrategy[dict[str, Any]]] = [
    st.fixed_dictionaries({"action": st.sampled_from(["click", "dblclick", "hover"]), "target": target}),
    st.fixed_dictionaries(
        {"action": st.just("type"), "target": target, "text": st.text(), "clear": st.booleans()}
    ),
    st.fixed_dictionaries({"action": st.just("press"), "key": text}, optional={"target": target}),
    st.fixed_dictionaries({"action": st.just("select"), "target": target, "option": text}),
    st.fixed_dictionaries(
        {
            "action": st.just("scroll"),
            "direction": st.sampled_from(["up", "down", "left", "right"]),
            "amount": st.integers(1, 20_000),
        }
    ),
    st.fixed_dictionaries({"action": st.just("drag"), "target": target, "to": target}),
    st.fixed_dictionaries({"action": st.just("wait"), "ms": st.integers(1, 120_000)}),
]
probe = st.one_of(
    st.fixed_dictionaries({"action": st.just("click"), "at": point}),
    st.fixed_dictionaries({"action": st.just("press"), "key": text}),
)
steps = st.builds(
    lambda body, probes: {"id": "a-step", "probes": probes, **body},
    st.one_of(bodies),
    st.lists(probe, max_size=2),
)
STEP: TypeAdapter[Step] = TypeAdapter(Step)


@given(steps)
def test_every_step_is_written_as_it_was_read(step: dict[str, Any]) -> None:
    read_once = STEP.validate_json(json.dumps(step))
    assert STEP.validate_json(STEP.dump_json(read_once)) == read_once
    assert json.loads(STEP.dump_json(read_once, exclude_unset=True)) == json.loads(json.dumps(step))
    assert sentence(read_once)


@given(steps, st.sampled_from(["selector", "id_", "xpath", "x"]))
def test_a_step_has_no_other_keys(step: dict[str, Any], key: str) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        STEP.validate_json(json.dumps({**step, key: "#a"}))


@given(steps)
def test_the_default_rubric_asks_for_each_step(step: dict[str, Any]) -> None:
    task = Task.model_validate_json(
        json.dumps({"task": 1, "id": "t", "title": "T", "trajectory": [step, {**step, "id": "again"}]})
    )
    rubric = default_rubric(task)
    assert list(rubric.checkpoints) == ["a-step", "again"]
    for checkpoint in rubric.checkpoints.values():
        assert checkpoint.visual
        assert checkpoint.criteria == ()
        assert sentence(task.trajectory[0]) in str(checkpoint.assertion)
    assert rubric.sha256 == default_rubric(task).sha256


def test_sentences_are_as_one_would_say_it() -> None:
    said = {
        sentence(STEP.validate_python({"id": "a", **step}))
        for step in (
            {"action": "click", "target": {"description": "the OK button"}},
            {"action": "type", "target": {"description": "the field"}, "text": "Oslo"},
            {"action": "press", "key": "Enter"},
            {"action": "scroll", "direction": "down", "amount": 300},
            {"action": "drag", "target": {"description": "A"}, "to": {"description": "B"}},
            {"action": "select", "target": {"description": "the list"}, "option": "Two"},
            {"action": "wait", "ms": 500},
        )
    }
    assert said == {
        "click the OK button", "type 'Oslo' into the field", "press Enter", "scroll down 300 px",
        "drag A to B", "select 'Two' in the list", "wait 500 ms",
    }  # fmt: skip


def test_a_state_survives_the_way_to_disk_and_back() -> None:
    state = EpisodeState(episode="a--b--1", operated=True, seconds=1.5)
    assert EpisodeState.model_validate_json(state.model_dump_json()) == state
    with pytest.raises(ValidationError):
        EpisodeState.model_validate({"episode": "a", "browser": object()})


def test_evidence_is_read_back_as_it_was_written(tmp_path: Path) -> None:

    pictures = PictureStore(tmp_path / "pictures")
    shots = [Snapshot(picture=pictures.put(bytes([i])), url=f"/{i}") for i in range(3)]
    step = [
        StepEvidence(step="a", index=1, action="click", status="performed", before=shots[0], after=shots[1]),
        StepEvidence(step="b", index=2, action="click", status="performed", before=shots[2], after=shots[2]),
        StepEvidence(step="c", index=3, action="click", status="page_failed", reason="hung", before=shots[2]),
        StepEvidence(step="d", index=4, action="click", status="not_reached"),
    ]
    writer = EvidenceWriter(tmp_path / "episode", pictures)
    with pytest.raises(RuntimeError):
        writer.add(step[0])
    writer.start(Evidence(task="t", generator="g", page_sha256="0", viewport=(640, 360), initial=shots[0]))
    for one in step:
        writer.add(one)
    assert read_evidence(tmp_path / "episode") == writer.evidence()
    assert read_evidence(tmp_path / "episode").steps == tuple(step)
    lines = gzip.decompress((tmp_path / "episode" / "evidence.jsonl.gz").read_bytes()).splitlines()
    assert ["before" in json.loads(line) for line in lines[1:]] == [False, True, False, True]


def test_evidence_of_before_it_was_compressed_is_read(tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path / "pictures")
    writer = EvidenceWriter(tmp_path / "episode", pictures)
    shot = Snapshot(picture=pictures.put(b"x"), url="/", title="first\u2028second")
    writer.start(Evidence(task="t", generator="g", page_sha256="0", viewport=(640, 360), initial=shot))
    writer.add(StepEvidence(step="a", index=1, action="click", status="performed", before=shot, after=shot))
    found = writer.complete(writer.evidence().model_copy(update={"generator": "h"}))
    assert read_evidence(tmp_path / "episode") == found
    packed = tmp_path / "episode" / "evidence.jsonl.gz"
    packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
    packed.unlink()
    assert read_evidence(tmp_path / "episode") == found


def test_damaged_evidence_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="was this episode run"):
        read_evidence(tmp_path)
    for content in ("", "{", '{"task": "t"}\n'):
        (tmp_path / "evidence.jsonl.gz").write_bytes(gzip.compress(content.encode()))
        with pytest.raises(InputError, match=r"evidence\.jsonl\.gz: damaged: "):
            read_evidence(tmp_path)
    (tmp_path / "evidence.jsonl.gz").write_bytes(gzip.compress(b'{"task": "t"}')[:-4])
    with pytest.raises(InputError, match=r"evidence\.jsonl\.gz: damaged: "):
        read_evidence(tmp_path)


def test_a_recording_knows_the_task_it_was_made_of(tmp_path: Path) -> None:
    from PIL import Image

    from tasks.files import sha256

    folder = tmp_path / "counter"
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "task.yaml").write_bytes(COUNTER.read_bytes())
    (folder / "video.webm").write_bytes(b"x")
    for index in range(3):
        Image.new("RGB", (640, 360)).save(folder / "checkpoints" / f"{index:02d}.png")
    recording = Recording(
        task_sha256=sha256(COUNTER.read_bytes()),
        reference_sha256="0",
        chromium="1",
        assets={"asset_001.png": "a.png"},
        targets={"add": SeenTarget(box=Box(1, 2, 3, 4), scene=0)},
        checkpoints=("0",),
    )
    (folder / "recording.json").write_text(recording.model_dump_json())
    assert load_recording(load_task(folder)) == recording
    with pytest.raises(InputError, match=r"asset_001\.png: the asset is missing; make it with: iwr record"):
        check_recorded(load_task(folder))
    (folder / "assets").mkdir()
    (folder / "assets" / "asset_001.png").write_bytes(b"x")
    check_recorded(load_task(folder))
    (folder / "task.yaml").write_text(COUNTER.read_text() + "seed: 3\n")
    with pytest.raises(InputError, match=r"task\.yaml: was changed since it was recorded"):
        check_recorded(load_task(folder))
    (folder / "video.webm").write_bytes(b"")
    with pytest.raises(InputError, match="no video"):
        check_recorded(load_task(folder))


def test_a_task_id_stands_once(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        (tmp_path / parent / "counter").mkdir(parents=True)
        (tmp_path / parent / "counter" / "task.yaml").write_bytes(COUNTER.read_bytes())
    with pytest.raises(InputError, match="a task 'counter' stands already in"):
        find_tasks([tmp_path / "a", tmp_path / "b"])
    assert [task.id for task in find_tasks([tmp_path / "a" / "counter"])] == ["counter"]


SUITE = find_tasks([suite_dir()])


@pytest.mark.parametrize("task", SUITE, ids=[task.id for task in SUITE])
def test_the_suite_is_whole(task: Task) -> None:
    rubric = load_rubric(task)
    assert list(rubric.checkpoints) == task.step_ids()
    assert all(checkpoint.assertion for checkpoint in rubric.checkpoints.values())
    assert any(checkpoint.visual for checkpoint in rubric.checkpoints.values())
    kinds = {variant.kind for variant in load_variants(task, "hand")}
    assert kinds == {"equivalent", "mutant"}
    check_recorded(task)
