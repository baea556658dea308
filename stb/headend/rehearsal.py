"""A repository of five files, made anew each time the same, and the keys to sign what was bent.

For `stb fuzz metadata`: an operator's own mistakes, and what a thief with his keys could sign.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer._crypto_signer import CryptoSigner
from securesystemslib.signer._key import Key
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

LISTED = "bundles/2026-W47/sports.json"
"""The one file that the repository lists."""

_LIFE = timedelta(days=30)
_SIGNERS = [CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)) for n in (1, 2)]


def small_repository(at: datetime) -> dict[str, bytes]:
    """Its metadata at ``at`` by the names under which it is served; root has two versions."""
    ends = at + _LIFE
    ids = [signer.public_key.keyid for signer in _SIGNERS]
    root = Root(expires=ends, consistent_snapshot=True)
    for role in ("root", "timestamp", "snapshot", "targets"):
        for signer in _SIGNERS:
            root.add_key(signer.public_key, role)
        root.roles[role].threshold = 2
    custom = {"custom": {"segment": "sports"}}
    listed = {LISTED: TargetFile(1, {"sha256": "ab" * 32}, LISTED, custom)}
    delegated = DelegatedRole("ads", ids, 2, terminating=True, paths=["bundles/*/*.json"])
    keys: dict[str, Key] = {signer.public_key.keyid: signer.public_key for signer in _SIGNERS}
    targets = Targets(expires=ends, delegations=Delegations(keys, {"ads": delegated}))
    files = {
        "1.root.json": _signed(root),
        "timestamp.json": _signed(Timestamp(expires=ends)),
        "1.snapshot.json": _signed(
            Snapshot(expires=ends, meta={"targets.json": MetaFile(1), "ads.json": MetaFile(1)})
        ),
        "1.targets.json": _signed(targets),
        "1.ads.json": _signed(Targets(expires=ends, targets=listed)),
    }
    root.version = 2
    return files | {"2.root.json": _signed(root)}


def _signed(role: Any) -> bytes:
    whole = Metadata(role)
    for signer in _SIGNERS:
        whole.sign(signer, append=True)
    return whole.to_bytes()


def signed_anew(message: bytes) -> bytes:
    """As an operator's own mistake, or a thief with his keys; what cannot be signed, as it is."""
    try:
        return _signed(Metadata[Any].from_bytes(message).signed)
    except Exception:  # noqa: BLE001  python-tuf and its JSON raise what they like here
        return message
