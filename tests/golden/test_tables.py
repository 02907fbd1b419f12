from __future__ import annotations

from io import StringIO

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from alemap.export import write
from alemap.render import views
from alemap.render.console import show
from golden import examples, examples_in_depth

_WIDTHS = (60, 80, 100, 130, 160)
_RESULTS = {
    "rank_index": examples.RANK_INDEX,
    "rank_share": examples.RANK_SHARE,
    "rank_sets": examples.RANK_SETS,
    "differences": examples.DIFFERENCES,
    "differences_by_sex": examples.DIFFERENCES_BY_SEX,
    "differences_in_time": examples.DIFFERENCES_IN_TIME,
    "profile": examples_in_depth.PROFILE,
    "show": examples_in_depth.SHOW,
    "listing": examples_in_depth.LISTING,
    "doctor": examples_in_depth.FINDINGS,
}


class _PlainText(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def get_snapshot_name(cls, *, test_location, index=0):  # noqa: ARG003 - the name alone is the file's
        return str(index)


@pytest.fixture
def golden(snapshot):
    return snapshot.use_extension(_PlainText)


def drawn(result, lang, width, *, color=False):
    stream = StringIO()
    show(views(result, lang), lang=lang, stream=stream, width=width, color=color)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", _RESULTS)
def test_tables_at_every_width(name, lang, golden):
    pages = [f"#### {width} columns\n\n{drawn(_RESULTS[name], lang, width)}" for width in _WIDTHS]
    assert golden(name=f"{name}-{lang}") == "\n".join(pages)


@pytest.mark.parametrize("name", ["rank_index", "differences", "profile", "doctor"])
def test_tables_in_colour(name, golden):
    # the escape sequences written out, so that the file is plain text
    text = drawn(_RESULTS[name], "sv", 100, color=True).replace("\x1b", "␛")
    assert golden(name=f"{name}-colour") == text


@pytest.mark.parametrize("fmt", ["csv", "json", "md"])
@pytest.mark.parametrize("name", ["rank_index", "differences", "profile", "show", "listing"])
def test_exports(name, fmt, golden):
    assert golden(name=f"{name}-{fmt}") == write(_RESULTS[name], fmt, "sv")
