"""What the pages that we write have in common: escaping, filters, a policy that lets nothing else in."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

REPORT_FOLDER = Path(__file__).parent
"""Of the report's templates and style, which other pages share."""


def environment(*folders: Path) -> Environment:
    """Templates from these folders, the first that has one; whatever they show is escaped."""
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["score"] = _score
    made.filters["clip"] = _clip
    return made


def policy(css: str, js: str | None = None) -> str:
    """A content security policy under which only these texts and embedded pictures take effect."""
    script = "'none'" if js is None else _hash(js)
    return (
        f"default-src 'none'; img-src data:; style-src {_hash(css)}; script-src {script}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _score(value: float | None, digits: int = 1) -> str:
    """A fraction times 100, as the paper prints scores; a dash where there is none."""
    return "–" if value is None else f"{100 * value:.{digits}f}"


def _clip(text: str, limit: int = 600) -> str:
    """A text of any length as one that fits: its beginning, and how much was left out."""
    return text if len(text) <= limit else f"{text[:limit]} … ({len(text) - limit} more characters)"
