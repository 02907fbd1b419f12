"""Random sequences of faults against the network layer; every one follows from its seed.

One sequence: a fresh project, one of six ways of fetching, a few ingests each under a handful of faults,
now and then new figures in between, and a last ingest with an agency that behaves. After every ingest the
figures are exactly those the agency has, or there is a named error with status 3 and the figures are
exactly those there were before.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alemap.definitions.project import load_project
from alemap.errors import ExitStatus, UnavailableError
from alemap.workflows.fetching import Network
from alemap.workflows.ingest import ingest
from kit.fake_agency import LASTING_FAULTS, PASSING_FAULTS, FakeTime
from kit.fake_kolada import PAGING, FakeKolada
from kit.fake_pxweb import LACKING, FakePxweb
from kit.fake_skolverket import TELLING, FakeSkolverket, figure
from kit.fake_socialstyrelsen import FakeSocialstyrelsen
from kit.fetching import NOW, fetch_breast_feeding, fetch_kpi, fetch_schools, fetch_work
from kit.mini import write_mini
from kit.state import rows

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer

    from alemap.definitions.project import Project
    from kit.fake_agency import FakeAgency

WAYS = ("pxweb2", "pxweb1", "pxweb1_json", "kolada", "socialstyrelsen", "skolverket")
OWN_FAULTS = {"kolada": PAGING, "socialstyrelsen": (), "skolverket": TELLING}
"""The ways an agency lacks something by itself; those of PxWeb where none are named."""
KPIS = [f"N{number:05}" for number in range(1, 28)]
AREAS, YEARS = ["1440", "1482"], [2024, 2025, 2026]
MERIT = "averageGradesMeritRating9thGrade"
SLOW = "slow"
"""Waiting for a time-out takes real time: it comes now and then only."""

READ, LATE = 2.0, 3.0
"""Seconds of silence that the network layer bears, and those of a slow answer; a busy machine is no fault."""


@dataclass(frozen=True)
class Outcome:
    """How one sequence went: the ingests that loaded, and those that ended with status 3."""

    loaded: int
    refused: int


class FaultRuns:
    """Runs sequences of faults on one server; the projects' definitions are read once."""

    def __init__(self, server: HTTPServer, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._projects: dict[str, Project] = {}

    def run(self, seed: int) -> Outcome:
        """One sequence; AssertionError when figures are not exactly right, or something is lost."""
        rng = random.Random(seed)  # noqa: S311 - a test's own randomness
        way = WAYS[seed % len(WAYS)]
        agency, dataset = self._agency(way, rng)
        agency.slow_seconds = LATE
        root = self._folder / f"run_{seed}"
        project = replace(self._project(way, agency), root=root)
        time, held, counts = FakeTime(), None, [0, 0]
        try:
            for last in (*[False] * rng.randint(1, 3), True):
                agency.faults.clear()
                agency.misbehave([] if last else _faults(way, rng))
                error = _ingest(project, dataset, time)
                if error is None:
                    held = _truth(agency)
                assert not (last and error), f"seed {seed}: {error}"
                assert error is None or error.exit_status is ExitStatus.UNAVAILABLE
                assert error is None or str(error).strip(), f"seed {seed}: an error without words"
                assert _figures(root, dataset) == held, f"seed {seed}: after {error or 'an ingest'}"
                counts[error is not None] += 1
                if rng.random() < 0.4:
                    _revise(agency, rng)
            assert not (root / "data" / "spool" / dataset).exists(), f"seed {seed}: the spool is not empty"
        finally:
            agency.end_slow.set()
            shutil.rmtree(root, ignore_errors=True)
        return Outcome(*counts)

    def _agency(self, way: str, rng: random.Random) -> tuple[FakeAgency, str]:
        self._server.clear()
        self._server.clear_log()
        if way == "kolada":
            size = rng.choice([7, 50, 5000])
            return FakeKolada(self._server, kpis=KPIS, areas=AREAS, years=YEARS, page=size), "council__kpi"
        if way == "socialstyrelsen":
            return FakeSocialstyrelsen(self._server), "board__health"
        if way == "skolverket":
            return FakeSkolverket(self._server, page=rng.choice([1, 2, 100])), "skolverket__school_units"
        return FakePxweb(self._server, cells=rng.choice([4, 6, 12, 28, 1000])), "office__work"

    def _project(self, way: str, agency: FakeAgency) -> Project:
        address = agency.address
        if way not in self._projects:
            root = write_mini(self._folder / way)
            if way in OWN_FAULTS:
                fetch_work(root, address, read=READ)
            if way == "kolada":
                fetch_kpi(root, address, KPIS, AREAS, YEARS[0])
            elif way == "socialstyrelsen":
                fetch_breast_feeding(root, address)
            elif isinstance(agency, FakeSkolverket):
                fetch_schools(root, agency)
            else:
                form = "pxweb_json" if way == "pxweb1_json" else "jsonstat"
                fetch_work(root, address, version=2 if way == "pxweb2" else 1, form=form, read=READ)
            self._projects[way] = load_project(root)
        return self._projects[way]


def _faults(way: str, rng: random.Random) -> list[str | None]:
    """Up to a dozen faults among right answers; some runs of the same one, which no patience outlasts."""
    own = OWN_FAULTS.get(way, LACKING)
    passing = [fault for fault in PASSING_FAULTS if fault != SLOW]
    passing += ["403"] if way.startswith("pxweb1") else []  # how that version says that calls are too many
    sequence: list[str | None] = []
    while len(sequence) < rng.randint(1, 16):
        kind = rng.random()
        if kind < 0.4:
            sequence += [None] * rng.randint(1, 3)
        elif kind < 0.75:
            sequence.append(rng.choice(passing))
        elif kind < 0.9 and own:
            sequence += [rng.choice(own)] * rng.choice([1, 1, 4, 9])
        elif kind < 0.97:
            sequence += [rng.choice(passing)] * 4
        elif kind < 0.99:
            sequence.append(rng.choice(LASTING_FAULTS))
        else:
            sequence.append(SLOW)
    return sequence


def _ingest(project: Project, dataset: str, time: FakeTime) -> UnavailableError | None:
    result = ingest(project, [dataset], now=NOW, build=False, network=Network(time.clock))
    return result.datasets[0].reason


def _revise(agency: FakeAgency, rng: random.Random) -> None:
    """New figures throughout, told or not; only PxWeb ever tells."""
    if isinstance(agency, FakePxweb):
        agency.values = {key: value + 1 for key, value in agency.values.items()}
        if rng.random() < 0.5:
            agency.updated = f"2026-04-01T08:00:{rng.randint(0, 59):02}Z"
    elif isinstance(agency, FakeKolada):
        agency.rows = {
            key: None if value is None or rng.random() < 0.1 else value + 1
            for key, value in agency.rows.items()
        }
    elif isinstance(agency, FakeSocialstyrelsen):
        agency.values = {key: f"1{value}" for key, value in agency.values.items()}
    elif isinstance(agency, FakeSkolverket):
        agency.units = {
            code: (area, measures and {**measures, MERIT: [figure(f"{rng.randint(100, 340)},0")]})
            for code, (area, measures) in agency.units.items()
        }


def _truth(agency: FakeAgency) -> list[tuple[object, ...]]:
    if isinstance(agency, FakePxweb):
        names = {"01": "unemployed", "02": "labour_force"}
        found = [(area, names[m], year, float(v), "final") for (area, m, year), v in agency.values.items()]
        return sorted(found)
    if isinstance(agency, FakeSocialstyrelsen):
        sexes = {"2": "K", "3": "_T"}
        return sorted(
            (area, measure, year, float(value.replace(",", ".")), sexes[sex])
            for (measure, area, sex, year), value in agency.values.items()
            if sex in sexes
        )
    if isinstance(agency, FakeSkolverket):
        return sorted(
            (
                f"S{code}",
                "merit_value",
                str(each["timePeriod"]),
                float(f"{each['value']}".replace(",", ".")),
                "final",
            )
            for code, (_, measures) in agency.units.items()
            for each in (measures or {}).get(MERIT, ())
        )
    assert isinstance(agency, FakeKolada)
    return sorted(
        (area, kpi, str(year), value, "final" if value is not None else "nonresponse")
        for (kpi, area, year), value in agency.rows.items()
    )


def _figures(root: Path, dataset: str) -> list[tuple[object, ...]] | None:
    """What the project holds of a dataset; None when there is nothing of it yet."""
    if not (root / "data" / "alemap.duckdb").is_file():
        return None
    keys = "area_code, measure, period"
    last = "sex" if dataset == "board__health" else "status"
    only = "WHERE measure = 'merit_value'" if dataset == "skolverket__school_units" else ""
    return rows(root, f"SELECT {keys}, value, {last} FROM raw.{dataset} {only} ORDER BY {keys}, {last}")  # noqa: S608
