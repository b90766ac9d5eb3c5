"""The catalogue: what a program can check on any implementation of a page."""

from rubrics.criteria.base import Criterion
from rubrics.criteria.combine import AllOf, AnyOf, Not
from rubrics.criteria.controls import ControlState, Focused, ValueEquals
from rubrics.criteria.grid import Grid
from rubrics.criteria.images import ImageShown
from rubrics.criteria.number import NumberChanges
from rubrics.criteria.page import MediaPlaying, NoErrors, Scrolled, UrlMatches
from rubrics.criteria.pixels import RegionChanges, Unchanged
from rubrics.criteria.text import (
    Count,
    Located,
    Order,
    TextAppears,
    TextDisappears,
    TextMatches,
)

CATALOGUE: tuple[type[Criterion], ...] = (
    TextAppears,
    TextDisappears,
    TextMatches,
    ValueEquals,
    ControlState,
    Count,
    NumberChanges,
    Order,
    Grid,
    Located,
    RegionChanges,
    Unchanged,
    ImageShown,
    Scrolled,
    Focused,
    UrlMatches,
    MediaPlaying,
    NoErrors,
    AllOf,
    AnyOf,
    Not,
)
"""Every criterion that ships, in the order of the table in docs/formats.md."""

__all__ = ["CATALOGUE", "Criterion"]
