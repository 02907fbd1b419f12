"""A project small enough to build in a moment: one office's four forms, four indicators, seven DeSO.

The vocabulary and the marts are the house's own; everything else stands in `FILES` and below, so that a
test changes one text and sees what comes of it.
"""

# ruff: noqa: E501 - a file is written as it stands

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import xlsxwriter

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = (
    "pipelines/vocabulary.yaml",
    "sql/core/core_area.sql",
    "sql/core/core_area_part.sql",
    "sql/indicators/ind_published.sql",
    "sql/marts",
)

DESO = {
    # code: (RegSO, unemployed and labour force 2022 and 2023, residents, lone parents and households)
    "1440A0010": ("1440R001", (90, 1000, 100, 1000), 1600, (60, 700)),
    "1440A0020": ("1440R001", (50, 900, 45, 900), 1500, (40, 650)),
    "1440B0010": ("1440R003", (10, 800, 3, 800), 1300, (30, 600)),
    "1440C0010": ("1440R002", (20, 700, 25, 700), 1200, (25, 500)),
    "1440C0020": ("1440R002", (30, 600, 35, 600), 1000, (20, "..")),
    "1482A0010": ("1482R001", (15, 500, 16, 500), 900, (12, 400)),
    "1482C0010": ("1482R002", (80, 850, 95, 850), 1400, (70, 620)),
}
PERIODS = ("2022", "2023")

_AREAS = """\
code,name,level,edition,parent,valid_from,valid_to,aliases,parts
00,Riket,riket,,,,,Sverige,
14,Västra Götalands län,lan,,00,,,,
1440,Ale,kommun,,14,,,Ale kommun,
1482,Kungälv,kommun,,14,,,,
1440R001,Norr,regso,2020,1440,,,,
1440R002,Söder,regso,2020,1440,,,,
1440R003,Öster,regso,2020,1440,,,,
1482R001,Väster,regso,2020,1482,,,,
1482R002,Hamnen,regso,2020,1482,,,,
1440O01,Storbyn,ort,,1440,,,Byn,1440R001|1440R002
"""

_DATASET = """\
id: office__{name}
agency: office
name: {{ sv: {sv}, en: {en} }}
table: {table}
origin: {origin}
form: {form}
files: [data_in/{files}]
{rest}"""

_INDICATOR = """\
id: {id}
name: {{ sv: {sv}, en: {en} }}
short: {{ sv: {sv}, en: {en} }}
category: {category}
factor: {factor}
definition: {{ sv: En mening., en: A sentence. }}
kind: {kind}
unit: percent
multiplier: {multiplier}
decimals: 1
polarity: {polarity}
numerator: {{ sv: Delen, en: The part }}
denominator: {{ sv: Det hela, en: The whole }}
population: {{ base: residents, ages: [16, 64] }}
levels: [{levels}]
breakdowns: []
register_based: {register}
agency: office
published_month: 5
sdg: [8]
national_objective: MO3
{rest}revision: 1
changelog:
  - {{ revision: 1, date: "2026-01-01", sv: Första utgåvan., en: First edition. }}
"""

_ALL = "riket, lan, kommun, regso, deso, ort"

_SUM = """\
SELECT
  core_area_part.whole_code AS area_code,
  part.period,
  part.sex,
  '_T' AS category,
  CASE WHEN COUNT(part.value) = COUNT(*) THEN SUM(part.value) END AS numerator,
  CASE WHEN COUNT(whole.value) = COUNT(*) THEN SUM(whole.value) END AS denominator,
  COALESCE(
    MAX(CASE WHEN part.value IS NULL THEN part.status END),
    MAX(CASE WHEN whole.value IS NULL THEN whole.status END),
    'final'
  ) AS status
FROM {staging} AS part
JOIN {staging} AS whole
  ON whole.area_code = part.area_code
  AND whole.period = part.period
  AND whole.sex = part.sex
  AND whole.measure = '{whole}'
JOIN core_area_part
  ON core_area_part.part_code = part.area_code
WHERE
  part.measure = '{part}'
GROUP BY
  core_area_part.whole_code,
  part.period,
  part.sex
"""

FILES = {
    "alemap.toml": """\
[project]
name = "Prov"
municipalities = ["1440", "1482"]
language = "en"

[comparison]
level = "regso"
""",
    "pipelines/areas/areas.csv": _AREAS
    + "".join(f"{code},{code},deso,2018,{regso},,,,\n" for code, (regso, *_) in DESO.items()),
    "pipelines/agencies/office.yaml": """\
id: office
name: { sv: Kontoret, en: The office }
short: Kontoret
protocol: file
address: https://office.example
licence: CC0-1.0
attribution: { sv: "Källa: Kontoret", en: "Source: The office" }
marks: { "-": zero, "..": suppressed, ".": not_applicable }
""",
    "pipelines/economics/price_indexes.csv": """\
index,year,value,source
kpi,2020,100.0,Kontoret
kpi,2022,110.0,Kontoret
""",
    "pipelines/economics/club.yaml": """\
id: club
name: { sv: Klubben, en: The club }
description: { sv: En mening., en: A sentence. }
synthetic: true
price_year: 2022
run_years: 2
horizon: 10
discount_rate: 0.03
participants: { value: 20, range: [15, 25] }
prices: {
  leader: { name: { sv: Ledare, en: Leader }, unit: { sv: kr, en: SEK }, value: 100000, year: 2020, index: kpi, source: Kontoret },
  case: { name: { sv: Ärende, en: Case }, unit: { sv: kr, en: SEK }, value: 20000, year: 2022, index: kpi, source: Kontoret } }
costs: { leader: { name: { sv: Ledare, en: Leader }, price: leader, actor: municipality } }
outcomes:
  no_case:
    name: { sv: Inget ärende, en: No case }
    success: { value: 0.7, range: [0.6, 0.8], distribution: beta }
    otherwise: { value: 0.5 }
    source: Kontoret
    years: 3
    effects: { case: { name: { sv: Ärende, en: Case }, price: case, actor: municipality } }
revision: 1
changelog: [{ revision: 1, date: "2026-01-01", sv: Första utgåvan., en: First edition. }]
""",
    "pipelines/mappings/office/names.csv": """\
agency_code,code,valid_from,note
Norr,1440R001,,
Söder,1440R002,,
Öster,1440R003,,
Väster,1482R001,,
Hamnen,1482R002,,
Okänt,ignore,,no one knows where
""",
    "pipelines/datasets/office/work.yaml": _DATASET.format(
        name="work",
        sv="Arbete",
        en="Work",
        table="T1",
        origin="real",
        form="jsonstat",
        files="work_*.json",
        rest="""\
dimensions:
  Region: { column: area_code }
  Contents: { column: measure, codes: { "01": unemployed, "02": labour_force } }
  Tid: { column: period }
constants: { sex: _T }
expect: { rows: [14, 56], reason: seven DeSO and one or two years }
""",
    ),
    "pipelines/datasets/office/residents.yaml": _DATASET.format(
        name="residents",
        sv="Invånare",
        en="Residents",
        table="T2",
        origin="real",
        form="workbook",
        files="residents.xlsx",
        rest="""\
read: { header_row: 3, headers: [år, kön], labels: [region] }
dimensions:
  region: { column: area_code }
  år: { column: period }
  kön: { column: sex, codes: { totalt: _T, kvinnor: K, män: M } }
""",
    ),
    "pipelines/datasets/office/households.yaml": _DATASET.format(
        name="households",
        sv="Hushåll",
        en="Households",
        table="T3",
        origin="real",
        form="px",
        files="households.px",
        rest="""\
dimensions:
  region: { column: area_code }
  typ: { column: measure, codes: { E: lone_parents, A: all } }
  år: { column: period }
constants: { sex: _T }
""",
    ),
    "pipelines/datasets/office/survey.yaml": _DATASET.format(
        name="survey",
        sv="Enkät",
        en="Survey",
        table="T4",
        origin="synthetic",
        form="table",
        files="survey.csv",
        rest="""\
read: { labels: [Område, Kön, År], value: Andel }
dimensions:
  Område: { column: area_code, map: office/names }
  Kön: { column: sex, codes: { alla: _T, kvinnor: K, män: M } }
  År: { column: period }
constants: { measure: safe }
""",
    ),
    "pipelines/indicators/socioekonomi/unemployed.yaml": _INDICATOR.format(
        id="unemployed",
        sv="Arbetslösa",
        en="Unemployed",
        category="socioekonomi",
        factor="arbete",
        kind="share",
        multiplier=100,
        polarity="higher_is_worse",
        levels=_ALL,
        register="true",
        rest="",
    ),
    "pipelines/indicators/barn_unga/lone_parents.yaml": _INDICATOR.format(
        id="lone_parents",
        sv="Ensamstående",
        en="Lone parents",
        category="barn_unga",
        factor="familj",
        kind="share",
        multiplier=100,
        polarity="higher_is_worse",
        levels=_ALL,
        register="true",
        rest="""\
caveats:
  - { kind: break, since: "2001", sv: Ny definition 2001., en: A new definition in 2001. }
""",
    ),
    "pipelines/indicators/trygghet/feels_safe.yaml": _INDICATOR.format(
        id="feels_safe",
        sv="Trygga",
        en="Feels safe",
        category="trygghet",
        factor="upplevd_trygghet",
        kind="published",
        multiplier=1,
        polarity="higher_is_better",
        levels="regso",
        register="false",
        rest="source: { dataset: office__survey, measure: safe }\n",
    ),
    "pipelines/indicators/trygghet/women_share.yaml": _INDICATOR.format(
        id="women_share",
        sv="Kvinnor",
        en="Women",
        category="trygghet",
        factor="upplevd_trygghet",
        kind="share",
        multiplier=100,
        polarity="neutral",
        levels=_ALL,
        register="true",
        rest="",
    ),
    "pipelines/indexes/risk.yaml": """\
id: risk
name: { sv: Riskindex, en: Risk index }
definition: { sv: Medel av z., en: Mean of z. }
levels: [regso]
reference: { regso: project }
normalisation: z
category_weights: equal
aggregation: mean
missing: { min_share: 0.6, min_areas: 0.6 }
max_age_years: 4
members: { socioekonomi: [unemployed], trygghet: [feels_safe] }
source: the handbook
default: true
revision: 1
changelog:
  - { revision: 1, date: "2026-01-01", sv: Första utgåvan., en: First edition. }
""",
    "pipelines/targets/fewer_lone_parents.yaml": """\
id: fewer_lone_parents
name: { sv: Färre ensamstående, en: Fewer lone parents }
definition: { sv: En mening., en: A sentence. }
measure: { indicator: lone_parents }
scope: { municipalities: ["1482"] }
base: { period: "2022" }
goal: { change: -20 }
due: "2030"
source: the council
revision: 1
changelog:
  - { revision: 1, date: "2026-01-01", sv: Första utgåvan., en: First edition. }
""",
    "sql/staging/stg_office__work.sql": """\
SELECT area_code, period, sex, measure, value, status
FROM raw.office__work
WHERE area_code IS NOT NULL
""",
    "sql/staging/stg_office__residents.sql": """\
SELECT area_code, period, sex, value, status
FROM raw.office__residents
WHERE area_code IS NOT NULL
""",
    "sql/staging/stg_office__households.sql": """\
SELECT area_code, period, sex, measure, value, status
FROM raw.office__households
WHERE area_code IS NOT NULL
""",
    "sql/staging/stg_office__survey.sql": """\
SELECT area_code, period, sex, measure, value, status
FROM raw.office__survey
WHERE area_code IS NOT NULL
""",
    "sql/core/core_published.sql": """\
SELECT
  'office__survey' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_office__survey
""",
    "sql/core/core_population.sql": """\
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  resident.period,
  resident.sex,
  '_T' AS age,
  SUM(resident.value) AS persons
FROM stg_office__residents AS resident
JOIN core_area_part
  ON core_area_part.part_code = resident.area_code
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  resident.period,
  resident.sex
""",
    "sql/indicators/ind_unemployed.sql": _SUM.format(
        staging="stg_office__work", part="unemployed", whole="labour_force"
    ),
    "sql/indicators/ind_lone_parents.sql": _SUM.format(
        staging="stg_office__households", part="lone_parents", whole="all"
    ),
    "sql/indicators/ind_women_share.sql": """\
SELECT
  part.area_code,
  part.period,
  '_T' AS sex,
  '_T' AS category,
  part.persons AS numerator,
  whole.persons AS denominator,
  'final' AS status
FROM core_population AS part
JOIN core_population AS whole
  ON whole.area_code = part.area_code
  AND whole.period = part.period
  AND whole.sex = '_T'
WHERE
  part.sex = 'K'
""",
    "sql/checks/ind_unemployed__below_half.sql": """\
-- severity: error
-- reason: Half of the labour force is never unemployed.
SELECT area_code, period, numerator, denominator
FROM ind_unemployed
WHERE numerator > denominator / 2
""",
    "sql/checks/ind_unemployed__above_zero.sql": """\
-- severity: warn
-- reason: Some one is unemployed everywhere.
SELECT area_code, period, numerator
FROM ind_unemployed
WHERE numerator = 0
""",
    "sql/tests/ind_unemployed.yaml": """\
model: ind_unemployed
cases:
  - name: counts of both
    given:
      core_area_part:
        - { part_code: "1440A0010", part_level: deso, whole_code: "1440", whole_level: kommun }
      stg_office__work:
        - { area_code: "1440A0010", period: "2023", sex: _T, measure: unemployed, value: 8, status: final }
        - { area_code: "1440A0010", period: "2023", sex: _T, measure: labour_force, value: 80, status: final }
    expect:
      - { area_code: "1440", period: "2023", sex: _T, category: _T, numerator: 8, denominator: 80, status: final }
""",
    "data_in/survey.csv": """\
Område;Kön;År;Andel
Norr;alla;2023;61,5
Norr;kvinnor;2023;55,0
Norr;män;2023;68,0
Söder;alla;2023;82,5
Söder;kvinnor;2023;..
Söder;män;2023;90,5
Öster;alla;2023;77,0
Väster;alla;2023;79,5
Hamnen;alla;2023;58,0
Okänt;alla;2023;70,0
""",
}


def work_json(unemployed: dict[str, int] | None = None, periods: tuple[str, ...] = PERIODS) -> bytes:
    """JSON-stat of the unemployed and the labour force; `unemployed` replaces 2023's number of a DeSO."""
    values = []
    for code, (_, (then, force_then, now, force), *_rest) in DESO.items():
        number = (unemployed or {}).get(code, now)
        both = {"2022": (then, force_then), "2023": (number, force)}
        values += [both[period][0] for period in periods] + [both[period][1] for period in periods]
    dimensions = {"Region": list(DESO), "Contents": ["01", "02"], "Tid": list(periods)}
    return json.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "label": "Arbete",
            "id": list(dimensions),
            "size": [len(codes) for codes in dimensions.values()],
            "dimension": {
                name: {"category": {"index": {code: n for n, code in enumerate(codes)}}}
                for name, codes in dimensions.items()
            },
            "value": values,
        }
    ).encode()


def residents_rows() -> list[list[object]]:
    """The workbook's cells: years over sexes, one row per DeSO."""
    rows: list[list[object]] = [["Invånare"], [], ["", "2022", "", "", "2023", "", ""]]
    rows.append(["", *["totalt", "kvinnor", "män"] * 2])
    for code, (_, _, persons, _) in DESO.items():
        women = persons // 2 + 10
        rows.append([code, *[persons, women, persons - women] * 2])
    return [*rows, [], ["Källa: Kontoret"]]


def book(rows: list[list[object]]) -> bytes:
    """Cells as an xlsx."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("T2")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value != "":
                    sheet.write(i, j, value)
    return content.getvalue()


def households_px() -> bytes:
    """A PX file of lone parents and all households in 2023."""
    codes = ",".join(f'"{code}"' for code in DESO)
    data = " ".join(
        f'"{x}"' if isinstance(x, str) else str(x)
        for _, _, _, households in DESO.values()
        for x in households
    )
    text = f"""CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="utf-8";
LANGUAGE="sv";
DECIMALS=0;
MATRIX="T3";
TITLE="Hushåll";
STUB="region";
HEADING="typ","år";
VALUES("region")={codes};
VALUES("typ")="ensamstående","alla";
VALUES("år")="2023";
CODES("region")={codes};
CODES("typ")="E","A";
DATA={data};
"""
    return text.encode()


def write_mini(root: Path) -> Path:
    """Write the project to `root`."""
    for name in SHARED:
        source = REPOSITORY / name
        for path in sorted(source.glob("*.sql")) if source.is_dir() else [source]:
            put(root, path.relative_to(REPOSITORY).as_posix(), path.read_text(encoding="utf-8"))
    for name, text in FILES.items():
        put(root, name, text)
    put(root, "data_in/work_1.json", work_json())
    put(root, "data_in/residents.xlsx", book(residents_rows()))
    put(root, "data_in/households.px", households_px())
    return root


def put(root: Path, name: str, content: str | bytes) -> None:
    """Write a file of the project."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def edit(root: Path, name: str, old: str, new: str) -> int:
    """Replace a text that stands in the file once or more; gives the line of the first."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise AssertionError(f"{name} does not hold {old!r}")
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def add_line(root: Path, name: str, line: str) -> int:
    """Add a line to a file; gives its number."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{line}\n", encoding="utf-8")
    return text.count("\n") + 1


def line_of(root: Path, name: str, pattern: str) -> int:
    """The line where a pattern stands first, 1 where it stands nowhere."""
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, start=1) if re.search(pattern, line)), 1)
