"""The tables of interventions on the sample, narrow and wide, in both languages."""

from __future__ import annotations

from io import StringIO

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from alemap.definitions.project import load_project
from alemap.render import all_views
from alemap.render.console import show
from alemap.workflows import interventions
from alemap.workflows.intervention_dose import dose
from alemap.workflows.intervention_gaps import gaps
from alemap.workflows.intervention_overlaps import overlaps
from alemap.workflows.reading import Reader


class _PlainText(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def get_snapshot_name(cls, *, test_location, index=0):  # noqa: ARG003 - the name alone is the file's
        return str(index)


@pytest.fixture(scope="module")
def tables(sample):
    chosen = interventions.choose(load_project(sample), ["Ale"], 2026)
    with Reader.open(sample) as reader:
        needy = {"gaps": gaps(chosen, reader), "dose": dose(chosen, reader)}
    return {
        "overview": interventions.overview(chosen),
        "ages": interventions.ages(chosen),
        "actors": interventions.actors(chosen),
        "costs": interventions.costs(chosen),
        "list": interventions.listed(chosen),
        "overlaps": overlaps(chosen),
        **needy,
    }


@pytest.mark.parametrize("name", ["overview", "ages", "actors", "costs", "list", "overlaps", "gaps", "dose"])
def test_the_register_at_every_width(name, tables, snapshot):
    pages = []
    for lang in ("sv", "en"):
        for width in (80, 160):
            stream = StringIO()
            show(all_views([tables[name]], lang), lang=lang, stream=stream, width=width, color=False)
            pages.append(f"#### {lang}, {width} columns\n\n{stream.getvalue()}")
            assert all(len(line) <= width for line in stream.getvalue().splitlines())
    golden = snapshot.use_extension(_PlainText)
    assert golden(name=name) == "\n".join(pages)
