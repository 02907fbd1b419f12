from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alemap.render.layout import GAP, INDENT, lay
from alemap.render.table import Align, Column, Style, TableBuilder

_WORDS = st.lists(st.text("abcåäö", min_size=1, max_size=9), min_size=1, max_size=5).map(" ".join)


def table(**columns):
    """A table from `key=(priority, wrap, texts)`, headings as the keys."""
    builder = TableBuilder("Title")
    for key, (priority, wrap, texts) in columns.items():
        builder.add(Column(key, key, priority=priority, wrap=wrap), texts)
    return builder


def shown(laid):
    return [column.key for column in laid.columns]


def test_columns_go_by_priority_and_of_equals_the_rightmost():
    view = table(a=(100, 0, ["xxxx"]), b=(10, 0, ["xxxx"]), c=(20, 0, ["xxxx"]), d=(10, 0, ["xxxx"])).build()
    assert shown(lay(view, 80, "en")) == ["a", "b", "c", "d"]
    assert shown(lay(view, 22, "en")) == ["a", "b", "c"]
    assert shown(lay(view, 16, "en")) == ["a", "c"]
    assert shown(lay(view, 5, "en")) == ["a"]


def test_what_gives_way_goes_first_only_if_that_saves_the_others_and_comes_back_where_it_fits():
    builder = TableBuilder()
    for key, priority, gives_way in [("a", 100, False), ("b", 60, True), ("c", 50, True), ("d", 10, False)]:
        builder.add(
            Column(key, key, priority=priority, gives_way=gives_way), ["xxxx" * (3 if key == "b" else 1)]
        )
    view = builder.build()
    assert shown(lay(view, 31, "en")) == ["a", "b", "c", "d"]
    assert shown(lay(view, 26, "en")) == ["a", "b", "d"]
    assert shown(lay(view, 20, "en")) == ["a", "c", "d"]
    assert shown(lay(view, 11, "en")) == ["a", "d"]
    assert shown(lay(view, 5, "en")) == ["a"]


def test_what_was_dropped_is_named():
    view = table(a=(100, 0, ["xxxx"]), b=(10, 0, ["xxxx"])).build()
    assert lay(view, 8, "en").legend[-2:] == ("width:", "b.")
    assert "".join(lay(view, 80, "en").legend) == ""


def test_without_width_nothing_is_dropped_or_wrapped():
    long = "word " * 100
    laid = lay(table(a=(1, 5, [long]), b=(1, 0, [long])).build(), None, "sv")
    assert [cell.text for cell in laid.rows[0].cells] == [long, long]


def test_names_wrap_between_words_and_a_no_break_space_holds():
    laid = lay(table(a=(100, 8, ["Kungälv nordöstra land\N{NO-BREAK SPACE}%"])).build(), 12, "sv")
    assert laid.rows[0].cells[0].text == "Kungälv\nnordöstra\nland\N{NO-BREAK SPACE}%"


def test_a_short_form_stands_in_only_where_width_is_scarce():
    builder = TableBuilder()
    builder.add(Column("a", "a", wrap=4), ["a long name"], short=["short"])
    assert lay(builder.build(), 20, "sv").rows[0].cells[0].text == "a long name"
    assert lay(builder.build(), 8, "sv").rows[0].cells[0].text == "short"


def test_a_long_form_stays_where_it_fits_the_column():
    builder = TableBuilder()
    builder.add(Column("a", "a", wrap=4), ["a long, long name", "a name"], short=["shortened", "n"])
    assert [row.cells[0].text for row in lay(builder.build(), 12, "sv").rows] == ["shortened", "a name"]


def test_headings_take_two_lines_at_most_and_stand_on_the_rule():
    builder = TableBuilder()
    builder.add(Column("a", "Rest of Ale", Align.RIGHT), ["7.0"])
    builder.add(Column("b", "Name"), ["x"])
    laid = lay(builder.build(), None, "en")
    assert laid.headings == ("Rest\nof Ale", "\nName")


def test_a_note_is_said_only_with_its_column():
    builder = table(a=(100, 0, ["xxxx"]), b=(10, 0, ["xxxx"]))
    builder.note("Of b.", "b")
    builder.note("Always.")
    view = builder.build()
    assert lay(view, 80, "en").legend == ("Of b. Always.",)
    assert "Of b." not in " ".join(lay(view, 8, "en").legend)


def test_a_group_stands_before_its_rows_in_the_first_cell():
    builder = table(a=(100, 0, ["one", "two"]), b=(100, 0, ["1", "2"]))
    builder.group(1, "Second")
    rows = lay(builder.build(), None, "en").rows
    assert [[cell.text for cell in row.cells] for row in rows] == [["one", "1"], ["Second", ""], ["two", "2"]]
    assert rows[1].group
    assert rows[1].cells[0].style is Style.GROUP


def test_a_table_without_rows_says_so():
    assert lay(table(a=(100, 0, [])).build(), 80, "sv").legend == ("Inga rader.",)


@given(
    st.lists(st.tuples(st.integers(1, 99), st.booleans(), _WORDS), min_size=1, max_size=6),
    st.integers(12, 120),
)
def test_no_word_is_cut_and_no_table_is_wider_than_asked_unless_a_word_is(columns, width):
    builder = TableBuilder()
    for number, (priority, wraps, text) in enumerate(columns):
        builder.add(Column(str(number), str(number), priority=priority, wrap=6 * wraps), [text])
    laid = lay(builder.build(), width, "en")
    for column, cell in zip(laid.columns, laid.rows[0].cells, strict=True):
        assert cell.text.replace("\n", " ") == columns[int(column.key)][2]
    total = INDENT + sum(laid.widths) + GAP * (len(laid.widths) - 1)
    assert total <= width or not laid.columns


@given(_WORDS, st.integers(10, 60))
def test_a_column_that_must_stay_is_as_narrow_as_its_longest_word_and_no_narrower(text, width):
    builder = TableBuilder()
    builder.add(Column("a", "a", wrap=4), [text])
    (found,) = lay(builder.build(), width, "en").widths
    longest = max(map(len, text.split(" ")))
    assert longest <= found <= max(width - INDENT, longest)
