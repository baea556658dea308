"""Values out of rows of the box's database, which may hold anything: a disk forgets.

A file can be whole and a value in it wrong. A row that cannot be read is left out and told of;
the others count.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from stb.engine.ports import Play
from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import read_instant
from stb.formats.privacy_pass import TOKEN_OCTETS
from stb.formats.text import clean_line
from stb.model.place import Place
from stb.model.product import Product, Rental
from stb.model.report import HeldToken, Kind, PostPlan, Sent
from stb.model.time import FrameRate

DAMAGED = (InputError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError)
"""What reading a damaged value may end in."""

MOST_TEXT = 4096
MOST_SECONDS = 1 << 32
_FACTS_CAP = 64 << 10
_MOST_FRAMES = 1 << 40
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:-]{0,127}")
_WEEK = re.compile(r"2\d{3}-W\d\d")

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Damage:
    """What was left out of a database, told once each."""

    def __init__(self) -> None:
        self.notes: tuple[str, ...] = ()

    def note(self, what: str) -> None:
        if what not in self.notes:
            self.notes += (what,)
            _log.warning("%s", what)

    def readable(
        self, rows: Iterable[tuple[Any, ...]], read: Callable[[tuple[Any, ...]], T], *, what: str
    ) -> tuple[T, ...]:
        """What ``read`` makes of each row; one of which it makes nothing is left out."""
        found: list[T] = []
        for row in rows:
            try:
                found.append(read(row))
            except DAMAGED as error:
                self.note(f"{what} in the database cannot be read: {error}"[:200])
        return tuple(found)


def text(value: object) -> str:
    """Raises ValueError: no text, or too long."""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError("not a text")
    return value


def whole(value: object, least: int, most: int) -> int:
    """Raises ValueError: no whole number from ``least`` to ``most``."""
    if not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"not a number from {least} to {most}")
    return value


def octets(value: object) -> bytes:
    """Raises ValueError: no bytes."""
    if not isinstance(value, bytes):
        raise ValueError("not bytes")
    return value


def week(value: object) -> str:
    """Raises ValueError: no ISO week such as 2026-W47."""
    return _fit(_WEEK, value)


def token_octets(value: object) -> bytes:
    """Raises ValueError: no bytes, or not as many as a token has."""
    if len(octets(value)) != TOKEN_OCTETS:
        raise ValueError("not a token")
    return octets(value)


def instant(value: object) -> datetime:
    """Raises ValueError: no time."""
    return read_instant(text(value))


# -- the rows --------------------------------------------------------------------------


def product_json(product: Product) -> bytes:
    return strict_json.dumps({name: getattr(product, name) for name in product.__slots__})


def rental(row: tuple[Any, ...]) -> Rental:
    order_id, product, at = row
    return Rental(_product(octets(product)), text(order_id), instant(at))


def _product(data: bytes) -> Product:
    facts: Any = strict_json.loads(data, cap=_FACTS_CAP)
    usual = Product("", "", "", 0, "")
    for name, value in facts.items():
        if type(value) is not type(getattr(usual, name)):
            raise ValueError(f"not a {name}")
    product = Product(**facts)
    whole(product.price_cents, 0, 100_000)
    return product


def play(row: tuple[Any, ...]) -> Play:
    creative, campaign, at = row
    return Play(_fit(_NAME, creative), _fit(_NAME, campaign), instant(at))


def sent(row: tuple[Any, ...]) -> Sent:
    kind, body, at, purpose, size, sha256 = row
    return Sent(
        Kind(kind), octets(body), instant(at), text(purpose), whole(size, 0, 1 << 30), text(sha256)
    )


def token(row: tuple[Any, ...]) -> HeldToken:
    return HeldToken(week(row[0]), token_octets(row[1]))


def plan(row: tuple[Any, ...]) -> PostPlan:
    facts: Any = strict_json.loads(octets(row[0]), cap=_FACTS_CAP)
    tokens_at = facts["tokens_at"]
    return PostPlan(
        week(facts["week"]),
        tuple(instant(slot) for slot in facts["slots"]),
        None if tokens_at is None else instant(tokens_at),
    )


def place(row: tuple[Any, ...]) -> Place:
    media, service, title, rate, frame, frames, left, until = row
    num, _, den = text(rate).partition("/")
    frames = whole(frames, 0, _MOST_FRAMES)
    return Place(
        text(media), text(service), clean_line(text(title)),
        FrameRate(whole(int(num), 1, 1 << 20), whole(int(den or 1), 1, 1 << 20)),
        whole(frame, 0, frames), frames, instant(left), instant(until),
    )  # fmt: skip


def version(row: tuple[Any, ...]) -> tuple[int, str]:
    number, keys = row
    return whole(number, 0, 1 << 62), text(keys)


def _fit(form: re.Pattern[str], value: object) -> str:
    if not form.fullmatch(text(value)):
        raise ValueError("not in its form")
    return text(value)
