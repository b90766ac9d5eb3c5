"""The report: what a person looks at, in one HTML file."""

from judge.report.build import build

__all__ = ["build"]
