"""The shape of the seed tables: what the definitions say, as columns that models can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _table(texts: str, **others: str) -> Mapping[str, str]:
    """Columns and types: texts first, then those of another type."""
    return {**dict.fromkeys(texts.split(), "VARCHAR"), **others}


SEED_TABLES: Mapping[str, Mapping[str, str]] = {
    "area": _table("code name level edition parent valid_from valid_to municipality county"),
    "area_part": _table("part_code part_level whole_code whole_level"),
    "area_alias": _table("alias code"),
    "neighbour": _table("code neighbour"),
    "area_change": _table("from_code to_code from_edition to_edition valid_from kind note", share="DOUBLE"),
    "level": _table("level name_sv name_en plural_sv plural_en", position="INTEGER"),
    "category": _table("category name_sv name_en short_sv short_en", position="INTEGER"),
    "factor": _table("factor category name_sv name_en", position="INTEGER"),
    "indicator": _table(
        "indicator category factor kind unit unit_sv unit_en difference_sv difference_en polarity"
        " name_sv name_en short_sv short_en agency register_uncertainty",
        multiplier="DOUBLE",
        decimals="INTEGER",
        repeated_years="INTEGER",
        pooled_years="INTEGER",
        register_based="BOOLEAN",
        synthetic="BOOLEAN",
    ),
    "indicator_break": _table("indicator since"),
    "indicator_level": _table("indicator level"),
    "source_level": _table("indicator level"),
    "indicator_source": _table("indicator dataset measure uncertainty_measure unit"),
    "indicator_dataset": _table("indicator dataset"),
    "indicator_model": _table("indicator model", position="INTEGER"),
    "dataset": _table("dataset agency agency_name origin licence name_sv name_en source_table noise_from"),
    "index_definition": _table("index_id name_sv name_en rules", is_default="BOOLEAN"),
    "index_level": _table("index_id level"),
    "index_member": _table("index_id category indicator"),
    "project_municipality": _table("code"),
}
"""Each table of the schema `seed`, its columns in order, each with its SQL type."""


def seed_names() -> tuple[str, ...]:
    """The seed tables that models may read."""
    return tuple(f"seed.{name}" for name in SEED_TABLES)
