"""Which way of asking a vision model judges best: a factorial over prompts, models and presentations."""
