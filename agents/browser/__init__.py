"""A hardened Chromium: one a worker, one fresh context an episode, and no way out of it."""
