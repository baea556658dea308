"""The operator's signing keys: which each role has, kept in files, replaced when they must be.

Real root keys would lie in a safe; here they lie beside the rest, so that a
head-end of one's own is one command. Ed25519, PKCS 8, readable by the owner
only. Which files a role signs with stands in ``ring.json``; a key that was
replaced lies in ``retired`` until it has signed for its successor, one that was
revoked in ``revoked``, where nothing signs any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer._crypto_signer import CryptoSigner

from stb.errors import InputError
from stb.formats import strict_json
from stb.headend.files import make_folder, write_whole
from stb.headend.keyfile import kept_key

KEYS = {"root": 3, "targets": 2, "ads": 1, "snapshot": 1, "timestamp": 1}
"""How many keys each role has."""

THRESHOLDS = {"root": 2, "targets": 2, "ads": 1, "snapshot": 1, "timestamp": 1}

_RING = "ring.json"
_CAP = 64 << 10

Ring = Mapping[str, tuple[str, ...]]
"""The names of the keys of each role, the oldest first."""


class NoSuchRole(InputError):
    """There is no role of that name."""

    code = "headend.role"


class NoSuchKey(InputError):
    """No role signs with a key of that name."""

    code = "headend.no_key"


def read_ring(folder: Path) -> Ring:
    """The keys that the roles sign with now; as at first where none was ever replaced."""
    first = {role: tuple(f"{role}-{n}" for n in range(1, KEYS[role] + 1)) for role in KEYS}
    try:
        data = strict_json.loads((folder / _RING).read_bytes(), cap=_CAP)
    except FileNotFoundError:
        return first
    assert isinstance(data, dict)
    return first | {role: tuple(names) for role, names in data["keys"].items()}


def signers(folder: Path) -> dict[str, tuple[CryptoSigner, ...]]:
    """The signers of every role; keys that are not there yet are made.

    Raises:
        BadKey: a file holds something else.
    """
    make_folder(folder, mode=0o700)
    return {
        role: tuple(_signer(folder / f"{name}.pem") for name in names)
        for role, names in read_ring(folder).items()
    }


def retired(folder: Path) -> tuple[CryptoSigner, ...]:
    """The signers of keys that were replaced, but not revoked."""
    return tuple(_signer(path) for path in sorted((folder / "retired").glob("*.pem")))


def replace_keys(folder: Path, role: str, *, name: str | None = None) -> Ring:
    """Give ``role`` a new key in place of ``name``, or of its oldest one.

    One at a time, so that of root's three two are left to sign for the third. The
    new ring is on the disk when this returns, and in force with the next publication.

    Raises:
        NoSuchRole, NoSuchKey: there is none of that name.
        BadKey: a file holds something else.
    """
    old = _named(folder, role, name)
    return _replaced(folder, role, old, "retired")


def revoke_key(folder: Path, name: str) -> str:
    """Replace a key that nobody may trust any more; the role that it was of.

    Raises:
        NoSuchKey: no role signs with it.
    """
    role = name.rpartition("-")[0]
    if role not in KEYS:
        raise NoSuchKey(f"no key {name}; `stb headend keys` shows those there are")
    _replaced(folder, role, _named(folder, role, name), "revoked")
    return role


def _named(folder: Path, role: str, name: str | None) -> str:
    if role not in KEYS:
        raise NoSuchRole(f"no role {role}; there are {', '.join(KEYS)}")
    names = read_ring(folder)[role]
    if name is not None and name not in names:
        raise NoSuchKey(f"{role} signs with {', '.join(names)}, not with {name}")
    return name or names[0]


def _replaced(folder: Path, role: str, old: str, where: str) -> Ring:
    signers(folder)  # all there are, before any is moved
    before = read_ring(folder)
    numbers = [int(path.stem.rpartition("-")[2]) for path in folder.rglob(f"{role}-*.pem")]
    new = f"{role}-{max(numbers) + 1}"
    _signer(folder / f"{new}.pem")
    after = {**before, role: (*(name for name in before[role] if name != old), new)}
    # The copy first, then the ring, then the file: whenever the power goes, both are complete.
    write_whole(folder / where / f"{old}.pem", (folder / f"{old}.pem").read_bytes(), mode=0o600)
    ring = {"v": 1, "keys": {each: list(names) for each, names in after.items()}}
    write_whole(folder / _RING, strict_json.dumps(ring))
    (folder / f"{old}.pem").unlink()
    return after


def _signer(path: Path) -> CryptoSigner:
    return CryptoSigner(kept_key(path, Ed25519PrivateKey, Ed25519PrivateKey.generate))
