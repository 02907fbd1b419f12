from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alemap.render.numbers import MINUS, MISSING, SUPPRESSED, NumberText, aligned, numbers

_SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("lang", "value", "decimals", "text"),
    [
        ("sv", 1234567.891, 1, f"1{_SPACE}234{_SPACE}567,9"),
        ("en", 1234567.891, 1, "1,234,567.9"),
        ("sv", -13.1, 1, f"{MINUS}13,1"),
        ("en", -13.1, 1, f"{MINUS}13.1"),
        ("sv", 21, 0, "21"),
        ("sv", 0.5, 0, "1"),
        ("sv", 2.675, 2, "2,68"),
        ("en", 1.005, 2, "1.01"),
    ],
)
def test_numbers_follow_the_language_and_round_half_away_from_zero(lang, value, decimals, text):
    assert numbers(lang).text(value, decimals) == text


def test_a_difference_carries_its_sign_and_nothing_that_rounds_to_zero_does():
    assert numbers("sv").text(14.0, 1, signed=True) == "+14,0"
    assert numbers("sv").text(0.04, 1, signed=True) == "0,0"
    assert numbers("sv").text(-0.04, 1, signed=True) == "0,0"


def test_intervals_use_a_dash_and_the_word_where_a_bound_has_a_sign():
    swedish, english = numbers("sv"), numbers("en")
    assert swedish.interval(12.7, 15.3, 1, signed=False, to=False) == "(12,7–15,3)"
    assert swedish.interval(-1.2, 3.4, 1, signed=False, to=True) == f"({MINUS}1,2 till 3,4)"
    assert english.interval(6.6, 10.3, 1, signed=True, to=False) == "(+6.6 to +10.3)"


def test_confidence_is_written_as_the_language_writes_per_cent():
    assert numbers("sv").percent(0.95) == f"95{_SPACE}%"
    assert numbers("en").percent(0.995) == "99.5%"


def test_decimal_marks_stand_below_each_other_and_signs_end_where_numbers_end():
    swedish = numbers("sv")
    texts = [
        swedish.parts(241.0, 0),
        swedish.parts(-8.81, 1, mark=" p"),
        NumberText(SUPPRESSED, None),
        NumberText(MISSING, None),
    ]
    assert aligned(texts) == ["241    ", f" {MINUS}8,8 p", "   ..  ", "    -  "]


@given(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.integers(0, 4),
    st.sampled_from(["sv", "en"]),
)
def test_a_written_number_reads_back_as_the_rounded_one(value, decimals, lang):
    text = numbers(lang).text(value, decimals)
    plain = text.replace(_SPACE, "").replace(MINUS, "-")
    plain = plain.replace(",", ".") if lang == "sv" else plain.replace(",", "")
    assert abs(float(plain) - value) <= 0.5 * 10**-decimals * (1 + 1e-6) + 1e-9
