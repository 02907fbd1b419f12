"""What is remembered of models: only what was sound, only while it is the same, and nothing depends on it."""

from __future__ import annotations

import pytest

from alemap.models import parsing
from alemap.models.memory import memory_file, outcome_key, read_memory
from alemap.workflows.check import check


@pytest.fixture(autouse=True)
def empty_memory(monkeypatch, tmp_path):
    """Nothing remembered from elsewhere."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def parses(monkeypatch):
    """The texts that are parsed, one after the other."""
    seen = []
    plain = parsing.parsed

    def parsed(sql, file):
        seen.append(file)
        return plain(sql, file)

    monkeypatch.setattr(parsing, "parsed", parsed)
    return seen


def test_what_has_not_changed_is_not_parsed_again(mini, parses):
    first = check(mini)
    assert first.errors == 0
    assert parses
    parses.clear()
    assert check(mini) == first
    assert parses == []


def test_a_changed_model_and_what_reads_it_are_looked_at_afresh(mini, parses):
    check(mini)
    parses.clear()
    model = mini / "sql" / "core" / "core_population.sql"
    model.write_text(model.read_text() + "\n-- once more\n")
    check(mini)
    assert {file.rpartition("/")[2] for file in parses} == {model.name}
    parses.clear()
    model.write_text(model.read_text().replace("AS persons", "AS heads"))
    assert check(mini).errors


def test_a_fault_is_found_every_time(mini):
    model = next(iter(sorted((mini / "sql" / "indicators").glob("*.sql"))))
    model.write_text(model.read_text().replace("status", "no_such_column", 1))
    assert check(mini).errors
    assert check(mini).problems == check(mini).problems != ()


def test_columns_of_another_type_are_another_matter():
    one = outcome_key("a", "SELECT x FROM t", {"t": {"x": "VARCHAR"}})
    assert one == outcome_key("a", "SELECT x FROM t", {"t": {"x": "VARCHAR"}})
    assert one != outcome_key("a", "SELECT x FROM t", {"t": {"x": "DOUBLE"}})
    assert one != outcome_key("b", "SELECT x FROM t", {"t": {"x": "VARCHAR"}})


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"stamp": "another", "texts": 1}'])
def test_a_damaged_or_older_file_is_as_good_as_none(mini, content):
    good = check(mini)
    assert read_memory().texts
    memory_file().write_text(content)
    assert read_memory().texts == {}
    assert check(mini) == good


def test_where_nothing_can_be_written_nothing_is_missed(mini, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    assert check(mini).errors == 0
