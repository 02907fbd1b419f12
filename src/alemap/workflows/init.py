"""Init: a new project from the starter that travels with the program."""

from __future__ import annotations

import re
import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from alemap.definitions.areas import read_areas
from alemap.definitions.suggest import suggest
from alemap.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTENT = ("alemap.toml", "pipelines", "sql", "sample_data")


def starter() -> Path:
    """Where the starter project lies: in the installed package, or the checkout it runs from."""
    package = Path(str(resources.files("alemap")))
    packed = package / "starter"
    return packed if packed.is_dir() else package.parents[1]


def init(folder: Path, municipalities: Sequence[str], *, dry_run: bool = False) -> tuple[str, ...]:
    """Copy definitions, SQL and sample data to `folder`, set for `municipalities`; gives their names.

    UsageError when the folder holds a project already, or a code is no municipality.
    """
    if (folder / "alemap.toml").exists():
        raise UsageError(
            "`{folder}` holds an alemap project already", folder=str(folder), hint="name another folder"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("`{folder}` is not an empty folder", folder=str(folder), hint="name a new folder")
    source = starter()
    names = _names(source, municipalities)
    if dry_run:
        return names
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        for name in CONTENT:
            _copy(source / name, part / name)
        _set(part / "alemap.toml", municipalities, names)
        if folder.exists():
            folder.rmdir()
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return names


def _names(source: Path, codes: Sequence[str]) -> tuple[str, ...]:
    areas, _ = read_areas(source, ["kommun"])
    known = {code: area.name for code, area in areas.by_code.items() if area.level == "kommun"}
    for code in codes:
        if code not in known:
            by_name = {name.casefold(): key for key, name in known.items()}
            found = by_name.get(code.casefold())
            raise UsageError(
                "`{code}` is not a municipality's code",
                code=code,
                found=found,
                suggestion=None if found else suggest(code, known),
                hint="the code of that municipality is {found}" if found else None,
            )
    return tuple(known[code] for code in codes)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def _set(path: Path, codes: Sequence[str], names: Sequence[str]) -> None:
    """Write the municipalities and a name for the project into the settings, comments kept."""
    text = path.read_text(encoding="utf-8")
    listed = ", ".join(f'"{code}"' for code in codes)
    joined = " och ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    text = re.sub(r"(?m)^municipalities = .*$", f"municipalities = [{listed}]", text)
    text = re.sub(r"(?m)^name = .*$", f'name = "Social kartläggning {joined}"', text)
    path.write_text(text, encoding="utf-8")
