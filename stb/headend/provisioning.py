"""What the operator tells each set of its household: signed, and sealed for that set alone.

The administration is one file. A household comes into it when its set is handed out, with a
credential of its own; whatever changes later makes a new version. Nothing of it is served by
name: all households lie sealed in one target that every box fetches.

The operator is simulated: credentials are derived from his signing key, so that none is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from stb.errors import InputError, RefusedError
from stb.formats import strict_json
from stb.formats.fields import read_instant, write_instant
from stb.formats.postcodes import POSTCODES_PATH, read_postcodes, write_postcodes
from stb.formats.provisioning import (
    HOUSEHOLDS_PATH,
    MOST_HOUSEHOLDS,
    Households,
    label_of,
    seal_key,
    write_document,
    write_households,
    write_signed,
)
from stb.headend.files import alone, write_whole
from stb.headend.keyfile import kept_key
from stb.model.facts import Fact, Facts, Provisioned, checked

KEY = "household-1.pem"
_FILE = "households.json"
_CAP = 1 << 20

T = TypeVar("T")


class NoHousehold(InputError):
    """The administration knows no household of that name."""

    code = "household.unknown"


class BadAdministration(InputError):
    """The file of the households cannot be read back."""

    code = "household.state"


class TooManyHouseholds(RefusedError):
    """More households than one file holds."""

    code = "household.too_many"


@dataclass(frozen=True, slots=True)
class Registered:
    """A household as the administration has it; ``given`` marks the facts of its set-up."""

    told: Provisioned
    given: str


class Administration:
    """The operator's households, in ``folder``.

    Raises:
        BadAdministration: from any call that reads them, when the file of them is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def households(self) -> tuple[Provisioned, ...]:
        """What every set is told, by the names of the households."""
        return tuple(one.told for one in self._read())

    def knows(self, name: str) -> bool:
        """Whether a set was handed out to a household of that name."""
        return name in self._each(lambda row: row["id"])

    def household(self, name: str) -> Provisioned:
        """What the set of one household is told.

        Raises:
            NoHousehold: there is none of that name.
        """
        for one in self.households():
            if one.household == name:
                return one
        known = ", ".join(one.household for one in self.households()) or "none yet"
        raise NoHousehold(
            f"no household {name}; there are {known}: those whose set was enrolled, which"
            " `stb headend household credential` does, or a television when it is switched on"
        )

    def enrol(self, name: str, facts: Facts, now: datetime) -> bytes:
        """Hand a set out to a household; the credential that lies in it.

        ``facts`` are taken down at the first time, and where they were written anew since.

        Raises:
            TooManyHouseholds: one file would not hold them.
            BadFact, BadProvisioning: a fact cannot be that; they are too long together.
        """
        given = hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()
        with alone(self._folder):
            rows = self._read()
            known = next((row for row in rows if row.told.household == name), None)
            if known is None or known.given != given:
                self._put(rows, name, facts, now, given)
        return self.credential(name)

    def change(self, name: str, changes: Mapping[str, Fact | None], now: datetime) -> Provisioned:
        """Tell a household's set other facts, None for one that is not known any more.

        Raises:
            NoHousehold: there is none of that name.
            BadFact, BadProvisioning: a fact cannot be that; they are too long together.
        """
        with alone(self._folder):
            rows = self._read()
            known = next((row for row in rows if row.told.household == name), None)
            if known is None:
                self.household(name)
                raise NoHousehold(name)
            facts = {**known.told.facts, **changes}
            kept = {fact: value for fact, value in facts.items() if value is not None}
            return self._put(rows, name, kept, now, known.given)

    def credential(self, name: str) -> bytes:
        """What lies in the set of that household."""
        return hmac.digest(self._key().private_bytes_raw(), name.encode(), hashlib.sha256)

    def target(self) -> bytes | None:
        """Every household, signed and sealed; None where no set was handed out."""
        rows = self._read()
        if not rows:
            return None
        key = self._key()
        sealed = {}
        for row in rows:
            credential = self.credential(row.told.household)
            label, seal = label_of(credential), seal_key(credential)
            octets = write_signed(row.told, key.sign(write_document(row.told)))
            # By what it seals, so that the same documents make the same file.
            nonce = hmac.digest(seal, octets, hashlib.sha256)[:12]
            sealed[label] = nonce + ChaCha20Poly1305(seal).encrypt(nonce, octets, label.encode())
        return write_households(Households(key.public_key().public_bytes_raw(), sealed))

    @property
    def mark(self) -> str:
        """Changes with all that is told."""
        return hashlib.sha256(self._octets()).hexdigest()

    def _put(
        self, rows: tuple[Registered, ...], name: str, facts: Facts, now: datetime, given: str
    ) -> Provisioned:
        facts = {fact: checked(fact, value) for fact, value in facts.items()}
        known = next((row.told for row in rows if row.told.household == name), None)
        version = 1 if known is None else known.version + 1
        told = Provisioned(name, version, now.replace(microsecond=0), facts)
        write_signed(told, bytes(64))  # that it fits
        rest = tuple(row for row in rows if row.told.household != name)
        if len(rest) >= MOST_HOUSEHOLDS:
            raise TooManyHouseholds(
                f"{len(rest)} households are told of; one file holds {MOST_HOUSEHOLDS}"
            )
        after = sorted((*rest, Registered(told, given)), key=lambda row: row.told.household)
        write_whole(self._folder / _FILE, strict_json.dumps({"v": 1, "households": [
            _row(row) for row in after
        ]}), mode=0o600)  # fmt: skip
        return told

    def _key(self) -> Ed25519PrivateKey:
        path = self._folder / "keys" / KEY
        return kept_key(path, Ed25519PrivateKey, Ed25519PrivateKey.generate)

    def _octets(self) -> bytes:
        try:
            return (self._folder / _FILE).read_bytes()
        except FileNotFoundError:
            return b""

    def _read(self) -> tuple[Registered, ...]:
        return self._each(_registered)

    def _each(self, read: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
        """What ``read`` makes of each row of the file."""
        octets = self._octets()
        if not octets:
            return ()
        try:
            data: Any = strict_json.loads(octets, cap=_CAP)
            return tuple(read(row) for row in data["households"])
        except (InputError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadAdministration(
                f"{self._folder / _FILE} cannot be read back: {error}; put an earlier copy there"
            ) from error


class Told:
    """What every box is told besides bundles: all households, sealed, and the postcodes."""

    def __init__(self, administration: Administration, assets: Path) -> None:
        self._administration = administration
        self._postcodes = _read_postcodes(assets)

    def targets(self) -> dict[str, bytes]:
        """The files beside the index of bundles, by their names."""
        households = self._administration.target()
        found = {} if self._postcodes is None else {POSTCODES_PATH: self._postcodes}
        return found if households is None else found | {HOUSEHOLDS_PATH: households}

    @property
    def mark(self) -> str:
        """Changes with what is told."""
        table = hashlib.sha256(self._postcodes or b"").hexdigest()
        return f"{table} {self._administration.mark}"


def _read_postcodes(assets: Path) -> bytes | None:
    """The table in its one spelling; None where there is none."""
    try:
        octets = (assets / "headend" / "postcodes.json").read_bytes()
    except FileNotFoundError:
        return None
    return write_postcodes(read_postcodes(octets))


def _row(row: Registered) -> dict[str, Any]:
    told = row.told
    return {
        "id": told.household,
        "version": told.version,
        "issued": write_instant(told.issued),
        "given": row.given,
        "facts": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in told.facts.items()
        },
    }


def _registered(row: Mapping[str, Any]) -> Registered:
    facts = {name: checked(name, value) for name, value in row["facts"].items()}
    told = Provisioned(row["id"], row["version"], read_instant(row["issued"]), facts)
    return Registered(told, row["given"])
