"""What all reading commands share: the vocabulary as the database holds it, areas, periods, figures."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Self
from unicodedata import normalize

from alemap.definitions.settings import load_settings
from alemap.definitions.suggest import suggest
from alemap.domain import SPLIT, TOTAL, WITHHELD, Label, Moment, Period, Status
from alemap.errors import AlemapError, MissingDataError, UsageError
from alemap.results import AreaName, Figure
from alemap.values import dataclass
from alemap.warehouse.database import Database
from alemap.warehouse.history import moment, turn_back
from alemap.workflows.todays_rule import note_todays_rule
from alemap.workflows.vocabulary import read_categories, read_indexes, read_indicators, read_levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from alemap.definitions.settings import Settings, SmallNumberSettings
    from alemap.workflows.vocabulary import Group, IndicatorInfo

COUNTRY = "00"
_SCOPES = ("kommun", "kommungrupp", "lan", "riket")
ORDER_OF_LEVELS = (
    "regso", "ort", "deso", "valdistrikt", "skolenhet", "kommun", "kommungrupp", "lan", "riket",
)  # fmt: skip
"""Which level to show first where the settings' own is not to be had."""


@dataclass(frozen=True, slots=True)
class Value:
    """One row of the mart: an area's figure with the counts behind it."""

    indicator: str
    area: str
    period: str
    sex: str
    category: str
    figure: Figure
    numerator: float | None
    denominator: float | None
    numerator_error: float | None
    method: str


@dataclass(slots=True)
class Reader:
    """An open, read-only database with the words it was built from."""

    settings: Settings
    store: Database
    indicators: Mapping[str, IndicatorInfo]
    categories: Mapping[str, Group]
    levels: Mapping[str, tuple[Label, Label]]
    indexes: Mapping[str, tuple[Label, bool]]
    as_of: Moment | None = None
    _areas: dict[str, AreaName] = field(default_factory=dict)
    _periods: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def open(cls, root: Path, as_of: str | None = None, *, database: Path | None = None) -> Self:
        """Open the project's live database; MissingDataError when there is none or it was never built.

        `as_of`: with the figures of an earlier state, named by date, time or build, in the place of today's.
        Names, definitions and areas stay today's. `database`: another file than the live one.
        """
        settings = load_settings(root)
        store = Database.read(database or root / settings.data.database)
        if not store.has("mart_value"):
            store.close()
            raise MissingDataError("the database has not been built", hint="run `alemap build`")
        at = turned_back(store, as_of, settings.small_numbers)
        return cls(
            settings,
            store,
            read_indicators(store),
            read_categories(store),
            read_levels(store),
            read_indexes(store),
            at,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    # --- areas ---------------------------------------------------------------------------------

    def areas(self, codes: Iterable[str]) -> dict[str, AreaName]:
        """Names of areas, by code."""
        wanted = [code for code in dict.fromkeys(codes) if code not in self._areas]
        if wanted:
            rows = self.store.rows(
                "SELECT a.code, a.name, a.level, coalesce(m.name, '') FROM seed.area AS a"  # noqa: S608
                f" LEFT JOIN seed.area AS m ON m.code = a.municipality WHERE a.code IN ({_marks(wanted)})",
                wanted,
            )
            self._areas |= {row[0]: AreaName(*row) for row in rows}
        return {code: self._areas[code] for code in codes if code in self._areas}

    def municipality_of(self, code: str) -> str | None:
        """The code of the municipality an area lies in, itself for a municipality."""
        rows = self.store.rows("SELECT municipality FROM seed.area WHERE code = ?", [code])
        return rows[0][0] if rows else None

    def find_area(self, text: str, levels: Sequence[str] = ()) -> AreaName:
        """The area a user means by a code, name or alias; UsageError when none or several fit.

        Of several areas with the same name, those in the project's municipalities come first, then those
        of the first of `levels` (default: the settings' own, then from small to large).
        """
        # Names copied from a Mac's folders come with their dots and rings as characters of their own.
        text = normalize("NFC", text.strip())
        if text in self.areas([text]):
            return self._areas[text]
        rows = self.store.rows(
            "SELECT code, level, municipality FROM seed.area WHERE valid_to = '' AND (lower(name) = lower($1)"
            " OR code IN (SELECT code FROM seed.area_alias WHERE lower(alias) = lower($1))) ORDER BY code",
            [text],
        )
        own = set(self.settings.project.municipalities)
        rows = [row for row in rows if row[2] in own or row[0] in own] or rows
        for level in (*levels, self.settings.comparison.level, *ORDER_OF_LEVELS):
            fitting = [row[0] for row in rows if row[1] == level]
            if len(fitting) == 1:
                return self.areas(fitting)[fitting[0]]
            if fitting:
                raise UsageError(
                    "`{text}` names several areas: {codes}",
                    text=text,
                    codes=", ".join(fitting),
                    hint="give the code instead",
                )
        names = self.store.rows(
            "SELECT DISTINCT name FROM seed.area"
            " WHERE valid_to = '' AND (list_contains($1, municipality) OR level IN ('kommun', 'lan'))",
            [sorted(own)],
        )
        raise UsageError(
            "`{text}` is not a known area",
            text=text,
            suggestion=suggest(text, [row[0] for row in names]),
            hint="`alemap list areas` shows codes, names and aliases",
        )

    def named_area(self, text: str, level: str | None, preferred: Sequence[str] = ()) -> AreaName:
        """The area a user means, of `level` where one was asked for; UsageError when it is of another."""
        area = self.find_area(text, preferred if level is None else (level,))
        if level is not None and area.level != level:
            raise UsageError(
                "no area of level `{level}` is called `{text}`",
                level=level,
                text=text,
                found=area.level,
                hint="it is of level `{found}`",
            )
        return area

    def scope(self, level: str, municipalities: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
        """The areas of a level within municipalities or counties, and the names of those for the title.

        Given none: the project's own municipalities; at the level of municipalities, all of their counties.
        """
        chosen = [self.find_area(text, _SCOPES) for text in municipalities]
        if not chosen:
            own = self.settings.project.municipalities
            chosen = list(self.areas(self._default_scope(level, own)).values())
        for area in chosen:
            if area.level not in _SCOPES:
                raise UsageError(
                    "`{area}` is not a municipality, a group of them, a county or the country",
                    area=area.name,
                    hint="`--municipality` takes their codes or names; `--area` takes single areas",
                )
        wholes = [area.code for area in chosen]
        rows = self.store.rows(
            "SELECT p.part_code, p.whole_code FROM seed.area_part AS p"  # noqa: S608
            f" WHERE p.part_level = ? AND p.whole_code IN ({_marks(wholes)}) ORDER BY p.part_code",
            [level, *wholes],
        )
        having = {row[1] for row in rows}
        names = tuple(area.name for area in chosen if area.code in having)
        return list(distinct(row[0] for row in rows)), names

    def _default_scope(self, level: str, own: Sequence[str]) -> list[str]:
        """The project's municipalities; for their own level the groups they are in, else their counties."""
        if level in {"lan", "riket", "kommungrupp"}:
            return [COUNTRY]
        if level != "kommun":
            return list(own)
        rows = self.store.rows(
            "SELECT DISTINCT whole_level, whole_code FROM seed.area_part WHERE list_contains(?, part_code)"
            " AND whole_level IN ('kommungrupp', 'lan') ORDER BY 1, 2",
            [list(own)],
        )
        groups = [code for kind, code in rows if kind == "kommungrupp"]
        return groups or [code for kind, code in rows if kind == "lan"]

    # --- levels and periods --------------------------------------------------------------------

    def check_level(self, level: str) -> None:
        """UsageError when there is no such level."""
        if level not in self.levels:
            raise UsageError(
                "`{level}` is not a level", level=level,
                known=", ".join(self.levels), suggestion=suggest(level, self.levels),
                hint="levels: {known}",
            )  # fmt: skip

    def choose_level(self, available: Sequence[str], asked: str | None, what: str) -> str:
        """The level asked for, else the settings' own, else the first there is; UsageError if none fits."""
        if asked is not None:
            self.check_level(asked)
            if asked not in available:
                raise UsageError(
                    "`{what}` has no figures for level `{level}`",
                    what=what,
                    level=asked,
                    known=", ".join(f"`{each}`" for each in available),
                    hint="it has {known}" if available else None,
                )
            return asked
        for level in (self.settings.comparison.level, *ORDER_OF_LEVELS):
            if level in available:
                return level
        raise MissingDataError(
            "there are no figures for `{what}`", what=what, hint="`alemap doctor` shows what is missing"
        )

    def check_loaded(self, indicator: str) -> None:
        """MissingDataError when an indicator has no figures at all, saying what must be read for them."""
        if self.levels_of(indicator):
            return
        rows = self.store.rows(
            "SELECT d.dataset, coalesce(s.measure, '') FROM seed.indicator_dataset AS d LEFT JOIN"
            " seed.indicator_source AS s ON s.indicator = d.indicator WHERE d.indicator = ? ORDER BY 1",
            [indicator],
        )
        datasets = ", ".join(dict.fromkeys(f"`{row[0]}`" for row in rows))
        measure = next((row[1] for row in rows if row[1]), None)
        raise MissingDataError(
            "`{name}` is not loaded: {datasets} holds no figures for `{measure}`"
            if measure
            else "`{name}` is not loaded: there are no figures in {datasets}",
            name=indicator,
            datasets=datasets,
            measure=measure,
            first=rows[0][0] if rows else None,
            hint="add the agency's answer to its files, or have it fetched, and run `alemap ingest {first}`",
        )

    def levels_of(self, *indicators: str) -> list[str]:
        """The levels at which any of the indicators has figures, from the country down."""
        rows = self.store.rows(
            "SELECT DISTINCT level FROM mart_period WHERE list_contains(?, indicator)", [list(indicators)]
        )
        return [level for level in self.levels if (level,) in rows]

    def periods(self, level: str) -> dict[str, list[str]]:
        """The periods with values of every indicator at a level, oldest first."""
        if level in self._periods:
            return self._periods[level]
        rows = self.store.rows(
            "SELECT DISTINCT indicator, period FROM mart_period WHERE level = ? AND valued > 0", [level]
        )
        found: dict[str, list[str]] = {}
        for indicator, period in rows:
            found.setdefault(indicator, []).append(period)
        self._periods[level] = {name: sorted(periods, key=Period.parse) for name, periods in found.items()}
        return self._periods[level]

    # --- figures -------------------------------------------------------------------------------

    def values(
        self,
        keys: Sequence[tuple[str, str]],
        areas: Sequence[str],
        sexes: Sequence[str] = (TOTAL,),
    ) -> list[Value]:
        """Figures of the areas for (indicator, period) pairs, of the total category."""
        if not keys or not areas:
            return []
        rows = self.store.rows(
            f"SELECT {_VALUE_COLUMNS} FROM mart_value"  # noqa: S608
            f" WHERE area_code IN ({_marks(areas)}) AND sex IN ({_marks(sexes)}) AND category = '{TOTAL}'"
            " ORDER BY indicator, area_code, period, sex",
            [*areas, *sexes],
        )
        wanted = set(keys)
        return [_value(row) for row in rows if (row[0], row[2]) in wanted]

    def series(self, indicators: Sequence[str], areas: Sequence[str]) -> list[Value]:
        """All periods of indicators for areas, total category and sex."""
        rows = self.store.rows(
            f"SELECT {_VALUE_COLUMNS} FROM mart_value"  # noqa: S608
            f" WHERE area_code IN ({_marks(areas)}) AND indicator IN ({_marks(indicators)})"
            f" AND sex = '{TOTAL}' AND category = '{TOTAL}' ORDER BY indicator, area_code, period",
            [*areas, *indicators],
        )
        return sorted(
            (_value(row) for row in rows), key=lambda v: (v.indicator, v.area, Period.parse(v.period))
        )

    def all_values(self, indicator: str, areas: Sequence[str]) -> list[Value]:
        """All periods and breakdowns of an indicator for areas."""
        rows = self.store.rows(
            f"SELECT {_VALUE_COLUMNS} FROM mart_value"  # noqa: S608
            f" WHERE area_code IN ({_marks(areas)}) AND indicator = ?"
            " ORDER BY area_code, period, sex, category",
            [*areas, indicator],
        )
        return [_value(row) for row in rows]

    def sources(self, indicators: Iterable[str]) -> tuple[str, ...]:
        """The agencies behind indicators, for the source line."""
        rows = self.store.rows(
            "SELECT DISTINCT d.agency_name FROM seed.indicator_dataset AS i"
            " JOIN seed.dataset AS d ON d.dataset = i.dataset"
            " WHERE list_contains($1, i.indicator) ORDER BY 1",
            [list(indicators)],
        )
        return tuple(row[0] for row in rows)

    def not_found(self, target: str) -> UsageError:
        """The error for a name that is neither an index, a category nor an indicator, or is an index."""
        if target in self.indexes:
            return UsageError(
                "`{target}` is an index; this takes indicators and categories",
                target=target,
                known=", ".join(self.categories),
                hint="categories: {known}",
            )
        known = [*self.indexes, *self.categories, *self.indicators]
        return UsageError(
            "`{target}` is neither an index, a category nor an indicator",
            target=target,
            suggestion=suggest(target, known),
            hint="`alemap list indicators` shows all names",
        )


def _marks(values: Sequence[str]) -> str:
    """A question mark for each value, for an IN list."""
    return ", ".join("?" for _ in values)


_VALUE_COLUMNS = (
    "indicator, area_code, period, sex, category, value, lower, upper, numerator, denominator,"
    " numerator_error, status, method"
)


def _value(row: tuple[Any, ...]) -> Value:
    *keys, value, lower, upper, numerator, denominator, error, status, method = row
    indicator, area, period, sex, category = keys
    withheld = method.removesuffix(SPLIT) == WITHHELD
    figure = Figure(value, lower, upper, Status(status), estimated=method.endswith(SPLIT), withheld=withheld)
    return Value(indicator, area, period, sex, category, figure, numerator, denominator, error, method)


def no_period(name: str, period: str | None, known: Sequence[str]) -> MissingDataError:
    """The error for an indicator or index without figures, naming the periods it has."""
    return MissingDataError(
        "`{name}` has no figures for {period}" if period else "`{name}` has no figures here",
        name=name,
        period=period,
        known=", ".join(known),
        hint="periods: {known}" if known else "`alemap show {name}` says at which levels it has",
    )


def pick_period(periods: Sequence[str], asked: str | None) -> str | None:
    """The latest period, or the one asked for by its text or the year it ends in; None without figures."""
    if asked is None:
        return periods[-1] if periods else None
    if asked in periods:
        return asked
    ending = [text for text in periods if str(Period.parse(text).last_year) == asked]
    return ending[-1] if ending else None


def distinct(values: Iterable[str]) -> Iterator[str]:
    """The values in order, each once."""
    yield from dict.fromkeys(values)


def turned_back(store: Database, as_of: str | None, small: SmallNumberSettings) -> Moment | None:
    """Turn a database just opened back to an earlier state if one is asked for; closes it when it cannot."""
    if as_of is None:
        return None
    try:
        at = moment(store, as_of)
        note_todays_rule(store, small)
        turn_back(store, at)
    except AlemapError:
        store.close()
        raise
    return at


def indicators_with_figures(database: Path) -> frozenset[str]:
    """The indicators that have a value in the database; none when there is no database yet."""
    if not database.is_file():
        return frozenset()
    with Database.read(database) as store:
        return _valued(store)


def figures_known(
    database: Path, as_of: str | None, small: SmallNumberSettings
) -> tuple[frozenset[str], Moment | None]:
    """The indicators that have a value, today or in an earlier state, and which state that is."""
    if as_of is None:
        return indicators_with_figures(database), None
    with Database.read(database) as store:
        if not store.has("mart_period"):
            return frozenset(), None
        at = turned_back(store, as_of, small)
        return _valued(store), at


def _valued(store: Database) -> frozenset[str]:
    if not store.has("mart_period"):
        return frozenset()
    return frozenset(
        row[0] for row in store.rows("SELECT DISTINCT indicator FROM mart_period WHERE valued > 0")
    )
