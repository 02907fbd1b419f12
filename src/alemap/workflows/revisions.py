"""The project's files as they were at a revision that git knows."""

from __future__ import annotations

import io
import subprocess
import tarfile
from typing import TYPE_CHECKING

from alemap.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

KEPT = ("alemap.toml", "pipelines", "sql")
"""What a project's figures are defined by."""


def check_out(root: Path, revision: str, into: Path) -> None:
    """Write the definitions and models of a revision to a folder.

    UsageError when there is no git, no repository here, or no such revision with a project in it.
    """
    _git(
        root,
        "rev-parse",
        "--is-inside-work-tree",
        otherwise="`{folder}` is not under git: nothing to compare with",
    )
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        otherwise="git knows no revision `{revision}`",
        revision=revision,
    ).decode().strip()  # fmt: skip
    tree = f"{commit}:./"
    names = _git(root, "ls-tree", "--name-only", tree, otherwise=_NO_PROJECT, revision=revision).decode()
    present = [name for name in KEPT if name in names.splitlines()]
    if KEPT[0] not in present:
        raise UsageError(
            _NO_PROJECT, revision=revision, hint="name a revision that has an `alemap.toml` here"
        )
    content = _git(root, "archive", "--format=tar", tree, *present, otherwise=_NO_PROJECT, revision=revision)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(into, filter="data")


_NO_PROJECT = "revision `{revision}` has no alemap project in this folder"


def _git(root: Path, *words: str, otherwise: str, revision: str = "") -> bytes:
    """What git answers; UsageError with the template `otherwise` when it refuses."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)  # noqa: S603, S607 - the user's own git, no shell
    except FileNotFoundError as error:
        raise UsageError(
            "there is no git on this machine, and `--against` needs it",
            hint="install git, or leave `--against` out",
        ) from error
    if done.returncode != 0:
        raise UsageError(
            otherwise, folder=str(root), revision=revision, hint="`git log --oneline` shows the revisions"
        )
    return done.stdout
