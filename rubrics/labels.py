"""Where a text stands as a label, and where something only mentions it."""

import re

from rubrics.layout import Occurrence

_VALUE = re.compile(r"\s*(\([^)]*\))?\s*(:|-\s|[^\w\s]?\s?\d)")
"""What follows a label whose value stands in the same row."""


def rank(one: Occurrence) -> int:
    """How well a text stands as a label where it is seen: 0 alone on its line or in its row with nothing but
    its value, 1 at the beginning of a row, 2 as whole words, 3 inside words.

    "Shipping", "Shipping: free" and "Shipping €9.50" are labels; "Shipping is free from €200" is less of one,
    and "€47.00 away from free shipping" still less.
    """
    opens = not _letters(one.before)
    alone = opens and (not _letters(one.after) or _VALUE.match(one.after) is not None)
    ranks = (one.line or (one.whole and alone), one.whole and opens, one.whole)
    return ranks.index(True) if True in ranks else len(ranks)


def _letters(text: str) -> bool:
    return any(char.isalpha() for char in text)
