"""Creatives on the disk: fetched whole, checked whole, and only then called ready.

A file is named by its SHA-256, so it is the same for every box, segment and
week. It grows as ``parts/HASH.part``, goes on where it was broken off, is
hashed from the disk, admitted once it was decoded as a whole, and gets its final
name only then: under a final name there is never half a file. Which files are
fetched, and from which on, does not depend on the household. All are fetched
before the first is decoded, so that how long that takes shows in no request.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from stb.adapters.http import Http
from stb.adapters.http_errors import HttpUnreachable
from stb.adapters.resume import go_on, not_signed_size, size_of
from stb.adapters.room import QUOTA_BYTES, Kept, Standing, eviction_order, over_quota
from stb.engine.ports import Entropy
from stb.errors import InputError, RefusedError, StbError, TrustError, UnavailableError
from stb.formats import strict_json
from stb.model.bundle import Creative, Refusal

RESERVE_BYTES = 64 << 20
"""Room that content never takes: orders and recordings come first."""

ON_AIR = timedelta(minutes=30)
"""For so long after it was handed out a creative may still be on the screen."""

_BLOCK = 1 << 20


class WrongHash(TrustError):
    """A file is not the one that was signed."""

    code = "creative.hash"


class NoRoom(UnavailableError):
    """The disk has no room for a file besides what is reserved."""

    code = "creative.no_room"


class OverQuota(RefusedError):
    """All that is listed is more than the quota of creatives; no box has this one."""

    code = "creative.over_quota"

    def __init__(self, sha256: str, quota: int) -> None:
        super().__init__(
            f"creative {sha256}: more is published than the {quota >> 20} MB that each box has"
            " for creatives; this one is over it, and no box has it"
        )


class GivenUp(RefusedError):
    """It had to go because the disk is full, and is not asked for a second time."""

    code = "creative.given_up"


class Broken(UnavailableError):
    """A file could not be written or read."""

    code = "creative.disk"


Admit = Callable[[Path, Creative], None]
"""Returns if a file plays as what was signed, else raises StbError.

InputError and TrustError: it never will; any other: that could not be found out now."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Which creatives are ready, why others are not, and how many wait to be decoded."""

    ready: frozenset[str]
    refusals: tuple[Refusal, ...]
    waiting: int = 0


class ContentStore:
    """The creatives under ``folder``; one process, any thread.

    ``room`` tells the free bytes of the disk, ``quota`` the most that creatives take.
    After ``stint_s`` of decoding what is ready is told, and `go_on` goes on with the rest.
    """

    def __init__(
        self,
        folder: Path,
        *,
        admit: Admit,
        room: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        quota: int = QUOTA_BYTES,
        stint_s: float = math.inf,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._parts = folder / "c", folder / "parts"
        self._gone = folder / "given-up.json"
        self._admit, self._room, self._quota = admit, room, quota
        self._stint_s, self._monotonic = stint_s, monotonic
        self._standing: Mapping[str, Standing] = {}
        self._playing: frozenset[str] = frozenset()
        self._shown: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._whole: dict[str, tuple[int, int]] = {}
        self._wanted: dict[str, Creative] = {}
        self._refused: dict[str, Refusal] = {}
        self._waiting: dict[str, Creative] = {}
        self._admitted: set[Creative] = set()
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
            each.id for each in creatives if size_of(self.path(each.id)) == each.size
        )  # fmt: skip

    def hand_out(self, sha256: str, now: datetime) -> None:
        """Note that a creative is about to be shown: for a while it is not removed."""
        self._shown[sha256] = now

    def judge(self, standing: Mapping[str, Standing], now: datetime) -> None:
        """How creatives stand from now on: what has no place in `standing` is listed no more."""
        with self._lock:
            self._standing = standing
            since = now - ON_AIR
            self._playing = frozenset(
                sha256 for sha256, at in self._shown.items() if since < at <= now
            )
            listed = {each for each, stands in standing.items() if stands > Standing.UNLISTED}
            if (gone := self._given_up()) - listed:
                self._give_up(gone & listed)

    def fetch_all(self, creatives: Iterable[Creative], http: Http, entropy: Entropy) -> Fetched:
        """Have all ``creatives``; which are ready, and why the others are not.

        In the order of their hashes from a random start: neither what is asked
        for nor its order says anything of the household.
        """
        with self._lock:
            wanted = self._wanted = {each.id: each for each in creatives}
            self._refused, self._waiting = {}, {}
            over = over_quota(wanted.values(), self._standing, self._quota)
            order = sorted(wanted)
            start = entropy.below(len(order)) if order else 0
            unreachable: HttpUnreachable | None = None
            for sha256 in order[start:] + order[:start]:
                try:
                    if sha256 in over:
                        self._leave_out(sha256)
                        raise OverQuota(sha256, self._quota)
                    self._have(wanted[sha256], unreachable or http)
                except StbError as error:
                    self._refuse(sha256, error)
                    if isinstance(error, HttpUnreachable):
                        unreachable = error
            with suppress(Broken):
                self._keep_reserve()
            return self._decoded()

    def go_on(self) -> Fetched:
        """Go on with what waits to be decoded since `fetch_all`."""
        with self._lock:
            return self._decoded()

    def _decoded(self) -> Fetched:
        until = self._monotonic() + self._stint_s
        while self._waiting:
            creative = self._waiting.pop(next(iter(self._waiting)))
            try:
                self._take_in(creative)
            except StbError as error:
                self._refuse(creative.id, error)
            if self._monotonic() >= until:
                break
        out = self._refused.keys() | self._waiting.keys()
        ready = self.ready(each for each in self._wanted.values() if each.id not in out)
        refusals = tuple(self._refused[each] for each in sorted(self._refused))
        return Fetched(ready, refusals, len(self._waiting))

    def _refuse(self, sha256: str, error: StbError) -> None:
        self._refused[sha256] = Refusal(sha256, error.code, str(error))

    # -- room --------------------------------------------------------------------------

    def _make_room(self, needed: int, standing: Standing) -> None:
        """Have ``needed`` bytes besides the reserve, by removing what stands lower.

        Raises:
            NoRoom: what stands lower is not enough.
        """
        for sha256 in self._evictable():
            if self._room(self._parts) >= needed + RESERVE_BYTES:
                return
            if self._standing.get(sha256, Standing.UNLISTED) >= standing:
                break
            self._evict(sha256)
        if self._room(self._parts) < needed + RESERVE_BYTES:
            raise NoRoom(f"{needed} bytes are needed besides the reserve for orders")

    def _keep_reserve(self) -> None:
        """Others may have filled the disk: creatives go until orders have their room again."""
        with _disk("content"):
            for sha256 in self._evictable():
                if self._room(self._parts) >= RESERVE_BYTES:
                    return
                self._evict(sha256)

    def _evictable(self) -> tuple[str, ...]:
        kept = [Kept(path.name, self._shown.get(path.name)) for path in self._folder.glob("??/*")]
        return eviction_order(kept, self._standing, playing=self._playing)

    def _evict(self, sha256: str) -> None:
        self._give_up(self._given_up() | {sha256})
        self.path(sha256).unlink(missing_ok=True)

    def _leave_out(self, sha256: str) -> None:
        with _disk(sha256):
            if sha256 not in self._playing:
                self.path(sha256).unlink(missing_ok=True)

    def _given_up(self) -> frozenset[str]:
        try:
            found = strict_json.loads(self._gone.read_bytes(), cap=1 << 20)
        except (OSError, InputError):
            return frozenset()
        return frozenset(map(str, found)) if isinstance(found, list) else frozenset()

    def _give_up(self, gone: frozenset[str]) -> None:
        with suppress(OSError):  # on a disk that is full to the last byte it is not remembered
            write_whole(self._gone, strict_json.dumps(sorted(gone)))

    def keep_only(self, listed: frozenset[str]) -> None:
        """Remove all files but ``listed``, which names what may be playing as well."""
        with self._lock, _disk("content"):
            for path in [*self._folder.glob("??/*"), *self._parts.glob("*.part")]:
                if path.name.removesuffix(".part") not in listed | self._playing:
                    path.unlink()

    def _have(self, creative: Creative, source: Http | HttpUnreachable) -> None:
        """Have the file, admitted or waiting; a ``source`` that did not answer is not asked."""
        with _disk(creative.id):
            if self._is_whole(self.path(creative.id), creative):
                if creative not in self._admitted:
                    self._waiting[creative.id] = creative
                return
            if isinstance(source, HttpUnreachable):
                raise source
            if creative.id in self._given_up():
                raise GivenUp(f"creative {creative.id} made room for another")
            if creative in self._unplayable:  # the signed bytes, and they will not change
                raise self._unplayable[creative]
            self._make_folders()
            part = self._part(creative.id)
            self._download(creative, part, source)
            self._check(creative, part)
            self._waiting[creative.id] = creative

    def _take_in(self, creative: Creative) -> None:
        """Admit a whole file, and give it its final name; refuse, and remove, what never plays."""
        with _disk(creative.id):
            final, part = self.path(creative.id), self._part(creative.id)
            there = self._is_whole(final, creative)
            try:
                self._admit(final if there else part, creative)
            except (InputError, TrustError) as error:
                self._unplayable[creative] = error
                part.unlink(missing_ok=True)
                self._leave_out(creative.id)
                raise
            self._admitted.add(creative)
            if not there:
                final.parent.mkdir(exist_ok=True)
                part.replace(final)
                sync_folder(final.parent)
            self._remember(final, creative)

    def _part(self, sha256: str) -> Path:
        return self._parts / f"{sha256}.part"

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
        have = size_of(part)
        if have > creative.size:
            part.unlink()
            have = 0
        missing = creative.size - max(have, 0)
        if missing == 0:
            return
        self._make_room(missing, self._standing.get(creative.id, Standing.LISTED))
        place = f"repository/content/c/{creative.id[:2]}/{creative.id}"
        go_on(http, place, part, size=creative.size)

    def _check(self, creative: Creative, part: Path) -> None:
        """Refuse, and remove, what is not the signed file."""
        try:
            if size_of(part) != creative.size:
                raise not_signed_size(creative.id, size_of(part), creative.size)
            if (found := hash_of(part)) != creative.id:
                raise WrongHash(f"creative {creative.id} has the hash {found}")
        except TrustError:
            part.unlink(missing_ok=True)
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


@contextmanager
def _disk(what: str) -> Iterator[None]:
    """Translates the system's errors, naming ``what`` they happened to."""
    try:
        yield
    except OSError as error:
        raise Broken(f"{what}: {error.strerror or error}") from error
