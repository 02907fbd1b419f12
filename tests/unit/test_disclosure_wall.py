"""Reading commands see figures only behind the disclosure layer. Read from the code itself, by ast."""

from __future__ import annotations

import ast
import re
from functools import cache

from kit.mini import REPOSITORY

SOURCE = REPOSITORY / "src" / "alemap"
# Made after hiding, or without figures: what anybody may read.
SAFE = re.compile(
    r"mart_\w+|estimate|index_value|index_part|core_population|core_area\w*|seed\.\w+|meta\.\w+"
    r"|history\.(estimate|index_value|index_part|change|definition)|duckdb_\w+"
)
# These make the database, or attack it, and print no figure that they read.
BEHIND_THE_WALL = {
    "workflows/build.py", "workflows/estimates.py", "workflows/hiding.py", "workflows/data_checks.py",
    "workflows/area_changes.py", "workflows/causes.py",
    "warehouse/database.py", "warehouse/history.py", "warehouse/hindsight.py", "warehouse/raw.py",
    "warehouse/records.py",
}  # fmt: skip
# What else is read: of the agencies' own tables where a figure stands and what it is of, never the figure;
# and views that a module has made itself of the tables above.
ELSE = {
    "models/style.py": {"where"},
    "workflows/diff.py": {"change", "ranks"},
    "workflows/diff_indexes.py": {"{then}", "index_paired", "index_paired{where}", "touched"},
    "workflows/diff_tables.py": {"touched", "ranks"},
    "workflows/calendar.py": {"quoted(f'raw.{name}')"},
    "workflows/drafting.py": {"raw."},
    "workflows/index_panel.py": {"POPULATION_MODEL"},
    "workflows/mapping_use.py": {"quoted(f'raw.{dataset.id}')"},
    "workflows/show.py": {"quoted(f'raw.{dataset}')"},
    "workflows/snapshot_use.py": {"quoted(table)", "table"},
}
# The true counts come from these functions alone.
TRUE_COUNTS = {"model_rows", "read_tables", "make_estimates", "make_published", "choose_hidden"}
MAY_COUNT = {
    "workflows/build.py", "workflows/estimates.py", "workflows/hiding.py", "workflows/disclosure.py",
    "workflows/audit.py", "workflows/publication.py",
}  # fmt: skip
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


@cache
def trees():
    """The modules that hold a query or use one of the functions that give true counts."""
    wanted = re.compile("|".join([r"\bSELECT\b", r"\bFROM\b", *TRUE_COUNTS]))
    held = {name: (SOURCE / name).read_text(encoding="utf-8") for name in MODULES}
    return [(name, ast.parse(text)) for name, text in held.items() if wanted.search(text)]


def texts(tree):
    """Each string of a module that is not a docstring, with `{expression}` where something is put in."""
    inner = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(each) for part in node.values for each in ast.walk(part)}
        if isinstance(node, ast.Expr):
            inner.add(id(node.value))
    for node in ast.walk(tree):
        if id(node) in inner and not isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def tables_read(tree):
    """What the queries of a module read from, common table expressions aside."""
    found, named = set(), set()
    for text in texts(tree):
        if re.search(r"\b(SELECT|FROM|JOIN)\b", text):
            named |= set(re.findall(r"(\w+) AS \(", text))
            found |= set(re.findall(r"\b(?:FROM|JOIN)\s+(\{[^}]*\}?\'?\)?\}|[\w.]+)", text))
    return {table.strip("{}") if table.startswith("{") else table for table in found} - named


def test_reading_commands_read_only_what_the_disclosure_layer_has_let_through():
    around = {}
    for name, tree in trees():
        if name not in BEHIND_THE_WALL:
            tables = {table for table in tables_read(tree) if not SAFE.fullmatch(table)}
            if tables - ELSE.get(name, set()):
                around[name] = tables
    assert around == {}


def test_true_counts_are_read_by_the_layer_the_audit_and_publication_alone():
    users = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("alemap.workflows")
        if {alias.name for alias in node.names} & TRUE_COUNTS
    }
    assert users <= MAY_COUNT


def test_marts_are_made_of_what_the_layer_has_let_through():
    for path in sorted((REPOSITORY / "sql" / "marts").glob("*.sql")):
        sql = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        for table in re.findall(r"\b(?:FROM|JOIN)\s+([\w.]+)", sql):
            assert re.fullmatch(r"estimate|index_value|index_part|mart_\w+|seed\.\w+", table), (
                path.name,
                table,
            )


def test_the_wall_would_see_a_query_around_it():
    tree = ast.parse(
        'rows(f"SELECT numerator FROM {quoted(model)} AS m JOIN ind_unemployed USING (area_code)")'
    )
    assert tables_read(tree) == {"quoted(model)", "ind_unemployed"}
