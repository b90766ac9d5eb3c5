"""Checking a rubric against its task: `iwr rubrics check`."""

from judge.lint.check import check_rubric
from judge.lint.gather import Gathered, from_browser, from_run
from judge.lint.issue import Issue, LintReport

__all__ = ["Gathered", "Issue", "LintReport", "check_rubric", "from_browser", "from_run"]
