"""Finding a Chromium and fonts on this machine, and installing them where there are none."""

import contextlib
import os
import re
import shutil
import signal
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
CHROMIUM_REMEDY = "install Chromium or Chrome, or set IWR_CHROMIUM to its path"
FONT_REMEDY = "install a text font, such as Debian's fonts-liberation"

_PLAYWRIGHT = (sys.executable, "-m", "playwright")
_VERSION_SECONDS = 20.0
_FONTS_SECONDS = 30.0  # the first fc-list on a machine builds fontconfig's cache
_INSTALL_SECONDS = 600.0

# Below <store>/chromium-<revision>/, by system and by Playwright's age.
_EXECUTABLES = (
    "chrome-linux*/chrome",
    "chrome-mac*/*.app/Contents/MacOS/*",
    "chrome-win*/chrome.exe",
)
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


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
    launcher without its package, missing libraries) is passed over, but one named by the variable
    must work. Raises InputError where there is none.
    """
    env = os.environ if env is None else env
    if env.get("IWR_CHROMIUM"):
        return _named(env["IWR_CHROMIUM"], env)
    found = _unnamed(env)
    if found is None:
        raise InputError(f"no Chromium found; run `iwr doctor --install`, {CHROMIUM_REMEDY}")
    return found


def install_chromium(
    say: Say, env: Mapping[str, str] | None = None, playwright: Sequence[str] = _PLAYWRIGHT
) -> Executable:
    """Install a browser and return it; `say` is told each step. Takes minutes, half an hour at most.

    Playwright's own first, with the libraries it needs where apt-get may install them. Where that
    fails, Debian's package as root; on Ubuntu apt's `chromium` is only a pointer to a snap.
    `playwright` is the command of that name. Raises InputError that says why each way failed.
    """
    env = os.environ if env is None else env
    say("downloading Playwright's Chromium")
    failed = [_playwright_install(say, env, playwright)]
    if _unnamed(env) is None and _apt(env) and is_debian():
        say(f"that failed ({failed[0]}); installing Debian's package chromium")
        failed.append(_apt_install(env, "chromium", "fonts-liberation"))
    found = _unnamed(env)
    if found is None:
        why = "; ".join(reason for reason in failed if reason) or "it does not start"
        raise InputError(f"Chromium could not be installed ({why}); {CHROMIUM_REMEDY}")
    return found


def font_families(env: Mapping[str, str] | None = None) -> list[str]:
    """The installed font families, sorted; empty where there is no font.

    fontconfig is asked; where it is not there, the names of the font files stand for the families.
    macOS and Windows always have fonts: there one entry stands for them all.
    """
    if sys.platform in ("darwin", "win32"):
        return ["the system's own"]
    listed = _run(["fc-list", ":", "family"], os.environ if env is None else env, _FONTS_SECONDS)
    if listed.ok:
        return sorted({line.split(",")[0].strip() for line in listed.text.splitlines()} - {""})
    folders = [Path(folder).expanduser() for folder in _FONT_FOLDERS]
    return sorted({file.stem for folder in folders for file in folder.rglob("*.[to]t[fc]")})


def install_fonts(say: Say, env: Mapping[str, str] | None = None) -> list[str]:
    """Install fonts-liberation where apt-get may, and return the families. Raises InputError."""
    env = os.environ if env is None else env
    failed = "needs root and apt-get"
    if _apt(env):
        say("installing the fonts of fonts-liberation")
        failed = _apt_install(env, "fontconfig", "fonts-liberation")
    families = font_families(env)
    if not families:
        raise InputError(f"fonts could not be installed ({failed}); {FONT_REMEDY}")
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


def playwright_store(env: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The folder where Playwright keeps its browsers, whether it exists or not."""
    given = env.get("PLAYWRIGHT_BROWSERS_PATH")
    if given == "0":
        import playwright

        return Path(playwright.__file__).parent / "driver" / "package" / ".local-browsers"
    if given:
        return Path(given)
    home = env.get("USERPROFILE" if platform == "win32" else "HOME") or os.path.expanduser("~")
    if platform == "darwin":
        cache = f"{home}/Library/Caches"
    elif platform == "win32":
        cache = env.get("LOCALAPPDATA") or f"{home}/AppData/Local"
    else:
        cache = env.get("XDG_CACHE_HOME") or f"{home}/.cache"
    return Path(cache) / "ms-playwright"


def _named(named: str, env: Mapping[str, str]) -> Executable:
    path = shutil.which(named, path=env.get("PATH", ""))
    version = _version(Path(path), env) if path else None
    if not path or not version:
        why = "does not answer to --version" if path else "no such program"
        raise InputError(f"IWR_CHROMIUM: {named}: {why}; set it to a Chromium or unset it")
    return Executable(Path(path), "IWR_CHROMIUM", version)


def _unnamed(env: Mapping[str, str]) -> Executable | None:
    for path, source in _candidates(env):
        version = _version(path, env)
        if version:
            return Executable(path, source, version)
    return None


def _candidates(env: Mapping[str, str]) -> Iterator[tuple[Path, Source]]:
    for name in NAMES:
        path = shutil.which(name, path=env.get("PATH", ""))
        if path:
            yield Path(path), "PATH"
    for folder in sorted(playwright_store(env).glob("chromium-*"), key=_revision, reverse=True):
        for pattern in _EXECUTABLES:
            yield from ((path, "playwright") for path in sorted(folder.glob(pattern)))


def _revision(folder: Path) -> int:
    digits = folder.name.removeprefix("chromium-")
    return int(digits) if digits.isdecimal() else 0


def _version(path: Path, env: Mapping[str, str]) -> str | None:
    """What the program at `path` calls itself, or None where it is no working browser."""
    said = _run([str(path), "--version"], env, _VERSION_SECONDS)
    lines = said.text.splitlines() if said.ok else []
    return next((line.strip() for line in lines if re.search(r"\d+\.\d+", line)), None)


def _playwright_install(say: Say, env: Mapping[str, str], playwright: Sequence[str]) -> str:
    """Why Playwright's download gave no working browser; empty where it did."""
    done = _run([*playwright, "install", "--no-shell", "chromium"], env)
    if done.ok and _unnamed(env) is None and _apt(env):
        say("installing the libraries that it needs")
        done = _run([*playwright, "install-deps", "chromium"], env)
    return "" if done.ok else f"playwright: {done.text}"


def _apt(env: Mapping[str, str]) -> bool:
    return is_root() and shutil.which("apt-get", path=env.get("PATH", "")) is not None


def _apt_install(env: Mapping[str, str], *packages: str) -> str:
    """Why the packages could not be installed; empty where they were."""
    quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    # An update that fails, as when one source of several is down, need not stop the install.
    _run(["apt-get", "-q", "update"], quiet)
    options = ["-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    done = _run(["apt-get", *options, "install", *packages], quiet)
    return "" if done.ok else f"apt-get: {done.text}"


@dataclass(frozen=True)
class _Done:
    ok: bool
    text: str
    """Standard output, or in a few words why there is none."""


def _run(command: Sequence[str], env: Mapping[str, str], seconds: float = _INSTALL_SECONDS) -> _Done:
    """Run `command` to its end, or for `seconds`; then it and all that it started are ended."""
    program = shutil.which(command[0], path=env.get("PATH", ""))
    if program is None:
        return _Done(False, f"{command[0]} is not there")
    try:
        process = subprocess.Popen(
            [program, *command[1:]],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        return _Done(False, error.strerror or "cannot be started")
    with process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            return _Done(False, f"no end after {seconds:.0f} s")
        except BaseException:
            _end(process)
            raise
    return _Done(True, out) if process.returncode == 0 else _Done(False, _complaint(err or out))


def _complaint(said: str) -> str:
    """The line of a program's last words that says what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["failed without a word"]
    errors = [line for line in lines if re.match(r"E:|\w*Error\b", line)]
    return (errors or lines)[-1][:200]


def _end(process: subprocess.Popen[str]) -> None:
    """Kill a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
