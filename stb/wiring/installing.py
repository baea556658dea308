"""What the installer puts into a set: whose it is, and its credential with the operator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stb.adapters.provisioning import SetUp
from stb.errors import InputError, RefusedError
from stb.headend.server import HeadEnd
from stb.model.household import Household

CREDENTIAL_BYTES = 32


class BadCredential(InputError):
    """A file holds no credential of a set."""

    code = "provisioning.credential"


def installed(
    household: Household, headend: HeadEnd | None, credential: Path | None
) -> tuple[Household, SetUp | None]:
    """The household as the set knows it, and what opens the operator's word about it.

    Our own head-end takes the household's facts down and tells them, signed; the set keeps
    none of its own then. With another head-end ``credential`` is what that one gave; without
    it the facts of the file are those that were typed in at the set-up, and said to be; and the
    set has no credential, so it can prove nothing.

    Raises:
        BadCredential: the file cannot be read, or holds none.
    """
    if credential is not None:
        return replace(household, facts={}), SetUp(household.id, _read(credential))
    if headend is None:
        return household, None
    try:
        handed = headend.enrol(household.id, household.facts)
    except RefusedError:  # the administration is full; television goes on
        return household, None
    return replace(household, facts={}), SetUp(household.id, handed)


def _read(file: Path) -> bytes:
    try:
        octets = bytes.fromhex(file.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise BadCredential(f"{file} holds no credential of a set: {error}") from error
    if len(octets) != CREDENTIAL_BYTES:
        raise BadCredential(f"{file} holds {len(octets)} bytes; a credential has 32")
    return octets
