"""Do neighbouring areas resemble each other, and where: Moran, Geary, local clusters, local smoothing.

Weights are row-standardised: a neighbour of an area with n neighbours counts 1/n. An area without
neighbours has no local statistic (NaN) and lends none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from alemap.stats._arrays import Floats, Ints, check_counts, divide, floats, two_sided_p
from alemap.stats.multiple import benjamini_hochberg
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who borders on whom, as pairs of positions. Made by `Neighbours.of`."""

    number: int
    source: Ints
    target: Ints

    @classmethod
    def of(cls, number: int, pairs: Sequence[tuple[int, int]]) -> Neighbours:
        """Gather ordered pairs (area, its neighbour) of positions 0 to `number` - 1.

        Pairs given twice count once. ValueError for an area bordering on itself or out of range.
        """
        each = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        if each.size and (each.min() < 0 or each.max() >= number or np.any(each[:, 0] == each[:, 1])):
            raise ValueError("a neighbour is out of range or the area itself")
        return cls(number, each[:, 0].copy(), each[:, 1].copy())

    @property
    def count(self) -> Floats:
        """Number of neighbours per area."""
        return floats(np.bincount(self.source, minlength=self.number))

    def total(self, values: ArrayLike) -> Floats:
        """Sum of the neighbours' values per area."""
        return floats(np.bincount(self.source, weights=floats(values)[self.target], minlength=self.number))

    def mean(self, values: ArrayLike) -> Floats:
        """Mean of the neighbours' values per area, NaN without neighbours."""
        return divide(self.total(values), self.count)

    def moments(self) -> tuple[float, float, float]:
        """S0, S1 and S2 of the row-standardised weights, as the global tests need them."""
        weight = divide(1.0, self.count)[self.source]
        code = self.source * self.number + self.target
        back = self.target * self.number + self.source
        place = np.searchsorted(code, back)
        place = np.where(place < code.size, place, 0)
        mutual = np.where(code[place] == back, weight[place], 0.0) if code.size else weight
        rows = (self.count > 0).astype(np.float64)
        columns = np.bincount(self.target, weights=weight, minlength=self.number)
        return (
            float(weight.sum()),
            float((weight**2).sum() + (weight * mutual).sum()),
            float(((rows + columns) ** 2).sum()),
        )


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """A global statistic with what chance would give, and its two-sided p-value.

    `variance` under random permutation of the values, `variance_normal` under normal values.
    """

    statistic: float
    expected: float
    variance: float
    variance_normal: float
    z: float
    p_value: float


def _complete(values: ArrayLike, neighbours: Neighbours, fewest: int) -> Floats:
    data = floats(values)
    if data.shape != (neighbours.number,) or np.isnan(data).any():
        raise ValueError("every area of the neighbour list needs a value")
    if data.size < fewest or np.ptp(data) == 0 or not neighbours.source.size:
        raise ValueError(f"at least {fewest} areas, some neighbours and some spread are needed")
    return data


def moran(values: ArrayLike, neighbours: Neighbours) -> Autocorrelation:
    """Moran's I: above its expectation when like lies beside like.

    `values` [areas], none missing: leave such areas out of the neighbour list. ValueError for fewer
    than four areas, no neighbours or no spread. Source: Cliff & Ord, Spatial Processes, 1981, ch. 2.
    """
    data = _complete(values, neighbours, 4)
    n = float(data.size)
    centred = data - data.mean()
    squares = (centred**2).sum()
    s0, s1, s2 = neighbours.moments()
    local = np.nan_to_num(neighbours.mean(centred))
    statistic = n / s0 * (centred @ local) / squares
    expected = -1.0 / (n - 1.0)
    peaked = n * (centred**4).sum() / squares**2
    first = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = peaked * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    variance = (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2
    normal = (n**2 * s1 - n * s2 + 3 * s0**2) / (s0**2 * (n**2 - 1)) - expected**2
    return _autocorrelation(statistic, expected, variance, normal)


def geary(values: ArrayLike, neighbours: Neighbours) -> Autocorrelation:
    """Geary's C: below 1 when like lies beside like; z is positive then, as Moran's.

    Conditions and source as for `moran`.
    """
    data = _complete(values, neighbours, 4)
    n = float(data.size)
    centred = data - data.mean()
    squares = (centred**2).sum()
    s0, s1, s2 = neighbours.moments()
    gaps = (data[neighbours.source] - data[neighbours.target]) ** 2
    statistic = (n - 1) * (gaps / neighbours.count[neighbours.source]).sum() / (2 * s0 * squares)
    peaked = n * (centred**4).sum() / squares**2
    variance = (
        (n - 1) * s1 * (n**2 - 3 * n + 3 - (n - 1) * peaked)
        - (n - 1) * s2 * (n**2 + 3 * n - 6 - (n**2 - n + 2) * peaked) / 4
        + s0**2 * (n**2 - 3 - (n - 1) ** 2 * peaked)
    ) / (n * (n - 2) * (n - 3) * s0**2)
    normal = ((2 * s1 + s2) * (n - 1) - 4 * s0**2) / (2 * (n + 1) * s0**2)
    found = _autocorrelation(statistic, 1.0, variance, normal)
    return Autocorrelation(statistic, 1.0, variance, normal, -found.z, found.p_value)


def _autocorrelation(statistic: float, expected: float, variance: float, normal: float) -> Autocorrelation:
    z = float(divide(statistic - expected, np.sqrt(variance)))
    return Autocorrelation(
        float(statistic), float(expected), float(variance), float(normal), z, float(two_sided_p(z))
    )


@dataclass(frozen=True, slots=True)
class Local:
    """A local statistic per area with what chance would give; `adjusted` after Benjamini-Hochberg."""

    statistic: Floats
    expected: Floats
    variance: Floats
    z: Floats
    p_value: Floats
    adjusted: Floats


def local_moran(values: ArrayLike, neighbours: Neighbours) -> Local:
    """Local Moran: positive where an area and its neighbours lie on the same side of the mean.

    Moments hold the area's own value fixed and permute the others. Conditions as for `moran`.
    Source: Anselin, Geographical Analysis 1995; 27: 93-115; Sokal, Oden & Thomson, Geographical
    Analysis 1998; 30: 331-354.
    """
    data = _complete(values, neighbours, 4)
    n = float(data.size)
    centred = data - data.mean()
    second = (centred**2).mean()
    has = np.where(neighbours.count > 0, 1.0, np.nan)
    squared = divide(1.0, neighbours.count)
    statistic = centred / second * neighbours.mean(centred)
    expected = -(centred**2) / ((n - 1) * second) * has
    rest = second - centred**2 / (n - 1)
    variance = (centred / second) ** 2 * n / (n - 2) * (squared - 1.0 / (n - 1)) * rest
    return _local(statistic, expected, variance)


def local_g(values: ArrayLike, neighbours: Neighbours) -> Local:
    """Getis and Ord's local G: high where the neighbours' values are, the area itself left out.

    The statistic is the neighbours' mean. Conditions as for `moran`.
    Source: Ord & Getis, Geographical Analysis 1995; 27: 286-306.
    """
    data = _complete(values, neighbours, 4)
    n = float(data.size)
    others = (data.sum() - data) / (n - 1)
    spread = ((data**2).sum() - data**2) / (n - 1) - others**2
    squared = divide(1.0, neighbours.count)
    variance = spread * ((n - 1) * squared - 1.0) / (n - 2)
    return _local(neighbours.mean(data), others, variance)


def _local(statistic: Floats, expected: Floats, variance: Floats) -> Local:
    z = divide(statistic - expected, np.sqrt(np.maximum(variance, 0.0)))
    p = two_sided_p(z)
    return Local(statistic, expected, variance, z, p, benjamini_hochberg(p))


def local_smoothing(
    events: ArrayLike,
    population: ArrayLike,
    neighbours: Neighbours,
    about: Literal["common", "own"] = "common",
) -> Floats:
    """Rates drawn towards the rate of the area and its neighbours together, the more the smaller the area.

    The spread within a neighbourhood is taken `about` its common rate (Marshall), or each member's
    about that member's `own` neighbourhood's rate (as spdep does by default). No events in the whole
    neighbourhood: the rate is 0 there. An area without population gets the neighbourhood's rate; a
    neighbourhood without population NaN.
    Source: Marshall, Applied Statistics 1991; 40: 283-294.
    """
    count, base = floats(events), floats(population)
    check_counts(count, base, bounded=False)
    persons = base + neighbours.total(base)
    common = divide(count + neighbours.total(count), persons)
    rate = np.nan_to_num(divide(count, base))
    if about == "own":
        own = base * (rate - common) ** 2
        squares = own + neighbours.total(own)
    else:
        # Squares about a rate that differs by neighbourhood, from sums that do not.
        first, second = base * rate, base * rate**2
        squares = second + neighbours.total(second) - common**2 * persons
        squares -= 2.0 * common * (first + neighbours.total(first) - common * persons)
    mean_base = persons / (neighbours.count + 1.0)
    between = np.maximum(divide(squares, persons) - divide(common, mean_base), 0.0)
    weight = np.where(base > 0, divide(between, between + divide(common, base)), 0.0)
    return common + np.nan_to_num(weight) * (rate - common)
