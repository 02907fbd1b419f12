"""Dimensions put together from others before they are conformed: year and month, the parts of a code."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from alemap.definitions.suggest import suggest
from alemap.errors import Place, SourceError

if TYPE_CHECKING:
    from alemap.definitions.schema import Dataset
    from alemap.sources.decoded import Decoded

_PART = re.compile(r"\{([^{}]+?)(?::0(\d))?\}")


def joined(decoded: Decoded, dataset: Dataset, file: str) -> Decoded:
    """The rows with the definition's `joined` dimensions; those they are made of go, unless named too.

    `{name}` stands for a dimension's code and `{name:04}` for one filled up with zeros from the left.
    SourceError when the file has no such dimension, and when a joined one takes a name it has.
    """
    if not dataset.joined:
        return decoded
    frame = decoded.frame
    used: set[str] = set()
    for name, template in dataset.joined.items():
        if name in decoded.dimensions:
            raise SourceError(
                "the file has a dimension `{name}` already",
                name=name,
                place=Place(file),
                hint="give the joined dimension another name",
            )
        pieces: list[pl.Expr] = []
        at = 0
        for match in _PART.finditer(template):
            part, width = match[1], int(match[2] or 0)
            if part not in decoded.dimensions:
                raise SourceError(
                    "the file has no dimension `{name}`",
                    name=part,
                    place=Place(file),
                    suggestion=suggest(part, decoded.dimensions),
                    known=", ".join(f"`{known}`" for known in decoded.dimensions),
                    hint="it has {known}",
                )
            used.add(part)
            pieces += [pl.lit(template[at : match.start()]), pl.col(part).cast(pl.String).str.zfill(width)]
            at = match.end()
        pieces.append(pl.lit(template[at:]))
        frame = frame.with_columns(pl.concat_str(pieces).alias(name))
    gone = used - set(dataset.dimensions)
    dimensions = (*(name for name in decoded.dimensions if name not in gone), *dataset.joined)
    # Codes put together may come out alike where those they are made of differ.
    return replace(
        decoded,
        frame=frame.select(*dimensions, "value", "mark", "cell"),
        dimensions=dimensions,
        distinct=False,
    )
