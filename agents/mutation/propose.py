"""Candidates for mutants of any page, in an order that spreads evenly."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from agents.mutation import behaviour, images, listeners, looks
from agents.mutation.mutation import (
    Candidate,
    Mutation,
    MutationOperator,
    Replacement,
    Source,
    edits_of,
    kebab,
)
from agents.mutation.sources import PageSources, integrity
from tasks.variants import Edit

_PLACES = 200
"""Places of one operator in one file that become candidates at most; a bundle has tens of thousands."""

OPERATORS: dict[str, MutationOperator] = {
    one.name: one
    for one in (
        MutationOperator("remove_listener", listeners.remove_listener),
        MutationOperator("swap_handlers", listeners.swap_handlers),
        MutationOperator("negate_condition", behaviour.negate_condition),
        MutationOperator("off_by_one", behaviour.off_by_one),
        MutationOperator("freeze_state", behaviour.freeze_state),
        MutationOperator("drop_update", behaviour.drop_update),
        MutationOperator("swap_image", images.swap_image),
        MutationOperator("change_text", looks.change_text),
        MutationOperator("shift_layout", looks.shift_layout, looks=True),
        MutationOperator("change_colour", looks.change_colour, looks=True),
    )
}


@dataclass(frozen=True)
class Proposal:
    """The candidates, and why there are no more."""

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]
    """What could not be mutated, and why, a sentence each."""


def propose(page: PageSources, seed: int, operators: Sequence[str] = ()) -> Proposal:
    """All candidates, most wanted first: the operators take turns (those named; default: all), so do the
    page's files within an operator, and each spreads over a file from the first of its candidates on, so that
    any beginning of the list is an even sample.

    The same arguments give the same candidates; a candidate's id does not depend on the seed. Empty where
    there is nothing to mutate.
    """
    named = [name for name in OPERATORS if not operators or name in operators]
    words = looks.written_words(page.parsed)
    sources = [Source(file, page.pictures, words) for file in page.parsed]
    unbound = {source.file.name: _unbound(page, source.file.name) for source in sources}
    queues: dict[str, list[Candidate]] = {}
    for name in named:
        chance = random.Random(f"{seed} {name}")
        seen: dict[str, int] = {}
        shares = [
            _spread(_candidates(source, OPERATORS[name], unbound[source.file.name], seen), chance)
            for source in sources
        ]
        queues[name] = _in_turns(shares)
    notes = list(page.left_alone)
    idle = [name for name in named if not queues[name]]
    if idle:
        notes.append(f"nothing to change by {', '.join(idle)} in {', '.join(page.texts)}")
    return Proposal(tuple(_in_turns(list(queues.values()))), tuple(notes))


def _candidates(
    source: Source, operator: MutationOperator, unbound: tuple[Edit, ...], seen: dict[str, int]
) -> list[Candidate]:
    """In the order of the source; named by operator and place, numbered where a place has several (`seen`
    counts over all files). `unbound` goes with each."""
    named: list[tuple[str, Mutation]] = []
    for mutation in operator.propose(source):
        name = "-".join(filter(None, (kebab(operator.name), kebab(mutation.scope))))
        seen[name] = seen.get(name, 0) + 1
        named.append((f"{name}-{seen[name]}" if seen[name] > 1 else name, mutation))
    found: list[Candidate] = []
    for name, mutation in _sample(named):
        edits = edits_of(source.file.html, mutation.replacements, source.file.name)
        if edits is not None:
            all_edits = (*edits, *unbound)
            found.append(Candidate(name, operator.name, mutation.about, all_edits, operator.looks))
    return found


def _unbound(page: PageSources, name: str) -> tuple[Edit, ...]:
    """Edits after which a browser loads the file `name` though it has changed."""
    edits: list[Edit] = []
    for file in page.parsed:
        bound = [place for place in integrity(page, name) if place[0] == file.name]
        places = [Replacement(start, end, "") for _, start, end in bound]
        edits += edits_of(file.html, places, file.name) or () if places else ()
    return tuple(edits)


def _sample(named: list[tuple[str, Mutation]]) -> list[tuple[str, Mutation]]:
    """At most `_PLACES` of them, evenly."""
    if len(named) <= _PLACES:
        return named
    return [named[index * len(named) // _PLACES] for index in range(_PLACES)]


def _in_turns(queues: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """The first of each, then the second of each and so on."""
    return [one for one in chain.from_iterable(zip_longest(*queues)) if one is not None]


def _spread(candidates: list[Candidate], chance: random.Random) -> list[Candidate]:
    """One from each half, then one from each quarter and so on, each by chance, none twice."""
    left = dict.fromkeys(range(len(candidates)))
    found: list[Candidate] = []
    parts = 1
    while left:
        for part in range(parts):
            share = range(part * len(candidates) // parts, (part + 1) * len(candidates) // parts)
            # A part that was drawn from already has had its turn.
            free = [index for index in share if index in left]
            if free and (len(free) == len(share) or parts >= len(candidates)):
                index = chance.choice(free)
                del left[index]
                found.append(candidates[index])
        parts *= 2
    return found
