"""What the joins between the rooms add: seeds from definitions, statuses, conforming, comparators."""

from __future__ import annotations

import polars as pl
import pytest

from alemap.definitions.project import load_project
from alemap.errors import SourceError
from alemap.models.graph import read_models
from alemap.sources.decoded import Decoded
from alemap.workflows.conform import conform, known_marks, spelled_out
from alemap.workflows.raw_tables import raw_columns
from alemap.workflows.reading import Reader, pick_period
from alemap.workflows.seeds import make_seeds, uncertainty_of
from kit.mini import edit


@pytest.fixture(scope="module")
def project(built_mini):
    return load_project(built_mini)


def decoded(**columns):
    frame = pl.DataFrame(columns, schema_overrides={"value": pl.Float64, "mark": pl.String})
    names = tuple(name for name in frame.columns if name not in {"value", "mark", "cell"})
    return Decoded(frame=frame, dimensions=names, labels={}, title=None, updated=None, notes=())


def survey(area="Norr", sex="alla", year="2023", value=50.0, mark=None):
    return decoded(Område=[area], Kön=[sex], År=[year], value=[value], mark=[mark], cell=["R2C4"])


def test_rows_are_conformed_to_the_raw_tables_columns(project):
    dataset = project.datasets["office__survey"]
    table = spelled_out(conform(survey(), dataset, project, "f.csv"))
    assert [*table.columns, "snapshot"] == list(raw_columns(dataset))
    assert table.row(0, named=True) == {
        "area_code": "1440R001", "area_code_source": "Norr", "sex": "_T", "period": "2023", "measure": "safe",
        "value": 50.0, "status": "final", "mark": None, "cell": "R2C4",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "status", "value"),
    [("-", "final", 0.0), ("..", "suppressed", None), (".", "not_applicable", None)],
)
def test_a_mark_becomes_a_status(project, mark, status, value):
    table = spelled_out(
        conform(survey(value=None, mark=mark), project.datasets["office__survey"], project, "f.csv")
    )
    assert (table["status"][0], table["value"][0], table["mark"][0]) == (status, value, mark)


def test_marks_are_the_agencys_and_the_datasets(project):
    assert known_marks(project.datasets["office__survey"], project) == {"-", "..", "."}


def test_a_code_left_out_on_purpose_leaves_null(project):
    table = spelled_out(conform(survey("Okänt"), project.datasets["office__survey"], project, "f.csv"))
    assert table.select("area_code", "area_code_source").row(0) == (None, "Okänt")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (survey(area="Nord"), "`Nord` in dimension `Område` is not mapped"),
        (survey(sex="flickor"), "`flickor` in dimension `Kön` is not mapped"),
        (survey(year="23"), "`23` is not a period"),
        (
            decoded(Område=["Norr"], År=["2023"], value=[1.0], mark=[None], cell=["R2C4"]),
            "no dimension `Kön`",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(project, row, said):
    with pytest.raises(SourceError, match=said):
        conform(row, project.datasets["office__survey"], project, "f.csv")


def test_a_dimension_the_definition_does_not_know_is_refused(project):
    row = decoded(
        Område=["Norr"],
        Kön=["alla"],
        År=["2023"],
        Ålder=["alla"],
        value=[1.0],
        mark=[None],
        cell=["c"],
    )
    with pytest.raises(SourceError, match="says nothing of the file's dimension `Ålder`"):
        conform(row, project.datasets["office__survey"], project, "f.csv")


def test_seeds_are_the_same_each_time_and_change_with_the_definitions(built_mini, mini):
    graph, _ = read_models(mini)
    before = {seed.name: seed.fingerprint for seed in make_seeds(load_project(built_mini), graph)}
    assert {seed.name: seed.fingerprint for seed in make_seeds(load_project(mini), graph)} == before
    edit(mini, "pipelines/indicators/socioekonomi/unemployed.yaml", "deso, ort]", "ort]")
    after = {seed.name: seed.fingerprint for seed in make_seeds(load_project(mini), graph)}
    assert {name for name in before if before[name] != after[name]} == {"indicator_level"}


def test_an_indicator_rests_on_what_is_below_its_model(project, built_mini):
    graph, _ = read_models(built_mini)
    seeds = {seed.name: seed.frame for seed in make_seeds(project, graph)}
    assert set(seeds["indicator_dataset"].iter_rows()) == {
        ("unemployed", "office__work"),
        ("lone_parents", "office__households"),
        ("women_share", "office__residents"),
        ("feels_safe", "office__survey"),
    }
    synthetic = dict(seeds["indicator"].select("indicator", "synthetic").iter_rows())
    assert [name for name, made_up in synthetic.items() if made_up] == ["feels_safe"]


def test_a_survey_is_no_register(project):
    assert uncertainty_of(project.indicators["feels_safe"], project) == "survey"
    assert uncertainty_of(project.indicators["unemployed"], project) == "superpopulation"


@pytest.mark.parametrize(
    ("asked", "chosen"), [(None, "2024/25"), ("2022", "2022"), ("2025", "2024/25"), ("1999", None)]
)
def test_a_period_is_named_by_its_text_or_the_year_it_ends_in(asked, chosen):
    assert pick_period(["2022", "2023", "2024/25"], asked) == chosen
    assert pick_period([], None) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1440", "1440"),
        ("Ale", "1440"),
        ("ALE KOMMUN", "1440"),
        ("byn", "1440O01"),
        (" Norr ", "1440R001"),
        ("Sverige", "00"),
    ],
)
def test_an_area_is_found_by_code_name_or_alias(built_mini, text, code):
    with Reader.open(built_mini) as reader:
        assert reader.find_area(text).code == code


def test_the_scope_of_a_level_is_the_projects_municipalities(built_mini):
    with Reader.open(built_mini) as reader:
        codes, names = reader.scope("regso", ())
        assert codes == ["1440R001", "1440R002", "1440R003", "1482R001", "1482R002"]
        assert names == ("Ale", "Kungälv")
        assert reader.scope("regso", ["Kungälv"])[0] == ["1482R001", "1482R002"]
        assert len(reader.scope("deso", ["Västra Götalands län"])[0]) == 7
