"""Where a figure comes from: the query it was fetched by and the file's notes, shortened where long."""

from __future__ import annotations

from alemap.domain import Label, Origin
from alemap.render.show import _trace
from alemap.results import CellTrace


def trace(**more):
    return CellTrace(
        "a__b", Label("Tabell", "Table"), "Kontoret", "T1", Origin.REAL, "CC0-1.0", "001.json",
        "https://x.invalid/T1", "ab12", "2026-11-22T12:00:00Z", ("value[3]",), 1, **more,
    )  # fmt: skip


def test_a_query_and_notes_are_told():
    query = '{"query":[{"code":"Region"}]}'
    pairs = _trace(trace(query=query, notes=("Brus från\n2025", "Ny kod")), "sv")
    assert ("Fråga", query) in pairs
    assert [text for name, text in pairs if name == "Anmärkning"] == ["Brus från 2025", "Ny kod"]


def test_long_ones_say_how_long_they_are():
    pairs = _trace(trace(query="x" * 5000, notes=("n" * 900, *map(str, range(7)))), "en")
    fields = dict(pairs)
    assert fields["Query"] == "x" * 400 + " ... (5000 characters)"
    notes = [text for name, text in pairs if name == "Note"]
    assert notes == ["n" * 400 + " ... (900 characters)", "0", "1", "2", "3", "and 3 more in the file"]


def test_without_them_nothing_is_said():
    assert {"Query", "Note"}.isdisjoint(dict(_trace(trace(), "en")))
