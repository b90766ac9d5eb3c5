"""Candidates for mutants of any page with an inline script, in an order that spreads evenly."""

import random
from collections.abc import Iterator, Sequence

from agents.mutation import behaviour, looks
from agents.mutation.mutation import Candidate, MutationOperator, Source, edits_of, kebab
from agents.mutation.page import ParsedPage

OPERATORS: dict[str, MutationOperator] = {
    one.name: one
    for one in (
        MutationOperator("remove_listener", behaviour.remove_listener),
        MutationOperator("swap_handlers", behaviour.swap_handlers),
        MutationOperator("negate_condition", behaviour.negate_condition),
        MutationOperator("off_by_one", behaviour.off_by_one),
        MutationOperator("freeze_state", behaviour.freeze_state),
        MutationOperator("drop_update", behaviour.drop_update),
        MutationOperator("swap_image", looks.swap_image),
        MutationOperator("change_text", looks.change_text),
        MutationOperator("shift_layout", looks.shift_layout, looks=True),
        MutationOperator("change_colour", looks.change_colour, looks=True),
    )
}


def propose(
    html: str, seed: int, operators: Sequence[str] = (), images: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    """All candidates, most wanted first: the operators take turns (those named; default: all), and each
    spreads over the page from the first of its candidates on, so that any beginning of the list is an even
    sample.

    `images`: the page's picture files, relative to it. The same arguments give the same candidates; a
    candidate's id does not depend on the seed. Empty where there is nothing to mutate.
    """
    source = Source(ParsedPage(html), tuple(images))
    queues = [
        list(_spread(_candidates(source, operator), random.Random(f"{seed} {name}")))
        for name, operator in OPERATORS.items()
        if not operators or name in operators
    ]
    longest = max(map(len, queues), default=0)
    return tuple(queue[turn] for turn in range(longest) for queue in queues if turn < len(queue))


def _candidates(source: Source, operator: MutationOperator) -> list[Candidate]:
    """In the order of the source; named by operator and place, numbered where a place has several."""
    found: list[Candidate] = []
    seen: dict[str, int] = {}
    for mutation in operator.propose(source):
        edits = edits_of(source.page.html, mutation.replacements)
        if edits is None:
            continue
        name = "-".join(filter(None, (kebab(operator.name), kebab(mutation.scope))))
        seen[name] = seen.get(name, 0) + 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        found.append(Candidate(f"{name}{number}", operator.name, mutation.about, edits))
    return found


def _spread(candidates: list[Candidate], chance: random.Random) -> Iterator[Candidate]:
    """One from each half, then one from each quarter and so on, each by chance, none twice."""
    left = dict.fromkeys(range(len(candidates)))
    parts = 1
    while left:
        for part in range(parts):
            share = range(part * len(candidates) // parts, (part + 1) * len(candidates) // parts)
            # A part that was drawn from already has had its turn.
            free = [index for index in share if index in left]
            if free and (len(free) == len(share) or parts >= len(candidates)):
                index = chance.choice(free)
                del left[index]
                yield candidates[index]
        parts *= 2
