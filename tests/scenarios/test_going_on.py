"""Going on where a programme was left, from the start, frame by frame, and breaks that hold."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from stb.adapters.media.picture_code import read_code
from stb.engine.events import SpotSeen
from stb.model.schedule import Programme
from stb.model.service import BreakPolicy
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.render import open_programme

from . import remote
from .conftest import NUMBER, Evening

SHORT = "sirius-6-20261118T0227Z"
"""Nine minutes with three breaks, last night."""


def code(box: Driver) -> tuple[int, int] | None:
    picture = box.picture()
    assert picture is not None
    return read_code(picture)


def timeline(box: Driver) -> object:
    playing = box.snapshot.playing
    assert playing is not None
    return playing.timeline


@pytest.mark.box(pictures="none", consent="yes")
def test_after_a_power_cut_the_viewer_is_asked_and_goes_on_with_the_same_spots(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    playing = open_programme(box.mediabox, evening.id)
    first = playing.breaks[0]
    box.seek(first.at - 100)
    box.play_until(first.end + 50)
    counted = len([line for line in box.as_run if isinstance(line.event, SpotSeen)])
    line, frame = timeline(box), box.state.frame
    stocked.unplug(box)

    again = stocked.switch_on()
    remote.open_catch_up_page(again, NUMBER, evening.programme)
    assert again.state.screen == "go-on"
    again.press("OK")
    again.wait_until(lambda box: box.snapshot.place == "programme")

    assert counted
    assert frame - 250 <= again.state.frame <= frame + 25
    again.seek(first.at)
    again.play_until(first.end)
    assert timeline(again) == line
    assert not [line for line in again.as_run if isinstance(line.event, SpotSeen)]


@pytest.mark.box(consent="yes")
def test_the_pictures_after_a_stop_are_those_that_came_next(stocked: Home):
    box = stocked.switch_on()
    playing = open_programme(box.mediabox, SHORT)
    brk = playing.breaks[0]
    box.seek(brk.at - 20)
    box.play_until(brk.at + 260)
    seen: dict[int, object] = {}
    for _ in range(12):
        seen[box.state.frame] = code(box)
        box.steps()
    box.frame_step(-11)
    assert box.state.paused
    assert code(box) == seen[box.state.frame]
    box.frame_step(4)
    assert code(box) == seen[box.state.frame]
    at = box.state.frame
    box.press("STOP")
    box.wait_until(lambda box: box.state.place == "live")

    box.go_on(SHORT)
    box.wait_until(lambda box: box.state.place != "live" and box.picture() is not None)

    assert at <= box.state.frame <= at + 2
    assert code(box) == seen[box.state.frame]


@pytest.mark.box(pictures="none", consent="no")
def test_what_is_on_live_starts_over_and_grows_with_the_broadcast(stocked: Home):
    box = stocked.switch_on()
    box.press("6")
    box.wait_until(lambda box: box.state.service == NUMBER)
    on_air = box.snapshot.schedule.at("sirius-6", box.mediabox.now)
    assert on_air is not None
    box.wait_until(
        lambda box: box.mediabox.now > on_air.start + timedelta(seconds=40), timeout=7_200
    )

    box.press("START-OVER")
    box.wait_until(lambda box: box.state.playing == on_air.id and box.state.frames > 0)
    listed = box.state.frames
    assert box.state.frame < 25

    box.seek(listed - 50)
    box.play_until(listed + 200)
    assert box.state.frames > listed


@pytest.mark.box(pictures="none", consent="yes")
def test_a_service_whose_breaks_are_not_skipped_holds_the_viewer_and_says_so(stocked: Home):
    box = stocked.switch_on()
    service = box.snapshot.lineup.service("lijn-vijf")
    assert service is not None
    assert service.break_policy is BreakPolicy.NO_FAST_FORWARD
    programme = last_night(box)
    playing = open_programme(box.mediabox, programme.id)
    first = playing.breaks[0]
    box.wait(1)

    state = box.seek(first.end + 1_000)

    assert state.held
    assert state.frame == first.at
    assert box.snapshot.playing is not None
    assert first.id in box.snapshot.playing.bound
    box.press("OK")
    assert "Reclame overslaan kan hier niet. Over " in box.text
    assert "Gemarkeerde reclame overslaan kan op deze zender niet" in box.text
    box.wait_until(lambda box: not box.state.held, timeout=600)
    assert box.state.frame == first.end + 1_000
    box.seek(first.at - 100)
    assert box.seek(first.end + 10).frame == first.end + 10


def last_night(box: Driver) -> Programme:
    """A long programme of Lijn Vijf that has ended, with breaks in it."""
    ended = [p for p in box.snapshot.schedule.of_service("lijn-vijf")
             if p.end < box.mediabox.now and p.length > timedelta(minutes=25)]  # fmt: skip
    return ended[-1]


@pytest.mark.box(pictures="none", consent="yes")
def test_what_is_kept_is_on_the_disk_and_leaves_it_with_two_presses(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    playing = open_programme(box.mediabox, evening.id)
    box.seek(playing.breaks[0].at)
    box.wait(60)
    box.press("STOP")
    box.wait(1)
    assert on_disk(stocked, evening.id)

    box.press("PRIVACY", "RIGHT", "DOWN", "OK", *box.snapshot.household.pin)
    box.wait_until(lambda box: box.state.screen == "kept")
    assert evening.programme.title in box.text
    box.press("OK", "OK")
    box.wait(1)

    assert box.snapshot.places == ()
    assert not on_disk(stocked, evening.id)


def on_disk(home: Home, what: str) -> list[str]:
    """The files of the box's own folder that hold ``what``, logs of the database included."""
    folder = home.wanted.data / "box" / home.wanted.household
    files = (file for file in folder.glob("*") if file.is_file())
    return [file.name for file in files if what.encode() in file.read_bytes()]


@pytest.mark.slow
@pytest.mark.box(consent="no")
def test_where_the_list_grew_no_picture_is_lost_or_seen_twice(stocked: Home):
    box = stocked.switch_on()
    box.press("6")
    box.wait_until(lambda box: box.state.service == NUMBER)
    on_air = box.snapshot.schedule.at("sirius-6", box.mediabox.now)
    assert on_air is not None
    if box.mediabox.now < on_air.start + timedelta(seconds=40):
        box.wait(40)
    box.press("START-OVER")
    box.wait_until(lambda box: box.state.playing == on_air.id and box.picture() is not None)
    listed = box.state.frames

    box.seek(listed - 60)
    codes: dict[int, tuple[int, int] | None] = {}
    for _ in range(2_000):
        if box.snapshot.place == "programme" and box.picture() is not None:
            codes[box.state.frame] = code(box)
        if box.state.frame > listed + 150:
            break
        box.steps()

    frames = sorted(codes)
    assert frames == list(range(listed - 60, listed + 152))
    read = [codes[frame] for frame in frames]
    steps = [b[1] - a[1] for a, b in pairwise(read) if a and b and a[0] == b[0]]
    assert len(steps) > 200
    assert set(steps) == {1}
