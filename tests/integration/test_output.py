"""What the commands write: every format parses, and a pipe, a file and a terminal get what suits them."""

# ruff: noqa: S603, E501 - the commands are our own

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess

import pytest

from kit.program import command, environment, run, spawn

COMMANDS = {
    "rank": ("rank",),
    "rank of an indicator": ("rank", "unemployed", "--level", "deso"),
    "rank of a category": ("rank", "socioekonomi"),
    "compare": ("compare",),
    "compare with the country": ("compare", "--against", "riket"),
    "compare with a year": ("compare", "unemployed", "--against", "2022"),
    "compare by sex": ("compare", "--by", "sex"),
    "profile": ("profile", "Norr"),
    "show": ("show", "unemployed"),
    "show an index": ("show", "risk"),
    "list indicators": ("list", "indicators"),
    "list datasets": ("list", "datasets"),
    "list areas": ("list", "areas"),
    "list categories": ("list", "categories"),
    "list indexes": ("list", "indexes"),
    "targets": ("targets",),
    "feasible targets": ("targets", "--feasible"),
    "doctor": ("doctor",),
}
ESCAPE = "\x1b"


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text), strict=True))


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_json_is_a_list_of_objects_and_csv_has_the_same_rows(words, built_mini):
    as_json = run(*words, "--format", "json", cwd=built_mini)
    as_csv = run(*words, "--format", "csv", cwd=built_mini)
    assert (as_json.status, as_csv.status, as_json.err, as_csv.err) == (0, 0, "", "")
    records = json.loads(as_json.out, parse_constant=pytest.fail)
    assert isinstance(records, list)
    rows = read_csv(as_csv.out)
    assert len(rows) == len(records)
    assert records or words == ("show", "risk")
    for row, record in zip(rows, records, strict=True):
        # what is a list or an object in JSON may stand in several columns of the CSV
        plain = [name for name, value in record.items() if not isinstance(value, dict | list)]
        assert [name for name in row if name in plain] == sorted(plain, key=list(row).index)
        for name in plain:
            assert _same(row[name], record[name]), name


def _same(text, value):
    if value is None or isinstance(value, bool):
        return text.lower() == {None: "", True: "true", False: "false"}[value]
    return float(text) == value if isinstance(value, int | float) else text == value


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_markdown_is_made_of_whole_tables(words, built_mini):
    ran = run(*words, "--format", "md", cwd=built_mini)
    assert ran.status == 0
    lines = ran.out.splitlines()
    for number, line in enumerate(lines):
        if re.fullmatch(r"\|( -{3}:? \|)+", line):
            wanted = line.count("|")
            for row in (lines[number - 1], *_until_blank(lines[number + 1 :])):
                assert len(re.findall(r"(?<!\\)\|", row)) == wanted, row
            break
    else:
        pytest.fail("no table")


def _until_blank(lines):
    for line in lines:
        if not line:
            return
        yield line


@pytest.mark.parametrize("words", [("rank",), ("compare",), ("list", "datasets")], ids=" ".join)
@pytest.mark.parametrize("fmt", ["table", "csv", "json", "md"])
def test_a_file_holds_what_the_screen_would(fmt, words, built_mini, tmp_path):
    target = tmp_path / "out"
    ran = run(*words, "--format", fmt, "--output", target, cwd=built_mini)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert target.read_bytes().decode() == run(*words, "--format", fmt, cwd=built_mini).out
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_tables_fit_a_narrow_terminal(words, built_mini):
    width = 60
    ran = run(*words, cwd=built_mini, env={"COLUMNS": str(width), "TERM": "xterm-256color"})
    # no terminal, hence no colour and nothing cut
    assert ESCAPE not in ran.out
    assert "…" not in ran.out
    # a digest is one word, and cutting it would make it useless
    long = [line for line in ran.out.splitlines() if len(line) > width and "sha256" not in line]
    assert long == []


def test_swedish_and_english_say_the_same_numbers(built_mini):
    swedish = run("rank", "unemployed", "--lang", "sv", cwd=built_mini).out
    english = run("rank", "unemployed", "--lang", "en", cwd=built_mini).out
    assert "Arbetslösa" in swedish
    assert "Unemployed" in english
    assert "11,2" in swedish
    assert "11.2" in english
    assert run("rank", "unemployed", "-f", "csv", "--lang", "sv", cwd=built_mini).out == (
        run("rank", "unemployed", "-f", "csv", "--lang", "en", cwd=built_mini).out
    )


def on_a_terminal(words, cwd, **env):
    """What a command writes to a terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        command(*words), cwd=cwd, env=environment(TERM="xterm-256color", COLUMNS="80", **env), stdout=slave,
        stderr=slave, stdin=slave, close_fds=True,
    ) as process:  # fmt: skip
        os.close(slave)
        said = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            said += part
        assert process.wait(timeout=60) == 0
    os.close(master)
    return said.decode()


def test_a_terminal_gets_colour_unless_told_otherwise(built_mini):
    assert ESCAPE in on_a_terminal(("rank",), built_mini)
    assert ESCAPE not in on_a_terminal(("rank",), built_mini, NO_COLOR="1")


def test_the_words_are_the_same_with_and_without_colour(built_mini):
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal(("rank",), built_mini)).replace("\r\n", "\n")
    assert coloured == run("rank", cwd=built_mini, env={"COLUMNS": "80"}).out


@pytest.mark.parametrize("words", [("rank",), ("list", "areas", "--format", "json")])
def test_a_reader_that_has_seen_enough_ends_it_quietly(words, built_mini):
    end, start = os.pipe()
    os.close(end)
    with subprocess.Popen(
        command(*words), cwd=built_mini, env=environment(), stdout=start, stderr=subprocess.PIPE
    ) as process:
        os.close(start)
        _, said = process.communicate(timeout=60)
    assert said == b""
    assert process.returncode == 0


def test_head_ends_a_long_listing_quietly(sample):
    """More than a pipe holds, so that the writer meets the closed pipe while it writes."""
    with subprocess.Popen(
        command("show", "low_economic_standard", "--level", "kommun", "--format", "json"),
        cwd=sample, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
        process.wait(timeout=60)
    assert said == b""
    assert process.returncode == 0


def test_a_stream_that_knows_no_swedish_letters_is_served(built_mini):
    done = subprocess.run(
        command("rank", "--lang", "sv"), cwd=built_mini, env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"),
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"Kung?lv" in done.stdout


def test_progress_and_notes_go_to_stderr(mini):
    ran = spawn("ingest", cwd=mini)
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 5
    assert ESCAPE not in ran.err


def test_the_same_command_says_the_same_twice(built_mini):
    assert run("compare", cwd=built_mini) == run("compare", cwd=built_mini)
