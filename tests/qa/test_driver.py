"""Waiting and playing: counted in steps, and honest about where the box was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stb.engine.events import OnAir
from stb.model.key import Key
from stb.qa.driver import Driver, NotReached, UnknownKey, key_named
from stb.qa.render import open_programme


def test_a_key_is_named_as_on_the_remote():
    assert key_named("ok") is key_named("OK") is Key.OK
    assert key_named("CHANNEL_UP") is Key.CHANNEL_UP
    with pytest.raises(UnknownKey, match="there are"):
        key_named("turbo")


def test_waiting_lets_exactly_that_much_virtual_time_go_by(driver: Driver):
    before = driver.mediabox.now

    driver.wait("00:00:02:10")

    assert driver.mediabox.now - before == timedelta(seconds=2.4)


def test_waiting_until_stops_at_the_first_step_that_holds(driver: Driver):
    step = driver.snapshot.step

    driver.wait_until(lambda box: box.snapshot.step >= step + 7)

    assert driver.snapshot.step == step + 7


def test_what_must_be_stable_must_hold_so_long(driver: Driver):
    before = driver.mediabox.now

    driver.wait_until(lambda box: box.state.on, stable=1)

    assert driver.mediabox.now - before >= timedelta(seconds=1)


def test_what_flickers_is_never_stable(driver: Driver):
    with pytest.raises(NotReached, match="not within 2"):
        driver.wait_until(lambda box: box.snapshot.step % 10, stable=1, timeout=2)


def test_playing_until_a_frame_shows_it_and_goes_no_further(driver: Driver):
    watch_something(driver)

    assert driver.play_until(100).frame == 100
    assert driver.play_until("00:00:06:00").frame == 150
    assert driver.play_until(10).frame == 150


def test_playing_past_the_end_or_what_stands_still_is_not_reached(driver: Driver):
    watch_something(driver)
    driver.press("PLAY-PAUSE")

    with pytest.raises(NotReached, match="was not shown"):
        driver.play_until(driver.state.frame + 100)


def test_after_a_seek_its_frame_is_on_the_screen(driver: Driver):
    watch_something(driver)

    assert driver.seek(1000).frame == 1000
    assert driver.seek(1_000_000).frame == driver.state.frames - 1


def watch_something(driver: Driver) -> None:
    """A programme that asks nothing, from its first frame."""
    past = driver.snapshot.schedule.of_service("oranje-een")
    programme = [each for each in past if each.end < driver.mediabox.now][-1]
    open_programme(driver.mediabox, programme.id)
    assert any(isinstance(line.event, OnAir) for line in driver.as_run)
