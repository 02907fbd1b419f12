import numpy as np
import pytest

from alemap.stats import (
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    comparisons,
    hochberg,
    holm,
)

NAN = float("nan")
ALL = [benjamini_hochberg, benjamini_yekutieli, bonferroni, hochberg, holm]


@pytest.mark.parametrize("adjust", ALL)
def test_missing_p_values_stay_and_do_not_count(adjust):
    got = adjust([0.01, NAN, 0.04])
    assert np.isnan(got[1])
    assert got[[0, 2]].tolist() == adjust([0.01, 0.04]).tolist()


@pytest.mark.parametrize("adjust", ALL)
def test_one_comparison_is_not_adjusted(adjust):
    assert adjust([0.03]).tolist() == [0.03]


@pytest.mark.parametrize("adjust", ALL)
def test_nothing_and_only_missing_come_back(adjust):
    assert adjust([]).size == 0
    assert np.isnan(adjust([NAN, NAN])).all()


@pytest.mark.parametrize("adjust", ALL)
def test_ties_stay_ties_and_nothing_exceeds_one(adjust):
    got = adjust([0.6, 0.02, 0.6, 0.02])
    assert got[0] == got[2]
    assert got[1] == got[3]
    assert got.max() <= 1


@pytest.mark.parametrize("adjust", ALL)
def test_a_p_value_outside_its_range_is_refused(adjust):
    with pytest.raises(ValueError, match="0 to 1"):
        adjust([0.5, 1.2])


def test_the_number_of_comparisons_leaves_out_the_missing():
    assert comparisons([[0.1, NAN], [0.2, 0.3]]) == 3


def test_a_table_is_one_family_and_keeps_its_shape():
    assert bonferroni([[0.1, 0.2], [0.3, 0.1]]).tolist() == [[0.4, 0.8], [1.0, 0.4]]
