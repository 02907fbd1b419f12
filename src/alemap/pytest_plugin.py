"""A pytest plugin: every case of a project's SQL tests is a test item, and a failure shows what differs.

`pytest sql/tests` collects the YAML files below `sql/tests` of the project they lie in. Nothing of alemap is
imported before there is such a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_DATABASES = pytest.StashKey[Any]()
"""The databases of this run, by project."""


class SqlTestFailure(Exception):  # noqa: N818 - it is shown, not caught
    """The cells that are not as expected, one a line."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the YAML files in `sql/tests` of a project."""
    folder = file_path.parent
    if file_path.suffix != ".yaml" or (folder.name, folder.parent.name) != ("tests", "sql"):
        return None
    if not (folder.parent.parent / "alemap.toml").is_file():
        return None
    file: pytest.Collector = _SqlFile.from_parent(parent, path=file_path)
    return file


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the databases."""
    for _, store in config.stash.get(_DATABASES, {}).values():
        store.close()


class _SqlFile(pytest.File):
    """The tests of one model."""

    def collect(self) -> Iterator[pytest.Item]:
        from alemap.errors import AlemapError  # noqa: PLC0415
        from alemap.workflows.sql_tests import read_test_file  # noqa: PLC0415

        root = self.path.parents[2]
        try:
            tests, document = read_test_file(self.path, self.path.relative_to(root).as_posix())
        except AlemapError as error:
            raise self.CollectError(_told(error)) from error
        for number, case in enumerate(tests.cases):
            yield _SqlCase.from_parent(self, name=case.name, case=(tests, number, document))


class _SqlCase(pytest.Item):
    """One case: rows in, rows out."""

    def __init__(self, *, case: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._case = case

    def runtest(self) -> None:
        from alemap.errors import AlemapError  # noqa: PLC0415
        from alemap.workflows.sql_tests import database_for_tests, run_case  # noqa: PLC0415

        databases = self.config.stash.setdefault(_DATABASES, {})
        root = self.path.parents[2]
        try:
            if root not in databases:
                databases[root] = database_for_tests(root)
            tests, number, document = self._case
            graph, store = databases[root]
            result = run_case(tests, number, document, graph, store)
        except AlemapError as error:
            raise SqlTestFailure(_told(error)) from error
        if not result.passed:
            raise SqlTestFailure("\n".join(result.differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, without a traceback."""
        if isinstance(excinfo.value, SqlTestFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The case's place in its file."""
        _, number, document = self._case
        line = document.place(["cases", number]).line
        return self.path, (line or 1) - 1, self.name


def _told(error: Any) -> str:
    from alemap.render.error import error_text  # noqa: PLC0415

    return error_text(error, "en")
