"""Which counts are held for one and the same, or for sums of others, by everybody who sees them."""

from __future__ import annotations

import polars as pl

from alemap.domain import Kind
from alemap.workflows.disclosure_links import DENOMINATOR, NUMERATOR, find_links
from alemap.workflows.disclosure_rule import Rule
from alemap.workflows.disclosure_tables import Table

RULE = Rule(Kind.SHARE, 5, zeros_open=False, dominance=0.85)
FORCE = (29, 37, 17, 302, 311, 44, 20)
EMPLOYED = (4, 0, 0, 300, 280, 6, 9)


def _table(numerators, denominators, *, level="deso", period="2023"):
    keys = {"level": level, "period": period, "sex": "K", "category": "_T", "status": "final"}
    rows = [
        {"area_code": f"{level}{n}", **keys, "numerator": top, "denominator": bottom}
        for n, (top, bottom) in enumerate(zip(numerators, denominators, strict=True))
    ]
    return pl.DataFrame(rows)


def _links(**frames):
    return find_links({name: Table.of(name, RULE, pl.concat(parts)) for name, parts in frames.items()})


def _unemployed(employed, force):
    return [whole - part for part, whole in zip(employed, force, strict=True)]


def test_bases_of_two_indicators_are_one_count_and_their_numerators_add_up_to_it():
    place = ("deso", "2023", "K")
    links = _links(
        employed=[_table(EMPLOYED, FORCE)],
        unemployed=[_table(_unemployed(EMPLOYED, FORCE), FORCE)],
    )
    base = links.first((DENOMINATOR, "unemployed"), place)
    assert base == links.first((DENOMINATOR, "employed"), place)
    assert links.sums[place] == [(base, ((NUMERATOR, "employed"), (NUMERATOR, "unemployed")))]


def test_a_sum_is_known_where_only_a_cover_may_lie():
    """Two municipalities have no small figure, but what their areas hide may be covered there."""
    employed, force = (580, 905), (641, 931)
    links = _links(
        employed=[_table(EMPLOYED, FORCE), _table(employed, force, level="kommun")],
        unemployed=[
            _table(_unemployed(EMPLOYED, FORCE), FORCE),
            _table(_unemployed(employed, force), force, level="kommun"),
        ],
    )
    place = ("kommun", "2023", "K")
    base = links.first((DENOMINATOR, "unemployed"), place)
    assert links.sums[place] == [(base, ((NUMERATOR, "employed"), (NUMERATOR, "unemployed")))]


def test_that_none_is_employed_in_one_area_is_a_secret_and_no_tie():
    """In the only own area all are unemployed: the same number twice, by chance."""
    own, force = (0,), (54,)
    links = _links(
        employed=[_table(EMPLOYED, FORCE), _table(own, force, level="ort")],
        unemployed=[
            _table(_unemployed(EMPLOYED, FORCE), FORCE),
            _table(_unemployed(own, force), force, level="ort"),
        ],
    )
    place = ("ort", "2023", "K")
    assert links.first((NUMERATOR, "unemployed"), place) == (NUMERATOR, "unemployed")
    assert links.first((DENOMINATOR, "unemployed"), place) == links.first((DENOMINATOR, "employed"), place)


def test_what_adds_up_by_chance_in_one_area_does_not_in_the_finer_ones():
    """3 and 4 of the ort's are its 7 of a third indicator, but not so in its parts."""
    links = _links(
        a=[_table((1, 2), (90, 91)), _table((3,), (181,), level="ort")],
        b=[_table((3, 1), (80, 82)), _table((4,), (162,), level="ort")],
        c=[_table((1, 6), (70, 71)), _table((7,), (141,), level="ort")],
    )
    assert links.sums["ort", "2023", "K"] == []


def test_a_tie_in_few_areas_is_judged_by_most_of_the_other_periods():
    def counted(*tops):
        return [
            _table((top,), (100 + 9 * n,), period=str(2020 + n), level="kommun") for n, top in enumerate(tops)
        ]

    always = _links(a=counted(3, 4, 2), b=counted(3, 4, 2))
    place = ("kommun", "2022", "K")
    assert always.first((NUMERATOR, "b"), place) == (NUMERATOR, "a")
    once = _links(a=counted(3, 4, 2), b=counted(9, 8, 2))
    assert once.first((NUMERATOR, "b"), place) == (NUMERATOR, "b")
