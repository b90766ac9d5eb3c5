"""How well drafted rubrics judge: `python -m tests.drafts`."""
