"""Mutation operators: faults put into a page of which it is known that it works."""

from agents.mutation.mutation import Candidate
from agents.mutation.propose import OPERATORS, propose

__all__ = ["OPERATORS", "Candidate", "propose"]
