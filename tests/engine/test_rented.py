"""A film that was rented goes on where it was left, for as long as it is the viewer's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stb.engine.commands import (
    EnterPin,
    ForgetUse,
    PlaceOrder,
    PlayRental,
    PlayRentalOn,
    SeekTo,
    Stop,
)
from stb.engine.snapshot import Supply
from stb.model.media import Opened
from stb.model.product import RENTAL_LASTS
from stb.model.time import PAL

from .conftest import Room, furnished

FILM = "rental:film-1"
FRAMES = 6_000


@pytest.fixture
def room() -> Room:
    """Somebody rented a film of four minutes, and a game as long."""
    room = furnished()
    film = room.courier.products[0]
    room.courier.products = (film, replace(film, id="game-1", kind="game"))
    room.courier.media |= {f"rental:{id}": Opened(f"rental:{id}", PAL, FRAMES)
                           for id in ("film-1", "game-1")}  # fmt: skip
    room.restart()
    room.run(3)
    for product in ("film-1", "game-1"):
        room.tell(EnterPin("1234"), PlaceOrder(product, 399))
    return room


def left(room: Room, frame: int, product: str = "film-1") -> None:
    room.tell(PlayRental(product))
    room.run(3)
    room.tell(SeekTo(frame))
    room.run(2)
    room.tell(Stop())


def entered(room: Room, *, on: bool) -> int:
    """The frame with which the film begins."""
    room.tell(PlayRentalOn("film-1") if on else PlayRental("film-1"))
    playing = room.box.snapshot.playing
    for _ in range(10):
        if playing is not None and playing.media_id == FILM and playing.supply is Supply.READY:
            return playing.frame
        playing = room.run().playing
    raise AssertionError("nothing is shown")


def test_it_goes_on_where_it_was_left(room: Room):
    left(room, 2_000)

    assert entered(room, on=True) in range(2_000, 2_005)


def test_it_goes_on_after_a_power_cut_that_came_while_it_played(room: Room):
    room.tell(PlayRental("film-1"))
    room.run(3)
    room.tell(SeekTo(2_000))
    room.run(260)

    room.restart()
    room.run(3)

    assert entered(room, on=True) in range(2_000, 2_270)


def test_it_begins_again_where_the_viewer_wants_that(room: Room):
    left(room, 2_000)

    assert entered(room, on=False) < 3


def test_what_was_never_begun_begins_at_its_start(room: Room):
    assert entered(room, on=True) < 3


def test_what_was_seen_to_its_end_is_not_gone_on_with(room: Room):
    left(room, 2_000)
    left(room, FRAMES - 100)

    assert room.store.places() == ()


def test_its_place_goes_with_the_rental(room: Room):
    rental = room.box.snapshot.rentals[0]
    left(room, 2_000)

    (place,) = room.store.places()
    assert (place.media_id, place.title) == (FILM, rental.product.title)
    assert place.until == rental.until
    room.clock.at += RENTAL_LASTS + timedelta(hours=1)
    room.run(3)
    assert room.store.places() == ()


def test_a_game_has_no_place(room: Room):
    left(room, 2_000, "game-1")

    assert room.store.places() == ()


def test_the_place_of_what_plays_is_listed_and_asked_for_only_when_it_was_left(room: Room):
    left(room, 2_000)
    assert room.box.snapshot.place_of(FILM) is not None

    entered(room, on=True)
    playing = room.box.snapshot

    assert [place.media_id for place in playing.places] == [FILM]
    assert playing.place_of(FILM) is None


def test_erased_while_it_plays_it_is_kept_again_only_when_it_is_entered_anew(room: Room):
    left(room, 2_000)
    entered(room, on=True)

    room.tell(ForgetUse())
    room.run(300)
    room.tell(Stop())
    assert room.store.places() == ()

    left(room, 3_000)
    (place,) = room.store.places()
    assert place.frame >= 3_000


def test_nothing_of_what_a_viewing_decided_is_kept_of_a_film(room: Room):
    left(room, 2_000)

    assert room.store.remembered() == ()
