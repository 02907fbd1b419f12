from __future__ import annotations

import pytest

from alemap.models.graph import Model
from alemap.models.scopes import resolve
from alemap.models.style import style_problems

COLUMNS = {"core_people": ("area_code", "level", "period", "sex", "age", "persons")}
JOINED = (
    "SELECT part.persons AS numerator, whole.persons AS denominator FROM core_people AS part"
    " JOIN core_people AS whole ON whole.area_code = part.area_code AND whole.period = part.period"
    " AND whole.sex = part.sex AND whole.{whole} WHERE part.{part}"
)
SUMMED = (
    "SELECT SUM(CASE WHEN {part} THEN persons END) AS numerator,"
    " SUM(CASE WHEN {whole} THEN persons END) AS denominator FROM core_people GROUP BY area_code"
)


def codes(sql):
    model = Model("ind_x", "indicators", "sql/indicators/ind_x.sql", sql, frozenset())
    return [problem.code for problem in style_problems(model, resolve(model.tree, COLUMNS))]


@pytest.mark.parametrize(
    ("form", "part", "whole"),
    [
        (JOINED, "age = '0-4'", "age = '20-24'"),
        (JOINED, "level = 'regso'", "level = 'kommun'"),
        (SUMMED, "age = '0-4'", "age IN ('5-9', '10-14')"),
        (SUMMED, "age IN ('0-4', '20-24')", "age = '0-19'"),
        (SUMMED, "age = '65+'", "age = '65-79'"),
        (SUMMED, "sex = 'K' AND age = '0-4'", "sex = 'M' AND age = '0-19'"),
        (SUMMED, "level = 'regso'", "level = 'deso'"),
    ],
)
def test_a_denominator_that_cannot_contain_its_numerator_is_found(form, part, whole):
    assert "AM326" in codes(form.format(part=part, whole=whole))


@pytest.mark.parametrize(
    ("form", "part", "whole"),
    [
        (JOINED, "age = '0-4'", "age = '0-19'"),
        (JOINED, "level = 'regso'", "level = 'regso'"),
        (SUMMED, "age = '0-19'", "age IN ('0-4', '5-9', '10-14', '15-19')"),
        (SUMMED, "age = '80+'", "age = '65+'"),
        (SUMMED, "sex = 'K'", "sex IN ('K', 'M')"),
        (SUMMED, "sex = 'K' OR age = '0-4'", "sex = 'M'"),  # not told by one code
    ],
)
def test_one_that_can_is_not(form, part, whole):
    assert "AM326" not in codes(form.format(part=part, whole=whole))
