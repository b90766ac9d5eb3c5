"""A small package with a criterion in it, for whoever wants one of their own."""

import keyword
import re
from pathlib import Path

from rubrics.criteria.registry import criterion_names
from tasks.errors import InputError
from tasks.files import write_atomic

_TEMPLATES = Path(__file__).parent / "templates" / "criterion"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 60


def new_criterion(folder: Path, name: str) -> list[Path]:
    """Write the package to `<folder>/<name>/`: a criterion that works, its test, and the entry point by which
    rubrics find it. Returns the files.

    Raises InputError where `name` is no snake_case name, or taken by another criterion, and where one of the
    files is there already; then nothing is written.
    """
    _check(name)
    key, module = name, f"{name}_criterion"
    words = {
        "key": key,
        "module": module,
        "class": "".join(part.capitalize() for part in name.split("_")) + "Criterion",
        "distribution": module.replace("_", "-"),
    }
    target = folder / name
    files = {
        target / "pyproject.toml": "pyproject.toml.j2",
        target / "README.md": "README.md.j2",
        target / f"{module}.py": "criterion.py.j2",
        target / f"test_{module}.py": "test_criterion.py.j2",
    }
    for path in files:
        if path.exists() or path.is_symlink():
            raise InputError(f"{path}: is there already; nothing was written: choose another name or folder")
    texts = {path: _rendered(template, words) for path, template in files.items()}
    try:
        for path, text in texts.items():
            write_atomic(path, text)
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror}; choose another folder") from None
    return list(texts)


def _check(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise InputError(
            f"{name!r}: is no name for a criterion; write lower-case words of letters and digits, "
            f"joined by _, at most {_LONGEST} characters"
        )
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise InputError(f"{name!r}: is a keyword of Python; choose another name")
    if name == "weight":
        raise InputError("'weight': stands beside a criterion in rubrics; choose another name")
    if name in criterion_names():
        raise InputError(f"{name!r}: is a criterion already; choose another name")


def _rendered(template: str, words: dict[str, str]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # these are no web pages, and the words are checked
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(words)
