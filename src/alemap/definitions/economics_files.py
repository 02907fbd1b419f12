"""The analyses of interventions' economy and the price indexes below `pipelines/economics`, and their faults.

Read by the commands that use them only.
"""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from alemap.definitions.economics import Cost, Economics
from alemap.definitions.project import read_folder
from alemap.definitions.suggest import suggest
from alemap.definitions.text import read_text
from alemap.errors import DefinitionError, Place, fault
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from alemap.definitions.documents import Document
    from alemap.definitions.economics import Estimate, Flow, Outcome, Price
    from alemap.errors import Problem

PATTERN = "pipelines/economics/*.yaml"
INDEXES = "pipelines/economics/price_indexes.csv"
COLUMNS = ("index", "year", "value", "source")
MOST = 1e12
"""No number of an analysis is larger: sums of larger ones have no end."""
_WIDTH = 3.92
"""Standard deviations between 95 % limits."""

Steps = list[str | int]


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """A series of price levels by year, with its source."""

    levels: Mapping[int, float]
    source: str

    def factor(self, year: int, to: int) -> float:
        """What a price of one year is multiplied by to be one of another."""
        return self.levels[to] / self.levels[year]


@dataclass(frozen=True, slots=True)
class EconomicsFiles:
    """All analyses by id, and the price indexes they use."""

    analyses: Mapping[str, Economics]
    indexes: Mapping[str, PriceIndex]


def load_economics(root: Path) -> EconomicsFiles:
    """Read and check the analyses; DefinitionError with every fault when there is any."""
    files, problems = read_economics(root)
    faults = [problem for problem in problems if not problem.warning]
    if faults:
        raise DefinitionError(faults)
    return files


def read_economics(
    root: Path, register: Collection[str] | None = None
) -> tuple[EconomicsFiles, list[Problem]]:
    """Read what can be read of the analyses, and every fault; `register`: the ids of known interventions."""
    analyses, documents, problems = read_folder(root, PATTERN, Economics)
    indexes, found = read_price_indexes(root)
    problems += found
    for key, analysis in analyses.items():
        problems += _faults(documents[key], analysis, indexes)
        if register is not None and analysis.intervention not in {None, *register}:
            message = "`{name}` is not in the register of interventions"
            place = documents[key].place(["intervention"])
            name = str(analysis.intervention)
            problems.append(fault(place, "AM966", message, suggestion=suggest(name, register), name=name))
    return EconomicsFiles(analyses, indexes), problems


def read_price_indexes(root: Path) -> tuple[dict[str, PriceIndex], list[Problem]]:
    """Read the price indexes; a line that cannot be used is a fault and left out."""
    path = root / INDEXES
    if not path.is_file():
        return {}, []
    text, problems = read_text(path, INDEXES)
    if text is None:
        return {}, problems
    reader = csv.reader(io.StringIO(text, newline=""))
    if tuple(next(reader, ())) != COLUMNS:
        header = ",".join(COLUMNS)
        return {}, [fault(Place(INDEXES, 1), "AM960", "the header is not `{header}`", header=header)]
    levels: dict[str, dict[int, float]] = {}
    sources: dict[str, str] = {}
    for row in reader:
        place = Place(INDEXES, reader.line_num)
        read = _index_row(row, place)
        if not isinstance(read, tuple):
            problems.append(read)
            continue
        name, year, level, source = read
        if year in levels.setdefault(name, {}):
            message = "`{name}` has two values for {year}"
            problems.append(fault(place, "AM960", message, name=name, year=year))
            continue
        levels[name][year] = level
        sources.setdefault(name, source)
    return {name: PriceIndex(years, sources[name]) for name, years in levels.items()}, problems


def _index_row(row: list[str], place: Place) -> tuple[str, int, float, str] | Problem:
    """What a line of the price indexes says, or what is wrong with it."""
    if len(row) != len(COLUMNS):
        return fault(place, "AM960", "a line has an index, a year, a value and a source")
    name, year, value, source = (cell.strip() for cell in row)
    try:
        level = float(value)
    except ValueError:
        level = math.nan
    if not year.isdecimal() or not 0 < level < math.inf:
        message = "the year is no whole number, or the value none above 0"
        return fault(place, "AM960", message, hint="a decimal point, no blanks: `kpi,2022,371.91,SCB`")
    if not name or not source:
        return fault(place, "AM960", "an index has a name and a source")
    return name, int(year), level, source


def _faults(document: Document, analysis: Economics, indexes: Mapping[str, PriceIndex]) -> Iterator[Problem]:
    used: set[str] = set()
    for key, price in analysis.prices.items():
        yield from _price(document, ["prices", key], price, analysis, indexes)
    yield from _estimate(document, ["participants"], analysis.participants, least=0.0)
    if analysis.participants.value == 0:
        place = document.place(["participants", "value"])
        yield fault(place, "AM963", "an intervention has participants")
    for key, cost in analysis.costs.items():
        used.add(cost.price)
        yield from _flow(document, ["costs", key], cost, analysis, least=0.0)
        yield from _cost_years(document, ["costs", key], cost, analysis)
    for key, outcome in analysis.outcomes.items():
        used |= {effect.price for effect in outcome.effects.values()}
        yield from _outcome(document, ["outcomes", key], outcome, analysis)
    for key in analysis.prices.keys() - used:
        place = document.place(["prices", key])
        yield fault(place, "AM964", "`{name}` is used by no cost and no effect", warning=True, name=key)
    if analysis.run_years > analysis.horizon:
        message = "the intervention runs for {run} years, but only {horizon} are counted"
        place = document.place(["run_years"])
        yield fault(place, "AM965", message, run=analysis.run_years, horizon=analysis.horizon)
    flows = [effect for outcome in analysis.outcomes.values() for effect in outcome.effects.values()]
    if all(flow.actor is None for flow in flows):
        message = "all effects are transfers: society as a whole gains nothing from them"
        hint = "say with `actor` which resources are saved or produced"
        yield fault(document.place(["outcomes"]), "AM968", message, hint=hint, warning=True)


def _price(
    document: Document, at: Steps, price: Price, analysis: Economics, indexes: Mapping[str, PriceIndex]
) -> Iterator[Problem]:
    yield from _range(document, at, price, least=0.0)
    index = indexes.get(price.index)
    if index is None:
        message = "`{name}` is not a price index of {file}"
        similar = suggest(price.index, indexes)
        place = document.place([*at, "index"])
        yield fault(place, "AM962", message, suggestion=similar, name=price.index, file=INDEXES)
        return
    for year, where in ((price.year, [*at, "year"]), (analysis.price_year, ["price_year"])):
        if year not in index.levels:
            message = "the price index `{name}` has no value for {year}"
            hint = "it has {first} to {last}"
            first, last = min(index.levels), max(index.levels)
            yield fault(
                document.place(where), "AM962", message, hint=hint, name=price.index, year=year, first=first,
                last=last,
            )  # fmt: skip


def _flow(
    document: Document, at: Steps, flow: Flow, analysis: Economics, least: float = -MOST
) -> Iterator[Problem]:
    """A flow's price and quantity; a cost's `least` is 0, while an effect may take as well as give."""
    if flow.price not in analysis.prices:
        message = "`{name}` is not among the analysis' prices"
        similar = suggest(flow.price, analysis.prices)
        yield fault(document.place([*at, "price"]), "AM961", message, suggestion=similar, name=flow.price)
    yield from _estimate(document, [*at, "quantity"], flow.quantity, least=least)


def _cost_years(document: Document, at: Steps, cost: Cost, analysis: Economics) -> Iterator[Problem]:
    if cost.per != "year" and (cost.years is not None or cost.by_year is not None):
        field = "years" if cost.years is not None else "by_year"
        message = "`{field}` does nothing with `per: {per}`"
        yield fault(document.place([*at, field]), "AM965", message, field=field, per=cost.per)
        return
    if cost.years is not None and cost.by_year is not None:
        message = "give `years` or `by_year`, not both"
        yield fault(document.place([*at, "years"]), "AM965", message)
        return
    first, last = cost.years or (1, len(cost.by_year or ()) or analysis.run_years)
    if not 1 <= first <= last <= analysis.horizon:
        message = "the years {first} to {last} do not lie within 1 to {horizon}"
        place = document.place([*at, "years" if cost.years is not None else "by_year"])
        yield fault(place, "AM965", message, first=first, last=last, horizon=analysis.horizon)


def _outcome(document: Document, at: Steps, outcome: Outcome, analysis: Economics) -> Iterator[Problem]:
    for name in ("success", "otherwise", "persistence"):
        estimate: Estimate = getattr(outcome, name)
        yield from _estimate(document, [*at, name], estimate, most=1.0)
    if outcome.success.value <= outcome.otherwise.value:
        message = "no more succeed than would have anyway: nothing is gained"
        hint = "`success` is the share with the intervention, `otherwise` the share without it"
        yield fault(document.place([*at, "success"]), "AM967", message, hint=hint, warning=True)
    if outcome.begins >= analysis.horizon:
        message = "the effects begin after year {horizon}, the last that counts"
        place = document.place([*at, "begins"])
        yield fault(place, "AM965", message, horizon=analysis.horizon)
    if outcome.by_year is not None and outcome.persistence.value != 1.0:
        message = "`persistence` does nothing with `by_year`"
        yield fault(document.place([*at, "persistence"]), "AM965", message)
    for key, effect in outcome.effects.items():
        yield from _flow(document, [*at, "effects", key], effect, analysis)


def _estimate(
    document: Document, at: Steps, estimate: Estimate, *, least: float = -MOST, most: float = MOST
) -> Iterator[Problem]:
    if most == 1.0 and not 0 <= estimate.value <= 1:
        place = document.place([*at, "value"])
        yield fault(place, "AM963", "a share lies from 0 to 1, not at {value}", value=estimate.value)
        return
    yield from _range(document, at, estimate, least=0.0 if most == 1.0 else least, most=most)


def _range(
    document: Document, at: Steps, number: Estimate | Price, *, least: float, most: float = MOST
) -> Iterator[Problem]:
    """Whether the value can be, lies in its range, and the range fits its distribution."""
    if not least <= number.value <= most:
        yield _outside(document.place([*at, "value"]), number.value, least, most)
        return
    place = document.place([*at, "range"])
    if number.range is None:
        if "distribution" in number.model_fields_set:
            yield fault(place, "AM963", "a distribution needs a `range`")
        return
    low, high = number.range
    for end in number.range:
        if not least <= end <= most:
            yield _outside(place, end, least, most)
            return
    if not low <= number.value <= high or low == high:
        message = "{value} does not lie in the range {low} to {high}"
        yield fault(place, "AM963", message, value=number.value, low=low, high=high)
        return
    if number.distribution == "lognormal" and low <= 0:
        yield fault(place, "AM963", "a lognormal number is above 0")
    mean = number.value
    if number.distribution == "beta" and (
        low < 0 or high > 1 or mean * (1 - mean) <= ((high - low) / _WIDTH) ** 2
    ):
        yield fault(place, "AM963", "no beta distribution has this mean and these limits")


def _outside(place: Place, value: float, least: float, most: float) -> Problem:
    """The fault of a number that cannot be."""
    message = "{value} is not possible: the number lies from {low} to {high}"
    return fault(place, "AM963", message, value=f"{value:g}", low=f"{least:g}", high=f"{most:g}")
