"""Fingerprints: short digests that say whether something is still what it was."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def fingerprint(parts: Iterable[str]) -> str:
    """A short digest of texts, the same for the same texts in the same order."""
    text = "\x1f".join(parts)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
