"""The closed lists of the register of interventions: each code with its words.

A register is written by people of many services in a spreadsheet, so a cell may hold the code, the Swedish
word or the English one, and a heading likewise; what the program keeps is the code.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from alemap.domain import Label

if TYPE_CHECKING:
    from collections.abc import Mapping


class Principal(StrEnum):
    """Who answers for an intervention (huvudman)."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    STATE = "state"
    POLICE = "police"
    HOUSING_COMPANY = "housing_company"
    ASSOCIATION = "association"
    CHURCH = "church"
    COMPANY = "company"
    OTHER = "other"


class Arena(StrEnum):
    """Where the intervention meets people."""

    HOME = "home"
    PRESCHOOL = "preschool"
    SCHOOL = "school"
    LEISURE = "leisure"
    FAMILY_CENTRE = "family_centre"
    CARE = "care"
    NEIGHBOURHOOD = "neighbourhood"
    WORK = "work"
    DIGITAL = "digital"
    OTHER = "other"


class TargetGroup(StrEnum):
    """Whom the intervention turns to."""

    CHILDREN = "children"
    YOUTH = "youth"
    PARENTS = "parents"
    FAMILY = "family"
    ADULTS = "adults"
    ELDERLY = "elderly"
    ALL = "all"


class Reaching(StrEnum):
    """How an intervention's receivers are chosen: everyone, groups at risk, or single persons in need."""

    UNIVERSAL = "universal"
    SELECTIVE = "selective"
    INDICATED = "indicated"


class Phase(StrEnum):
    """When in a development the intervention comes."""

    PROMOTING = "promoting"
    PREVENTING = "preventing"
    REMEDYING = "remedying"


class Role(StrEnum):
    """Whether the factor that the intervention works on is a risk or a protection."""

    RISK = "risk"
    PROTECTIVE = "protective"


class Evidence(StrEnum):
    """What is known of the method's effect."""

    EVIDENCE_BASED = "evidence_based"
    PROVEN = "proven"
    PROMISING = "promising"
    UNKNOWN = "unknown"


class RecordOrigin(StrEnum):
    """Whether a row tells of a real intervention or of a made-up one."""

    REAL = "real"
    SYNTHETIC = "synthetic"


WORDS: Mapping[type[StrEnum], Mapping[str, Label]] = {
    Principal: {
        "municipality": Label("kommun", "municipality"),
        "region": Label("region", "region"),
        "state": Label("stat", "state"),
        "police": Label("polis", "police"),
        "housing_company": Label("bostadsbolag", "housing company"),
        "association": Label("förening", "association"),
        "church": Label("kyrka", "church"),
        "company": Label("företag", "company"),
        "other": Label("annan", "other"),
    },
    Arena: {
        "home": Label("hem", "home"),
        "preschool": Label("förskola", "preschool"),
        "school": Label("skola", "school"),
        "leisure": Label("fritid", "leisure"),
        "family_centre": Label("familjecentral", "family centre"),
        "care": Label("vård", "care"),
        "neighbourhood": Label("närområde", "neighbourhood"),
        "work": Label("arbetsliv", "work"),
        "digital": Label("digital", "digital"),
        "other": Label("annan", "other"),
    },
    TargetGroup: {
        "children": Label("barn", "children"),
        "youth": Label("unga", "youth"),
        "parents": Label("föräldrar", "parents"),
        "family": Label("familj", "family"),
        "adults": Label("vuxna", "adults"),
        "elderly": Label("äldre", "elderly"),
        "all": Label("alla", "all"),
    },
    Reaching: {
        "universal": Label("universell", "universal"),
        "selective": Label("selektiv", "selective"),
        "indicated": Label("indikerad", "indicated"),
    },
    Phase: {
        "promoting": Label("främjande", "promoting"),
        "preventing": Label("förebyggande", "preventing"),
        "remedying": Label("åtgärdande", "remedying"),
    },
    Role: {
        "risk": Label("riskfaktor", "risk factor"),
        "protective": Label("skyddsfaktor", "protective factor"),
    },
    Evidence: {
        "evidence_based": Label("evidensbaserad", "evidence-based"),
        "proven": Label("beprövad", "proven"),
        "promising": Label("lovande", "promising"),
        "unknown": Label("okänd", "unknown"),
    },
    RecordOrigin: {
        "real": Label("verklig", "real"),
        "synthetic": Label("syntetisk", "synthetic"),
    },
}
"""The words of every code; the first of two codes with one word is meant."""


def folded(text: str) -> str:
    """A heading or word as it is compared: lower case, blanks and hyphens as underscores."""
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


@cache
def codes_of(choices: type[StrEnum]) -> dict[str, str]:
    """Every way to write each code of a list, folded, with the code."""
    ways: dict[str, str] = {}
    for code, label in WORDS[choices].items():
        for text in (code, label.sv, label.en):
            ways.setdefault(folded(text), code)
    return ways
