"""Draws of an index that compares an area's share of the persons concerned with its share of the residents.

Worked on by cell (an area's value of a member) and draw. Of many areas only the cells that chance can bring
to the limit are drawn one by one; what all others add to the number of persons is one normal number per
member and draw, with the mean and the variance that their sum has.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from alemap.stats._arrays import Bools, Floats, Ints, divide, normal_below, scipy_module
from alemap.stats.indexdraws import evenly, kept_in
from alemap.stats.indexforms import counts_of
from alemap.stats.indexrules import centre_of
from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from alemap.stats.indexdraws import Block
    from alemap.stats.indexoptions import Choices
    from alemap.stats.indexrules import IndexRules, Members

    Array = NDArray[Any]

_BLOCK = 2_000_000
"""Cells times draws worked on at once: few enough to stay near the processor."""
_FEWEST = 16
_MANY = 600
"""Above so many areas not every cell is drawn, in single precision."""
_REACH = 5.0
"""Standard errors that chance does not cross."""
_STEPS = 1 << 16
_NOTHING = 1e-9


def excess(
    members: Members, rules: IndexRules, choices: Choices, taking: Bools, *, compared: bool
) -> Iterator[Block]:
    """Draws of an index that compares shares; the limit moves as weights do.

    An area below the limit comes after all others: it has a trifle less than 0, so that such areas stand in
    no order; without chance 0. Of those without chance there are none unless `compared`.
    """
    seeds = np.random.SeedSequence(choices.seed).spawn(8)
    size, number = len(members.names), choices.draws
    limits = [_limits(rules.ratio, size, choices, pair) for pair in (seeds[:2], seeds[2:4])]
    lots = [np.random.default_rng(seed) for seed in seeds[4:6]]
    last = [np.random.default_rng(seed) for seed in seeds[6:]]
    cells = _Cells.of(members, centre_of(members), taking, min(float(limit.min()) for limit in limits))
    step = max(_FEWEST, _BLOCK // max(cells.area.size, 1))
    for start in range(0, number, step):
        limit, other = (each[:, start : start + step] for each in limits)
        draws = limit.shape[1]
        apart, again = (-_NOTHING * rng.random((draws, cells.residents.size)) for rng in last)
        drawn = cells.drawn(lots[0], draws)
        # the same chance once more, under other choices
        first, same_chance = (_in_order(cells.quotient(drawn, each), apart) for each in (limit, other))
        same_choice = _in_order(cells.quotient(cells.drawn(lots[1], draws), limit), again)
        plain, spread = cells.without_chance(limit) if compared else (first[:0], first[:0])
        yield first, same_choice, same_chance, plain, spread


def _limits(ratio: float, size: int, choices: Choices, seeds: Sequence[np.random.SeedSequence]) -> Floats:
    """How many times its mean a value must be [members, draws]; infinite for a member that is left out."""
    half = 0.0 if choices.weights == "dirichlet" else choices.weights
    moved = ratio * np.random.default_rng(seeds[0]).uniform(1.0 - half, 1.0 + half, choices.draws)
    kept = kept_in(choices.draws, size, choices, np.random.default_rng(seeds[1]))
    return np.where(kept.T, moved, np.inf)


def _in_order(found: Floats, apart: Floats) -> Floats:
    return np.where(found > 0, found, apart)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells that are drawn, of areas taking part; values and errors as multiples of the mean.

    `persons` [cells] for each such multiple. `surely`, `rest`, `rest_error` [members]: the persons of all
    other cells, without chance, with it, and its standard error. `variance` [members] of the persons of all.
    `residents` [areas taking part]: their share. `by_area`: sums of cells, [cells, draws] to [areas, draws];
    `persons_by_area`, `persons_by_member`: of the persons behind values.
    """

    area: Ints
    member: Ints
    value: Array
    error: Array
    persons: Array
    surely: Floats
    rest: Floats
    rest_error: Floats
    variance: Floats
    residents: Floats
    by_area: Callable[[Array], Array]
    persons_by_area: Callable[[Array], Array]
    persons_by_member: Callable[[Array], Array]

    @classmethod
    def of(cls, members: Members, centre: Floats, taking: Bools, lowest: float) -> _Cells:
        counts = counts_of(members)
        seen = ~np.isnan(members.values) & ~np.isnan(counts)
        values = np.where(seen, members.values, 0.0)
        errors = np.nan_to_num(np.where(seen, members.errors, 0.0))
        scale = np.nan_to_num(divide(counts, np.where(values > 0, values, np.nan)))
        mean = np.nan_to_num(centre)
        number = int(taking.sum())
        many = number > _MANY
        alone = seen & (mean > 0) & taking[:, np.newaxis]
        if many:
            alone &= values + _REACH * errors >= lowest * mean
        area, member = np.nonzero(alone)
        unit = mean[alone]
        middle, variance = _not_below_zero(values, errors)
        residents = divide(members.weights, np.nansum(members.weights))
        place = (np.cumsum(taking) - 1)[area]
        kind = np.float32 if many else np.float64
        persons = (scale[alone] * unit).astype(kind)
        return cls(
            place,
            member,
            (values[alone] / unit).astype(kind),
            (errors[alone] / unit).astype(kind),
            persons,
            (scale * values * ~alone).sum(axis=0),
            (scale * middle * ~alone).sum(axis=0),
            np.sqrt((scale**2 * variance * ~alone).sum(axis=0)),
            ((scale * errors) ** 2).sum(axis=0),
            residents[taking],
            _sums(place, number, np.ones(place.size, dtype=kind)),
            _sums(place, number, persons),
            _sums(member, values.shape[1], persons),
        )

    def drawn(self, rng: np.random.Generator, draws: int) -> tuple[Array, Array]:
        """Values with chance [cells, draws], and the persons of all areas [members, draws]."""
        rest = rng.standard_normal((self.rest.size, draws)) * self.rest_error[:, np.newaxis]
        rest += self.rest[:, np.newaxis]
        z = _normals(rng, (self.value.size, draws), self.value.dtype)
        z *= self.error[:, np.newaxis]
        z += self.value[:, np.newaxis]
        np.maximum(z, 0.0, out=z)
        return z, self._everybody(z, np.maximum(rest, 0.0))

    def _everybody(self, z: Array, rest: Floats) -> Array:
        return (self.persons_by_member(z) + rest).astype(z.dtype)

    def quotient(self, drawn: tuple[Array, Array], limit: Floats) -> Floats:
        """The one share over the other [draws, areas]; 0 for an area below the limit."""
        _, mine, volume = self._volumes(*drawn, limit)
        return np.nan_to_num(divide(mine, volume * self.residents[:, np.newaxis])).T

    def _volumes(self, z: Array, everybody: Array, limit: Floats) -> tuple[Array, Array, Array]:
        """Whether cells reach the limit [cells, draws]; their persons, and all areas' [areas, draws]."""
        reached = (z >= limit.astype(z.dtype)[self.member]).astype(z.dtype)
        work = everybody[self.member]
        work *= reached
        volume = self.by_area(work)
        return reached, self.persons_by_area(np.multiply(z, reached, out=work)), volume

    def without_chance(self, limit: Floats) -> tuple[Floats, Floats]:
        """The quotient as it is, and its standard error [draws, areas]."""
        z = np.repeat(self.value[:, np.newaxis], limit.shape[1], axis=1)
        everybody = self._everybody(z, np.repeat(self.surely[:, np.newaxis], limit.shape[1], axis=1))
        reached, mine, volume = self._volumes(z, everybody, limit)
        own = self.by_area(reached * ((self.persons * self.error) ** 2)[:, np.newaxis])
        rest = self.by_area(reached * self.variance[self.member, np.newaxis]) - own
        share = divide(mine, volume)
        variance = (1 - share) ** 2 * own + share**2 * np.maximum(rest, 0.0)
        residents = self.residents[:, np.newaxis]
        spread = divide(np.sqrt(variance), volume * residents)
        return np.nan_to_num(divide(share, residents)).T, np.nan_to_num(spread).T


def _not_below_zero(values: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of a normal number that is 0 where it would be below 0."""
    height = np.nan_to_num(divide(values, np.where(errors > 0, errors, np.nan)))
    below = normal_below(height)
    density = np.exp(-(height**2) / 2.0) / math.sqrt(2.0 * math.pi)
    mean = errors * (height * below + density)
    square = errors**2 * ((height**2 + 1.0) * below + height * density)
    return np.where(errors > 0, mean, values), np.where(errors > 0, np.maximum(square - mean**2, 0.0), 0.0)


def _sums(place: Ints, size: int, weights: Array) -> Callable[[Array], Array]:
    """A function that adds up the rows of an array that have the same place, by weight [size, draws]."""
    if weights.dtype == np.float32:
        entries = weights, (place, np.arange(place.size))
        matrix = scipy_module("sparse").csr_array(entries, shape=(size, place.size))
        return lambda x: np.asarray(matrix @ x)
    # of few areas: without scipy, which takes longer to load than this
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))

    def summed(x: Array) -> Array:
        found = np.zeros((size, x.shape[1]))
        if starts.size:
            rows = x[order] * weights[order, np.newaxis]
            found[place[order][starts]] = np.add.reduceat(rows, starts, axis=0)
        return found

    return summed


def _normals(rng: np.random.Generator, shape: tuple[int, int], kind: np.dtype[Any]) -> Array:
    """Normal numbers; the single ones are 65,536 quantiles, a third of the time."""
    if kind == np.float64:
        return rng.standard_normal(shape)
    return np.asarray(_quantiles()[evenly(rng, shape)])


@cache
def _quantiles() -> Array:
    quantiles = scipy_module("special").ndtri((np.arange(_STEPS) + 0.5) / _STEPS)
    return np.asarray(quantiles / quantiles.std(), dtype=np.float32)
