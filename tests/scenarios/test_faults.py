"""Two hundred faults at any instant, through the whole box, half of them in real time.

Operator, HTTP, disk, engine, decoder and presenter are the real ones; see `faulty_house` for
the programme, `fault_kinds` for what goes wrong and `fault_viewer` for what has to be right.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from stb.engine.events import OnAir, SpotSeen
from stb.engine.snapshot import Supply
from stb.model.timeline import Source
from stb.qa.driver import Driver
from stb.qa.plugin import AT
from stb.qa.render import open_programme
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Switch, Time
from stb.wiring.mediabox import Mediabox

from .fault_judge import judged
from .fault_kinds import IN_REAL_TIME, OF_ITS_READING, Disk, without_sound
from .fault_show import entered, shown_in_time
from .fault_tally import Tally
from .fault_viewer import Deed, Director, Got, drawn_deeds, drawn_faults
from .faulty_house import HOUSEHOLD, SPOT, House, furnish

pytestmark = pytest.mark.slow

FAULTS = 100
BREAKS = 25
UNTIL = 1500


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("faults")
    house = furnish(folder / "house", folder, breaks=BREAKS)
    house.prepare()
    return house


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    yield disk
    disk.close()


def test_a_hundred_faults_on_the_virtual_clock(
    house: House, disk: Disk, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = random.Random("a hundred faults")
    tally = Tally()
    while tally.faults < FAULTS:
        viewed_at_once(house, disk, draw, tally)
    with capsys.disabled():
        sys.stdout.write(f"\n{tally}\n")

    assert tally.wrong == []
    assert tally.left_out == []
    assert tally.not_given_up == []


def test_a_creative_is_silent_in_every_spot_in_which_its_media_have_no_sound_and_in_no_other(
    house: House, disk: Disk
) -> None:
    with built_at_once(house, Switch.YES) as (mediabox, _):
        director = Director(mediabox, house, disk, random.Random(1), [], [], longest_s=0)
        director.lay(without_sound, until=house.slots[5].at)

        got = played_at_once(mediabox, director, until=UNTIL)

        report = judged(house, got, mediabox.box.as_run, director)
    assert report.wrong == []
    assert 4 * SPOT <= report.silent <= 8 * SPOT
    assert report.plays > report.silent // SPOT


@pytest.mark.paced
def test_a_hundred_faults_in_real_time(
    house: House,
    disk: Disk,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    draw = random.Random("a hundred more")
    tally = Tally()
    while tally.faults < FAULTS:
        viewed_in_time(house, disk, draw, tally)
    with capsys.disabled():
        sys.stdout.write(f"\n{tally}\n")

    assert tally.wrong == []
    frames = sum(report.frames for report in tally.reports)
    assert len(tally.left_out) <= frames // 50, "the machine is far too slow for this"


@pytest.mark.paced
def test_plays_and_quartiles_in_real_time_are_told_at_the_frame_that_was_seen(
    house: House, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    first, second, third, fourth = house.slots[:4]
    deeds = [
        Deed(first.at + 60, "again", first.at - 20),
        Deed(second.at + 30, "pause"),
        Deed(second.at + 57, "join", second.at + 20),
        Deed(third.at + 10, "join", third.at + 40),
        Deed(fourth.at + 56, "pause"),
    ]

    with built_in_time(house) as mediabox:
        director = Director(mediabox, house, disk, random.Random(1), [], deeds, longest_s=0)
        glass, _, _ = shown_in_time(mediabox, director.look, until=fourth.end + 20)
        report = judged(house, glass.got, mediabox.box.as_run, director)
        events = [line.event for line in mediabox.box.as_run]

    assert report.wrong == []
    assert not [event for event in events if isinstance(event, SpotSeen)
                and third.at <= event.frame < third.end]  # fmt: skip
    assert report.plays >= 2


@pytest.mark.parametrize("how", ["straight on", "with faults", "with jumps"])
def test_the_origin_sees_the_same_requests_whether_spots_are_replaced_or_not(
    house: House, disk: Disk, how: str
) -> None:
    def asked(consent: Switch) -> tuple[list[str], int]:
        draw = random.Random(how)
        slots = tuple(slot for slot in house.slots if slot.end < UNTIL - 100)
        faults = drawn_faults(draw, slots, share=0.9) if how == "with faults" else []
        deeds = drawn_deeds(draw, slots) if how == "with jumps" else []
        with built_at_once(house, consent) as (mediabox, requests):
            director = Director(mediabox, house, disk, draw, faults, deeds, longest_s=0.1)
            played_at_once(mediabox, director, until=UNTIL)
            events = [line.event for line in mediabox.box.as_run]
            swapped = [event for event in events if isinstance(event, OnAir)
                       and event.source is Source.CREATIVE]  # fmt: skip
            paths = [path for path in requests() if house.programme_id in path]
            return sorted(path for path in paths if path.endswith(".ts")), len(swapped)

    replaced, swaps = asked(Switch.YES)
    left, none = asked(Switch.NO)

    assert replaced == left
    assert len(left) == len(set(left)) >= UNTIL // 96
    assert (swaps > 4, none) == (True, 0)


@contextmanager
def built_at_once(
    house: House, consent: Switch
) -> Iterator[tuple[Mediabox, Callable[[], list[str]]]]:
    """A box on the virtual clock at the first frame, and what its operator was asked for."""
    house.forget()
    wanted = Configuration(
        data=house.folder, household=HOUSEHOLD, consent=consent, time=Time.VIRTUAL,
        at=datetime.fromisoformat(AT),
    )  # fmt: skip
    built = build(wanted, disk=house.disk)
    headend = built.headend
    assert headend is not None
    with built.mediabox as mediabox:
        Driver(mediabox).settle()
        before = len(headend.ledger()["requests"])
        open_programme(mediabox, house.programme_id)
        yield mediabox, lambda: [row["path"] for row in headend.ledger()["requests"][before:]]


def played_at_once(mediabox: Mediabox, director: Director, *, until: int) -> Got:
    """All that is shown up to the end, or to frame ``until``; never black."""
    got = Got()
    while (playing := mediabox.snapshot.playing) is not None:
        if playing.supply is Supply.ENDED or playing.frame >= until:
            break
        shot = mediabox.shot()
        assert shot is not None, f"frame {playing.frame} is black"
        if playing.frame not in got.frames[-1:]:
            lines = len(mediabox.box.as_run)
            got.add(shot, lines, logged=lines)
        director.look(playing)
        mediabox.step()
    director.put_all_right()
    return got


def viewed_at_once(house: House, disk: Disk, draw: random.Random, tally: Tally) -> None:
    with built_at_once(house, Switch.YES) as (mediabox, _):
        director = Director(
            mediabox, house, disk, draw, drawn_faults(draw, house.slots, share=0.7),
            drawn_deeds(draw, house.slots), longest_s=0.2,
        )  # fmt: skip
        got = played_at_once(mediabox, director, until=house.programme.frames)
        tally.add(director, judged(house, got, mediabox.box.as_run, director), mediabox)


@contextmanager
def built_in_time(house: House) -> Iterator[Mediabox]:
    """A box in real time, at the first frame of the programme."""
    house.forget()
    wanted = Configuration(data=house.folder, household=HOUSEHOLD, consent=Switch.YES)
    with build(wanted, disk=house.disk).mediabox as mediabox:
        entered(mediabox, house.programme_id)
        yield mediabox


def viewed_in_time(house: House, disk: Disk, draw: random.Random, tally: Tally) -> None:
    kinds = OF_ITS_READING + IN_REAL_TIME
    with built_in_time(house) as mediabox:
        director = Director(
            mediabox, house, disk, draw,
            drawn_faults(draw, house.slots, share=0.95, of_reading=kinds),
            drawn_deeds(draw, house.slots), longest_s=2.5,
        )  # fmt: skip
        glass, timed, _ = shown_in_time(mediabox, director.look, until=house.programme.frames)
        director.put_all_right()
        disk.closed.set()
        report = judged(house, glass.got, mediabox.box.as_run, director)
        if glass.black:
            report.wrong.append(f"{glass.black} times black")
        report.wrong += [
            f"frame {frame} after {before} was never asked for in its turn"
            for before, frame in zip(timed.order, timed.order[1:], strict=False)
            if frame != before + 1 and frame not in director.jumps
        ]
        tally.add(director, report, mediabox)
        tally.add_times(glass, timed, director)
    disk.closed.clear()
