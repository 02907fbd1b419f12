"""Where `--output` writes: a file whole or not at all, what is no file as it is."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from alemap.cli.context import write_whole
from alemap.errors import UsageError


def test_a_pipe_is_written_into_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append(pipe.read_text(encoding="utf-8")), daemon=True)
    listener.start()
    write_whole(pipe, "å;1\n")
    listener.join(5)
    assert heard == ["å;1\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_link_stays_one_and_its_file_is_written(tmp_path):
    (tmp_path / "table.csv").write_text("old", encoding="utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to("table.csv")
    write_whole(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == "new"


def test_a_folder_is_no_place_for_a_table(tmp_path):
    with pytest.raises(UsageError):
        write_whole(tmp_path, "x")
