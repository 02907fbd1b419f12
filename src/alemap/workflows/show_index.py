"""An index in words: its rules, what they rest on, what was varied; and the account of one area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import TOTAL, Label, Polarity, Status
from alemap.results import Definition, Figure, Measure, ShowResult
from alemap.results.indexes import IndexAccount, MemberRow
from alemap.workflows.index_recipe import label_of, recipe_of
from alemap.workflows.index_words import how, varied
from alemap.workflows.reading import no_period, pick_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.indexes import Index
    from alemap.workflows.reading import Reader


def show_index(
    reader: Reader,
    index: Index,
    category: str | None,
    area: str | None,
    level: str | None,
    period: str | None,
) -> ShowResult:
    """The definition of an index, or of one of its categories; with `area` also that area's account."""
    recipe = recipe_of(index)
    name = label_of(index.name) if category is None else reader.categories[category].name
    polarity = Polarity.HIGHER_IS_WORSE if recipe.rules.high_is_worse else Polarity.HIGHER_IS_BETTER
    kind = "index" if recipe.rules.scale == "z" else "score"
    members = [m for key, each in index.members.items() if category in {None, key} for m in each]
    synthetic = any(reader.indicators[m].measure.synthetic for m in members)
    measure = Measure(
        category or index.id, name, name, recipe.unit, recipe.unit, recipe.decimals, polarity, kind, synthetic
    )
    return ShowResult(
        measure=measure,
        definition=Definition(tuple(_fields(reader, index, category)), ()),
        series=(),
        models=(),
        traces=(),
        confidence=reader.settings.comparison.confidence,
        account=None if area is None else _account(reader, index, category, area, level, period),
    )


def _fields(reader: Reader, index: Index, category: str | None) -> list[tuple[Label, Label]]:
    fields: list[tuple[Label, Label]] = [(Label("Definition", "Definition"), label_of(index.definition))]
    if index.reading is not None:
        fields.append((Label("Så läses det", "How to read it"), label_of(index.reading)))
    for key, members in index.members.items():
        if category in {None, key}:
            names = [reader.indicators[member].measure.name for member in members]
            fields.append((reader.categories[key].name, joined(names, "; ")))
    if index.absent:
        names = [label_of(each.name) for each in index.absent]
        fields.append((Label("Saknar siffror", "Without figures"), joined(names, "; ")))
    for member, what in index.stand_ins.items():
        name = reader.indicators[member].measure.name
        text = Label(f"{name.sv} för {what.sv}", f"{name.en} for {what.en}")
        fields.append((Label("Ersättare", "Stand-in"), text))
    levels = [reader.levels[level][0] for level in index.levels]
    return [
        *fields,
        (Label("Nivåer", "Levels"), joined(levels, ", ")),
        (Label("Jämförda områden", "Reference areas"), _references(reader, index)),
        (Label("Så räknas det", "How it is reckoned"), how(index)),
        (Label("Saknade värden", "Missing values"), _missing(index)),
        (Label("Prövas i rangen", "Varied for the ranks"), varied(index)),
        (Label("Metod", "Method"), Label(index.source, index.source)),
    ]


def _missing(index: Index) -> Label:
    share, areas = (f"{part * 100:.0f}" for part in (index.missing.min_share, index.missing.min_areas))
    years = index.max_age_years
    sv = (
        f"ett område behöver minst {share} % av en kategoris indikatorer; en indikator deltar på en"
        f" nivå om minst {areas} % av de jämförda områdena har den, i en period som är högst"
        f" {years} år gammal"
    )
    en = (
        f"an area needs at least {share}% of a category's indicators; an indicator takes part at a"
        f" level if at least {areas}% of the reference areas have it, in a period at most {years}"
        " years old"
    )
    if index.missing.min_members > 0:
        members = f"{index.missing.min_members * 100:.0f}"
        sv += f"; indexet ges bara om minst {members} % av alla delar deltar"
        en += f"; the index is given only if at least {members}% of all its parts take part"
    return Label(sv, en)


def _references(reader: Reader, index: Index) -> Label:
    """Which areas an area is measured by, level by level."""
    own = Label("projektets egna", "the project's own")
    each = []
    for level, within in index.reference.items():
        name = reader.levels[level][0]
        whole = own if within == "project" else reader.levels[within][0]
        each.append(
            Label(
                f"{name.sv}: {whole.sv if within == 'project' else 'samma ' + whole.sv.lower()}",
                f"{name.en}: {whole.en if within == 'project' else 'the same ' + whole.en.lower()}",
            )
        )
    return joined(each, "; ")


def joined(labels: Sequence[Label], mark: str) -> Label:
    """Put labels one after another."""
    return Label(mark.join(label.sv for label in labels), mark.join(label.en for label in labels))


def _account(
    reader: Reader, index: Index, category: str | None, area: str, level: str | None, period: str | None
) -> IndexAccount:
    """What each member says of an area, in the index's year asked for, or the latest."""
    if level is not None:
        reader.check_level(level)
    found = reader.named_area(area, level, index.levels)
    key = category or TOTAL
    years = reader.store.rows(
        "SELECT DISTINCT period FROM mart_index WHERE index_id = ? AND category = ? AND area_code = ?"
        " AND level = ? ORDER BY period",
        [index.id, key, found.code, found.level],
    )
    chosen = pick_period([year for (year,) in years], period)
    if chosen is None:
        raise no_period(category or index.id, period, [year for (year,) in years])
    value, lower, upper, status = reader.store.rows(
        "SELECT value, lower, upper, status FROM mart_index WHERE index_id = ? AND category = ?"
        " AND area_code = ? AND level = ? AND period = ?",
        [index.id, key, found.code, found.level, chosen],
    )[0]
    rows = reader.store.rows(
        "SELECT indicator, indicator_period, value, status, score, quarter,"
        " CASE WHEN $1 = $6 THEN contribution ELSE category_contribution END"
        " FROM index_part WHERE index_id = $2 AND area_code = $3 AND level = $4 AND period = $5"
        " AND $1 IN ($6, category)",
        [key, index.id, found.code, found.level, chosen, TOTAL],
    )
    order = {member: number for number, member in enumerate(index.listed)}
    members = [
        MemberRow(
            reader.indicators[name].measure,
            year,
            Figure(figure, status=Status(reason)),
            None if figure is None else points,
            None if figure is None or quarter is None else int(quarter),
            share,
        )
        for name, year, figure, reason, points, quarter, share in sorted(rows, key=lambda row: order[row[0]])
    ]
    return IndexAccount(
        found,
        chosen,
        Figure(value, lower, upper, Status(status)),
        index.aggregation == "count",
        tuple(members),
    )
