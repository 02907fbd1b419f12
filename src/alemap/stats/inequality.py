"""How unequal groups are: gaps, spread between groups, and what the gap costs the whole.

Values, standard errors and populations are per group; `Groups` checks them once. The measures and their
names follow Schlotheuber & Hosseinpoor, International Journal of Environmental Research and Public
Health 2022; 19: 3697; standard errors follow Ahn, Harper, Yu, Feuer, Liu & Luta, JCO Clinical Cancer
Informatics 2018; 2: 1-19, unless a measure says otherwise. A measure without standard error has NaN limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Floats, divide, floats, normal_quantile
from alemap.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SMALLEST = 1e-6
"""What a value of 0 counts as where a measure takes its logarithm."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of inequality with its standard error and limits, in the measure's own unit."""

    value: float
    standard_error: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one indicator. Made by `Groups.of`, which leaves out groups without a value.

    `order` runs from the most disadvantaged group to the most advantaged, None where groups have no
    order; `reference` marks one group to compare with, None where there is none.
    """

    value: Floats
    population: Floats
    standard_error: Floats
    high_is_good: bool
    order: Floats | None
    reference: int | None

    @classmethod
    def of(
        cls,
        value: ArrayLike,
        population: ArrayLike,
        standard_error: ArrayLike | None = None,
        *,
        high_is_good: bool,
        order: ArrayLike | None = None,
        reference: int | None = None,
    ) -> Groups:
        """Check and gather the groups; `reference` is a position in the arrays.

        ValueError for a missing or negative population, nobody at all, no group with a value, or a
        reference without one.
        """
        data, people = floats(value), floats(population)
        error = np.full(data.shape, np.nan) if standard_error is None else floats(standard_error)
        seen = ~np.isnan(data)
        if not seen.any() or not np.all(people[seen] >= 0) or people[seen].sum() <= 0:
            raise ValueError("every group with a value needs a population, and one of them somebody")
        if reference is not None and not seen[reference]:
            raise ValueError("the reference group has no value")
        place = None if reference is None else int(seen[:reference].sum())
        rank = None if order is None else floats(order)[seen]
        return cls(data[seen], people[seen], error[seen], high_is_good, rank, place)

    @property
    def share(self) -> Floats:
        """Share of the population per group."""
        return floats(self.population / self.population.sum())

    @property
    def mean(self) -> float:
        """Mean of the values, weighted by population."""
        return float(self.share @ self.value)

    @property
    def best(self) -> int:
        """Position of the group with the best value."""
        return int(np.argmax(self.value) if self.high_is_good else np.argmin(self.value))


def measure(value: float, standard_error: float = np.nan, confidence: float = 0.95) -> Measure:
    """Give a measure with normal limits."""
    half = normal_quantile(confidence) * standard_error
    return Measure(float(value), float(standard_error), float(value - half), float(value + half))


def _compared(groups: Groups) -> tuple[int, int]:
    """Find the two groups of the simple measures, so that a gap is positive when the expected way round.

    Ordered: the most advantaged less the most disadvantaged where high is good, the other way round
    where low is. With a reference: the reference less the lowest, or the highest less the reference.
    Neither: the highest less the lowest.
    """
    low, high = int(np.argmin(groups.value)), int(np.argmax(groups.value))
    if groups.order is not None:
        last, first = int(np.argmax(groups.order)), int(np.argmin(groups.order))
        return (last, first) if groups.high_is_good else (first, last)
    if groups.reference is not None:
        return (groups.reference, low) if groups.high_is_good else (high, groups.reference)
    return high, low


def group_difference(groups: Groups) -> Measure:
    """Gap between two groups: see `_compared` for which."""
    one, two = _compared(groups)
    return measure(groups.value[one] - groups.value[two], np.hypot(*groups.standard_error[[one, two]]))


def group_ratio(groups: Groups, confidence: float = 0.95) -> Measure:
    """Quotient of the two groups of `group_difference`, with log limits; its standard error is the log's.

    To a group at 0 it is infinite, or NaN from one, and has no limits.
    """
    one, two = _compared(groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = float(np.divide(groups.value[one], groups.value[two]))
    error = float(np.hypot(*divide(groups.standard_error, groups.value)[[one, two]]))
    factor = float(np.exp(normal_quantile(confidence) * error))
    return Measure(quotient, error, quotient / factor, quotient * factor)


def between_group_variance(groups: Groups) -> Measure:
    """Population-weighted variance of the groups' values, in the unit squared."""
    share, error = groups.share, groups.standard_error
    gap = groups.value - groups.mean
    squares = share**2 * error**2
    fourth = (share**4 * error**4).sum()
    own = (share**2 * (1.0 - share) ** 2 * error**4).sum()
    spread = 4.0 * (squares * gap**2).sum() + 2.0 * (squares.sum() ** 2 - fourth + own)
    return measure(float(share @ gap**2), np.sqrt(spread))


def between_group_deviation(groups: Groups) -> Measure:
    """Square root of `between_group_variance`, in the indicator's unit."""
    return measure(np.sqrt(between_group_variance(groups).value))


def coefficient_of_variation(groups: Groups) -> Measure:
    """`between_group_deviation` in per cent of the mean."""
    return measure(float(divide(100.0 * between_group_deviation(groups).value, groups.mean)))


def mean_difference(
    groups: Groups, about: Literal["mean", "best", "reference"] = "mean", *, weighted: bool = True
) -> Measure:
    """Mean distance of the groups from the overall mean, the best group or the reference.

    Weighted by population, or each group alike. ValueError without a reference group where one is needed.
    """
    if about == "reference" and groups.reference is None:
        raise ValueError("no reference group is marked")
    place = groups.best if about == "best" else groups.reference
    centre = groups.mean if about == "mean" or place is None else groups.value[place]
    distance = np.abs(groups.value - centre)
    return measure(float(groups.share @ distance if weighted else distance.mean()))


def index_of_disparity(groups: Groups, *, weighted: bool = True) -> Measure:
    """`mean_difference` from the overall mean in per cent of that mean."""
    return measure(float(divide(100.0 * mean_difference(groups, weighted=weighted).value, groups.mean)))


def theil(groups: Groups) -> Measure:
    """Theil's index times 1000: sensitive to groups far above the mean. Standard error times 1000 too."""
    value, share, mean = _logarithmic(groups)
    relative = value / mean
    slope = 1.0 + np.log(relative)
    centre = share @ (relative * slope)
    error = np.sqrt(((slope - centre) ** 2 * share**2 * groups.standard_error**2).sum()) / mean
    return measure(1000.0 * float(share @ (relative * np.log(relative))), 1000.0 * error)


def mean_log_deviation(groups: Groups) -> Measure:
    """Mean log deviation times 1000: sensitive to groups far below the mean; standard error likewise."""
    value, share, mean = _logarithmic(groups)
    relative = value / mean
    # The derivative by a group's value: its own logarithm falls, and the mean's rises.
    error = np.sqrt((((1.0 - 1.0 / relative) * share) ** 2 * groups.standard_error**2).sum()) / mean
    return measure(-1000.0 * float(share @ np.log(relative)), 1000.0 * error)


def _logarithmic(groups: Groups) -> tuple[Floats, Floats, float]:
    if np.any(groups.value < 0):
        raise ValueError("a measure with logarithms needs values of 0 or more")
    value = np.where(groups.value == 0, SMALLEST, groups.value)
    return value, groups.share, float(groups.share @ value)


def attributable_risk(groups: Groups, scale: float) -> Measure:
    """How far the whole would move if all groups were as the reference: the most advantaged, or the best.

    In the indicator's unit; 0 where the reference is worse than the mean. `scale` is what a value of 1
    for everybody would be (100 for per cent). Source of the standard error: Walter, International
    Journal of Epidemiology 1978; 7: 175-182.
    """
    move, fraction_error = _attributable(groups, scale)
    return measure(move, groups.mean * fraction_error)


def attributable_fraction(groups: Groups, scale: float) -> Measure:
    """`attributable_risk` in per cent of the mean, and its standard error in per cent as well."""
    move, fraction_error = _attributable(groups, scale)
    return measure(float(divide(100.0 * move, groups.mean)), 100.0 * fraction_error)


def _attributable(groups: Groups, scale: float) -> tuple[float, float]:
    level = groups.value[groups.best] if groups.order is None else groups.value[np.argmax(groups.order)]
    alike = groups.value == level if groups.order is None else groups.order == groups.order.max()
    # Of several equally good groups the largest is the surest to compare with.
    reference, persons = float(level), float(groups.population[alike].max())
    gap = reference - groups.mean
    move = gap if (gap > 0) == groups.high_is_good else 0.0
    total = float(groups.population.sum())
    # The four cells: in the reference group or not, with the outcome or not.
    with_reference = reference / scale * persons
    without_reference = persons - with_reference
    with_others = groups.mean / scale * total - with_reference
    without_others = total - with_others - persons
    top = with_others * without_reference * (total - with_reference) + without_others * with_reference**2
    bottom = (with_others + with_reference) ** 3 * persons**3
    return move, float(np.sqrt(np.maximum(divide(with_reference * total * top, bottom), 0.0)))
