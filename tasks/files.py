"""Files written whole or not at all, and their hashes."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def sha256(data: bytes) -> str:
    """SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = data.encode() if isinstance(data, str) else data
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        # mkstemp makes private files; a run is for other tools to read.
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def tree_files(folder: Path) -> list[Path]:
    """Every file below `folder` that is not hidden, sorted by its relative POSIX path.

    Links are left out: what is judged must lie in the folder it is said to lie in.
    """
    found = [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def tree_sha256(folder: Path, files: Iterable[Path] | None = None) -> str:
    """One hash for a folder: the relative names and the contents of its files, in sorted order."""
    digest = hashlib.sha256()
    for path in tree_files(folder) if files is None else files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
