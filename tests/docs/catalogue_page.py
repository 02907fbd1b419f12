"""The page of all indicators, written from their definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.workflows.in_words import month_in_words, population_in_words

if TYPE_CHECKING:
    from alemap.definitions.indicator import Indicator
    from alemap.definitions.project import Project

_HEAD = """\
# The indicators

Every indicator the project defines, by category and factor: what it says, which way is bad, whose figures
it rests on. `alemap show ID` prints one in full, with its caveats; `alemap list indicators` says which are
loaded. This page is made from `pipelines/indicators` (`ALEMAP_UPDATE_DOCS=1 pytest tests/docs`).

▲ high is worse, ▼ high is better, · neither. *Break*: the first period that cannot be compared with those
before.
"""

_SIGNS = {"higher_is_worse": "▲", "higher_is_better": "▼", "neutral": "·"}


def page(project: Project) -> str:
    """The page's text."""
    parts = [_HEAD]
    for category in project.vocabulary.categories:
        inside = [i for i in project.indicators.values() if i.category == category.id]
        parts.append(f"\n## {category.name.en}\n\n{category.name.sv}: {len(inside)} indicators.\n")
        for factor in category.factors:
            found = sorted((i for i in inside if i.factor == factor.id), key=lambda i: i.id)
            if found:
                parts.append(
                    f"\n### {factor.name.en} ({factor.name.sv})\n\n"
                    "| id | name | definition | unit | | whom | source | breaks | goals |\n"
                    "|---|---|---|---|---|---|---|---|---|\n"
                )
                parts += [_row(project, indicator) for indicator in found]
    return "".join(parts)


def _row(project: Project, indicator: Indicator) -> str:
    unit = next(unit.short.en for unit in project.vocabulary.units if unit.id == indicator.unit)
    agency = project.agencies[indicator.agency].short
    source = f"{agency}, {indicator.kolada}" if indicator.kolada else agency
    cells = (
        f"`{indicator.id}`",
        f"{indicator.name.en}<br>{indicator.name.sv}",
        indicator.definition.en,
        unit,
        _SIGNS[indicator.polarity.value],
        population_in_words(indicator.population).en,
        f"{source}; {month_in_words(indicator.published_month).en}",
        ", ".join(indicator.breaks),
        f"SDG {', '.join(map(str, indicator.sdg))}; {indicator.national_objective}",
    )
    return f"| {' | '.join(cells)} |\n"
