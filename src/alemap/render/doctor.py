"""What `doctor` found, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.render.error import filled
from alemap.render.table import Column, Style, TableBuilder
from alemap.render.translate import translator

if TYPE_CHECKING:
    from alemap.render.table import TableView
    from alemap.results import Finding

_TEXT_WIDTH = 20


def view(result: tuple[Finding, ...], lang: str) -> TableView:
    """Make the table of findings: well or not, what was looked at, how it is, what to do."""
    _ = translator(lang)
    bad = sum(not finding.good for finding in result)
    builder = TableBuilder(_("All is well") if not bad else _("{count} to see to").format(count=bad))
    builder.add(
        Column("good", ""),
        [_("ok") if finding.good else _("see to") for finding in result],
        styles=[Style.BETTER if finding.good else Style.WORSE for finding in result],
    )
    builder.add(Column("what", _("What"), wrap=_TEXT_WIDTH), [_(finding.what) for finding in result])
    builder.add(
        Column("state", _("State"), wrap=_TEXT_WIDTH),
        [filled(_(finding.state), finding.fields, lang) for finding in result],
    )
    if any(finding.hint for finding in result):
        hints = [filled(_(finding.hint), finding.fields, lang) if finding.hint else "" for finding in result]
        builder.add(Column("hint", _("What to do"), wrap=_TEXT_WIDTH), hints)
    return builder.build()
