from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from stb.headend.faults import Outage
from stb.headend.server import HeadEnd, PortTaken
from stb.model.report import Order
from tests.signer import Signer

from .conftest import SetClock


def order(number: str = "order-1", **changes: object) -> Order:
    facts = {
        "id": number,
        "subscriber": "limburg",
        "product": "nachttrein",
        "title": "Nachttrein",
        "price_cents": 499,
        "currency": "EUR",
        "at": datetime(2026, 11, 18, 19, 30, tzinfo=UTC),
    }
    return Order(**(facts | changes))


def of(headend: HeadEnd) -> Signer:
    """The box of a household of this operator's."""
    return Signer(credential=headend.credential("limburg"))


def test_an_order_is_booked_once_however_often_it_is_sent(
    headend: HeadEnd, http: requests.Session
) -> None:
    body = of(headend).next(order())

    answers = [http.post(headend.url + "orders/v1", data=body) for _ in range(3)]

    assert [answer.json() for answer in answers] == [{"accepted": ["order-1"]}] * 3
    booked = headend.ledger()["orders"]
    assert [(o["id"], o["price_cents"], o["at"]) for o in booked] == [
        ("order-1", 499, "2026-11-18T19:30:00Z")
    ]


def test_orders_outlive_the_head_end(
    headend: HeadEnd, http: requests.Session, tmp_path: Path, material: Path
) -> None:
    http.post(headend.url + "orders/v1", data=of(headend).next(order()))
    headend.stop()

    again = HeadEnd(tmp_path, clock=SetClock(), assets=material)

    assert [row["id"] for row in again.ledger()["orders"]] == ["order-1"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("tokens/v1", b"not json", 422),
        ("tokens/v1", b'{"v":1,"subscriber":"a","week":"2026-W47","requests":[]}', 422),
        ("tokens/v1", b" " * 20_000, 413),
        ("plays/v1", b'{"v":1}', 404),
        ("orders/v1", b'{"v":1,"v":1}', 422),
        ("orders/v1", b"[]", 422),
        ("orders/v1", b" " * 5000, 413),
        ("envelopes/v1", b" " * 5000, 413),
    ],
)
def test_what_is_not_exactly_a_report_is_refused_and_not_booked(
    headend: HeadEnd, http: requests.Session, path: str, body: bytes, status: int
) -> None:
    answer = http.post(headend.url + path, data=body)

    assert answer.status_code == status
    assert set(answer.json()) == {"error", "message"}
    assert headend.ledger()["orders"] == []
    assert headend.ledger()["plays"] == {}


def test_every_request_is_recorded_with_its_sizes(headend: HeadEnd, http: requests.Session) -> None:
    lineup = http.get(headend.url + "v1/lineup")
    body = of(headend).next(order())
    http.post(headend.url + "orders/v1", data=body)

    asked = headend.ledger()["requests"]

    assert asked[0] == {
        "method": "GET",
        "path": "/v1/lineup",
        "status": 200,
        "received": 0,
        "sent": len(lineup.content),
    }
    assert (asked[1]["path"], asked[1]["received"]) == ("/orders/v1", len(body))


def test_a_collector_that_is_down_says_when_to_come_back_and_books_nothing(
    headend: HeadEnd, http: requests.Session
) -> None:
    headend.faults.collector_down = True

    answer = http.post(headend.url + "orders/v1", data=of(headend).next(order()))

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert headend.ledger()["orders"] == []
    assert http.get(headend.url + "v1/lineup").status_code == 200


def test_a_head_end_that_is_down_answers_503_or_nothing(
    headend: HeadEnd, http: requests.Session
) -> None:
    headend.faults.outage = Outage.UNAVAILABLE
    assert http.get(headend.url + "v1/lineup").status_code == 503

    headend.faults.outage = Outage.REFUSED
    with pytest.raises(requests.ConnectionError):
        http.get(headend.url + "v1/lineup")

    headend.faults.clear()
    assert http.get(headend.url + "v1/lineup").status_code == 200


def test_a_connection_can_be_cut_half_way(headend: HeadEnd, http: requests.Session) -> None:
    whole = http.get(headend.url + "v1/store").content
    headend.faults.cut.add("/v1/store")

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        http.get(headend.url + "v1/store")

    headend.faults.clear()
    assert http.get(headend.url + "v1/store").content == whole


def test_pages_of_other_sites_and_other_names_are_turned_away(
    headend: HeadEnd, http: requests.Session
) -> None:
    body = of(headend).next(order())

    foreign = http.post(
        headend.url + "orders/v1", data=body, headers={"Origin": "http://example.org"}
    )
    rebound = http.get(headend.url + "v1/lineup", headers={"Host": "example.org"})

    assert (foreign.status_code, rebound.status_code) == (403, 403)
    assert headend.ledger()["orders"] == []


def test_a_port_that_is_taken_is_said_so(headend: HeadEnd, tmp_path: Path, material: Path) -> None:
    port = int(headend.url.rsplit(":", 1)[1].strip("/"))
    other = HeadEnd(tmp_path / "other", clock=SetClock(), assets=material)

    with pytest.raises(PortTaken):
        other.start(port)


def test_a_head_end_serves_again_after_it_was_stopped(
    headend: HeadEnd, http: requests.Session
) -> None:
    port = int(headend.url.rsplit(":", 1)[1].strip("/"))
    headend.stop()
    with pytest.raises(requests.ConnectionError):
        http.get(headend.url + "v1/lineup")

    headend.start(port)

    assert http.get(headend.url + "v1/lineup").status_code == 200
