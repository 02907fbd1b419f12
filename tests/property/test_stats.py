"""What must hold for every input: symmetry, scale, order, and sums."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from alemap.stats import (
    benjamini_hochberg,
    composite,
    holm,
    mover,
    poisson,
    rank_worst_first,
    standardise,
    wilson,
)

counts = st.integers(0, 10**7)
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.998])
p_lists = st.lists(st.floats(0, 1), max_size=30)
scores = arrays(np.float64, (6, 4), elements=st.floats(-100, 100) | st.just(np.nan))


@given(counts, counts, confidences)
def test_wilson_contains_its_value_and_mirrors_its_complement(x, extra, confidence):
    n = x + extra
    got, mirror = wilson(x, n, confidence), wilson(extra, n, confidence)
    if n == 0:
        assert np.isnan(got.value)
        return
    assert 0 <= got.lower <= got.value <= got.upper <= 1
    np.testing.assert_allclose(got.lower, 1 - mirror.upper, atol=1e-12)


@given(counts, st.integers(1, 10**7), confidences)
def test_poisson_contains_its_value_and_scales_with_exposure(x, n, confidence):
    got, ten = poisson(x, n, confidence), poisson(x, 10 * n, confidence)
    assert 0 <= got.lower <= got.value <= got.upper
    np.testing.assert_allclose(got.upper, 10 * ten.upper, rtol=1e-12)


@given(counts, confidences)
def test_more_confidence_is_never_narrower(x, confidence):
    narrow, wide = poisson(x, 100, confidence), poisson(x, 100, 0.999)
    assert wide.lower <= narrow.lower
    assert narrow.upper <= wide.upper


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 500), st.integers(1, 500))
def test_the_verdict_of_p_and_of_the_interval_agree(x1, extra1, x2, extra2):
    a, b = wilson(x1, x1 + extra1), wilson(x2, x2 + extra2)
    got = mover(a.value, a.lower, a.upper, b.value, b.lower, b.upper)
    if abs(got.p_value - 0.05) > 1e-9:
        assert (got.p_value < 0.05) == bool(got.lower > 0 or got.upper < 0)


@given(p_lists)
def test_adjusted_p_values_keep_the_order_and_only_grow(values):
    p = np.array(values)
    for adjust in (benjamini_hochberg, holm):
        got = adjust(p)
        assert np.all(got >= p)
        assert np.all(np.diff(got[np.argsort(p, kind="stable")]) >= 0)
    assert np.all(benjamini_hochberg(p) <= holm(p) + 1e-15)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=40), st.randoms())
def test_ranks_follow_the_values_whatever_their_order(values, random):
    ranks = rank_worst_first(values)
    assert ranks.tolist() == [1 + sum(other > value for other in values) for value in values]
    places = list(range(len(values)))
    random.shuffle(places)
    assert rank_worst_first([values[i] for i in places]).tolist() == [ranks[i] for i in places]
    flipped = rank_worst_first([-value for value in values], -1)
    assert flipped.tolist() == ranks.tolist()


@given(scores, st.floats(0, 1))
def test_an_index_is_the_sum_of_its_contributions(z, min_share):
    got = composite(z, ["a", "b", "a", "b"], {"a": 1, "b": 2}, min_share)
    has = ~np.isnan(got.value)
    np.testing.assert_array_equal(np.nansum(got.contributions[has], axis=1), got.value[has])
    np.testing.assert_allclose(got.value[has], got.parts[has] @ got.group_weights, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(got.weights[has].sum(axis=1), 1.0)


@given(arrays(np.float64, (6, 4), elements=st.integers(-1000, 1000)), st.integers(1, 9), st.integers(-9, 9))
def test_scores_do_not_depend_on_the_unit(values, scale, shift):
    weights, signs = np.arange(1.0, 7.0), [1, -1, 1, -1]
    first = standardise(values, weights, signs)
    second = standardise(values * scale + shift, weights, signs)
    np.testing.assert_allclose(first, second, atol=1e-9)
