"""Statistical methods as pure functions on arrays: missing is NaN, in and out.

No function reads a file, a clock or the environment; a seed is passed in. scipy is loaded only by the
functions that need it.

Each name is loaded when it is first asked for: a command that needs one method does not pay for all.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alemap.stats._arrays import two_sided_p
    from alemap.stats.aggregation import arithmetic_mean, copeland, geometric_mean, harmonic_mean, power_mean
    from alemap.stats.costbenefit import (
        Appraisal,
        BreakEven,
        appraise,
        break_even,
        discount_factors,
        internal_rate,
    )
    from alemap.stats.decomposition import Kitagawa, index_difference, kitagawa
    from alemap.stats.deprivation import (
        CARE_NEED_WEIGHTS,
        care_need_index,
        care_need_sum,
        deciles,
        exponential,
    )
    from alemap.stats.differences import Difference, Ratio, mover, ratio
    from alemap.stats.disclosure import (
        Audit,
        Differencing,
        Protection,
        Relation,
        audit,
        crossed,
        differencing,
        protect,
    )
    from alemap.stats.estimates import Estimate, Method, estimate, published
    from alemap.stats.evaluation import (
        DifferenceInDifferences,
        InterruptedSeries,
        difference_in_differences,
        interrupted_series,
    )
    from alemap.stats.evenness import Segregation, segregation
    from alemap.stats.funnel import (
        Overdispersion,
        Position,
        Transformed,
        overdispersion,
        pooled,
        proportion_limits,
        proportion_positions,
        rate_positions,
        ratio_limits,
        transform,
    )
    from alemap.stats.gradient import SlopeIndex, concentration, linear_slope, slope_index
    from alemap.stats.hierarchy import (
        Hierarchy,
        LeaveOneOut,
        Node,
        aggregate,
        effective_weights,
        leave_one_out,
    )
    from alemap.stats.imputation import impute_group_mean
    from alemap.stats.index import (
        CompositeIndex,
        IndexUncertainty,
        Reference,
        composite,
        reference_moments,
        sampling_standard_error,
        standardise,
    )
    from alemap.stats.inequality import (
        Groups,
        Measure,
        attributable_fraction,
        attributable_risk,
        between_group_deviation,
        between_group_variance,
        coefficient_of_variation,
        group_difference,
        group_ratio,
        index_of_disparity,
        mean_difference,
        mean_log_deviation,
        theil,
    )
    from alemap.stats.intervals import (
        Interval,
        Moments,
        mean,
        moments,
        poisson,
        poisson_is_exact,
        poisson_limits,
        ratio_of_groups,
        wilson,
    )
    from alemap.stats.lifetable import life_expectancy
    from alemap.stats.multiple import (
        benjamini_hochberg,
        benjamini_yekutieli,
        bonferroni,
        comparisons,
        hochberg,
        holm,
    )
    from alemap.stats.normalisation import (
        borda,
        distance_to_max,
        fraction_of_max,
        goalposts,
        min_max,
        percentile_rank,
        rank_score,
        ratio_to_mean,
        z_score,
    )
    from alemap.stats.proportions import fisher_exact, newcombe, pooled_z, risk_ratio, wald
    from alemap.stats.quantile import quantiles
    from alemap.stats.rankcounts import rank_sets_of_counts
    from alemap.stats.ranks import rank_worst_first, rounded, tied
    from alemap.stats.ranksets import RankSets, among_the_worst, rank_sets
    from alemap.stats.shrinkage import LogitShrinkage, Smoothed, empirical_bayes, shrink_logit
    from alemap.stats.spatial import (
        Autocorrelation,
        Local,
        Neighbours,
        geary,
        local_g,
        local_moran,
        local_smoothing,
        moran,
    )
    from alemap.stats.standardisation import Indirect, direct, direct_repeated, indirect
    from alemap.stats.structure import Components, cronbach_alpha, principal_components
    from alemap.stats.suppression import primary
    from alemap.stats.targets import FollowUp, against_target, follow_up
    from alemap.stats.treatment import (
        Treated,
        is_even,
        kurtosis,
        log_shifted,
        log_towards_centre,
        skewness,
        treat,
        winsorise,
    )
    from alemap.stats.trend import Trend, trend_of_counts, trend_of_values
    from alemap.stats.verdict import verdicts

_HOMES = {
    "_arrays": ("two_sided_p",),
    "aggregation": (
        "arithmetic_mean",
        "copeland",
        "geometric_mean",
        "harmonic_mean",
        "power_mean",
    ),
    "costbenefit": (
        "Appraisal",
        "BreakEven",
        "appraise",
        "break_even",
        "discount_factors",
        "internal_rate",
    ),
    "decomposition": (
        "Kitagawa",
        "index_difference",
        "kitagawa",
    ),
    "deprivation": (
        "CARE_NEED_WEIGHTS",
        "care_need_index",
        "care_need_sum",
        "deciles",
        "exponential",
    ),
    "differences": (
        "Difference",
        "Ratio",
        "mover",
        "ratio",
    ),
    "disclosure": (
        "Audit",
        "Differencing",
        "Protection",
        "Relation",
        "audit",
        "crossed",
        "differencing",
        "protect",
    ),
    "estimates": (
        "Estimate",
        "Method",
        "estimate",
        "published",
    ),
    "evaluation": (
        "DifferenceInDifferences",
        "InterruptedSeries",
        "difference_in_differences",
        "interrupted_series",
    ),
    "funnel": (
        "Overdispersion",
        "Position",
        "Transformed",
        "overdispersion",
        "pooled",
        "proportion_limits",
        "proportion_positions",
        "rate_positions",
        "ratio_limits",
        "transform",
    ),
    "gradient": (
        "SlopeIndex",
        "concentration",
        "linear_slope",
        "slope_index",
    ),
    "hierarchy": (
        "Hierarchy",
        "LeaveOneOut",
        "Node",
        "aggregate",
        "effective_weights",
        "leave_one_out",
    ),
    "imputation": ("impute_group_mean",),
    "index": (
        "CompositeIndex",
        "IndexUncertainty",
        "Reference",
        "composite",
        "reference_moments",
        "sampling_standard_error",
        "standardise",
    ),
    "inequality": (
        "Groups",
        "Measure",
        "attributable_fraction",
        "attributable_risk",
        "between_group_deviation",
        "between_group_variance",
        "coefficient_of_variation",
        "group_difference",
        "group_ratio",
        "index_of_disparity",
        "mean_difference",
        "mean_log_deviation",
        "theil",
    ),
    "intervals": (
        "Interval",
        "Moments",
        "mean",
        "moments",
        "poisson",
        "poisson_is_exact",
        "poisson_limits",
        "ratio_of_groups",
        "wilson",
    ),
    "lifetable": ("life_expectancy",),
    "multiple": (
        "benjamini_hochberg",
        "benjamini_yekutieli",
        "bonferroni",
        "comparisons",
        "hochberg",
        "holm",
    ),
    "normalisation": (
        "borda",
        "distance_to_max",
        "fraction_of_max",
        "goalposts",
        "min_max",
        "percentile_rank",
        "rank_score",
        "ratio_to_mean",
        "z_score",
    ),
    "proportions": (
        "fisher_exact",
        "newcombe",
        "pooled_z",
        "risk_ratio",
        "wald",
    ),
    "quantile": ("quantiles",),
    "rankcounts": ("rank_sets_of_counts",),
    "ranks": (
        "rank_worst_first",
        "rounded",
        "tied",
    ),
    "ranksets": (
        "RankSets",
        "among_the_worst",
        "rank_sets",
    ),
    "evenness": (
        "Segregation",
        "segregation",
    ),
    "shrinkage": (
        "LogitShrinkage",
        "Smoothed",
        "empirical_bayes",
        "shrink_logit",
    ),
    "spatial": (
        "Autocorrelation",
        "Local",
        "Neighbours",
        "geary",
        "local_g",
        "local_moran",
        "local_smoothing",
        "moran",
    ),
    "standardisation": (
        "Indirect",
        "direct",
        "direct_repeated",
        "indirect",
    ),
    "structure": (
        "Components",
        "cronbach_alpha",
        "principal_components",
    ),
    "suppression": ("primary",),
    "targets": (
        "FollowUp",
        "against_target",
        "follow_up",
    ),
    "treatment": (
        "Treated",
        "is_even",
        "kurtosis",
        "log_shifted",
        "log_towards_centre",
        "skewness",
        "treat",
        "winsorise",
    ),
    "trend": (
        "Trend",
        "trend_of_counts",
        "trend_of_values",
    ),
    "verdict": ("verdicts",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Find a name in the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module `alemap.stats` has no attribute `{name}`")
    return getattr(import_module(f"alemap.stats.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)


__all__ = []
