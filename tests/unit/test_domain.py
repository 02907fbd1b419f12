from __future__ import annotations

import pytest

from alemap.domain import Label, Period, Polarity, Status, conform_period


def test_only_final_and_provisional_figures_have_a_value():
    assert [status for status in Status if status.has_value] == [Status.FINAL, Status.PROVISIONAL]


def test_polarity_turns_a_value_into_a_risk():
    assert [polarity.sign for polarity in Polarity] == [1, -1, 0]


def test_periods_sort_by_when_they_end():
    texts = ["2024-Q2", "2024", "2021-2024", "2023/24", "2024-Q1", "2023", "2024-12", "2024/25", "2024-H1"]
    ordered = sorted(texts, key=Period.parse)
    assert ordered[0] == "2023"
    assert ordered[-1] == "2024/25"
    assert ordered.index("2024-Q1") < ordered.index("2024-Q2") < ordered.index("2024-12")
    assert Period.parse("2021-2024").first_year == 2021
    assert Period.parse("2021-2024").last_year == 2024


@pytest.mark.parametrize(
    "text",
    [
        "", "24", "2024-13", "2024-Q5", "2024-H3", "År 2024", "2024 ", "2024/2025", "2024/26", "2022-2021",
        "0000", "9999", "2022-9999",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="is not a period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("agencys", "ours"),
    [
        ("2024", "2024"),
        (" 2024 ", "2024"),
        ("2021–2024", "2021-2024"),
        ("2021 - 2024", "2021-2024"),
        ("2023M05", "2023-05"),
        ("2023M5", "2023-05"),
        ("2023K1", "2023-Q1"),
        ("2023Q4", "2023-Q4"),
        ("2023H2", "2023-H2"),
        ("2024/25", "2024/25"),
        ("2022/2023", "2022/23"),
        ("Läsåret 1999/2000", "1999/00"),
        ("januari 2022", "2022-01"),
        ("2022 Maj", "2022-05"),
        ("2020 - januari", "2020-01"),
        ("sept. 2023", "2023-09"),
        ("October 2023", "2023-10"),
        ("2024 09", "2024-09"),
        ("2023 kvartal 2", "2023-Q2"),
        ("kv 3 2023", "2023-Q3"),
        ("2023 halvår 1", "2023-H1"),
    ],
)
def test_periods_are_brought_to_one_form(agencys, ours):
    assert conform_period(agencys) == ours
    assert conform_period(ours) == ours


@pytest.mark.parametrize(
    "text",
    [
        "2023M13",
        "2023K5",
        "2023M0",
        "januari",
        "2023 ma",
        "ju 2023",
        "2023 13",
        "2023 helår",
        "2022/2025",
        "2022/25",
        "2022–2019",
        "1234",
        "kvartal 5 2023",
        "år 1 2023",
    ],
)
def test_an_impossible_period_is_not_brought_to_any_form(text):
    with pytest.raises(ValueError, match="is not a period"):
        conform_period(text)


def test_a_label_speaks_both_languages():
    label = Label("län", "county")
    assert (label.say("sv"), label.say("en")) == ("län", "county")
