"""A box that orders without end and says so after each; the test kills it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from stb.adapters.ids import RandomIds
from stb.adapters.store import SqliteStore
from stb.formats.reports import write_report
from stb.model.product import Product, Rental
from stb.model.report import Kind, Order, Outgoing

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
FILM = Product("de-dijk", "De dijk", "", 399, "http://h/film/de-dijk")

if __name__ == "__main__":
    store, ids = SqliteStore(Path(sys.argv[1])), RandomIds()
    while True:
        order = Order(ids.new(), "household-7", FILM.id, FILM.title, 399, "EUR", EVENING)
        report = Outgoing(f"t-{order.id}", Kind.ORDER, write_report(order), EVENING)
        store.add_order(order, report, Rental(FILM, order.id, EVENING))
        sys.stdout.write("ordered\n")
        sys.stdout.flush()
