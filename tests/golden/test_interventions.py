"""The tables of interventions and programmes on the sample, narrow and wide, in both languages."""

from __future__ import annotations

from datetime import date
from io import StringIO

import numpy as np
import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from alemap.definitions.programme_files import load_programmes
from alemap.definitions.project import load_project
from alemap.errors import UsageError
from alemap.render import all_views
from alemap.render.console import show
from alemap.workflows import interventions
from alemap.workflows.intervention_dose import dose
from alemap.workflows.intervention_gaps import gaps
from alemap.workflows.intervention_overlaps import overlaps
from alemap.workflows.programme_follow_up import follow_up
from alemap.workflows.programmes import chain
from alemap.workflows.reading import Reader
from alemap.workflows.register import find_intervention, load_register


class _PlainText(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def get_snapshot_name(cls, *, test_location, index=0):  # noqa: ARG003 - the name alone is the file's
        return str(index)


@pytest.fixture(scope="module")
def project(sample):
    return load_project(sample)


@pytest.fixture(scope="module")
def tables(sample, project):
    chosen = interventions.choose(project, ["Ale"], 2026)
    programme = load_programmes(project)["kungalv_social_hallbarhet"]
    with Reader.open(sample) as reader:
        needy = {
            "gaps": gaps(chosen, reader),
            "dose": dose(chosen, reader),
            "programme_follow_up": follow_up(project, reader, programme, date(2026, 11, 22)),
        }
    return {
        "overview": interventions.overview(chosen),
        "ages": interventions.ages(chosen),
        "actors": interventions.actors(chosen),
        "costs": interventions.costs(chosen),
        "list": interventions.listed(chosen),
        "overlaps": overlaps(chosen),
        "programme": chain(project, programme, load_register(project)),
        **needy,
    }


NAMES = (
    "overview", "ages", "actors", "costs", "list", "overlaps", "gaps", "dose", "programme",
    "programme_follow_up",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_interventions_and_programmes_at_every_width(name, tables, snapshot):
    pages = []
    for lang in ("sv", "en"):
        for width in (80, 160):
            stream = StringIO()
            show(all_views([tables[name]], lang), lang=lang, stream=stream, width=width, color=False)
            pages.append(f"#### {lang}, {width} columns\n\n{stream.getvalue()}")
            assert all(len(line) <= width for line in stream.getvalue().splitlines())
    golden = snapshot.use_extension(_PlainText)
    assert golden(name=name) == "\n".join(pages)


def test_the_sample_has_a_register_of_made_up_interventions(project):
    register = load_register(project)
    assert all(each.synthetic for each in register.values())
    ale = [each for each in register.values() if all(code.startswith("1440") for code in each.areas)]
    assert len(ale) >= 80
    centre = find_intervention(register, "familjecentral_komarken")
    assert centre.areas == ("1482R002", "1482R003")
    assert centre.start is not None
    assert centre.start.text == "2023-01"
    with pytest.raises(UsageError, match="familjecentral_kommarken"):
        find_intervention(register, "familjecentral_kommarken")


def test_the_dose_adds_up(project, tables):
    rows, chosen = tables["dose"].rows, interventions.choose(project, ["Ale"], 2026)
    spent = sum(row.cost * row.residents for row in rows)
    assert spent == pytest.approx(sum(each.cost or 0 for each in chosen.current), rel=1e-3)
    aimed = sum(row.aimed_cost * row.residents for row in rows) / sum(row.residents for row in rows)
    assert tables["dose"].mean_aimed_cost == pytest.approx(aimed)
    words = {row.area.name: row.word for row in rows}
    assert words["Nol"] == "less"
    assert words["Centrala Nödinge"] == ""
    # twice the covariance of dose and place over the mean dose, by hand
    share = np.array([row.residents for row in rows]) / sum(row.residents for row in rows)
    doses, place = np.array([row.aimed_cost for row in rows]), np.cumsum(share) - share / 2
    index = 2 * (share @ (doses * (place - 0.5))) / (share @ doses)
    assert tables["dose"].aimed.value == pytest.approx(index)
    assert tables["dose"].aimed.lower < 0 < tables["dose"].aimed.upper
