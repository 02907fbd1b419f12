"""Init: a new project from the starter that travels with the program."""

from __future__ import annotations

import re
import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

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

    They are given by code or name.

    UsageError when the folder holds a project already or cannot be made, or a municipality is not known.
    """
    if (folder / "alemap.toml").exists():
        raise UsageError(
            "`{folder}` holds an alemap project already", folder=str(folder), hint="name another folder"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("`{folder}` is not an empty folder", folder=str(folder), hint="name a new folder")
    source = starter()
    chosen = _chosen(source, municipalities)
    if dry_run:
        return tuple(chosen.values())
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        for name in CONTENT:
            _copy(source / name, part / name)
        _set(part / "alemap.toml", list(chosen), list(chosen.values()))
        if folder.exists():
            folder.rmdir()
        part.replace(folder)
    except OSError as error:
        raise UsageError(
            "cannot make `{folder}`: {reason}", folder=str(folder), reason=error.strerror or str(error)
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return tuple(chosen.values())


def _chosen(source: Path, given: Sequence[str]) -> dict[str, str]:
    """Codes and names of the municipalities named by either."""
    areas, _ = read_areas(source, ["kommun"])
    names = {code: area.name for code, area in areas.by_code.items() if area.level == "kommun"}
    codes = {name.casefold(): code for code, name in names.items()}
    chosen = {}
    for text in given:
        code = text if text in names else codes.get(normalize("NFC", text.strip()).casefold())
        if code is None:
            raise UsageError(
                "`{text}` is not a municipality",
                text=text,
                suggestion=suggest(text, [*names, *names.values()]),
                hint="give its code, such as 1440, or its name",
            )
        chosen[code] = names[code]
    return chosen


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
