"""The documentation as its tests read it: fenced blocks, the files in them, commands and their output.

A block whose info string names a path (```yaml pipelines/...) is a file to write. A block `console`
holds `$ command` lines, each followed by what the command prints; a line `…` stands for lines left out.
With ALEMAP_UPDATE_DOCS=1 the printed output is written into the page instead of being compared.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from alemap.cli.app import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
UPDATE = os.environ.get("ALEMAP_UPDATE_DOCS") == "1"
LEFT_OUT = "…"

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SCREEN = {"COLUMNS": "80", "LINES": "50", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
_ENTRY = "import sys; sys.argv[0] = 'alemap'; from alemap.cli.app import main; main()"


@dataclass(frozen=True, slots=True)
class Block:
    info: str
    text: str
    start: int
    end: int

    @property
    def file(self) -> str | None:
        words = self.info.split()
        return words[1] if len(words) > 1 and "/" in words[1] else None

    @property
    def commands(self) -> list[tuple[str, str]]:
        if not self.info.startswith("console"):
            return []
        parts = re.split(r"^\$ (.+)\n", self.text, flags=re.MULTILINE)
        assert not parts[0].strip(), "a console block begins with `$ command`"
        return list(zip(parts[1::2], parts[2::2], strict=True))


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(m["info"], m["text"], m.start("text"), m.end("text")) for m in _FENCE.finditer(text)]


def section(page: Path, title: str) -> str:
    """The text below a heading, down to the next heading of its rank or higher."""
    found: list[str] = []
    rank = 0
    for line in page.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"(#+) (.+)", line)
        if heading and rank and len(heading[1]) <= rank:
            break
        if heading and heading[2].strip("`") == title:
            rank = len(heading[1])
        elif rank:
            found.append(line)
    assert rank, f"{page.name} has no heading `{title}`"
    return "\n".join(found)


def copy_project(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("pipelines", "sql", "sample_data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copyfile(ROOT / "alemap.toml", folder / "alemap.toml")
    return folder


def in_subprocess(command: str, folder: Path) -> str:
    """What a command prints on both streams when run as users run it."""
    done = subprocess.run(  # noqa: S603 - our own program, with a command from our own page
        [sys.executable, "-c", _ENTRY, *shlex.split(command)[1:]],
        cwd=folder,
        env={**os.environ, **_SCREEN},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    return done.stdout.decode("utf-8")


def in_process(command: str, folder: Path) -> str:
    """The same without a new interpreter, for commands that only read."""
    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with (
        mock.patch.dict(os.environ, _SCREEN),
        mock.patch.object(sys, "argv", shlex.split(command)),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
        contextlib.suppress(SystemExit),
    ):
        main()
    screen.flush()
    return screen.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def quickest(command: str, folder: Path) -> str:
    """A new interpreter for what writes, none for what only reads."""
    writes = command.split()[1] in {"init", "ingest", "build"}
    return in_subprocess(command, folder) if writes else in_process(command, folder)


def run_page(page: Path, folder: Path, run: Callable[[str, Path], str]) -> None:
    """Write the page's files, run its commands from top to bottom, and hold their output against it."""
    new: list[tuple[Block, str]] = []
    for block in blocks(page):
        if block.file is not None:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        shown = []
        for command, expected in block.commands:
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
                shown.append(f"$ {command}\n")
                continue
            assert command.startswith("alemap "), command
            output = run(command, folder)
            if UPDATE and LEFT_OUT not in expected.splitlines():
                expected = output  # noqa: PLW2901 - what is printed becomes what is shown
            else:
                _compare(command, expected, output)
            shown.append(f"$ {command}\n" + "".join(f"{line}\n" for line in _lines(expected)))
        if shown:
            new.append((block, "".join(shown)))
    if UPDATE:
        text = page.read_text(encoding="utf-8")
        for block, content in reversed(new):
            text = text[: block.start] + content + text[block.end :]
        page.write_text(text, encoding="utf-8")


def _compare(command: str, expected: str, output: str) -> None:
    printed = _lines(output)
    if LEFT_OUT not in _lines(expected):
        assert printed == _lines(expected), command
        return
    at = 0
    for chunk in _chunks(_lines(expected)):
        places = range(at, len(printed) - len(chunk) + 1)
        found = next((n for n in places if printed[n : n + len(chunk)] == chunk), None)
        assert found is not None, (command, chunk, output)
        at = found + len(chunk)


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in [*lines, LEFT_OUT]:
        if line != LEFT_OUT:
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]
