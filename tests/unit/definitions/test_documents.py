from __future__ import annotations

import pytest

from alemap.definitions.documents import read_document, validate
from alemap.definitions.indexes import Index
from alemap.definitions.read_options import TableRead
from alemap.definitions.schema import Agency, Dimension
from alemap.definitions.settings import find_root, load_settings
from alemap.definitions.suggest import suggest
from alemap.errors import DefinitionError, ProjectError
from alemap.render.error import problem_texts


def read(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path, "a.yaml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: a\nid: b\n", 2),
        ("id: a\n\tname: b\n", 2),
        ("id: [a\n", 2),
        ("- a\n- b\n", 1),
        ("", 1),
        ("id: a\n# å\n".encode("latin-1"), 2),
    ],
)
def test_what_is_not_yaml_is_named_with_its_line(tmp_path, text, line):
    document, (problem,) = read(tmp_path, text)
    assert document is None
    assert (problem.code, problem.place.file, problem.place.line) == ("AM121", "a.yaml", line)


@pytest.mark.parametrize(
    ("text", "en", "sv"),
    [
        ("a: 1: 2", "mapping values are not allowed here", "här kan inget `:` stå"),
        ("a: [1, 2", "expected ',' or ']', but got '<stream end>'", "`]` väntades, men här står filens slut"),
        ("a: 'x\nb: 2", "found unexpected end of stream", "ett citattecken fattas"),
        ("a:\n\tb: 1", "found character '\\t' that cannot start any token", "en tabb står där"),
        ("a: @x", "found character '@' that cannot start any token", "tecknet `@` kan inte inleda ett värde"),
        ("a:\n  - 1\n - 2\n", "expected <block end>", "indragningen stämmer inte"),
        ("a: - b", "sequence entries are not allowed here", "här kan ingen punkt i en lista stå"),
        ("{a: 1} b", "expected '<document start>'", "dokumentet är slut, men här står ett värde"),
        ("a: \x07", "special characters are not allowed", "tecknet U+7 får inte stå där"),
    ],
)
def test_the_parsers_reason_is_said_in_both_languages(tmp_path, text, en, sv):
    _, (problem,) = read(tmp_path, text)
    assert en in problem_texts(problem, "en")[0]
    assert sv in problem_texts(problem, "sv")[0]


def test_leading_zeros_and_yes_stay_what_was_written(tmp_path):
    document, _ = read(tmp_path, 'code: "0114"\nanswer: no\n')
    assert document.data == {"code": "0114", "answer": "no"}


def test_a_place_is_as_near_as_the_file_goes(tmp_path):
    document, _ = read(tmp_path, "id: a\nlimits:\n  calls: 1\n  list: [x, y]\n")
    assert str(document.place(["limits", "calls"])) == "a.yaml:3:3"
    assert str(document.place(["limits", "list", 1])) == "a.yaml:4:13"
    assert str(document.place(["limits", "seconds"])) == "a.yaml:2:1"
    assert str(document.place(["nothing"])) == "a.yaml:1:1"


AGENCY = """\
id: office
name: { sv: Kontoret, en: The office }
short: Kontoret
protocol: file
address: https://office.example
licence: CC0-1.0
attribution: { sv: Källa, en: Source }
"""


def test_every_fault_of_a_document_is_told_at_once(tmp_path):
    text = (
        AGENCY.replace("short", "shrot").replace("protocol: file", "protocol: fax") + "limits: { calls: 0 }\n"
    )
    document, _ = read(tmp_path, text)
    agency, problems = validate(Agency, document)
    assert agency is None
    assert sorted((p.code, p.place.line) for p in problems) == [
        ("AM122", 1),
        ("AM122", 8),
        ("AM123", 3),
        ("AM125", 4),
        ("AM125", 8),
    ]
    (unknown,) = [p for p in problems if p.code == "AM123"]
    assert unknown.fields["suggestion"] == "`short`, `hosts`"


def test_a_number_where_a_code_belongs_is_told_apart_from_other_faults(tmp_path):
    document, _ = read(tmp_path, AGENCY.replace("short: Kontoret", "short: 0114"))
    _, (problem,) = validate(Agency, document)
    assert problem.code == "AM124"
    assert "quotes" in problem.hint


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"column": "area_code", "only": "x"},
        {"column": "area_code", "codes": {"a": "b"}, "map": "a/b"},
        {"column": "area_code", "pattern": "("},
        {"column": "Area"},
    ],
)
def test_a_dimension_means_one_thing(fields):
    with pytest.raises(ValueError, match=r".+"):
        Dimension.model_validate(fields)


def test_a_pattern_must_be_one():
    with pytest.raises(ValueError, match="not a regular expression"):
        TableRead.model_validate({"labels": ["a"], "stop": "["})


def test_an_index_has_a_reference_for_each_level():
    with pytest.raises(ValueError, match="reference"):
        Index.model_validate(
            {
                "id": "x", "name": {"sv": "a", "en": "b"}, "definition": {"sv": "a", "en": "b"},
                "levels": ["regso", "deso"], "reference": {"regso": "project"}, "normalisation": "z",
                "category_weights": "equal", "aggregation": "mean", "missing": {"min_share": 0.6},
                "max_age_years": 1, "members": {}, "source": "s", "revision": 1,
                "changelog": [{"revision": 1, "date": "2026-01-01", "sv": "a", "en": "a"}],
            }
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("unemployd", "`unemployed`"),
        ("UNEMPLOYED", "`unemployed`"),
        ("zzz", None),
        ("nodinge", "`Nödinge`"),
    ],
)
def test_the_closest_known_name(name, hint):
    assert suggest(name, ["unemployed", "women_share", "Nödinge"]) == hint


def test_the_project_is_found_from_below(tmp_path):
    (tmp_path / "alemap.toml").write_text("", encoding="utf-8")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_root(deep) == tmp_path


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[project]\nname = "A"\nmunicipalities = []\n', 3),
        ('[project]\nname = "A"\nmunicipalities = ["1440"]\n[comparison]\nconfidence = 1.5\n', 5),
        ('[project]\nname = "A"\nmunicipalities = ["1440"]\n[small_numbers]\nthreshhold = 5\n', 5),
    ],
)
def test_a_faulty_setting_is_named_with_its_line(tmp_path, text, line):
    (tmp_path / "alemap.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_settings(tmp_path)
    assert [problem.place.line for problem in caught.value.problems] == [line]


def test_settings_that_are_not_toml(tmp_path):
    (tmp_path / "alemap.toml").write_text("[project\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="cannot read the settings"):
        load_settings(tmp_path)
