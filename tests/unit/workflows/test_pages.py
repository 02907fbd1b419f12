"""Saved pages of Kolada: a page that is missing is an error, not a smaller table."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from alemap.errors import SourceError
from alemap.workflows.pages import check_pages, next_page

HERE = "https://api.kolada.se/v3/data/kpi/N1/municipality/0114/year/2023"
DATASET = SimpleNamespace(files=["kolada/*.json"])


def page(number, kpi="N1"):
    return f"{HERE.replace('N1', kpi)}?page={number}&per_page=5000"


@pytest.mark.parametrize("name", ["next_url", "next_page"])
def test_a_page_says_which_is_the_next(name):
    assert next_page(json.dumps({"values": [], name: page(2)}).encode()) == page(2)
    assert next_page(json.dumps({"values": [], name: None}).encode()) is None
    assert next_page(b'{"values": []}') is None


@pytest.mark.parametrize(
    "pages",
    [
        [None],
        [page(2), None],
        [None, page(3), page(2)],
        [page(2), None, page(2, "N2"), page(3, "N2"), None, None],
        [f"{HERE}?offset=5000", None],
        [],
    ],
)
def test_whole_answers_are_taken(pages):
    check_pages(DATASET, {f"{number}.json": each for number, each in enumerate(pages)})


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([page(2)], "`0.json` goes on at page 2, which is not there"),
        ([page(2), page(3)], "`1.json` goes on at page 3"),
        ([page(2), page(2, "N2"), None], "goes on at page 2"),
        ([page(2), page(4), None], "page 2, which comes before `1.json`, is not there"),
        ([page(3), None], "page 1, which comes before `0.json`, is not there"),
    ],
)
def test_a_missing_page_is_named(pages, said):
    with pytest.raises(SourceError, match=said) as caught:
        check_pages(DATASET, {f"{number}.json": each for number, each in enumerate(pages)})
    assert caught.value.hint
