"""One television a folder: a lock that the system drops when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from stb.errors import RefusedError


class FolderInUse(RefusedError):
    """Another process works in this folder."""

    code = "store.in_use"

    def __init__(self, folder: Path, holder: str, *, advice: str = "--data DIR") -> None:
        whose = f" (process {holder})" if holder else ""
        super().__init__(f"another Mediabox{whose} is using {folder}; close it, or use {advice}")
        self.folder, self.holder = folder, holder


class FolderUnusable(RefusedError):
    """A folder cannot be made, or not written in: whoever chose it must choose another."""

    code = "store.folder"


class FolderLock:
    """Held from making until `close`, or until the process ends, however it ends.

    ``advice`` is the option by which a user can name another folder.

    Raises:
        FolderInUse: somebody else holds it.
        FolderUnusable: the folder cannot be made, or not written in.
    """

    def __init__(self, folder: Path, *, name: str = "box.lock", advice: str = "--data DIR") -> None:
        path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _unusable(folder, error) from error
        try:
            _lock(self._fd)
        except OSError as error:
            os.close(self._fd)
            raise FolderInUse(folder, _holder(path), advice=advice) from error
        try:
            os.ftruncate(self._fd, 0)
            os.write(self._fd, str(os.getpid()).encode())
        except OSError as error:
            os.close(self._fd)
            raise _unusable(folder, error) from error

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _unusable(folder: Path, error: OSError) -> FolderUnusable:
    return FolderUnusable(f"{folder} cannot be used for its state: {error.strerror or error}")


def _holder(path: Path) -> str:
    """The process that wrote itself into the lock; empty where a locked file cannot be read."""
    try:
        return path.read_text("ascii")[:20].strip()
    except (OSError, ValueError):
        return ""


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
