"""The register's template: its headings, and a line for each column of what belongs there."""

from __future__ import annotations

import csv
import io

from alemap.definitions.register_columns import COLUMNS
from alemap.definitions.register_words import WORDS
from alemap.domain import Label

_REQUIRED = Label("måste fyllas i", "must be filled in")
_OPTIONAL = Label("får vara tom", "may be empty")
_CODES = Label("ett av: ", "one of: ")
_LINES = Label("# Rader som börjar med # läses inte.", "# Lines that begin with # are not read.")


def template(lang: str) -> str:
    """CSV with semicolons, as spreadsheets in Swedish open it: headings in `lang`, then three notes to each.

    The notes begin with `#`, so that the register may keep them: what belongs there, the words of a closed
    list, and whether the cell must be filled in.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(column.heading.say(lang) for column in COLUMNS)
    meanings = [column.meaning.say(lang) for column in COLUMNS]
    words = [
        _CODES.say(lang) + ", ".join(label.say(lang) for label in WORDS[column.choices].values())
        if column.choices is not None
        else ""
        for column in COLUMNS
    ]
    filled = [(_REQUIRED if column.required else _OPTIONAL).say(lang) for column in COLUMNS]
    for line in (meanings, words, filled):
        writer.writerow([f"# {line[0]}", *line[1:]])
    writer.writerow([_LINES.say(lang), *[""] * (len(COLUMNS) - 1)])
    return stream.getvalue()
