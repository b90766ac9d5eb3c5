"""Who makes the pages: baselines that need no model, and pages that exist already."""
