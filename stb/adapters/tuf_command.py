"""The three commands by which other people's suites judge a client of The Update Framework.

They run over the very updater of the box, for any repository that keeps to the
specification. The folder of metadata is all that is remembered: the root that
it was begun with, the trusted files as ``ROLE.json``, and a lock.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from tuf.api._payload import TargetFile

from stb.adapters.clock import SystemClock
from stb.adapters.content import Broken, sync_folder, write_whole
from stb.adapters.http import Http
from stb.adapters.lock import FolderLock
from stb.adapters.metadata import ANY, LengthOrHash, Metadata, NotHere, Trusted, check_file
from stb.adapters.resume import go_on
from stb.errors import InputError

ROOT_CAP = 512_000
_BOOTSTRAP = "bootstrap"
_LONGEST_NAME = 200


class NoAddress(InputError):
    """What was given as an address of a server is none."""

    code = "input.address"


def begin(folder: Path, root: Path) -> None:
    """Trust the root metadata in the file ``root``, in ``folder``, from now on.

    Raises:
        StbError: the file cannot be read, the folder not written, or another process
            works in it.
    """
    with _alone(folder):
        data = _root(root)
        write_whole(folder / _BOOTSTRAP, data)
        write_whole(folder / "root.json", data)


def refresh(folder: Path, url: str) -> None:
    """Bring the trusted metadata in ``folder`` to what the server at ``url`` publishes.

    Raises:
        StbError: it does not hold, or cannot be had; what was trusted before stays.
    """
    with _alone(folder), closing(_server(url)) as http:
        _trusted(folder, http)


def download(
    folder: Path, url: str, *, names: Iterable[str], targets: Path, targets_url: str
) -> None:
    """Refresh, and have the files ``names`` in the folder ``targets``.

    A file is kept under its encoded name, and not fetched again while it is what is signed.

    Raises:
        StbError: as `refresh`; a file is not listed, or not the one that is signed.
    """
    with (
        _alone(folder),
        closing(_server(url)) as http,
        closing(_server(targets_url)) as content,
    ):
        trusted = _trusted(folder, http)
        targets.mkdir(parents=True, exist_ok=True)
        for name in names:
            _have(trusted, trusted.target(name), targets, content)


class _NothingElse:
    """No memory beside the folder: the protocol gives the client no other place."""

    def highest(self, _role: str) -> tuple[int, str]:
        return 0, ""

    def keep_highest(self, role: str, version: int, keys: str) -> None:
        pass


def _trusted(folder: Path, http: Http) -> Trusted:
    return Metadata(
        http,
        root=_root(folder / _BOOTSTRAP),
        folder=folder,
        clock=SystemClock(),
        seen=_NothingElse(),
        path="",
        rules=ANY,
    ).refreshed()


def _have(trusted: Trusted, target: TargetFile, folder: Path, http: Http) -> None:
    file = folder / _file_name(target.path)
    if _is(file, target):
        return
    # Hidden, so that nobody takes half a file for a whole one; and begun anew each time.
    part = folder / f".{hashlib.sha256(target.path.encode()).hexdigest()}.part"
    part.unlink(missing_ok=True)
    try:
        go_on(http, http.base_url + trusted.place(target), part, size=target.length)
        if not _is(part, target):
            raise LengthOrHash(f"{target.path} is not the file that is signed")
        part.replace(file)
        sync_folder(folder)
    finally:
        part.unlink(missing_ok=True)


def _is(file: Path, target: TargetFile) -> bool:
    try:
        with file.open("rb") as opened:
            check_file(target, opened)
    except (FileNotFoundError, LengthOrHash):
        return False
    return True


def _file_name(path: str) -> str:
    """A name without separators that is not the folder itself, and not too long."""
    name = quote(path, "").replace(".", "%2E", 1) if path.startswith(".") else quote(path, "")
    if len(name) <= _LONGEST_NAME:
        return name
    return hashlib.sha256(path.encode()).hexdigest()


def _root(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(ROOT_CAP + 1)
    except FileNotFoundError as error:
        raise NotHere(f"no root metadata in {file}; `init ROOTFILE` comes first") from error
    if len(data) > ROOT_CAP:
        raise LengthOrHash(f"{file} has more than {ROOT_CAP} bytes")
    return data


def _server(url: str) -> Http:
    try:
        return Http(url)
    except ValueError as error:
        raise NoAddress(str(error)) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        with FolderLock(folder, name="updater.lock", advice="another --metadata-dir"):
            yield
    except OSError as error:
        raise Broken(f"{os.fspath(error.filename or folder)}: {error.strerror or error}") from error
