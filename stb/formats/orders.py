"""An order to the byte: what was ordered, its place in the box's chain, and the signature.

The bytes are canonical JSON, made once: an order that is sent again is sent in the same bytes.
The signature (Ed25519) is over the same keys without ``signature``; ``previous`` is the SHA-256
of the whole order before it, which is how a collector sees that one is missing, or that a box
tells two stories. ``proof`` says that the key is of the household's set; a set without a
credential leaves it out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Instant, Line, Sha256, checked, write_instant
from stb.model.report import UNSEEN, Order, SealedOrder, Tariff

VERSION = 2
ORDER_CAP = 4096
MOST_ORDERS = 1 << 40
"""So many orders fit into an epoch."""

FIRST = "0" * 64
"""What the first order of an epoch names in the place of a hash."""

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Price = Annotated[int, Field(ge=0, le=100_000)]
Epoch = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class BadOrder(InputError):
    """An order is not in the one form, or not in the one spelling, that an order has."""

    code = "order.form"


class _Tariff(Closed):
    version: Annotated[int, Field(ge=0, le=1_000_000)]
    sha256: Sha256


class _Facts(Closed):
    id: Id
    subscriber: Id
    product: Id
    title: Line
    price_cents: Price
    currency: Currency
    at: Instant


class OrderForm(_Facts):
    """An order: identified, since it is a contract that will be billed."""

    v: Literal[2]
    tariff: _Tariff
    key: Key
    epoch: Epoch
    sequence: Annotated[int, Field(ge=1, le=MOST_ORDERS)]
    previous: Sha256
    proof: Sha256 = ""
    signature: Signature


class _OlderForm(_Facts):
    """An order as it was kept before orders were signed."""

    v: Literal[1]


def write_unsigned(
    order: Order, *, key: str, epoch: str, sequence: int, previous: str, proof: str = ""
) -> bytes:
    """What is to be signed of ``order`` in its place.

    Raises:
        BadOrder: a value is not one that an order may carry.
    """
    sealed = SealedOrder(checked_order(order), key, epoch, sequence, previous, "0" * 128, proof)
    write_order(sealed)
    return signed_part(sealed)


def signed_part(sealed: SealedOrder) -> bytes:
    """The bytes that the signature of ``sealed`` is over."""
    entry = order_entry(sealed)
    return strict_json.dumps({name: entry[name] for name in entry if name != "signature"})


def write_signed(unsigned: bytes, signature: bytes) -> bytes:
    """The order with its signature, as it stands on the wire."""
    entry = strict_json.loads(unsigned, cap=ORDER_CAP)
    assert isinstance(entry, dict)
    return strict_json.dumps({**entry, "signature": signature.hex()})


def write_order(sealed: SealedOrder) -> bytes:
    """The order as it stands on the wire.

    Raises:
        BadOrder: a value is not one that an order may carry.
    """
    entry = order_entry(sealed)
    checked(OrderForm, entry, BadOrder)
    return strict_json.dumps(entry)


def order_entry(sealed: SealedOrder) -> dict[str, object]:
    """Its keys and values, which nobody has looked at."""
    tariff = sealed.order.tariff
    return _facts(sealed.order) | {
        "v": VERSION,
        "tariff": {"version": tariff.version, "sha256": tariff.sha256},
        "key": sealed.key,
        "epoch": sealed.epoch,
        "sequence": sealed.sequence,
        "previous": sealed.previous,
        "signature": sealed.signature,
        **({"proof": sealed.proof} if sealed.proof else {}),
    }


def read_order(data: bytes) -> SealedOrder:
    """The order in ``data``; nobody has looked at its signature yet.

    Raises:
        InputError: another form, or another spelling than the canonical one.
    """
    form = checked(OrderForm, strict_json.loads(data, cap=ORDER_CAP), BadOrder)
    sealed = SealedOrder(
        _order(form, Tariff(form.tariff.version, form.tariff.sha256)),
        form.key, form.epoch, form.sequence, form.previous, form.signature, form.proof,
    )  # fmt: skip
    if strict_json.dumps(order_entry(sealed)) != data:
        raise BadOrder("not in its canonical spelling")
    return sealed


def read_older_order(data: bytes) -> Order:
    """An order in the form of before orders were signed.

    Raises:
        InputError: another form.
    """
    return _order(checked(_OlderForm, strict_json.loads(data, cap=ORDER_CAP), BadOrder), UNSEEN)


def checked_order(order: Order) -> Order:
    """``order``, its title as it is read back from the wire.

    Raises:
        BadOrder: a value is not one that an order may carry.
    """
    return replace(order, title=checked(_Facts, _facts(order), BadOrder).title)


def _order(form: _Facts, tariff: Tariff) -> Order:
    return Order(
        form.id, form.subscriber, form.product, form.title, form.price_cents, form.currency,
        form.at, tariff,
    )  # fmt: skip


def _facts(order: Order) -> dict[str, object]:
    return {
        "id": order.id,
        "subscriber": order.subscriber,
        "product": order.product,
        "title": order.title,
        "price_cents": order.price_cents,
        "currency": order.currency,
        "at": write_instant(order.at),
    }
