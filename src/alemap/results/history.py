"""What the commands about the past return: runs, changes between two states, what rests on a snapshot."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alemap.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alemap.domain import Label, Moment
    from alemap.results import AreaName, Figure, Measure
    from alemap.results.targets import Why


@dataclass(frozen=True, slots=True)
class LoadedDataset:
    """A dataset that a run loaded: the number of its vintage and of its figures."""

    dataset: str
    vintage: int | None
    rows: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run of ingest or build: `done`, `unchanged`, `failed`, `interrupted` or (its line) `unreadable`.

    `build`: the number of the build it made. `code` and `error`, in English, say why it failed; `why` says it
    in any language, `place` where.
    """

    started: str
    command: str
    status: str
    seconds: float | None
    build: int | None
    datasets: tuple[LoadedDataset, ...]
    warnings: int
    code: str | None
    error: str | None
    why: Why | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class RunLog:
    """Runs, the latest first; `total` before any cut, `unchanged`: left out because they changed nothing."""

    runs: tuple[Run, ...]
    total: int
    unchanged: int


class ChangeKind(StrEnum):
    """What has become of a figure between two states, in the order in which to look at it."""

    LOST = "lost"
    HIDDEN = "hidden"
    REVISED = "revised"
    SHOWN = "shown"
    NEW = "new"
    NEW_PERIOD = "new_period"
    INTERVAL = "interval"
    STATUS = "status"


class Cause(StrEnum):
    """Why: the agency's bytes, a definition, model or mapping, the areas, the settings, or the program."""

    DATA = "data"
    DEFINITION = "definition"
    AREAS = "areas"
    SETTINGS = "settings"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another than before; of a new period, all of a level's at once (`areas` of them).

    Where a side is suppressed, both are shown so and nothing is said of size and rank. `difference` is in the
    measure's unit, `widths` is its size over the width of the earlier interval (else the later). Ranks are
    among the `ranked` areas of the municipality (of larger areas: of the level) that have a value both times,
    the worst first. `causes` are what changed in the builds that changed the figure, `names` the datasets,
    models and definitions by name.
    """

    kind: ChangeKind
    measure: Measure
    level: Label
    area: AreaName | None
    areas: int
    period: str
    sex: str
    category: str
    before: Figure
    after: Figure
    difference: float | None = None
    widths: float | None = None
    rank_before: int | None = None
    rank_after: int | None = None
    ranked: int | None = None
    causes: tuple[Cause, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """An indicator, index or dataset whose definition is another, new (`before` None) or gone (`after` None).

    `before` and `after` are revisions where it has them; `fields` those that differ; `changelog` the lines
    that have come to it.
    """

    kind: str
    id: str
    state: str
    before: int | None
    after: int | None
    fields: tuple[str, ...]
    changelog: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """How many figures of an indicator are new, lost (or newly suppressed) and revised, and ranks moved.

    `largest` is the largest revision's size in the indicator's unit, signed.
    """

    indicator: str
    name: Label
    new: int
    lost: int
    revised: int
    largest: float | None
    decimals: int
    moved: int
    ranked: int


@dataclass(frozen=True, slots=True)
class IndexMove:
    """An area that has another place in an index, among the areas with a value both times."""

    area: AreaName
    before: float
    after: float
    rank_before: int
    rank_after: int


@dataclass(frozen=True, slots=True)
class IndexChange:
    """What has become of an index (or of one of its categories) at a level and in a year, over all areas.

    `changed` of the `compared` areas with a value both times have another one; `new` have come to have one,
    `lost` have none any more; of `untold` areas the value then rested on a figure that is suppressed today,
    so nothing is said of them. `largest` is the largest change, signed, that of `largest_area`. `moves`: the
    areas that `rank` shows and whose place is another, of `ranked` such areas, the furthest first; the worst
    is 1.
    """

    index: str
    index_name: Label
    measure: Measure
    level: str
    level_name: Label
    period: str
    compared: int
    changed: int
    new: int
    lost: int
    untold: int
    largest: float | None
    largest_area: AreaName | None
    moves: tuple[IndexMove, ...]
    ranked: int
    causes: tuple[Cause, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What has changed between two states: counts of every kind, changes (maybe cut), definitions once each.

    `counts` are of figures. `moved`: how many areas have another rank than before, of `ranked`.
    `by_indicator`: the same per indicator, the one with most changes first. `indexes`: per index, category,
    level and year (maybe cut), `index_total` before the cut.
    """

    since: Moment
    until: Moment
    counts: Mapping[ChangeKind, int]
    changes: tuple[Change, ...]
    total: int
    definitions: tuple[DefinitionChange, ...]
    moved: int
    ranked: int
    by_indicator: tuple[IndicatorChange, ...] = ()
    indexes: tuple[IndexChange, ...] = ()
    index_total: int = 0


@dataclass(frozen=True, slots=True)
class UseRow:
    """An indicator that rests on a snapshot: its figures for the areas and periods of the file."""

    measure: Measure
    figures: int
    areas: int
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SnapshotUse:
    """What rests on one of the agencies' files: `cells` of it are loaded, in vintage `vintage` of `dataset`.

    `replaced`: when a later vintage took its place, so that nothing of today rests on it; None while it is
    in force. `models` and `indexes` by name, the former in the order in which they run.
    """

    dataset: str
    dataset_name: Label
    agency: str
    origin: str
    file: str
    sha256: str
    address: str
    licence: str
    fetched: str
    vintage: int
    replaced: str | None
    cells: int
    models: tuple[str, ...]
    indexes: tuple[str, ...]
    rows: tuple[UseRow, ...]


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of definitions or models that is `new`, `gone` or `changed`."""

    path: str
    state: str


@dataclass(frozen=True, slots=True)
class Against:
    """What has changed since a revision; what a reviewer reads.

    `unraised`: indicators and indexes that measure something else under the same revision number. `figures`
    is None where they could not be compared; `reason` says why.
    `left_out`: faults in the old definitions, whose figures are then not among the old ones.
    """

    revision: str
    files: tuple[ChangedFile, ...]
    definitions: tuple[DefinitionChange, ...]
    unraised: tuple[str, ...]
    figures: Diff | None
    reason: Why | None
    left_out: int = 0
