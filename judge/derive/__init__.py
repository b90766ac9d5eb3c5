"""Variants derived from a reference page, each labelled by what a person can see of it."""

from judge.derive.label import Outcome
from judge.derive.make import Made, make_variants

__all__ = ["Made", "Outcome", "make_variants"]
