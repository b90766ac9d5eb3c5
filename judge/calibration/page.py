"""`calibration.html`: how often a judge is wrong, as one page that needs no script and loads nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from judge.calibration.claims import PUBLISHED
from judge.calibration.model import Bin, Calibration, Miss
from judge.report.html import REPORT_FOLDER, environment, policy
from judge.report.pictures import PictureBook
from judge.report.view import Album, Shot
from judge.results import EpisodeResult, RunResult, StepInfo
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.files import write_atomic
from tasks.store import PictureStore, read_evidence

PAGE_FILE = "calibration.html"

_FOLDER = Path(__file__).parent
_PICTURED = 100
"""Wrong verdicts that are shown with pictures; a judge may be wrong a thousand times."""


@dataclass(frozen=True)
class MissView:
    """A wrong verdict with what the judge saw."""

    miss: Miss
    info: StepInfo
    shots: tuple[Shot, ...]
    viewport: tuple[int, int]


def write_page(run_dir: Path, folder: Path, result: RunResult, measured: Calibration, judgement: str) -> Path:
    """Write `<folder>/calibration.html` from a measurement, and the evidence of what is wrong; its path.

    Whatever a page or a model wrote is shown as text. Equal inputs make equal bytes.
    """
    book = PictureBook()
    episodes = {(one.task, one.generator, one.repeat): one for one in result.episodes}
    seen: dict[str, Evidence | None] = {}
    misses = [
        _miss_view(run_dir, miss, episodes[miss.task, miss.variant, miss.repeat], book, seen, number)
        for number, miss in enumerate(measured.misses)
    ]
    book.develop()
    css = "".join(
        path.read_text(encoding="utf-8")
        for path in (REPORT_FOLDER / "report.css", _FOLDER / "calibration.css")
    )
    html = (
        environment(_FOLDER, REPORT_FOLDER)
        .get_template("calibration.html.j2")
        .render(
            run=result,
            judgement=judgement,
            measured=measured,
            parts={
                name: part
                for name, part in (
                    ("All", measured.all),
                    ("Tuning split", measured.tuning),
                    ("Test split", measured.test),
                    ("Test, sure labels", measured.sure),
                )
                if part is not None
            },
            profiles=list(dict.fromkeys(name for one in measured.adversaries for name in one.ifs)),
            line=_line(measured.all.reliability),
            misses=misses,
            book=book,
            sizes=_sizes(misses, book),
            published=PUBLISHED,
            css=Markup(css),
            policy=policy(css),
        )
    )
    path = folder / PAGE_FILE
    # A page may have left half a surrogate pair in its text, which no encoding can write.
    write_atomic(path, html.encode("utf-8", errors="replace"))
    return path


def _miss_view(
    run_dir: Path,
    miss: Miss,
    episode: EpisodeResult,
    book: PictureBook,
    seen: dict[str, Evidence | None],
    number: int,
) -> MissView:
    if episode.episode not in seen:
        try:
            seen[episode.episode] = read_evidence(run_dir / "episodes" / episode.episode)
        except InputError:  # the numbers stand without the pictures
            seen[episode.episode] = None
    evidence = seen[episode.episode]
    step = evidence.step(miss.step) if evidence else None
    album = Album(book, PictureStore(run_dir / "pictures"), episode.task_folder)
    shots = (
        (
            album.shot("Before", step.before if step else None),
            album.shot("After", step.after if step else None),
            album.checkpoint(miss.index),
        )
        if number < _PICTURED
        else ()
    )
    info = next(one for one in episode.steps if one.id == miss.step)
    return MissView(miss, info, shots, evidence.viewport if evidence else (1280, 720))


def _sizes(misses: list[MissView], book: PictureBook) -> Mapping[str, tuple[int, int]]:
    """By picture, the viewport that it shows, in CSS pixels."""
    return {
        name: view.viewport
        for view in misses
        for shot in view.shots
        if (name := book.id(shot.picture)) is not None
    }


def _line(bins: tuple[Bin, ...]) -> str:
    """The reliability curve as the points of a polyline in a square of 100, its origin below on the left."""
    return " ".join(
        f"{100 * one.confidence:.2f},{100 - 100 * one.accuracy.value:.2f}"
        for one in bins
        if one.accuracy.value is not None
    )
