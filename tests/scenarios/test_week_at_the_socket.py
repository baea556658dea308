"""A week at the socket: what boxes of different segments say, and one that agreed to nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.engine.events import SpotSeen
from stb.headend.catalogue import Catalogue
from stb.headend.server import HeadEnd
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.recorder import Recorder
from stb.qa.render import open_programme

from . import remote
from .conftest import NUMBER, Evening, evening_of, stock
from .test_orders import PIN, in_store
from .wire import POSTED, undeclared

DAY = timedelta(days=1).total_seconds()
_HOST = re.compile(rb"\r\nHost: 127\.0\.0\.1:\d+\r\n")


# -- two boxes of different segments ---------------------------------------------------


@pytest.mark.slow(seconds=60)
@pytest.mark.box(consent="yes")
def test_two_boxes_of_different_segments_ask_the_same_to_the_byte_for_a_week(
    home: Home, catalogue: Catalogue, tmp_path: Path
):
    """The same catch-up through three breaks; sorted, because order and time are drawn."""
    asked: dict[str, Counter[bytes]] = {}
    seen: dict[str, set[str]] = {}
    groups: dict[str, set[str]] = {}
    for household in ("young-family", "pensioners"):
        data = tmp_path / household
        assert home.wanted.at is not None
        clock = VirtualClock(home.wanted.at)
        with HeadEnd(data, clock=clock, seed=1) as headend, recorder_of(headend) as recorder:
            stock(data, household, catalogue)
            for creative in sorted(catalogue.creatives, key=lambda one: one.sha256)[:2]:
                next(data.glob(f"box/*/content/c/*/{creative.sha256}")).unlink()
            own = Home(replace(home.wanted, data=data, household=household), clock, headend)
            box = own.switch_on(headend=recorder.url, trust=root_of(headend, tmp_path))
            watch_three_breaks(box, evening_of(headend, catalogue))
            groups[household] = {segment.id for segment in box.snapshot.segments}
            events = [line.event for line in box.as_run]
            seen[household] = {e.creative for e in events if isinstance(e, SpotSeen)}
            own.close()
            assert undeclared(recorder) == []
            asked[household] = fetches(recorder)

    one, other = asked.values()
    assert not set.intersection(*groups.values())
    assert all(seen.values())
    assert seen["young-family"] != seen["pensioners"]
    assert one - other == other - one == Counter()
    segments = [request for request in one if b"/catch-up/" in request and b".ts " in request]
    assert len(segments) > 40
    assert sum(b"/repository/content/" in request for request in one) >= 2


def watch_three_breaks(box: Driver, evening: Evening) -> None:
    """One on each of three days, and the nights between."""
    breaks = open_programme(box.mediabox, evening.id).breaks[:3]
    box.press("STOP")
    for number, brk in enumerate(breaks):
        open_programme(box.mediabox, evening.id)
        box.seek(brk.at - 50)
        box.play_until(brk.end + 25)
        box.press("STOP", "POWER")
        box.wait((2 if number else 3) * DAY)
        box.press("POWER")
        box.wait(1)


def fetches(recorder: Recorder) -> Counter[bytes]:
    """Every request but reports, as its raw bytes; the port is the recorder's own."""
    found: Counter[bytes] = Counter()
    for connection in recorder.connections:
        raw = bytes(connection.sent)
        if raw.startswith(b"POST"):
            continue
        assert b"POST" not in raw
        assert raw.endswith(b"\r\n\r\n") or not raw
        for request in raw.split(b"\r\n\r\n")[:-1]:
            found[_HOST.sub(b"\r\nHost: box\r\n", request + b"\r\n\r\n")] += 1
    return found


# -- nothing consented -----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.box(pictures="none")
@pytest.mark.parametrize("word", ["no", ""], ids=["refused", "never answered"])
def test_a_week_of_every_feature_with_nothing_consented_sends_orders_and_leaves_no_trace(
    home: Home, catalogue: Catalogue, evening: Evening, word: str
):
    stock(home.wanted.data, home.wanted.household, catalogue)
    with recorder_of(home.headend) as recorder:
        box = home.switch_on(
            headend=recorder.url, trust=root_of(home.headend, home.wanted.data.parent)
        )
        remote.open_catch_up(box, NUMBER, evening.programme)
        if word:
            remote.answer(box, word)
        else:
            box.wait(1)
            box.press("BACK")
        playing = box.snapshot.playing
        assert playing is not None
        for brk in playing.breaks:
            box.seek(brk.at - 10, unhindered=True)
            box.play_until(brk.end + 10)
        use_everything(box)
        film = in_store(box)[0].id
        remote.order(box, film, PIN)
        box.press("OK")
        box.wait(20)
        box.press("STOP", "EXIT")
        for _ in range(7):
            box.press("POWER")
            box.wait(DAY)
            box.press("POWER")
            box.wait(2)
            use_everything(box)
        home.unplug(box)

        assert undeclared(recorder) == []
        posted = [request for request in recorder.requests() if request.method == "POST"]
        assert [POSTED[request.target].value for request in posted] == ["order"]
    # "sirius-6" alone stands in signed manifests, the same for every box.
    watched = {evening.id, evening.programme.title, film, "Sirius 6"}
    assert traces(home, watched) == set()
    assert any(needle.encode() in database(home) for needle in watched), "the search finds nothing"


def use_everything(box: Driver) -> None:
    """Every part of the set, by keys, as a curious viewer would."""
    for keys in (
        ("6",), ("CHANNEL-UP",), ("CHANNEL-DOWN",), ("8",), ("INFO",), ("EXIT",),
        ("GUIDE", "RIGHT", "DOWN", "OK", "EXIT"), ("MENU", "DOWN", "EXIT"),
        ("VOLUME-UP", "VOLUME-DOWN", "MUTE", "MUTE"), ("CATCH-UP", "RIGHT", "RED", "EXIT"),
        ("STORE", "RIGHT", "LEFT", "EXIT"), ("PRIVACY", "DOWN", "EXIT"), ("PLAY-PAUSE",),
        ("PLAY-PAUSE",), ("REWIND",), ("FAST-FORWARD",), ("PLAY-PAUSE",), ("STOP",), ("EXIT",),
    ):  # fmt: skip
        box.press(*keys)
        box.wait(3)


def traces(home: Home, needles: set[str]) -> set[tuple[str, str]]:
    """Which words stand in which file of the box, all but its one database and the log of it."""
    found = set()
    for file in (home.wanted.data / "box").rglob("*"):
        if file.is_file() and file.name not in ("box.db", "box.db-wal", "box.db-shm"):
            data = file.read_bytes()
            found |= {(file.name, word) for word in needles if word.encode() in data}
    return found


def database(home: Home) -> bytes:
    folder = home.wanted.data / "box" / home.wanted.household
    return b"".join(file.read_bytes() for file in folder.glob("box.db*"))


# -- both ------------------------------------------------------------------------------


def recorder_of(headend: HeadEnd) -> Recorder:
    return Recorder("127.0.0.1", int(headend.url.rstrip("/").rpartition(":")[2]))


def root_of(headend: HeadEnd, folder: Path) -> Path:
    file = folder / "root.json"
    file.write_bytes(headend.root())
    return file
