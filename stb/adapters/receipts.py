"""The seal on consent records: a chain of hashes, signed with a key of this box.

The key is made at the first start and lies in the box's database. So the chain proves what was
taken down here, in its order, to whoever has the public half; it is no proof against somebody
who has the whole box in his hands. The household's pseudonym is a hash of the public half: it
says nothing, and is another one after a factory reset.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from stb.adapters.database import Database
from stb.errors import InputError
from stb.formats.consent import FIRST, Receipt, read_receipt, write_receipt, write_unsigned
from stb.model.consent import ConsentRecord

_KEY, _HEAD = "consent-key", "consent-head"
"""Settings of the database: the private key, and the hash of the newest receipt."""

_KEY_OCTETS = 32

_log = logging.getLogger(__name__)


def new_key() -> str:
    """A private key, as hex."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


class Seal:
    """Seals records with the private key ``key`` (hex), and knows its own seals again."""

    def __init__(self, key: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
        self.public = self._key.public_key().public_bytes_raw()
        self.subject = sha256(self.public).hexdigest()[:32]

    def sealed(self, record: ConsentRecord, *, after: bytes | None) -> bytes:
        """The receipt of ``record``, which follows the receipt ``after`` (None: it is the first).

        Raises:
            InputError: it cannot be written in its form.
        """
        previous = FIRST if after is None else sha256(after).hexdigest()
        unsigned = write_unsigned(record, subject=self.subject, previous=previous)
        return write_receipt(unsigned, self._key.sign(unsigned))

    def records(self, rows: Sequence[bytes], *, head: str) -> tuple[ConsentRecord, ...]:
        """What ``rows`` (oldest first) prove, from the newest back to the first break.

        ``head`` is the hash of the newest that was written. Nothing is used beyond a receipt
        that is damaged, or missing: a yes must not come back because the no after it is gone.
        """
        records: list[ConsentRecord] = []
        wanted = head
        for row in reversed(rows):
            receipt = self._own(row)
            if receipt is None or receipt.hash != wanted:
                _log.warning("the chain of consent records is broken")
                break
            records.insert(0, receipt.record)
            wanted = receipt.previous
        return tuple(records)

    def _own(self, row: bytes) -> Receipt | None:
        """The receipt in ``row`` if this key sealed it, else None."""
        try:
            receipt = read_receipt(row)
            self._key.public_key().verify(receipt.signature, receipt.signed)
        except (InputError, InvalidSignature) as error:
            _log.warning("a consent record is damaged: %s", error)
            return None
        return receipt


class Receipts:
    """The consent records in the box's database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def records(self) -> tuple[ConsentRecord, ...]:
        """All that the chain proves back from the newest."""
        seal = self.seal()
        if seal is None:
            return ()
        return seal.records(self.rows(), head=self._setting(_HEAD) or "")

    def add(self, record: ConsentRecord) -> None:
        """Seal ``record`` after the newest; the key is made for the first."""
        with self._db.transaction() as sql:
            found = sql.execute("select value from setting where name = ?", (_KEY,)).fetchone()
            key = None if found is None else _key(found[0])
            key = new_key() if key is None else key
            last = sql.execute("select record from consent order by seq desc").fetchone()
            after = last[0] if last is not None and isinstance(last[0], bytes) else None
            receipt = Seal(key).sealed(record, after=after)
            head = sha256(receipt).hexdigest()
            sql.execute("insert into consent (record) values (?)", (receipt,))
            for name, value in ((_KEY, key), (_HEAD, head)):
                sql.execute("insert or replace into setting values (?,?)", (name, value))

    def rows(self) -> tuple[bytes, ...]:
        """Every receipt as it lies there, oldest first, whatever it proves."""
        rows = self._db.rows("select record from consent order by seq")
        return tuple(record for (record,) in rows if isinstance(record, bytes))

    def seal(self) -> Seal | None:
        """The seal of this box; None where nothing was sealed yet, or its key is damaged."""
        key = _key(self._setting(_KEY))
        return None if key is None else Seal(key)

    def _setting(self, name: str) -> str | None:
        rows = self._db.rows("select value from setting where name = ?", name)
        return str(rows[0][0]) if rows else None


def _key(value: object) -> str | None:
    """A private key as hex, None where ``value`` is none."""
    try:
        whole = isinstance(value, str) and len(bytes.fromhex(value)) == _KEY_OCTETS
    except ValueError:
        return None
    return value if whole and isinstance(value, str) else None
