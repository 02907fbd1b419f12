"""The calendar: what each dataset holds, what its agency should have published by now, and how it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.domain import Origin, Period, conform_period
from alemap.results import Listing
from alemap.values import dataclass
from alemap.warehouse.database import Database, quoted

if TYPE_CHECKING:
    from alemap.definitions.project import Project
    from alemap.definitions.schema import Dataset, Publication

_RECENT_DAYS = 31


class State(StrEnum):
    """How a dataset stands to its agency's calendar."""

    LATE = "late"
    DUE = "due"
    CAME = "came"
    COMING = "coming"
    NEVER = "not_loaded"
    UNKNOWN = "unknown"

    @property
    def wanted(self) -> bool:
        """Whether something new can be there to fetch."""
        return self not in {State.CAME, State.COMING}


_ORDER = (State.LATE, State.DUE, State.NEVER, State.CAME, State.COMING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset: its last period and when that was loaded, the next one and when it is expected.

    `last_asked`: the last period that `fetch` asks for, where it names them all and all of them are here:
    then nothing new can come before the definition asks for more.
    """

    dataset: Dataset
    period: str | None
    loaded: date | None
    next_year: int | None
    expected: date | None
    state: State
    last_asked: str | None = None


def calendar(project: Project, today: date) -> list[Entry]:
    """Every dataset as it stands today: late ones first, then what is due, then by the month expected."""
    held = _held(project)
    entries = []
    for dataset in project.datasets.values():
        periods, loaded = held.get(dataset.id, ((), None))
        entry = _entry(dataset, periods[-1] if periods else None, loaded, today)
        asked = _asked(dataset) if dataset.fetched else ()
        whole = bool(asked) and set(asked) <= set(periods)
        entries.append(replace(entry, last_asked=asked[-1]) if whole else entry)
    return sorted(entries, key=lambda e: (_ORDER.index(e.state), e.expected or date.max, e.dataset.id))


def due(project: Project, today: date) -> list[Entry]:
    """The datasets of which something new can be there today."""
    return [entry for entry in calendar(project, today) if entry.state.wanted]


def calendar_listing(project: Project, today: date) -> Listing:
    """The calendar as records, dates in ISO 8601, `expected` to the month."""
    records: list[dict[str, object]] = [
        {
            "id": entry.dataset.id,
            "name": entry.dataset.name.model_dump(mode="json"),
            "agency": project.agencies[entry.dataset.agency].short,
            "state": entry.state.value,
            "period": entry.period,
            "came": entry.loaded.isoformat() if entry.loaded else None,
            "next": str(entry.next_year) if entry.next_year else None,
            "expected": f"{entry.expected:%Y-%m}" if entry.expected else None,
            "how": _how(entry),
            "page": page_of(project, entry.dataset),
            "origin": entry.dataset.origin.value,
        }
        for entry in calendar(project, today)
    ]
    columns = ("id", "state", "period", "came", "next", "expected", "how", "agency", "page")
    return Listing("calendar", columns, tuple(records))


def _how(entry: Entry) -> str:
    """How it comes: a file (`inbox`), `fetched`, or `all_asked`: no more is asked for than is here."""
    if not entry.dataset.fetched:
        return "inbox"
    return "fetched" if entry.last_asked is None else "all_asked"


def page_of(project: Project, dataset: Dataset) -> str:
    """Where a person finds the dataset: its own page, else the agency's address."""
    return dataset.page or project.agencies[dataset.agency].address or ""


def _asked(dataset: Dataset) -> tuple[str, ...]:
    """The periods that `fetch` asks for, in order; none where it leaves open which they are."""
    fetch = dataset.fetch
    if fetch is None:
        return ()
    time = next((name for name, each in dataset.dimensions.items() if each.column == "period"), None)
    chosen = fetch.year or fetch.query.get(time or "")
    codes = chosen.codes if chosen is not None else []
    try:
        return tuple(sorted(map(conform_period, codes), key=Period.parse))
    except ValueError:  # a pattern
        return ()


def _held(project: Project) -> dict[str, tuple[tuple[str, ...], date | None]]:
    """The periods of each raw table, in order, and the day its vintage was loaded."""
    if not project.database.is_file():
        return {}
    held: dict[str, tuple[tuple[str, ...], date | None]] = {}
    with Database.read(project.database) as store:
        if not store.has("meta.vintage"):
            return {}
        loaded = dict(store.rows("SELECT dataset, max(loaded) FROM meta.vintage GROUP BY dataset"))
        for name in project.datasets:
            if name not in loaded or not store.has(f"raw.{name}"):
                continue
            columns, _ = store.table(f"SELECT * FROM {quoted(f'raw.{name}')} LIMIT 0")  # noqa: S608
            periods: list[str] = []
            if "period" in columns:
                rows = store.rows(f"SELECT DISTINCT period FROM {quoted(f'raw.{name}')}")  # noqa: S608
                periods = sorted((row[0] for row in rows if row[0] is not None), key=Period.parse)
            held[name] = (tuple(periods), date.fromisoformat(loaded[name][:10]))
    return held


def _entry(dataset: Dataset, period: str | None, loaded: date | None, today: date) -> Entry:
    plan = dataset.published
    if loaded is None:
        return Entry(dataset, None, None, None, None, State.NEVER)
    # Nobody publishes a made-up dataset.
    if plan is None or period is None or dataset.origin is Origin.SYNTHETIC:
        return Entry(dataset, period, loaded, None, None, State.UNKNOWN)
    following = Period.parse(period).last_year + plan.every_years
    expected = _expected(plan, following, loaded)
    return Entry(dataset, period, loaded, following, expected, _state(expected, loaded, today))


def _expected(plan: Publication, year: int, loaded: date) -> date:
    """The day from which the next period can be there: as announced, else the first of the month."""
    if plan.next is not None:
        announced = date.fromisoformat(plan.next)
        if announced > loaded:
            return announced
    return date(year + plan.lag_years, plan.month, 1)


def _state(expected: date, loaded: date, today: date) -> State:
    if today < expected:
        return State.CAME if (today - loaded).days <= _RECENT_DAYS else State.COMING
    months = (today.year - expected.year) * 12 + today.month - expected.month
    # An agency that publishes in a month may do so on its last day.
    return State.DUE if months == 0 else State.LATE
