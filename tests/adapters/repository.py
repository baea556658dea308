"""A small operator: signs a TUF repository and serves it, and can go wrong on request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from stb.formats.bundle import Claim, bundle_path, write_bundle, write_custom, write_index
from stb.model.bundle import Creative, iso_week
from stb.model.household import Rule
from stb.model.time import PAL
from tests.adapters.wire import Peer, answer

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)


def film(text: str, size: int = 3000) -> bytes:
    """Bytes that stand for a creative's file."""
    return (text * size).encode()[:size]


def creative(data: bytes, *, frames: int = 750, campaign: str = "acme") -> Creative:
    return Creative(hashlib.sha256(data).hexdigest(), len(data), frames, PAL, campaign)


class Repository:
    """Roles and targets as `publish` last signed them; ``files`` is what is served."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.starts: list[int] = []
        self.down = False
        self.version = 0
        self.root_version = 0
        self._signers = {
            name: CryptoSigner.generate_ed25519() for name in ("timestamp", "snapshot", "ads")
        }
        self.root_keys = [CryptoSigner.generate_ed25519() for _ in range(3)]
        self._target_keys = [CryptoSigner.generate_ed25519() for _ in range(2)]
        self._targets: dict[str, tuple[bytes, dict[str, object]]] = {}
        self._revoked: list[str] = []
        self.sign_root()
        self.root = self.files["/repository/metadata/1.root.json"]

    # -- what is offered ---------------------------------------------------------------

    def offers(self, segment: str, films: Iterable[bytes] = (), **facts: object) -> str:
        """A bundle of this week; ``facts`` replace what its manifest states."""
        stated = {
            "segment": segment,
            "households": 1000,
            "week": iso_week(MONDAY),
            "valid_from": MONDAY,
            "valid_to": MONDAY + timedelta(days=7),
            "words": {"nl": segment},
            "rule": Rule.read({}),
            "creatives": [creative(data) for data in films],
            **facts,
        }
        manifest = write_bundle(**stated)
        path = bundle_path(str(stated["week"]), segment)
        claim = Claim(segment, str(stated["week"]), int(stated["households"]))
        self._targets[path] = (manifest, write_custom(claim))
        for data in films:
            sha256 = hashlib.sha256(data).hexdigest()
            self.files[f"/repository/content/c/{sha256[:2]}/{sha256}"] = data
        return path

    def says_of(self, path: str, custom: dict[str, object]) -> None:
        """Have the metadata say something else of a bundle than its manifest does."""
        self._targets[path] = (self._targets[path][0], custom)

    def withdraws(self, path: str) -> None:
        del self._targets[path]

    def revokes(self, data: bytes) -> None:
        self._revoked.append(hashlib.sha256(data).hexdigest())

    def misplaces(self, path: str, instead: str) -> None:
        """Publish the bundle ``path``, whole and truthful, under the name of another."""
        self._targets[instead] = self._targets.pop(path)

    def target_file(self, path: str) -> str:
        """Where the bytes of a published target are served."""
        folder, _, name = path.rpartition("/")
        sha256 = hashlib.sha256(self._targets[path][0]).hexdigest()
        return f"/repository/targets/{folder}/{sha256}.{name}"

    # -- signing -----------------------------------------------------------------------

    def sign_root(self, *, signers: Iterable[CryptoSigner] | None = None) -> None:
        """The next root, signed by two of its three keys unless told otherwise."""
        self.root_version += 1
        root = Root(version=self.root_version, expires=MONDAY + timedelta(days=365))
        for key in self.root_keys:
            root.add_key(key.public_key, "root")
        for key in self._target_keys:
            root.add_key(key.public_key, "targets")
        for role in ("timestamp", "snapshot"):
            root.add_key(self._signers[role].public_key, role)
        root.roles["root"].threshold = root.roles["targets"].threshold = 2
        signed = Metadata(root)
        for signer in self.root_keys[:2] if signers is None else signers:
            signed.sign(signer, append=True)
        self.files[f"/repository/metadata/{self.root_version}.root.json"] = signed.to_bytes()

    def rotates_online_keys(self) -> None:
        for role in ("timestamp", "snapshot"):
            self._signers[role] = CryptoSigner.generate_ed25519()
        self.sign_root()

    def publish(self, *, expires: datetime = MONDAY + timedelta(days=14), version: int = 0) -> None:
        """Sign all that is offered, as the next version or as ``version``."""
        self.version = version or self.version + 1
        paths = sorted(path for path in self._targets if path != "bundles/index.json")
        index = write_index(paths, self._revoked)
        self._targets["bundles/index.json"] = (index, {})
        ads = Targets(version=self.version, expires=expires)
        for path, (data, custom) in self._targets.items():
            target = TargetFile.from_data(path, data)
            if custom:
                target.unrecognized_fields["custom"] = custom
            ads.targets[path] = target
            self.files[self.target_file(path)] = data
        key = self._signers["ads"].public_key
        role = DelegatedRole("ads", [key.keyid], 1, True, paths=["bundles/*", "bundles/*/*"])
        delegations = Delegations({key.keyid: key}, {"ads": role})
        targets = Targets(version=self.version, expires=expires, delegations=delegations)
        snapshot = Snapshot(
            version=self.version,
            expires=expires,
            meta={f"{n}.json": MetaFile(self.version) for n in ("targets", "ads")},
        )
        timestamp = Timestamp(
            version=self.version, expires=expires, snapshot_meta=MetaFile(self.version)
        )
        v = self.version
        self._sign(f"{v}.ads", ads, [self._signers["ads"]])
        self._sign(f"{v}.targets", targets, self._target_keys)
        self._sign(f"{v}.snapshot", snapshot, [self._signers["snapshot"]])
        self._sign("timestamp", timestamp, [self._signers["timestamp"]])

    def _sign(self, name: str, signed: object, signers: Iterable[CryptoSigner]) -> None:
        metadata = Metadata(signed)
        for signer in signers:
            metadata.sign(signer, append=True)
        self.files[f"/repository/metadata/{name}.json"] = metadata.to_bytes()

    # -- serving -----------------------------------------------------------------------

    def serve(self, peer: Peer) -> None:
        """Answers GET of ``files``, with Range; for `tests.adapters.wire.Server`."""
        while request := peer.request():
            head = request.decode("latin-1")
            path = head.split(" ")[1]
            self.asked.append(path)
            if self.down or not peer.send(self._answer(path, head)):
                return

    def _answer(self, path: str, head: str) -> bytes:
        data = self.files.get(path)
        if data is None:
            return answer(b"{}", status="404 Not Found")
        _, found, rest = head.partition("Range: bytes=")
        if not found:
            return answer(data)
        start = int(rest.partition("-")[0])
        self.starts.append(start)
        if start >= len(data):
            return answer(status="416 Range Not Satisfiable")
        place = f"Content-Range: bytes {start}-{len(data) - 1}/{len(data)}"
        return answer(data[start:], status="206 Partial Content", headers=[place])
