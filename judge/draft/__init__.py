"""First drafts of rubrics: `iwr record`, `iwr rubrics draft`."""

from judge.draft.court import Court
from judge.draft.draft import Draft, draft_rubric
from judge.draft.hub import drafting_model
from judge.draft.make import PAGES, Drafted, derive_court, wants_draft, write_draft
from judge.draft.write import draft_yaml

__all__ = [
    "PAGES",
    "Court",
    "Draft",
    "Drafted",
    "derive_court",
    "draft_rubric",
    "draft_yaml",
    "drafting_model",
    "wants_draft",
    "write_draft",
]
