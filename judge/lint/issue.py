"""What is found wrong with a rubric."""

from typing import Literal

from tasks.yamlfile import Strict

Level = Literal["error", "warning"]
Check = Literal[
    "target",
    "dialog",
    "empty",
    "fails",
    "wrong-step",
    "text",
    "number",
    "vacuous",
    "everywhere",
    "unseen",
    "ambiguous",
    "contradiction",
    "claims",
    "visual",
    "missed-mutant",
    "refused-equivalent",
    "unknown",
]
"""target: the operator does not find it on the reference, finds it by a hair, or by what another
page may not have. dialog: what the step answers is never asked. empty: nothing is asked.
fails, wrong-step, text, number: the criterion does not hold on the reference (in general; but at another
step; for a text, for a number that never stands there). vacuous: it holds though nothing is done.
everywhere: it holds after every other step, too. unseen: it denies, or says that something stays, of what is
not seen there. ambiguous: it may mean several numbers or controls. claims: an assertion says several things.
visual: the flag adds nothing. missed-mutant, refused-equivalent: a variant is judged otherwise than its
label says."""


class Issue(Strict):
    """One thing that is wrong, or may be."""

    level: Level
    check: Check
    step: str
    criterion: str | None = None
    """In one line, as the rubric has it."""
    message: str
    remedy: str


class LintReport(Strict):
    """What was found about one task's rubric."""

    task: str
    rubrics: str
    """The set, or the folder."""
    criteria: int
    variants: int
    """Variants that were judged by the rubric."""
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> int:
        return sum(issue.level == "error" for issue in self.issues)
