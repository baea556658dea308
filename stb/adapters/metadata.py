"""Signed metadata, as The Update Framework judges it, within our bounds.

Its client keeps the rules; this module gives it one origin, low caps, the
box's own clock, and a memory of the highest versions seen that deleting its
cache does not erase. Without a network its cache is verified once more,
signature by signature and date by date.

Source: The Update Framework specification 1.0; python-tuf 7.0.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

from tuf.api import exceptions as tuf_errors
from tuf.api._payload import Root, TargetFile
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater

from stb.adapters.content import Broken
from stb.adapters.http import Http
from stb.adapters.tuf_client import BoundedUpdater, Network, Replay
from stb.engine.ports import Clock
from stb.errors import StbError, TrustError, UnavailableError

METADATA_PATH = "repository/metadata/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a repository must keep to beyond the specification.

    ``caps`` are bytes, rotations and delegations at most. ``thresholds``: the least
    number of signatures of a role. ``delegates``: the roles that may list files, when
    `targets` itself may list none. ``sha256``: every file is named by that hash.
    """

    caps: UpdaterConfig = field(default_factory=UpdaterConfig)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    delegates: frozenset[str] | None = None
    consistent: bool = False
    sha256: bool = False


ANY = Rules()
"""Whatever the specification allows, within python-tuf's own caps: for `stb updater`."""

BOX = Rules(
    caps=UpdaterConfig(
        max_root_rotations=32,
        max_delegations=8,
        root_max_length=64 << 10,
        timestamp_max_length=16 << 10,
        snapshot_max_length=64 << 10,
        targets_max_length=2 << 20,
    ),
    thresholds={"root": 2, "targets": 2},
    delegates=frozenset({"ads", "guide"}),
    consistent=True,
    sha256=True,
)
"""Our own operator's repository, as docs/headend.md states it."""


class BadSignature(TrustError):
    """Metadata is not signed by enough of the keys that may sign it."""

    code = "trust.signature"


class Expired(TrustError):
    """Metadata has run out: nothing new is taken on its word."""

    code = "trust.expired"


class RolledBack(TrustError):
    """Metadata is older than what was seen before."""

    code = "trust.rollback"


class LengthOrHash(TrustError):
    """A file is not the one that the metadata names."""

    code = "trust.length_or_hash"


class BadMetadata(TrustError):
    """Metadata is not in the form that the specification states."""

    code = "trust.form"


class NotListed(TrustError):
    """A file is asked for that no trusted role lists."""

    code = "trust.not_listed"


class NotHere(UnavailableError):
    """Something is not on the disk, and there is no network to ask."""

    code = "trust.not_here"


class HighestSeen(Protocol):
    """Keeps the highest version seen of each role, apart from the metadata's cache."""

    def highest(self, role: str) -> tuple[int, str]:
        """The version, and the keys under which it was seen; (0, "") when never."""
        ...

    def keep_highest(self, role: str, version: int, keys: str) -> None: ...


class Metadata:
    """The metadata at ``path`` of the server ``http``, cached in ``folder``.

    ``root`` is the first root, which is trusted from the start. ``floor`` is the least that
    the time can be: what had expired by then has expired, whatever the clock says.
    """

    def __init__(
        self,
        http: Http,
        *,
        root: bytes,
        folder: Path,
        clock: Clock,
        seen: HighestSeen,
        path: str = METADATA_PATH,
        rules: Rules = BOX,
        floor: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._url = http.base_url + path
        self._http, self._root, self._folder = http, root, folder
        self._clock, self._seen, self._rules, self._floor = clock, seen, rules, floor

    def refreshed(self) -> Trusted:
        """What the head-end publishes now.

        Raises:
            TrustError: it is not signed, has expired, is older than what was seen,
                is another file than named, or in no known form.
            UnavailableError: the head-end cannot be reached.
        """
        return self._refreshed(Network(self._http))

    def replayed(self) -> Trusted:
        """What is cached, judged again as if it came now.

        Raises:
            TrustError: as `refreshed`.
            UnavailableError: nothing is cached.
        """
        return self._refreshed(Replay(self._folder))

    def _refreshed(self, fetcher: FetcherInterface) -> Trusted:
        """Judged at the time that is trusted.

        An operator whose clock ran ahead has signed a time to come, and then the right one:
        what is newer than anything seen is judged by the clock alone, or nobody who saw the
        first would ever believe the second. Nothing that was seen can be shown again by it.
        """
        now, floor = self._clock.utc(), self._floor()
        if floor is None or now >= floor:
            return self._refreshed_at(now, fetcher)
        before = self._seen.highest("timestamp")[0]
        try:
            return self._refreshed_at(floor, fetcher)
        except Expired as expired:
            trusted = self._refreshed_at(now, fetcher)
            if trusted.version <= before:
                raise expired from None
            return trusted

    def _refreshed_at(self, now: datetime, fetcher: FetcherInterface) -> Trusted:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            tuf = BoundedUpdater(
                self._folder,
                self._url,
                fetcher=fetcher,
                config=self._rules.caps,
                root=self._root,
                now=now,
            )
            tuf.refresh()
        except _TUF as error:
            raise _translated(error) from error
        self._check_rules(tuf)
        self._check_versions(tuf)
        return Trusted(tuf, self._rules)

    def _check_rules(self, tuf: Updater) -> None:
        root, targets = tuf._trusted_set.root, tuf._trusted_set.targets
        for role, least in self._rules.thresholds.items():
            if root.roles[role].threshold < least:
                raise BadMetadata(f"{role} takes {root.roles[role].threshold} of {least} keys")
        if self._rules.consistent and not root.consistent_snapshot:
            raise BadMetadata("the repository has no consistent snapshots")
        if self._rules.delegates is not None:
            delegations = targets.delegations
            named = set() if delegations is None else set(delegations.roles or {"bins"})
            if targets.targets or not named <= self._rules.delegates:
                raise BadMetadata("targets lists what only its delegates may")

    def _check_versions(self, tuf: Updater) -> None:
        """Refuse what is older than was ever seen under the same keys, and keep what is newer.

        Where the root replaces the keys of timestamp or snapshot, the versions seen
        under them are forgotten: so the specification recovers from a version that
        was pushed far ahead by a stolen key.
        """
        trusted = tuf._trusted_set
        keys = _fingerprint(trusted.root)
        found = [
            ("root", trusted.root.version, hashlib.sha256(self._root).hexdigest()),
            ("timestamp", trusted.timestamp.version, keys),
            ("snapshot", trusted.snapshot.version, keys),
        ]
        for name, meta in sorted(trusted.snapshot.meta.items()):
            found.append((name.removesuffix(".json"), meta.version, keys))
        for role, version, under in found:
            highest, seen_under = self._seen.highest(role)
            if seen_under == under and version < highest:
                raise RolledBack(f"{role} is version {version}; {highest} was seen before")
        for role, version, under in found:
            if self._seen.highest(role) != (version, under):
                self._seen.keep_highest(role, version, under)


class Trusted:
    """One consistent state of the metadata, verified."""

    def __init__(self, tuf: Updater, rules: Rules) -> None:
        self._tuf, self._rules = tuf, rules

    @property
    def version(self) -> int:
        """That of the timestamp, which grows with all that is published."""
        return self._tuf._trusted_set.timestamp.version

    @property
    def ends(self) -> datetime:
        """When this state expires, unless a newer one comes."""
        return self._tuf._trusted_set.timestamp.expires

    def target(self, path: str) -> TargetFile:
        """What the roles that may say so say of the file ``path``.

        Raises:
            NotListed: none lists it.
            TrustError, UnavailableError: a delegated role's metadata does not hold, or
                cannot be had.
        """
        try:
            target = self._tuf.get_targetinfo(path)
        except _TUF as error:
            raise _translated(error) from error
        if target is None or (self._rules.sha256 and "sha256" not in target.hashes):
            raise NotListed(f"{path} is not listed by any role that may")
        return target

    def place(self, target: TargetFile) -> str:
        """Where the file lies below the targets' address."""
        folder, slash, name = target.path.rpartition("/")
        if not self._tuf._trusted_set.root.consistent_snapshot:
            return target.path
        digest = target.hashes.get("sha256") or next(iter(target.hashes.values()))
        return f"{folder}{slash}{digest}.{name}"


def check_file(target: TargetFile, data: bytes | IO[bytes]) -> None:
    """Whether ``data``, or what an open file holds, is the file that ``target`` names.

    Raises:
        LengthOrHash: it is another.
    """
    try:
        target.verify_length_and_hashes(data)
    except tuf_errors.LengthOrHashMismatchError as error:
        raise LengthOrHash(f"{target.path}: {error}") from error


def _fingerprint(root: Root) -> str:
    """The keys that vouch for what is current: of timestamp and snapshot."""
    roles = ((name, root.roles[name]) for name in ("timestamp", "snapshot"))
    text = "|".join(f"{n}:{role.threshold}:{','.join(sorted(role.keyids))}" for n, role in roles)
    return hashlib.sha256(text.encode()).hexdigest()


# What the library does not foresee in hostile metadata it raises as a ValueError.
_TUF: Any = (tuf_errors.RepositoryError, tuf_errors.DownloadError, OSError, ValueError)


def _translated(error: Exception) -> StbError:
    match error:
        case tuf_errors.ExpiredMetadataError():
            return Expired(str(error))
        case tuf_errors.UnsignedMetadataError():
            return BadSignature(str(error))
        case tuf_errors.BadVersionNumberError():
            return RolledBack(str(error))
        case tuf_errors.LengthOrHashMismatchError() | tuf_errors.DownloadLengthMismatchError():
            return LengthOrHash(str(error))
        case tuf_errors.RepositoryError() | ValueError():
            return BadMetadata(str(error))
        case tuf_errors.DownloadError(__cause__=StbError() as cause):
            return cause
        case OSError():
            return Broken(f"metadata: {error.strerror or error}")
    return NotHere(str(error))
