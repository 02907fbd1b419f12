"""Statistical methods as pure functions on arrays: missing is NaN, in and out.

No function reads a file, a clock or the environment; a seed is passed in. scipy is loaded only by the
functions that need it.
"""

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
from alemap.stats.deprivation import CARE_NEED_WEIGHTS, care_need_index, care_need_sum, deciles, exponential
from alemap.stats.differences import Difference, Ratio, mover, ratio
from alemap.stats.estimates import Estimate, Method, estimate, published
from alemap.stats.evaluation import (
    DifferenceInDifferences,
    InterruptedSeries,
    difference_in_differences,
    interrupted_series,
)
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
from alemap.stats.hierarchy import Hierarchy, LeaveOneOut, Node, aggregate, effective_weights, leave_one_out
from alemap.stats.index import (
    CompositeIndex,
    IndexUncertainty,
    Reference,
    composite,
    reference_moments,
    sampling_standard_error,
    standardise,
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
from alemap.stats.quantiles import quantiles
from alemap.stats.rankcounts import rank_sets_of_counts
from alemap.stats.ranks import rank_worst_first, rounded, tied
from alemap.stats.ranksets import RankSets, among_the_worst, rank_sets
from alemap.stats.segregation import Segregation, segregation
from alemap.stats.shrinkage import LogitShrinkage, Smoothed, empirical_bayes, shrink_logit
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
from alemap.stats.verdicts import verdicts

__all__ = [
    "CARE_NEED_WEIGHTS",
    "Appraisal",
    "BreakEven",
    "Components",
    "CompositeIndex",
    "Difference",
    "DifferenceInDifferences",
    "Estimate",
    "FollowUp",
    "Hierarchy",
    "IndexUncertainty",
    "Indirect",
    "InterruptedSeries",
    "Interval",
    "Kitagawa",
    "LeaveOneOut",
    "LogitShrinkage",
    "Method",
    "Moments",
    "Node",
    "Overdispersion",
    "Position",
    "RankSets",
    "Ratio",
    "Reference",
    "Segregation",
    "Smoothed",
    "Transformed",
    "Treated",
    "Trend",
    "against_target",
    "aggregate",
    "among_the_worst",
    "appraise",
    "arithmetic_mean",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "borda",
    "break_even",
    "care_need_index",
    "care_need_sum",
    "comparisons",
    "composite",
    "copeland",
    "cronbach_alpha",
    "deciles",
    "difference_in_differences",
    "direct",
    "direct_repeated",
    "discount_factors",
    "distance_to_max",
    "effective_weights",
    "empirical_bayes",
    "estimate",
    "exponential",
    "fisher_exact",
    "follow_up",
    "fraction_of_max",
    "geometric_mean",
    "goalposts",
    "harmonic_mean",
    "hochberg",
    "holm",
    "index_difference",
    "indirect",
    "internal_rate",
    "interrupted_series",
    "is_even",
    "kitagawa",
    "kurtosis",
    "leave_one_out",
    "life_expectancy",
    "log_shifted",
    "log_towards_centre",
    "mean",
    "min_max",
    "moments",
    "mover",
    "newcombe",
    "overdispersion",
    "percentile_rank",
    "poisson",
    "poisson_is_exact",
    "poisson_limits",
    "pooled",
    "pooled_z",
    "power_mean",
    "primary",
    "principal_components",
    "proportion_limits",
    "proportion_positions",
    "published",
    "quantiles",
    "rank_score",
    "rank_sets",
    "rank_sets_of_counts",
    "rank_worst_first",
    "rate_positions",
    "ratio",
    "ratio_limits",
    "ratio_of_groups",
    "ratio_to_mean",
    "reference_moments",
    "risk_ratio",
    "rounded",
    "sampling_standard_error",
    "segregation",
    "shrink_logit",
    "skewness",
    "standardise",
    "tied",
    "transform",
    "treat",
    "trend_of_counts",
    "trend_of_values",
    "two_sided_p",
    "verdicts",
    "wald",
    "wilson",
    "winsorise",
    "z_score",
]
