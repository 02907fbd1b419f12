"""Every example on the page of checks: what is wrong is found, what is right is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alemap.workflows.check import check
from docs.pages import ROOT
from kit.mini import put, write_mini

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = {"–", "no file", "the file"}
ALONE = {"AM121", "AM151", "AM152", "AM226", "AM413", "AM414", "AM450"}
"""Codes that need a project of their own, because they hide others."""
OTHERS = {"AM120", "AM701"}
"""Codes without an example here: a project that lacks a file, a comparison with a revision."""
EXAMPLE = "core_example"


@dataclass(frozen=True)
class Example:
    code: str
    file: str
    wrong: str
    right: str


def _text(cell: str) -> str:
    lines = re.findall(r"`((?:[^`])*)`", cell) if cell not in NOTHING else []
    return "\n".join(lines).replace("\\|", "|")


def examples() -> list[Example]:
    found = []
    for line in (ROOT / "docs" / "reference" / "checks.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 5 and re.fullmatch(r"AM\d{3}", cells[0]):
            # each example of a model stands in a file of its own, so that many are checked in one go
            file = cells[2].strip("`").replace(EXAMPLE, f"core_{cells[0].lower()}")
            wrong, right = (cell.replace(EXAMPLE, f"core_{cells[0].lower()}") for cell in cells[3:])
            found.append(Example(cells[0], file, wrong, right))
    return found


def _path(root: Path, name: str) -> Path:
    matches = [path for path in root.rglob(name.rpartition("/")[2]) if path.as_posix().endswith(f"/{name}")]
    return matches[0] if matches else root / name


def _apply(root: Path, example: Example, *, wrong: bool) -> None:
    path = _path(root, example.file)
    cell, other = (example.wrong, example.right) if wrong else (example.right, example.wrong)
    if cell == "no file":
        path.unlink(missing_ok=True)
    elif cell.startswith("a copy of"):
        original = _path(root, _text(cell))
        text = original.read_text(encoding="utf-8").replace(f"id: {original.stem}", f"id: {path.stem}", 1)
        put(root, path.relative_to(root).as_posix(), text)
    elif cell != "the file":
        _write(root, path, _text(cell), _text(other))


def _write(root: Path, path: Path, text: str, other: str) -> None:
    """Put a text in the other's place; where neither stands, at the end or in a new file."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text and text in before:
        return
    if other and other in before:
        after = before.replace(other if text else f"{other}\n", text, 1)
    else:
        after = f"{before}{text}\n" if text else before
    if after:
        put(root, path.relative_to(root).as_posix(), after)


def _rounds(found: list[Example]) -> list[list[Example]]:
    """Examples that can stand in one project at once: one a file, and those alone that hide others."""
    rounds: list[list[Example]] = []
    for example in found:
        fits = (
            group
            for group in rounds
            if example.code not in ALONE and not any(e.code in ALONE or e.file == example.file for e in group)
        )
        group = next(fits, None)
        if group is None:
            rounds.append([example])
        else:
            group.append(example)
    return rounds


def test_every_wrong_example_is_found_and_no_right_one(tmp_path: Path) -> None:
    clean = write_mini(tmp_path / "clean")
    before = _files(clean)
    hidden: list[Example] = []
    for group in _rounds(examples()):
        found = {code for code, _ in _codes(clean, before, group, wrong=True)}
        hidden += [example for example in group if example.code not in found]
    assert len(hidden) < 5  # a fault of a definition hides what only a whole one shows
    for example in hidden:
        codes = _codes(clean, before, [example], wrong=True)
        assert example.code in {code for code, _ in codes}, (example, codes)
    # most right examples are what stands there already; the others are looked at by themselves
    standing = _codes(clean, before, [], wrong=False)
    new = [example for example in examples() if not _stands(clean, example)]
    raised = [e.code for e in examples() if (e.code, _name(clean, e)) in standing and e not in new]
    for group in _rounds(new):
        codes = _codes(clean, before, group, wrong=False)
        raised += [e.code for e in group if (e.code, _name(clean, e)) in codes]
    assert raised == []


def _files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _name(root: Path, example: Example) -> str:
    return _path(root, example.file).relative_to(root).as_posix()


def _stands(root: Path, example: Example) -> bool:
    """Whether the right example is in the project as it is."""
    path = _path(root, example.file)
    if example.right in NOTHING:
        return True
    return path.is_file() and _text(example.right) in path.read_text(encoding="utf-8")


def _codes(
    root: Path, before: dict[Path, bytes], group: list[Example], *, wrong: bool
) -> set[tuple[str, str]]:
    """Codes and files of what is found with a group of examples; the project is as it was afterwards."""
    for example in group:
        _apply(root, example, wrong=wrong)
    report = check(root, tests=any(example.code == "AM450" for example in group))
    for path in _files(root).keys() - before.keys():
        path.unlink()
    for path, content in before.items():
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
    return {(problem.code, problem.place.file) for problem in report.findings}


def test_every_code_that_check_prints_has_an_example() -> None:
    shown = [example.code for example in examples()]
    assert len(shown) == len(set(shown))
    folders = ("definitions", "models", "workflows")
    source = "".join(
        path.read_text(encoding="utf-8")
        for name in folders
        for path in (ROOT / "src/alemap" / name).rglob("*.py")
    )
    assert set(shown) == set(re.findall(r'"(AM\d{3})"', source)) - OTHERS
    for example in examples():
        assert example.wrong != example.right
