from __future__ import annotations

from alemap.errors import DefinitionError, Place, Problem, SourceError, UsageError
from alemap.render.error import error_text


def test_an_error_says_what_where_and_what_to_type_next():
    error = SourceError(
        "`{text}` is neither a number nor a known mark",
        text="x",
        place=Place("sample_data/a.xlsx", cell="Blad1!C7"),
        hint="Fetch the file again.",
    )
    assert error_text(error, "en") == (
        "error: `x` is neither a number nor a known mark\n"
        "  sample_data/a.xlsx Blad1!C7\n"
        "\n"
        "hint: Fetch the file again.\n"
    )
    assert error_text(error, "sv") == (
        "fel: `x` är varken ett tal eller ett känt tecken\n"
        "  sample_data/a.xlsx Blad1!C7\n"
        "\n"
        "tips: Hämta filen igen.\n"
    )


def test_a_hint_with_braces_of_its_own_stays_as_it_is():
    error = UsageError("no {name}", name="a", hint="write `{ sv: x }`")
    assert error_text(error, "en") == "error: no a\n\nhint: write `{ sv: x }`\n"


def test_a_definition_error_lists_every_problem_on_its_line():
    error = DefinitionError(
        [
            Problem(Place("pipelines/a.yaml", 3, 5), "DEF001", "`x` is no unit", "did you mean `y`?"),
            Problem(Place("pipelines/b.yaml", 1), "DEF002", "unused mapping", warning=True),
        ]
    )
    assert error_text(error, "en").splitlines() == [
        "pipelines/a.yaml:3:5: DEF001 `x` is no unit",
        "  hint: did you mean `y`?",
        "pipelines/b.yaml:1: DEF002 warning: unused mapping",
        "",
        "error: 2 fault(s) in the project's definitions",
    ]
