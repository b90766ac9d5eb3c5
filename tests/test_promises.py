"""No sentence of the documents that promises an error is without a test on the command line."""

import re

import pytest

from tests import test_promises_commands, test_promises_files, test_promises_runs
from tests.promises import ROOT, sentences

PROMISING = re.compile(
    r"\berrors?\b|\brefuse[sd]?\b|\bexit (?:status|\d)|\bstatus \d|nothing (?:is )?written|overwritten|"
    r"bad input",
    re.IGNORECASE,
)
HERE = [
    *(
        (one.document, one.sentence)
        for one in (*test_promises_files.PROMISES, *test_promises_commands.PROMISES)
    ),
    *((document, sentence) for sentence, document in test_promises_runs.PROMISES.items()),
]
ELSEWHERE = {
    ("README.md", "Exit status of `iwr`:"): "test_cli_bad_input.test_the_real_command_says_it_on_stderr",
    ("README.md", "1 done with failures of the harness"): "test_run.test_an_unknown_step_ends_with_1",
    ("ablation.md", "a stop by the budget (exit status 3)"): "test_ablation.test_the_command",
    ("calibration.md", "Exit status:"): "test_promises_runs.test_a_calibration_that_its_budget_stops",
    (
        "decisions.md",
        "is an error only where it stands alone.",
    ): "test_promises_runs.test_a_rubric_that_is_wrong",
    (
        "decisions.md",
        "one that names a picture that is not shown is refused.",
    ): "test_promises_commands.test_the_promise_is_kept",
    (
        "decisions.md",
        "An episode's checkpoint that can't be read is no error:",
    ): "test_resume.test_a_damaged_checkpoint_costs_one_episode_its_way",
    (
        "decisions.md",
        "by other rules or other versions is refused instead.",
    ): "test_resume.test_a_run_does_not_go_on_with_other_rules",
    (
        "decisions.md",
        "A file in a rubric folder that is never read is an error.",
    ): "test_promises_runs.test_a_file_that_is_never_read",
    (
        "formats.md",
        "they are unknown, and an error (`unseen`) in `iwr rubrics check`.",
    ): "test_promises_runs.test_a_rubric_that_is_wrong",
    (
        "models.md",
        "anything else is an error before the run begins.",
    ): "test_cli_bad_input.test_what_a_model_can_not_be_shown",
    (
        "models.md",
        "where it takes fewer, the error says which `batch` would do.",
    ): "test_cli_bad_input.test_what_a_model_can_not_be_shown",
    (
        "labels.md",
        "Requests under another host name are refused",
    ): "test_labels_page.test_only_who_has_the_link_and_comes_by_this_name_is_let_in",
    (
        "models.md",
        "the run stops with exit status 3",
    ): "test_models_run.test_a_budget_stops_the_run_and_both_parts_cost_what_one_would",
    ("results.md", "Exit status of every command:"): "test_cli_commands.test_doctor_prints_its_checks",
    ("results.md", "2 bad input, in one line on standard error"): "test_cli_bad_input.test_arguments",
    (
        "results.md",
        "It is refused where anything that the numbers depend on has changed since:",
    ): "test_resume.test_a_run_does_not_go_on_with_other_rules",
    (
        "rubrics.md",
        "It ends with status 1 where something is wrong.",
    ): "test_promises_runs.test_a_rubric_that_is_wrong",
}
"""Sentences that tests of other files meet."""
OF_PAGES = (
    "The step raised no script error", "the step raised no script error", "no script error)",
    "resamples can't show errors", "has errors of its own", "is answered or refused by the route",
    "What leads anywhere else is refused", "`refused_request`, `console_error`", "with nothing written in it",
    "without a script error or an error in the console", "an error in the console or in a script fails",
    "wrote errors to its console", "Error}` passes)", "Only an error to a call with pictures is read so",
)  # fmt: skip
"""Words of sentences that speak of what a page does, or of numbers, and promise no error of a command."""


def test_each_promise_is_met_by_a_test() -> None:
    known = [*HERE, *ELSEWHERE]
    left = [
        f"{document}: {sentence}"
        for document, sentence in sentences()
        if PROMISING.search(sentence)
        and not any(document == where and (said in sentence or sentence in said) for where, said in known)
        and not any(words in sentence for words in OF_PAGES)
    ]
    assert left == []


@pytest.mark.parametrize(("place", "test"), ELSEWHERE.items())
def test_the_sentence_and_its_test_are_there(place: tuple[str, str], test: str) -> None:
    document, said = place
    assert any(where == document and said in sentence for where, sentence in sentences())
    module, _, name = test.partition(".")
    assert f"def {name}(" in (ROOT / "tests" / f"{module}.py").read_text(encoding="utf-8")
