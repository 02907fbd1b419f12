"""The small-number rule of each indicator, and the rows that it hides by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alemap.stats.suppression import dominated, primary
from alemap.values import dataclass

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from alemap.definitions.indicator import Indicator
    from alemap.definitions.project import Project
    from alemap.domain import Kind

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

AMOUNT_WIDTH = 0.15
"""How far the limits of a hidden amount must lie apart, as a share of it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one indicator: its kind, the project's settings and what it sets itself."""

    kind: Kind
    threshold: int
    zeros_open: bool
    dominance: float

    @classmethod
    def of(cls, project: Project, indicator: Indicator) -> Rule:
        """The rule of an indicator: its own where it has one, else the project's."""
        own, common = indicator.small_numbers, project.settings.small_numbers
        threshold = common.threshold if own is None or own.threshold is None else own.threshold
        zeros = common.zeros if own is None or own.zeros is None else own.zeros
        dominance = common.dominance if own is None or own.dominance is None else own.dominance
        return cls(indicator.kind, threshold, zeros == "open", dominance)

    def hides(self, rows: pl.DataFrame) -> Bools:
        """The rows of a model that are too small to show by themselves, [rows]."""
        numerator, denominator = counts(rows)
        small = primary(self.kind, numerator, denominator, self.threshold, zeros_open=self.zeros_open)
        if "largest" in rows.columns and self.threshold:
            largest = rows["largest"].cast(float).to_numpy()
            small |= dominated(numerator, largest, self.dominance)
        return small


def counts(rows: pl.DataFrame) -> tuple[Floats, Floats]:
    """Numerators and denominators of a model's rows, NaN where the status says that there is no value."""
    usable = rows["status"].is_in(["final", "provisional"]).to_numpy()
    return (
        np.where(usable, rows["numerator"].cast(float).to_numpy(), np.nan),
        np.where(usable, rows["denominator"].cast(float).to_numpy(), np.nan),
    )
