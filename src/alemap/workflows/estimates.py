"""Estimates: every indicator's rows get value, interval, status and method, small numbers suppressed."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from alemap.domain import HIDDEN, SPLIT, WITHHELD, Kind, Status
from alemap.errors import ModelError, Place
from alemap.models.contract import PUBLISHED_MODEL, model_of, shape_of
from alemap.models.fingerprints import fingerprint
from alemap.stats.estimates import Estimate, Method, estimate, published
from alemap.stats.intervals import Interval
from alemap.stats.rounding import widened
from alemap.warehouse.database import quoted
from alemap.workflows.disclosure_rule import Rule
from alemap.workflows.seeds import uncertainty_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from alemap.definitions.indicator import Indicator
    from alemap.definitions.project import Project
    from alemap.warehouse.database import Database

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

COLUMNS = (
    "indicator", "area_code", "level", "period", "sex", "category",
    "value", "lower", "upper", "numerator", "denominator", "numerator_error", "status", "method",
)  # fmt: skip

KEYS = ("area_code", "period", "sex", "category")


def estimate_fingerprint(project: Project, indicator: Indicator, prints: Mapping[str, str]) -> str:
    """What an indicator's estimates follow from: its model's rows, its definition, settings, methods."""
    model = _model(indicator)
    return fingerprint(
        [
            prints.get(model, ""),
            repr((indicator.kind, indicator.multiplier, indicator.levels, indicator.small_numbers)),
            uncertainty_of(indicator, project),
            repr(project.settings.comparison.confidence),
            repr(project.settings.small_numbers),
            method_fingerprint(),
        ]
    )


@cache
def method_fingerprint() -> str:
    """A digest of the statistical code: when a method is mended, its figures are made again."""
    files = [e for e in resources.files("alemap.stats").iterdir() if e.name.endswith(".py")]
    files += [
        resources.files("alemap.workflows").joinpath(f"{n}.py")
        for n in ("estimates", "indexes", "index_panel")
    ]
    return fingerprint(entry.read_text(encoding="utf-8") for entry in sorted(files, key=lambda e: e.name))


def _model(indicator: Indicator) -> str:
    return model_of(indicator.id, published=indicator.source is not None)


def make_estimates(
    project: Project,
    store: Database,
    indicator: Indicator,
    hidden: Collection[tuple[str, ...]] = (),
) -> pl.DataFrame:
    """One indicator's rows of the table `estimate`, sorted by key.

    `hidden`: the keys (area, period, sex, category) of figures to suppress besides those that the rule for
    small numbers hides anyway. Levels the definition does not name are left to the model's own use.
    ModelError when a key occurs twice, a status is unknown, or a count is impossible.
    """
    rows = model_rows(store, indicator)
    _check(indicator, rows)
    shape = "counts" if "numerator" in rows.columns else "interval"
    result = (
        _from_counts(project, indicator, rows, hidden)
        if shape == "counts"
        else _published(project, indicator, rows)
    )
    return _marked(store, result).select(COLUMNS).sort("indicator", "level", *KEYS)


def make_published(project: Project, store: Database, indicators: Sequence[Indicator]) -> pl.DataFrame:
    """The rows of many published indicators at once, as `make_estimates` gives those of one."""
    model_columns, _ = store.table(f"SELECT * FROM {PUBLISHED_MODEL} LIMIT 0")  # noqa: S608 - a name of ours
    rows = pl.DataFrame()
    if shape_of(PUBLISHED_MODEL, model_columns) is not None:
        named = ", ".join(f"'{indicator.id}'" for indicator in indicators)
        columns = ", ".join(f"m.{quoted(name)}" for name in model_columns)
        rows = store.frame(
            f"SELECT {columns}, a.level FROM {PUBLISHED_MODEL} AS m"  # noqa: S608 - names are checked
            " JOIN seed.area AS a ON a.code = m.area_code JOIN seed.indicator_level AS l"
            f" ON l.indicator = m.indicator AND l.level = a.level WHERE m.indicator IN ({named})"
        )
    known = [status.value for status in Status]
    keys = pl.struct("indicator", *KEYS)
    if (
        not rows.width
        or not rows["status"].is_in(known).all()
        or rows.select(keys.is_duplicated().any()).item()
    ):
        # One by one, so that the fault is said of the indicator it is in.
        return pl.concat([make_estimates(project, store, indicator) for indicator in indicators])
    result = _marked(store, _published(project, indicators[0], rows))
    return result.select(COLUMNS).sort("indicator", "level", *KEYS)


def _marked(store: Database, result: pl.DataFrame) -> pl.DataFrame:
    """The figures with the method of those that rest on a split area named so."""
    split = store.rows(
        "SELECT DISTINCT d.indicator, r.area_code, r.period FROM meta.area_rebuilt AS r"
        " JOIN seed.indicator_dataset AS d ON d.dataset = r.dataset WHERE r.how = 'estimated'"
    )
    if not split:
        return result
    on = ["indicator", "area_code", "period"]
    marks = pl.DataFrame(split, schema=on, orient="row").with_columns(split=True)
    return result.join(marks, on=on, how="left").with_columns(
        pl.when(pl.col("split")).then(pl.col("method") + SPLIT).otherwise(pl.col("method")).alias("method")
    )


def model_rows(store: Database, indicator: Indicator) -> pl.DataFrame:
    """The model's rows at the indicator's levels, with the level of each area."""
    model = _model(indicator)
    levels = ", ".join(f"'{level}'" for level in indicator.levels)
    names, _ = store.table(f"SELECT * FROM {quoted(model)} LIMIT 0")  # noqa: S608 - names are checked
    if shape_of(model, names) is None:
        raise ModelError(
            "the columns of `{model}` are not those of the contract: {columns}",
            model=model,
            columns=", ".join(names),
            place=Place(f"sql/indicators/{model}.sql"),
            hint="`alemap check` says which columns an indicator model gives",
        )
    columns = ", ".join(f"m.{quoted(name)}" for name in names if name != "indicator")
    where = f" AND m.indicator = '{indicator.id}'" if model == PUBLISHED_MODEL else ""
    return store.frame(
        f"SELECT {columns}, a.level FROM {quoted(model)} AS m"  # noqa: S608 - names are checked
        f" JOIN seed.area AS a ON a.code = m.area_code WHERE a.level IN ({levels}){where}"
    )


def _check(indicator: Indicator, rows: pl.DataFrame) -> None:
    place = Place(f"sql/indicators/{_model(indicator)}.sql")
    double = rows.filter(pl.struct(KEYS).is_duplicated())
    if double.height:
        key = ", ".join(str(double[name][0]) for name in KEYS)
        raise ModelError(
            "`{indicator}` gives the key {key} more than once",
            indicator=indicator.id,
            key=key,
            place=place,
            hint="a join fans out: group by the keys, or join on all of them",
        )
    known = {status.value for status in Status}
    for status in rows["status"].unique().to_list():
        if status not in known:
            raise ModelError(
                "`{indicator}` gives the status `{status}`",
                indicator=indicator.id,
                status=status,
                place=place,
                hint=f"a status is one of {', '.join(sorted(known))}",
            )


def _from_counts(
    project: Project, indicator: Indicator, rows: pl.DataFrame, hidden: Collection[tuple[str, ...]]
) -> pl.DataFrame:
    numerator = rows["numerator"].cast(pl.Float64).to_numpy().copy()
    denominator = rows["denominator"].cast(pl.Float64).to_numpy().copy()
    usable = _usable(rows)
    numerator[~usable], denominator[~usable] = np.nan, np.nan
    _check_counts(indicator, rows, numerator, denominator)
    small = Rule.of(project, indicator).hides(rows) | _listed(rows, hidden)
    numerator[small], denominator[small] = np.nan, np.nan
    confidence = project.settings.comparison.confidence
    with_interval = uncertainty_of(indicator, project) != "none"
    figures = estimate(
        indicator.kind, numerator, denominator, indicator.multiplier, confidence, with_interval=with_interval
    )
    rounding = _rounding(rows)
    if rounding is not None:
        rounding[np.isnan(numerator)] = np.nan
        figures = _widened(
            figures, rounding / np.where(denominator == 0, np.nan, denominator), indicator, confidence
        )
    empty = denominator == 0
    status = _statuses(rows, small, empty, np.isnan(figures.value))
    return _table(indicator, rows, figures, numerator, denominator, rounding, status)


def _listed(rows: pl.DataFrame, hidden: Collection[tuple[str, ...]]) -> Bools:
    """The rows whose keys are among those to hide."""
    if not hidden:
        return np.zeros(rows.height, dtype=bool)
    keys = zip(*(rows[name].to_list() for name in KEYS), strict=True)
    return np.fromiter((key in hidden for key in keys), dtype=bool, count=rows.height)


def _check_counts(indicator: Indicator, rows: pl.DataFrame, numerator: Floats, denominator: Floats) -> None:
    """ModelError for the first count below zero, or above its whole; before small ones hide it."""
    wrong = (numerator < 0) | (denominator < 0)
    if indicator.kind is Kind.SHARE:
        wrong |= numerator > denominator * (1 + 1e-9)
    if not wrong.any():
        return
    row = int(np.flatnonzero(wrong)[0])
    raise ModelError(
        "`{indicator}` gives impossible counts: {numerator} of {denominator} ({key})",
        indicator=indicator.id,
        numerator=f"{numerator[row]:g}",
        denominator=f"{denominator[row]:g}",
        key=", ".join(str(rows[name][row]) for name in KEYS),
        place=Place(f"sql/indicators/{_model(indicator)}.sql"),
        hint="a numerator must lie between 0 and its denominator",
    )


def _rounding(rows: pl.DataFrame) -> Floats | None:
    """The standard error of numerators made from rounded figures, where the model gives it."""
    if "numerator_error" not in rows.columns:
        return None
    return rows["numerator_error"].cast(pl.Float64).to_numpy().copy()


def _widened(figures: Estimate, error: Floats, indicator: Indicator, confidence: float) -> Estimate:
    """The figures with the error of rounding added to their intervals, and named so."""
    interval = Interval(figures.value, figures.lower, figures.upper)
    wide = widened(interval, error * indicator.multiplier, confidence)
    methods = [
        Method.ROUNDED if method is not Method.NONE and extra > 0 else method
        for method, extra in zip(figures.method, error.tolist(), strict=True)
    ]
    lower, upper = wide.lower, wide.upper
    if indicator.kind is Kind.SHARE:
        # The squares know nothing of the bounds that a share has.
        lower, upper = np.clip(lower, 0.0, None), np.clip(upper, None, indicator.multiplier)
    return Estimate(wide.value, lower, upper, methods)


def _published(project: Project, indicator: Indicator, rows: pl.DataFrame) -> pl.DataFrame:
    usable = _usable(rows)
    given = {
        name: np.where(usable, rows[name].cast(pl.Float64).to_numpy(), np.nan)
        for name in ("value", "lower", "upper", "standard_error")
        if name in rows.columns
    }
    figures = published(
        given["value"],
        given.get("lower"),
        given.get("upper"),
        standard_error=given.get("standard_error"),
        multiplier=1.0 if indicator.kind is Kind.PUBLISHED else indicator.multiplier,
        confidence=project.settings.comparison.confidence,
    )
    nothing = np.full(rows.height, np.nan)
    never = np.zeros(rows.height, dtype=bool)
    status = _statuses(rows, never, never, np.isnan(figures.value))
    return _table(indicator, rows, figures, nothing, nothing, None, status)


def _usable(rows: pl.DataFrame) -> Bools:
    """Where the model's status says that there is a value."""
    valued = [status.value for status in Status if status.has_value]
    return rows["status"].is_in(valued).to_numpy()


def _statuses(rows: pl.DataFrame, few: Bools, none: Bools, missing: Bools) -> pl.Series:
    """The final statuses: a reason given stays, then small numbers, then no one to count, then no value."""
    marks = rows.select("status").with_columns(
        usable=pl.Series(_usable(rows)), few=pl.Series(few), none=pl.Series(none), missing=pl.Series(missing)
    )
    return marks.select(
        pl.when(~pl.col("usable"))
        .then(pl.col("status"))
        .when(pl.col("few"))
        .then(pl.lit(Status.SUPPRESSED.value))
        .when(pl.col("none"))
        .then(pl.lit(Status.NOT_APPLICABLE.value))
        .when(pl.col("missing"))
        .then(pl.lit(Status.MISSING.value))
        .otherwise(pl.col("status"))
        .alias("status")
    )["status"]


def _table(
    indicator: Indicator,
    rows: pl.DataFrame,
    figures: Estimate,
    numerator: Floats,
    denominator: Floats,
    error: Floats | None,
    status: pl.Series,
) -> pl.DataFrame:
    numbers = {
        "value": figures.value,
        "lower": figures.lower,
        "upper": figures.upper,
        "numerator": numerator,
        "denominator": denominator,
        "numerator_error": np.full(rows.height, np.nan) if error is None else error,
    }
    name = pl.col("indicator") if "indicator" in rows.columns else pl.lit(indicator.id).alias("indicator")
    # a reason for both kinds of suppression, but none that tells a small figure from what protects it
    given = (rows["status"] == Status.SUPPRESSED.value).to_list()
    methods = [
        str(method) if shown != Status.SUPPRESSED.value else WITHHELD if already else HIDDEN
        for method, shown, already in zip(figures.method, status.to_list(), given, strict=True)
    ]
    return rows.select(name, "area_code", "level", *KEYS[1:]).with_columns(
        *(pl.Series(name, array).fill_nan(None) for name, array in numbers.items()),
        status,
        pl.Series("method", methods, dtype=pl.String),
    )
