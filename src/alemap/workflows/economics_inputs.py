"""What an analysis rests on, as rows: its numbers by name, its prices with their sources, its assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Label
from alemap.results.economics import AssumptionRow, PriceRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alemap.definitions.basics import Text
    from alemap.definitions.economics import Economics, Estimate
    from alemap.definitions.economics_files import PriceIndex


def label_of(text: Text) -> Label:
    """A definition's text as tables hold it."""
    return Label(text.sv, text.en)


def names_of(analysis: Economics) -> dict[str, Label]:
    """What each number is called in tables."""

    def add(key: str, *parts: Label) -> None:
        sv, en = (": ".join(texts) for texts in zip(*((p.sv, p.en) for p in parts), strict=True))
        found[key] = Label(sv, en)

    found: dict[str, Label] = {"participants": Label("Deltagare per år", "Participants a year")}
    for key, price in analysis.prices.items():
        add(f"prices.{key}", Label("Pris", "Price"), label_of(price.name))
    for key, cost in analysis.costs.items():
        add(f"costs.{key}", Label("Mängd", "Quantity"), label_of(cost.name))
    kinds = {
        "success": Label("lyckas", "succeed"),
        "otherwise": Label("skulle ha lyckats ändå", "would have anyway"),
        "persistence": Label("kvar från år till år", "left from year to year"),
    }
    for key, outcome in analysis.outcomes.items():
        for name, kind in kinds.items():
            add(f"outcomes.{key}.{name}", label_of(outcome.name), kind)
        for effect, flow in outcome.effects.items():
            add(f"outcomes.{key}.effects.{effect}", Label("Mängd", "Quantity"), label_of(flow.name))
    return found


def prices_of(analysis: Economics, indexes: Mapping[str, PriceIndex]) -> Iterator[PriceRow]:
    """Every price as its source gives it, and carried to the price year."""
    for price in analysis.prices.values():
        factor = indexes[price.index].factor(price.year, analysis.price_year)
        yield PriceRow(
            label_of(price.name),
            label_of(price.unit),
            price.value,
            price.year,
            f"{price.index}: {indexes[price.index].source}",
            factor,
            price.value * factor,
            price.source,
        )


def assumptions_of(analysis: Economics) -> Iterator[AssumptionRow]:
    """Every number but the prices, with its range and source."""
    names = names_of(analysis)

    def row(key: str, number: Estimate, source: str, *, share: bool = False) -> AssumptionRow:
        low, high = number.range or (None, None)
        form = number.distribution if number.range else ""
        return AssumptionRow(names[key], number.value, share, low, high, form, number.source or source)

    yield row("participants", analysis.participants, "")
    for key, cost in analysis.costs.items():
        yield row(f"costs.{key}", cost.quantity, "")
    for key, outcome in analysis.outcomes.items():
        for name in ("success", "otherwise", "persistence"):
            yield row(f"outcomes.{key}.{name}", getattr(outcome, name), outcome.source, share=True)
        for effect, flow in outcome.effects.items():
            yield row(f"outcomes.{key}.effects.{effect}", flow.quantity, outcome.source)
