"""A week at the socket: what boxes of different segments say, and one that agreed to nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.adapters.user_folders import verdicts
from stb.engine.events import SpotSeen
from stb.engine.post import SLOTS_A_WEEK, week_begins
from stb.formats.envelope import SEALED_OCTETS
from stb.headend.assets import find_assets
from stb.headend.catalogue import Catalogue
from stb.headend.server import HeadEnd
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.recorder import Recorder
from stb.qa.render import open_programme

from . import remote
from .conftest import NUMBER, Evening, evening_of, port_of, stock
from .test_orders import PIN, in_store
from .wire import POSTED, undeclared

DAY = timedelta(days=1).total_seconds()
_HOST = re.compile(rb"\r\nHost: 127\.0\.0\.1:\d+\r\n")


# -- two boxes of different segments ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recorded of one box: groups, spots seen, and all that it said, on both wires."""

    groups: set[str]
    seen: set[str]
    asked: Counter[bytes]
    posted: Counter[tuple[bytes, int]]
    """Heads of what it posted, to the byte, and the size of the body under each."""

    envelopes: tuple[bytes, ...]
    wishes: tuple[bytes, ...]
    times: tuple[datetime, ...]


@pytest.mark.slow(seconds=60)
@pytest.mark.box(consent="yes")
def test_two_boxes_of_different_segments_say_the_same_to_the_byte_for_a_week(
    home: Home, catalogue: Catalogue, tmp_path: Path
):
    """The same catch-up through three breaks; sorted, because order and time are drawn.

    What they post is of the same number and size, under the same heads; what is in an
    envelope is sealed, and what is in a request for tokens is blinded.
    """
    one, other = (
        at_the_socket(home, catalogue, tmp_path, like) for like in ("young-family", "pensioners")
    )

    assert not one.groups & other.groups
    assert one.seen
    assert other.seen
    assert one.seen != other.seen

    assert one.asked - other.asked == other.asked - one.asked == Counter()
    segments = [r for r in one.asked if b"/catch-up/" in r and b".ts " in r]
    assert len(segments) > 40
    assert sum(b"/repository/content/" in r for r in one.asked) >= 2

    assert one.posted - other.posted == other.posted - one.posted == Counter()
    assert len(one.envelopes) == len(other.envelopes) == 19 + SLOTS_A_WEEK
    assert {len(body) for body in (*one.envelopes, *other.envelopes)} == {SEALED_OCTETS}
    assert len({*one.envelopes, *other.envelopes}) == 2 * len(one.envelopes), "sealed anew each"
    assert len(one.wishes) == len(other.wishes) == 2, "one for each week"
    assert wished(one) == wished(other)
    assert set(one.times).isdisjoint(other.times), "drawn by each"


def wished(heard: Heard) -> list[dict[str, object]]:
    """What was asked of the issuer, but for what is blinded and who asks, by week."""
    return sorted((unblinded(wish) for wish in heard.wishes), key=lambda one: str(one["week"]))


def at_the_socket(home: Home, catalogue: Catalogue, folder: Path, like: str) -> Heard:
    """From an evening in the middle of a week to the end of the next one."""
    data, household = folder / like, f"home-like-{like:.6}"
    facts = json.loads((find_assets() / "households" / f"{like}.json").read_bytes())
    file = folder / f"{like}.json"
    file.write_text(json.dumps(facts | {"id": household}), encoding="utf-8")
    assert home.wanted.at is not None
    clock = VirtualClock(home.wanted.at)
    home.headend.root()  # one operator: his keys are made, and he has them in both houses
    shutil.copytree(home.wanted.data / "headend" / "keys", data / "headend" / "keys")
    with (
        HeadEnd(data, clock=clock, seed=1) as headend,
        recorder_of(headend) as recorder,
        Recorder("127.0.0.1", port_of(headend.relay_url)) as relay,
    ):
        stock(data, household, catalogue)
        for creative in sorted(catalogue.creatives, key=lambda one: one.sha256)[:2]:
            next(data.glob(f"box/*/content/c/*/{creative.sha256}")).unlink()
        own = Home(replace(home.wanted, data=data, household=str(file)), clock, headend)
        box = own.switch_on(headend=recorder.url, relay=relay.url, trust=root_of(headend, folder))
        watch_three_breaks(box, evening_of(headend, catalogue))
        groups = {segment.id for segment in box.snapshot.segments}
        events = [line.event for line in box.as_run]
        seen = {e.creative for e in events if isinstance(e, SpotSeen)}
        box.press("POWER")
        box.wait(
            (week_begins(clock.utc()) + timedelta(days=7, minutes=1) - clock.utc()).total_seconds()
        )
        times = tuple(sent.at for sent in box.sent)
        own.close()
        assert undeclared(recorder) == undeclared(relay) == []
        said = [r for each in (recorder, relay) for r in posts(each)]
        return Heard(
            groups,
            seen,
            fetches(recorder) + fetches(relay),
            Counter((head, len(body)) for head, body in said),
            tuple(body for head, body in said if head.startswith(b"POST /relay/v1 ")),
            tuple(sorted(body for head, body in said if head.startswith(b"POST /tokens/v1 "))),
            times,
        )


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


def posts(recorder: Recorder) -> list[tuple[bytes, bytes]]:
    """Head and body of every report, as raw bytes; each has a connection of its own."""
    found = []
    for connection in recorder.connections:
        raw = bytes(connection.sent)
        if raw.startswith(b"POST"):
            head, _, body = raw.partition(b"\r\n\r\n")
            found.append((_HOST.sub(b"\r\nHost: box\r\n", head + b"\r\n"), body))
            assert b"\r\nConnection: close\r\n" in head + b"\r\n"
            assert f"\r\nContent-Length: {len(body)}\r\n".encode() in head + b"\r\n"
    return found


def unblinded(wish: bytes) -> dict[str, object]:
    """A request for tokens but for who asks and proves it, and for what is blinded."""
    told = json.loads(wish)
    assert len(set(told["requests"])) == len(told["requests"])
    assert told.pop("subscriber").startswith("home-like-")
    assert len(bytes.fromhex(told.pop("proof"))) == 32
    return told | {"requests": [len(each) for each in told["requests"]]}


# -- nothing consented -----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.box(pictures="none")
@pytest.mark.parametrize("word", ["no", ""], ids=["refused", "never answered"])
def test_a_week_of_every_feature_with_nothing_consented_sends_orders_and_leaves_no_trace(
    home: Home, catalogue: Catalogue, evening: Evening, word: str
):
    stock(home.wanted.data, home.wanted.household, catalogue)
    with (
        recorder_of(home.headend) as recorder,
        Recorder("127.0.0.1", port_of(home.headend.relay_url)) as relay,
    ):
        box = home.switch_on(
            headend=recorder.url,
            relay=relay.url,
            trust=root_of(home.headend, home.wanted.data.parent),
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
        assert relay.connections == (), "not even an empty envelope"
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
    """Which words stand in which file of the box, all but its one database and the log of it.

    Of the folder of data all is looked through but what the operator keeps there; and verdicts
    on creatives, wherever they lie.
    """
    folder = home.wanted.data / "box" / home.wanted.household
    but = {folder / name for name in ("box.db", "box.db-wal", "box.db-shm")}
    found = set()
    for file in (*home.wanted.data.rglob("*"), *verdicts(home.wanted.data).rglob("*")):
        if file.is_file() and file not in but and home.wanted.data / "headend" not in file.parents:
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
