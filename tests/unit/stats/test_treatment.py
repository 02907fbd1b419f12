import numpy as np
import pytest

from alemap.stats import is_even, kurtosis, log_shifted, log_towards_centre, skewness, treat, winsorise

NAN = float("nan")
LONG_TAIL = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200]


def test_symmetric_values_have_no_skewness():
    assert skewness([1, 2, 3]) == pytest.approx(0.0)


def test_too_few_or_equal_values_have_no_shape_and_pass():
    assert np.isnan(skewness([1, 2]))
    assert np.isnan(kurtosis([1, 2, 3]))
    assert np.isnan(skewness([0.1, 0.1, 0.1, 0.1]))
    assert is_even([0.1] * 10)
    assert is_even([])


def test_missing_values_do_not_count():
    assert skewness([1, 2, 4, NAN]) == skewness([1, 2, 4])


def test_an_outlier_is_drawn_to_its_neighbour():
    got = winsorise(LONG_TAIL)
    assert got.winsorised == 1
    assert got.values.tolist() == [*LONG_TAIL[:-1], 10.0]
    low = winsorise([-v for v in LONG_TAIL])
    assert low.values[-1] == -10.0


def test_what_passes_is_left_alone_and_the_input_too():
    values = np.array([1.0, 2, 3, NAN])
    assert winsorise(values).winsorised == 0
    data = np.array(LONG_TAIL)
    winsorise(data)
    assert data[-1] == 200


def test_winsorising_stops_at_its_most():
    data = np.r_[np.zeros(60), 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]
    assert winsorise(data, 2).winsorised == 2


def test_two_values_only_cannot_be_drawn_in_for_ever():
    data = np.r_[np.zeros(30), 1.0]
    assert winsorise(data).values.tolist() == [0.0] * 31


def test_logarithms_keep_the_order_and_the_missing():
    got = log_shifted([1.0, 10.0, NAN, 100.0])
    assert got[0] < got[1] < got[3]
    assert np.isnan(got[2])
    mirrored = log_towards_centre([-v for v in LONG_TAIL])
    assert np.all(np.diff(mirrored) < 0)


def test_no_spread_has_no_logarithm():
    assert np.isnan(log_shifted([2.0, 2.0])).all()
    assert np.isnan(log_shifted([NAN])).all()


def test_treatment_takes_the_logarithm_when_winsorising_is_not_enough():
    data = np.r_[np.linspace(1, 2, 40), 10.0 ** np.arange(2, 10)]
    assert treat(data).tolist() == log_shifted(data).tolist()
    assert treat(LONG_TAIL).max() == 10.0
