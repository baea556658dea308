"""Impressions in real time: what counts is what the presenter says was on the screen."""

from __future__ import annotations

import pytest

from stb.engine.commands import Pause, SeekTo
from stb.engine.events import SpotSeen, SpotShown
from stb.model.consent import Answer

from .conftest import BREAK, Room

SPOT = BREAK.spots[1]
BEHIND = 3
"""Steps for which a picture waits for its sound."""


@pytest.fixture
def viewing(room: Room) -> Room:
    """A viewer with consent, at the first frame of a replaced spot; nothing of it seen yet."""
    room.watch()
    room.answer(Answer.YES)
    room.run()
    room.tell(SeekTo(SPOT.at - 300))
    room.play_to(SPOT.at)
    return room


def step(room: Room, *shown: int) -> None:
    room.box.step(shown=shown)
    room.clock.tick(room.box.rate)


def at(room: Room) -> int:
    playing = room.box.snapshot.playing
    assert playing is not None
    return playing.frame


def told(room: Room) -> list[tuple[int, int]]:
    """The quartiles that were told, each with its frame in the spot."""
    return [(event.quartile, event.frame - SPOT.at)
            for event in room.events if isinstance(event, SpotShown)]  # fmt: skip


def plays(room: Room) -> int:
    return sum(isinstance(event, SpotSeen) for event in room.events)


def play(room: Room, until: int) -> None:
    """Step to frame ``until``; each picture is seen three steps after its own."""
    while at(room) < until:
        step(room, at(room) - BEHIND)


def test_a_quartile_is_told_at_the_frame_that_was_seen(viewing: Room) -> None:
    play(viewing, SPOT.end + 10)

    assert told(viewing) == [(1, 31), (2, 62), (3, 93), (4, 124)]
    assert plays(viewing) == 1


def test_what_was_stepped_and_left_out_is_not_counted(viewing: Room) -> None:
    while at(viewing) < SPOT.end + 10:
        step(viewing, *([at(viewing)] if at(viewing) % 3 else []))

    assert told(viewing) == [(1, 47), (2, 94)]
    assert plays(viewing) == 0


def test_what_waited_for_its_sound_when_the_viewer_jumped_counts_if_it_was_seen(
    viewing: Room,
) -> None:
    play(viewing, SPOT.at + 94)
    last = at(viewing) - BEHIND

    viewing.box.send(SeekTo(SPOT.at - 200))
    step(viewing)
    before = plays(viewing)
    step(viewing, last)
    step(viewing, last + 1)
    step(viewing, last + 2)

    assert (before, plays(viewing)) == (0, 1)


def test_what_waited_for_its_sound_when_the_viewer_jumped_and_was_never_seen_does_not_count(
    viewing: Room,
) -> None:
    play(viewing, SPOT.at + 94)

    viewing.box.send(SeekTo(SPOT.end + 20))
    play(viewing, SPOT.end + 60)

    assert plays(viewing) == 0


def test_a_frame_that_stands_or_is_seen_again_counts_once(viewing: Room) -> None:
    play(viewing, SPOT.at + 60)
    viewing.box.send(Pause())
    for _ in range(100):
        step(viewing, SPOT.at + 50)

    assert told(viewing) == [(1, 31)]


def test_a_picture_of_the_programme_before_is_none_of_this_one(viewing: Room) -> None:
    viewing.watch("oranje-een")
    for frame in range(SPOT.at, SPOT.end):
        step(viewing, frame)

    assert told(viewing) == []
