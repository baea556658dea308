"""Opens what the operator told of this household: one envelope of a file that all boxes fetch.

The file's own signatures were verified by then. The envelope says for whom it is only to the
set that has its credential; the document in it is signed by itself, names the household, and is
never older than one that was seen before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from stb.adapters.metadata import HighestSeen
from stb.errors import TrustError
from stb.formats.provisioning import label_of, read_households, read_signed, seal_key
from stb.model.facts import Provisioned

_ROLE = "told of the household"


class NotForThisSet(TrustError):
    """No envelope, or a document in it, is for this household's set."""

    code = "provisioning.not_ours"


class NotSigned(TrustError):
    """A document about this household is not signed by the operator's key."""

    code = "provisioning.signature"


class Older(TrustError):
    """A document about this household is older than one that was seen before."""

    code = "provisioning.older"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the installer put into the set: whose it is, and its credential (32 bytes)."""

    household: str
    credential: bytes


def opened(data: bytes, set_up: SetUp, seen: HighestSeen) -> Provisioned:
    """What the operator told of this household, in the verified file ``data``.

    Raises:
        NotForThisSet: there is no envelope for it, or another household is named inside.
        NotSigned, Older: the document does not hold.
        InputError: another form.
    """
    households = read_households(data)
    label = label_of(set_up.credential)
    sealed = households.sealed.get(label)
    if sealed is None:
        raise NotForThisSet("the operator tells nothing of this household")
    try:
        octets = ChaCha20Poly1305(seal_key(set_up.credential)).decrypt(
            sealed[:12], sealed[12:], label.encode()
        )
    except InvalidTag as error:
        raise NotForThisSet("the envelope of this household cannot be opened") from error
    signed = read_signed(octets)
    try:
        Ed25519PublicKey.from_public_bytes(households.key).verify(signed.signature, signed.octets)
    except InvalidSignature as error:
        raise NotSigned("what is told of this household is not signed by the operator") from error
    told = signed.provisioned
    if told.household != set_up.household:
        raise NotForThisSet(f"what is told is of {told.household}, not of {set_up.household}")
    # Only a number is kept, under a mark that names nobody.
    under = hashlib.sha256(households.key + told.household.encode()).hexdigest()
    highest, seen_under = seen.highest(_ROLE)
    if seen_under == under and told.version < highest:
        raise Older(f"version {told.version} of {told.household}; {highest} was seen before")
    if (highest, seen_under) != (told.version, under):
        seen.keep_highest(_ROLE, told.version, under)
    return told
