"""Proposing a rubric from what the reference does: `iwr rubrics draft`."""

from judge.draft.ask import Asked
from judge.draft.draft import Draft, draft_rubric
from judge.draft.hub import drafting_model
from judge.draft.write import draft_yaml

__all__ = ["Asked", "Draft", "draft_rubric", "draft_yaml", "drafting_model"]
