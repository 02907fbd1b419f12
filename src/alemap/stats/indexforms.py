"""Indexes that are no mean of scores: a share of the volume against a share of the population, and needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.stats._arrays import Floats, divide, floats
from alemap.stats.index import CompositeIndex, IndexUncertainty

if TYPE_CHECKING:
    from alemap.stats._arrays import Bools
    from alemap.stats.indexrules import Members


def excess_shares(
    members: Members, centre: Floats, ratio: float, min_share: float
) -> tuple[CompositeIndex, IndexUncertainty]:
    """Compare an area's share of the persons counted with its share of the residents.

    An area is looked at when at least one of its values is at least `ratio` times the mean `centre`
    [areas, members]. Over the members where it is, its persons as a share of all areas' persons are divided
    by its residents as a share of all residents: 2 means twice its share. Other areas have no value. Each
    such member adds its persons' share of that volume, so that contributions add up. The error follows the
    members' relative errors, in the area and in the rest. ValueError without counts.
    """
    seen, flagged, persons = _concerned(members, centre, ratio)
    relative = divide(members.errors, np.where(members.values > 0, members.values, np.nan))
    known = seen & ~np.isnan(relative)
    variance = np.where(known, persons * np.nan_to_num(relative), 0.0) ** 2
    volume, mine, rest = _volumes(persons, flagged)
    share = divide(mine, volume)
    residents = divide(members.weights, np.nansum(members.weights))
    own_variance = (variance * flagged).sum(axis=1)
    rest_variance = flagged.astype(np.float64) @ variance.sum(axis=0) - own_variance
    spread = divide(np.sqrt((1 - share) ** 2 * own_variance + share**2 * rest_variance), volume * residents)
    names = np.asarray(members.groups, dtype=np.str_)
    groups = tuple(dict.fromkeys(members.groups))
    membership = np.array([names == name for name in groups]).reshape(len(groups), names.size)
    membership &= seen.any(axis=0)
    having = seen.astype(np.float64) @ membership.T
    coverage = divide(having, membership.sum(axis=1))
    enough = seen.sum(axis=1) >= min_share * seen.any(axis=0).sum() - 1e-9
    value = np.where(flagged.any(axis=1) & enough & (rest >= 0), divide(share, residents), np.nan)
    each = divide(persons, (volume * residents)[:, np.newaxis])
    contributions = np.where(seen & ~np.isnan(value)[:, np.newaxis], np.where(flagged, each, 0.0), np.nan)
    parts = np.full(coverage.shape, np.nan)
    index = CompositeIndex(
        value, parts, contributions, coverage, flagged.astype(np.float64), seen, groups,
        np.full(len(groups), 1.0 / max(len(groups), 1)), membership,
    )  # fmt: skip
    certain = divide((known & flagged).sum(axis=1), flagged.sum(axis=1))
    error = np.where(np.isnan(value) | ~(certain > 0), np.nan, spread)
    return index, IndexUncertainty(error, parts, certain)


def kept_members(members: Members, keep: Bools) -> Members:
    """Leave members out."""
    columns = np.flatnonzero(keep).tolist()
    return replace(
        members,
        names=tuple(members.names[n] for n in columns),
        groups=tuple(members.groups[n] for n in columns),
        signs=tuple(members.signs[n] for n in columns),
        values=members.values[:, columns],
        errors=members.errors[:, columns],
        centre=None if members.centre is None else members.centre[:, columns],
        counts=None if members.counts is None else members.counts[:, columns],
    )


def excess_parts(members: Members, centre: Floats, ratio: float) -> tuple[Floats, Floats, Floats]:
    """Take the comparison apart [areas]: members above the limit, share of persons, share of residents."""
    _, flagged, persons = _concerned(members, centre, ratio)
    volume, mine, _ = _volumes(persons, flagged)
    residents = divide(members.weights, np.nansum(members.weights))
    return flagged.sum(axis=1).astype(np.float64), divide(mine, volume), residents


def _concerned(members: Members, centre: Floats, ratio: float) -> tuple[Bools, Bools, Floats]:
    """Which values there are, which reach the limit, and the persons behind them."""
    counts = counts_of(members)
    seen = np.asarray(~np.isnan(members.values) & ~np.isnan(counts))
    high = np.nan_to_num(members.values) >= ratio * np.nan_to_num(centre)
    return seen, seen & high & (centre > 0), np.where(seen, counts, 0.0)


def _volumes(persons: Floats, flagged: Bools) -> tuple[Floats, Floats, Floats]:
    """All persons on the members an area is flagged for, the area's own, and the rest."""
    volume = flagged.astype(np.float64) @ persons.sum(axis=0)
    mine = (persons * flagged).sum(axis=1)
    return volume, mine, volume - mine


def counts_of(members: Members) -> Floats:
    """The persons behind each member [areas, members]; ValueError without them."""
    if members.counts is None:
        raise ValueError("this index needs the number of persons behind each member")
    return members.counts


def per_resident(members: Members) -> Members:
    """The members as persons per resident, all of one category, with errors in proportion."""
    counts = counts_of(members)
    residents = members.weights[:, np.newaxis]
    values = divide(counts, residents)
    relative = divide(members.errors, np.where(members.values > 0, members.values, np.nan))
    return replace(members, values=values, errors=values * relative, groups=("",) * len(members.names))


def against_mean(
    index: CompositeIndex, uncertainty: IndexUncertainty, weights: Floats, members: Members
) -> tuple[CompositeIndex, IndexUncertainty]:
    """Divide a mean of persons per resident by its population-weighted mean: 1 is the average.

    The categories are given back their members; an area has a value when it has every member.
    """
    size = np.where(np.isnan(index.value), 0.0, np.nan_to_num(weights))
    mean = float(divide((size * np.nan_to_num(index.value)).sum(), size.sum()))
    factor = floats(1.0 / mean) if mean > 0 else floats(np.nan)
    names = np.asarray(members.groups, dtype=np.str_)
    groups = tuple(dict.fromkeys(members.groups))
    membership = np.array([names == name for name in groups]).reshape(len(groups), names.size)
    coverage = divide(index.present.astype(np.float64) @ membership.T, membership.sum(axis=1))
    parts = np.full(coverage.shape, np.nan)
    return (
        replace(
            index,
            value=index.value * factor,
            contributions=index.contributions * factor,
            parts=parts,
            coverage=coverage,
            groups=groups,
            group_weights=np.full(len(groups), 1.0 / max(len(groups), 1)),
            membership=membership,
        ),
        IndexUncertainty(uncertainty.standard_error * factor, parts, uncertainty.known),
    )
