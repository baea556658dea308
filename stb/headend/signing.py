"""Whether what was signed last still is by the keys of now, and who signs for a change.

A root that changes keys is signed by enough of the old and of the new: so a box
that slept through any number of them follows one after the other.
Source: TUF specification 1.0, 5.3.4 and 6.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from securesystemslib.signer._crypto_signer import CryptoSigner
from tuf.api._payload import Root, Targets
from tuf.api.metadata import Metadata

from stb.errors import RefusedError

Signers = Mapping[str, tuple[CryptoSigner, ...]]


class TooFewKeys(RefusedError):
    """Not enough of the keys that boxes trust are left to sign for new ones."""

    code = "headend.too_few_keys"


def root_is_stale(octets: bytes | None, keys: Signers) -> bool:
    """Whether the root that was signed last names other keys than ``keys``."""
    if octets is None:
        return True
    root = Metadata[Root].from_bytes(octets).signed
    return any(
        set(role.keyids) != _ids(keys[name]) for name, role in root.roles.items() if name in keys
    )


def targets_are_stale(octets: bytes | None, keys: Signers) -> bool:
    """Whether `targets` was signed by other keys, or delegates to others, than ``keys``."""
    if octets is None:
        return True
    metadata = Metadata[Targets].from_bytes(octets)
    delegations = metadata.signed.delegations
    ads = delegations.roles["ads"] if delegations and delegations.roles else None
    return (
        ads is None
        or set(ads.keyids) != _ids(keys["ads"])
        or set(metadata.signatures) != _ids(keys["targets"])
    )


def signers_for_root(
    octets: bytes | None, keys: Signers, former: Iterable[CryptoSigner]
) -> tuple[CryptoSigner, ...]:
    """Who signs the next root: its own keys, and those of the one before that are left.

    Raises:
        TooFewKeys: they do not reach the threshold of the root before.
    """
    own = keys["root"]
    if octets is None:
        return own
    before = Metadata[Root].from_bytes(octets).signed.roles["root"]
    more = tuple(each for each in former if each.public_key.keyid in set(before.keyids) - _ids(own))
    able = _ids((*own, *more)) & set(before.keyids)
    if len(able) < before.threshold:
        raise TooFewKeys(
            f"{len(able)} of the {before.threshold} keys are left that boxes trust to change root"
        )
    return (*own, *more)


def _ids(signers: Iterable[CryptoSigner]) -> set[str]:
    return {signer.public_key.keyid for signer in signers}
