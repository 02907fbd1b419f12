"""Indexes by their rules: scales, criteria, weights, forms, and the ranks under chance and choices."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from alemap.stats import care_need_index, principal_components, reference_moments
from alemap.stats.indexchoices import ALL_PAIRS_UP_TO, index_ranks
from alemap.stats.indexcounts import count_limits
from alemap.stats.indexoptions import Choices, methods
from alemap.stats.indexrules import IndexRules, Members, area_types, index_by_rules
from alemap.stats.ranksets import rank_sets
from alemap.stats.scoring import SCALES, central, meets, quarters, score, treated

STILL = Choices(weights=0.0, leave_one_out=False)


def members(values, errors=None, weights=None, **more):
    data = np.asarray(values, dtype=float)
    number = data.shape[1]
    return Members(
        tuple(f"m{n}" for n in range(number)),
        more.pop("groups", ("a",) * number),
        more.pop("signs", (1.0,) * number),
        data,
        np.full(data.shape, np.nan) if errors is None else np.broadcast_to(errors, data.shape).astype(float),
        np.ones(len(data)) if weights is None else np.asarray(weights, dtype=float),
        **more,
    )


def panel(seed=1, areas=20, number=6):
    rng = np.random.default_rng(seed)
    values = 20 + 3 * (rng.normal(size=(areas, 1)) + rng.normal(size=(areas, number)))
    return members(
        values,
        rng.uniform(0.1, 1, values.shape),
        rng.uniform(500, 5000, areas),
        groups=tuple("aabbbc"[:number]),
        signs=(1.0, -1.0, 1.0, 1.0, -1.0, 1.0)[:number],
    )


def test_scales_by_hand():
    column = np.array([[2.0], [4.0], [10.0], [np.nan]])
    ones = np.ones(4)

    def scores(scale, direction=1.0, **more):
        return score(column, column * 0, ones, [direction], scale, **more).scores.ravel()[:3]

    sd = np.sqrt(((np.array([2, 4, 10]) - 16 / 3) ** 2).mean())
    assert scores("z") == pytest.approx((np.array([2, 4, 10]) - 16 / 3) / sd)
    assert scores("min_max") == pytest.approx([0, 25, 100])
    assert scores("min_max", -1.0, bounds=(1, 100)) == pytest.approx([100, 75.25, 1])
    assert scores("percentile") == pytest.approx([0, 50, 100])
    assert scores("rank", -1.0) == pytest.approx([3, 2, 1])
    assert scores("ratio") == pytest.approx(np.array([2, 4, 10]) * 3 / 16)
    assert scores("goalposts", posts=([0.0], [8.0])) == pytest.approx([25, 50, 100])
    assert scores("goalposts", -1.0, posts=([0.0], [8.0])) == pytest.approx([75, 50, 0])
    assert scores("exponential")[2] == pytest.approx(100)
    assert scores("as_is") == pytest.approx([2, 4, 10])
    assert np.isnan(score(column, column, ones, [1.0], "z").scores[3, 0])


def test_what_cannot_be_turned_is_refused():
    for scale in ("ratio", "as_is"):
        with pytest.raises(ValueError, match="turn"):
            score([[1.0], [2.0]], [[0.1], [0.1]], [1, 1], [-1.0], scale)
    with pytest.raises(ValueError, match="high is worse"):
        meets([[1.0], [2.0]], [[0.1], [0.1]], [-1.0], "at_least_ratio", [1.0])
    with pytest.raises(ValueError, match="goalposts"):
        score([[1.0], [2.0]], [[0.1], [0.1]], [1, 1], [1.0], "goalposts")


@pytest.mark.parametrize("scale", [s for s in SCALES if s not in {"rank", "percentile", "exponential"}])
def test_errors_pass_through_a_linear_scale_exactly(scale):
    case = panel()
    posts = (np.full(6, 0.0), np.full(6, 60.0))
    made = score(case.values, case.errors, case.weights, np.ones(6), scale, posts=posts)
    slope = np.diff(made.scores, axis=0) / np.diff(case.values, axis=0)
    assert made.errors == pytest.approx(case.errors * slope[0])


def test_treatment_draws_an_outlier_in_and_keeps_the_rest():
    column = np.array([1.0, 2, 3, 4, 5, 6, 7, 200]).reshape(-1, 1)
    drawn, errors = treated(column, column * 0 + 1, "winsorise")
    assert drawn[-1, 0] == 7
    assert drawn[:-1, 0] == pytest.approx(column[:-1, 0])
    assert (errors == 1).all()
    logs, moved = treated(column, column * 0 + 1, "logarithm")
    step = 1e-6
    above = np.log(column - 1 + 0.01 * 199 + step)
    assert (above - logs) / step == pytest.approx(moved, rel=1e-4)
    assert treated(column[:4], column[:4], "winsorise_or_logarithm")[0] == pytest.approx(column[:4])


def test_criteria_by_hand():
    values = np.array([[10.0], [20.0], [30.0], [40.0], [np.nan]])
    none = np.full(values.shape, np.nan)
    assert meets(values, none, [1.0], "better_than_mean", [25.0]).scores[:4, 0].tolist() == [1, 1, 0, 0]
    assert meets(values, none, [-1.0], "better_than_mean", [25.0]).scores[:4, 0].tolist() == [0, 0, 1, 1]
    assert meets(values, none, [1.0], "worse_than_mean", [30.0]).scores[:4, 0].tolist() == [0, 0, 0, 1]
    assert meets(values, none, [1.0], "at_least_ratio", [20.0]).scores[:4, 0].tolist() == [0, 0, 0, 1]
    assert meets(values, none, [1.0], "worst_quarter", [0.0]).scores[:4, 0].tolist() == [0, 0, 0, 1]
    assert quarters(values, [1.0])[:4, 0].tolist() == [4, 3, 2, 1]
    unsure = meets(values, np.full(values.shape, 5.0), [1.0], "worse_than_mean", [30.0])
    assert unsure.chance[2, 0] == pytest.approx(0.5)
    assert unsure.chance[3, 0] == pytest.approx(0.97725, abs=1e-5)
    assert np.isnan(unsure.chance[4, 0])


def test_the_mean_is_that_of_the_own_block():
    values = np.array([[1.0], [3.0], [10.0], [np.nan]])
    assert central(values, [1, 3, 1, 9], ["x", "x", "y", "y"])[:, 0].tolist() == [2.5, 2.5, 10, 10]


@pytest.mark.parametrize("aggregation", ["mean", "geometric", "count"])
def test_contributions_add_up_to_the_index(aggregation):
    case = panel()
    holed = case.values.copy()
    holed[3, 2] = np.nan
    case = replace(case, values=holed)
    scale = "worse_than_mean" if aggregation == "count" else "min_max"
    rules = IndexRules(scale=scale, aggregation=aggregation, bounds=(1, 100), member_weights={
        f"m{n}": n + 1.0 for n in range(6)
    } if aggregation != "count" else None)  # fmt: skip
    made = index_by_rules(case, rules).index
    assert np.nansum(made.contributions, axis=1) == pytest.approx(made.value)
    if aggregation == "geometric":
        by_hand = np.exp(np.log(made.parts).mean(axis=1))
        assert made.value == pytest.approx(by_hand)


def test_geometric_needs_scores_above_zero():
    with pytest.raises(ValueError, match="above 0"):
        index_by_rules(panel(), IndexRules(scale="min_max", aggregation="geometric"))


def test_the_error_of_a_geometric_mean_is_that_of_simulation():
    rng = np.random.default_rng(5)
    case = panel()
    rules = IndexRules(scale="goalposts", aggregation="geometric", bounds=(1, 100), posts={
        f"m{n}": (0.0, 60.0) for n in range(6)
    })  # fmt: skip
    made = index_by_rules(case, rules)
    draws = [
        index_by_rules(
            replace(case, values=case.values + case.errors * rng.normal(size=case.values.shape)), rules
        )
        for _ in range(300)
    ]
    seen = np.std([each.index.value for each in draws], axis=0)
    assert made.uncertainty.standard_error == pytest.approx(seen, rel=0.2)


def test_weights_of_the_first_component():
    case = replace(panel(), groups=("a",) * 6)
    made = index_by_rules(case, IndexRules(member_weights="pca"))
    loadings = principal_components(made.scored.scores).weights
    assert made.member_weights == pytest.approx(loadings**2)
    assert made.index.value == pytest.approx(made.scored.scores @ loadings**2)


def test_counts_have_exact_limits():
    chance = np.array([[0.1, 0.5, 0.9, np.nan], [0.0, 1.0, 1.0, 0.3]])
    lower, upper = count_limits(chance, 1.2815515655446004)
    for row in range(2):
        mass = np.zeros(5)
        for answer in itertools.product((0, 1), repeat=4):
            p = np.nan_to_num(chance[row])
            mass[sum(answer)] += np.prod(np.where(answer, p, 1 - p))
        assert mass[: int(lower[row])].sum() <= 0.1
        assert mass[: int(lower[row]) + 1].sum() > 0.1
        assert mass[int(upper[row]) + 1 :].sum() <= 0.1
        assert mass[int(upper[row]) :].sum() > 0.1


def test_care_need_is_the_published_formula():
    rng = np.random.default_rng(2)
    residents = rng.integers(500, 3000, 9).astype(float)
    counts = np.floor(rng.uniform(0.02, 0.3, (9, 7)) * residents[:, None])
    weights = [3.23, 5.72, 6.15, 4.19, 4.19, 5.13, 3.97]
    case = members(counts / residents[:, None], 0.01, residents, counts=counts, groups=tuple("aabbccc"))
    rules = IndexRules(
        form="care_need", scale="as_is", member_weights={f"m{n}": w for n, w in enumerate(weights)}
    )
    made = index_by_rules(case, rules)
    assert made.index.value == pytest.approx(care_need_index(counts, residents))
    assert np.nansum(made.index.contributions, axis=1) == pytest.approx(made.index.value)


def test_excess_shares_by_hand():
    # 30 of 40 persons of the first member live where 1 of 4 residents do; nowhere is the second so high
    case = members(
        [[0.30, 0.10], [0.05, 0.11], [0.05, 0.09], [0.00, 0.10]], 0.01, [100, 100, 100, 100],
        counts=np.array([[30.0, 10], [5, 11], [5, 9], [0, 10]]),
    )  # fmt: skip
    made = index_by_rules(case, IndexRules(form="excess_share", scale="at_least_ratio", aggregation="count"))
    assert made.index.value[0] == pytest.approx((30 / 40) / 0.25)
    assert np.isnan(made.index.value[1:]).all()
    assert np.nansum(made.index.contributions[0]) == pytest.approx(3.0)
    own, rest = (30 * 0.01 / 0.30) ** 2, 2 * (5 * 0.01 / 0.05) ** 2
    share = 0.75
    by_hand = np.sqrt((1 - share) ** 2 * own + share**2 * rest) / 40 / 0.25
    assert made.uncertainty.standard_error[0] == pytest.approx(by_hand)


def test_types_are_counted_in_standard_deviations():
    value = np.array([0.0, 10, 20, 30, 140, np.nan])
    seen = value[:5]
    place = (seen - seen.mean()) / seen.std()
    expected = np.select([place > 1.5, place > 0], [1, 2], 3)
    assert area_types(value, [1.5, 0.0])[:5].tolist() == expected.tolist()
    assert np.isnan(area_types(value, [1.5, 0.0])[5])
    assert np.isnan(area_types(np.ones(3), [0.0])).all()


def test_without_error_or_choice_every_rank_is_sure():
    case = replace(panel(), errors=np.full((20, 6), np.nan))
    made = index_by_rules(case, IndexRules())
    ranks = index_ranks(case, IndexRules(), STILL)
    order = (-made.index.value).argsort().argsort() + 1.0
    assert ranks.lowest.tolist() == ranks.highest.tolist() == order.tolist()
    assert np.isnan(ranks.sampling).all()


def test_chance_alone_gives_the_rank_sets_of_the_index():
    case = panel()
    made = index_by_rules(case, IndexRules())
    ranks = index_ranks(case, IndexRules(), STILL)
    alone = rank_sets(made.index.value, made.uncertainty.standard_error, draws=1000, step_down=False)
    assert ranks.lowest.tolist() == alone.lowest.tolist()
    assert ranks.highest.tolist() == alone.highest.tolist()
    assert ranks.sampling_overall == pytest.approx(1.0, abs=0.03)


def test_choices_alone_are_all_of_the_doubt():
    case = replace(panel(), errors=np.full((20, 6), np.nan))
    ranks = index_ranks(case, IndexRules(), Choices(scales=("z", "percentile")))
    assert ranks.sampling_overall == pytest.approx(0.0, abs=0.03)
    assert (ranks.lowest <= ranks.highest).all()
    assert (ranks.highest - ranks.lowest).max() > 0


@pytest.mark.parametrize("form", ["mean", "count", "excess_share"])
def test_both_together_are_reproducible_wider_and_add_up(form):
    case = panel(3)
    rules = IndexRules()
    if form == "count":
        rules = IndexRules(scale="worse_than_mean", aggregation="count")
    if form == "excess_share":
        case = replace(case, counts=case.values * 10, signs=(1.0,) * 6)
        rules = IndexRules(form="excess_share", scale="at_least_ratio", aggregation="count", ratio=1.1)
    choices = Choices(seed=7)
    one, two = index_ranks(case, rules, choices), index_ranks(case, rules, choices)
    assert np.array_equal(one.lowest, two.lowest, equal_nan=True)
    assert one.sampling_overall == two.sampling_overall
    assert 0 < one.sampling_overall < 1
    still = index_ranks(case, rules, STILL)
    seen = ~np.isnan(one.lowest)
    assert (one.lowest <= still.lowest + 1)[seen].all()
    assert (one.highest >= still.highest - 1)[seen].all()
    assert (one.highest - one.lowest)[seen].sum() >= (still.highest - still.lowest)[seen].sum()


def _simulated_ranks(case, rules, draws, seed):
    """Ranks of the plainest simulation of chance: every cell drawn, everything reckoned anew."""
    rng = np.random.default_rng(seed)
    made = index_by_rules(case, rules).index
    taking = ~np.isnan(made.value)
    found = []
    for _ in range(draws):
        drawn = np.maximum(case.values + case.errors * rng.standard_normal(case.values.shape), 0.0)
        if rules.form == "excess_share":
            persons = case.counts * drawn / case.values
            flagged = drawn >= rules.ratio * np.average(case.values, axis=0, weights=case.weights)
            share = (persons * flagged).sum(axis=1) / np.maximum(flagged @ persons.sum(axis=0), 1e-9)
            value = np.where(flagged.any(axis=1), share / case.weights, -rng.random(len(drawn)))
        else:
            chance = meets(
                case.values, case.errors, case.signs, rules.scale, central(case.values, case.weights)
            ).chance
            value = (rng.random(chance.shape) < chance).sum(axis=1) * 1.0
        value = value[taking]
        ordered = np.sort(value)
        below, upto = (np.searchsorted(ordered, value, side) for side in ("left", "right"))
        found.append(value.size - (below + upto - 1) / 2)
    return taking, np.array(found)


@pytest.mark.parametrize("areas", [40, ALL_PAIRS_UP_TO + 20])
@pytest.mark.parametrize("form", ["count", "excess_share"])
def test_the_quick_draws_are_those_of_a_plain_simulation(form, areas):
    """Of many areas, some are flagged by chance alone and most cells are never near the limit."""
    rng = np.random.default_rng(11)
    values = 20 * np.exp(0.4 * rng.standard_normal((areas, 4)))
    weights = rng.uniform(500, 5000, areas)
    case = members(values, 0.12 * values, weights, counts=values / 100 * weights[:, None])
    rules = IndexRules(form="excess_share", scale="at_least_ratio", aggregation="count", ratio=1.8)
    if form == "count":
        rules = IndexRules(scale="worse_than_mean", aggregation="count")
    ranks = index_ranks(case, rules, replace(STILL, draws=3000))
    taking, plain = _simulated_ranks(case, rules, 300, 5)
    assert np.array_equal(taking, ~np.isnan(ranks.mean))
    assert ranks.together == (taking.sum() <= ALL_PAIRS_UP_TO)
    error = np.maximum(plain.std(axis=0), ranks.deviation[taking]) / np.sqrt(300) + 0.02
    off = (ranks.mean[taking] - plain.mean(axis=0)) / error
    assert np.abs(off).max() < 4.8
    assert off.std() < 1.3
    assert ranks.deviation[taking].mean() == pytest.approx(plain.std(axis=0).mean(), rel=0.05)


def test_orientation_turns_the_ranks_round():
    case = replace(panel(), errors=np.full((20, 6), np.nan))
    worse = index_ranks(case, IndexRules(), STILL).lowest
    better = index_ranks(case, IndexRules(high_is_worse=False), STILL).lowest
    assert worse.tolist() == better.tolist()


def test_missing_members_and_areas_take_part_as_they_can():
    case = panel(4)
    values = case.values.copy()
    values[0, 2:5] = np.nan
    values[1, 3] = np.nan
    case = replace(case, values=values)
    choices = Choices(scales=("z", "min_max", "percentile"), aggregations=("mean", "geometric"))
    ranks = index_ranks(case, IndexRules(), choices)
    assert np.isnan(ranks.lowest[0])
    assert np.nanmax(ranks.highest) == 19
    some = index_ranks(case, IndexRules(), choices, among=[1, 2, 3])
    assert np.nanmax(some.highest) == 3
    assert np.isnan(some.lowest[4:]).all()


def test_dirichlet_weights_keep_their_means():
    case = replace(panel(), errors=np.full((20, 6), np.nan))
    ranks = index_ranks(case, IndexRules(), Choices(weights="dirichlet", leave_one_out=False, draws=4000))
    made = index_by_rules(case, IndexRules()).index.value
    assert np.corrcoef(ranks.mean, -made)[0, 1] > 0.9


def test_alternatives_that_do_not_fit_are_left_out():
    rules = IndexRules(scale="z")
    found = methods(rules, Choices(scales=("z", "min_max"), aggregations=("mean", "geometric")))
    assert [(each.scale, each.aggregation) for each in found] == [
        ("z", "mean"), ("min_max", "mean"), ("min_max", "geometric"),
    ]  # fmt: skip
    # what is bad is not made up for by what is good: the geometric mean is taken of the good side
    assert [each.high_is_worse for each in found] == [True, True, False]


def test_many_areas_have_each_their_own_interval():
    case = panel(6, ALL_PAIRS_UP_TO + 50)
    ranks = index_ranks(case, IndexRules(), Choices(draws=200))
    assert (ranks.lowest <= ranks.mean).all()
    assert (ranks.mean <= ranks.highest).all()


def test_pairwise_weights_are_those_of_the_reference():
    case = panel()
    moments = reference_moments(case.values, case.weights)
    made = index_by_rules(case, IndexRules())
    signs = np.array(case.signs)
    assert made.scored.scores == pytest.approx((case.values - moments.mean) / moments.deviation * signs)
