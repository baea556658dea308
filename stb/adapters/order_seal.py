"""The seal on orders: the box's own key, and the chain that its orders make.

The key lies in a file of its own, so that the operator knows the box again when its database was
lost; it seals orders and nothing else. Where the chain stands is a row of the database, written
with the order. A row that is damaged, or of another key, or gone, ends the epoch: the next order
begins another, and is never put where one may have been before.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from stb.adapters.database import translated
from stb.errors import InputError
from stb.formats.orders import (
    FIRST,
    MOST_ORDERS,
    read_order,
    signed_part,
    write_signed,
    write_unsigned,
)
from stb.formats.proof import key_proof
from stb.model.report import Order, SealedOrder

FILE = "order.key"
SCHEMA = """
create table if not exists chain (only integer primary key check (only = 1),
  epoch text not null, sequence integer not null, head text not null, proof text not null);
"""


@dataclass(frozen=True, slots=True)
class Link:
    """Where the chain stands: ``head`` is the hash of the order ``sequence`` of ``epoch``."""

    epoch: str
    sequence: int
    head: str

    def proof(self, key: str) -> str:
        return sha256(f"{key}/{self.epoch}/{self.sequence}/{self.head}".encode()).hexdigest()


class OrderSeal:
    """Seals the orders of the box in ``folder``; ``credential`` is the set's, if it has one."""

    def __init__(self, folder: Path, *, credential: bytes = b"") -> None:
        self._path, self._credential = folder / FILE, credential
        self._key: Ed25519PrivateKey | None = None

    @property
    def public(self) -> str:
        """The public key as hex; made at the first asking, and where the file holds none.

        Raises:
            UnavailableError: it cannot be kept.
        """
        return self._private().public_key().public_bytes_raw().hex()

    def seal(self, sql: sqlite3.Connection, order: Order) -> bytes:
        """``order`` as the next of the chain; within the transaction that keeps it.

        Raises:
            InputError: a value is not one that an order may carry.
            UnavailableError: there is no room for a key.
        """
        key, public = self._private(), self.public
        link = _link(sql, public) or Link(secrets.token_hex(16), 0, FIRST)
        proof = key_proof(self._credential, subscriber=order.subscriber, key=public)
        unsigned = write_unsigned(
            order, key=public, epoch=link.epoch, sequence=link.sequence + 1, previous=link.head,
            proof=proof if self._credential else "",
        )  # fmt: skip
        body = write_signed(unsigned, key.sign(unsigned))
        after = Link(link.epoch, link.sequence + 1, sha256(body).hexdigest())
        sql.execute(
            "insert or replace into chain values (1,?,?,?,?)",
            (after.epoch, after.sequence, after.head, after.proof(public)),
        )
        return body

    def _private(self) -> Ed25519PrivateKey:
        if self._key is None:
            with translated(self._path):
                self._key = self._kept() or self._made()
        return self._key

    def _kept(self) -> Ed25519PrivateKey | None:
        try:
            kept = bytes.fromhex(self._path.read_text("ascii"))
            return Ed25519PrivateKey.from_private_bytes(kept)
        except (FileNotFoundError, ValueError):
            return None

    def _made(self) -> Ed25519PrivateKey:
        key = Ed25519PrivateKey.generate()
        part = self._path.with_suffix(".part")
        try:
            number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(number, "w") as file:
                file.write(key.private_bytes_raw().hex())
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return key


def genuine(body: object) -> SealedOrder | None:
    """The order in ``body`` if it is whole and its own key signed it, else None."""
    if not isinstance(body, bytes):
        return None
    try:
        sealed = read_order(body)
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sealed.key))
        key.verify(bytes.fromhex(sealed.signature), signed_part(sealed))
    except (InputError, InvalidSignature, ValueError):
        return None
    return sealed


def _link(sql: sqlite3.Connection, key: str) -> Link | None:
    """Where the chain of ``key`` stands, None where that is not known for sure."""
    row = sql.execute("select epoch, sequence, head, proof from chain").fetchone()
    if row is None:
        return None
    link = Link(*row[:3])
    whole = row[3] == link.proof(key) and isinstance(link.sequence, int)
    return link if whole and link.sequence < MOST_ORDERS else None
