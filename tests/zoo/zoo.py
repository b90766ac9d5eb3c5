"""Pages that other people's component libraries drew: which there are; building, packing, unpacking them.

An archive is the same bytes whenever it is made from the same files: only what changed is changed.
"""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

from tasks.errors import InputError
from tasks.files import tree_files, write_atomic

ZOO = Path(__file__).parent
REFERENCE = "reference"
"""The page on which the one trajectory is recorded; it is of no library."""

Half = Literal["tuning", "test"]
HALVES: tuple[Half, ...] = get_args(Half)

_DATE = (2026, 3, 2, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3


def archives(zoo: Path = ZOO) -> list[Path]:
    """The packed pages, sorted by name."""
    return sorted((zoo / "pages").glob("*.zip"))


def archive(name: str) -> Path:
    """The packed page of that name. Raises InputError where there is none."""
    path = ZOO / "pages" / f"{name}.zip"
    if not path.is_file():
        raise InputError(f"no page {name!r} in the zoo; known: {', '.join(page.stem for page in archives())}")
    return path


def alone(name: str) -> Path | None:
    """The folder with the task of a stand-alone widget; None for a page that tells the common story."""
    folder = ZOO / "alone" / name
    return folder if folder.is_dir() else None


def libraries(half: Half | None = None) -> list[str]:
    """Names of the component libraries' pages, sorted: of one half of the split, or all."""
    split = json.loads((ZOO / "split.json").read_text(encoding="utf-8"))
    wanted = {name for each in HALVES if half in (None, each) for name in split[each]}
    return [page.stem for page in archives() if page.stem in wanted]


def packed(folder: Path) -> bytes:
    """The files of `folder` as a zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for path in tree_files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            file.writestr(entry, path.read_bytes(), compresslevel=9)
    return data.getvalue()


def unpack(path: Path, folder: Path) -> None:
    """Write the files of an archive into `folder`. Raises InputError, before anything is written, where one
    would lie elsewhere."""
    with zipfile.ZipFile(path) as file:
        entries = [entry for entry in file.infolist() if not entry.is_dir()]
        for entry in entries:
            _check_inside(path, entry)
        for entry in entries:
            write_atomic(folder / entry.filename, file.read(entry))


def _check_inside(path: Path, entry: zipfile.ZipInfo) -> None:
    # By its name as it was written: zipfile makes slashes of backslashes on Windows only.
    name = PurePosixPath(entry.orig_filename)
    link = entry.external_attr >> 28 == 0o12
    if name.is_absolute() or ".." in name.parts or set(entry.orig_filename) & set("\\:\0") or link:
        raise InputError(f"{path}: {entry.orig_filename!r} would lie outside of the folder")


def pack_all(zoo: Path = ZOO) -> int:
    """Pack every unpacked page; how many bytes all archives have. Archives without a folder stay."""
    for folder in sorted(path for path in (zoo / "pages").iterdir() if path.is_dir()):
        write_atomic(zoo / "pages" / f"{folder.name}.zip", packed(folder))
    return sum(page.stat().st_size for page in archives(zoo))


def groups(zoo: Path = ZOO) -> list[Path]:
    """The npm projects that build pages."""
    found = sorted((zoo / "src").glob("*/package.json"))
    return [path.parent for path in found if "build" in json.loads(path.read_text()).get("scripts", {})]


def build(zoo: Path = ZOO) -> None:
    """Build every page from its sources into pages/<library>/. Raises InputError where npm lacks or fails.

    The packages come from the registry, by the versions and hashes of each package-lock.json.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise InputError("npm: not found; the zoo's pages are built with Node 20.19 or newer (nodejs.org)")
    for group in groups(zoo):
        for command in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            print(f"{group.name}: npm {command[0]}", file=sys.stderr)
            if subprocess.run([npm, *command], cwd=group, stdout=sys.stderr, check=False).returncode:
                raise InputError(f"{group}: npm {' '.join(command)} failed")
