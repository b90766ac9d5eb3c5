"""Judges that ask models: a prompt and what is shown, for steps and for looks, and panels of step judges."""

from judge.vlm.assertion import AssertionJudge, check_asking
from judge.vlm.batch import frame
from judge.vlm.fidelity import FidelityJudge, check_looking
from judge.vlm.panel import Panel, Rule
from judge.vlm.presentation import Presentation
from judge.vlm.prompts import find_prompt, known_prompts, prompt_list

__all__ = [
    "AssertionJudge",
    "FidelityJudge",
    "Panel",
    "Presentation",
    "Rule",
    "check_asking",
    "check_looking",
    "find_prompt",
    "frame",
    "known_prompts",
    "prompt_list",
]
