"""A page to be judged: what a generator leaves behind and the browser serves."""

from pathlib import Path

from tasks.errors import InputError
from tasks.files import tree_sha256
from tasks.yamlfile import Strict


class Page(Strict):
    """A folder with an `index.html`, served on an origin of its own.

    A path that the folder does not hold is looked for among the task's assets, so that a page can name
    `asset_001.png` as the generator was told to.
    """

    task: str
    """Task id."""
    generator: str
    """Who made it: a generator's name, or a variant's."""
    folder: Path
    sha256: str
    """Over all files of the folder."""

    @property
    def index(self) -> Path:
        return self.folder / "index.html"

    @classmethod
    def of(cls, folder: Path, task: str, generator: str) -> "Page":
        """The page in `folder`, hashed. Raises InputError where there is no index.html."""
        if not (folder / "index.html").is_file():
            raise InputError(f"{folder}: no index.html; a page is a folder that holds one")
        return cls(task=task, generator=generator, folder=folder, sha256=tree_sha256(folder))
