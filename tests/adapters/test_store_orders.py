"""Orders in the database: sealed in a chain, made good where a value of them is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from stb.adapters.database import DatabaseFull
from stb.adapters.order_seal import FILE as KEY
from stb.adapters.order_seal import genuine
from stb.adapters.store import FILE, SqliteStore
from stb.errors import UnavailableError
from stb.formats import strict_json
from stb.formats.orders import FIRST, read_order
from stb.formats.proof import key_holds, key_proof
from stb.model.product import Product, Rental
from stb.model.report import Order, SealedOrder, Sent, Tariff

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
FILM = Product("de-dijk", "De dijk", "Een film.", 399, "http://h/film/de-dijk", 2024, 92, "12")


def order(number: int = 1) -> Order:
    tariff = Tariff(1, "ab" * 32)
    return Order(f"o{number}", "household-7", FILM.id, FILM.title, 399, "EUR", EVENING, tariff)


def add(store: SqliteStore, *numbers: int) -> None:
    for number in numbers:
        rental = Rental(FILM, f"o{number}", EVENING)
        store.add_order(order(number), rental, ticket=f"t{number}", due=EVENING)


def sealed(store: SqliteStore) -> list[SealedOrder]:
    """What waits, in the order of its chain."""
    found = [genuine(each.body) for each in store.queued()]
    return sorted((each for each in found if each is not None), key=lambda each: each.sequence)


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / FILE)) as sql, sql:
        for statement in statements:
            sql.execute(statement)


def test_each_order_names_the_one_before_it(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1, 2)
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 3)
        chain = sealed(store)
        bodies = {read_order(each.body).sequence: each.body for each in store.queued()}

    assert [each.sequence for each in chain] == [1, 2, 3]
    assert [each.previous for each in chain] == [
        FIRST, *(sha256(bodies[number]).hexdigest() for number in (1, 2))]  # fmt: skip
    assert len({(each.epoch, each.key) for each in chain}) == 1
    assert [each.order for each in chain] == [order(1), order(2), order(3)]


def test_the_bytes_of_an_order_stay_what_they_were_after_every_try(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1)
        (before,) = store.queued()
        store.postpone("t1", due=EVENING, tries=9)
    with closing(SqliteStore(tmp_path)) as store:
        (after,) = store.queued()

    assert (after.body, after.tries) == (before.body, 9)


def test_a_delivered_order_goes_on_in_the_chain(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1)
        (first,) = store.queued()
        store.settle("t1", Sent(first.kind, first.body, EVENING, "billing"))
        add(store, 2)

        assert sealed(store)[0].previous == sha256(first.body).hexdigest()


@pytest.mark.parametrize(
    "lose",
    [
        lambda folder: change(folder, "delete from chain"),
        lambda folder: change(folder, "update chain set sequence = 7"),
        lambda folder: change(folder, "update chain set head = 'x'"),
        lambda folder: change(folder, "update chain set epoch = x'00'"),
        lambda folder: (folder / KEY).unlink(),
        lambda folder: (folder / KEY).write_text("no key"),
        lambda folder: (folder / FILE).write_bytes(b"no database at all, and long enough" * 99),
    ],
    ids=["no row", "another number", "another head", "no text", "no key", "bad key", "no database"],
)
def test_where_the_chain_stood_is_not_guessed_and_another_epoch_begins(
    tmp_path: Path, lose: Callable[[Path], object]
):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1, 2)
        before = sealed(store)[0]
    lose(tmp_path)

    with closing(SqliteStore(tmp_path)) as store:
        add(store, 3)
        after = next(each for each in sealed(store) if each.order.id == "o3")

    assert (after.sequence, after.previous) == (1, FIRST)
    assert after.epoch != before.epoch


def test_the_key_outlives_a_database_that_is_lost_and_a_reset(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1)
        key = store.order_seal.public
        store.reset()
    (tmp_path / FILE).write_bytes(b"")

    with closing(SqliteStore(tmp_path)) as store:
        assert store.order_seal.public == key
    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0


def test_an_order_carries_the_proof_of_its_key_where_the_set_has_a_credential(tmp_path):
    credential = b"c" * 32
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1)
    with closing(SqliteStore(tmp_path, credential=credential)) as store:
        add(store, 2)
        key = store.order_seal.public
        before, after = sealed(store)

    assert before.proof == ""
    assert after.proof == key_proof(credential, subscriber="household-7", key=key)
    assert key_holds(after, credential)
    assert not key_holds(after, b"d" * 32)
    assert not key_holds(before, credential)
    assert (after.sequence, after.epoch) == (2, before.epoch), "one chain"


def test_a_reset_keeps_the_bytes_of_what_is_owed_and_begins_another_epoch(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1)
        before = store.queued()

        store.reset()
        add(store, 2)

        assert store.queued()[0] == before[0]
        first, second = (genuine(each.body) for each in store.queued())
        assert first is not None
        assert second is not None
        assert (second.sequence, second.previous) == (1, FIRST)
        assert second.epoch != first.epoch


def test_orders_that_wait_in_a_file_of_before_they_were_signed_are_signed(tmp_path):
    """As version 5 kept them: no bytes in the order's row, other bytes in the outbox."""
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1, 2)
        (first, *_) = store.queued()
        store.settle("t1", Sent(first.kind, first.body, EVENING, "billing"))
    older = strict_json.dumps({
        "v": 1, "id": "o2", "subscriber": "household-7", "product": FILM.id, "title": FILM.title,
        "price_cents": 399, "currency": "EUR", "at": "2026-11-18T19:30:00Z",
    })  # fmt: skip
    change(
        tmp_path, f"update outbox set body = x'{older.hex()}', tries = 3", "drop table chain",
        "alter table orders drop column body", "pragma user_version=5",
    )  # fmt: skip

    with closing(SqliteStore(tmp_path)) as store:
        assert store.notes == ()
        (waiting,) = store.queued()
        assert [(each.id, there) for each, there in store.orders()] == [("o1", True), ("o2", False)]
        assert (waiting.ticket, waiting.tries) == ("t2", 3)
        found = genuine(waiting.body)
        assert found is not None
        assert (found.order.price_cents, found.order.tariff.version) == (399, 0)
        assert (found.sequence, found.previous) == (1, FIRST)
        body = waiting.body
    with closing(SqliteStore(tmp_path)) as store:
        assert [each.body for each in store.queued()] == [body], "once, and not at every start"


@pytest.mark.parametrize("value", ["'x'", "x'00'", "''", "-1", "1e400"])
@pytest.mark.parametrize(
    "column",
    ["orders.id", "orders.subscriber", "orders.product", "orders.title", "orders.price_cents",
     "orders.currency", "orders.at", "orders.ticket", "orders.body", "outbox.ticket",
     "outbox.kind", "outbox.body", "outbox.due", "outbox.tries"],
)  # fmt: skip
def test_no_damaged_value_loses_an_order(tmp_path: Path, column: str, value: str):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1, 2)
        bodies = {each.body for each in store.queued()}
    table, _, name = column.partition(".")
    change(tmp_path, f"update {table} set {name} = {value} where seq = 1")

    with closing(SqliteStore(tmp_path)) as store:
        assert {each.body for each in store.queued()} == bodies
        assert store.orders() == ((order(1), False), (order(2), False))
        for each in store.queued():
            store.settle(each.ticket, Sent(each.kind, each.body, EVENING, "billing"))
        assert store.queued() == ()
        assert [there for _, there in store.orders()] == [True, True]


def test_an_order_whose_bytes_are_lost_is_sealed_anew_under_its_id(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1, 2)
    change(
        tmp_path, "update orders set body = x'00' where seq = 1", "delete from outbox where seq = 1"
    )

    with closing(SqliteStore(tmp_path)) as store:
        found = {each.order.id: each for each in sealed(store)}

    assert found["o1"].sequence == 3
    assert found["o1"].order.price_cents == 399


def test_an_order_of_which_nothing_can_be_read_is_told_of_and_left_where_it_lies(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 1, 2)
    change(
        tmp_path, "update orders set body = x'00', at = 'x' where seq = 1",
        "update outbox set body = x'00' where seq = 1",
    )  # fmt: skip

    with closing(SqliteStore(tmp_path)) as store:
        assert [each.ticket for each in store.queued()] == ["t2"]
        assert any("an order in the database cannot be read" in note for note in store.notes)
    with closing(sqlite3.connect(tmp_path / FILE)) as sql:
        assert sql.execute("select count(*) from orders").fetchone() == (2,)


@pytest.mark.parametrize("most_bytes", [1, 1 << 18, 3 << 17])
def test_a_full_disk_takes_a_whole_order_or_none_and_the_chain_has_no_gap(
    tmp_path: Path, most_bytes: int
):
    with closing(SqliteStore(tmp_path, most_bytes=most_bytes)) as store:
        with pytest.raises(DatabaseFull):
            add(store, *range(10_000))
        kept = len(store.orders())
        assert len(store.queued()) == len(store.rentals()) == kept
    with closing(SqliteStore(tmp_path)) as store:
        add(store, 10_000)

        assert [each.sequence for each in sealed(store)] == [*range(1, kept + 2)]


def test_without_room_for_a_key_nothing_is_ordered_and_later_it_is(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        (tmp_path / "order.part").mkdir()
        with pytest.raises(UnavailableError):
            add(store, 1)
        assert store.orders() == store.queued() == store.rentals() == ()

        (tmp_path / "order.part").rmdir()
        add(store, 1)

        assert [each.sequence for each in sealed(store)] == [1]
