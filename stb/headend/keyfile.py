"""A private key in a file of its own, made at the first asking: PKCS 8, its owner's to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from stb.errors import TrustError
from stb.headend.files import make_folder, write_whole

K = TypeVar("K", Ed25519PrivateKey, RSAPrivateKey, X25519PrivateKey)


class BadKey(TrustError):
    """A file of ours does not hold the key that it should."""

    code = "headend.key"


def kept_key(path: Path, kind: type[Any], make: Callable[[], K]) -> K:
    """The key of ``kind`` in ``path``, or one that ``make`` makes and that is there from now on.

    Raises:
        BadKey: the file holds something else.
    """
    make_folder(path.parent, mode=0o700)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        made = make()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_whole(path, pem, mode=0o600)
        return made
    except ValueError as error:
        raise BadKey(f"{path.name} holds no key: {error}") from error
    if not isinstance(key, kind):
        raise BadKey(f"{path.name} holds a key of another kind")
    kept: K = key
    return kept
