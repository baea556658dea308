"""Files that are there whole or not at all, and one writer at a time."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from stb.headend.errors import FolderBusy, FolderUnusable

PATIENCE_S = 30
_MEDIA = "media"
_BLOCK = 1 << 20


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
    with _written(path, mode) as file:
        file.write(octets)


def copy_whole(source: Path, path: Path) -> None:
    """Put the bytes of ``source`` at ``path`` in one step, however many there are.

    Raises:
        FolderUnusable: its folder cannot be made, or not written in.
    """
    with source.open("rb") as given, _written(path, 0o644) as file:
        shutil.copyfileobj(given, file, _BLOCK)


@contextlib.contextmanager
def _written(path: Path, mode: int) -> Iterator[BinaryIO]:
    """A file that gets the name ``path`` when all is in it; nothing stays if that fails."""
    make_folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise FolderUnusable(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(folder: Path, *, name: str = "", patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Nobody else, of any process, is inside ``alone`` of the same folder and name meanwhile.

    Raises:
        FolderUnusable: the folder cannot be made, or not written in.
        FolderBusy: somebody else did not leave in ``patience_s``.
    """
    make_folder(folder)
    lock = folder / f".{name or 'lock'}.db"
    db = sqlite3.connect(lock, timeout=patience_s, isolation_level=None)
    try:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise FolderBusy(
                f"another verb is at work in {folder}; try again when it is done"
            ) from error
        yield
    finally:
        db.close()


@contextlib.contextmanager
def workplace(folder: Path, *, patience_s: float = PATIENCE_S) -> Iterator[Path]:
    """An empty folder on the disk of ``folder`` for one who makes media there.

    It is gone afterwards with all that is in it; so is what a killed one left behind.

    Raises:
        FolderUnusable, FolderBusy: as `alone`.
    """
    with alone(folder, name=_MEDIA, patience_s=patience_s):
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        make_folder(work)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
