"""A school unit's statistics from Skolverket's interface."""

from __future__ import annotations

import json

import pytest

from alemap.definitions.read_options import SkolverketRead
from alemap.errors import SourceError
from alemap.sources import decode

MARKS = ("..", "~100", ".", "MISSING", "cirka")


def entry(value, period="2024/25", kind="EXISTS"):
    return {"value": value, "valueType": kind, "timePeriod": period}


def read(body, **options):
    content = json.dumps({"status": "OK", "body": {"schoolUnit": "85014247", **body}}).encode()
    return decode("skolverket", content, SkolverketRead(**options), "u.json", MARKS)


def figures(decoded):
    return decoded.frame.select("measure", "period", "value", "mark", "cell").rows()


def test_measures_are_read_with_their_signs():
    body = {
        "merit": [entry("241,5"), entry("..", "2023/24", "OMITTED_DUE_TO_BASED_ON_FEW_PUPILS")],
        "eligible": [entry("~100", kind="ROUNDED_OFF_DUE_TO_FEW_PUPILS_NOT_ELIGIBLE")],
        "pupils": [entry("cirka 1 370"), entry(12, "2023/24"), entry(None, "2022/23", "MISSING")],
        "none": [], "docLinks": None, "hasLibrary": True, "nothing": [entry(None, None, "MISSING")],
        "_links": {"self": {"href": "x"}},
    }  # fmt: skip
    decoded = read(body)
    assert decoded.dimensions == ("unit", "program", "measure", "period")
    assert set(decoded.frame.select("unit", "program").rows()) == {("85014247", "_T")}
    assert figures(decoded) == [
        ("merit", "2024/25", 241.5, None, "body.merit[0]"),
        ("merit", "2023/24", None, "..", "body.merit[1]"),
        ("eligible", "2024/25", None, "~100", "body.eligible[0]"),
        ("pupils", "2024/25", 1370.0, "cirka", "body.pupils[0]"),
        ("pupils", "2023/24", 12.0, None, "body.pupils[1]"),
        ("pupils", "2022/23", None, "MISSING", "body.pupils[2]"),
    ]
    assert figures(read(body, measures=["eligible", "none"])) == [
        ("eligible", "2024/25", None, "~100", "body.eligible[0]")
    ]


def test_upper_secondary_figures_are_by_programme():
    programs = [{"programCode": "EK", "schoolUnit": "49862313", "exam": [entry("72,9", "2021/22")]}]
    content = json.dumps({"body": {"programMetrics": programs}}).encode()
    frame = decode("skolverket", content, SkolverketRead(), "u.json", MARKS).frame
    assert frame.rows() == [
        ("49862313", "EK", "exam", "2021/22", 72.9, None, "body.programMetrics[0].exam[0]")
    ]


@pytest.mark.parametrize(
    ("body", "options", "said"),
    [
        ({"merit": [entry("12", kind="MISSING")]}, {}, "a figure although its status is `MISSING`"),
        ({"merit": [entry(None)]}, {}, "neither a figure nor a mark"),
        ({"merit": [entry(10**400)]}, {}, "not a finite number"),
        ({"merit": [entry("många")]}, {}, "`många` is neither a number"),
        ({"merit": [entry("1", None)]}, {}, "there should be a code as text"),
        ({"merit": [entry("1"), "2"]}, {}, "there should be a code as text"),
        ({"merit": [entry("1")]}, {"measures": ["merits"]}, "no measure `merits`; the nearest is `merit`"),
        ({"merit": "1"}, {"measures": ["merit"]}, "there should be a list here"),
        ({"programMetrics": {}}, {}, "there should be a list here"),
        ({"schoolUnit": 7, "merit": [entry("1")]}, {}, "there should be a code as text"),
    ],
)
def test_what_is_no_such_statistics_is_refused(body, options, said):
    with pytest.raises(SourceError, match=said) as caught:
        read(body, **options)
    assert caught.value.place.file == "u.json"
