import numpy as np
import pytest

from alemap.stats import Hierarchy, Node, aggregate, effective_weights, leave_one_out

NAN = float("nan")
NODES = [
    Node("a", "p"),
    Node("b", "p", 3),
    Node("c", "q"),
    Node("p", "top"),
    Node("q", "top"),
    Node("top", None),
]


def test_aggregates_come_after_their_children_whatever_the_order():
    tree = Hierarchy.of(NODES[::-1])
    assert tree.aggregates[-1] == "top"
    assert set(tree.indicators) == {"a", "b", "c"}


def test_values_rise_level_by_level():
    got = aggregate([[0.0, 4.0, 9.0]], Hierarchy.of(NODES))
    assert (got["p"].tolist(), got["top"].tolist()) == ([3.0], [6.0])


def test_a_missing_indicator_leaves_its_place_to_the_others():
    got = aggregate([[NAN, 4.0, 9.0], [NAN, NAN, 9.0]], Hierarchy.of(NODES))
    assert got["p"][0] == 4.0
    assert np.isnan(got["p"][1])
    assert got["top"][1] == 9.0


def test_effective_weights_sum_to_one_over_the_indicators():
    assert effective_weights(Hierarchy.of(NODES)) == {
        "top": 1.0, "p": 0.5, "q": 0.5, "a": 0.125, "b": 0.375, "c": 0.5,
    }  # fmt: skip


def test_leaving_out_an_indicator_moves_the_ranks():
    got = leave_one_out([[0.0, 0.0, 9.0], [5.0, 5.0, 1.0]], Hierarchy.of(NODES))
    assert got.value.tolist() == [4.5, 3.0]
    assert got.without[:, 2].tolist() == [0.0, 5.0]
    assert got.rank_shift.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("nodes", "text"),
    [
        ([Node("a", None), Node("a", None)], "twice"),
        ([Node("a", "b"), Node("b", "a")], "one top"),
        ([Node("a", "x"), Node("t", None)], "unknown parent x"),
        ([Node("t", None), Node("a", "b"), Node("b", "a")], "circle"),
    ],
)
def test_what_is_no_tree_is_refused(nodes, text):
    with pytest.raises(ValueError, match=text):
        Hierarchy.of(nodes)


def test_the_columns_must_be_the_indicators():
    with pytest.raises(ValueError, match="3 indicators"):
        aggregate([[1.0, 2.0]], Hierarchy.of(NODES))
