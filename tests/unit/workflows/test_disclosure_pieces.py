"""Pieces: what areas that cut across each other leave between them, and that no difference gives one away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alemap.workflows.disclosure_pieces import MARK, find_pieces
from kit import state
from kit.mini import edit, write_mini
from kit.program import run


@given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), min_size=1, max_size=5))
@settings(max_examples=40)
def test_every_piece_and_every_sum_comes_out(sets):
    atoms = {f"A{n}": frozenset(each) for n, each in enumerate(sets)}
    size = {atom: 3**n for n, atom in enumerate("abcdef")}
    count = {area: sum(size[atom] for atom in own) for area, own in atoms.items()}
    pieces = find_pieces(atoms, lambda _part, _area: False)
    for name, taken in pieces.made:
        areas = set(name.split(MARK)[:-1])
        held = [atom for atom in size if {area for area, own in atoms.items() if atom in own} == areas]
        count[name] = sum(times * count[area] for area, times in taken)
        assert count[name] == pytest.approx(sum(size[atom] for atom in held))
    for area, parts in pieces.sums:
        assert count[area] == pytest.approx(sum(count[part] for part in parts))


def test_what_one_area_has_more_than_another_is_a_piece():
    atoms = {"R1": frozenset("ab"), "R2": frozenset("cd"), "O": frozenset("abc")}
    pieces = find_pieces(atoms, lambda _part, _area: False)
    assert set(dict(pieces.made)) == {"O&R2&", "R2&"}
    assert dict(pieces.sums) == {"O": ("R1", "O&R2&"), "R2": ("O&R2&", "R2&")}
    # the tree of areas says the same where one lies within another
    nested = {"R1": frozenset("ab"), "R2": frozenset("cd"), "O": frozenset("abcd")}
    assert find_pieces(nested, lambda _part, area: area == "O").sums == ()


_TOWN = "1440O01,Storbyn,ort,,1440,,,,1440A0010|1440A0020"


# The only few are Öster's 3 of 800, in figures that are not given for Öster.
@pytest.mark.parametrize(
    ("levels", "own"),
    [
        # Ale less Storbyn is Öster
        ("kommun, ort", "1440O01,Storbyn,ort,,1440,,,,1440R001|1440R002"),
        # the one less the other is Öster
        (
            "kommun, ort, valdistrikt",
            _TOWN + "\n1440V01,Norra,valdistrikt,,1440,,,,1440A0010|1440A0020|1440B0010",
        ),
    ],
    ids=["rest", "one DeSO more"],
)
def test_a_difference_of_two_large_figures_gives_no_few_away(levels, own, tmp_path):
    root = write_mini(tmp_path)
    indicator = "pipelines/indicators/socioekonomi/unemployed.yaml"
    edit(root, indicator, "levels: [riket, lan, kommun, regso, deso, ort]", f"levels: [{levels}]")
    edit(root, "pipelines/areas/areas.csv", "1440O01,Storbyn,ort,,1440,,,Byn,1440R001|1440R002", own)
    assert run("ingest", cwd=root).status == 0
    shown = dict(
        state.rows(
            root,
            "SELECT area_code, numerator FROM mart_value WHERE indicator = 'unemployed' AND period = '2023'"
            " AND numerator IS NOT NULL",
        )
    )
    assert shown["1440"] == 208
    assert "1440O01" not in shown
    assert {area: n for area, n in shown.items() if area != "1440"} in (
        {"1482": 111},
        {"1482": 111, "1440V01": 148},
    )
