"""`evaluate`: from what was asked for to an evaluation, or to what could be seen before one."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from alemap.errors import UsageError
from alemap.workflows.evaluation import evaluate
from alemap.workflows.evaluation_power import power
from alemap.workflows.evaluation_setting import chosen_indicators, make_setting
from alemap.workflows.register import find_intervention, load_register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alemap.definitions.project import Project
    from alemap.results.evaluation import EvaluationTable, PowerTable
    from alemap.workflows.reading import Reader


def evaluation(
    reader: Reader,
    project: Project | None,
    name: str | None,
    *,
    areas: Sequence[str] = (),
    start: str | None = None,
    indicators: Sequence[str] = (),
    against: Sequence[str] = (),
    before: bool = False,
    power_share: float = 0.8,
) -> EvaluationTable | PowerTable:
    """Evaluate an intervention of the register (`project` and `name`), or areas from a start on.

    With a project, other interventions of its register in the same areas are named.
    `before`: what could be seen instead. UsageError when there is no area, no indicator, or no start.
    """
    register = {} if project is None else load_register(project)
    found = None if name is None else find_intervention(register, name)
    setting = make_setting(reader, intervention=found, areas=areas, start=start, against=against)
    names = chosen_indicators(reader, found, indicators)
    if before:
        return power(reader, setting, names, power_share)
    if not setting.start:
        raise UsageError(
            "it is not known when the intervention began",
            hint="give the first year or month with `--start`, or see what could be seen with `--before`",
        )
    words = ["alemap", "evaluate", *([name] if name is not None else [])]
    for option, given in (("--area", areas), ("--start", [start] if start else []), ("--against", against)):
        words += [word for each in given for word in (option, each)]
    others = [each for key, each in register.items() if key != name]
    return evaluate(reader, setting, names, shlex.join(words), others)
