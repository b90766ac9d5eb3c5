"""The judgements of a run: its own, called `first`, and those made of its evidence later.

`<run>/judgements/<name>/` holds `judgement.json` (what was judged by what), `episodes/<id>.json` as they end
and `results.json`, in the format of the run's own. Evidence and pictures stay where they are.
"""

import re
from datetime import datetime
from pathlib import Path

from judge.config import RunConfig
from judge.jsonfile import Model, read_json
from judge.results import RESULTS_FILE, Provenance, RunResult, read_results
from tasks.errors import InputError
from tasks.yamlfile import Strict, nearest

FIRST = "first"
"""The judgement that was made when the run was."""
JUDGEMENTS = "judgements"
JUDGEMENT_FILE = "judgement.json"
RUN_FILE = "run.json"


class Judgement(Strict):
    """What one judgement was made with; enough to go on with it, or to know what of it holds for another."""

    name: str
    run: str
    """The run whose evidence is judged."""
    created: datetime
    config: RunConfig
    """The run's configuration as it was changed; what is said there of generators and the operator tells
    how the evidence came about."""
    provenance: Provenance


class RunFile(Strict):
    """`run.json`: what a run was started with; enough to go on with it."""

    name: str
    created: datetime
    config: RunConfig
    provenance: Provenance


def judgement_dir(run_dir: Path, name: str) -> Path:
    """Where the results of that judgement lie. Raises InputError where the name is no plain folder name."""
    if name == FIRST:
        return run_dir
    if not re.fullmatch(r"[^/\\.][^/\\]*", name):
        raise InputError(
            f"--as: {name!r} is no plain folder name; judgements are kept in {run_dir / JUDGEMENTS}/"
        )
    return run_dir / JUDGEMENTS / name


def judgements(run_dir: Path) -> list[str]:
    """The names of the run's finished judgements: `first`, then the others, sorted."""
    others = (path.parent.name for path in (run_dir / JUDGEMENTS).glob(f"*/{RESULTS_FILE}"))
    own = [FIRST] if (run_dir / RESULTS_FILE).is_file() else []
    return own + sorted(others)


def read_judgement(run_dir: Path, name: str) -> Judgement:
    """What that judgement was made with. Raises InputError where it is missing or damaged."""
    if name == FIRST:
        run = _read(run_dir / RUN_FILE, RunFile)
        return Judgement(
            name=FIRST, run=run.name, created=run.created, config=run.config, provenance=run.provenance
        )
    return _read(judgement_dir(run_dir, name) / JUDGEMENT_FILE, Judgement)


def read_judged(run_dir: Path, name: str) -> RunResult:
    """The results of that judgement. Raises InputError where the run has none so called."""
    known = judgements(run_dir)
    if known and name not in known:
        raise InputError(f"{run_dir}: no judgement {name!r}; {nearest(name, known)}")
    return read_results(judgement_dir(run_dir, name))


def _read(path: Path, model: type[Model]) -> Model:
    return read_json(
        path,
        model,
        missing="{problem}; is this the folder of a run?",
        damaged="{field}: {problem}; it is damaged, or of another version",
    )
