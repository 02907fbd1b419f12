"""The economy of an intervention: what it is worth, to whom, and what it takes to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.definitions.economics_files import load_economics
from alemap.definitions.suggest import suggest
from alemap.errors import MissingDataError, UsageError
from alemap.results.economics import EconomicsList, EconomicsRow, EconomicsTable
from alemap.workflows.economics_flows import lines, numbers_of
from alemap.workflows.economics_inputs import assumptions_of, label_of, prices_of
from alemap.workflows.economics_rows import (
    CONFIDENCE,
    RATES,
    break_even_of,
    lasting_of,
    parties_of,
    rate_row,
    tornado_of,
    years_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from alemap.definitions.economics import Economics
    from alemap.definitions.economics_files import EconomicsFiles


def economics_list(root: Path) -> EconomicsList:
    """Every analysis in one line; MissingDataError when there is none."""
    files = load_economics(root)
    if not files.analyses:
        raise MissingDataError(
            "there is no analysis in `{folder}`",
            folder="pipelines/economics",
            hint="the guide `what-must-it-achieve` makes one",
        )
    rows = []
    for analysis in files.analyses.values():
        parties = parties_of(analysis, files.indexes, analysis.discount_rate, analysis.draws, analysis.seed)
        own = next((row for row in parties if row.party == "municipality"), None)
        rows.append(
            EconomicsRow(
                analysis.id,
                label_of(analysis.name),
                analysis.synthetic,
                analysis.price_year,
                analysis.discount_rate,
                parties[0],
                own,
            )
        )
    rows.sort(key=lambda row: (-(row.society.ratio or 0.0), row.id))
    return EconomicsList(tuple(rows), CONFIDENCE)


def economics(
    root: Path,
    name: str,
    *,
    rate: float | None = None,
    draws: int | None = None,
    seed: int | None = None,
    with_years: bool = False,
) -> EconomicsTable:
    """One analysis; UsageError when there is none of that name.

    `rate`, `draws`, `seed`: in place of the analysis' own. `with_years`: show the flows year by year.
    """
    files = load_economics(root)
    if name not in files.analyses:
        raise UsageError(
            "`{name}` is not an analysis of `{folder}`",
            name=name,
            folder="pipelines/economics",
            suggestion=suggest(name, files.analyses),
            known=", ".join(f"`{each}`" for each in files.analyses),
            hint="there is {known}" if files.analyses else None,
        )
    analysis = files.analyses[name]
    return _table(
        analysis,
        files,
        analysis.discount_rate if rate is None else rate,
        draws or analysis.draws,
        analysis.seed if seed is None else seed,
        with_years=with_years,
    )


def _table(
    analysis: Economics, files: EconomicsFiles, rate: float, draws: int, seed: int, *, with_years: bool
) -> EconomicsTable:
    numbers = numbers_of(analysis, files.indexes)
    base = {key: each.value for key, each in numbers.items()}
    found = lines(analysis, base)
    parties = parties_of(analysis, files.indexes, rate, draws, seed)
    keys = [row.party for row in parties]
    return EconomicsTable(
        id=analysis.id,
        name=label_of(analysis.name),
        description=label_of(analysis.description),
        synthetic=analysis.synthetic,
        price_year=analysis.price_year,
        rate=rate,
        timing=analysis.timing,
        horizon=analysis.horizon,
        run_years=analysis.run_years,
        participants=analysis.participants.value * analysis.run_years,
        draws=draws,
        seed=seed,
        confidence=CONFIDENCE,
        parties=parties,
        break_even=tuple(break_even_of(analysis, files.indexes, rate, parties)),
        rates=tuple(rate_row(analysis, found, each, keys) for each in sorted({*RATES, rate})),
        lasting=tuple(lasting_of(analysis, base, rate, keys)),
        tornado=tuple(tornado_of(analysis, files.indexes, rate)),
        years=tuple(years_of(analysis, found, rate, keys)),
        prices=tuple(prices_of(analysis, files.indexes)),
        assumptions=tuple(assumptions_of(analysis)),
        left_out=tuple(label_of(each) for each in analysis.left_out),
        with_years=with_years,
    )
