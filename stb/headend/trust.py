"""What the operator does about trust: look at its keys, replace one, take something back.

Each is in force when it returns: all that depends on it is signed and published anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stb.errors import InputError
from stb.formats.bundle import bundle_path
from stb.headend import keys, revocations
from stb.headend.faults import Faults
from stb.headend.publication import read_publication
from stb.headend.repository import Repository

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BUNDLE = re.compile(r"(?:bundles/)?(2\d{3}-W\d\d)/([a-z0-9][a-z0-9-]{0,63})(?:\.json)?")


class NoSuchCreative(InputError):
    """What is to be revoked is no creative of ours, or more than one."""

    code = "revoke.creative"


class NoSuchBundle(InputError):
    """What is to be revoked is not the name of a bundle."""

    code = "revoke.bundle"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that signs: ``id`` as metadata names it, ``file`` where its private half lies."""

    name: str
    id: str
    file: Path


@dataclass(frozen=True, slots=True)
class Role:
    """A role as it signs now; ``version`` 0 and no ``ends`` before the first publication."""

    name: str
    threshold: int
    keys: tuple[Key, ...]
    version: int
    ends: datetime | None


def roles(folder: Path) -> tuple[Role, ...]:
    """Every role of the operator on ``folder``, root first.

    Raises:
        BadKey: a file holds something else than a key.
    """
    published = read_publication(folder / "repository" / "published.json")
    ring, signers = keys.read_ring(folder / "keys"), keys.signers(folder / "keys")
    return tuple(
        Role(
            role,
            keys.THRESHOLDS[role],
            tuple(
                Key(name, signer.public_key.keyid, folder / "keys" / f"{name}.pem")
                for name, signer in zip(ring[role], signers[role], strict=True)
            ),
            published.versions.get(role, 0),
            published.ends.get(role),
        )
        for role in keys.KEYS
    )


def rotate(repository: Repository, role: str, now: datetime, *, name: str | None = None) -> str:
    """Give ``role`` a new key for its oldest one, or for ``name``; the name of the new one.

    Raises:
        NoSuchRole, NoSuchKey: there is none of that name.
        TooFewKeys: root cannot be changed any more.
    """
    ring = keys.replace_keys(repository.folder / "keys", role, name=name)
    repository.publish(now, Faults())
    return ring[role][-1]


def revoke_key(repository: Repository, name: str, now: datetime) -> str:
    """Let nothing be trusted by the key ``name`` any more; its role, which has a new one.

    Raises:
        NoSuchKey: no role signs with it.
        TooFewKeys: root cannot be changed any more.
    """
    role = keys.revoke_key(repository.folder / "keys", name)
    repository.publish(now, Faults())
    return role


def revoke_creative(repository: Repository, named: str, now: datetime) -> str:
    """Take back the creative of that id, beginning of an id, or title; its id.

    Raises:
        NoSuchCreative: there is none, or more than one.
    """
    bookings = repository.inventory.stock().bookings
    ids = {booking.creative.id for booking in bookings if booking.is_called(named)}
    if not ids and _SHA256.fullmatch(named):  # booked by nobody any more, on boxes all the same
        ids = {named}
    if len(ids) != 1:
        what = f"{len(ids)} spots are" if ids else "no spot is"
        raise NoSuchCreative(f"{what} called {named}; `stb headend spot list` shows ids")
    (sha256,) = ids
    revocations.revoke(repository.folder, now, creatives=(sha256,))
    repository.publish(now, Faults())
    return sha256


def revoke_bundle(repository: Repository, named: str, now: datetime) -> str:
    """Take back the bundle of a week and a segment, as 2026-W47/retired; its full name.

    Raises:
        NoSuchBundle: there is no such segment, or it is no such name.
    """
    found = _BUNDLE.fullmatch(named)
    segments = {group.id for group in repository.inventory.stock().groups}
    if found is None or found[2] not in segments:
        raise NoSuchBundle(
            f"no bundle {named}; give WEEK/SEGMENT, as 2026-W47/{min(segments, default='retired')}"
        )
    path = bundle_path(found[1], found[2])
    revocations.revoke(repository.folder, now, bundles=(path,))
    repository.publish(now, Faults())
    return path
