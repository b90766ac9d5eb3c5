"""Variants derived from a reference page, each labelled by what a person can see of it."""

from judge.derive.label import Outcome
from judge.derive.make import Checked, Made, check_variants, make_variants
from judge.derive.witnesses import Witness, Witnesses, gather_witnesses

__all__ = [
    "Checked",
    "Made",
    "Outcome",
    "Witness",
    "Witnesses",
    "check_variants",
    "gather_witnesses",
    "make_variants",
]
