"""Mutation operators: faults put into a page of which it is known that it works."""

from agents.mutation.mutation import Candidate
from agents.mutation.propose import OPERATORS, Proposal, propose
from agents.mutation.restyle import restyled
from agents.mutation.sources import PageSources, read_sources

__all__ = ["OPERATORS", "Candidate", "PageSources", "Proposal", "propose", "read_sources", "restyled"]
