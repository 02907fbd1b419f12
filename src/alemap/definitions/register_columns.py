"""The columns of the register of interventions, in the template's order."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from alemap.definitions.register_words import (
    Arena,
    Evidence,
    Phase,
    Principal,
    Reaching,
    RecordOrigin,
    Role,
    TargetGroup,
    folded,
)
from alemap.domain import Label
from alemap.values import dataclass

if TYPE_CHECKING:
    from enum import StrEnum


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of the register: its name, its heading, whether it must be filled, and what belongs there."""

    key: str
    heading: Label
    required: bool
    meaning: Label
    choices: type[StrEnum] | None = None


def _column(
    key: str,
    sv: str,
    en: str,
    says_sv: str,
    says_en: str,
    choices: type[StrEnum] | None = None,
    *,
    required: bool = False,
) -> RegisterColumn:
    return RegisterColumn(key, Label(sv, en), required, Label(says_sv, says_en), choices)


COLUMNS: tuple[RegisterColumn, ...] = (
    _column(
        "id",
        "insats_id",
        "id",
        "Kort namn med små bokstäver a–z, siffror och understreck; används av andra filer, byts aldrig.",
        "Short name in lower snake_case; other files use it, and it never changes.",
        required=True,
    ),
    _column(
        "name", "namn", "name", "Vad insatsen kallas.", "What the intervention is called.", required=True
    ),
    _column(
        "actor",
        "aktör",
        "actor",
        "Verksamheten som gör arbetet.",
        "The service that does the work.",
        required=True,
    ),
    _column(
        "principal",
        "huvudman",
        "principal",
        "Vem verksamheten hör till.",
        "Whom the service belongs to.",
        Principal,
        required=True,
    ),
    _column("arena", "arena", "arena", "Var den möter människor.", "Where it meets people.", Arena),
    _column(
        "target_group",
        "målgrupp",
        "target group",
        "Vem den vänder sig till.",
        "Whom it turns to.",
        TargetGroup,
        required=True,
    ),
    _column(
        "age_from",
        "ålder_från",
        "age from",
        "Yngsta ålder hos dem som ska få det bättre (vid föräldrastöd: barnens). Tomt: från 0.",
        "Youngest age of those it is to benefit (parental support: the children's). Empty: from 0.",
    ),
    _column(
        "age_to",
        "ålder_till",
        "age to",
        "Äldsta ålder, den medräknad. Tomt: ingen övre gräns.",
        "Oldest age, included. Empty: no upper limit.",
    ),
    _column(
        "level",
        "nivå",
        "level",
        "Hur mottagarna väljs: alla, grupper i risk eller enskilda med behov.",
        "How receivers are chosen: everyone, groups at risk, or single persons in need.",
        Reaching,
        required=True,
    ),
    _column(
        "phase", "fas", "phase", "När i en utveckling den kommer.", "When in a development it comes.", Phase
    ),
    _column(
        "purpose",
        "syfte",
        "purpose",
        "Vad den ska leda till, i en mening.",
        "What it is to lead to, in a sentence.",
    ),
    _column(
        "factor",
        "faktor",
        "factor",
        "Kartläggningens faktor: id, eller `kategori/faktor`.",
        "The mapping's factor: its id, or `category/factor`.",
        required=True,
    ),
    _column(
        "role",
        "risk_eller_skydd",
        "role",
        "Om faktorn är en risk- eller skyddsfaktor.",
        "Whether the factor is a risk or a protection.",
        Role,
    ),
    _column(
        "indicators",
        "indikatorer",
        "indicators",
        "Indikatorerna den ska flytta, den viktigaste först, med | emellan.",
        "The indicators it is to move, the most important first, with | between.",
    ),
    _column(
        "areas",
        "områden",
        "areas",
        "Områdeskoder med | emellan; kommunens kod för hela kommunen.",
        "Area codes with | between; the municipality's code for all of it.",
        required=True,
    ),
    _column(
        "method", "metod", "method", "Metodens eller programmets namn.", "The method's or programme's name."
    ),
    _column(
        "evidence",
        "evidens",
        "evidence",
        "Vad man vet om metodens effekt.",
        "What is known of its effect.",
        Evidence,
    ),
    _column(
        "reach",
        "antal_nådda",
        "reach",
        "Personer nådda under året; `<5` när antalet är för litet att skriva.",
        "Persons reached in the year; `<5` when the number is too small to write.",
    ),
    _column("cost", "kostnad", "cost", "Kostnad under året, hela kronor.", "Cost in the year, whole kronor."),
    _column("year", "år", "year", "Året som antal nådda och kostnad gäller.", "The year of reach and cost."),
    _column(
        "start",
        "start",
        "start",
        "År eller år-månad då den började.",
        "Year or year-month in which it began.",
    ),
    _column(
        "end",
        "slut",
        "end",
        "År eller år-månad då den slutade. Tomt: pågår.",
        "Year or year-month in which it ended. Empty: it goes on.",
    ),
    _column(
        "origin",
        "ursprung",
        "origin",
        "Tomt eller `verklig`; `syntetisk` för en påhittad rad.",
        "Empty or `real`; `synthetic` for a made-up row.",
        RecordOrigin,
    ),
    _column(
        "note",
        "anmärkning",
        "note",
        "Vad en läsare annars skulle fråga.",
        "What a reader would ask otherwise.",
    ),
)
"""The register's columns, in the template's order."""


@cache
def column_names() -> dict[str, RegisterColumn]:
    """Every way to write each heading, folded, with its column."""
    return {
        folded(text): column
        for column in COLUMNS
        for text in (column.key, column.heading.sv, column.heading.en)
    }
