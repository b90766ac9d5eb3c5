"""What others wrote: found by the short name of an entry point, or by its path in Python."""

import pkgutil
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from tasks.files import sha256, tree_sha256
from tasks.yamlfile import nearest


def installed(group: str) -> list[str]:
    """The names that installed packages have in the entry point group, sorted."""
    return sorted(entry_points(group=group).names)


def load(name: str, group: str) -> Any:
    """What `name` stands for: a name in the entry point group, or `package.module.Thing` (a colon before
    the last part will do, too). None where it is neither. Raises ValueError, in one line, where it can't be
    loaded or two packages have one of that name.
    """
    points = {point.value: point for point in entry_points(group=group, name=name)}
    if len(points) > 1:
        raise ValueError(f"{name!r} is in several packages; write one of {', '.join(sorted(points))}")
    if not points and "." not in name and ":" not in name:
        return None
    try:
        return next(iter(points.values())).load() if points else pkgutil.resolve_name(name)
    except Exception as error:
        # Whatever a module of someone else's raises while it is imported.
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ValueError(
            f"{next(iter(points), name)!r} can't be loaded ({said}); is its package installed?"
        ) from None


def remedy(name: str, known: list[str]) -> str:
    """What to write in place of a name that nobody knows."""
    return nearest(name, known) if known else "none is installed; a dotted path will do"


def code_sha256(value: object) -> str:
    """Hash of the code that a class, a function or an object's class comes from: all Python files of its
    top-level package, or the file of its module; of nothing where there is no file."""
    module = getattr(value, "__module__", None) or type(value).__module__
    for name in (module.partition(".")[0], module):
        file = getattr(sys.modules.get(name), "__file__", None)
        if file is None:
            continue  # a namespace package has no file of its own
        path = Path(file)
        if path.name != "__init__.py":
            return sha256(path.read_bytes())
        return tree_sha256(path.parent, sorted(path.parent.rglob("*.py")))
    return sha256(b"")
