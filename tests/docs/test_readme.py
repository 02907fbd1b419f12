from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs.pages import ROOT, blocks, in_subprocess

if TYPE_CHECKING:
    from pathlib import Path

README = ROOT / "README.md"
COMMAND = "alemap compare --municipality 1440"


def test_the_block_is_what_the_command_prints_in_80_columns(sample: Path) -> None:
    shown = dict(command for block in blocks(README) for command in block.commands)
    printed = in_subprocess(COMMAND, sample)
    assert [line.rstrip() for line in printed.rstrip().splitlines()] == shown[COMMAND].rstrip().splitlines()
    assert max(map(len, printed.splitlines())) <= 80


def test_opens_with_the_two_commands_of_the_makefile() -> None:
    text = README.read_text(encoding="utf-8")
    assert re.search(r"^make run\b.*\n(?:.*\n)?make test\b", text, re.MULTILINE)
    assert text.index("make run") < text.index(COMMAND)


def test_is_short_without_its_output() -> None:
    text = README.read_text(encoding="utf-8")
    output = sum(len(block.text.splitlines()) for block in blocks(README) if block.commands)
    assert len(text.splitlines()) - output < 150
