"""Files that are there whole or not at all, and one writer at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from stb.headend.errors import FolderUnusable

_PATIENCE_S = 30


def make_folder(folder: Path, *, mode: int = 0o777) -> None:
    """Make ``folder`` and all above it, unless they are there.

    Raises:
        FolderUnusable: it cannot be made, or not written in.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    except OSError as error:
        raise FolderUnusable(f"{folder} cannot be made: {error.strerror or error}") from error
    if not os.access(folder, os.W_OK):
        raise FolderUnusable(f"{folder} cannot be written in")


def write_whole(path: Path, octets: bytes, *, mode: int = 0o644) -> None:
    """Put ``octets`` at ``path`` in one step: a reader sees the old file or the new.

    Raises:
        FolderUnusable: its folder cannot be made, or not written in.
    """
    make_folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else, of any process, is inside ``alone`` of the same folder meanwhile.

    Raises:
        FolderUnusable: the folder cannot be made, or not written in.
    """
    make_folder(folder)
    db = sqlite3.connect(folder / ".lock.db", timeout=_PATIENCE_S, isolation_level=None)
    try:
        db.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        db.close()
