from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from stb.adapters.courier import VirtualCourier
from stb.adapters.headend import headend_handlers, media_fetch
from stb.adapters.http import Http
from stb.adapters.http_errors import HttpOrigin
from stb.engine.ports import Arrived, FetchGuide, FetchLineup, FetchStore, Missed, UpdateInventory
from stb.formats.headend import write_guide, write_lineup, write_store
from stb.model.bundle import Inventory, Refusal
from stb.model.product import Product
from stb.model.schedule import Programme, Schedule
from stb.model.service import Lineup, Service
from tests.adapters.wire import Peer, Server, answer

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
NEWS = Programme("news", "sirius-6", EVENING, EVENING + timedelta(minutes=25), "Journaal")
HELD = Inventory(refusals=(Refusal("x", "y", "z"),))

FILES = {
    "/v1/lineup": write_lineup(Lineup((Service("sirius-6", 6, "Sirius 6", "live/s/index.m3u8"),))),
    "/v1/guide/2026-11-18": write_guide([NEWS]),
    "/v1/store": write_store([Product("de-dijk", "De dijk", "", 399, "film/{id}/index.m3u8")]),
    "/live/s/1.ts": b"G",
}


def serve(peer: Peer) -> None:
    while request := peer.request():
        path = request.split(b" ")[1].decode()
        found = FILES.get(path)
        peer.send(answer(found) if found is not None else answer(status="404 Not Found"))


@pytest.fixture
def http() -> Iterator[Http]:
    with Server(serve) as server, closing(Http(server.url)) as http:
        yield http


def test_lineup_guide_store_and_inventory_come_from_the_headend(http):
    courier = VirtualCourier(headend_handlers(http, lambda: HELD))
    asked = (FetchLineup(), FetchGuide(date(2026, 11, 18)), FetchStore(), UpdateInventory())
    for request in asked:
        courier.ask(request)

    url = http.base_url
    assert courier.collect() == (
        Arrived(asked[0], Lineup((Service("sirius-6", 6, "Sirius 6", f"{url}live/s/index.m3u8"),))),
        Arrived(asked[1], Schedule.of((NEWS,))),
        Arrived(
            asked[2],
            (Product("de-dijk", "De dijk", "", 399, f"{url}film/de-dijk/index.m3u8"),),
        ),
        Arrived(asked[3], HELD),
    )


def test_a_day_that_the_headend_does_not_have_is_missed(http):
    courier = VirtualCourier(headend_handlers(http, Inventory))
    courier.ask(FetchGuide(date(1970, 1, 1)))

    (missed,) = courier.collect()

    assert isinstance(missed, Missed)
    assert missed.error.code == "http.status"


def test_media_come_from_the_headend_and_nowhere_else(http):
    fetch = media_fetch(http)

    assert fetch(f"{http.base_url}live/s/1.ts") == b"G"
    with pytest.raises(HttpOrigin):
        fetch("http://127.0.0.1:1/live/s/1.ts")


def test_a_guide_that_has_not_changed_is_not_read_anew(http):
    guide = headend_handlers(http, Inventory)[FetchGuide]

    once, again = guide(FetchGuide(date(2026, 11, 18))), guide(FetchGuide(date(2026, 11, 18)))

    assert again.result is once.result
