"""Finding and installing a browser and fonts, with programs that stand in for the real ones."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from agents.browser import chromium
from agents.browser.chromium import find_chromium, font_families, install_chromium, install_fonts
from tasks.errors import InputError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")


class Machine:
    """A machine that has nothing but what a test puts on it."""

    def __init__(self, root: Path) -> None:
        self.bin = root / "bin"
        self.home = root / "home"
        self.bin.mkdir()
        self.home.mkdir()
        self.env = {"PATH": str(self.bin), "HOME": str(self.home)}
        self.said: list[str] = []

    def program(self, name: str, script: str) -> Path:
        """A shell script of that name on the PATH, or at that path below the home folder."""
        path = self.home / name if "/" in name else self.bin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def browser(self, name: str, version: str = "Chromium 1.0") -> Path:
        return self.program(name, f"echo '{version}'")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("sys.platform", "linux")
    return Machine(tmp_path)


@pytest.fixture
def be(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool, bool], None]:
    """Who runs this, and on what: root, Debian."""

    def set_to(root: bool, debian: bool) -> None:
        monkeypatch.setattr(chromium, "is_root", lambda: root)
        monkeypatch.setattr(chromium, "is_debian", lambda: debian)

    return set_to


STORE = ".cache/ms-playwright"


def test_the_order_is_variable_path_playwright(machine: Machine) -> None:
    own = machine.browser(f"{STORE}/chromium-1255/chrome-linux64/chrome", "Chrome for Testing 159.0")
    assert find_chromium(machine.env) == chromium.Executable(own, "playwright", "Chrome for Testing 159.0")

    chrome = machine.browser("google-chrome")
    assert find_chromium(machine.env).path == chrome
    on_path = machine.browser("chromium")
    assert find_chromium(machine.env) == chromium.Executable(on_path, "PATH", "Chromium 1.0")

    named = machine.browser("special/mine", "Chromium 7.0")
    machine.env["IWR_CHROMIUM"] = str(named)
    assert find_chromium(machine.env) == chromium.Executable(named, "IWR_CHROMIUM", "Chromium 7.0")


def test_the_newest_of_playwrights_browsers_is_taken(machine: Machine) -> None:
    for revision in ("998", "1255", "1099"):
        machine.browser(f"{STORE}/chromium-{revision}/chrome-linux/chrome", f"Chromium {revision}.0")
    machine.browser(f"{STORE}/chromium_headless_shell-2000/chrome-linux/headless_shell")
    assert find_chromium(machine.env).version == "Chromium 1255.0"


def test_a_launcher_without_its_browser_is_passed_over(machine: Machine) -> None:
    machine.program("chromium", "echo 'requires the chromium snap 1.0' >&2; exit 1")
    machine.program("chromium-browser", "echo 'no number here'")
    chrome = machine.browser("google-chrome-stable")
    assert find_chromium(machine.env).path == chrome


@pytest.mark.parametrize(
    ("script", "complaint"),
    [(None, "no such program"), ("exit 3", "does not answer to --version")],
)
def test_a_named_browser_must_work(machine: Machine, script: str | None, complaint: str) -> None:
    machine.browser("chromium")
    machine.env["IWR_CHROMIUM"] = "/nowhere/chrome" if script is None else str(machine.program("x", script))
    with pytest.raises(InputError) as error:
        find_chromium(machine.env)
    said = str(error.value)
    assert said.startswith(f"IWR_CHROMIUM: {machine.env['IWR_CHROMIUM']}: {complaint}")
    assert "\n" not in said


def test_no_browser_is_one_line_with_a_remedy(machine: Machine) -> None:
    with pytest.raises(InputError, match=r"^no Chromium found; run `iwr doctor --install`.*IWR_CHROMIUM"):
        find_chromium(machine.env)


def test_a_browser_that_hangs_is_ended_with_its_children(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "_VERSION_SECONDS", 0.5)
    # The child holds the pipe: to kill the script alone would mean to wait for the child.
    machine.program("chromium", f"/bin/sleep 30 & echo $! > {machine.home}/child; wait")
    started = time.monotonic()
    with pytest.raises(InputError):
        find_chromium(machine.env)
    assert time.monotonic() - started < 15
    child = int((machine.home / "child").read_text())
    while _runs(child):
        assert time.monotonic() - started < 15
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    """Whether the process is there and not a zombie that nobody has collected yet."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("platform", "env", "store"),
    [
        ("linux", {"HOME": "/h"}, "/h/.cache/ms-playwright"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "/c/ms-playwright"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/ms-playwright"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/ms-playwright"),
        ("linux", {"HOME": "/h", "PLAYWRIGHT_BROWSERS_PATH": "/b"}, "/b"),
    ],
)
def test_playwrights_store_by_platform(platform: str, env: dict[str, str], store: str) -> None:
    assert chromium.playwright_store(env, platform) == Path(store)


def test_playwrights_store_inside_its_package() -> None:
    store = chromium.playwright_store({"PLAYWRIGHT_BROWSERS_PATH": "0"}, "linux")
    assert store.parent.is_dir()
    assert store.name == ".local-browsers"


def _downloads(machine: Machine) -> tuple[str]:
    prepared = machine.browser("prepared/chrome", "Chrome for Testing 159.0")
    target = machine.home / STORE / "chromium-1255" / "chrome-linux64"
    machine.program(
        "playwright",
        f'echo "$@" >> {machine.home}/asked; /bin/mkdir -p {target}; /bin/cp -p {prepared} {target}/',
    )
    return ("playwright",)


def _no_download(machine: Machine) -> tuple[str]:
    machine.program("playwright", "echo 'Error: host is out of reach' >&2; echo '}' >&2; exit 1")
    return ("playwright",)


def _apt(machine: Machine, gives: str | None) -> None:
    """An apt-get whose install makes the program `gives`, or fails."""
    then = "echo 'E: Unable to locate package chromium' >&2; exit 100"
    if gives:
        prepared = machine.browser(f"prepared/{gives}")
        then = f"/bin/cp -p {prepared} {machine.bin}/"
    asked = f'echo "$DEBIAN_FRONTEND $@" >> {machine.home}/apt'
    machine.program("apt-get", f'{asked}\ncase "$*" in *install*) {then};; esac')


def test_playwrights_download_comes_first(machine: Machine, be: Callable[[bool, bool], None]) -> None:
    be(True, True)
    _apt(machine, "chromium")
    found = install_chromium(machine.said.append, machine.env, _downloads(machine))
    assert found.source == "playwright"
    assert (machine.home / "asked").read_text() == "install --no-shell chromium\n"
    assert not (machine.home / "apt").exists()


def test_a_download_that_lacks_libraries_gets_them(
    machine: Machine, be: Callable[[bool, bool], None]
) -> None:
    be(True, False)
    _apt(machine, None)
    target = machine.home / STORE / "chromium-1255" / "chrome-linux64" / "chrome"
    bare = machine.program("prepared/bare", "echo 'error while loading shared libraries' >&2; exit 127")
    whole = machine.browser("prepared/whole")
    machine.program(
        "playwright",
        f"/bin/mkdir -p {target.parent}\n"
        f"case $1 in install) /bin/cp -p {bare} {target};; install-deps) /bin/cp -p {whole} {target};; esac",
    )
    assert install_chromium(machine.said.append, machine.env, ("playwright",)).path == target
    assert machine.said == ["downloading Playwright's Chromium", "installing the libraries that it needs"]


def test_debian_gives_its_package_to_root(machine: Machine, be: Callable[[bool, bool], None]) -> None:
    be(True, True)
    _apt(machine, "chromium")
    found = install_chromium(machine.said.append, machine.env, _no_download(machine))
    assert (found.source, found.path) == ("PATH", machine.bin / "chromium")
    update, asked = (machine.home / "apt").read_text().splitlines()
    assert update == "noninteractive -q update"
    assert asked.startswith("noninteractive -q -y --no-install-recommends ")
    assert asked.endswith(" install chromium fonts-liberation")
    assert "host is out of reach" in machine.said[-1]


@pytest.mark.parametrize(("root", "debian"), [(False, True), (True, False)])
def test_apt_is_left_alone_elsewhere(
    machine: Machine, be: Callable[[bool, bool], None], root: bool, debian: bool
) -> None:
    be(root, debian)
    _apt(machine, "chromium")
    with pytest.raises(InputError, match=r"\(playwright: Error: host is out of reach\); install Chromium"):
        install_chromium(machine.said.append, machine.env, _no_download(machine))
    assert not (machine.home / "apt").exists()


def test_when_nothing_helps_every_reason_is_said(machine: Machine, be: Callable[[bool, bool], None]) -> None:
    be(True, True)
    _apt(machine, None)
    with pytest.raises(InputError) as error:
        install_chromium(machine.said.append, machine.env, _no_download(machine))
    assert "playwright: Error: host is out of reach; apt-get: E: Unable to locate package" in str(error.value)
    assert "\n" not in str(error.value)


def test_font_families_are_listed_once(machine: Machine) -> None:
    machine.program(
        "fc-list", "echo 'Liberation Sans'; echo 'DejaVu Sans,DejaVu Sans Condensed'; echo 'DejaVu Sans'"
    )
    assert font_families(machine.env) == ["DejaVu Sans", "Liberation Sans"]


def test_without_fontconfig_font_files_are_looked_for(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "_FONT_FOLDERS", (str(tmp_path / "fonts"), str(tmp_path / "none")))
    assert font_families(machine.env) == []
    (tmp_path / "fonts" / "deep").mkdir(parents=True)
    for name in ("Sans.ttf", "Mono.otf", "Both.ttc", "README.txt"):
        (tmp_path / "fonts" / "deep" / name).touch()
    assert font_families(machine.env) == ["Both", "Mono", "Sans"]


def test_fonts_are_installed_or_the_remedy_is_said(
    machine: Machine, be: Callable[[bool, bool], None]
) -> None:
    machine.program("fc-list", f"[ -e {machine.bin}/font ] && echo 'Liberation Sans'; exit 0")
    be(False, True)
    with pytest.raises(InputError, match=r"\(needs root and apt-get\); install a text font"):
        install_fonts(machine.said.append, machine.env)
    be(True, True)
    _apt(machine, "font")
    assert install_fonts(machine.said.append, machine.env) == ["Liberation Sans"]


@pytest.mark.parametrize(
    ("release", "debian"),
    [("NAME=x\nID=debian\n", True), ("ID=ubuntu\nID_LIKE=debian\n", False), (None, False)],
)
def test_only_debian_is_debian(tmp_path: Path, release: str | None, debian: bool) -> None:
    file = tmp_path / "os-release"
    if release is not None:
        file.write_text(release)
    assert chromium.is_debian(file) is debian
