"""Diff: what has changed in the figures between an earlier state and today, why, and how much it matters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alemap.definitions.suggest import suggest
from alemap.domain import Label, Moment, Polarity, Status
from alemap.errors import MissingDataError, UsageError
from alemap.results import AreaName, Figure, Measure
from alemap.results.history import Change, ChangeKind, DefinitionChange, Diff, IndicatorChange
from alemap.warehouse.history import moment
from alemap.workflows.causes import Causes
from alemap.workflows.diff_indexes import index_changes
from alemap.workflows.diff_tables import make_changes
from alemap.workflows.todays_rule import note_todays_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.workflows.reading import Reader

_SKIPPED_FIELDS = {"changelog", "revision"}
"""Fields of a definition that are told apart from the others."""


def diff(
    reader: Reader,
    since: str | None = None,
    *,
    indicators: Sequence[str] = (),
    areas: Sequence[str] = (),
    level: str | None = None,
    top: int | None = None,
) -> Diff:
    """Changes since a state (default: before the last build), lost figures first, then the largest.

    `indicators` (or indexes), `areas`, `level`: only theirs. `top`: only so many changes, and indexes; the
    counts are of all.
    UsageError for names that are not known, MissingDataError where there is no earlier state.
    """
    then, now = _states(reader, since)
    known = set(reader.indicators) | set(reader.indexes) | _former(reader)
    for name in indicators:
        if name not in known:
            raise UsageError(
                "`{name}` is neither an indicator nor an index", name=name,
                suggestion=suggest(name, known), hint="`alemap list indicators` shows them",
            )  # fmt: skip
    if level is not None:
        reader.check_level(level)
    codes = [reader.find_area(text, [level] if level else ()).code for text in areas]
    note_todays_rule(reader.store, reader.settings.small_numbers)
    make_changes(reader.store, then.build, indicators, codes, level)
    counts = dict(reader.store.rows("SELECT kind, sum(areas) FROM change GROUP BY kind"))
    moved, ranked = reader.store.rows(
        "SELECT count(*) FILTER (rank_before <> rank_after), count(*) FROM ranks"
    )[0]
    limit = "" if top is None else f" LIMIT {int(top)}"
    rows = reader.store.rows(
        "SELECT * FROM change ORDER BY place, widths DESC NULLS LAST, relative DESC NULLS LAST, indicator,"  # noqa: S608
        f" level, area_code, period, sex, category{limit}"
    )
    (total,) = reader.store.rows("SELECT count(*) FROM change")[0]
    causes = Causes(reader.store)
    reader.areas([row[1] for row in rows if row[1] is not None])
    chosen = [name for name in reader.indexes if not indicators or name in indicators]
    of_indexes = index_changes(reader, then.build, chosen, codes, level, causes)
    return Diff(
        then,
        now,
        {kind: int(counts[kind]) for kind in ChangeKind if kind in counts},
        tuple(_change(reader, row, causes) for row in rows),
        total,
        _definitions(reader, then, indicators),
        moved,
        ranked,
        _by_indicator(reader),
        of_indexes if top is None else of_indexes[:top],
        len(of_indexes),
    )


def _by_indicator(reader: Reader) -> tuple[IndicatorChange, ...]:
    """The tables `change` and `ranks`, indicator by indicator."""
    ranks = {
        row[0]: row[1:]
        for row in reader.store.rows(
            "SELECT indicator, count(*) FILTER (rank_before <> rank_after), count(*) FROM ranks"
            " GROUP BY indicator"
        )
    }
    rows = reader.store.rows(
        "SELECT indicator, coalesce(sum(areas) FILTER (kind IN ('new', 'new_period', 'shown')), 0),"
        " coalesce(sum(areas) FILTER (kind IN ('lost', 'hidden')), 0), count(*) FILTER (kind = 'revised'),"
        " arg_max(difference, abs(difference)) FROM change GROUP BY indicator"
        " ORDER BY sum(areas) DESC, indicator"
    )
    found = []
    for indicator, new, lost, revised, largest in rows:
        measure = reader.indicators[indicator].measure if indicator in reader.indicators else None
        name = measure.name if measure is not None else Label(indicator, indicator)
        moved, ranked = ranks.get(indicator, (0, 0))
        decimals = measure.decimals if measure is not None else 1
        found.append(
            IndicatorChange(indicator, name, int(new), int(lost), revised, largest, decimals, moved, ranked)
        )
    return tuple(found)


def _states(reader: Reader, since: str | None) -> tuple[Moment, Moment]:
    builds = reader.store.rows("SELECT build, built FROM meta.build ORDER BY build DESC LIMIT 2")
    if since is None and len(builds) < 2:  # noqa: PLR2004 - a change takes two
        raise MissingDataError(
            "there has been one build only: nothing can have changed", hint="`alemap log` shows the builds"
        )
    last, built = builds[0]
    then = moment(reader.store, since) if since is not None else Moment("", *builds[1])
    return then, Moment("", last, built)


def _former(reader: Reader) -> set[str]:
    """Indicators that were there once."""
    return {row[0] for row in reader.store.rows("SELECT DISTINCT indicator FROM history.estimate")}


def _change(reader: Reader, row: tuple[Any, ...], causes: Causes) -> Change:
    (indicator, code, level, period, sex, category, kind, builds, areas, before, before_lower, before_upper,
     before_status, after, after_lower, after_upper, after_status, difference, widths, _relative, rank_before,
     rank_after, ranked, _place) = row  # fmt: skip
    why, names = causes.of(indicator, builds)
    return Change(
        kind=ChangeKind(kind),
        measure=reader.indicators[indicator].measure
        if indicator in reader.indicators
        else _former_measure(indicator),
        level=reader.levels[level][0] if level in reader.levels else Label(level, level),
        area=None if code is None else reader.areas([code]).get(code, AreaName(code, code, level, "")),
        areas=int(areas),
        period=period,
        sex=sex,
        category=category,
        before=Figure(before, before_lower, before_upper, Status(before_status)),
        after=Figure(after, after_lower, after_upper, Status(after_status)),
        difference=difference,
        widths=widths,
        rank_before=rank_before,
        rank_after=rank_after,
        ranked=ranked,
        causes=why,
        names=names,
    )


def _former_measure(indicator: str) -> Measure:
    """What can be said of an indicator whose definition is gone."""
    name, nothing = Label(indicator, indicator), Label("", "")
    return Measure(indicator, name, name, nothing, nothing, 1, Polarity.NEUTRAL, "published")


def _definitions(reader: Reader, then: Moment, indicators: Sequence[str]) -> tuple[DefinitionChange, ...]:
    """Definitions that are other than they were, each once however often it changed."""
    rows = reader.store.rows(
        "SELECT h.kind, h.id, arg_min(coalesce(h.body, ''), h.superseded), any_value(d.body)"
        " FROM history.definition AS h LEFT JOIN meta.definition AS d ON d.kind = h.kind AND d.id = h.id"
        " WHERE h.superseded > ? GROUP BY h.kind, h.id ORDER BY h.kind, h.id",
        [then.build],
    )
    changed = [
        definition_change(kind, key, before or None, after)
        for kind, key, before, after in rows
        if not indicators or (kind == "indicator" and key in indicators)
    ]
    return tuple(each for each in changed if each is not None)


def definition_change(kind: str, key: str, before: str | None, after: str | None) -> DefinitionChange | None:
    """What has changed between two states of a definition, as JSON (None: there is none); None if nothing."""
    if before == after:
        return None
    old: dict[str, Any] = json.loads(before) if before is not None else {}
    new: dict[str, Any] = json.loads(after) if after is not None else {}
    state = "new" if before is None else "gone" if after is None else "changed"
    fields = [name for name in new.keys() | old.keys() if old.get(name) != new.get(name)]
    known = {json.dumps(line, sort_keys=True) for line in old.get("changelog") or ()}
    lines = [line for line in new.get("changelog") or () if json.dumps(line, sort_keys=True) not in known]
    return DefinitionChange(
        kind=kind,
        id=key,
        state=state,
        before=old.get("revision"),
        after=new.get("revision"),
        fields=tuple(sorted(set(fields) - _SKIPPED_FIELDS)) if state == "changed" else (),
        changelog=tuple(Label(line["sv"], line["en"]) for line in lines) if state == "changed" else (),
    )
