"""The rules of an index as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Label

if TYPE_CHECKING:
    from alemap.definitions.indexes import Index

_SCALES = {
    "z": Label("z-värden", "z-scores"),
    "min_max": Label("från {low} (lägst) till {high} (högst)", "from {low} (lowest) to {high} (highest)"),
    "percentile": Label("efter rang från {low} till {high}", "by rank from {low} to {high}"),
    "rank": Label("rang", "rank"),
    "ratio": Label("kvot mot medelvärdet", "ratio to the mean"),
    "goalposts": Label("mellan målstolpar, {low} till {high}", "between goalposts, {low} to {high}"),
    "exponential": Label("exponentiellt efter rang, 0 till 100", "exponentially by rank, 0 to 100"),
    "as_is": Label("värdena som de är", "the values as they are"),
    "better_than_mean": Label("bättre än {mean}", "better than {mean}"),
    "worse_than_mean": Label("sämre än {mean}", "worse than {mean}"),
    "at_least_ratio": Label("minst {ratio} gånger {mean}", "at least {ratio} times {mean}"),
    "worst_quarter": Label("i den sämsta fjärdedelen", "in the worst quarter"),
}
_TREATMENTS = {
    "winsorise": Label("extremvärden dras in", "outliers drawn in"),
    "logarithm": Label("logaritmer", "logarithms"),
    "winsorise_or_logarithm": Label(
        "extremvärden dras in, annars logaritmer", "outliers drawn in, else logarithms"
    ),
}
_MEANS = {
    "mean": Label("medelvärde", "arithmetic mean"),
    "geometric": Label("geometriskt medelvärde", "geometric mean"),
    "count": Label("antal", "count"),
}
_FORMS = {
    "excess_share": Label(
        "områdets andel av personerna delad med dess andel av invånarna",
        "the area's share of the persons over its share of the residents",
    ),
    "care_need": Label(
        "vägt antal personer per invånare, delat med medelvärdet",
        "weighted persons per resident, over the mean",
    ),
}


def how(index: Index) -> Label:
    """Scale, treatment, weights and mean."""
    low, high = (f"{x:g}" for x in index.bounds)
    own = index.mean_of == "municipality"
    parts = []
    if index.treatment != "none":
        parts.append(_TREATMENTS[index.treatment])
    scale = _SCALES[index.normalisation]
    ratio = f"{index.ratio or 2:g}"
    parts.append(
        Label(
            scale.sv.format(
                low=low, high=high, ratio=ratio.replace(".", ","),
                mean="den egna kommunen" if own else "medelvärdet",
            ),
            scale.en.format(
                low=low, high=high, ratio=ratio, mean="the own municipality" if own else "the mean"
            ),
        )
    )  # fmt: skip
    parts.append(_MEANS[index.aggregation] if index.form == "composite" else _FORMS[index.form])
    parts += _weights(index)
    return Label("; ".join(x.sv for x in parts), "; ".join(x.en for x in parts))


def _weights(index: Index) -> list[Label]:
    if index.aggregation == "count":
        return []
    if index.member_weights == "pca":
        return [Label("vikter ur första principalkomponenten", "weights from the first principal component")]
    given = [x for x in (index.member_weights, index.category_weights) if isinstance(x, dict)]
    if not given:
        return [Label("lika vikter", "equal weights")]
    listed = ", ".join(f"{name} {weight:g}" for each in given for name, weight in each.items())
    return [Label(f"vikter: {listed}".replace(".", ","), f"weights: {listed}")]


def varied(index: Index) -> Label:
    """What the rank intervals allow for besides chance."""
    rule = index.uncertainty
    parts = []
    weighted = index.aggregation != "count" or index.form == "excess_share"
    if weighted and rule.weights == "dirichlet":
        parts.append(Label("vikterna (Dirichlet)", "the weights (Dirichlet)"))
    elif weighted and rule.weights:
        share = f"{float(rule.weights) * 100:g}"
        what = (
            Label("gränsen", "the limit")
            if index.form == "excess_share"
            else Label("vikterna", "the weights")
        )
        parts.append(Label(f"{what.sv} ±{share} %", f"{what.en} ±{share}%"))
    if rule.leave_one_out:
        parts.append(Label("en indikator utelämnad", "one indicator left out"))
    alternatives = [", ".join(each) for each in (index.scales, index.aggregations) if len(each) > 1]
    parts += [Label(each, each) for each in alternatives]
    parts.append(Label(f"{rule.draws} dragningar", f"{rule.draws} draws"))
    return Label("; ".join(x.sv for x in parts), "; ".join(x.en for x in parts))
