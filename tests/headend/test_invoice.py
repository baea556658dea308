from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.headend.invoice import BadMonth, Invoice, Line, as_facts, as_text, invoice
from stb.model.report import Order

AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)


def order(number: int, at: datetime = AT, who: str = "limburg") -> Order:
    return Order(f"o{number}", who, "nachttrein", "Nachttrein", 499, "EUR", at)


def test_a_bill_has_the_orders_of_the_household_and_the_month_only() -> None:
    orders = (
        order(1),
        order(2, datetime(2026, 12, 1, 10, tzinfo=UTC)),
        order(3, who="pensioners"),
        order(4, datetime(2026, 11, 30, 23, 30, tzinfo=UTC)),
    )

    november = invoice("limburg", orders, month="2026-11")
    december = invoice("limburg", orders, month="2026-12")

    assert [line.order for line in november.lines] == ["o1"]
    assert [line.order for line in december.lines] == ["o4", "o2"]


@given(st.lists(st.integers(0, 100_000), max_size=20))
def test_net_and_tax_make_the_total_to_the_cent(prices: list[int]) -> None:
    bill = Invoice("h", "2026-11", tuple(Line("o", "t", AT, cents) for cents in prices))

    assert bill.net_cents + bill.vat_cents == sum(prices)
    assert abs(bill.net_cents * 121 - sum(prices) * 100) <= 121 / 2


def test_a_bill_reads_well() -> None:
    bill = invoice("limburg", (order(1), order(2)), month="2026-11")

    text = as_text(bill)

    assert "18-11-2026 20:30  Nachttrein" in text
    assert text.endswith("Te betalen                                            €     9,98")
    assert "Btw 21 %" in text
    assert as_facts(bill)["total_cents"] == 998
    assert as_facts(bill)["vat_cents"] == 173


def test_a_month_has_one_way_of_writing() -> None:
    with pytest.raises(BadMonth):
        invoice("limburg", (), month="11-2026")
    with pytest.raises(BadMonth, match="no month 13"):
        invoice("limburg", (), month="2026-13")
