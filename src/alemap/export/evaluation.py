"""Evaluations as records: one an estimate or a refusal, or one a size that could be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.export.fields import MEASURE, Records, measure_fields, table
from alemap.results.evaluation import EvaluationTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alemap.results.evaluation import EvaluationRow, PowerTable, Refusal, Setting

_SETTING = ("intervention", "intervention_synthetic", "areas", "against", "others", "start", "confidence")
_REFUSAL = ("refused", "has", "needs", "refused_period")
_EFFECT = ("method", "what", "effect", "lower", "upper", "p_value", "inference", "choices")
_ROW = (
    "p_adjusted", "detectable", "pretrend", "pretrend_p", "verdict", "periods_before", "periods_after",
    "compared", "straddling", "left_out", "relative_size", "alongside", "since_break", "synthetic_control",
    "synthetic_fit", "series",
)  # fmt: skip


def flat(result: EvaluationTable | PowerTable) -> Records:
    """Give the result's records."""
    if isinstance(result, EvaluationTable):
        rows = [
            (*_setting(result.setting), *measure_fields(row.measure), *estimate, *_row(row))
            for row in result.rows
            for estimate in _estimates(row)
        ]
        return table((*_SETTING, *MEASURE, *_EFFECT, *_REFUSAL, *_ROW), rows)
    return _power(result)


def _setting(setting: Setting) -> tuple[object, ...]:
    return (
        setting.name,
        setting.synthetic,
        [area.code for area in setting.areas],
        setting.against.en,
        [area.code for area in setting.others],
        setting.start or None,
        setting.confidence,
    )


def _refused(refusal: Refusal | None) -> tuple[object, ...]:
    if refusal is None:
        return None, None, None, None
    return refusal.reason.value, refusal.has, refusal.needs, refusal.period or None


def _estimates(row: EvaluationRow) -> Iterator[tuple[object, ...]]:
    for effect in row.effects:
        yield (
            effect.method.value, effect.what, effect.value, effect.lower, effect.upper, effect.p_value,
            effect.inference, effect.choices, *_refused(None),
        )  # fmt: skip
    for method, refusal in row.refusals:
        yield method.value, None, None, None, None, None, None, None, *_refused(refusal)


def _row(row: EvaluationRow) -> tuple[object, ...]:
    series = [
        {"period": period, "after": after, "areas": own, "others": other}
        for period, after, own, other in zip(row.periods, row.after, row.treated, row.others, strict=False)
    ]
    return (
        row.adjusted,
        row.detectable,
        None if row.pretrend is None else row.pretrend.value,
        None if row.pretrend is None else row.pretrend.p_value,
        None if row.verdict is None else row.verdict.value,
        row.after.count(False),
        row.after.count(True),
        row.compared,
        list(row.straddling),
        [{"area_code": area.code, "status": status.value} for area, status in row.left_out],
        row.size,
        [{"name": a.name, "start": a.start, "areas": list(a.areas), "ours": a.ours} for a in row.alongside],
        row.since_break,
        None if row.mix is None else [{"area_code": a.code, "weight": w} for a, w in row.mix.areas],
        None if row.mix is None else row.mix.fit,
        series,
    )


def _power(result: PowerTable) -> Records:
    columns = (
        *_SETTING, *MEASURE, "power", "periods_before", "periods_after", "level", "spread", "detectable",
        "relative", "persons", *_REFUSAL,
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            *_setting(result.setting), *measure_fields(row.measure), result.power, row.before, row.after,
            row.level, row.spread, row.detectable, row.relative, row.persons, *_refused(None),
        )
        for row in result.rows
    ]  # fmt: skip
    rows += [
        (*_setting(result.setting), *measure_fields(measure), result.power, *(None,) * 7, *_refused(refusal))
        for measure, refusal in result.refusals
    ]
    return table(columns, rows)
