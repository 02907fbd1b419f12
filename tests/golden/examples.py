"""Results as the workflows return them: the figures of the sketches, ranks and intervals made up."""

from __future__ import annotations

from dataclasses import replace

from alemap.domain import Label, Polarity, RegisterUncertainty, Status, Verdict
from alemap.results import (
    AreaName,
    DifferenceRow,
    DifferenceTable,
    Figure,
    Measure,
    Part,
    RankRow,
    RankTable,
)
from alemap.results.indexes import IndexFacts, RankDoubt

PERCENT = Label("%", "%")
POINTS = Label("procentenheter", "percentage points")
PER_1000 = Label("per 1 000", "per 1,000")
TKR = Label("tkr", "SEK k")
INDEX = Label("index", "index")
REGSO = Label("RegSO", "RegSO")
REST = Label("Övriga Ale", "Rest of Ale")
COUNTRY = Label("Riket", "Sweden")
OTHERS = Label("Övriga områden", "Other areas")
SUPERPOPULATION = RegisterUncertainty.SUPERPOPULATION
SUPPRESSED = Figure(None, status=Status.SUPPRESSED)
MISSING = Figure(None, status=Status.MISSING)
WORSE, SIMILAR, BETTER = Verdict.WORSE, Verdict.SIMILAR, Verdict.BETTER


def measure(
    key: str,
    sv: str,
    en: str,
    unit: Label = PERCENT,
    *,
    decimals: int = 1,
    polarity: Polarity = Polarity.HIGHER_IS_WORSE,
    kind: str = "share",
    synthetic: bool = False,
) -> Measure:
    difference = POINTS if unit is PERCENT else unit
    register = None if synthetic or kind == "index" else SUPERPOPULATION
    name = Label(sv, en)
    return Measure(key, name, name, unit, difference, decimals, polarity, kind, synthetic, register)


LOW_STANDARD = measure("low_economic_standard", "Låg ekonomisk standard", "Low economic standard")
EMPLOYED = measure(
    "employment", "Sysselsatta 16–64 år", "Employed, 16–64 years", polarity=Polarity.HIGHER_IS_BETTER
)
SCHOOL = measure("short_education", "Förgymnasial utbildning", "Compulsory schooling only")
TURNOUT = measure(
    "turnout_municipal",
    "Valdeltagande kommunval",
    "Turnout, municipal election",
    polarity=Polarity.HIGHER_IS_BETTER,
)
PLACED = measure("placed_children", "Placerade barn", "Children in out-of-home care", PER_1000)
INCOME = measure(
    "median_income",
    "Median för disponibel inkomst per konsumtionsenhet",
    "Median disposable income per consumption unit",
    TKR,
    decimals=0,
    polarity=Polarity.HIGHER_IS_BETTER,
    kind="published",
)
FOREIGN = measure("foreign_born", "Utrikes födda", "Foreign-born", polarity=Polarity.NEUTRAL)
UNSAFE = measure(
    "unsafe_outdoors",
    "Otrygga utomhus sena kvällar",
    "Unsafe outdoors at night",
    kind="published",
    synthetic=True,
)
RISK = measure("risk", "Riskindex", "Risk index", INDEX, decimals=2, kind="index", synthetic=True)

_REGSO = (
    ("1440R004", "Centrala Nödinge", "Ale", 3.20, (1.21, 0.73, 0.62, 0.88, 0.24)),
    ("1482R002", "Komarken norra", "Kungälv", 2.12, (0.70, 0.55, 0.31, 0.61, -0.05)),
    ("1440R006", "Nol", "Ale", 0.69, (0.22, 0.18, 0.11, 0.10, 0.08)),
    ("1440R010", "Surte", "Ale", 0.48, (0.05, 0.20, None, 0.17, 0.06)),
    ("1440R003", "Bohus", "Ale", 0.23, (0.12, -0.04, 0.02, 0.07, 0.06)),
    ("1440R008", "Skepplanda", "Ale", 0.23, (0.10, 0.02, 0.03, 0.09, -0.01)),
    ("1482R007", "Kungälv nordöstra landsbygden", "Kungälv", -0.31, (-0.1, 0.02, -0.08, -0.06, -0.09)),
    ("1440R009", "Starrkärr-Kilanda-Ryd", "Ale", -0.64, (-0.2, -0.11, -0.14, -0.1, -0.09)),
    ("1482R011", "Ytterby krans", "Kungälv", -1.23, (-0.31, -0.27, -0.22, -0.26, -0.17)),
)
_RANKS = (
    (1, False),
    (2, False),
    (3, False),
    (4, False),
    (5, True),
    (5, True),
    (7, False),
    (8, False),
    (9, False),
)
_INDEX_VERDICTS = (WORSE, WORSE, WORSE, SIMILAR, SIMILAR, SIMILAR, SIMILAR, SIMILAR, BETTER)


def rank_row(place: str, code: str, name: str, figure: Figure, *, other: float, verdict: Verdict) -> RankRow:
    """One row of a ranked table; `place` as the table shows it, `2=` for a shared one."""
    rank = int(place.rstrip("=")) if place else None
    return RankRow(rank, place.endswith("="), area(code, name), figure, Figure(other), verdict)


def area(code: str, name: str, municipality: str = "Ale") -> AreaName:
    return AreaName(code, name, "regso", municipality)


RANK_INDEX = RankTable(
    measure=RISK,
    level=REGSO,
    scope=("Ale", "Kungälv"),
    period="2022",
    comparator=OTHERS,
    confidence=0.95,
    rows=tuple(
        RankRow(rank, tied, area(code, name, place), Figure(value), Figure(-value / 23), verdict, parts)
        for (rank, tied), (code, name, place, value, parts), verdict in zip(
            _RANKS, _REGSO, _INDEX_VERDICTS, strict=True
        )
    ),
    total=9,
    valued=9,
    comparisons=9,
    parts=(
        Part("delaktighet", Label("Delakt.", "Particip."), synthetic=False),
        Part("barn_unga", Label("Barn/unga", "Children"), synthetic=False),
        Part("halsa", Label("Hälsa", "Health"), synthetic=False),
        Part("socioekonomi", Label("Socioek.", "Socioec."), synthetic=False),
        Part("trygghet", Label("Trygghet", "Safety"), synthetic=True),
    ),
    sources=("SCB", "Kolada", "Valmyndigheten", "BRÅ"),
    index=IndexFacts(Label("", ""), doubt=None, members=12),
)

RANK_SHARE = RankTable(
    measure=LOW_STANDARD,
    level=REGSO,
    scope=("Ale",),
    period="2022",
    comparator=REST,
    confidence=0.95,
    rows=(
        rank_row("1", "1440R004", "Centrala Nödinge", Figure(21.04, 19.61, 22.5), other=7.0, verdict=WORSE),
        rank_row("2=", "1440R010", "Surte", Figure(9.25, 8.3, 10.3), other=8.31, verdict=SIMILAR),
        rank_row("2=", "1440R006", "Nol", Figure(9.25, 8.1, 10.5), other=8.32, verdict=SIMILAR),
        rank_row(
            "4", "1440R003", "Bohus", Figure(8.81, 7.6, 10.2, Status.PROVISIONAL), other=8.36, verdict=SIMILAR
        ),
        rank_row("5", "1440R012", "Södra Älvängen", Figure(4.43, 3.6, 5.5), other=8.9, verdict=BETTER),
        rank_row("", "1440R002", "Alvhem-Hålanda", SUPPRESSED, other=8.5, verdict=Verdict.SUPPRESSED),
        rank_row("", "1440R001", "Alafors", MISSING, other=8.5, verdict=Verdict.MISSING),
    ),
    total=13,
    valued=11,
    comparisons=11,
    sources=("SCB",),
)

_SETS = ((1, 1), (2, 3), (2, 9), (3, 12), (3, 12), (3, 12), (5, 9), (6, 9), (8, 9))
RANK_SETS = replace(
    RANK_INDEX,
    measure=replace(
        RISK, id="socioekonomi", name=Label("Socioekonomi", "Socio-economic conditions"), synthetic=False
    ),
    rows=tuple(
        replace(
            row,
            rank_lower=low,
            rank_upper=high,
            rank_sampling=0.42,
            parts=(),
            figure=Figure(row.figure.value, row.figure.value - 0.35, row.figure.value + 0.35),
        )
        for row, (low, high) in zip(RANK_INDEX.rows, _SETS, strict=True)
    ),
    parts=(),
    sources=("SCB",),
    known_error=0.68,
    index=IndexFacts(
        Label("", ""),
        RankDoubt(0.42, 1000, 0.25, leave_one_out=True, scales=("z", "min_max"), aggregations=("mean",)),
        members=5,
    ),
)


def difference(
    what: Measure,
    values: tuple[float, float],
    bounds: tuple[float, float] | None,
    verdict: Verdict,
    place: AreaName | None = None,
    *,
    sex: str = "_T",
) -> DifferenceRow:
    value, other = values
    low, high = bounds or (None, None)
    return DifferenceRow(
        what,
        place or area("1440R004", "Centrala Nödinge"),
        "2022",
        sex,
        Figure(value),
        Figure(other),
        Figure(value - other, low, high),
        value / other,
        (value - other) / 2,
        0.001,
        verdict,
    )


DIFFERENCES = DifferenceTable(
    scope=("Centrala Nödinge",),
    one_area=True,
    against=REST,
    by_sex=False,
    period="2022",
    confidence=0.95,
    rows=(
        difference(LOW_STANDARD, (21.0, 7.0), (12.7, 15.3), WORSE),
        difference(EMPLOYED, (69.8, 82.9), (-15.0, -11.2), WORSE),
        difference(SCHOOL, (18.8, 10.4), (6.6, 10.3), WORSE),
        difference(TURNOUT, (68.0, 84.1), (-17.9, -14.3), WORSE),
        difference(FOREIGN, (38.2, 14.6), (21.9, 25.3), Verdict.HIGHER),
        difference(INCOME, (241.0, 1312.0), None, Verdict.UNTESTED),
        difference(UNSAFE, (34.1, 30.9), (-1.7, 8.2), SIMILAR),
        DifferenceRow(
            PLACED,
            area("1440R004", "Centrala Nödinge"),
            "2021",
            "_T",
            SUPPRESSED,
            Figure(7.1),
            SUPPRESSED,
            None,
            None,
            None,
            Verdict.SUPPRESSED,
        ),
    ),
    total=31,
    comparisons=30,
    sources=("SCB", "Kolada", "Valmyndigheten", "BRÅ"),
)

DIFFERENCES_BY_SEX = DifferenceTable(
    scope=("Ale", "Kungälv"),
    one_area=False,
    against=Label("Män", "Men"),
    by_sex=True,
    period="2022",
    confidence=0.95,
    rows=(
        difference(EMPLOYED, (78.1, 83.4), (-6.6, -4.0), WORSE, area("1440", "Ale"), sex="K"),
        difference(EMPLOYED, (80.9, 82.0), (-2.1, 0.0), SIMILAR, area("1482", "Kungälv"), sex="K"),
    ),
    total=2,
    comparisons=2,
    sources=("SCB",),
)

DIFFERENCES_IN_TIME = replace(
    DIFFERENCES,
    scope=("Surte",),
    against=Label("2018", "2018"),
    rows=(
        difference(LOW_STANDARD, (9.3, 8.1), (0.2, 2.2), WORSE, area("1440R010", "Surte")),
        difference(SCHOOL, (11.0, 11.4), (-1.6, 0.8), SIMILAR, area("1440R010", "Surte")),
    ),
    total=2,
    comparisons=2,
    sources=("SCB",),
)
