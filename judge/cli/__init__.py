"""The command `iwr`."""

from judge.cli.main import app

__all__ = ["app"]
