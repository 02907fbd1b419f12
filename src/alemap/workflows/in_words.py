"""A definition's coded fields in words: whom it counts, which objective, which month, which break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.definitions.indicator import Caveat, Indicator, Population

_BASES: Mapping[str, Label] = {
    "residents": Label("invånare", "residents"),
    "respondents": Label("svarande i en enkät", "survey respondents"),
    "labour_force": Label("arbetskraften", "the labour force"),
    "employed": Label("sysselsatta", "employed persons"),
    "insured": Label("försäkrade", "insured persons"),
    "pupils": Label("elever", "pupils"),
    "leavers": Label("personer som lämnat ett program", "persons who left a programme"),
    "electors": Label("röstberättigade", "electors"),
    "voters": Label("röstande", "voters"),
    "elected": Label("förtroendevalda", "elected representatives"),
    "households": Label("hushåll", "households"),
    "dwellings": Label("bostäder", "dwellings"),
    "staff": Label("heltidstjänster", "full-time positions"),
    "benefit_days": Label("dagar med ersättning", "days of benefit"),
    "municipality": Label("kommunen som helhet", "the municipality as a whole"),
}

_SEXES: Mapping[str, Label] = {"K": Label("kvinnor", "women"), "M": Label("män", "men")}

_OBJECTIVES: Mapping[str, Label] = {
    "MO1": Label("Det tidiga livets villkor", "Conditions of early life"),
    "MO2": Label("Kunskaper, kompetenser och utbildning", "Knowledge, skills and education"),
    "MO3": Label("Arbete, arbetsförhållanden och arbetsmiljö", "Work and work environment"),
    "MO4": Label("Inkomster och försörjningsmöjligheter", "Income and livelihood"),
    "MO5": Label("Boende och närmiljö", "Housing and neighbourhood"),
    "MO6": Label("Levnadsvanor", "Living habits"),
    "MO7": Label("Kontroll, inflytande och delaktighet", "Control, influence and participation"),
    "MO8": Label("En jämlik och hälsofrämjande hälso- och sjukvård", "Equal and health-promoting care"),
    "health": Label("Hälsa, övergripande", "Health, overall"),
}
"""The national public-health objectives (målområden), and the measures above them."""

_MONTHS = (
    Label("januari", "January"), Label("februari", "February"), Label("mars", "March"),
    Label("april", "April"), Label("maj", "May"), Label("juni", "June"), Label("juli", "July"),
    Label("augusti", "August"), Label("september", "September"), Label("oktober", "October"),
    Label("november", "November"), Label("december", "December"),
)  # fmt: skip


def population_in_words(population: Population) -> Label:
    """Whom the denominator counts: `invånare 16–84 år`, `residents aged 16–84`."""
    base = _BASES[population.base] if population.sex is None else _SEXES[population.sex]
    if population.ages is None:
        return base
    first, last = population.ages[0], population.ages[-1]
    if len(population.ages) == 1:
        return Label(f"{base.sv} {first} år och äldre", f"{base.en} aged {first} and over")
    ages = f"{first}–{last}" if last > first else f"{first}"
    return Label(f"{base.sv} {ages} år", f"{base.en} aged {ages}")


def objective_in_words(objective: str) -> Label:
    """The national public-health objective, with its number."""
    name = _OBJECTIVES[objective]
    number = objective.removeprefix("MO")
    return Label(f"{number}. {name.sv}", f"{number}. {name.en}") if number.isdigit() else name


def month_in_words(month: int) -> Label:
    """The month in which the agency publishes."""
    return _MONTHS[month - 1]


def kolada_in_words(indicator: Indicator) -> Label:
    """Kolada's id, with that of the measure's uncertainty."""
    uncertainty = indicator.kolada_uncertainty
    if uncertainty is None and indicator.source is not None:
        uncertainty = indicator.source.uncertainty_measure
    if uncertainty is None or not uncertainty[1:].isdigit():
        return Label(indicator.kolada or "", indicator.kolada or "")
    return Label(
        f"{indicator.kolada}, osäkerhetstal {uncertainty}", f"{indicator.kolada}, uncertainty {uncertainty}"
    )


def caveat_in_words(caveat: Caveat) -> Label:
    """What a reader must know; a break says from when."""
    if caveat.since is None:
        return Label(caveat.sv, caveat.en)
    return Label(
        f"Brott i serien från {caveat.since}: {caveat.sv}",
        f"Break in the series from {caveat.since}: {caveat.en}",
    )
