"""Build the report of a run: one file that opens without a server, from anywhere, and loads nothing."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agents.models.exchanges import ExchangeStore
from judge.judgements import FIRST, judgement_dir, read_judged
from judge.models import EXCHANGES
from judge.report.pictures import PictureBook
from judge.report.view import episode_view, grid
from tasks.files import write_atomic

REPORT_FILE = "report.html"

_FOLDER = Path(__file__).parent


def build(run_dir: Path, judgement: str = FIRST) -> Path:
    """Write report.html from a judgement's results and the run's evidence and pictures; returns its path.
    It lies beside the results: in the run's folder, or in that of a later judgement.

    Whatever a page or a model wrote is shown as text: the template escapes it, and a policy in the file
    lets no script or style run but the report's own. Equal inputs make equal bytes. Raises InputError
    where there are no results.
    """
    run = read_judged(run_dir, judgement)
    folder = judgement_dir(run_dir, judgement)
    said = tuple(ExchangeStore(place / EXCHANGES) for place in dict.fromkeys((folder, run_dir)))
    book = PictureBook()
    episodes = [
        episode_view(run_dir, number, item, book, said) for number, item in enumerate(run.episodes, 1)
    ]
    book.develop()
    css, js = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    html = (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            episodes=episodes,
            grid=grid(run, episodes),
            book=book,
            css=Markup(css),
            js=Markup(js),
            policy=_policy(css, js),
        )
    )
    path = folder / REPORT_FILE
    # A page may have left half a surrogate pair in its text, which no encoding can write.
    write_atomic(path, html.encode("utf-8", errors="replace"))
    return path


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["score"] = _score
    environment.filters["clip"] = _clip
    return environment


def _policy(css: str, js: str) -> str:
    """A content security policy under which only these two texts and embedded pictures take effect."""
    style, script = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (css, js))
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _score(value: float | None, digits: int = 1) -> str:
    """A fraction times 100, as the paper prints scores; a dash where there is none."""
    return "–" if value is None else f"{100 * value:.{digits}f}"


def _clip(text: str, limit: int = 600) -> str:
    """A text of any length as one that fits: its beginning, and how much was left out."""
    return text if len(text) <= limit else f"{text[:limit]} … ({len(text) - limit} more characters)"
