"""What an ablation reports covers the truth; designs are balanced and repeatable."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.ablation.config import AblationConfig, Level
from judge.ablation.design import make_design
from judge.ablation.measure import Values, consistency, effects, paired, position_bias, right_of
from judge.ablation.sample import Key
from judge.config import AssertionConfig
from rubrics.verdict import Value

FALSE_PASS, FALSE_FAIL, FLIP = 0.12, 0.05, 0.08
TASKS, STEPS, FAULTY = 24, 20, 8


def task_of(key: Key) -> str:
    return key[0]


def truths() -> dict[Key, Value]:
    return {
        (f"task-{task:02d}", f"step-{step:02d}"): "fail" if step < FAULTY else "pass"
        for task in range(TASKS)
        for step in range(STEPS)
    }


def judged(known: dict[Key, Value], random: np.random.Generator) -> dict[Key, Value]:
    """The scripted judge: wrong as often as said above."""
    found: dict[Key, Value] = {}
    for key, truth in known.items():
        wrong = random.random() < (FALSE_PASS if truth == "fail" else FALSE_FAIL)
        found[key] = other(truth) if wrong else truth
    return found


def other(value: Value) -> Value:
    return "pass" if value == "fail" else "fail"


@pytest.mark.parametrize("first_seed", [0, 10_000])
def test_intervals_cover_the_truth_in_93_of_100_repeats(first_seed: int) -> None:
    known = truths()
    covered = {"sensitivity": 0, "specificity": 0, "flips": 0}
    for seed in range(first_seed, first_seed + 100):
        random = np.random.default_rng(seed)
        own = judged(known, random)
        turned = {key: other(value) if random.random() < FLIP else value for key, value in own.items()}
        bias = position_bias(own, turned, task_of)
        assert bias is not None
        assert bias.to_pass + bias.to_fail == bias.flips.hits
        found = {
            "sensitivity": (right_of(own, known, "fail", task_of), 1 - FALSE_PASS),
            "specificity": (right_of(own, known, "pass", task_of), 1 - FALSE_FAIL),
            "flips": (bias.flips, FLIP),
        }
        for name, (rate, truth) in found.items():
            covered[name] += rate.low <= truth <= rate.high
    assert min(covered.values()) >= 93, covered


def test_paired_tests_and_effects_tell_a_worse_cell() -> None:
    known, random = truths(), np.random.default_rng(3)
    config = _config({"scale": [1.0, 0.5], "text": [True, False]})
    design = make_design(config)
    values: dict[str, Values] = {}
    for cell in design.cells:
        own = judged(known, random)
        if cell.levels["scale"] == 0.5:  # small pictures: a fault in three is not seen
            own = {k: "pass" if known[k] == "fail" and random.random() < 0.33 else v for k, v in own.items()}
        values[cell.id] = own
    baseline = design.baseline.id
    tested = paired({n: v for n, v in values.items() if n != baseline}, values[baseline], known, task_of, 1)
    for cell in design.cells[1:]:
        one = tested[cell.id]
        worse = cell.levels["scale"] == 0.5
        assert (one.p_holm < 0.01) == worse
        assert (one.difference.high < 0) == worse
        assert one.p <= one.p_holm
    usd = dict.fromkeys(values, dict.fromkeys(known, 0.5))
    found = effects(design, False, values, known, usd, task_of, 1)
    by_level = {(one.factor, one.level): one for one in found}
    full, half = by_level["scale", 1.0].sensitivity, by_level["scale", 0.5].sensitivity
    assert full is not None
    assert half is not None
    assert half.high < full.low
    assert [one.cells for one in found] == [2, 2, 2, 2]
    assert all((one.usd_step.value, one.usd_step.low, one.usd_step.high) == (0.5, 0.5, 0.5) for one in found)


VALUE = st.sampled_from(["pass", "fail", "unknown"])


@given(st.lists(st.tuples(VALUE, VALUE), max_size=30))
def test_consistency_and_bias_count_every_step_once(pairs: list[tuple[Value, Value]]) -> None:
    keys = [(f"t{i % 3}", str(i)) for i in range(len(pairs))]
    first = {key: a for key, (a, _) in zip(keys, pairs, strict=True)}
    again = {key: b for key, (_, b) in zip(keys, pairs, strict=True)}
    agreed, bias = consistency(first, again, task_of), position_bias(first, again, task_of)
    if not pairs:
        assert agreed is None
        assert bias is None
        return
    assert agreed is not None
    assert bias is not None
    assert agreed.steps == bias.steps == len(pairs) == agreed.unknown + agreed.agree.total
    assert agreed.agree.hits + bias.flips.hits == agreed.agree.total
    for rate in (agreed.agree, bias.flips):
        assert 0 <= rate.low <= (rate.low if rate.value is None else rate.value) <= rate.high <= 1


def test_agreement_and_cost_cover_the_truth_in_93_of_100_repeats() -> None:
    """A level that turns a verdict in twelve, at costs that differ between steps and between tasks."""
    known = {key: value for key, value in truths().items() if key[1] < "step-06"}
    design = make_design(_config({"batch": [1, 4]}))
    single, together = (cell.id for cell in design.cells)
    covered = {"agreement": 0, "usd": 0}
    for seed in range(100):
        random = np.random.default_rng(seed)
        own = judged(known, random)
        turned = {key: other(value) if random.random() < FLIP else value for key, value in own.items()}
        dear = {task: random.normal(0.0, 0.001) for task in sorted({key[0] for key in known})}
        usd = {key: 0.01 + dear[key[0]] + random.normal(0.0, 0.0005) for key in known}
        quarter = {key: value / 4 for key, value in usd.items()}
        first, second = effects(
            design,
            False,
            {single: own, together: turned},
            known,
            {single: usd, together: quarter},
            task_of,
            seed,
        )
        assert first.agreement is None
        assert second.agreement is not None
        covered["agreement"] += second.agreement.low <= 1 - FLIP <= second.agreement.high
        covered["usd"] += second.usd_step.low <= 0.01 / 4 <= second.usd_step.high
    assert min(covered.values()) >= 93, covered


def test_agreement_is_with_the_cells_that_differ_in_nothing_else() -> None:
    key: Key = ("task", "step")
    design = make_design(_config({"batch": [1, 4], "scale": [1.0, 0.5]}))
    says: dict[tuple[Level, Level], Value] = {
        (1, 1.0): "pass",
        (4, 1.0): "pass",
        (1, 0.5): "fail",
        (4, 0.5): "fail",
    }
    values: dict[str, Values] = {
        cell.id: {key: says[cell.levels["batch"], cell.levels["scale"]]} for cell in design.cells
    }
    usd = {cell: {key: 0.0} for cell in values}
    found = {
        (one.factor, one.level): one.agreement for one in effects(design, False, values, {}, usd, task_of, 1)
    }
    assert found["batch", 1] is None
    assert found["scale", 1.0] is None
    by_batch, by_scale = found["batch", 4], found["scale", 0.5]
    assert by_batch is not None
    assert by_scale is not None
    assert (by_batch.value, by_scale.value) == (1.0, 0.0)


def _config(factors: dict[str, object], **changes: object) -> AblationConfig:
    plain = {"ablation": 1, "run": "r", "baseline": {"model": "m"}, "factors": factors, **changes}
    return AblationConfig.model_validate_json(json.dumps(plain))


MIXED: dict[str, object] = {
    "prompt": ["with-reference", "plain", "c"],
    "images": ["with_reference", "after"],
    "votes": [1, 3, 5, 7],
    "text": [True, False],
}


def test_a_full_design_has_every_combination_and_the_baseline_first() -> None:
    design = make_design(_config(MIXED))
    assert len(design.cells) == design.combinations == 48
    assert design.baseline.config == AssertionConfig(model="m")
    assert len({tuple(cell.levels.values()) for cell in design.cells}) == 48
    beside = make_design(_config({"scale": [0.5, 0.25]}))
    assert [cell.in_design for cell in beside.cells] == [False, True, True]


def test_one_at_a_time_changes_one_factor_in_each_cell() -> None:
    design = make_design(_config(MIXED, design="one_at_a_time"))
    own = design.baseline.levels
    changed = [sum(cell.levels[name] != own[name] for name in own) for cell in design.cells]
    assert changed == [0] + [1] * 7


@pytest.mark.parametrize("cells", [8, 12, 16])
def test_a_fraction_keeps_main_effects_apart(cells: int) -> None:
    config = _config(MIXED, design="fractional", cells=cells, seed=5)
    design = make_design(config)
    assert len(design.cells) == cells
    assert make_design(config) == design
    assert design.efficiency is not None
    assert 0.8 < design.efficiency <= 1.0 + 1e-9
    for name in design.baseline.levels:  # every level is there, about as often as the others
        counts = [
            sum(cell.levels[name] == level for cell in design.cells) for level in config.factors.levels[name]
        ]
        assert min(counts) >= cells // (2 * len(counts))
    for a, b in itertools.combinations(design.baseline.levels, 2):  # no two factors go together
        assert len({(cell.levels[a], cell.levels[b]) for cell in design.cells}) >= 4
