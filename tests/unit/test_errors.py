from __future__ import annotations

import pytest

from alemap import errors
from alemap.errors import AlemapError, DefinitionError, Place, Problem


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("a.yaml"), "a.yaml"),
        (Place("a.yaml", 3), "a.yaml:3"),
        (Place("a.yaml", 3, 5), "a.yaml:3:5"),
        (Place("a.xlsx", cell="Blad!C7"), "a.xlsx Blad!C7"),
        (Place("a.yaml", None, 5), "a.yaml"),
    ],
)
def test_a_place_reads_as_editors_understand_it(place, text):
    assert str(place) == text


def tree(kind=AlemapError):
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


def test_every_kind_of_error_has_a_code_of_its_own():
    codes = [kind.error_code for kind in tree()]
    assert len(set(codes)) == len(codes)


def test_exit_statuses_are_the_documented_ones():
    assert {name: int(status) for name, status in errors.ExitStatus.__members__.items()} == {
        "DONE": 0, "FINDINGS": 1, "USAGE": 2, "UNAVAILABLE": 3, "BUSY": 4, "BUG": 70,
    }  # fmt: skip
    found = {kind.__name__: int(kind.exit_status) for kind in tree()}
    unavailable = {"UnavailableError", "IncompleteError", "OfflineError", "PassingError"}
    assert {name for name, status in found.items() if status != 2} == {
        "CheckFailedError", "BusyError", "DisclosureError", *unavailable,
    }  # fmt: skip
    assert (found["CheckFailedError"], found["BusyError"]) == (1, 4)
    assert {found[name] for name in unavailable} == {3}


def test_a_message_is_filled_in_only_when_it_is_read():
    error = errors.SourceError("`{code}` is not mapped", code="{x}", place=Place("f.csv", 2))
    assert error.message == "`{code}` is not mapped"
    assert str(error) == "f.csv:2: `{x}` is not mapped"


def test_a_definition_error_counts_its_problems():
    problem = Problem(Place("a.yaml", 1), "AM121", "not valid YAML")
    error = DefinitionError([problem, problem])
    assert str(error) == "2 fault(s) in the project's definitions"
    assert str(problem) == "a.yaml:1: AM121 not valid YAML"
