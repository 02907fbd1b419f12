"""Readers of the agencies' file forms: bytes in, rows of figures with their marks and places out."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from alemap.errors import Place, SourceError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from alemap.definitions.read_options import ReadOptions
    from alemap.sources.decoded import Decoded

FORMS = ("jsonstat", "pxweb_json", "px", "kolada", "skolverket", "workbook", "table", "long")
"""The forms that can be read; each is a module of this package, imported when it is first needed."""


def decode(form: str, content: bytes, options: ReadOptions, name: str, marks: Collection[str]) -> Decoded:
    """Read a file's bytes into rows of figures.

    `options`: the dataset's `read`, of the model that belongs to `form`. `name`: the file, for errors.
    `marks`: every sign the agency may write in a figure's place ("" for an empty cell); a text that is
    neither a number nor one of them, and any damage to the file, is a SourceError that names the place.
    """
    if form not in FORMS:
        raise SourceError(
            "`{form}` is no form of file that can be read",
            place=Place(name),
            hint="Known forms: " + ", ".join(FORMS) + ".",
            form=form,
        )
    module = import_module(f"alemap.sources.{form}")
    with readable(form, name):
        decoded: Decoded = module.read(content, options, name, frozenset(marks))
    return decoded


@contextmanager
def readable(form: str, name: str) -> Iterator[None]:
    """SourceError where a library that reads the form stumbles over what is inside."""
    try:
        yield
    except import_module(f"alemap.sources.{form}").LIBRARY_ERRORS as error:
        raise SourceError(
            "the file cannot be read as {form}: {reason}",
            place=Place(name),
            hint="Fetch the file again, and look whether `form` in the dataset's definition fits it.",
            form=form,
            reason=str(error)[:200],
        ) from error
