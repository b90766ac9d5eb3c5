"""Variants derived from a reference page, each labelled by what a person can see of it."""

from judge.derive.label import Outcome
from judge.derive.make import Checked, Made, check_variants, make_variants

__all__ = ["Checked", "Made", "Outcome", "check_variants", "make_variants"]
