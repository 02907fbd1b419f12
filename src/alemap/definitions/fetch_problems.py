"""Faults of what is to be fetched: interfaces, codes and datasets that are named and not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.suggest import suggest
from alemap.errors import Place, fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset
    from alemap.definitions.settings import Settings
    from alemap.errors import Problem

FORMS = {
    "pxweb1": ("jsonstat", "pxweb_json"),
    "pxweb2": ("jsonstat",),
    "kolada": ("kolada",),
    "socialstyrelsen": ("long",),
    "skolverket": ("skolverket",),
}
"""The forms in which a protocol's answers can be checked against what was asked; others give any form."""


def wants_fetch(settings: Settings, dataset: Dataset) -> bool:
    """Whether the settings have a dataset fetched although it has files."""
    chosen = settings.network.fetch
    return dataset.fetch is not None and (chosen is True or (chosen is not False and dataset.id in chosen))


def fetch_problems(project: Project) -> Iterator[Problem]:
    """Every fault of `fetch` blocks, and of the settings' list of datasets to fetch."""
    for key, dataset in project.datasets.items():
        if dataset.fetch is not None:
            yield from _dataset_problems(project, key, dataset)
    chosen = project.settings.network.fetch
    for name in chosen if isinstance(chosen, list) else []:
        place = Place("alemap.toml")
        if name not in project.datasets:
            similar = suggest(name, project.datasets)
            yield fault(place, "AM150", "`{name}` is not a known dataset", suggestion=similar, name=name)
        elif project.datasets[name].fetch is None:
            yield fault(place, "AM654", "`{name}` has no `fetch`: it cannot be fetched", name=name)


def _dataset_problems(project: Project, key: str, dataset: Dataset) -> Iterator[Problem]:
    document = project.documents[f"dataset:{key}"]
    fetch, agency = dataset.fetch, project.agencies.get(dataset.agency)
    if fetch is None or agency is None:
        return
    interface = agency.interface(fetch.interface)
    if interface is None:
        name = str(fetch.interface)
        place = document.place(["fetch", "interface"])
        yield fault(
            place, "AM150", "`{name}` is not a known interface of `{agency}`",
            suggestion=suggest(name, agency.interfaces), name=name, agency=agency.id,
        )  # fmt: skip
        return
    protocol = interface.protocol
    lacking = fetch.lacking(protocol)
    if lacking:
        yield fault(
            document.place(["fetch"]), "AM654", "`fetch` lacks {names}",
            hint="protocol {protocol} needs it", names=_named(lacking), protocol=protocol,
        )  # fmt: skip
    fetched = dataset.as_fetched()
    forms = FORMS.get(protocol, (fetched.form,))
    if fetched.form not in forms:
        yield fault(
            document.place(["fetch"]), "AM654", "protocol {protocol} does not answer in form `{form}`",
            hint="name one of its forms under `answer`: {forms}",
            protocol=protocol, form=fetched.form, forms=_named(forms),
        )  # fmt: skip
    for name, dimension in fetched.dimensions.items() if "dimensions" in fetch.answer else ():
        if dimension.map is not None and dimension.map not in project.mappings:
            place = document.place(["fetch", "answer", "dimensions", name, "map"])
            similar = suggest(dimension.map, project.mappings)
            message = "`{name}` is not a known mapping"
            yield fault(place, "AM150", message, suggestion=similar, name=dimension.map)


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
