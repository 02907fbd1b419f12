"""The project: found from the working directory upward, loaded with all its faults at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from alemap.definitions.area_changes import AreaChange, read_area_changes
from alemap.definitions.areas import Areas, read_areas
from alemap.definitions.documents import Document, placeholders, problems_of, read_document, validate
from alemap.definitions.fetch_problems import fetch_problems, wants_fetch
from alemap.definitions.index_faults import index_faults
from alemap.definitions.indexes import Index
from alemap.definitions.indicator import Indicator
from alemap.definitions.mappings import CodeMap, read_mappings
from alemap.definitions.neighbours import read_neighbours
from alemap.definitions.pinpoint import pinpointed
from alemap.definitions.read_options import READERS
from alemap.definitions.references import reference_problems
from alemap.definitions.schema import Agency, Dataset, Vocabulary
from alemap.definitions.settings import Settings, Strict, load_settings
from alemap.definitions.suggest import suggest
from alemap.errors import DefinitionError, Place, Problem, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

M = TypeVar("M", bound=Strict)

_PATTERNS = {
    "Agency": "pipelines/agencies/*.yaml",
    "Dataset": "pipelines/datasets/*/*.yaml",
    "Indicator": "pipelines/indicators/*/*.yaml",
    "Index": "pipelines/indexes/*.yaml",
}
"""Where the definitions of each kind stand."""


@dataclass(frozen=True, slots=True)
class Project:
    """Everything the project's files say; `documents` maps a definition's id to where it stands."""

    root: Path
    settings: Settings
    vocabulary: Vocabulary
    agencies: Mapping[str, Agency]
    datasets: Mapping[str, Dataset]
    indicators: Mapping[str, Indicator]
    indexes: Mapping[str, Index]
    areas: Areas
    area_changes: tuple[AreaChange, ...]
    mappings: Mapping[str, CodeMap]
    documents: Mapping[str, Document]
    neighbours: tuple[tuple[str, str], ...] = ()

    @property
    def database(self) -> Path:
        """Where the live database lies."""
        return self.root / self.settings.data.database

    @property
    def snapshots(self) -> Path:
        """The folder of the agencies' own bytes."""
        return self.root / self.settings.data.snapshots

    @property
    def spool(self) -> Path:
        """The folder of answers to fetches that are not complete yet."""
        return self.root / self.settings.data.spool

    @property
    def ledger(self) -> Path:
        """The folder that keeps what has been published."""
        return self.root / self.settings.data.ledger


def load_project(root: Path) -> Project:
    """Read and check the whole project; DefinitionError with every fault when there is any."""
    project, problems = read_project(root)
    if project is None or problems:
        raise DefinitionError(list(pinpointed(root, problems)))
    return project


def read_project(root: Path, settings: Settings | None = None) -> tuple[Project | None, list[Problem]]:
    """Read what can be read of the project, and every fault, in the order of files and lines.

    A definition with a fault is left out, though `documents` has it; no project without a vocabulary.
    `settings`: others than those of `alemap.toml`.
    """
    settings = load_settings(root) if settings is None else settings
    reader = _Reader(root)
    vocabulary = reader.one("pipelines/vocabulary.yaml", Vocabulary)
    agencies = reader.many(_PATTERNS["Agency"], Agency)
    datasets = reader.many(_PATTERNS["Dataset"], Dataset)
    indicators = reader.many(_PATTERNS["Indicator"], Indicator)
    indexes = reader.many(_PATTERNS["Index"], Index)
    mappings, mapping_problems = read_mappings(root)
    reader.problems += mapping_problems
    if vocabulary is None:
        return None, _in_order(reader.problems)
    areas, area_problems = read_areas(root, [level.id for level in vocabulary.levels])
    neighbours, neighbour_problems = read_neighbours(root, areas)
    changes, change_problems = read_area_changes(root, areas)
    reader.problems += area_problems + neighbour_problems + change_problems
    project = Project(
        root, settings, vocabulary, agencies, datasets, indicators, indexes, areas, tuple(changes), mappings,
        reader.documents, neighbours,
    )  # fmt: skip
    reader.problems += [*reference_problems(project), *index_faults(project), *fetch_problems(project)]
    chosen = {key: d.as_fetched() if wants_fetch(settings, d) else d for key, d in datasets.items()}
    return replace(project, datasets=chosen), _in_order(reader.problems)


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.place.file, p.place.line or 0))


def read_definition(root: Path, model: type[M], name: str) -> M:
    """Read one indicator, index or agency by its id; DefinitionError with its faults or if it is missing."""
    pattern = _PATTERNS[model.__name__].replace("*.yaml", f"{name}.yaml")
    reader = _Reader(root)
    found = reader.many(pattern, model)
    if reader.problems or name not in found:
        missing = fault(Place(pattern), "AM120", "the file is missing", hint="run `alemap build`")
        raise DefinitionError(reader.problems or [missing])
    return found[name]


def read_folder(
    root: Path, pattern: str, model: type[M]
) -> tuple[dict[str, M], dict[str, Document], list[Problem]]:
    """Read the definitions of one kind that only some commands need: by id, where they stand, the faults."""
    reader = _Reader(root)
    found = reader.many(pattern, model)
    return found, {key.partition(":")[2]: place for key, place in reader.documents.items()}, reader.problems


class _Reader:
    """Reads definitions and gathers what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}

    def one(self, name: str, model: type[M]) -> M | None:
        path = self.root / name
        if not path.is_file():
            self.problems.append(fault(Place(name), "AM120", "the file is missing"))
            return None
        document, problems = read_document(path, name)
        self.problems += problems
        return self._validated(model, document) if document else None

    def many(self, pattern: str, model: type[M]) -> dict[str, M]:
        found: dict[str, M] = {}
        for path in sorted(self.root.glob(pattern)):
            name = path.relative_to(self.root).as_posix()
            document, problems = read_document(path, name)
            self.problems += problems
            expected = _id_of(path, model)
            if document is None:  # what names it has no fault of its own
                self.documents.setdefault(f"{model.__name__.lower()}:{expected}", Document(name, {}))
                continue
            definition = self._validated(model, document)
            given = document.data.get("id")
            if given is not None and given != expected:
                what = "`id` is `{name}`, but the file's name says `{expected}`"
                self.problems.append(
                    fault(document.place(["id"]), "AM126", what, name=given, expected=expected)
                )
            key = f"{model.__name__.lower()}:{expected}"
            if key in self.documents:
                what = "the id `{name}` is taken: {at}"
                at = self.documents[key].name
                self.problems.append(fault(document.place(["id"]), "AM128", what, name=expected, at=at))
                continue
            self.documents[key] = document
            if definition is not None:
                found[expected] = definition
        return found

    def _validated(self, model: type[M], document: Document) -> M | None:
        data = dict(document.data)
        problems: list[Problem] = []
        if model is Dataset:
            problems += _read_problems(document)
            if problems:
                # said already; the other fields are checked with a form that asks for no options
                data["form"] = "kolada"
            if problems or "form" not in data:
                data.pop("read", None)
        definition, faults = validate(model, document, data)
        unfilled = placeholders(document) if document.drafted else []
        places = {problem.place for problem in unfilled}
        self.problems += [*problems, *unfilled, *(fault for fault in faults if fault.place not in places)]
        return None if problems or unfilled else definition


def _read_problems(document: Document) -> list[Problem]:
    """Faults of a dataset's `read`, checked against the options of its own form."""
    if "form" not in document.data:
        return []
    form = document.data["form"]
    reader = READERS.get(str(form))
    if reader is None:
        return [
            fault(
                document.place(["form"]),
                "AM127",
                "`{name}` is not a known form",
                hint="known forms: {known}",
                suggestion=suggest(str(form), READERS),
                name=form,
                known=", ".join(READERS),
            )
        ]
    try:
        reader.model_validate(document.data.get("read") or {})
    except ValidationError as error:
        return list(problems_of(document, error, ["read"], reader))
    return []


def _id_of(path: Path, model: type[Strict]) -> str:
    return f"{path.parent.name}__{path.stem}" if model is Dataset else path.stem
