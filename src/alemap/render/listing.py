"""A list of definitions as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alemap.domain import Origin, Polarity
from alemap.render.cells import Cells
from alemap.render.numbers import numbers
from alemap.render.table import ALWAYS, Align, Column, TableBuilder
from alemap.render.translate import translator
from alemap.render.words import direction, starred

if TYPE_CHECKING:
    from collections.abc import Callable

    from alemap.render.table import TableView
    from alemap.results import Listing

_TEXT_WIDTH = 16
_CODED = ("origin", "polarity", "kind", "status", "state", "how", "given_away_by")
_KEY_COLUMNS = ("id", "code", "name")


def view(result: Listing, lang: str) -> TableView:
    """Make the table of a listing: codes and names stay, further fields go from the right."""
    _ = translator(lang)
    words = _words(_)
    count = numbers(lang).text(len(result.records), 0)
    builder = TableBuilder(f"{words.get(result.what, result.what)}: {count}")
    cells = Cells(builder, lang)
    for place, key in enumerate(result.columns):
        values = [record.get(key) for record in result.records]
        texts = [_text(value, lang) for value in values]
        if key in _CODED:
            codes = _codes(_)
            texts = [codes.get(text, text) for text in texts]
        if key == "name":
            made_up = [record.get("origin") == Origin.SYNTHETIC for record in result.records]
            texts = [starred(text, synthetic=star) for text, star in zip(texts, made_up, strict=True)]
            if any(made_up):
                cells.synthetic(key)
        number = any(_is_number(value) for value in values)
        column = Column(
            key,
            words.get(key, key.replace("_", " ").capitalize()),
            Align.RIGHT if number else Align.LEFT,
            ALWAYS if key in _KEY_COLUMNS else ALWAYS - 1 - place,
            0 if number or key in ("id", "code") else _TEXT_WIDTH,
        )
        builder.add(column, texts)
    cells.signs()
    return builder.build()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object, lang: str) -> str:
    match value:
        case {"sv": str(swedish), "en": str(english)}:
            return swedish if lang == "sv" else english
        case dict():
            return "; ".join(f"{key}: {_text(inner, lang)}" for key, inner in value.items())
        case list() | tuple():
            return ", ".join(_text(inner, lang) for inner in value)
        case _:
            return _scalar(value, lang)


def _scalar(value: object, lang: str) -> str:
    _ = translator(lang)
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return numbers(lang).text(value, 0 if value == int(value) else 2)
    return str(value)


def _codes(_: Callable[[str], str]) -> dict[str, str]:
    """Give the words of the codes a reader does not know by heart."""
    return {
        **{polarity.value: direction(polarity, _) for polarity in Polarity},
        "real": _("real"),
        "synthetic": _("synthetic"),
        "share": _("share"),
        "rate": _("rate"),
        "ratio": _("ratio"),
        "mean": _("mean"),
        "published": _("published"),
        "loaded": _("loaded"),
        "not_loaded": _("not loaded"),
        "late": _("late"),
        "due": _("due now"),
        "came": _("has come"),
        "coming": _("to come"),
        "unknown": _("no date"),
        "fetched": _("fetched"),
        "inbox": _("file"),
        "all_asked": _("fetched in full"),
        "ledger": _("publications"),
        "tables": _("these tables"),
    }


def _words(_: Callable[[str], str]) -> dict[str, str]:
    """Give the headings and kinds that have a word; others show their field's name."""
    return {
        "indicators": _("Indicators"),
        "datasets": _("Datasets"),
        "areas": _("Areas"),
        "categories": _("Categories"),
        "indexes": _("Indexes"),
        "targets": _("Targets"),
        "due": _("Due"),
        "goal": _("Goal"),
        "measure": _("Measure"),
        "calendar": _("Calendar"),
        "state": _("State"),
        "came": _("Loaded"),
        "next": _("Next"),
        "expected": _("Expected"),
        "how": _("Comes as"),
        "page": _("Page"),
        "id": _("Id"),
        "code": _("Code"),
        "name": _("Name"),
        "short": _("Short name"),
        "category": _("Category"),
        "factor": _("Factor"),
        "factors": _("Factors"),
        "unit": _("Unit"),
        "polarity": _("Polarity"),
        "kind": _("Kind"),
        "level": _("Level"),
        "levels": _("Levels"),
        "edition": _("Edition"),
        "parent": _("Parent"),
        "parts": _("Parts"),
        "aliases": _("Aliases"),
        "population": _("Population"),
        "municipality": _("Municipality"),
        "agency": _("Agency"),
        "table": _("Table"),
        "form": _("Form"),
        "origin": _("Origin"),
        "period": _("Period"),
        "periods": _("Periods"),
        "licence": _("Licence"),
        "files": _("Files"),
        "rows": _("Rows"),
        "fetched": _("Fetched"),
        "status": _("Status"),
        "definition": _("Definition"),
        "indicator_count": _("Indicators"),
        "members": _("Members"),
        "reference": _("Reference"),
        "default": _("Default"),
        "audit": _("Suppressed figures, the narrowest first"),
        "figures": _("Figures"),
        "indicator": _("Indicator"),
        "area": _("Area"),
        "area_code": _("Code"),
        "sex": _("Sex"),
        "value": _("Value"),
        "lower": _("Lower"),
        "upper": _("Upper"),
        "numerator": _("Numerator"),
        "denominator": _("Denominator"),
        "width": _("Width"),
        "needed": _("Needed"),
        "safe": _("Safe"),
        "given_away_by": _("Given away by"),
        "valid_from": _("From"),
        "valid_to": _("To"),
    }
