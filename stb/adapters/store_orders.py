"""Orders and their reports as rows of the box's database: see `stb.adapters.store`."""

from __future__ import annotations

from typing import Any

from stb.adapters.store_post import written
from stb.errors import InputError
from stb.formats.fields import read_instant
from stb.formats.reports import write_report
from stb.model.report import Kind, Order, Outgoing

ORDER = "id, subscriber, product, title, price_cents, currency, at, ticket, delivered"
OUTGOING = "ticket, kind, body, due, tries"


def insert_outgoing() -> str:
    return f"insert or ignore into outbox ({OUTGOING}) values (?,?,?,?,?)"  # noqa: S608


def order_row(order: Order) -> tuple[object, ...]:
    return (
        order.id, order.subscriber, order.product, order.title, order.price_cents,
        order.currency, written(order.at),
    )  # fmt: skip


def order(row: tuple[Any, ...]) -> Order:
    order_id, subscriber, product, title, price_cents, currency, at = row[:7]
    return Order(order_id, subscriber, product, title, price_cents, currency, read_instant(at))


def outgoing_row(outgoing: Outgoing) -> tuple[object, ...]:
    return (
        outgoing.ticket, outgoing.kind.value, outgoing.body, written(outgoing.due),
        outgoing.tries,
    )  # fmt: skip


def report_row(order: Order, ticket: str) -> tuple[object, ...]:
    return outgoing_row(Outgoing(ticket, Kind.ORDER, write_report(order), order.at))


def outgoing(row: tuple[Any, ...]) -> Outgoing:
    ticket, kind, body, due, tries = row
    return Outgoing(ticket, Kind(kind), body, read_instant(due), tries)


def readable(row: tuple[object, ...]) -> bool:
    try:
        write_report(order(row))
    except (InputError, ValueError, TypeError, AttributeError):
        return False
    return True
