"""Configurations: files, what ships, and keys changed on the command line."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.cli.common import overrides
from judge.config import RunConfig, configs_dir, find_config, load_config, shipped_configs
from tasks.errors import InputError


def config(folder: Path, text: str, *overrides: str) -> RunConfig:
    path = folder / "mine.yaml"
    path.write_text(text)
    return load_config(path, overrides)


def test_overrides_are_stacked_on_the_file_in_order(tmp_path: Path) -> None:
    text = "run: 1\nworkers: 3\nrepeats: 2\nvisual: {model: mine}\n"
    loaded = config(tmp_path, text, "workers=4", "visual.structure=dinov2", "workers=5", "out=elsewhere")
    assert (loaded.workers, loaded.repeats, loaded.out) == (5, 2, Path("elsewhere"))
    assert (loaded.visual.structure, loaded.visual.model) == ("dinov2", "mine")
    assert loaded.rubrics == RunConfig().rubrics


def test_a_section_that_the_file_leaves_out_can_be_set(tmp_path: Path) -> None:
    assert config(tmp_path, "run: 1\n", "visual.structure=dinov2").visual.structure == "dinov2"


@pytest.mark.parametrize("value", ["[reference]", "reference", "['reference']", "\n- reference"])
def test_a_list_may_have_one_item_without_brackets(tmp_path: Path, value: str) -> None:
    assert config(tmp_path, "run: 1\n", f"generators={value}").generators == ("reference",)


def test_null_takes_a_key_back(tmp_path: Path) -> None:
    assert config(tmp_path, "run: 1\nsubmissions: pages\n", "submissions=null").submissions is None


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert config(tmp_path, "") == RunConfig()


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("workrs=1", "-o workrs=1: unknown key 'workrs'; did you mean 'workers'?"),
        ("visual.mode=x", "-o visual.mode=x: unknown key 'mode'; did you mean 'model'?"),
        ("viusal.model=x", "did you mean 'visual'?"),
        ("workers.n=1", "workers has no keys of its own"),
        ("repeats=101", "repeats: Input should be less than or equal to 100 (got 101)"),
        ("rubrics=1", "rubrics: Input should be a valid string (got 1); put it in quotes"),
        ("tasks=[1]", "tasks.0: Input should be a valid string (got 1)"),
        ("calibration.tuning.operators=off_by_on", "did you mean 'off_by_one'?"),
        ("workers={", "is not a YAML value"),
        ("workers", "write key=value, such as workers=1"),
    ],
)
def test_a_wrong_override_is_named(tmp_path: Path, override: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        config(tmp_path, "run: 1\n", "repeats=2", override)
    assert str(caught.value).startswith(f"-o {override}: ")
    assert said in str(caught.value)


def test_a_wrong_file_is_not_blamed_on_an_override(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mine\.yaml:2: workers: .*\(got 0\)"):
        config(tmp_path, "run: 1\nworkers: 0\n", "repeats=2")


def test_what_ships_is_found_by_name_and_by_the_path_in_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = configs_dir() / "offline.yaml"
    assert {find_config(name) for name in ("offline", "offline.yaml", "configs/offline.yaml")} == {shipped}
    with pytest.raises(InputError, match="other/offline"):
        find_config("other/offline")
    (tmp_path / "offline.yaml").write_text("run: 1\n")
    assert find_config("offline.yaml") == Path("offline.yaml")


@pytest.mark.parametrize("path", shipped_configs(), ids=lambda path: path.stem)
def test_every_configuration_that_ships_is_read(path: Path) -> None:
    assert load_config(path).run == 1


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=25)
@given(st.lists(words, max_size=3), words, words)
def test_options_reach_the_configuration_whatever_they_are_called(
    folders: list[str], submissions: str, rubrics: str
) -> None:
    """A path may look like YAML: `null`, `1`, `a: b`, `[x`."""
    given = overrides(
        task_dirs=[Path(f) for f in folders], submissions=Path(submissions), rubrics=rubrics, workers=None
    )
    loaded = load_config(configs_dir() / "offline.yaml", given)
    assert loaded.task_dirs == tuple(Path(folder) for folder in folders)
    assert loaded.submissions == Path(submissions)
    assert loaded.rubrics == rubrics


def test_names_are_separated_by_commas() -> None:
    assert overrides(tasks=" a, b,,", generators="") == ['tasks=["a", "b"]', "generators=[]"]
