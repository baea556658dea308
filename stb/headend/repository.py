"""The signed repository: this week's and next week's bundles, for every box the same.

TUF 1.0 with consistent snapshots. Root is two of three keys, `targets` two of
two and only delegates `bundles/*` to the role `ads`. Nothing is published by a
timer: whoever asks for metadata makes the head-end look at its clock, and a new
week, a new booking or metadata close to its end is published there and then.

Everything is written whole, the time stamp last, so a box sees the old or the
new, and a verb of another process may publish while this one serves.
Source: TUF specification 1.0, 6 (consistent snapshots); `docs/headend.md`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from tuf.api._payload import (
    DelegatedRole,
    Delegations,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.metadata import Metadata
from tuf.api.serialization.json import JSONSerializer

from stb.formats import strict_json
from stb.formats.bundle import Claim, bundle_path, write_bundle, write_custom, write_index
from stb.formats.post_keys import POST_PATH, write_post_keys
from stb.formats.privacy_pass import write_key
from stb.headend.bookings import Stock
from stb.headend.catalogue import Catalogue
from stb.headend.envelopes import Opener, kept_opener
from stb.headend.errors import NotThere
from stb.headend.faults import Faults
from stb.headend.files import alone, write_whole
from stb.headend.generics import read_broadcast
from stb.headend.inventory import Inventory
from stb.headend.issuer import Issuer, kept_issuer
from stb.headend.keys import THRESHOLDS, read_ring, retired, signers
from stb.headend.provisioning import Administration, Told
from stb.headend.publication import Publication, read_publication
from stb.headend.revocations import Revocations, read_revocations
from stb.headend.signing import root_is_stale, signers_for_root, targets_are_stale
from stb.model.bundle import Creative, iso_week
from stb.model.report import PostKeys

WEEK = timedelta(days=7)
LIFE = {
    "root": timedelta(days=730),
    "targets": timedelta(days=180),
    "ads": timedelta(days=14),
    "snapshot": timedelta(days=14),
    "timestamp": timedelta(days=2),
}
INDEX = "bundles/index.json"
ISSUER = "tokens.mediabox"
"""What the issuer of tokens calls itself."""
_WRONG_FRAMES = (500, 375)
"""What a wrong length is stated as: one that fits a slot, and is not the file's."""

_TARGET = re.compile(r"bundles/(?:(?:2\d{3}-W\d\d)/)?[0-9a-f]{64}\.([a-z0-9-]{1,64})\.json")


class Repository:
    """The repository under ``folder``; keys are made when they are first needed."""

    def __init__(self, folder: Path, *, assets: Path, catalogue: Catalogue) -> None:
        self.folder = folder
        self._keys = folder / "keys"
        self._metadata = folder / "repository" / "metadata"
        self._targets = folder / "repository" / "targets"
        self.inventory = Inventory(folder, assets=assets, catalogue=catalogue)
        self._broadcast = read_broadcast(assets)
        self.administration = Administration(folder)
        self._told = Told(self.administration, assets)

    @cached_property
    def issuer(self) -> Issuer:
        """Who signs tokens, by a key that is made at the first asking."""
        return kept_issuer(self._keys)

    @cached_property
    def opener(self) -> Opener:
        """Who opens envelopes, by a key that is made at the first asking."""
        return kept_opener(self._keys)

    @cached_property
    def post_keys(self) -> PostKeys:
        return PostKeys(self.opener.key, write_key(self.issuer.key), ISSUER)

    def root(self, now: datetime) -> bytes:
        """The first root metadata: what a box is built with."""
        self.refresh(now, Faults())
        return (self._metadata / "1.root.json").read_bytes()

    def metadata(self, name: str, *, now: datetime, faults: Faults) -> bytes:
        """A file of metadata, the newest where it has no number.

        Raises:
            NotThere: there is no such file.
        """
        if name == "timestamp.json" or not (self._metadata / name).is_file():
            self.refresh(now, faults)
        try:
            return (self._metadata / name).read_bytes()
        except FileNotFoundError as missing:
            raise NotThere(f"no metadata {name}") from missing

    def target(self, path: str, *, faults: Faults) -> bytes:
        """A manifest or the index by its consistent path.

        Raises:
            NotThere: there is no such file.
        """
        match = _TARGET.fullmatch(path)
        try:
            octets = (self._targets / path).read_bytes() if match else b""
        except FileNotFoundError:
            octets = b""
        if match is None or not octets:
            raise NotThere(f"no target {path}")
        if faults.tampers(match[1]):
            place = octets.index(b'"households"') + 14
            octets = octets[:place] + bytes((octets[place] ^ 1,)) + octets[place + 1 :]
        return octets

    def creative(self, sha256: str, *, faults: Faults) -> Path:
        """The file of a creative.

        Raises:
            NotThere: it is none of ours, or withheld.
        """
        if faults.withholds(sha256):
            raise NotThere(f"creative {sha256} is withheld")
        if sha256 in self._revoked().creatives:
            raise NotThere(f"creative {sha256} is revoked")
        return self.inventory.file(sha256)

    def refresh(self, now: datetime, faults: Faults) -> None:
        """Publish if what is published does not hold (much longer) at ``now``."""
        mark = self._mark(self.inventory.stock())
        fault = _fault_mark(faults)
        if not self._published().holds(now, weeks=weeks_at(now), stock=mark, fault=fault):
            self.publish(now, faults)

    def publish(self, now: datetime, faults: Faults) -> Publication:
        """Sign and publish this week and the next, whatever was published before."""
        with alone(self.folder):
            stock = self.inventory.stock()
            before = self._published()
            bundles = dict(self._bundles(stock, now, faults))
            bundles[POST_PATH] = write_post_keys(self.post_keys), None
            bundles |= {path: (octets, None) for path, octets in self._told.targets().items()}
            mark = self._mark(stock)
            keys = signers(self._keys)
            writer = _Writer(self._metadata, keys, now, before, former=retired(self._keys))
            writer.root()
            writer.targets()
            writer.ads(bundles)
            for path, (octets, _) in bundles.items():
                folder, _, name = path.rpartition("/")
                digest = hashlib.sha256(octets).hexdigest()
                write_whole(self._targets / folder / f"{digest}.{name}", octets)
            writer.snapshot()
            writer.timestamp(now - timedelta(hours=1) if faults.expired_metadata else None)
            after = writer.publication(weeks=weeks_at(now), stock=mark, fault=_fault_mark(faults))
            write_whole(self.folder / "repository/published.json", after.octets())
        return after

    def manifests(self, now: datetime) -> dict[str, bytes]:
        """What would be published at ``now``, by the names of targets, without the index."""
        found = self._bundles(self.inventory.stock(), now, Faults())
        return {path: octets for path, (octets, _) in found if path != INDEX}

    def published_manifests(self) -> dict[str, bytes]:
        """What was published last, likewise; nothing where nothing was."""
        version = self._published().versions.get("ads")
        if version is None:
            return {}
        listed = json.loads((self._metadata / f"{version}.ads.json").read_bytes())
        found = {}
        for path, target in listed["signed"]["targets"].items():
            folder, _, name = path.rpartition("/")
            file = self._targets / folder / f"{target['hashes']['sha256']}.{name}"
            if path.count("/") == 2 and file.is_file():
                found[path] = file.read_bytes()
        return found

    def _revoked(self) -> Revocations:
        return read_revocations(self.folder)

    def _mark(self, stock: Stock) -> str:
        """Changes with all that is published or signs: stock, revocations, keys."""
        ring = " ".join(name for names in read_ring(self._keys).values() for name in names)
        post = write_post_keys(self.post_keys).decode()
        marks = (stock.mark, self._broadcast.mark, self._revoked().mark, ring, post)
        text = "\n".join((*marks, self._told.mark))
        return hashlib.sha256(text.encode()).hexdigest()

    def _published(self) -> Publication:
        return read_publication(self.folder / "repository/published.json")

    def _bundles(
        self, stock: Stock, now: datetime, faults: Faults
    ) -> Iterator[tuple[str, tuple[bytes, dict[str, Any] | None]]]:
        """Bundles and their index: the name, the bytes, and what the metadata repeats of it."""
        names: list[str] = []
        revoked = self._revoked()
        monday = _monday(now)
        for start in (monday, monday + WEEK):
            week = iso_week(start)
            for group in stock.published:
                if bundle_path(week, group.id) in revoked.bundles:
                    continue
                creatives = [
                    c for c in stock.creatives_of(group.id) if c.id not in revoked.creatives
                ]
                campaigns = stock.campaigns_of(creatives)
                octets = write_bundle(
                    segment=group.id,
                    households=group.households,
                    week=week,
                    valid_from=start,
                    valid_to=start + WEEK,
                    words=group.words,
                    rule=group.condition,
                    generics=self._broadcast.generics,
                    sponsors=self._broadcast.sponsors,
                    creatives=[_stated(c, faults) for c in creatives],
                    campaigns=filter(None, (one.published() for one in campaigns)),
                    caps=filter(None, (one.cap() for one in campaigns)),
                    rates=stock.rates,
                    counted=group.counted,
                )
                claim = Claim(group.id, week, group.households)
                names.append(bundle_path(week, group.id))
                yield names[-1], (octets, write_custom(claim))
        yield (
            INDEX,
            (write_index(names, revoked.creatives, published=now.replace(microsecond=0)), None),
        )


class _Writer:
    """Signs and writes one publication; versions go on from the last one."""

    def __init__(
        self,
        folder: Path,
        keys: dict[str, Any],
        now: datetime,
        before: Publication,
        *,
        former: tuple[Any, ...],
    ) -> None:
        self._folder, self._keys, self._now = folder, keys, now
        self._former = former
        self._versions = dict(before.versions)
        self._ends = dict(before.ends)
        self._octets: dict[str, bytes] = {}

    def root(self) -> None:
        last = self._last("root")
        if not self._due("root", timedelta(days=60)) and not root_is_stale(last, self._keys):
            return
        signers = signers_for_root(last, self._keys, self._former)
        root = Root(expires=self._next("root"), consistent_snapshot=True)
        root.version = self._versions["root"]
        for role in ("root", "targets", "snapshot", "timestamp"):
            for signer in self._keys[role]:
                root.add_key(signer.public_key, role)
            root.roles[role].threshold = THRESHOLDS[role]
        self._write("root", root, f"{root.version}.root.json", signers=signers)

    def targets(self) -> None:
        stale = targets_are_stale(self._last("targets"), self._keys)
        if not self._due("targets", timedelta(days=30)) and not stale:
            return
        keys = {signer.public_key.keyid: signer.public_key for signer in self._keys["ads"]}
        delegated = DelegatedRole(
            "ads", list(keys), THRESHOLDS["ads"], terminating=True,
            paths=["bundles/*", "bundles/*/*"],
        )  # fmt: skip
        expires = self._next("targets")
        targets = Targets(
            version=self._versions["targets"],
            expires=expires,
            delegations=Delegations(keys, {"ads": delegated}),
        )
        self._write("targets", targets, f"{targets.version}.targets.json")

    def ads(self, bundles: dict[str, tuple[bytes, dict[str, Any] | None]]) -> None:
        files = {}
        for path, (octets, custom) in bundles.items():
            files[path] = TargetFile.from_data(path, octets, ["sha256"])
            if custom is not None:
                files[path].unrecognized_fields["custom"] = custom
        expires = self._next("ads")
        ads = Targets(version=self._versions["ads"], expires=expires, targets=files)
        self._write("ads", ads, f"{ads.version}.ads.json")

    def snapshot(self) -> None:
        expires = self._next("snapshot")
        snapshot = Snapshot(
            version=self._versions["snapshot"],
            expires=expires,
            meta={f"{role}.json": MetaFile(self._versions[role]) for role in ("targets", "ads")},
        )
        self._write("snapshot", snapshot, f"{snapshot.version}.snapshot.json")

    def timestamp(self, ended: datetime | None) -> None:
        """``ended``: when it shall have expired already, on request."""
        expires = self._next("timestamp")
        if ended is not None:
            expires = self._ends["timestamp"] = ended.replace(microsecond=0)
        octets = self._octets["snapshot"]
        meta = MetaFile(
            self._versions["snapshot"],
            length=len(octets),
            hashes={"sha256": hashlib.sha256(octets).hexdigest()},
        )
        timestamp = Timestamp(
            version=self._versions["timestamp"], expires=expires, snapshot_meta=meta
        )
        self._write("timestamp", timestamp, "timestamp.json")

    def publication(self, *, weeks: tuple[str, ...], stock: str, fault: str) -> Publication:
        return Publication(
            self._versions, self._ends, weeks=weeks, stock=stock, fault=fault, at=self._now
        )

    def _due(self, role: str, ahead: timedelta) -> bool:
        """Whether a role that rarely changes has to be signed again."""
        return role not in self._ends or self._ends[role] - ahead <= self._now

    def _next(self, role: str) -> datetime:
        """The expiry of the next version of a role, whose number is taken."""
        self._versions[role] = self._versions.get(role, 0) + 1
        self._ends[role] = (self._now + LIFE[role]).replace(microsecond=0)
        return self._ends[role]

    def _last(self, role: str) -> bytes | None:
        """What was published of a role last; nothing where nothing was."""
        file = self._folder / f"{self._versions.get(role)}.{role}.json"
        return file.read_bytes() if file.is_file() else None

    def _write(
        self,
        role: str,
        signed: Root | Targets | Snapshot | Timestamp,
        name: str,
        *,
        signers: tuple[Any, ...] = (),
    ) -> None:
        metadata: Metadata[Any] = Metadata(signed)
        for signer in signers or self._keys[role]:
            metadata.sign(signer, append=True)
        self._octets[role] = metadata.to_bytes(JSONSerializer(compact=True))
        write_whole(self._folder / name, self._octets[role])


def weeks_at(now: datetime) -> tuple[str, ...]:
    """The ISO weeks that are published at ``now``: the one that runs, and the next."""
    return iso_week(now), iso_week(now + WEEK)


def _monday(now: datetime) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def _stated(creative: Creative, faults: Faults) -> Creative:
    """The creative as its manifest states it; of another length where that is asked for."""
    if not faults.lengthens(creative.id):
        return creative
    wrong = next(frames for frames in _WRONG_FRAMES if frames != creative.frames)
    return replace(creative, frames=wrong)


def _fault_mark(faults: Faults) -> str:
    marks = [*sorted(faults.wrong_length), "expired" if faults.expired_metadata else ""]
    return strict_json.dumps(marks).decode()
