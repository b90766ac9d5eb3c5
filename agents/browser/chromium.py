"""Finding a Chromium and fonts on this machine, and installing them where there are none."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tasks.errors import InputError

Source = Literal["IWR_CHROMIUM", "PATH", "playwright"]
Say = Callable[[str], None]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
REMEDY = "run `iwr doctor --install`, install Chromium or Chrome, or set IWR_CHROMIUM to its path"
FONT_REMEDY = "install a text font, such as Debian's fonts-liberation"

_DOWNLOAD = (sys.executable, "-m", "playwright", "install")
_VERSION_SECONDS = 10.0
_FONTS_SECONDS = 30.0  # the first fc-list on a machine builds fontconfig's cache
_INSTALL_SECONDS = 600.0

# Below <store>/chromium-<revision>/, by system and by Playwright's age.
_EXECUTABLES = (
    "chrome-linux*/chrome",
    "chrome-mac*/*.app/Contents/MacOS/*",
    "chrome-win*/chrome.exe",
)


@dataclass(frozen=True)
class Executable:
    """A browser that answers to `--version`."""

    path: Path
    source: Source
    version: str
    """As it says itself: 'Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)'."""


def find_chromium(env: Mapping[str, str] | None = None) -> Executable:
    """The browser to use: `$IWR_CHROMIUM`, else one on the PATH, else Playwright's own.

    `env` stands for the process's environment. A browser that does not answer to `--version` (a
    launcher without its package, missing libraries) is passed over, unless it was named: InputError.
    Raises InputError where there is none.
    """
    env = os.environ if env is None else env
    named = env.get("IWR_CHROMIUM")
    if named:
        return _named(named, env)
    for path, source in _candidates(env):
        version = _version(path, env)
        if version:
            return Executable(path, source, version)
    raise InputError(f"no Chromium found; {REMEDY}")


def install_chromium(
    say: Say, env: Mapping[str, str] | None = None, download: Sequence[str] = _DOWNLOAD
) -> Executable:
    """Install a browser and return it; `say` is told each step. Takes minutes, at most half an hour.

    First Playwright's own, with the libraries it needs where apt-get may install them; where its
    host is out of reach, Debian's package (elsewhere apt's `chromium` only points to a snap).
    `download` is the command that stands for `playwright install`. Raises InputError.
    """
    env = os.environ if env is None else env
    say("downloading Playwright's Chromium")
    if _run([*download, "chromium"], env) is not None:
        if not _found(env) and _apt(env):
            say("installing the libraries that it needs")
            _run([*download[:-1], "install-deps", "chromium"], env)
    elif _apt(env) and is_debian():
        say("out of reach; installing Debian's package chromium")
        _apt_install(env, "chromium", "fonts-liberation")
    return find_chromium(env)


def font_families(env: Mapping[str, str] | None = None) -> list[str]:
    """The font families that fontconfig knows, sorted; empty where it knows none or is not there.

    macOS and Windows bring fonts of their own and no fontconfig: there one entry stands for them.
    """
    if sys.platform in ("darwin", "win32"):
        return ["the system's own"]
    listed = _run(["fc-list", ":", "family"], os.environ if env is None else env, _FONTS_SECONDS)
    return sorted({line.split(",")[0].strip() for line in (listed or "").splitlines()} - {""})


def install_fonts(say: Say, env: Mapping[str, str] | None = None) -> list[str]:
    """Install fonts-liberation where apt-get may, and return the families. Raises InputError."""
    env = os.environ if env is None else env
    if _apt(env):
        say("installing the fonts of fonts-liberation")
        _apt_install(env, "fontconfig", "fonts-liberation")
    families = font_families(env)
    if not families:
        raise InputError(f"no fonts found; {FONT_REMEDY}")
    return families


def is_root() -> bool:
    """Whether this process runs as root, where Chromium's sandbox cannot work."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_debian(release: Path = Path("/etc/os-release")) -> bool:
    """Whether this is Debian itself, not one of its descendants."""
    try:
        return "ID=debian" in release.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False


def playwright_store(env: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """The folder where Playwright keeps its browsers, whether it exists or not."""
    given = env.get("PLAYWRIGHT_BROWSERS_PATH")
    if given == "0":
        import playwright

        return Path(playwright.__file__).parent / "driver" / "package" / ".local-browsers"
    if given:
        return Path(given)
    home = env.get("USERPROFILE" if platform == "win32" else "HOME")
    if platform == "darwin":
        cache = f"{home}/Library/Caches" if home else None
    elif platform == "win32":
        cache = env.get("LOCALAPPDATA") or (f"{home}/AppData/Local" if home else None)
    else:
        cache = env.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else None)
    return Path(cache) / "ms-playwright" if cache else None


def _named(named: str, env: Mapping[str, str]) -> Executable:
    path = shutil.which(named, path=env.get("PATH", ""))
    version = _version(Path(path), env) if path else None
    if not path or not version:
        why = "does not answer to --version" if path else "no such program"
        raise InputError(f"IWR_CHROMIUM: {named}: {why}; set it to a Chromium or unset it")
    return Executable(Path(path), "IWR_CHROMIUM", version)


def _candidates(env: Mapping[str, str]) -> Iterator[tuple[Path, Source]]:
    for name in NAMES:
        path = shutil.which(name, path=env.get("PATH", ""))
        if path:
            yield Path(path), "PATH"
    store = playwright_store(env)
    if store:
        for folder in sorted(store.glob("chromium-*"), key=_revision, reverse=True):
            for pattern in _EXECUTABLES:
                yield from ((path, "playwright") for path in sorted(folder.glob(pattern)))


def _revision(folder: Path) -> int:
    digits = folder.name.removeprefix("chromium-")
    return int(digits) if digits.isdecimal() else 0


def _version(path: Path, env: Mapping[str, str]) -> str | None:
    """What the program at `path` calls itself, or None where it is no working Chromium."""
    said = _run([str(path), "--version"], env, _VERSION_SECONDS)
    return next((line.strip() for line in (said or "").splitlines() if re.search(r"\d+\.\d+", line)), None)


def _found(env: Mapping[str, str]) -> bool:
    try:
        find_chromium(env)
    except InputError:
        return False
    return True


def _apt(env: Mapping[str, str]) -> bool:
    return is_root() and shutil.which("apt-get", path=env.get("PATH", "")) is not None


def _apt_install(env: Mapping[str, str], *packages: str) -> None:
    quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    # An update that fails (one source of several down) need not stop the install.
    _run(["apt-get", "-q", "update"], quiet)
    _run(["apt-get", *options, "install", *packages], quiet)


def _run(command: Sequence[str], env: Mapping[str, str], seconds: float = _INSTALL_SECONDS) -> str | None:
    """Standard output of `command`, or None where it failed, is missing or took too long."""
    program = shutil.which(command[0], path=env.get("PATH", ""))
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *command[1:]],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace")
