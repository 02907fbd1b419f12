"""More results as the workflows return them: one area, one indicator, lists."""

from __future__ import annotations

from alemap.domain import Label, Status, Verdict
from alemap.results import (
    CellTrace,
    Definition,
    Figure,
    Finding,
    Listing,
    Profile,
    ProfileRow,
    SeriesRow,
    ShowResult,
)
from golden.examples import (
    EMPLOYED,
    INCOME,
    LOW_STANDARD,
    PLACED,
    REGSO,
    REST,
    SIMILAR,
    SUPPRESSED,
    TURNOUT,
    UNSAFE,
    WORSE,
    area,
)

_SOCIO, _SAFETY = Label("Socioekonomi", "Socio-economic conditions"), Label("Trygghet", "Safety")
_PARTICIPATION = Label("Delaktighet och inflytande", "Participation and influence")

PROFILE = Profile(
    area=area("1440R004", "Centrala Nödinge"),
    level=REGSO,
    against=REST,
    confidence=0.95,
    population=4231,
    rows=(
        ProfileRow(
            TURNOUT,
            _PARTICIPATION,
            "2022",
            Figure(68.0, 66.3, 69.7),
            Figure(84.1),
            WORSE,
            1,
            13,
            (("2018", 71.2), ("2022", 68.0)),
        ),
        ProfileRow(
            LOW_STANDARD,
            _SOCIO,
            "2022",
            Figure(21.0, 19.6, 22.5),
            Figure(7.0),
            WORSE,
            1,
            13,
            (("2018", 17.1), ("2019", 17.9), ("2020", None), ("2021", 19.6), ("2022", 21.0)),
        ),
        ProfileRow(
            EMPLOYED,
            _SOCIO,
            "2022",
            Figure(69.8, 68.0, 71.5),
            Figure(82.9),
            WORSE,
            2,
            13,
            (("2021", 70.4), ("2022", 69.8)),
        ),
        ProfileRow(INCOME, _SOCIO, "2022", Figure(241.0), Figure(1312.0), Verdict.UNTESTED, None, 0, ()),
        ProfileRow(
            UNSAFE,
            _SAFETY,
            "2021-2024",
            Figure(34.1, 29.3, 39.2, Status.PROVISIONAL),
            Figure(30.9),
            SIMILAR,
            4,
            9,
            (("2017-2020", 36.0),),
        ),
        ProfileRow(PLACED, _SAFETY, "2021", SUPPRESSED, Figure(7.1), Verdict.SUPPRESSED, None, 9, ()),
    ),
    comparisons=30,
    sources=("SCB", "Kolada", "Valmyndigheten", "BRÅ"),
)

SHOW = ShowResult(
    measure=LOW_STANDARD,
    definition=Definition(
        (
            (
                Label("Definition", "Definition"),
                Label(
                    "Personer i hushåll med lägre ekonomisk standard än 60 procent av medianen för riket.",
                    "Persons in households with a standard below 60 per cent of the national median.",
                ),
            ),
            (Label("Täljare", "Numerator"), Label("personer med låg standard", "persons with low standard")),
            (Label("Nämnare", "Denominator"), Label("personer i hushåll", "persons in households")),
        ),
        (Label("Bygger på inkomståret, inte på boendeåret.", "By income year, not by year of residence."),),
    ),
    series=(
        SeriesRow(
            area("1440R004", "Centrala Nödinge"),
            "2021",
            "_T",
            "_T",
            Figure(19.6, 18.2, 21.1),
            815.0,
            4158.0,
            "wilson",
        ),
        SeriesRow(
            area("1440R004", "Centrala Nödinge"),
            "2022",
            "_T",
            "_T",
            Figure(21.04, 19.6, 22.5),
            890.0,
            4231.0,
            "wilson",
        ),
        SeriesRow(
            area("1440R004", "Centrala Nödinge"), "2023", "_T", "_T", SUPPRESSED, 3.0, 4190.0, "wilson"
        ),
    ),
    models=("raw.scb__income_standard", "stg_scb__income_standard", "ind_low_economic_standard", "estimate"),
    traces=(
        CellTrace(
            "scb__income_standard",
            Label("Ekonomisk standard per DeSO", "Economic standard by DeSO"),
            "SCB",
            "000007A8",
            "real",
            "CC0 1.0",
            "sample_data/scb/000007A8.xlsx",
            "https://www.statistikdatabasen.scb.se/000007A8",
            "9f86d081884c7d659a2feaa0c55ad015" * 2,
            "2026-03-14",
            ("Blad1!C7", "Blad1!C8", "Blad1!D7"),
            12,
        ),
    ),
)

LISTING = Listing(
    "datasets",
    ("id", "name", "agency", "origin", "files"),
    (
        {
            "id": "scb__income_standard",
            "name": "Ekonomisk standard per DeSO",
            "agency": "scb",
            "origin": "real",
            "files": ["sample_data/scb/000007A8.xlsx"],
            "rows": 1234,
        },
        {
            "id": "bra__ntu",
            "name": "Nationella trygghetsundersökningen",
            "agency": "bra",
            "origin": "synthetic",
            "files": ["sample_data/bra/ntu_2023.xlsx", "sample_data/bra/ntu_2024.xlsx"],
            "rows": 40,
        },
    ),
)

FINDINGS = (
    Finding("alemap 0.1.0", "Python 3.11.7", good=True),
    Finding("data/alemap.duckdb", "older than the definitions", good=False, hint="run `alemap build`"),
)
