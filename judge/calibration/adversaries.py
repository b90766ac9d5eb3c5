"""What pages that were made to deceive get, by each profile, and why."""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from agents.generator.adversaries import ADVERSARIES
from judge.calibration.model import AdversaryResult
from judge.causality import Causality
from judge.gates import gates_of, unsure_of
from judge.probes import probed
from judge.results import EpisodeResult
from judge.score import Score, score
from rubrics.profile import Profile, load_profile
from rubrics.verdict import Verdict
from tasks.errors import InputError
from tasks.evidence import Evidence
from tasks.store import PictureStore, read_evidence

PROFILES = ("iwr", "strict")


def adversary_results(episodes: Sequence[EpisodeResult], run_dir: Path) -> tuple[AdversaryResult, ...]:
    """Those of the episodes that are an adversary's, scored anew from their verdicts by the profiles that
    ship; their gates are told by the run's evidence: where that is damaged, IFS is not known."""
    profiles = {name: load_profile(name) for name in PROFILES}
    return tuple(_result(one, run_dir, profiles) for one in episodes if one.generator in ADVERSARIES)


def _result(episode: EpisodeResult, run_dir: Path, profiles: dict[str, Profile]) -> AdversaryResult:
    ifs: dict[str, float | None] = dict.fromkeys(PROFILES)
    evidence, why = _evidence(episode, run_dir)
    if evidence is not None:
        causality = episode.causality or Causality.of(probed(evidence, PictureStore(run_dir / "pictures")))
        gates, unsure = gates_of(evidence, causality), unsure_of(causality)
        steps = [step.id for step in episode.steps]
        # Looks have no part in IFS.
        scores = {
            name: score(steps, episode.verdicts, (), (), profile, gates=gates, unsure=unsure)
            for name, profile in profiles.items()
        }
        ifs = {name: one.ifs_bounds.high for name, one in scores.items()}
        why = _why(episode.verdicts, scores["strict"], causality)
    return AdversaryResult(
        task=episode.task, adversary=episode.generator, repeat=episode.repeat, ifs=ifs, why=why
    )


def _evidence(episode: EpisodeResult, run_dir: Path) -> tuple[Evidence | None, str]:
    """What an episode that was judged rests on; without, and why, where there is nothing to go by."""
    if not episode.verdicts:
        return None, episode.failure or "no verdicts"
    try:
        return read_evidence(run_dir / "episodes" / episode.episode), ""
    except InputError as error:
        return None, str(error)


def _why(verdicts: Sequence[Verdict], strict: Score, causality: Causality) -> str:
    """Which steps count, by what reason, and what gate fails them in `strict`; or why none does."""
    counted = list(takewhile(lambda verdict: verdict.value != "fail", verdicts))
    if not counted:
        return f"{verdicts[0].step} fails: {verdicts[0].reason}"
    violations = {one.step: one for one in causality.findings if one.value == "violated"}
    said = []
    for verdict in counted:
        line = f"{verdict.step}: {verdict.value}: {verdict.reason.rstrip('.')}"
        gates = strict.gated.get(verdict.step, ())
        if gates:
            line += f"; in strict it fails by {', '.join(gates)}"
        if "causality" in gates:
            violation = violations[verdict.step]
            line += f" ({violation.done}: {violation.reason.rstrip('.')})"
        said.append(f"{line}.")
    return " ".join(said)
