from __future__ import annotations

import pytest

from alemap.errors import DefinitionError, ModelError
from alemap.models.checks import read_checks
from alemap.models.contract import SHAPES, contract_problems, model_of, shape_of
from alemap.models.graph import fingerprint, line_of, read_models
from alemap.models.lint import lint
from alemap.models.parsing import parsed

FILES = {
    "sql/staging/stg_a__b.sql": "SELECT area_code, value FROM raw.a__b",
    "sql/core/core_b.sql": "WITH x AS (SELECT area_code FROM stg_a__b) SELECT area_code FROM x",
    "sql/core/core_c.sql": "SELECT code FROM seed.area",
    "sql/indicators/ind_i.sql": "SELECT b.area_code FROM core_b AS b JOIN core_c ON code = b.area_code",
    "sql/marts/mart_m.sql": "SELECT indicator FROM estimate",
}


def models(tmp_path, **changed):
    for name, text in {**FILES, **{k.replace("|", "/"): v for k, v in changed.items()}}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_models(tmp_path)


def test_models_stand_in_order_after_what_they_read(tmp_path):
    graph, problems = models(tmp_path)
    assert problems == []
    order = [name for name in graph.order if name in graph.models]
    for name in order:
        for reference in graph.models[name].references & graph.models.keys():
            assert order.index(reference) < order.index(name)
    assert graph.models["core_b"].references == {"stg_a__b"}
    assert graph.upstream("ind_i") == {"ind_i", "core_b", "core_c", "stg_a__b", "raw.a__b", "seed.area"}
    assert graph.downstream("stg_a__b") == {"stg_a__b", "core_b", "ind_i"}


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("core_b", {"core_b"}),
        ("core_b+", {"core_b", "ind_i"}),
        ("+core_b", {"core_b", "stg_a__b"}),
        ("+core_b+", {"core_b", "stg_a__b", "ind_i"}),
    ],
)
def test_models_are_selected_with_what_they_rest_on_or_carry(tmp_path, pattern, chosen):
    graph, _ = models(tmp_path)
    assert graph.select([pattern]) == chosen


def test_an_unknown_model_cannot_be_selected(tmp_path):
    graph, _ = models(tmp_path)
    with pytest.raises(ModelError, match="`core_z` is no model"):
        graph.select(["core_z+"])


def test_a_fingerprint_changes_with_all_that_lies_below(tmp_path):
    graph, _ = models(tmp_path)
    sources = {"raw.a__b": "1", "seed.area": "1", "estimate": "1"}
    before = graph.fingerprints(sources)
    after = graph.fingerprints({**sources, "raw.a__b": "2"})
    assert {name for name in before if before[name] != after[name]} == {
        "raw.a__b",
        "stg_a__b",
        "core_b",
        "ind_i",
    }
    assert graph.fingerprints(dict(reversed(sources.items()))) == before


def test_fingerprints_tell_the_parts_apart():
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])
    assert fingerprint(["a", "b"]) != fingerprint(["b", "a"])


@pytest.mark.parametrize(
    ("file", "text", "code", "line"),
    [
        ("sql/core/core_d.sql", "SELECT a\nFRM b", "AM411", 2),
        ("sql/core/core_d.sql", "SELECT a FROM core_b; SELECT b FROM core_b", "AM411", 1),
        ("sql/core/core_d.sql", "CREATE TABLE x AS SELECT 1", "AM411", 1),
        ("sql/core/core_d.sql", "SELECT a\nFROM core_x", "AM412", 2),
        ("sql/core/core_d.sql", "SELECT a\nFROM estimate", "AM412", 2),
        ("sql/core/d.sql", "SELECT area_code FROM core_b", "AM410", 1),
        ("sql/core/core_b.sql", "SELECT area_code FROM ind_i", "AM413", 1),
    ],
)
def test_a_fault_of_form_is_named_with_its_line(tmp_path, file, text, code, line):
    _, problems = models(tmp_path, **{file: text})
    assert [(p.code, p.place.line) for p in problems] == [(code, line)]


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT a, sum(b) AS b\nFROM t\nGROUP BY ALL", "AM421"),
        ("SELECT a\nFROM t\nORDER BY ALL", "AM422"),
        ("SELECT a\nFROM t\nQUALIFY row_number() OVER (ORDER BY a) = 1", "AM423"),
        ("SELECT a\nFROM t\nASOF JOIN u USING (a)", "AM425"),
        ("SELECT\n* EXCLUDE (a) FROM t", "AM426"),
        ("SELECT a\nFROM read_csv('x.csv')", "AM427"),
        ("SELECT quantile_disc(0.5) WITHIN GROUP (ORDER BY a) AS q\nFROM t", "AM428"),
        ("SELECT\n*\nFROM t", "AM420"),
        ("SELECT\nt.*\nFROM t", "AM420"),
        ("SELECT\na / b AS c\nFROM t", "AM429"),
    ],
)
def test_what_is_not_portable_is_named(tmp_path, sql, code):
    path = tmp_path / "sql" / "core" / "core_t.sql"
    path.parent.mkdir(parents=True)
    path.write_text(sql, encoding="utf-8")
    graph, problems = read_models(tmp_path)
    if "core_t" not in graph.models:
        assert problems
        return
    found = {problem.code: problem for problem in lint(graph.models["core_t"])}
    assert code in found
    assert found[code].hint
    assert found[code].place.line in {1, 2, 3}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a / nullif(b, 0) AS c FROM t",
        "SELECT a / 100.0 AS c FROM t",
        "SELECT count(*) AS n FROM t -- QUALIFY and PIVOT are out",
        "SELECT 'GROUP BY ALL' AS a FROM t",
        "SELECT a AS excluded, b AS pivoted FROM t",
    ],
)
def test_what_is_portable_is_left_alone(tmp_path, sql):
    path = tmp_path / "sql" / "core" / "core_t.sql"
    path.parent.mkdir(parents=True)
    path.write_text(sql, encoding="utf-8")
    graph, _ = read_models(tmp_path)
    assert list(lint(graph.models["core_t"])) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_an_indicator_model_has_one_of_the_contracts_shapes(tmp_path, shape):
    graph, _ = models(tmp_path)
    model = graph.models["ind_i"]
    columns = SHAPES[shape]
    assert shape_of("ind_i", columns) == shape
    assert list(contract_problems(model, columns)) == []
    for wrong in (columns[:-1], columns[::-1], (*columns, "more")):
        (problem,) = contract_problems(model, wrong)
        assert (problem.code, problem.place.file) == ("AM430", "sql/indicators/ind_i.sql")
    assert list(contract_problems(graph.models["core_b"], ("anything",))) == []


def test_published_values_share_one_model():
    assert model_of("x", published=True) == "ind_published"
    assert model_of("x", published=False) == "ind_x"
    assert shape_of("ind_published", ("indicator", *SHAPES["interval"])) == "interval"
    assert shape_of("ind_published", SHAPES["interval"]) is None


def test_a_check_says_how_grave_and_why(tmp_path):
    folder = tmp_path / "sql" / "checks"
    folder.mkdir(parents=True)
    (folder / "a__b.sql").write_text("-- severity: warn\n-- reason: because\nSELECT 1", encoding="utf-8")
    (check,) = read_checks(tmp_path)
    assert (check.name, check.severity, check.reason.say("sv")) == ("a__b", "warn", "because")
    (folder / "a__b.sql").write_text(
        "-- severity: warn\n-- reason: because\n-- skäl: därför\nSELECT 1", encoding="utf-8"
    )
    (check,) = read_checks(tmp_path)
    assert (check.reason.say("en"), check.reason.say("sv")) == ("because", "därför")
    (folder / "a__c.sql").write_text("-- severity: grave\n-- reason: because\nSELECT 1", encoding="utf-8")
    (folder / "a__d.sql").write_text("-- severity: warn\nSELECT 1", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_checks(tmp_path)
    assert [p.place.file for p in caught.value.problems] == ["sql/checks/a__c.sql", "sql/checks/a__d.sql"]


def test_the_line_of_a_word():
    assert line_of("a\nb c\nc", "c") == 2
    assert line_of("a", "z") is None


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT a b c FROM t", "a word here does not fit"),
        ("SELECT a FROM", "the name of a table is missing"),
        ("SELECT a + FROM t", "something is missing before this"),
        ("SELECT 'a FROM t", "a quotation mark or a comment is not closed"),
        ("WITH x AS (SELECT 1)", "the query after WITH is missing"),
        ("SELECT CASE WHEN a THEN 1 FROM t", "`END` is missing after `CASE`"),
        ("SELECT (a FROM t", "`)` is missing"),
    ],
)
def test_what_cannot_be_parsed_is_told_in_plain_words(sql, said):
    with pytest.raises(ModelError) as raised:
        parsed(sql, "core_x.sql")
    assert str(raised.value.fields["reason"]) == said
