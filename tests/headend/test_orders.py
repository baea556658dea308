"""Orders at the operator: signed, in their chain, booked once; any other is held and shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest

from stb.cli import main
from stb.errors import InputError
from stb.formats.orders import read_order
from stb.headend.ledger import Ledger
from stb.headend.orders import MOST_HELD, OrderBook
from stb.headend.provisioning import Administration
from stb.headend.unbooked import (
    WORDS,
    BadSignature,
    NotBookable,
    NotHeld,
    NotProven,
    TooManyHeld,
    Unknown,
    Why,
)
from stb.model.report import Order
from tests.signer import Signer

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)


def order(number: int = 1, who: str = "limburg") -> Order:
    return Order(f"o{number}", who, "nachttrein", "Nachttrein", 499, "EUR", EVENING)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "headend")
    made.enrol(("limburg", "pensioners"))
    return made


@pytest.fixture
def book(ledger: Ledger) -> OrderBook:
    return ledger.orders


def handed_out(book: OrderBook, seed: int = 1) -> Signer:
    """A box that its household got with the head-end."""
    box = Signer(seed)
    book.enrol("limburg", box.public, now=EVENING)
    return box


def take(book: OrderBook, *bodies: bytes) -> list[bool]:
    return [bool(book.take(body, received=EVENING)) for body in bodies]


def booked(ledger: Ledger) -> list[str]:
    return [row["id"] for row in ledger.facts()["orders"]]


def held(book: OrderBook) -> list[tuple[str, str]]:
    return [(row["id"], row["why"]) for row in book.held()]


def test_orders_in_their_chain_are_booked_once_each_however_often_they_come(ledger, book):
    box = handed_out(book)
    bodies = [box.next(order(n)) for n in (1, 2, 3)]

    assert take(book, *bodies, *bodies) == [True] * 6
    assert booked(ledger) == ["o1", "o2", "o3"]
    (chain,) = book.chains()
    assert (chain["subscriber"], chain["orders"], chain["whole"]) == ("limburg", 3, True)


@pytest.mark.parametrize("shuffled", list(permutations(range(4))))
def test_in_whatever_order_they_come_they_are_booked_and_accepted_in_the_end(
    ledger: Ledger, book: OrderBook, shuffled: tuple[int, ...]
):
    box = handed_out(book)
    bodies = [box.next(order(n)) for n in range(4)]

    for number in shuffled:
        take(book, bodies[number])

    assert sorted(booked(ledger)) == ["o0", "o1", "o2", "o3"]
    assert held(book) == []
    assert take(book, *bodies) == [True] * 4
    assert [chain["whole"] for chain in book.chains()] == [True]


def test_an_order_after_a_gap_is_held_and_shown_until_the_missing_one_comes(ledger, book):
    box = handed_out(book)
    first, second, third = (box.next(order(n)) for n in (1, 2, 3))

    assert take(book, first, third) == [True, False]
    assert held(book) == [("o3", "gap")]
    assert booked(ledger) == ["o1"]

    assert take(book, second, third) == [True, True]
    assert held(book) == []


def test_two_stories_from_one_place_are_a_fork(ledger, book):
    box = handed_out(book)
    first = box.next(order(1))
    other = box.at(order(2), 2, box.head)
    second = box.next(order(3))
    after_other = box.at(order(4), 3, sha256(other).hexdigest())

    assert take(book, first, second, other, after_other) == [True, True, False, False]
    assert held(book) == [("o2", "fork"), ("o4", "fork")]
    assert booked(ledger) == ["o1", "o3"]


def test_a_changed_order_is_turned_away_and_counted_and_stops_nothing(ledger, book):
    box = handed_out(book)
    first, second = (box.next(order(n)) for n in (1, 2))

    with pytest.raises(BadSignature):
        take(book, first.replace(b":499,", b":1,"))

    assert take(book, first, second) == [True, True]
    assert held(book) == []
    assert ledger.facts()["turned_away"] == {"order.signature": 1}
    assert [row["price_cents"] for row in ledger.facts()["orders"]] == [499, 499]


def test_an_order_of_no_household_of_ours_is_turned_away_until_a_set_is_handed_out(
    ledger: Ledger, book: OrderBook, tmp_path: Path
):
    zeeland = Administration(tmp_path / "headend").credential("zeeland")
    body = Signer(credential=zeeland).next(order(1, who="zeeland"))

    with pytest.raises(Unknown):
        take(book, body)
    assert (held(book), book.chains()) == ([], [])
    assert ledger.facts()["turned_away"] == {"order.household": 1}

    Administration(tmp_path / "headend").enrol("zeeland", {}, EVENING)
    assert take(book, body) == [True]


def test_an_order_that_is_only_held_makes_its_box_known_to_nobody(book):
    stranger = Signer(1)
    first, second = (stranger.next(order(n)) for n in (1, 2))

    assert take(book, second, first, second) == [False] * 3


def full_of_strangers(book: OrderBook) -> None:
    for number in range(MOST_HELD):
        take(book, Signer(100 + number).next(order(1000 + number)))


def test_strangers_fill_what_is_held_of_one_household_and_crowd_out_no_box_of_its_own(book):
    box, replaced = handed_out(book), Signer(2)
    bodies = [box.next(order(n)) for n in (1, 2)]
    full_of_strangers(book)

    with pytest.raises(TooManyHeld, match="stb headend drop"):
        take(book, replaced.next(order(3)))

    other = Signer(3)
    book.enrol("pensioners", other.public, now=EVENING)
    other.next(order(5, who="pensioners"))
    assert take(book, bodies[1], other.next(order(6, who="pensioners"))) == [False, False]
    assert held(book)[-2:] == [("o2", "gap"), ("o6", "gap")]
    assert book.turned_away() == {"order.too_many_held": 1}


def test_what_the_operator_drops_makes_room_for_a_replaced_set(ledger, book):
    book.enrol("limburg", Signer(1).public, now=EVENING)
    full_of_strangers(book)

    assert book.drop("o1000") == 1

    assert take(book, Signer(2).next(order(3))) == [False]
    assert book.book_held("o3", now=EVENING) == 1
    assert booked(ledger) == ["o3"]
    with pytest.raises(NotHeld):
        book.drop("o1000")


def test_why_an_order_is_held_is_told_anew_when_as_many_are_held_as_may_be(book):
    box = handed_out(book)
    other = box.at(order(9999), 1, "0" * 64)
    take(book, *[box.next(order(n)) for n in range(1, 2 + MOST_HELD)][1:])
    assert held(book)[0] == ("o2", "gap")

    assert take(book, other) == [True]

    assert held(book)[0] == ("o2", "fork")


def test_a_box_that_is_not_of_the_household_books_nothing_on_its_bill(book):
    box, stranger = handed_out(book), Signer(2)

    assert take(book, stranger.next(order(1)), box.next(order(2))) == [False, True]
    assert held(book) == [("o1", "key")]


def test_a_box_books_on_no_other_bill_than_its_own(book):
    box = handed_out(book)

    assert take(book, box.next(order(1, who="pensioners"))) == [False]
    assert held(book) == [("o1", "key")]


# -- whose box it is ---------------------------------------------------------------------


def test_no_box_is_a_households_for_having_come_first(ledger, book):
    assert take(book, Signer(1).next(order(1)), Signer(2).next(order(2))) == [False, False]

    assert held(book) == [("o1", "key"), ("o2", "key")]
    assert booked(ledger) == []


def proving(ledger: Ledger, seed: int = 1, who: str = "limburg") -> Signer:
    """A box whose set has the credential of a household."""
    return Signer(seed, credential=ledger.credential(who))


def test_a_box_whose_key_is_proven_books_from_its_first_order_on(ledger, book):
    box = proving(ledger)
    bodies = [box.next(order(n)) for n in (1, 2)]

    assert take(book, *bodies, *bodies) == [True] * 4
    assert booked(ledger) == ["o1", "o2"]


def test_a_box_that_was_proven_once_needs_no_proof_any_more(ledger, book):
    box = proving(ledger)
    first = box.next(order(1))
    box.proves_by(b"")

    assert take(book, first, box.next(order(2))) == [True, True]


def test_orders_of_before_the_set_had_a_credential_are_booked_with_the_first_that_is_proven(
    ledger, book
):
    box = Signer()
    without = [box.next(order(n)) for n in (1, 2)]
    assert take(book, *without) == [False, False]
    box.proves_by(ledger.credential("limburg"))

    third = box.next(order(3))

    assert take(book, third) == [True]
    assert booked(ledger) == ["o1", "o2", "o3"]
    assert take(book, *without, third) == [True] * 3
    assert held(book) == []


def test_a_proven_order_after_a_gap_makes_its_box_known_and_waits_for_the_missing_one(ledger, book):
    box = proving(ledger)
    first, second = box.next(order(1)), box.next(order(2))

    assert take(book, second, first) == [False, True]
    assert booked(ledger) == ["o1", "o2"]


def test_a_proof_of_another_household_books_nothing_and_is_turned_away(ledger, book):
    credentials = (ledger.credential("pensioners"), b"s" * 32, bytes(32))

    for seed, credential in enumerate(credentials, 1):
        with pytest.raises(NotProven):
            take(book, Signer(seed, credential=credential).next(order(seed)))

    assert (booked(ledger), held(book)) == ([], [])
    assert book.turned_away() == {"order.proof": 3}
    assert take(book, proving(ledger, 9).next(order(9))) == [True], "nobody came before it"


def test_a_proof_that_was_overheard_introduces_no_other_key(ledger, book):
    proof = read_order(proving(ledger, 1).next(order(1))).proof
    thief = Signer(2)

    stolen = thief.at(order(2), 1, "0" * 64, proof=proof)

    with pytest.raises(NotProven):
        take(book, stolen)


def test_a_key_of_one_household_cannot_be_made_anothers_by_its_proof(ledger, book):
    """Who has both credentials has two keys; a key is on one bill."""
    take(book, proving(ledger).next(order(1)))

    again = proving(ledger, who="pensioners").next(order(2, who="pensioners"))

    assert take(book, again) == [False]
    assert held(book) == [("o2", "key")]


def test_the_replaced_set_of_a_household_is_known_by_its_proof_however_full_the_list_is(
    ledger, book
):
    handed_out(book)
    full_of_strangers(book)

    assert take(book, proving(ledger, 2).next(order(3))) == [True]


def test_a_box_that_is_known_books_though_its_proof_is_of_an_older_credential(book):
    """The operator made himself new keys; what was ordered is owed all the same."""
    box = handed_out(book)
    box.proves_by(b"o" * 32)

    assert take(book, box.next(order(1))) == [True]


# -- the chain ---------------------------------------------------------------------------


def test_another_epoch_of_the_same_box_begins_its_own_chain(book):
    box = handed_out(book)
    bodies = [box.next(order(1))]
    box.epoch, box.sequence, box.head = "e" * 32, 0, "0" * 64
    bodies.append(box.next(order(2)))

    assert take(book, *bodies) == [True, True]
    assert len(book.chains()) == 2


def test_an_order_that_was_sealed_anew_is_booked_once_and_goes_on_in_its_chain(ledger, book):
    box = handed_out(book)
    first = box.next(order(1))
    again, third = box.next(order(1)), box.next(order(3))

    assert take(book, first, again, third) == [True, True, True]
    assert booked(ledger) == ["o1", "o3"]


def test_another_order_under_an_id_that_is_booked_is_held(book):
    box = handed_out(book)
    first = box.next(order(1))
    other = box.next(replace(order(1), price_cents=1))

    assert take(book, first, other) == [True, False]
    assert held(book) == [("o1", "id")]
    with pytest.raises(NotBookable, match="another order has its id"):
        book.book_held("o1", now=EVENING)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"v":2}', b"\xff"])
def test_what_is_no_order_is_refused(book, body):
    with pytest.raises(InputError):
        take(book, body)


# -- the operator decides ----------------------------------------------------------------


def test_the_operator_books_what_is_held_and_what_waited_for_it_follows(ledger, book):
    handed_out(book)
    stranger = Signer(2)
    first, second = (stranger.next(order(n)) for n in (1, 2))
    take(book, first, second)
    assert held(book) == [("o1", "key"), ("o2", "key")]

    assert book.book_held("o1", now=EVENING) == 2

    assert booked(ledger) == ["o1", "o2"]
    assert take(book, first, second) == [True, True]


def test_after_a_gap_that_the_operator_accepts_the_chain_goes_on_and_is_not_whole(ledger, book):
    box = handed_out(book)
    bodies = [box.next(order(n)) for n in (1, 2, 3, 4)]
    take(book, bodies[0], bodies[2], bodies[3])

    assert book.book_held("o3", now=EVENING) == 2

    assert booked(ledger) == ["o1", "o3", "o4"]
    assert [chain["whole"] for chain in book.chains()] == [False]
    assert take(book, bodies[1]) == [True], "and the missing one may still come"
    assert [chain["whole"] for chain in book.chains()] == [True]


def test_what_is_not_held_cannot_be_booked(book):
    with pytest.raises(NotHeld):
        book.book_held("o9", now=EVENING)


def test_the_verbs_show_what_is_held_and_book_it(
    book: OrderBook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    box = handed_out(book)
    bodies = [box.next(order(n)) for n in (1, 2)]
    take(book, bodies[1])
    data = ("--data", str(tmp_path))

    assert main(["headend", "ledger", *data]) == 0
    assert (
        "HELD o2 of limburg, number 2: an order before it has not come" in capsys.readouterr().out
    )
    assert main(["headend", "book", "o2", *data]) == 0
    assert capsys.readouterr().out == "1 order booked\n"
    assert main(["headend", "ledger", "--json", *data]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in facts["orders"]] == ["o2"]
    assert facts["held"] == []
    assert main(["headend", "book", "o7", *data]) == 1
    assert "[order.not_held]" in capsys.readouterr().err


def test_the_verbs_drop_what_is_held_and_say_what_was_turned_away(
    book: OrderBook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    box = handed_out(book)
    bodies = [box.next(order(n)) for n in (1, 2)]
    take(book, bodies[1])
    with pytest.raises(BadSignature):
        take(book, bodies[0].replace(b":499,", b":1,"))
    data = ("--data", str(tmp_path))

    assert main(["headend", "drop", "o2", *data]) == 0
    assert capsys.readouterr().out == "1 order dropped\n"
    assert main(["headend", "ledger", *data]) == 0
    told = capsys.readouterr().out
    assert "HELD" not in told
    assert "1 order turned away, order.signature" in told
    assert main(["headend", "drop", "o2", *data]) == 1
    assert "[order.not_held]" in capsys.readouterr().err


def test_every_reason_has_its_words():
    assert set(WORDS) == set(Why)
