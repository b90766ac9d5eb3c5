"""The model that helps to draft."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from agents.models.protocol import Model


@asynccontextmanager
async def drafting_model(
    preset: str, files: Sequence[Path], usd: float | None, folder: Path
) -> AsyncIterator[Model]:
    """The model of that preset (of `files`, else of those that ship), for as long as it is needed.

    What it has answered before is not asked again; exchanges are left in `folder`. Raises InputError where
    the preset is unknown, its key is missing, or `usd` limits a model without a price.
    """
    from agents.models.client import ModelHub
    from agents.models.exchanges import ExchangeStore
    from agents.models.ledger import Ledger, check_prices
    from agents.models.spec import find_model, load_models
    from agents.models.transports import check_key
    from judge.config import models_file
    from judge.models import reply_cache

    spec = find_model(preset, load_models([models_file(), *files]), "--model")
    check_key(spec, "--model")
    ledger = Ledger(None, usd=usd)
    check_prices([spec], ledger)
    hub = ModelHub({spec.name: spec}, ExchangeStore(folder), reply_cache(), ledger)
    try:
        yield hub.model(spec.name)
    finally:
        await hub.close()
