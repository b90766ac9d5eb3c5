"""The anonymised files that a generator is given."""

import re
from pathlib import Path

ASSET = re.compile(r"asset_\d{3,}\.[a-z0-9]+")
"""The anonymised name of a file."""


def asset_files(folder: Path) -> tuple[Path, ...]:
    """The files there that have such a name, by name; none where there is no such folder.

    A page that lies at the task's root may have files of its own beside them.
    """
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if ASSET.fullmatch(path.name) and path.is_file()))
