"""First drafts of rubrics: `iwr record`, `iwr rubrics draft`."""

from judge.draft.draft import Draft, draft_rubric
from judge.draft.hub import drafting_model
from judge.draft.make import PAGES, Drafted, derive_trial, wants_draft, write_draft
from judge.draft.trial import Trial
from judge.draft.write import draft_yaml

__all__ = [
    "PAGES",
    "Draft",
    "Drafted",
    "Trial",
    "derive_trial",
    "draft_rubric",
    "draft_yaml",
    "drafting_model",
    "wants_draft",
    "write_draft",
]
