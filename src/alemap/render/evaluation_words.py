"""An evaluation in plain words: what it says, how sure, what it rests on, or why it says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Verdict
from alemap.render.numbers import MISSING, NumberText, aligned, numbers
from alemap.render.translate import translator
from alemap.render.words import joined, period_text, reason, starred
from alemap.results.evaluation import Method, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alemap.results import Measure
    from alemap.results.evaluation import EvaluationRow, Refusal, Setting

DOUBTFUL = 0.1
"""Below this p-value areas are taken to have been moving apart before."""
_LEAST_P = 0.001
_MOST_NAMED = 6
_TWO = 2
_SMALL = 0.5
"""Areas below this part of the others' size are said to be small."""
_ALMOST = 1.0 + 1e-9


def method_word(method: Method, _: Callable[[str], str]) -> str:
    """Name a method."""
    return {
        Method.DID: _("Difference in differences"),
        Method.SYNTHETIC: _("Synthetic control"),
        Method.ITS: _("Interrupted series"),
    }[method]


def what_word(what: str, _: Callable[[str], str]) -> str:
    """Say what an estimate is of."""
    return {
        "effect": _("mean after"),
        "end": _("in the last period"),
        "level": _("jump at the start"),
        "slope": _("slope, per period"),
    }[what]


def tested_word(inference: str, choices: int, _: Callable[[str], str]) -> str:
    """Say how an estimate is tested."""
    if inference.startswith("newey_west"):
        return _("Newey–West, {lags} lags").format(lags=inference.rpartition("_")[2])
    return {
        "placebo": _("placebo, {choices} choices").format(choices=choices),
        "wild": _("wild cluster bootstrap"),
        "cluster": _("cluster-robust"),
    }[inference]


def refusal_text(refusal: Refusal, _: Callable[[str], str]) -> str:
    """Say why the data cannot carry a method."""
    texts = {
        Reason.NO_FIGURES: _("no figures for these areas"),
        Reason.BORDERS: _("the areas' borders have changed"),
        Reason.SUPPRESSED: _("figures of the areas are suppressed ({period})"),
        Reason.BREAK: _("the definition changed ({period}): {has} periods left before, {needs} needed"),
        Reason.FEW_BEFORE: _("too few periods before: {has}, {needs} needed"),
        Reason.FEW_AFTER: _("too few periods after: {has}, {needs} needed"),
        Reason.FEW_AREAS: _("too few areas to compare with: {has}, {needs} needed"),
        Reason.UNEVEN: _("the periods do not follow each other evenly"),
        Reason.SEASONS: _("the periods are parts of years, and seasons are not modelled"),
    }
    return texts[refusal.reason].format(
        has=refusal.has, needs=refusal.needs, period=period_text(refusal.period)
    )


def amount(measure: Measure, value: float, lang: str, *, signed: bool = True, more: int = 0) -> str:
    """Write a difference with its unit: `−1,2 procentenheter`."""
    unit = measure.difference_unit.say(lang) or measure.unit.say(lang)
    text = numbers(lang).text(value, measure.decimals + more, signed=signed)
    return f"{text} {unit}".strip()


def p_text(p_value: float, lang: str) -> str:
    """Write a p-value with two digits that say something."""
    if p_value < _LEAST_P:
        return f"<{numbers(lang).text(_LEAST_P, 3)}"
    return numbers(lang).text(p_value, 2 if p_value >= DOUBTFUL else 3)


def names(setting: Setting, lang: str, _: Callable[[str], str]) -> str:
    """Name the areas, or say how many there are."""
    if len(setting.areas) <= _MOST_NAMED:
        return joined([area.name for area in setting.areas], _)
    return f"{len(setting.areas)} {setting.level.say(lang)}"


def head(setting: Setting, lang: str) -> str:
    """Name the intervention, or its areas."""
    _ = translator(lang)
    name = setting.name or names(setting, lang, _)
    return starred(name, synthetic=setting.synthetic)


def signed_column(values: Sequence[float | None], decimals: Sequence[int], lang: str) -> list[str]:
    """Write differences with signs, each with its own decimals."""
    say = numbers(lang)
    return aligned(
        [
            NumberText(MISSING, None) if v is None else say.parts(v, d, signed=True)
            for v, d in zip(values, decimals, strict=True)
        ]
    )


def reading(row: EvaluationRow, setting: Setting, lang: str, _: Callable[[str], str]) -> Iterator[str]:
    """Say what the first effect comes to, and how much could be seen."""
    main = row.main
    if main is None:
        yield _("The data cannot carry an answer.")
        return
    if main.method is Method.DID:
        later = [flag for flag in row.after if flag]
        own, theirs = (_change(path, row.after, len(later)) for path in (row.treated, row.others))
        yield _("From before to after the areas changed by {own}, the others by {others}.").format(
            own=amount(row.measure, own, lang), others=amount(row.measure, theirs, lang)
        )
    least = 1.0 / main.choices if main.choices else 0.0
    if row.verdict in {Verdict.SIMILAR, Verdict.UNTESTED}:
        first = main.p_value is not None and main.p_value <= least * _ALMOST
        if first and least > 1.0 - setting.confidence:
            yield _("No other choice of areas gives as much.")
        else:
            yield _("Chance gives as much: no evidence of an effect, nor that there was none.")
        if least > 1.0 - setting.confidence:
            yield _("{count} choices of areas are too few to tell: the smallest p-value is {least}.").format(
                count=main.choices, least=p_text(least, lang)
            )
    else:
        ways = {
            Verdict.BETTER: _("That is more than chance gives, to the better, if the assumptions hold."),
            Verdict.WORSE: _("That is more than chance gives, to the worse, if the assumptions hold."),
        }
        yield ways.get(
            row.verdict or Verdict.HIGHER, _("That is more than chance gives, if the assumptions hold.")
        )
    if row.detectable is not None:
        yield _("An effect must be about {size} to be seen here four times out of five.").format(
            size=amount(row.measure, row.detectable, lang, signed=False)
        )


def _change(path: tuple[float, ...], after: tuple[bool, ...], count: int) -> float:
    later = sum(value for value, flag in zip(path, after, strict=True) if flag) / count
    earlier = sum(value for value, flag in zip(path, after, strict=True) if not flag)
    return later - earlier / (len(path) - count)


def doubts(row: EvaluationRow, lang: str, _: Callable[[str], str]) -> Iterator[str]:
    """Say how the areas moved before, and what was left out."""
    if row.pretrend is not None and row.pretrend.p_value is not None:
        pace = _("{amount} a year").format(amount=amount(row.measure, row.pretrend.value, lang, more=1))
        p_value = p_text(row.pretrend.p_value, lang)
        apart = _("Before the start they already moved apart ({pace}, p {p}): it may be no more than that.")
        alike = _("Before the start they moved alike as far as can be seen ({pace}, p {p}).")
        text = apart if row.pretrend.p_value < DOUBTFUL else alike
        yield text.format(pace=pace, p=p_value)
        if row.after.count(False) == _TWO:
            yield _("With two periods before that is little to go by.")
    elif row.effects:
        yield _("Whether they moved alike before cannot be tested.")
    if row.size is not None and row.size < _SMALL:
        share = numbers(lang).percent(round(row.size, 2))
        text = _(
            "The areas are small, {share} of the others' size: chance moves them more than is allowed for."
        )
        yield text.format(share=share)
    if row.mix is not None:
        say = numbers(lang)
        parts = [f"{area.name} {say.percent(round(weight, 2))}" for area, weight in row.mix.areas]
        yield _("Synthetic control: {areas}; off by {fit} before the start; rank {rank} of {total}.").format(
            areas=", ".join(parts),
            fit=amount(row.measure, row.mix.fit, lang, signed=False),
            rank=row.mix.rank,
            total=row.mix.ranked,
        )
    yield from others_too(row, _)
    if row.straddling:
        periods = ", ".join(period_text(each) for each in row.straddling)
        yield _("Left out because the start lies within: {periods}.").format(periods=periods)
    if row.left_out:
        areas = ", ".join(f"{area.name} ({reason(status, _)})" for area, status in row.left_out[:_MOST_NAMED])
        more = ", …" if len(row.left_out) > _MOST_NAMED else ""
        yield _("Left out for want of values: {areas}.").format(areas=areas + more)
    if row.since_break is not None:
        yield _("The definition changed in {since}; nothing from before counts.").format(
            since=row.since_break
        )


def others_too(row: EvaluationRow, _: Callable[[str], str]) -> Iterator[str]:
    """Name what else the register says was done for the same indicator meanwhile."""
    for each in row.alongside:
        ours = _("The areas also got something else for it: {name}, {start} ({areas}).")
        theirs = _("Some of the others got something for it: {name}, {start} ({areas}).")
        areas = joined(each.areas, _)
        yield (ours if each.ours else theirs).format(name=each.name, start=each.start, areas=areas)


def assumptions(row: EvaluationRow, _: Callable[[str], str]) -> Iterator[str]:
    """Say what must hold for each of the methods used."""
    used = {effect.method for effect in row.effects}
    if used & {Method.DID, Method.SYNTHETIC}:
        yield _("It rests on this: without the intervention the areas would have gone on as the others did;")
        yield _("nothing else happened to the ones alone; the others got nothing of it; nobody moved for it.")
    if Method.ITS in used:
        yield _("Interrupted series: the line before would have gone on, and nothing else happened then.")
        if row.pooled:
            yield _("It is of the areas together, rebuilt from counts.")
