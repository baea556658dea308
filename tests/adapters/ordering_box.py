"""A box that orders without end and says so after each; the test kills it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from stb.adapters.ids import RandomIds
from stb.adapters.store import SqliteStore
from stb.model.product import Product, Rental
from stb.model.report import Order

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
FILM = Product("de-dijk", "De dijk", "", 399, "http://h/film/de-dijk")

if __name__ == "__main__":
    store, ids = SqliteStore(Path(sys.argv[1])), RandomIds()
    while True:
        order = Order(ids.new(), "household-7", FILM.id, FILM.title, 399, "EUR", EVENING)
        rental = Rental(FILM, order.id, EVENING)
        store.add_order(order, rental, ticket=f"t-{order.id}", due=EVENING)
        sys.stdout.write("ordered\n")
        sys.stdout.flush()
