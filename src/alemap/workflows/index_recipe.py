"""An index's definition as the database keeps it: what the statistics and the tables need of its rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alemap.domain import Label
from alemap.values import dataclass

if TYPE_CHECKING:
    from alemap.definitions.basics import Text
    from alemap.definitions.indexes import Index
    from alemap.stats.indexoptions import Choices
    from alemap.stats.indexrules import IndexRules
    from alemap.warehouse.database import Database


@dataclass(frozen=True, slots=True)
class Recipe:
    """An index as the tables need it.

    `types`: name and limit of each area type, the worst first. `stand_ins`: member to what it stands for.
    """

    id: str
    name: Label
    rules: IndexRules
    choices: Choices
    mean_of: str
    decimals: int
    unit: Label
    reading: Label
    types: tuple[tuple[Label, float | None], ...]
    members: dict[str, tuple[str, ...]]
    stand_ins: dict[str, Label]
    absent: tuple[Label, ...]
    min_members: float

    @property
    def whole_number(self) -> bool:
        """Whether the index is a count."""
        return self.rules.form == "composite" and self.rules.counts

    @property
    def by_fixed_mean(self) -> bool:
        """Whether 1 is the average by construction, which areas are compared with."""
        return self.rules.form != "composite"


def recipe_text(index: Index) -> str:
    """The definition as the database keeps it."""
    kept = index.model_dump(mode="json", exclude={"definition", "levels", "reference", "source", "changelog"})
    kept["scales"], kept["aggregations"] = list(index.scales), list(index.aggregations)
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def recipe_of(index: Index) -> Recipe:
    """The recipe of a definition just read."""
    return parse_recipe(recipe_text(index))


def read_recipe(store: Database, name: str) -> Recipe:
    """The recipe of an index in the database."""
    rows = store.rows("SELECT rules FROM seed.index_definition WHERE index_id = ?", [name])
    return parse_recipe(rows[0][0])


def parse_recipe(text: str) -> Recipe:
    """Read what `recipe_text` wrote."""
    from alemap.stats.indexoptions import Choices  # noqa: PLC0415 - numpy, which a listing does without
    from alemap.stats.indexrules import IndexRules  # noqa: PLC0415

    data: dict[str, Any] = json.loads(text)
    given = data["member_weights"]
    weights = data["uncertainty"]
    posts = data["goalposts"]
    rules = IndexRules(
        form=data["form"],
        scale=data["normalisation"],
        treatment=data["treatment"],
        aggregation=data["aggregation"],
        high_is_worse=data["orientation"] == "worse",
        bounds=tuple(data["scale"] or (0.0, 100.0)),
        ratio=data["ratio"] or 2.0,
        posts={name: tuple(pair) for name, pair in posts.items()} if posts else None,
        member_weights=None if given == "equal" else given,
        group_weights=None if data["category_weights"] == "equal" else data["category_weights"],
        min_share=data["missing"]["min_share"],
    )
    choices = Choices(
        weights=weights["weights"],
        leave_one_out=weights["leave_one_out"],
        scales=tuple(data["scales"]),
        aggregations=tuple(data["aggregations"]),
        draws=weights["draws"],
        seed=weights["seed"],
    )
    return Recipe(
        data["id"],
        _label(data["name"]),
        rules,
        choices,
        data["mean_of"],
        0 if rules.form == "composite" and rules.counts else data["decimals"],
        _label(data["unit"]),
        _label(data["reading"]),
        tuple((_label(each["name"]), each["above"]) for each in data["types"]),
        {group: tuple(members) for group, members in data["members"].items()},
        {name: _label(text) for name, text in data["stand_ins"].items()},
        tuple(_label(each["name"]) for each in data["absent"]),
        data["missing"]["min_members"],
    )


def _label(text: dict[str, str] | None) -> Label:
    return Label("", "") if text is None else Label(text["sv"], text["en"])


def label_of(text: Text) -> Label:
    """A definition's text as a label."""
    return Label(text.sv, text.en)
