"""Judges that see: a prompt and a vision model, for steps and for looks, and panels of step judges."""

from judge.vlm.assertion import AssertionJudge
from judge.vlm.fidelity import FidelityJudge
from judge.vlm.panel import Panel, Rule
from judge.vlm.presentation import Presentation
from judge.vlm.prompts import find_prompt, known_prompts, prompt_list

__all__ = [
    "AssertionJudge",
    "FidelityJudge",
    "Panel",
    "Presentation",
    "Rule",
    "find_prompt",
    "known_prompts",
    "prompt_list",
]
