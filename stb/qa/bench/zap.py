"""Changing channels: from the request to the first picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, pairwise

import av

from stb.adapters.headend import headend_handlers, media_fetch
from stb.adapters.http import Http, Stream
from stb.adapters.library import HOLD_BACK, Library
from stb.adapters.media.deck import Deck
from stb.adapters.media.lane import MediaChoice
from stb.adapters.ts_stream import Open
from stb.engine.ports import FetchLineup, OpenLive
from stb.engine.splicer import live
from stb.errors import UnavailableError
from stb.formats.ts import PACKET
from stb.headend.grid import SEGMENT_FRAMES, segment_at
from stb.headend.server import HeadEnd
from stb.model.bundle import Inventory
from stb.model.service import Lineup, Service
from stb.model.time import PAL
from stb.qa.bench.figures import Row, Timers, at_most, in_turns, timed
from stb.qa.bench.scene import Setting, house

_PATIENCE_S = 10.0
_POLL_S = 0.0005
_SEGMENT_S = float(PAL.seconds(SEGMENT_FRAMES))
_LATE_IN, _WHOLE = 7, 8
"""So much of a segment has gone by when it is joined: half of its last group of pictures."""


def zap(setting: Setting) -> Iterator[Row]:
    """Joining services one after the other, and a stream joined in mid-picture."""
    with house(setting, "zap") as home:
        http = Http(home.headend.url)
        try:
            yield from _aligned(setting, http, home.headend)
        finally:
            http.close()
        yield from _unaligned(setting, home.headend)


def _aligned(setting: Setting, http: Http, headend: HeadEnd) -> Iterator[Row]:
    """The whole way: playlist, segment, probe and decode; beside opening the same bytes."""
    services = cycle(_services(http)[:6])
    joined = segment_at(headend.operator.now()) - HOLD_BACK
    wall = setting.timers.wall
    last: list[Service] = []
    libraries: list[Library] = []
    deck = Deck(lambda media_id, item: libraries[-1].resolve(media_id, item))

    def first_picture() -> float:
        """With the deck as it stands, and nothing known of the service."""
        service = next(services)
        last[:] = [service]
        library = Library(
            media_fetch(http), creative=_no_creative, open_stream=_no_stream(http),
            allowed_hosts=lambda _: {"127.0.0.1"},
        )  # fmt: skip
        libraries[:] = [library]
        try:
            return timed(lambda: _joined(library, deck, service, setting.timers), wall) * 1000
        finally:
            deck.stop()
            library.close()

    def bare() -> float:
        octets = headend.operator.live.made(last[0].id, joined)
        return timed(lambda: _first_bare(octets), wall) * 1000

    try:
        ours, theirs = in_turns(
            first_picture, bare, timers=setting.timers, seconds=setting.seconds, least=6
        )
    finally:
        deck.close()
    yield Row("zap", "to a service by playlist, first picture", ours, "ms",
              "open and first decode, bare", theirs, at_most(3))  # fmt: skip


def _unaligned(setting: Setting, headend: HeadEnd) -> Iterator[Row]:
    """A stream without a playlist, sent as fast as it plays and joined in mid-picture."""
    operator, wall = headend.operator, setting.timers.wall
    now, service = segment_at(operator.now()), operator.lineup.services[0]
    segments = [operator.live.made(service.id, now - n) for n in (5, 4, 3, 2)]
    joined = replace(service, live_url="http://127.0.0.1/stream")

    def beyond() -> float:
        stream = _Paced(segments, setting.timers)
        library = Library(_no_playlist, creative=_no_creative, open_stream=stream.opened)
        deck = Deck(library.resolve)
        try:
            _joined(library, deck, joined, setting.timers)
            return (wall() - stream.access_at) * 1000
        finally:
            deck.close()
            library.close()

    (late,) = in_turns(beyond, timers=setting.timers, seconds=setting.seconds)
    yield Row("zap", "into a stream in mid-picture, beyond the next point of access", late, "ms",
              target=at_most(100, of_ratio=False))  # fmt: skip


class _Paced:
    """Segments one after the other at the pace of their pictures, from late in the first on.

    Each picture is sent when it is to be decoded, with the sound that lies before the
    next, as a server does that repacks a broadcast. ``access_at`` is when the second
    segment was begun, which is the next point of access.
    """

    def __init__(self, segments: list[bytes], timers: Timers) -> None:
        self._segments = segments
        self._timers = timers
        self.access_at = 0.0

    @contextmanager
    def opened(self, _: str) -> Iterator[Stream]:
        yield Stream(0, -1, self._chunks())

    def _chunks(self) -> Iterator[bytes]:
        begun = self._timers.wall()
        for number, octets in enumerate(self._segments):
            pictures = _pictures(octets)
            skipped = len(pictures) * _LATE_IN // _WHOLE if number == 0 else 0
            for n, picture in enumerate(pictures[skipped:], skipped):
                played = number + n / len(pictures) - _LATE_IN / _WHOLE
                early = begun + played * _SEGMENT_S - self._timers.wall()
                if early > 0:
                    self._timers.sleep(early)
                if number == 1 and n == 0:
                    self.access_at = self._timers.wall()
                yield picture


def _pictures(octets: bytes) -> list[bytes]:
    """A segment cut before the first packet of each picture."""
    starts = [
        at
        for at in range(0, len(octets), PACKET)
        if octets[at + 1] & 0x40 and b"\0\0\1\xe0" in octets[at : at + PACKET]
    ]
    return [octets[at:end] for at, end in pairwise([0, *starts[1:], len(octets)])]


def _joined(library: Library, deck: Deck, service: Service, timers: Timers) -> None:
    window, _ = library.open_live(OpenLive(service))
    media_id = f"live:{service.id}"
    deck.load(media_id, live(service.id), rate=window.rate, start=window.start)
    until = timers.wall() + _PATIENCE_S
    while deck.take(window.start) is None:
        if timers.wall() > until:
            raise UnavailableError(f"{service.name}: no picture")
        timers.sleep(_POLL_S)


def _first_bare(octets: bytes) -> None:
    with av.open(io.BytesIO(octets), "r") as container:
        next(container.decode(video=0))


def _services(http: Http) -> tuple[Service, ...]:
    handlers = headend_handlers(http, Inventory)
    answer = handlers[FetchLineup](FetchLineup())
    found = getattr(answer, "result", answer)
    assert isinstance(found, Lineup)
    return found.services


def _no_playlist(url: str) -> bytes:
    raise UnavailableError(url)


def _no_creative(name: str) -> MediaChoice:
    raise UnavailableError(name)


def _no_stream(http: Http) -> Open:
    return lambda url: http.stream(url, start=0, total_s=60)
