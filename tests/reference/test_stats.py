"""Figures published elsewhere, each with its source."""

import numpy as np
import pytest

from alemap.stats import (
    CARE_NEED_WEIGHTS,
    benjamini_hochberg,
    care_need_index,
    care_need_sum,
    exponential,
    mean,
    mover,
    poisson_limits,
    trend_of_counts,
    trend_of_values,
    wilson,
)

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


# Statistics Sweden's own example of the Care Need Index: two units, counts of the seven groups,
# population, weighted sum and index; the country's mean is the 2.4762 that both imply.
CARE_NEED = [
    ((595, 1391, 484, 167, 385, 981, 632), 5912, 22709, 1.5513),
    ((293, 330, 215, 80, 240, 300, 210), 2407, 7869, 1.3204),
]


@pytest.mark.parametrize(("counts", "population", "total", "index"), CARE_NEED)
def test_the_care_need_index_gives_the_published_example(counts, population, total, index):
    assert len(counts) == len(CARE_NEED_WEIGHTS)
    # The sum is published without its decimals.
    assert int(care_need_sum(counts)) == total
    assert care_need_index(counts, population, 2.4762) == pytest.approx(index, abs=1e-4)


def test_the_exponential_transformation_cancels_as_the_technical_report_says():
    # English Indices of Deprivation, technical report: scores 0 to 100, the most deprived tenth from 50 up.
    assert exponential(1, 32844) == pytest.approx(100.0)
    assert exponential(3285, 32844) == pytest.approx(50.0, abs=0.5)


def test_the_chi_square_for_trend_gives_the_smokers_of_fleiss():
    # Fleiss, Statistical Methods for Rates and Proportions, 1981, p. 139; also R's prop.trend.test.
    got = trend_of_counts([1, 2, 3, 4], [83, 90, 129, 70], [86, 93, 136, 82])
    assert round(float(got.chi_square), 4) == 8.2249


def test_the_trend_marker_gives_the_figures_of_its_authors():
    # Public Health England, Fingertips, unit tests of the trend marker: chi-square 46.77 from limits.
    years = [2014, 2015, 2016, 2017, 2018]
    got = trend_of_values(
        years,
        [24.67, 24.60, 28.00, 30.20, 30.60],
        [23.16, 23.15, 26.44, 28.63, 28.98],
        [26.25, 26.19, 29.64, 31.90, 32.25],
    )
    assert round(float(got.chi_square), 2) == 46.77
    assert got.direction == 1.0
    counts = trend_of_counts(years, [994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701])
    assert round(float(counts.chi_square), 1) == 47.9
