"""Figures published elsewhere, each with its source."""

import numpy as np
import pytest

from alemap.stats import benjamini_hochberg, mean, mover, poisson_limits, wilson

# Newcombe, Statistics in Medicine 1998; 17: 857-872, table I, method 3 (Wilson).
NEWCOMBE_SINGLE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

# Newcombe, Statistics in Medicine 1998; 17: 873-890, table II, method 10.
NEWCOMBE_DIFFERENCE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (10, 10, 0, 10, 0.6075, 1.0000),
    (0, 10, 0, 10, -0.2775, 0.2775),
]

# Garwood's exact 95 % limits of a Poisson count, as tabled by Ulm, American Journal of Epidemiology
# 1990; 131: 373-375, and in Breslow & Day 1987, table 2.10.
GARWOOD = [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.624, 11.668), (9, 4.115, 17.085)]

# Benjamini & Hochberg, JRSS B 1995; 57: 289-300, section 4.1: fifteen tests, four found at 5 %.
BENJAMINI_HOCHBERG = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
    0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


@pytest.mark.parametrize(("x", "n", "lower", "upper"), NEWCOMBE_SINGLE)
def test_wilson_gives_newcombes_table(x, n, lower, upper):
    got = wilson(x, n)
    assert [round(float(got.lower), 4), round(float(got.upper), 4)] == [lower, upper]


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "lower", "upper"), NEWCOMBE_DIFFERENCE)
def test_the_difference_gives_newcombes_table(x1, n1, x2, n2, lower, upper):
    a, b = wilson(x1, n1), wilson(x2, n2)
    got = mover(a.value, a.lower, a.upper, b.value, b.lower, b.upper)
    assert [round(float(got.lower), 4), round(float(got.upper), 4)] == [lower, upper]


@pytest.mark.parametrize(("count", "lower", "upper"), GARWOOD)
def test_poisson_limits_give_the_published_table(count, lower, upper):
    assert poisson_limits(count) == pytest.approx((lower, upper), abs=6e-4)


def test_benjamini_hochberg_finds_what_its_authors_found():
    assert np.flatnonzero(benjamini_hochberg(BENJAMINI_HOCHBERG) <= 0.05).tolist() == [0, 1, 2, 3]


def test_student_limits_of_the_nist_example():
    # NIST/SEMATECH e-Handbook 1.3.5.2, ZARR13.DAT: 195 values, mean 9.261460, s 0.022789.
    got = mean(9.261460, 0.022789, 195)
    # Mean and s are given to six decimals, so the limits agree to about one unit in the sixth.
    assert (float(got.lower), float(got.upper)) == pytest.approx((9.258242, 9.264679), abs=1.5e-6)
