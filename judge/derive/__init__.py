"""Variants derived from a reference page, each labelled by what a person can see of it."""

from judge.derive.label import Outcome
from judge.derive.make import Checked, Made, check_variants, make_variants
from judge.derive.pages import DerivedPage, DerivedPages, derive_pages

__all__ = [
    "Checked",
    "DerivedPage",
    "DerivedPages",
    "Made",
    "Outcome",
    "check_variants",
    "derive_pages",
    "make_variants",
]
