"""Bundles and creatives: what the operator published, verified, and on the disk.

Every box takes every bundle, so that what it fetches does not tell its
segment. A bundle that does not hold is refused by name and the last good one
of that name stays; the rest goes on. Where the metadata has expired nothing
new is taken, and what was admitted runs to its own end.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tuf.api._payload import TargetFile

from stb.adapters.content import Broken, ContentStore, Fetched, write_whole
from stb.adapters.http import Http
from stb.adapters.http_errors import HttpTooLarge
from stb.adapters.metadata import (
    HighestSeen,
    LengthOrHash,
    Metadata,
    NotHere,
    NotListed,
    Trusted,
    check_file,
)
from stb.adapters.night import Night
from stb.adapters.provisioning import SetUp
from stb.adapters.room import standings
from stb.adapters.told import Told
from stb.adapters.trusted_time import TrustedTime
from stb.engine.ports import Clock, Entropy
from stb.errors import InputError, RefusedError, StbError, TrustError, UnavailableError
from stb.formats import strict_json
from stb.formats.bundle import (
    BUNDLE_CAP,
    INDEX_PATH,
    Claim,
    read_bundle,
    read_custom,
    read_index,
    read_published,
    read_revoked,
    write_index,
)
from stb.formats.post_keys import POST_PATH, read_post_keys
from stb.model.bundle import BadBundle, Bundle, Creative, Inventory, Refusal
from stb.model.household import SegmentTooSmall
from stb.model.report import PostKeys
from stb.model.segments import objections

TARGETS_PATH = "repository/targets/"

_log = logging.getLogger(__name__)


class Disagrees(TrustError):
    """A manifest claims something else than the metadata that names it."""

    code = "bundle.disagrees"


class WrongRate(RefusedError):
    """A creative whose pictures fall on those of no programme of the operator's."""

    code = "creative.rate"


@dataclass(frozen=True, slots=True)
class _Admitted:
    """A bundle that was verified, and the hash under which its manifest is kept."""

    bundle: Bundle
    sha256: str


Source = Callable[[str, int], bytes]
"""The file at a path below the targets' address, of at most so many bytes."""


class Updates:
    """Bundles and creatives under ``folder``, as the head-end at ``http`` signs them.

    ``root`` is the first root metadata, which the box trusts from the start.
    """

    def __init__(
        self,
        http: Http,
        *,
        root: bytes,
        folder: Path,
        clock: Clock,
        entropy: Entropy,
        seen: HighestSeen,
        content: ContentStore,
        set_up: SetUp | None = None,
        earliest: datetime | None = None,
    ) -> None:
        self._http, self._clock, self._entropy, self._content = http, clock, entropy, content
        self._time = TrustedTime(clock, seen, earliest=earliest)
        self._metadata = Metadata(
            http, root=root, folder=folder / "metadata", clock=clock, seen=seen,
            floor=lambda: self._time.floor,
        )  # fmt: skip
        self._manifests, self._list = folder / "manifests", folder / "admitted.json"
        self._back = folder / "revoked.json"
        self._lock = threading.Lock()
        self._night, self._not_had = Night(entropy), tuple[Refusal, ...]()
        self._listed: frozenset[str] = frozenset()
        self._unfinished: Inventory | None = None
        self._post: PostKeys | None = None
        self._beside = Told(set_up, seen, folder / "told")

    def update(self) -> Inventory:
        """Refresh, and have every listed bundle and creative that holds.

        Metadata that does not hold is a refusal named "metadata"; what was
        admitted before stays. While creatives of the last time wait to be decoded it goes
        on with those instead, and asks the head-end for nothing.

        Raises:
            UnavailableError: the head-end cannot be reached.
        """
        with self._lock:
            if self._unfinished is not None:
                return self._gone_on(self._unfinished)
            admitted, refusals = self._verified(self._metadata.refreshed, self._fetched)
            creatives, unfit = _creatives(admitted)
            self._judge(admitted)
            had = self._fetched_tonight(creatives)
            self._drop_all_but(creatives)
            found = _inventory(admitted, had.ready, (*refusals, *unfit))
            return self._told(self._with_the_rest(found), had)

    def _told(self, inventory: Inventory, had: Fetched) -> Inventory:
        """``inventory`` with what became of its creatives so far."""
        self._unfinished = inventory if had.waiting else None
        refusals = (*inventory.refusals, *had.refusals)
        return replace(inventory, ready=had.ready, refusals=refusals, waiting=had.waiting)

    def _gone_on(self, inventory: Inventory) -> Inventory:
        had = self._content.go_on()
        self._not_had = had.refusals
        return self._told(inventory, had)

    def load_cached(self) -> Inventory:
        """What is on the disk, verified again, without a network. For the start."""
        with self._lock:
            try:
                admitted, refusals = self._verified(self._metadata.replayed, _not_here)
            except UnavailableError:
                admitted, refusals = self._last_good(), ()
                self._beside.fall_back()
            creatives, unfit = _creatives(admitted)
            self._judge(admitted)
            self._drop_all_but(creatives)
            found = _inventory(admitted, self._content.ready(creatives), (*refusals, *unfit))
            return self._with_the_rest(found)

    def _with_the_rest(self, inventory: Inventory) -> Inventory:
        told = replace(inventory, post=self._post, signed=self._time.floor)
        return self._beside.onto(told)

    def _fetched_tonight(self, creatives: tuple[Creative, ...]) -> Fetched:
        """All creatives when it is time for them; else those that are there."""
        now = self._clock.utc()
        if not self._night.is_due(now):
            listed = {each.id for each in creatives}
            not_had = tuple(each for each in self._not_had if each.what in listed)
            return Fetched(self._content.ready(creatives), not_had)
        found = self._content.fetch_all(creatives, self._http, self._entropy)
        self._not_had = found.refusals
        if not any(each.code.startswith("http.") for each in self._not_had):
            self._night.done(now)
        return found

    def _judge(self, admitted: dict[str, _Admitted]) -> None:
        """Tell the store what each creative is worth now, for when the disk is full."""
        now = self._time.utc()
        bundles = (each.bundle for each in admitted.values())
        self._content.judge(standings(bundles, revoked=self._revoked(), now=now), now)

    def _drop_all_but(self, creatives: tuple[Creative, ...]) -> None:
        """Remove what no bundle lists; what was listed last may still be planned or on air."""
        listed = frozenset(each.id for each in creatives)
        with suppress(UnavailableError):
            self._content.keep_only((listed | self._listed) - self._revoked())
        self._listed = listed

    def _verified(
        self, metadata: Callable[[], Trusted], source: Source
    ) -> tuple[dict[str, _Admitted], tuple[Refusal, ...]]:
        """The bundles to go on with, by name, and what was refused."""
        last_good = self._last_good()
        try:
            trusted = metadata()
            index = trusted.target(INDEX_PATH)
            octets = self._bytes(trusted, index, source)
            paths, revoked = read_index(octets), read_revoked(octets)
            self._time.signed(read_published(octets), until=trusted.ends)
        except (TrustError, InputError) as error:
            self._beside.fall_back()
            return last_good, (_refusal("metadata", error),)
        self._save_revoked(revoked)
        self._read_post(trusted, source)
        refusals = list(self._beside.take(lambda path: self._listed_file(trusted, path, source)))
        admitted: dict[str, _Admitted] = {}
        for path in paths:
            try:
                admitted[path] = self._bundle(trusted, path, source)
            except StbError as error:
                refusals.append(_refusal(path, error))
                if path in last_good and not isinstance(error, RefusedError):
                    admitted[path] = last_good[path]
        current, unfit = _apart(self._current(admitted))
        self._save(current)
        return current, (*refusals, *unfit)

    def _listed_file(self, trusted: Trusted, path: str, source: Source) -> bytes | None:
        """A file beside the index; None where the operator has none of that name."""
        try:
            target = trusted.target(path)
        except NotListed:
            return None
        return self._bytes(trusted, target, source)

    def _read_post(self, trusted: Trusted, source: Source) -> None:
        """The keys for envelopes and tokens; the last good ones where these do not hold."""
        try:
            octets = self._bytes(trusted, trusted.target(POST_PATH), source)
            self._post = read_post_keys(octets)
        except StbError as error:
            _log.info("no keys for envelopes: %s", error)

    # -- bundles -----------------------------------------------------------------------

    def _bundle(self, trusted: Trusted, path: str, source: Source) -> _Admitted:
        target = trusted.target(path)
        claim = read_custom(target.custom)
        if claim.path != path:
            raise Disagrees(f"{path} is signed as {claim.path}")
        bundle = read_bundle(self._bytes(trusted, target, source))
        if Claim.of(bundle) != claim:
            raise Disagrees(f"{path} claims {Claim.of(bundle)}, signed is {claim}")
        return _Admitted(bundle, target.hashes["sha256"])

    def _bytes(self, trusted: Trusted, target: TargetFile, source: Source) -> bytes:
        """The file of ``target``: from the disk, or fetched and kept there."""
        if target.length > BUNDLE_CAP:
            raise BadBundle(f"{target.path} has {target.length} bytes, more than {BUNDLE_CAP}")
        sha256 = target.hashes["sha256"]
        if (kept := self._kept(sha256)) is not None:
            return kept
        data = source(trusted.place(target), target.length)
        check_file(target, data)
        self._write(self._manifests / sha256, data)
        return data

    def _fetched(self, path: str, cap: int) -> bytes:
        try:
            return self._http.get(TARGETS_PATH + path, cap=cap)
        except HttpTooLarge as error:
            raise LengthOrHash(str(error)) from error

    # -- what is kept ------------------------------------------------------------------

    def _last_good(self) -> dict[str, _Admitted]:
        """What was admitted before and has not ended; whatever is damaged is left out."""
        try:
            listed = strict_json.loads(self._kept_list(), cap=BUNDLE_CAP)
        except InputError:
            return {}
        admitted = {}
        for path, sha256 in listed.items() if isinstance(listed, dict) else ():
            try:
                if (data := self._kept(str(sha256))) is not None:
                    admitted[path] = _Admitted(read_bundle(data), str(sha256))
            except StbError as error:
                _log.warning("kept bundle %s is damaged: %s", path, error)
        return self._current(admitted)

    def _current(self, admitted: dict[str, _Admitted]) -> dict[str, _Admitted]:
        """Those that have not ended, without the creatives that were taken back."""
        now, revoked = self._time.utc(), self._revoked()
        return {
            path: _Admitted(_without(each.bundle, revoked), each.sha256)
            for path, each in admitted.items()
            if each.bundle.valid_to > now
        }

    def _revoked(self) -> frozenset[str]:
        """What the last index that held took back; a damaged list says nothing."""
        try:
            return read_revoked(self._back.read_bytes())
        except (OSError, InputError):
            return frozenset()

    def _save_revoked(self, revoked: frozenset[str]) -> None:
        if self._revoked() != revoked:
            self._write(self._back, write_index((), revoked))

    def _save(self, admitted: dict[str, _Admitted]) -> None:
        listed = strict_json.dumps({path: each.sha256 for path, each in admitted.items()})
        if self._kept_list() != listed:
            self._write(self._list, listed)

    def _kept_list(self) -> bytes:
        try:
            return self._list.read_bytes()
        except OSError:
            return b""

    def _kept(self, sha256: str) -> bytes | None:
        """The file of that hash from the disk, if it is there and whole."""
        try:
            data = (self._manifests / sha256).read_bytes()
        except (OSError, ValueError):
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def _write(self, path: Path, data: bytes) -> None:
        try:
            write_whole(path, data)
        except OSError as error:
            raise Broken(f"{path.name}: {error.strerror or error}") from error


def _apart(
    admitted: dict[str, _Admitted],
) -> tuple[dict[str, _Admitted], tuple[Refusal, ...]]:
    """The bundles of groups that may be used beside each other, and why others may not."""
    refusals = []
    kept = dict(admitted)
    for week in sorted({each.bundle.week for each in admitted.values()}):
        of_week = {p: a.bundle.segment for p, a in admitted.items() if a.bundle.week == week}
        unfit = objections(of_week.values())
        for path, segment in of_week.items():
            if segment.id in unfit:
                del kept[path]
                refusals.append(Refusal(path, unfit[segment.id].code, unfit[segment.id].reason))
                _log.info("%s refused: %s", path, unfit[segment.id].reason)
    return kept, tuple(refusals)


def _without(bundle: Bundle, revoked: frozenset[str]) -> Bundle:
    kept = tuple(each for each in bundle.creatives if each.id not in revoked)
    return bundle if len(kept) == len(bundle.creatives) else replace(bundle, creatives=kept)


def _not_here(path: str, _cap: int) -> bytes:
    raise NotHere(f"{path} was not fetched yet")


def _creatives(
    admitted: dict[str, _Admitted],
) -> tuple[tuple[Creative, ...], tuple[Refusal, ...]]:
    """The creatives worth having, and why the others are not: those are never fetched."""
    fit: list[Creative] = []
    unfit: dict[str, Refusal] = {}
    for bundle in (each.bundle for each in admitted.values()):
        for one in bundle.creatives:
            if bundle.goes(one.rate):
                fit.append(one)
            elif one.id not in unfit:
                rates = " or ".join(str(rate) for rate in bundle.rates)
                unfit[one.id] = _refusal(
                    one.id,
                    WrongRate(f"creative {one.id}: {one.rate} a second do not go with {rates}"),
                )
    known = {one.id for one in fit}
    return tuple(fit), tuple(unfit[each] for each in unfit if each not in known)


def _inventory(
    admitted: dict[str, _Admitted], ready: frozenset[str], refusals: tuple[Refusal, ...]
) -> Inventory:
    return Inventory(tuple(admitted[path].bundle for path in sorted(admitted)), ready, refusals)


def _refusal(what: str, error: StbError) -> Refusal:
    code = "bundle.too_small" if isinstance(error, SegmentTooSmall) else error.code
    _log.info("%s refused: %s: %s", what, code, error)
    return Refusal(what, code, str(error))
