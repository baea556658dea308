"""Changing channels: from the request to the first picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import cycle

import av

from stb.adapters.headend import headend_handlers, media_fetch
from stb.adapters.http import Http
from stb.adapters.library import HOLD_BACK, Library
from stb.adapters.media.deck import Deck
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Reader
from stb.adapters.media.source import BytesMedia
from stb.adapters.ts_stream import Open
from stb.engine.ports import FetchLineup, OpenLive
from stb.engine.splicer import live
from stb.errors import UnavailableError
from stb.formats.ts import PACKET
from stb.headend.grid import segment_at
from stb.headend.server import HeadEnd
from stb.model.bundle import Inventory
from stb.model.service import Lineup, Service
from stb.model.time import PAL
from stb.qa.bench.figures import Row, Timers, at_most, in_turns, timed
from stb.qa.bench.scene import Setting, house

_PATIENCE_S = 10.0
_POLL_S = 0.0005


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
            allowed_hosts=frozenset({"127.0.0.1"}),
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
    """A stream joined between two points of access: what is beyond the wait for the next."""
    service, k = headend.operator.lineup.services[0].id, segment_at(headend.operator.now())
    octets = b"".join(headend.operator.live.made(service, k - n) for n in (3, 2))
    middle = len(octets) // PACKET // 8 * PACKET

    def joined() -> float:
        return timed(lambda: _first(octets[middle:]), setting.timers.wall) * 1000

    def aligned() -> float:
        return timed(lambda: _first(octets), setting.timers.wall) * 1000

    ours, theirs = in_turns(
        joined, aligned, timers=setting.timers, seconds=setting.seconds, least=6
    )
    yield Row("zap", "into mid-picture, beyond the next point of access", ours - theirs, "ms",
              target=at_most(100, of_ratio=False))  # fmt: skip


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


def _first(octets: bytes) -> None:
    media = BytesMedia(octets)
    reader = Reader(media, in_frame=0, play_rate=PAL, at=0, facts=probe(media))
    try:
        next(reader)
    finally:
        reader.close()


def _services(http: Http) -> tuple[Service, ...]:
    handlers = headend_handlers(http, Inventory)
    answer = handlers[FetchLineup](FetchLineup())
    found = getattr(answer, "result", answer)
    assert isinstance(found, Lineup)
    return found.services


def _no_creative(name: str) -> MediaChoice:
    raise UnavailableError(name)


def _no_stream(http: Http) -> Open:
    return lambda url: http.stream(url, start=0, total_s=60)
