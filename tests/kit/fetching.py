"""The small project, fetching its `work` from a fake PxWeb and further datasets from other fakes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from alemap.definitions.project import load_project
from alemap.workflows.fetching import Network
from alemap.workflows.ingest import ingest
from kit.fake_pxweb import TABLE_1, TABLE_2
from kit.mini import REPOSITORY, put

if TYPE_CHECKING:
    from pathlib import Path

    from alemap.definitions.project import Project
    from alemap.workflows.ingest import IngestResult
    from kit.fake_agency import FakeTime
    from kit.fake_skolverket import FakeSkolverket

NOW = "2026-11-22T12:00:00Z"
WORK = "pipelines/datasets/office/work.yaml"
FAST = """
[network]
fetch = true
connect_seconds = 2
read_seconds = {read}
tries = 4
max_megabytes = 1
"""

QUERIES = {
    "all": '{ Region: "*", ContentsCode: ["01", "02"], Tid: "*" }',
    "pasted": (
        '{"query":[{"code":"Region","selection":{"filter":"all","values":["*"]}},{"code":"ContentsCode",'
        '"selection":{"filter":"item","values":["01","02"]}},{"code":"Tid","selection":{"filter":"top",'
        '"values":["2"]}}],"response":{"format":"px"}}'
    ),
}

_AREAS = "code,name,level,edition,parent,valid_from,valid_to,aliases,parts\n"

_AGENCY = """\
id: office
name: {{ sv: Kontoret, en: The office }}
short: Kontoret
protocol: pxweb2
address: {address}/v2
licence: CC0-1.0
attribution: {{ sv: "Källa: Kontoret", en: "Source: The office" }}
limits: {{ calls: 100, seconds: 1, cells: {cells} }}
interfaces:
  old:
    protocol: pxweb1
    address: "{address}/v1/sv"
    limits: {{ calls: 100, seconds: 1, cells: {cells} }}
marks: {{ "-": zero, "..": suppressed, ".": not_applicable }}
"""

_ROWS = """\
    form: pxweb_json
    dimensions:
      Region: { column: area_code }
      measure: { column: measure, codes: { "01": unemployed, "02": labour_force } }
      Tid: { column: period }
"""

_COUNCIL = """\
id: council
name: {{ sv: Rådet, en: The council }}
short: Rådet
protocol: kolada
address: {address}/v3
licence: Fri
attribution: {{ sv: "Källa: Rådet", en: "Source: The council" }}
marks: {{ Missing: nonresponse }}
"""

_KPI = """\
id: council__kpi
agency: council
name: {{ sv: Nyckeltal, en: Key figures }}
table: /data/kpi
origin: real
form: kolada
fetch:
  kpi: [{kpis}]
  municipality: [{areas}]
  year: {{ since: "{since}" }}
dimensions:
  kpi: {{ column: measure }}
  municipality: {{ column: area_code }}
  period: {{ column: period }}
  gender: {{ column: sex, codes: {{ T: _T }} }}
"""


BOARD = """\
id: board
name: {{ sv: Styrelsen, en: The board }}
short: Styrelsen
protocol: {protocol}
address: {address}
licence: Fri
attribution: {{ sv: "Källa: Styrelsen", en: "Source: The board" }}
marks: {{ "..": unpublished }}
"""

_HEALTH = """\
id: board__health
agency: board
name: { sv: Amning, en: Breast-feeding }
table: amning
origin: real
form: long
fetch:
  table: amning
  query: { matt: ["1", "4"], region: "14*", kon: ["2", "3"], ar: { last: 2 } }
  labels: { kon: { "2": kvinnor, "3": båda } }
read: { rows: data, labels: [mattId, regionId, konId, ar], value: varde, decimal: "," }
dimensions:
  mattId: { column: measure }
  regionId: { column: area_code }
  konId: { column: sex, codes: { "2": K, "3": _T } }
  ar: { column: period }
"""


def fetch_work(
    root: Path, address: str, *, version: int = 2, form: str = "jsonstat", query: str = "all",
    cells: int = 1000, read: float = 0.3,
) -> Path:  # fmt: skip
    """Have `office__work` fetched from a fake PxWeb."""
    settings = (root / "alemap.toml").read_text(encoding="utf-8").partition("\n[network]")[0]
    put(root, "alemap.toml", settings + FAST.format(read=read))
    put(root, "pipelines/agencies/office.yaml", _AGENCY.format(address=address, cells=cells))
    text = (root / WORK).read_text(encoding="utf-8").partition("fetch:")[0]
    text = text.replace("  Contents:", "  ContentsCode:")
    block = f"fetch:\n  table: {TABLE_2 if version == 2 else TABLE_1}\n  query: {QUERIES[query]}\n"
    block += "  interface: old\n" if version == 1 else ""
    block += f"  answer:\n{_ROWS}" if form == "pxweb_json" else ""
    put(root, WORK, text + block)
    return root


def fetch_kpi(root: Path, address: str, kpis: list[str], areas: list[str], since: int) -> Path:
    """Add `council__kpi`, fetched from a fake Kolada."""
    put(root, "pipelines/agencies/council.yaml", _COUNCIL.format(address=address))
    listed = ", ".join(f'"{area}"' for area in areas)
    text = _KPI.format(kpis=", ".join(kpis), areas=listed, since=since)
    put(root, "pipelines/datasets/council/kpi.yaml", text)
    staging = "SELECT area_code, period, sex, measure, value, status\nFROM raw.council__kpi\n"
    put(root, "sql/staging/stg_council__kpi.sql", staging + "WHERE area_code IS NOT NULL\n")
    return root


def fetch_breast_feeding(root: Path, address: str) -> Path:
    """Add `board__health`, fetched from a fake Socialstyrelsen."""
    board = BOARD.format(protocol="socialstyrelsen", address=f"{address}/api/v1/sv")
    put(root, "pipelines/agencies/board.yaml", board)
    put(root, "pipelines/datasets/board/health.yaml", _HEALTH)
    return root


def fetch_schools(root: Path, fake: FakeSkolverket) -> Path:
    """Add `skolverket__school_units` as the manual has it, the sample's agency and the fake's schools."""
    agency = (REPOSITORY / "pipelines/agencies/skolverket.yaml").read_text(encoding="utf-8")
    put(root, "pipelines/agencies/skolverket.yaml", agency.replace("https://api.skolverket.se", fake.address))
    units = "".join(f"S{code},Skola,skolenhet,,{area},,,,\n" for code, (area, _) in fake.units.items())
    put(root, "pipelines/areas/units.csv", f"{_AREAS}{units}")
    manual = (REPOSITORY / "docs/reference/fetching.md").read_text(encoding="utf-8")
    definition = next(block for block in manual.split("```yaml\n") if block.startswith("id: skolverket__"))
    put(root, "pipelines/datasets/skolverket/school_units.yaml", definition.partition("```")[0])
    return root


@lru_cache(maxsize=4)
def _project(root: Path, settings: str, state: object) -> Project:
    """The project's definitions, read once for as long as its files are the same."""
    del settings, state
    return load_project(root)


def run_ingest(root: Path, time: FakeTime, *names: str, offline: bool = False, **more: bool) -> IngestResult:
    """Ingest with the network layer on, by a clock that does not wait."""
    network = Network(time.clock, offline=offline)
    state = tuple((path, path.stat().st_mtime_ns) for path in sorted((root / "pipelines").rglob("*.*")))
    return ingest(
        _project(root, (root / "alemap.toml").read_text(encoding="utf-8"), state),
        names,
        now=NOW,
        network=network,
        **more,
    )
