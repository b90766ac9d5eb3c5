"""Pages whose right verdict is known beforehand: `variants/labels.yaml`."""

import shutil
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from tasks.errors import InputError
from tasks.files import tree_files, write_atomic
from tasks.page import Page
from tasks.task import Identifier, Task
from tasks.yamlfile import Strict, load_yaml, nearest

LABELS_FILE = "labels.yaml"


class Edit(Strict):
    """One replacement in the reference's index.html."""

    find: str = Field(min_length=1)
    """Must occur exactly once."""
    replace: str


class Equivalent(Strict):
    """The same behaviour written another way: must pass every step. Its page: variants/<id>/."""

    id: Identifier
    kind: Literal["equivalent"]
    about: str = Field(min_length=1)


class Mutant(Strict):
    """The reference with one fault."""

    id: Identifier
    kind: Literal["mutant"]
    about: str = Field(min_length=1)
    fault: str = Field(min_length=1)
    """What sort of fault: dead_listener, off_by_one, stale_total …"""
    first_fail: Identifier
    """The step that must be the first to fail."""
    edits: tuple[Edit, ...] = Field(min_length=1)


Variant = Annotated[Equivalent | Mutant, Field(discriminator="kind")]


class Labels(Strict):
    """`labels.yaml`."""

    variants: tuple[Variant, ...]


def load_variants(task: Task) -> tuple[Variant, ...]:
    """The task's variants in the order of the file; none where it has no labels.yaml.

    Raises InputError for an id that stands twice, a step the trajectory does not have, or a page or edit
    that can't be made.
    """
    path = task.variants_dir / LABELS_FILE
    if not path.is_file():
        return ()
    variants = load_yaml(path, Labels).variants
    seen: set[str] = set()
    for variant in variants:
        if variant.id in seen:
            raise InputError(f"{path}: two variants are called {variant.id!r}; rename one")
        seen.add(variant.id)
        if isinstance(variant, Mutant):
            if variant.first_fail not in task.step_ids():
                known = nearest(variant.first_fail, task.step_ids())
                raise InputError(f"{path}: {variant.id}: first_fail: no step {variant.first_fail!r}; {known}")
            _mutated(task, variant, path)
        elif not (task.variants_dir / variant.id / "index.html").is_file():
            raise InputError(f"{task.variants_dir / variant.id}: no index.html for this equivalent")
    return variants


def write_variant(task: Task, variant: Variant, folder: Path) -> Page:
    """Put the variant's page into `folder`; returns it with the outcome that is expected of it."""
    if isinstance(variant, Mutant):
        copy_page(task.reference_dir, folder)
        write_atomic(folder / "index.html", _mutated(task, variant, task.variants_dir / LABELS_FILE))
        expected = variant.first_fail
    else:
        copy_page(task.variants_dir / variant.id, folder)
        expected = "pass"
    return Page.of(folder, task.id, variant.id, expected)


def copy_page(source: Path, folder: Path) -> None:
    """Copy the files of a page; what was in `folder` before is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in tree_files(source):
        copy = folder / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _mutated(task: Task, mutant: Mutant, path: Path) -> str:
    html = (task.reference_dir / "index.html").read_text(encoding="utf-8")
    for edit in mutant.edits:
        times = html.count(edit.find)
        if times != 1:
            raise InputError(
                f"{path}: {mutant.id}: {edit.find[:60]!r} occurs {times} times in the reference, must be once"
            )
        html = html.replace(edit.find, edit.replace)
    return html
