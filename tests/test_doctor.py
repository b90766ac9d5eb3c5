"""The checks of a machine: each can pass, each can fail, and a failure says what to do."""

from pathlib import Path

import pytest

from judge import doctor
from tasks.errors import InputError


@pytest.mark.browser
def test_this_machine_is_ready() -> None:
    checks = doctor.check()
    assert [each.name for each in checks] == [
        "python", "packages", "chromium", "rendering", "fonts", "ocr", "cache", "disk", "dinov2", "keys",
    ]  # fmt: skip
    assert [each for each in checks if not each.ok] == []


@pytest.mark.browser
def test_a_browser_that_cannot_render_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sham = tmp_path / "chromium"
    sham.write_text("#!/bin/sh\ncase $1 in --version) echo 'Chromium 1.0';; *) exit 1;; esac\n")
    sham.chmod(0o755)
    monkeypatch.setenv("IWR_CHROMIUM", str(sham))
    results = {each.name: each for each in doctor.check()}
    assert results["chromium"].ok
    assert not results["rendering"].ok
    assert results["rendering"].remedy
    assert "\n" not in results["rendering"].detail


def test_no_browser_is_a_result_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IWR_CHROMIUM", "/nowhere/chrome")
    result = doctor._guarded("chromium", doctor.check_chromium)
    assert (result.ok, result.remedy) == (False, "run `iwr doctor --install`")
    assert "/nowhere/chrome" in result.detail


def test_install_leaves_a_named_browser_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IWR_CHROMIUM", "/nowhere/chrome")
    with pytest.raises(InputError, match="IWR_CHROMIUM"):
        doctor.install(lambda line: None)


@pytest.mark.parametrize(("version", "ok"), [((3, 10, 14), False), ((3, 11, 0), True), ((3, 14, 1), True)])
def test_python(version: tuple[int, ...], ok: bool) -> None:
    result = doctor.check_python(version)
    assert (result.ok, bool(result.remedy)) == (ok, not ok)


def test_a_missing_package_is_named() -> None:
    result = doctor.check_packages(("pydantic", "no-such-package"))
    assert not result.ok
    assert "no-such-package" in result.detail
    assert "pydantic" not in result.detail


def test_cache_is_made_and_tried(tmp_path: Path) -> None:
    assert doctor.check_cache(tmp_path / "new" / "cache").ok
    file = tmp_path / "file"
    file.touch()
    result = doctor.check_cache(file / "cache")
    assert not result.ok
    assert "IWR_CACHE" in result.remedy


def test_cache_folder_is_the_variable_or_the_users_own(tmp_path: Path) -> None:
    assert doctor.cache_folder({"IWR_CACHE": str(tmp_path)}) == tmp_path
    assert doctor.cache_folder({}).name == "iwr-judge"


def test_disk_looks_at_the_nearest_folder_that_exists(tmp_path: Path) -> None:
    assert doctor.check_disk(tmp_path / "not" / "yet", needed_gb=0.0).ok
    assert not doctor.check_disk(tmp_path / "not" / "yet", needed_gb=1e9).ok
    assert not (tmp_path / "not").exists()


def test_keys_are_named_and_never_shown() -> None:
    result = doctor.check_keys({"OPENAI_API_KEY": "sk-secret", "ANTHROPIC_API_KEY": ""})
    assert result.ok
    assert result.detail == "set: OPENAI_API_KEY"
    assert "secret" not in repr(result)
    assert doctor.check_keys({}).ok
