import pytest

from alemap.domain import Verdict
from alemap.stats import verdicts

NAN = float("nan")


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        (1, ["worse", "similar", "better"]),
        (-1, ["better", "similar", "worse"]),
        (0, ["higher", "similar", "lower"]),
    ],
)
def test_polarity_decides_the_words(sign, words):
    assert verdicts([2.0, 2.0, -2.0], sign, p_value=[0.01, 0.2, 0.05]) == words


def test_an_interval_that_leaves_zero_out_is_a_test():
    assert verdicts([2, 2, -2], 1, lower=[1, 0, -3], upper=[3, 4, -1]) == ["worse", "similar", "better"]


def test_each_row_may_have_its_own_polarity():
    assert verdicts([1, 1, 1], [1, -1, 0], p_value=0.0) == ["worse", "better", "higher"]


def test_no_test_is_untested_and_no_difference_is_missing():
    assert verdicts([1.0, NAN], 1, p_value=[NAN, NAN]) == [Verdict.UNTESTED, Verdict.MISSING]
    assert verdicts([1.0], 1, lower=[NAN], upper=[2.0]) == [Verdict.UNTESTED]


def test_the_status_goes_before_everything():
    status = ["suppressed", "nonresponse", "provisional", "final"]
    got = verdicts([1.0] * 4, 1, p_value=[0.0] * 4, status=status)
    assert got == [Verdict.SUPPRESSED, Verdict.MISSING, Verdict.WORSE, Verdict.WORSE]


def test_a_difference_of_zero_is_similar_whatever_its_p_value():
    assert verdicts([0.0], 1, p_value=[0.0]) == [Verdict.SIMILAR]


@pytest.mark.parametrize("tests", [{}, {"lower": [0]}, {"p_value": [0], "lower": [0], "upper": [1]}])
def test_exactly_one_test_must_be_given(tests):
    with pytest.raises(ValueError, match="either"):
        verdicts([1.0], 1, **tests)
