"""Imports go down only; duckdb and SQL stand where they belong. Read from the code itself, by ast."""

from __future__ import annotations

import ast
import re
from functools import cache

from kit.mini import REPOSITORY

SOURCE = REPOSITORY / "src" / "alemap"
# Each part of the house with the parts it may import from, besides itself.
BASE = {"domain", "errors", "values"}
READ = BASE | {"definitions", "stats"}
JOIN = READ | {"sources", "warehouse", "models", "results"}
MAY_IMPORT = {
    "__init__": set(),
    "__main__": {"cli"},
    "values": set(),
    "domain": {"values"},
    "errors": {"domain", "values"},
    "results": {"domain", "values"},
    "definitions": BASE,
    "stats": BASE,
    "sources": READ,
    "warehouse": READ,
    "models": READ,
    "workflows": JOIN,
    "render": BASE | {"results"},
    "export": BASE | {"results", "render"},
    "cli": JOIN | {"workflows", "render", "export"},
    "pytest_plugin": JOIN | {"workflows", "render"},
}
# The only modules that may import a package.
ONLY_IN = {
    "duckdb": "warehouse/",
    "sqlglot": "models/",
    "typer": "cli/",
    "rich": ("cli/", "render/"),
    "ruamel": "definitions/yamlfile.py",
    "pydantic": ("definitions/", "workflows/sql_tests.py"),
    "python_calamine": "sources/",
    "numpy": ("stats/", "workflows/", "sources/"),
    "polars": ("sources/", "warehouse/", "workflows/"),
    "babel": "render/",
    "pytest": "pytest_plugin.py",
}
NETWORK = {"http", "urllib", "socket", "requests", "httpx", "httpx2", "stamina", "ftplib", "ssl"}
# The one place that talks to the network.
FETCHING = "sources/http/"
_SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\s|INSERT\s+INTO\s|DELETE\s+FROM\s|UPDATE\s\S+\sSET\s|(CREATE|DROP|ALTER)\s+(OR\s|TABLE|SCHEMA|VIEW))",
    re.IGNORECASE | re.DOTALL,
)

MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


@cache
def tree_of(name):
    return ast.parse((SOURCE / name).read_text(encoding="utf-8"))


@cache
def imports(name):
    """Every module imported anywhere in a file, those inside functions and for types included."""
    return tuple(_imports(name))


def _imports(name):
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are absolute"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(name):
    return name.split("/")[0].removesuffix(".py")


def modules_of(*parts):
    return [name for name in MODULES if part_of(name) in parts]


def test_imports_go_down_only():
    for name in MODULES:
        part = part_of(name)
        used = {module.split(".")[1] for module in imports(name) if module.startswith("alemap.")}
        assert used - {part} <= MAY_IMPORT[part], f"{name} imports {sorted(used - {part} - MAY_IMPORT[part])}"


def test_packages_are_imported_where_they_belong():
    for name, module in [(each, module) for each in MODULES for module in imports(each)]:
        package = module.split(".")[0]
        if module.startswith("urllib.parse"):
            continue  # takes addresses apart, and goes nowhere
        assert package not in NETWORK or name.startswith(FETCHING), f"{name} reaches for the network"
        if package in ONLY_IN:
            assert name.startswith(ONLY_IN[package]), f"{name} imports {package}"


def test_no_sql_outside_the_store():
    for name in modules_of("cli", "render", "export", "stats", "sources"):
        for node in ast.walk(tree_of(name)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not _SQL.match(node.value), f"{name}:{node.lineno}"


def test_the_command_line_imports_nothing_heavy_at_its_start():
    """Only typer, the standard library and the light modules of alemap stand at the top of a command."""
    for name, node in [(each, node) for each in modules_of("cli") for node in tree_of(each).body]:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        modules = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        for module in modules:
            heavy = {"duckdb", "polars", "numpy", "scipy", "sqlglot", "rich", "ruamel", "pydantic"}
            assert module.split(".")[0] not in heavy, name
            if module.startswith("alemap."):
                assert module.startswith(("alemap.cli", "alemap.errors", "alemap.domain")), (
                    f"{name}: {module}"
                )


def test_only_the_command_line_prints_and_reads_the_clock():
    elsewhere = [name for name in MODULES if not name.startswith("cli/")]
    for name, node in [(each, node) for each in elsewhere for node in ast.walk(tree_of(each))]:
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"print", "datetime.now", "time.time", "datetime.utcnow", "date.today"}, name


def test_every_part_of_the_house_is_known():
    assert {part_of(name) for name in MODULES} == set(MAY_IMPORT)


def test_the_guard_sees_what_it_guards():
    assert _SQL.match("SELECT a FROM b")
    assert _SQL.match("DELETE FROM estimate WHERE indicator = ?")
    assert not _SQL.match("Select areas, the worst first")
    assert "duckdb" in {module.split(".")[0] for module in imports("warehouse/database.py")}
