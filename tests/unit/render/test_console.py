from __future__ import annotations

import os
import re
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from alemap.render import views
from alemap.render.console import show
from golden.examples import DIFFERENCES, RANK_INDEX, RANK_SHARE

_ESCAPE = re.compile("\x1b\\[[0-9;]*m")


class _Terminal(StringIO):
    def isatty(self):
        return True

    def fileno(self):
        return 99


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


def text_on(stream, result=RANK_INDEX, **options):
    show(views(result, "sv"), lang="sv", stream=stream, **options)
    return stream.getvalue()


def longest(text):
    return max(map(len, _ESCAPE.sub("", text).splitlines()))


def test_a_pipe_gets_all_columns_and_no_colour():
    text = text_on(StringIO())
    assert longest(text) > 130
    assert "\x1b" not in text
    assert "Trygghet*" in text


def test_columns_sets_the_width_of_a_pipe(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert longest(text_on(StringIO())) <= 80


def test_a_terminal_gives_its_width_and_colour(monkeypatch):
    monkeypatch.setattr(os, "get_terminal_size", lambda _number: os.terminal_size((90, 24)))
    text = text_on(_Terminal())
    assert longest(text) <= 90
    assert "\x1b[31msämre" in text


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_is_left_out_where_it_is_not_wanted(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "80")
    assert "\x1b" not in text_on(_Terminal())


@pytest.mark.parametrize("width", [60, 80, 100, 130, 160])
@pytest.mark.parametrize("result", [RANK_INDEX, RANK_SHARE, DIFFERENCES])
def test_colour_adds_nothing_but_colour(result, width):
    plain = text_on(StringIO(), result, width=width, color=False)
    colored = text_on(StringIO(), result, width=width, color=True)
    assert [line.rstrip() for line in _ESCAPE.sub("", colored).splitlines()] == plain.splitlines()
    assert longest(plain) <= width


def test_no_line_ends_in_blanks():
    assert not [line for line in text_on(StringIO(), width=100).splitlines() if line != line.rstrip()]


def test_a_stream_that_lacks_the_signs_gets_plain_ones():
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="cp1252", newline="\n")
    show(views(RANK_INDEX, "sv"), lang="sv", stream=stream)
    stream.flush()
    text = raw.getvalue().decode("cp1252")
    assert "##########" in text
    assert "-1,23" in text
    assert "Kungälv" in text
