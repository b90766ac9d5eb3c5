"""`iwr record`: a task's video, checkpoints and anonymised assets from its reference page."""
