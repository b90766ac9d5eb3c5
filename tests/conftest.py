"""What holds for every test: no key, no model hub, no cache of the user's, the same examples each time."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("iwr", deadline=None, derandomize=True)
settings.load_profile("iwr")


def pytest_configure() -> None:
    """Settings that some libraries read when they are imported, so before any test module is."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"):
        os.environ.pop(name, None)
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A cache that starts empty and that the workers of one run share."""
    base: Path = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ["IWR_CACHE"] = str(shared / "iwr-cache")
