"""The bill of a household for a month: its orders, and the VAT in them.

Prices are as they were shown, VAT included; the tax is taken out of the total,
not line by line, so that no cent is lost to rounding.
Source: Dutch VAT of 21 % (Wet op de omzetbelasting 1968, art. 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stb.errors import InputError
from stb.headend.dayparts import LOCAL
from stb.model.report import Order

VAT_PERCENT = 21
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class BadMonth(InputError):
    """A month that is not written as 2026-11."""

    code = "invoice.month"


@dataclass(frozen=True, slots=True)
class Line:
    """One order on the bill. ``at`` is the local time at which it was confirmed."""

    order: str
    title: str
    at: datetime
    cents: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """A household's month. Sums are in cents; ``total_cents`` includes the VAT."""

    household: str
    month: str
    lines: tuple[Line, ...]

    @property
    def total_cents(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def net_cents(self) -> int:
        """Without VAT, to the nearest cent."""
        return (self.total_cents * 200 + 100 + VAT_PERCENT) // (2 * (100 + VAT_PERCENT))

    @property
    def vat_cents(self) -> int:
        return self.total_cents - self.net_cents


def month_of(at: datetime) -> str:
    """The month, in local time, that an order of ``at`` is billed in."""
    return f"{at.astimezone(LOCAL):%Y-%m}"


def checked_month(text: str) -> str:
    """``text``, if it is a month.

    Raises:
        BadMonth: it is none.
    """
    if re.fullmatch(r"20\d\d-\d\d", text) and not _MONTH.fullmatch(text):
        raise BadMonth(f"a year has no month {text[5:]}: {text!r}")
    if not _MONTH.fullmatch(text):
        raise BadMonth(f"a month is written as 2026-11, not {text!r}")
    return text


def invoice(household: str, orders: Iterable[Order], *, month: str) -> Invoice:
    """The bill of ``household`` over its ``orders`` of ``month`` (2026-11).

    Raises:
        BadMonth: not a month.
    """
    checked_month(month)
    lines = tuple(
        Line(order.id, order.title, order.at.astimezone(LOCAL), order.price_cents)
        for order in sorted(orders, key=lambda order: (order.at, order.id))
        if order.subscriber == household and month_of(order.at) == month
    )
    return Invoice(household, month, lines)


def as_text(bill: Invoice) -> str:
    """The bill as it is printed."""
    rows = [f"Rekening {bill.month}   huishouden {bill.household}", ""]
    rows += [
        f"  {line.at:%d-%m-%Y %H:%M}  {line.title:<36.36} {_euro(line.cents)}"
        for line in bill.lines
    ]
    if not bill.lines:
        rows.append("  geen bestellingen")
    sums = (
        ("Totaal zonder btw", bill.net_cents),
        (f"Btw {VAT_PERCENT} %", bill.vat_cents),
        ("Te betalen", bill.total_cents),
    )
    rows += ["", *(f"  {name:<54}{_euro(cents)}" for name, cents in sums)]
    return "\n".join(rows)


def as_facts(bill: Invoice) -> dict[str, object]:
    """The bill as JSON says it."""
    return {
        "v": 1,
        "household": bill.household,
        "month": bill.month,
        "currency": "EUR",
        "lines": [
            {
                "order": line.order,
                "title": line.title,
                "at": line.at.isoformat(),
                "cents": line.cents,
            }
            for line in bill.lines
        ],
        "net_cents": bill.net_cents,
        "vat_percent": VAT_PERCENT,
        "vat_cents": bill.vat_cents,
        "total_cents": bill.total_cents,
    }


def _euro(cents: int) -> str:
    return f"€ {cents // 100:>5},{cents % 100:02}"
