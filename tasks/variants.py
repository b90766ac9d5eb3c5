"""Pages whose right verdict is known beforehand.

`variants/labels.yaml` is written by hand; `variants/derived.yaml`, of the same format, is written by
`iwr variants make`.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, field_validator

from tasks.errors import InputError
from tasks.files import tree_files, write_atomic
from tasks.page import Page
from tasks.task import Identifier, Task
from tasks.yamlfile import Strict, load_yaml, nearest

LABELS_FILE = "labels.yaml"
DERIVED_FILE = "derived.yaml"
INDEX = "index.html"
INITIAL = "initial"
"""Where a page differs before any action."""

Origin = Literal["hand", "derived"]
_FILES: dict[Origin, str] = {"hand": LABELS_FILE, "derived": DERIVED_FILE}


class Edit(Strict):
    """One replacement in a file of the reference."""

    file: str = Field(default=INDEX, min_length=1)
    """Its place in the reference's folder."""
    find: str = Field(min_length=1)
    """Must occur there exactly once."""
    replace: str

    @field_validator("file")
    @classmethod
    def _inside(cls, file: str) -> str:
        path = PurePosixPath(file)
        if path.is_absolute() or ".." in path.parts or "\\" in file or path.as_posix() != file:
            raise ValueError(f"{file!r} is no place in the reference's folder; write it as 'js/app.js'")
        return file


class Labelled(Strict):
    """What all variants have."""

    id: Identifier
    about: str = Field(min_length=1)
    operator: str | None = None
    """The mutation operator that made it; None: written by hand."""
    differs_at: Identifier | None = None
    """As `iwr variants make` saw it: the first step whose outcome differs from the reference's to a person's
    eye; of a cosmetic variant the first moment that looks otherwise ('initial': before any action)."""
    reviewed: bool = False
    """Whether a person has read the label of a derived variant beside the step's assertion."""
    ambiguous: bool = False
    """Whether somebody who read the label could have argued for another one as well."""
    seen: bool = False
    """Whether a rubric or a judge was changed with a verdict on it in view: it is no test any more."""


class Equivalent(Labelled):
    """The same behaviour written another way: must pass every step. Its page: variants/<id>/, or `edits`."""

    kind: Literal["equivalent"]
    edits: tuple[Edit, ...] = ()
    """A derived one: a change of the reference that nobody can perceive along the trajectory."""


class Cosmetic(Labelled):
    """Looks or reads otherwise than the reference, but each step brings what it brings there.

    Every step must pass; how it looks must not reach the reference's mark.
    """

    kind: Literal["cosmetic"]
    first_differs: Identifier
    """The first step after which it looks otherwise; 'initial': before any action."""
    edits: tuple[Edit, ...] = Field(min_length=1)


class Mutant(Labelled):
    """The reference with one fault."""

    kind: Literal["mutant"]
    fault: str = Field(min_length=1)
    """What sort of fault: dead_listener, off_by_one, stale_total …"""
    first_fail: Identifier
    """The step that must be the first to fail."""
    edits: tuple[Edit, ...] = Field(min_length=1)


Variant = Annotated[Equivalent | Cosmetic | Mutant, Field(discriminator="kind")]


class Labels(Strict):
    """`labels.yaml`, `derived.yaml`."""

    variants: tuple[Variant, ...]


def load_variants(task: Task, origin: Origin | None = None) -> tuple[Variant, ...]:
    """The task's variants in the order of the files, those by hand first; `origin`: only those of one file.

    Raises InputError for an id that stands twice (in either file), a step the trajectory does not have, or a
    page or edit that can't be made.
    """
    seen: set[str] = set()
    found: list[Variant] = []
    for one, name in _FILES.items():
        path = task.variants_dir / name
        variants = load_yaml(path, Labels).variants if path.is_file() else ()
        for variant in variants:
            if variant.id in seen:
                raise InputError(f"{path}: two variants are called {variant.id!r}; rename one")
            seen.add(variant.id)
            _check(task, variant, path)
        if origin in {None, one}:
            found += variants
    return tuple(found)


def write_variant(task: Task, variant: Variant, folder: Path) -> Page:
    """Put the variant's page into `folder`."""
    if variant.edits:
        with _naming(variant, task.variants_dir):
            write_edited(task.reference_dir, variant.edits, folder)
    else:
        copy_page(task.variants_dir / variant.id, folder)
    return Page.of(folder, task.id, variant.id)


def write_edited(reference: Path, edits: Sequence[Edit], folder: Path) -> None:
    """Copy the reference to `folder`, with the edits. Raises ValueError as `edited_files` does."""
    files = edited_files(reference, edits)
    copy_page(reference, folder)
    for name, text in files.items():
        write_atomic(folder / name, text)


def edited_files(reference: Path, edits: Sequence[Edit]) -> dict[str, str]:
    """The files that the edits change, by their place in the reference's folder, as they are then.

    Raises ValueError where a file is not there, can't be read, or does not hold an edit's text once.
    """
    return {
        name: apply_edits(_text(reference, name), [edit for edit in edits if edit.file == name])
        for name in dict.fromkeys(edit.file for edit in edits)
    }


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text of one file with its edits, one after the other. Raises ValueError where one's text is not
    there once."""
    for edit in edits:
        times = text.count(edit.find)
        if times != 1:
            where = "the reference" if edit.file == INDEX else f"the reference's {edit.file}"
            raise ValueError(f"{edit.find[:60]!r} occurs {times} times in {where}, must be once")
        text = text.replace(edit.find, edit.replace)
    return text


def copy_page(source: Path, folder: Path) -> None:
    """Copy the files of a page; what was in `folder` before is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in tree_files(source):
        copy = folder / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _check(task: Task, variant: Variant, path: Path) -> None:
    if isinstance(variant, Mutant):
        _check_step(task, path, variant.id, "first_fail", variant.first_fail)
    if isinstance(variant, Cosmetic) and variant.first_differs != INITIAL:
        _check_step(task, path, variant.id, "first_differs", variant.first_differs)
    if variant.edits:
        with _naming(variant, path):
            edited_files(task.reference_dir, variant.edits)
    elif not (task.variants_dir / variant.id / "index.html").is_file():
        raise InputError(f"{task.variants_dir / variant.id}: no index.html for this {variant.kind}")


def _check_step(task: Task, path: Path, variant: str, field: str, step: str) -> None:
    if step not in task.step_ids():
        known = nearest(step, task.step_ids())
        raise InputError(f"{path}: {variant}: {field}: no step {step!r}; {known}")


@contextmanager
def _naming(variant: Variant, path: Path) -> Iterator[None]:
    """Says of which variant of which file it is that an edit can't be made."""
    try:
        yield
    except ValueError as error:
        raise InputError(f"{path}: {variant.id}: {error}") from None


def _text(reference: Path, name: str) -> str:
    try:
        return (reference / name).read_text(encoding="utf-8")
    except OSError:
        raise ValueError(f"edits: the reference has no file {name!r}") from None
    except UnicodeDecodeError:
        raise ValueError(f"edits: {name!r} is no text in UTF-8") from None
