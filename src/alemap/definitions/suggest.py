"""Suggestions for a mistyped name; without anything heavy, because every command may need one."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def suggest(name: str, known: Iterable[str]) -> str | None:
    """The known names most like `name`, in backticks; None when none is close."""
    by_folded = {text.casefold(): text for text in known}
    matches = difflib.get_close_matches(name.casefold(), list(by_folded), n=2, cutoff=0.6)
    return ", ".join(f"`{by_folded[match]}`" for match in matches) or None
