"""Build the report of a run: one file that opens without a server, from anywhere, and loads nothing."""

from pathlib import Path

from markupsafe import Markup

from agents.models.exchanges import ExchangeStore
from judge.calibration.claims import PUBLISHED, beside_score_of, calibrate_command, own_errors
from judge.judgements import FIRST, judgement_dir, read_judged
from judge.models import EXCHANGES
from judge.report.html import REPORT_FOLDER, environment, policy
from judge.report.pictures import PictureBook
from judge.report.view import episode_view, grid
from tasks.files import write_atomic

REPORT_FILE = "report.html"


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
    css, js = ((REPORT_FOLDER / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    html = (
        environment(REPORT_FOLDER)
        .get_template("report.html.j2")
        .render(
            run=run,
            episodes=episodes,
            grid=grid(run, episodes),
            book=book,
            css=Markup(css),
            js=Markup(js),
            policy=policy(css, js),
            known_lines=beside_score_of(run_dir, judgement, run),
            calibrate=calibrate_command(run_dir, judgement),
            own_line=own_errors(run),
            published=PUBLISHED,
        )
    )
    path = folder / REPORT_FILE
    # A page may have left half a surrogate pair in its text, which no encoding can write.
    write_atomic(path, html.encode("utf-8", errors="replace"))
    return path
