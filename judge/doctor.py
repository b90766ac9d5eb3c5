"""Is this machine ready? What a run needs, checked one by one, with a remedy for what is missing."""

import importlib.metadata
import importlib.util
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agents.browser import chromium
from tasks.errors import InputError

PYTHON = (3, 11)
PACKAGES = ("browser-use", "langgraph", "openai", "anthropic", "playwright", "rapidocr", "onnxruntime", "av")
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")
FREE_GB = 1.0
"""A run of the whole suite takes some hundred MB of screenshots."""

_SETUP = "run `make setup`"
_PAGE = "<body style='margin:0;background:#00f'><h1 style='background:#fff;color:#000'>IWR Judge</h1>"
_START_MS = 30_000


@dataclass(frozen=True)
class Check:
    """One thing a run needs, or may use."""

    name: str
    ok: bool
    detail: str
    """What was found, in a few words; what is optional and absent is said here, and is ok."""
    remedy: str = ""
    """What to do about it; empty where there is nothing to do."""


def check() -> list[Check]:
    """Every check in a fixed order. Starts a browser and loads the OCR models: some ten seconds.

    Never raises: what goes wrong inside a check is its result.
    """
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("python", check_python),
        ("packages", check_packages),
        ("chromium", check_chromium),
        ("rendering", check_rendering),
        ("fonts", check_fonts),
        ("ocr", check_ocr),
        ("cache", lambda: check_cache(cache_folder())),
        ("disk", lambda: check_disk(cache_folder())),
        ("dinov2", check_dinov2),
        ("keys", lambda: check_keys(os.environ)),
    )
    return [_guarded(name, run) for name, run in checks]


def install(say: chromium.Say) -> None:
    """Install what is missing and not a Python package: fonts and a browser. Raises InputError."""
    if not chromium.font_families():
        chromium.install_fonts(say)
    try:
        found = chromium.find_chromium()
    except InputError:
        if os.environ.get("IWR_CHROMIUM"):
            raise  # the user named one; another would not be used
        found = chromium.install_chromium(say)
    say(f"{found.version}: {found.path}")


def cache_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Where derived things are kept: `$IWR_CACHE`, else the user's cache folder."""
    import platformdirs

    return Path(env.get("IWR_CACHE") or platformdirs.user_cache_dir("iwr-judge"))


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Check:
    said = ".".join(map(str, version))
    return Check("python", version >= PYTHON, said, "" if version >= PYTHON else "use Python 3.11 or newer")


def check_packages(names: tuple[str, ...] = PACKAGES) -> Check:
    versions = {name: _version(name) for name in names}
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        return Check("packages", False, f"missing: {', '.join(missing)}", _SETUP)
    return Check("packages", True, ", ".join(f"{name} {version}" for name, version in versions.items()))


def check_chromium() -> Check:
    found = chromium.find_chromium()
    return Check("chromium", True, f"{found.version}, {found.path} (by {found.source})")


def check_rendering() -> Check:
    """Start the browser as a run does and look whether a page comes out in its colours."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    root = chromium.is_root()
    path = chromium.find_chromium().path
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            chromium_sandbox=not root,
            args=["--disable-background-networking", "--disable-component-update"],
            timeout=_START_MS,
        )
        page = browser.new_page(viewport={"width": 320, "height": 200})
        page.set_default_timeout(_START_MS)
        page.set_content(_PAGE)
        picture = page.screenshot(timeout=_START_MS)
        browser.close()
    colours = {colour for _, colour in Image.open(io.BytesIO(picture)).convert("RGB").getcolors(64_000) or []}
    if not {(0, 0, 255), (255, 255, 255), (0, 0, 0)} <= colours:
        return Check("rendering", False, "a page with text on it came out without", chromium.FONT_REMEDY)
    sandbox = "without its sandbox, because this is root" if root else "in its sandbox"
    return Check("rendering", True, f"starts headless {sandbox}")


def check_fonts() -> Check:
    families = chromium.font_families()
    if not families:
        return Check("fonts", False, "none", f"run `iwr doctor --install` as root, or {chromium.FONT_REMEDY}")
    return Check("fonts", True, f"{len(families)} families, {families[0]} among them")


def check_ocr() -> Check:
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    models = sorted(file.name for file in folder.glob("*.onnx")) if folder else []
    # Looked for first: where a model is missing, rapidocr itself would try to download it.
    if not any("_det_" in name for name in models) or not any("_rec_" in name for name in models):
        return Check("ocr", False, "rapidocr or its models are missing", _SETUP)

    from rapidocr import RapidOCR

    RapidOCR(params={"Global.log_level": "error"})
    return Check("ocr", True, f"{len(models)} models loaded")


def check_cache(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        detail = f"{folder}: {error.strerror}"
        return Check("cache", False, detail, "set IWR_CACHE to a folder that can be written")
    return Check("cache", True, str(folder))


def check_disk(folder: Path, needed_gb: float = FREE_GB) -> Check:
    """Free space where `folder` is or would be, and in the working folder."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = min(shutil.disk_usage(place).free for place in (there, Path.cwd())) / 1e9
    enough = free >= needed_gb
    remedy = "" if enough else f"make room: {needed_gb:g} GB, or set IWR_CACHE to a folder elsewhere"
    return Check("disk", enough, f"{free:.1f} GB free", remedy)


def check_dinov2() -> Check:
    versions = [f"{name} {_version(name)}" for name in ("torch", "transformers") if _version(name)]
    if len(versions) < 2:
        remedy = "pip install 'iwr-judge[dinov2]'"
        return Check("dinov2", True, "not installed; an embedded measure stands in for it", remedy)
    return Check("dinov2", True, ", ".join(versions))


def check_keys(env: Mapping[str, str]) -> Check:
    """Which API keys are set, by name; their values are not looked at."""
    present = [name for name in KEYS if env.get(name)]
    if not present:
        return Check(
            "keys", True, "none; what needs no model runs", f"to use a model, set {' or '.join(KEYS)}"
        )
    return Check("keys", True, f"set: {', '.join(present)}")


def _guarded(name: str, run: Callable[[], Check]) -> Check:
    """The check's result, and what it raised as a failure of its own."""
    try:
        return run()
    except InputError as error:
        return Check(name, False, str(error), "run `iwr doctor --install`")
    except Exception as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        return Check(name, False, f"{type(error).__name__}: {said}", _SETUP)


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
