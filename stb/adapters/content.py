"""Creatives on the disk: fetched whole, checked whole, and only then called ready.

A file is named by its SHA-256, so it is the same for every box, segment and
week. It grows as ``parts/HASH.part``, goes on where it was broken off, is
hashed from the disk, decoded once by the probe, and gets its final name only
then: under a final name there is never half a file. Which files are fetched,
and from which on, does not depend on the household.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from stb.adapters.http import Http, HttpStatus, HttpUnreachable, Stream
from stb.engine.ports import Entropy
from stb.errors import InputError, StbError, TrustError, UnavailableError
from stb.model.bundle import Creative, Refusal
from stb.model.time import FrameRate

RESERVE_BYTES = 64 << 20
"""Room that content never takes: orders and recordings come first."""

LEAST_BYTES_S = 32 << 10
"""The slowest download that is waited for, beside half a minute to begin with."""

_BLOCK = 1 << 20
_PAST_THE_END = 416


class WrongHash(TrustError):
    """A file is not the one that was signed."""

    code = "creative.hash"


class WrongLength(TrustError):
    """A file has not the number of bytes that was signed."""

    code = "creative.length"


class WrongFrames(TrustError):
    """A file decodes, but not to the frames that were signed."""

    code = "creative.frames"


class NoRoom(UnavailableError):
    """The disk has no room for a file besides what is reserved."""

    code = "creative.no_room"


class Broken(UnavailableError):
    """A file could not be written or read."""

    code = "creative.disk"


class Probed(Protocol):
    """What a probe found by decoding a file."""

    @property
    def rate(self) -> FrameRate: ...

    @property
    def frames(self) -> int: ...


Probe = Callable[[Path], Probed]
"""Decodes a file as a whole. Raises StbError when it cannot."""


class ContentStore:
    """The creatives under ``folder``; one process, any thread.

    ``room`` tells the free bytes of the disk.
    """

    def __init__(
        self,
        folder: Path,
        *,
        probe: Probe,
        room: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self._folder, self._parts = folder / "c", folder / "parts"
        self._probe, self._room = probe, room
        self._lock = threading.Lock()
        self._whole: dict[str, tuple[int, int]] = {}
        self._unplayable: dict[Creative, StbError] = {}
        with suppress(OSError):  # what cannot be made is told by the first file that needs it
            self._make_folders()

    def _make_folders(self) -> None:
        for each in (self._folder, self._parts):
            each.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the creative lies when it is ready."""
        return self._folder / sha256[:2] / sha256

    def ready(self, creatives: Iterable[Creative]) -> frozenset[str]:
        """Those that are on the disk under their final name, with their signed size."""
        return frozenset(
            each.id for each in creatives if _size(self.path(each.id)) == each.size
        )  # fmt: skip

    def fetch_all(
        self, creatives: Iterable[Creative], http: Http, entropy: Entropy
    ) -> tuple[frozenset[str], tuple[Refusal, ...]]:
        """Have all ``creatives``; which are ready, and why the others are not.

        In the order of their hashes from a random start: neither what is asked
        for nor its order says anything of the household.
        """
        with self._lock:
            wanted = {each.id: each for each in creatives}
            order = sorted(wanted)
            start = entropy.below(len(order)) if order else 0
            refusals: dict[str, Refusal] = {}
            unreachable: HttpUnreachable | None = None
            for sha256 in order[start:] + order[:start]:
                try:
                    self._have(wanted[sha256], unreachable or http)
                except StbError as error:
                    refusals[sha256] = Refusal(sha256, error.code, str(error))
                    if isinstance(error, HttpUnreachable):
                        unreachable = error
            ready = frozenset(each for each in order if each not in refusals)
            return ready, tuple(refusals[each] for each in order if each in refusals)

    def keep_only(self, listed: frozenset[str]) -> None:
        """Remove all files but ``listed``, which names what may be playing as well."""
        with self._lock, _disk("content"):
            for path in [*self._folder.glob("??/*"), *self._parts.glob("*.part")]:
                if path.name.removesuffix(".part") not in listed:
                    path.unlink()

    def _have(self, creative: Creative, source: Http | HttpUnreachable) -> None:
        """Have the file; a ``source`` that did not answer before is not asked again."""
        with _disk(creative.id):
            final = self.path(creative.id)
            if self._is_whole(final, creative):
                return
            if isinstance(source, HttpUnreachable):
                raise source
            if creative in self._unplayable:  # the signed bytes, and they will not change
                raise self._unplayable[creative]
            self._make_folders()
            part = self._parts / f"{creative.id}.part"
            self._download(creative, part, source)
            self._check(creative, part)
            final.parent.mkdir(exist_ok=True)
            part.replace(final)
            sync_folder(final.parent)
            self._remember(final, creative)

    def _is_whole(self, final: Path, creative: Creative) -> bool:
        """Whether the file is there and is what was signed; hashed once a run, removed if not."""
        try:
            found = final.stat()
        except FileNotFoundError:
            return False
        if self._whole.get(creative.id) == (found.st_mtime_ns, found.st_size):
            return True
        if found.st_size == creative.size and hash_of(final) == creative.id:
            self._remember(final, creative)
            return True
        final.unlink()
        return False

    def _remember(self, final: Path, creative: Creative) -> None:
        found = final.stat()
        self._whole[creative.id] = (found.st_mtime_ns, found.st_size)

    def _download(self, creative: Creative, part: Path, http: Http) -> None:
        have = _size(part)
        if have > creative.size:
            part.unlink()
            have = 0
        missing = creative.size - max(have, 0)
        if missing == 0:
            return
        if self._room(self._parts) < missing + RESERVE_BYTES:
            raise NoRoom(f"creative {creative.id} needs {missing} bytes")
        place = f"repository/content/c/{creative.id[:2]}/{creative.id}"
        go_on(http, place, part, size=creative.size)

    def _check(self, creative: Creative, part: Path) -> None:
        """Refuse, and remove, what is not the signed file or does not play as signed."""
        try:
            if _size(part) != creative.size:
                raise _not_signed_size(creative.id, _size(part), creative.size)
            if (found := hash_of(part)) != creative.id:
                raise WrongHash(f"creative {creative.id} has the hash {found}")
            self._check_plays(creative, part)
        except (InputError, TrustError):
            part.unlink(missing_ok=True)
            raise

    def _check_plays(self, creative: Creative, part: Path) -> None:
        try:
            probed = self._probe(part)
            if (probed.frames, probed.rate) != (creative.frames, creative.rate):
                raise WrongFrames(
                    f"creative {creative.id}: {probed.frames} frames at {probed.rate}, "
                    f"signed were {creative.frames} at {creative.rate}"
                )
        except (InputError, TrustError) as error:
            self._unplayable[creative] = error
            raise


def hash_of(path: Path) -> str:
    """The SHA-256 of a file as it lies on the disk, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Have a rename in ``folder`` on the disk; where folders cannot be synced, nothing."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_whole(path: Path, data: bytes) -> None:
    """``data`` under ``path`` as a whole or not at all, whenever the power goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def go_on(http: Http, place: str, part: Path, *, size: int) -> None:
    """Have the file at ``place``, of ``size`` bytes, in ``part``: what is missing is fetched.

    What came stays when it breaks off; nothing stays when the server has another size.

    Raises:
        WrongLength: the file has another size.
        UnavailableError, InputError: as `Http.stream`.
        OSError: the part cannot be written.
    """
    have = max(_size(part), 0)
    total_s = 30 + (size - have) / LEAST_BYTES_S
    try:
        with http.stream(place, start=have, total_s=total_s) as stream:
            if stream.length >= 0 and stream.start + stream.length != size:
                raise _not_signed_size(place, stream.start + stream.length, size)
            _append(part, stream, size)
    except WrongLength:
        part.unlink(missing_ok=True)
        raise
    except HttpStatus as error:
        if error.status == _PAST_THE_END:
            part.unlink(missing_ok=True)
        raise


def _append(part: Path, stream: Stream, most: int) -> None:
    with part.open("r+b" if part.exists() else "wb") as file:
        file.truncate(stream.start)
        file.seek(stream.start)
        size = stream.start
        for chunk in stream.chunks:
            size += len(chunk)
            if size > most:
                raise _not_signed_size(part.stem, size, most)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _size(path: Path) -> int:
    """The size of a file, -1 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _not_signed_size(what: str, size: int, signed: int) -> WrongLength:
    return WrongLength(f"{what}: {size} bytes, signed were {signed}")


@contextmanager
def _disk(what: str) -> Iterator[None]:
    """Translates the system's errors, naming ``what`` they happened to."""
    try:
        yield
    except OSError as error:
        raise Broken(f"{what}: {error.strerror or error}") from error
