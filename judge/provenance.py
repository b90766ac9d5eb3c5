"""What a run, or a judgement of its evidence, was made with."""

import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from agents.browser.chromium import find_chromium
from judge.config import RunConfig
from judge.judgements import Judgement
from judge.models import Cast
from judge.plan import Episode, page_sources, task_files
from judge.remembered import MEASURING
from judge.results import Provenance
from rubrics.criteria.registry import code_hashes
from rubrics.whole import CATALOGUE
from tasks.files import sha256, tree_sha256
from tasks.plugins import code_sha256
from tasks.store import evidence_file

_LIBRARIES = ("iwr-judge", "langgraph", "browser-use", "playwright", "rapidocr", "opencv-python-headless")

_NO_MATTER = {"name", "price", "note", "concurrency", "timeout", "retries"}
"""Of a model's preset: what its answers don't depend on."""


def of_run(
    config: RunConfig, episodes: Sequence[Episode], members: Sequence[Cast], prompts: Mapping[str, str]
) -> Provenance:
    """Of a run that makes these episodes. `prompts`: SHA-256 by name, as `check_judges` gives them."""
    versions = {name: importlib.metadata.version(name) for name in _LIBRARIES if _installed(name)}
    versions["chromium"] = find_chromium().version
    hashes = dict(prompts) | _of_models(members) | _of_tasks(episodes)
    sources = {f"page {source.resolve()}": source for one in episodes for source in page_sources(one)}
    hashes |= {key: tree_sha256(source) for key, source in sources.items()}
    return Provenance(versions=versions, hashes=hashes, settings=_settings(config))


def of_judgement(
    run_dir: Path,
    first: Judgement,
    config: RunConfig,
    episodes: Sequence[Episode],
    members: Sequence[Cast],
    prompts: Mapping[str, str],
) -> Provenance:
    """What made the evidence as the run has it (`first`); what judges as it is now."""
    versions = dict(first.provenance.versions)
    versions |= {name: importlib.metadata.version(name) for name in MEASURING if name in versions}
    hashes = {key: value for key, value in first.provenance.hashes.items() if key.startswith("page ")}
    files = (evidence_file(run_dir / "episodes" / one.id) for one in episodes)
    hashes["evidence"] = tree_sha256(run_dir, [path for path in files if path.is_file()])
    hashes |= dict(prompts) | _of_models(members) | _of_tasks(episodes)
    return Provenance(versions=versions, hashes=hashes, settings=_settings(config))


def difference(begun: Provenance, now: Provenance) -> str | None:
    """The first thing that is otherwise `now`, as the beginning of a sentence; None where nothing is."""
    for name in sorted({*begun.hashes, *now.hashes}):
        then, is_now = begun.hashes.get(name), now.hashes.get(name)
        if then != is_now:
            return f"{name}: was {'added' if then is None else 'removed' if is_now is None else 'changed'}"
    for name in sorted({*begun.versions, *now.versions}):
        then, is_now = begun.versions.get(name, "not there"), now.versions.get(name, "not there")
        if then != is_now:
            return f"{name}: was changed from {then} to {is_now}"
    return None


def _of_models(members: Sequence[Cast]) -> dict[str, str]:
    specs = [member.spec for member in members]
    return {f"model {spec.name}": sha256(spec.model_dump_json(exclude=_NO_MATTER).encode()) for spec in specs}


def _of_tasks(episodes: Sequence[Episode]) -> dict[str, str]:
    """Of each task, once: its files, its rubric, the profile, the code of criteria that don't ship."""
    hashes: dict[str, str] = {}
    # All episodes of a task have the same rubric and profile.
    for one in {one.task.id: one for one in episodes}.values():
        task, rubric = one.task, one.rubric
        hashes[f"task {task.id}"] = tree_sha256(task.folder, task_files(task))
        hashes[f"rubric of {task.id}"] = rubric.sha256
        hashes[f"profile of {task.id}"] = sha256(one.profile.model_dump_json().encode())
        for checkpoint in rubric.checkpoints.values():
            code = code_hashes(checkpoint.criteria)
            hashes |= {f"criterion {name}": value for name, value in code.items()}
        guests = {type(criterion) for criterion in rubric.page} - set(CATALOGUE)
        hashes |= {f"page criterion {kind.key}": code_sha256(kind) for kind in guests}
    return hashes


def _settings(config: RunConfig) -> dict[str, str]:
    return {key: json.dumps(value) for key, value in config.model_dump(mode="json").items()}


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
