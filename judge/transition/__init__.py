"""Did the candidate do what the reference did? The reference-transition check, which asks no model."""

from judge.transition.agree import PASS, UNSURE, Agreement, Transition, agree
from judge.transition.change import Change, Scene, change_between
from judge.transition.check import TransitionJudge

__all__ = [
    "PASS",
    "UNSURE",
    "Agreement",
    "Change",
    "Scene",
    "Transition",
    "TransitionJudge",
    "agree",
    "change_between",
]
