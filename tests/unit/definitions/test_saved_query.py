"""Queries as PxWeb's pages show and save them, versions 1 and 2."""

from __future__ import annotations

import pytest

from alemap.definitions.saved_query import saved_query
from alemap.definitions.wording import UnfitError
from alemap.sources.guess_json import is_query

REGION = {"code": "Region", "selection": {"filter": "vs:RegionKommun07", "values": ["1440", "1482"]}}


def time(kind, *values):
    return {"code": "Tid", "selection": {"filter": kind, "values": list(values)}}


def one(*parts):
    return {"query": list(parts), "response": {"format": "px"}}


def two(*parts):
    """As the newer page saves it: what is not selected stands there empty."""
    parts = [*parts, {"variableCode": "Kon", "valueCodes": []}]
    chosen = [{"variableCode": "Region", "valueCodes": ["14*"], "codeList": "vs_Two"}, *parts]
    whole = {"selection": chosen, "placement": {"heading": [], "stub": []}}
    return {"id": "7", "tableId": "TAB638", "outputFormat": "json-stat2", "selection": whole}


def span(*codes):
    return two({"variableCode": "Tid", "valueCodes": list(codes)})


@pytest.mark.parametrize(
    ("document", "table", "chosen"),
    [
        (one(REGION, time("top", "3")), None, {"last": 3}),
        ({"queryObj": one(REGION, time("top", 3)), "tableIdForQuery": "TAB638"}, "TAB638", {"last": 3}),
        (one(REGION, time("all", "20*")), None, {"codes": ["20*"]}),
        (span("TOP(2)"), "TAB638", {"last": 2}),
        (span("from(2020)"), "TAB638", {"since": "2020"}),
        (span("RANGE(2020,2023)"), "TAB638", {"since": "2020", "until": "2023"}),
        (span("2022", "2023")["selection"], None, {"codes": ["2022", "2023"]}),
    ],
)
def test_a_saved_query_is_known_and_read(document, table, chosen):
    assert is_query(document)
    fetch = saved_query(document)
    assert fetch.table == table
    assert {name: each.model_dump(exclude_defaults=True) for name, each in fetch.query.items()}[
        "Tid"
    ] == chosen
    assert set(fetch.query) == {"Region", "Tid"}
    assert fetch.query["Region"].codelist in {"vs:RegionKommun07", "vs_Two"}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (one(REGION, REGION), "selects `Region` twice"),
        (one(time("top", "x")), "needs one number"),
        (one(time("agg_single:x", "1")), "`agg_single:x` is not a known filter"),
        (one(time("item", 2022)), "`query.Tid.codes.0` is 2022, where a text belongs"),
        (span("TOP(3,2)"), r"`TOP\(3,2\)` cannot be read"),
        (span("2020", "TOP(1)"), r"`TOP\(1\)` cannot be read"),
        (span("BOTTOM(2)"), "cannot be read"),
    ],
)
def test_what_would_bring_other_figures_than_the_page_showed_is_refused(document, said):
    assert is_query(document)
    with pytest.raises(UnfitError, match=said):
        saved_query(document)
