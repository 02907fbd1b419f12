"""How long the statistics take: `python benchmarks/methods.py [RUNS]`.

Each line gives the fastest of the runs in seconds of wall time, the limit the project has set itself, and for
the largest rank sets the peak of memory. The figures are made up with a seed.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alemap.domain import Kind
from alemap.stats import (
    Choices,
    IndexRules,
    Members,
    benjamini_hochberg,
    estimate,
    index_by_rules,
    index_ranks,
    poisson,
    rank_sets,
    two_sided_p,
    verdicts,
    wilson,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MILLION = 1_000_000
SEED = 20261122


def fastest(work: Callable[[], object], runs: int) -> float:
    """The shortest of several runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def line(name: str, seconds: float, limit: float, more: str = "") -> None:
    """Print one line."""
    sys.stdout.write(f"{name:58s} {seconds:7.3f} s  (at most {limit} s){more}\n")


def index_panel(areas: int, members: int, rng: np.random.Generator) -> Members:
    """An index's members over areas, all correlated a little, each with an error."""
    values = 20 + 3 * (0.7 * rng.normal(size=(areas, 1)) + rng.normal(size=(areas, members)))
    return Members(
        tuple(f"member_{n}" for n in range(members)),
        tuple(f"category_{n % 5}" for n in range(members)),
        (1.0, -1.0) * (members // 2),
        values,
        rng.uniform(0.2, 1.0, values.shape),
        rng.uniform(500, 5000, areas),
    )


def counts(rng: np.random.Generator, runs: int) -> None:
    """Limits, estimates and verdicts of a million rows."""
    total = rng.integers(20, 20_000, MILLION)
    count = rng.binomial(total, 0.1)

    def limits() -> None:
        wilson(count, total)
        poisson(count, total)

    def judged() -> None:
        made = estimate(Kind.SHARE, count, total, 100.0)
        error = (made.upper - made.lower) / 3.92
        difference = made.value - 10.0
        p_value = benjamini_hochberg(two_sided_p(difference / error))
        verdicts(difference, 1, p_value=p_value, alpha=0.05)

    line("1 million Wilson and 1 million exact or Byar limits", fastest(limits, runs), 0.25)
    line("estimates and verdicts of 1 million rows", fastest(judged, runs), 2.0)


def ranks(rng: np.random.Generator, runs: int) -> None:
    """Rank sets with 1,000 draws."""
    for areas, limit in ((200, 0.05), (6160, 2.0)):
        value, error = rng.normal(10, 3, areas), rng.uniform(0.3, 1.0, areas)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        def work(value: np.ndarray = value, error: np.ndarray = error) -> None:
            rank_sets(value, error, draws=1000)

        seconds = fastest(work, runs)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        more = f", {(peak - before) // 1024} MB more" if peak > before else ""
        line(f"rank sets of {areas} areas", seconds, limit, more)


def indexes(rng: np.random.Generator, runs: int) -> None:
    """An index and its rank intervals."""
    panel = index_panel(6000, 40, rng)
    for rules in (
        IndexRules(),
        IndexRules(scale="percentile"),
        IndexRules(scale="worst_quarter", aggregation="count"),
    ):
        name = f"index of 6,000 areas x 40 indicators, {rules.scale}"

        def work(rules: IndexRules = rules) -> None:
            index_by_rules(panel, rules)

        line(name, fastest(work, runs), 0.2)
    choices = Choices(scales=("z", "min_max", "percentile"))
    name = "its rank intervals, 1,000 draws of chance and choices"
    line(name, fastest(lambda: index_ranks(panel, IndexRules(), choices), runs), 3.0)
    concerned = replace(
        panel, signs=(1.0,) * 40, counts=panel.values / 100 * np.nan_to_num(panel.weights)[:, np.newaxis]
    )
    for rules in (
        IndexRules(scale="better_than_mean", aggregation="count", high_is_worse=False),
        IndexRules(scale="worst_quarter", aggregation="count"),
        IndexRules(form="excess_share", scale="at_least_ratio", aggregation="count", ratio=1.3),
    ):
        name = f"the same, {rules.scale}"

        def drawn(rules: IndexRules = rules) -> None:
            index_ranks(concerned, rules, Choices(weights=0.1))

        line(name, fastest(drawn, runs), 3.0)


def main() -> None:
    """Time everything."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rng = np.random.default_rng(SEED)
    counts(rng, runs)
    ranks(rng, runs)
    indexes(rng, runs)


if __name__ == "__main__":
    main()
