"""Every definition broken in every way its schema forbids: each break is found, at its line.

The suite takes a share of them, `make breaks` all (ALEMAP_BREAKS=1).
"""

from __future__ import annotations

import os
import random

from alemap.definitions.json_schema import DEFINITIONS
from alemap.definitions.yamlfile import read_yaml
from kit.breaks import breaks, broken, problems_of
from kit.mini import REPOSITORY

ALL = bool(os.environ.get("ALEMAP_BREAKS"))
SHARE = 200
"""How many breaks the suite tries, of how many files of a kind: always the same ones."""
FILES = 4


def test_every_break_is_found_at_its_line():
    made = []
    for kind, (_, files) in DEFINITIONS.items():
        paths = sorted(REPOSITORY.glob(files))
        for path in paths if ALL else random.Random(4).sample(paths, min(FILES, len(paths))):  # noqa: S311
            name, data = path.relative_to(REPOSITORY).as_posix(), read_yaml(path.read_text("utf-8")).data
            made += [(kind, name, data, each) for each in breaks(kind, data)]
    kinds = {each.what for *_, each in made}
    assert kinds == {
        "wrong type", "unquoted code", "no choice", "bad pattern", "out of range", "empty text", "too few",
        "unknown field", "missing",
    }  # fmt: skip
    if not ALL:
        made = random.Random(4).sample(made, SHARE)  # noqa: S311 - which ones does not matter
    missed = []
    for kind, name, data, each in made:
        text, line = broken(data, each)
        found = problems_of(REPOSITORY, kind, name, text)
        if not any(p.place.line == line and p.code.startswith(each.code) for p in found):
            missed.append((name, each.what, each.path, line, [str(problem) for problem in found]))
    assert missed == [], f"{len(missed)} of {len(made)}"
