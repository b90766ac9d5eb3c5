"""The models of a run: which preset stands in which role, and the hub that they are asked through."""

from dataclasses import dataclass
from pathlib import Path

from agents.models.cache import ReplyCache
from agents.models.client import ModelHub
from agents.models.exchanges import ExchangeStore, Replay
from agents.models.ledger import Ledger, check_prices
from agents.models.protocol import Role
from agents.models.spec import ModelSpec, find_model, load_models
from agents.models.transports import check_key
from judge.config import LLM, RunConfig, models_file
from judge.doctor import cache_folder
from judge.results import Cost
from tasks.errors import InputError

EXCHANGES = "exchanges"
"""Folder of a run: every exchange with a model, with the pictures that were sent."""
LEDGER = "ledger.jsonl"
"""File of a run: every call that was paid for."""


@dataclass(frozen=True)
class Cast:
    """A model in a role."""

    role: Role
    spec: ModelSpec
    where: str
    """The key of the configuration that names it."""


def cast(config: RunConfig) -> list[Cast]:
    """The models that a run asks, in the order of the roles. Raises InputError for an unknown preset, or
    a role that needs a model and has none."""
    known = load_models([models_file(), *config.models])
    named: list[tuple[Role, str | None, str]] = [
        ("generator", name.removeprefix(LLM), "generators")
        for name in config.generators
        if name.startswith(LLM)
    ]
    if config.operator.model is not None or config.operator.always:
        named.append(("operator", config.operator.model, "operator.model"))
    # A judge of somebody's own may ask that model, too.
    own = config.step_judge not in ("evidence", "vlm", "panel") and config.assertion.model is not None
    if config.step_judge == "vlm" or own:
        named.append(("judge", config.assertion.model, "assertion.model"))
    if config.step_judge == "panel":
        if len(config.panel.members) + config.panel.evidence < 2:
            raise InputError("panel.members: a panel needs two judges or more; name their models")
        named += [
            ("judge", one.model, f"panel.members.{i}.model") for i, one in enumerate(config.panel.members)
        ]
    if config.visual.high_level == "vlm":
        named.append(("judge", config.visual.judge, "visual.judge"))
    found = []
    for role, name, where in named:
        if name is None:
            raise InputError(f"{where}: names no model; set it to a preset of models.yaml")
        found.append(Cast(role, find_model(name, known, where), where))
    return found


def check_models(config: RunConfig) -> list[Cast]:
    """`cast`, and nothing in the way of asking: keys, prices where money is limited, the replay's file."""
    members = cast(config)
    if config.replay is None:
        for member in members:
            check_key(member.spec, member.where)
    budget = Ledger(None, usd=config.budget.usd, tokens=config.budget.tokens)
    check_prices([member.spec for member in members], budget)
    return members


def make_hub(config: RunConfig, folder: Path) -> ModelHub:
    """The hub of the run in `folder`; nothing is sent before a model is asked."""
    return ModelHub(
        specs={member.spec.name: member.spec for member in cast(config)},
        exchanges=ExchangeStore(folder / EXCHANGES),
        cache=reply_cache() if config.cache else None,
        ledger=Ledger(folder / LEDGER, usd=config.budget.usd, tokens=config.budget.tokens),
        replay=Replay(config.replay) if config.replay else None,
    )


def costs(ledger: Ledger) -> tuple[Cost, ...]:
    """What the run has paid so far, by role and model."""
    return tuple(
        Cost(
            role=total.role,
            model=total.model,
            calls=total.calls,
            usage=total.usage,
            usd=total.usd,
            unpriced=total.unpriced,
        )
        for total in ledger.totals()
    )


def reply_cache() -> ReplyCache:
    """What models have answered, on this machine, in any run."""
    return ReplyCache(cache_folder() / "replies")
