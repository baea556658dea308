"""What the box keeps, damaged: rows of its database, and its records of consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from stb.adapters import store_orders as orders
from stb.adapters import store_rows as rows
from stb.adapters.order_seal import genuine
from stb.adapters.receipts import Seal
from stb.errors import InputError
from stb.formats.consent import read_receipt
from stb.formats.orders import write_order
from stb.formats.strict_json import dumps, loads
from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose
from stb.model.product import Product
from stb.model.report import Order, SealedOrder
from stb.qa.fuzz import Target

_AT = "2026-11-18T19:30:00Z"
_CAP = 1 << 20
_BYTES = "bytes:"
"""What text begins with that stands for bytes: their hex follows."""

READERS: dict[str, tuple[Callable[[tuple[Any, ...]], object], int]] = {
    "orders": (orders.order, 10),
    "outbox": (orders.outgoing, 5),
    "rental": (rows.rental, 3),
    "play": (rows.play, 3),
    "sent": (rows.sent, 6),
    "token": (rows.token, 2),
    "plan": (rows.plan, 1),
    "place": (rows.place, 8),
    "role_version": (rows.version, 2),
}
"""By table: the reader of a row, and how many values one has, whatever is in them."""


def rows_target() -> Target:
    """A row of a table, as JSON: its table, and its values in their order."""
    order = Order("0" * 32, "h-7", "f", "F", 399, "EUR", datetime(2026, 11, 18, 19, 30, tzinfo=UTC))
    body = write_order(SealedOrder(order, "a" * 64, "b" * 32, 7, "c" * 64, "d" * 128))
    product = rows.product_json(Product("f", "F", "", 399, "film/f"))
    plan = dumps({"week": "2026-W47", "slots": [_AT], "tokens_at": None})
    whole: dict[str, tuple[object, ...]] = {
        "orders": ("0" * 32, "h-7", "f", "F", 399, "EUR", _AT, "t", 0, body),
        "outbox": ("t", "order", body, _AT, 0),
        "rental": ("0" * 32, product, _AT),
        "play": ("ab" * 32, "acme", _AT),
        "sent": ("ad-play", b"{}", _AT, "billing", 1072, "ab" * 32),
        "token": ("2026-W47", bytes(354)),
        "plan": (plan,),
        "place": ("m", "s", "T", "25/1", 9, 90, _AT, _AT),
        "role_version": (4, "ab"),
    }
    seeds = [
        dumps([table, [_BYTES + v.hex() if isinstance(v, bytes) else v for v in row]])
        for table, row in whole.items()
    ]
    return Target(
        "rows", _read_row, tuple(seeds), rows.DAMAGED,
        tokens=(b'"', b",", b"NaN", b"9" * 400, _BYTES.encode(), b"bytes:00", b"7b7d", b"null"),
        structured=True,
    )  # fmt: skip


def _read_row(message: bytes) -> object:
    said: Any = loads(message, cap=_CAP)
    table, values = said
    read, width = READERS[table]
    row = tuple(_value(value) for value in [*values, *[None] * width][:width])
    genuine(row[-1])
    return read(row)


def _value(value: object) -> object:
    if isinstance(value, str) and value.startswith(_BYTES):
        return bytes.fromhex(value.removeprefix(_BYTES))
    return value


def receipts_target() -> Target:
    """A record of consent: whatever is bent in it, its seal does not hold."""
    seal = Seal("01" * 32)
    notice = Notice(1, "nl", "ab" * 32)
    made = [
        ConsentRecord(f"r{n}", Purpose.TAILORED_SPOTS, answer, datetime(2026, 11, n, tzinfo=UTC),
                      Method.POPUP, notice)
        for n, answer in ((1, Answer.YES), (2, Answer.NO))
    ]  # fmt: skip
    seeds = tuple(seal.sealed(record, after=None) for record in made)

    def read(message: bytes) -> object:
        head = sha256(message).hexdigest()
        if seal.records((message,), head=head) and loads(message, cap=_CAP) not in known:
            raise AssertionError("a record that was bent is believed")
        return read_receipt(message)

    known = [loads(seed, cap=_CAP) for seed in seeds]
    return Target(
        "receipts", read, seeds, (InputError,),
        tokens=(b'"', b"{", b"}", b",", b'"given"', b'"refused"', b"9" * 40), structured=True,
    )  # fmt: skip
