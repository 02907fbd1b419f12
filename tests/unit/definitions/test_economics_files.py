"""Analyses of interventions' economy: what is read, and every fault with its line."""

from __future__ import annotations

import pytest

from alemap.definitions.economics_files import INDEXES, load_economics, read_economics
from alemap.errors import DefinitionError
from kit.mini import FILES, put

ANALYSIS = "pipelines/economics/club.yaml"


def _written(root, name=ANALYSIS, old="", new=""):
    for each in (ANALYSIS, INDEXES):
        text = FILES[each]
        if each == name:
            assert old in text
            text = text.replace(old, new, 1)
        put(root, each, text)
    return root


def test_a_price_is_carried_by_its_index(tmp_path):
    files = load_economics(_written(tmp_path))
    assert files.indexes["kpi"].factor(2020, 2022) == pytest.approx(1.1)
    assert files.analyses["club"].outcomes["no_case"].length == 3


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        (INDEXES, "index,year", "index,years", "AM960"),
        (INDEXES, "kpi,2022,110.0,Kontoret", "kpi,2020,110.0,Kontoret", "AM960"),
        (INDEXES, "kpi,2022,110.0,Kontoret", "kpi,2022,110.0", "AM960"),
        (INDEXES, "kpi,2022,110.0,Kontoret", "kpi,2022,-1,Kontoret", "AM960"),
        (INDEXES, "kpi,2022,110.0,Kontoret", "kpi,2022,110.0,", "AM960"),
        (ANALYSIS, "index: kpi", "index: pkv", "AM962"),
        (ANALYSIS, "range: [0.6, 0.8], distribution: beta", "distribution: beta", "AM963"),
        (ANALYSIS, "value: 0.7, range: [0.6, 0.8]", "value: 0.02, range: [0.0, 1.0]", "AM963"),
        (ANALYSIS, "success: { value: 0.7,", "success: { value: 7,", "AM963"),
        (ANALYSIS, "range: [15, 25]", "range: [0, 25], distribution: lognormal", "AM963"),
        (ANALYSIS, "range: [15, 25]", "range: [-15, 25]", "AM963"),
        (ANALYSIS, "price: leader, actor", "price: leader, quantity: { value: -1 }, actor", "AM963"),
        (ANALYSIS, "price: leader, actor", "price: leader, quantity: { value: 1e300 }, actor", "AM963"),
        (ANALYSIS, "price: leader, actor", "price: leader, quantity: { value: .nan }, actor", "AM125"),
        (ANALYSIS, "price: leader, actor", "price: leader, per: once, years: [1, 2], actor", "AM965"),
        (ANALYSIS, "price: leader, actor", "price: leader, years: [1, 2], by_year: [1], actor", "AM965"),
        (ANALYSIS, "price: leader, actor", "price: leader, years: [2, 11], actor", "AM965"),
        (ANALYSIS, "    years: 3", "    years: 3\n    begins: 10", "AM965"),
        (ANALYSIS, "    years: 3", "    by_year: [1, 0.5]\n    persistence: { value: 0.5 }", "AM965"),
        (ANALYSIS, "price: case, actor: municipality", "price: case, payer: state", "AM125"),
        (ANALYSIS, "price: case, actor: municipality", "price: case, payer: state, receiver: state", "AM125"),
        (ANALYSIS, "    years: 3", "    by_year: [1]\n    years: 3", "AM125"),
    ],
)
def test_what_does_not_go_together_is_a_fault_at_its_line(tmp_path, name, old, new, code):
    root = _written(tmp_path, name, old, new)
    problems = read_economics(root)[1]
    assert code in {problem.code for problem in problems}, [str(p) for p in problems]
    assert all(problem.place.line for problem in problems)
    with pytest.raises(DefinitionError):
        load_economics(root)


def test_an_intervention_must_be_in_the_register(tmp_path):
    root = _written(tmp_path, ANALYSIS, "synthetic: true", "intervention: clubb\nsynthetic: true")
    assert [problem.code for problem in read_economics(root, {"club": None})[1]] == ["AM966"]
    assert read_economics(root, {"clubb": None})[1] == []
    assert read_economics(root)[1] == []
