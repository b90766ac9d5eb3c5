"""How a page writes numbers, as far as its numbers show it.

"1,234" is a thousand and some on one page and one and a bit on another, and nothing in it tells which; the
page's other numbers may. What they leave open stays open: a page may have several notations.
"""

from collections.abc import Iterable
from itertools import product
from typing import Literal, NamedTuple

Question = Literal["comma", "spaces", "signs", "cents"]
"""A field of `Notation`."""
Fact = tuple[Question, bool]


class Notation(NamedTuple):
    """How what can be read in two ways is read."""

    comma: bool = False
    """A comma is the decimal mark and a point parts thousands; else the other way round."""
    spaces: bool = False
    """Digits in threes that spaces part are one number; else several."""
    signs: bool = False
    """A sign that stands apart from a number, or follows it, is its own; else it is a dash."""
    cents: bool = False
    """Two raised digits after a number without a currency are its decimals; else a remark."""


PLAIN = Notation()


def settled(
    asked: Iterable[Question], amounts: Iterable[Fact], facts: Iterable[Fact]
) -> tuple[Notation, ...]:
    """The notations in which a page may be written; at least one.

    `asked` are the questions that its numbers leave open by themselves; `facts` is what other numbers on it
    show, `amounts` what those show that have a currency. An amount is written with care, "2.15" may be a
    version or a time: so amounts decide first, and facts that contradict each other decide nothing.
    """
    open_questions = set(asked)
    answers: dict[Question, bool] = {}
    for known in (set(amounts), set(facts)):
        for question, answer in known:
            if question in open_questions and (question, not answer) not in known:
                answers.setdefault(question, answer)
    fields = [
        (answers[name],) if name in answers else (False, True) if name in open_questions else (False,)
        for name in Notation._fields
    ]
    return tuple(Notation(*values) for values in product(*fields))
