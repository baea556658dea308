from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from stb.adapters.egress import LONGEST_RETRY_S, HttpEgress, SteppedEgress
from stb.engine.ports import Delivered, Delivery, Undelivered
from stb.errors import RefusedError
from stb.formats.envelope import SEALED_OCTETS
from stb.formats.orders import read_order
from stb.formats.reports import write_accepted, write_granted, write_report
from stb.model.report import AdPlay, Kind, Order, Outgoing, SealedOrder, TokenWish
from stb.qa.recorder import Recorder
from tests.adapters.wire import Peer, Server, always, answer, closed_port, once
from tests.signer import Signer

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
ORDER = Order("0" * 32, "household-7", "de-dijk", "De dijk", 399, "EUR", EVENING)
PLAY = AdPlay("acme", "ab" * 32, "2026-W47", "A" * 472)
WISH = TokenWish("household-7", "2026-W47", ("A" * 348,) * 32, "ee" * 32)
ENVELOPE = b"x" * SEALED_OCTETS
SEALED = read_order(Signer().next(ORDER))
BOOKED = answer(write_accepted([ORDER.id]))
TAKEN = answer(b"")
GRANTED = write_granted([b"s" * 256] * 32)


def outgoing(report: SealedOrder | AdPlay | TokenWish, ticket: str = "ticket-1") -> Outgoing:
    """A report as it will stand on the wire: a play in what stands for an envelope."""
    body = ENVELOPE if report is PLAY else write_report(report)
    return Outgoing(ticket, report.kind, body, EVENING)


def deliver(serve: Callable[[Peer], None], report: Outgoing) -> Delivery:
    with (
        Server(serve) as server,
        closing(SteppedEgress(server.url, relay_url=server.url)) as egress,
    ):
        egress.send(report)
        (delivery,) = egress.collect()
    return delivery


def codes(delivery: Delivery) -> tuple[str, int]:
    assert isinstance(delivery, Undelivered)
    return delivery.error.code, delivery.retry_after_s


def test_an_order_whose_id_is_named_is_delivered():
    assert deliver(always(BOOKED), outgoing(SEALED)) == Delivered("ticket-1")


def test_an_envelope_that_was_taken_is_gone():
    assert deliver(always(TAKEN), outgoing(PLAY)) == Delivered("ticket-1")


def test_tokens_that_were_granted_come_with_the_answer():
    assert deliver(always(answer(GRANTED)), outgoing(WISH)) == Delivered("ticket-1", GRANTED)


@pytest.mark.parametrize(
    "said", [answer(b"{}"), answer(GRANTED[:-9]), answer(status="403 No"), b""]
)
def test_tokens_that_were_not_granted_are_told_of(said):
    assert isinstance(deliver(once(said), outgoing(WISH)), Undelivered)


def test_tokens_that_the_issuer_will_not_give_are_told_from_those_that_it_cannot_give_now():
    no = deliver(once(answer(status="403 No")), outgoing(WISH))
    later = deliver(once(answer(status="503 Later")), outgoing(WISH))
    order = deliver(once(answer(status="403 No")), outgoing(SEALED))

    assert [codes(said)[0] for said in (no, later, order)] == [
        "egress.no_tokens", "http.status", "http.status"]  # fmt: skip
    assert isinstance(no, Undelivered)
    assert isinstance(no.error, RefusedError)


def test_nothing_is_sent_before_the_answers_are_collected():
    with Server(always(TAKEN)) as server, Recorder("127.0.0.1", server.port) as recorder:
        egress = SteppedEgress(recorder.url, relay_url=recorder.url)
        egress.send(outgoing(PLAY))
        assert recorder.connections == ()

        egress.collect()

        assert len(recorder.connections) == 1
        assert egress.collect() == ()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (answer(write_accepted([])), "egress.not_accepted"),
        (answer(write_accepted(["1" * 32])), "egress.not_accepted"),
        (answer(b'{"accepted":true}'), "report.answer"),
        (answer(b'{"accepted":1}'), "report.answer"),
        (answer(b"[" * 1000), "json.too_large"),
        (answer(b"ok"), "json.form"),
        (answer(b"x" * 100_000), "http.too_large"),
        (answer(BOOKED, status="201 Created"), "http.status"),
        (answer(status="500 Broken"), "http.status"),
        (answer(status="302 Found", headers=["Location: /orders/v1"]), "http.redirect"),
        (b"", "http.unreachable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "http.unreachable"),
    ],
)
def test_an_order_is_kept_unless_the_collector_says_that_it_has_it(said, code):
    assert codes(deliver(once(said), outgoing(SEALED))) == (code, 0)


@pytest.mark.parametrize("said", [b"", b"nonsense", answer(b"x" * 100_000), answer(status="500 B"),
                                  b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"])  # fmt: skip
def test_an_envelope_is_tried_once_whatever_the_relay_says(said):
    with Server(once(said)) as server, Recorder("127.0.0.1", server.port) as recorder:
        egress = SteppedEgress(recorder.url, relay_url=recorder.url)
        egress.send(outgoing(PLAY))
        for _ in range(5):
            egress.collect()

        assert len(recorder.connections) == 1


@pytest.mark.parametrize("report", [SEALED, PLAY])
def test_nobody_there_keeps_the_report(report):
    nobody = f"http://127.0.0.1:{closed_port()}"
    egress = SteppedEgress(nobody, relay_url=nobody)
    egress.send(outgoing(report))

    (delivery,) = egress.collect()

    assert codes(delivery) == ("http.unreachable", 0)


@pytest.mark.parametrize(
    ("asked", "bounded"),
    [("120", 120), ("315360000", LONGEST_RETRY_S), ("9" * 30, 0), ("-5", 0), ("soon", 0)],
)
def test_the_wait_a_collector_asks_for_is_bounded(asked, bounded):
    busy = answer(status="503 Busy", headers=[f"Retry-After: {asked}"])

    assert codes(deliver(always(busy), outgoing(SEALED))) == ("http.status", bounded)


@pytest.mark.parametrize(
    "body",
    [
        write_report(PLAY),
        ENVELOPE[:-1],
        ENVELOPE + b" ",
        write_report(SEALED),
        b"",
    ],
)
def test_a_body_that_its_kind_does_not_declare_never_leaves(body):
    with Server(always(TAKEN)) as server, Recorder("127.0.0.1", server.port) as recorder:
        egress = SteppedEgress(recorder.url, relay_url=recorder.url)
        egress.send(Outgoing("t", Kind.AD_PLAY, body, EVENING))

        (delivery,) = egress.collect()

        assert codes(delivery) == ("egress.undeclared", 0)
        assert recorder.bytes_sent() == b""


def collect_until(egress: HttpEgress, count: int) -> list[Delivery]:
    done: list[Delivery] = []
    waiting = threading.Event()
    for _ in range(500):
        done += egress.collect()
        if len(done) >= count:
            break
        waiting.wait(0.01)
    return done


def collector(peer: Peer) -> None:
    while request := peer.request():
        peer.send(BOOKED if b"/orders/v1" in request else TAKEN)


def test_live_every_report_leaves_on_a_connection_of_its_own_and_with_nothing_besides():
    with Server(collector) as server, Recorder("127.0.0.1", server.port) as recorder:
        with closing(HttpEgress(recorder.url, relay_url=recorder.url)) as egress:
            for ticket in ("p1", "p2"):
                egress.send(outgoing(PLAY, ticket))
            egress.send(outgoing(SEALED, "o1"))
            done = collect_until(egress, 3)

        assert sorted(each.ticket for each in done) == ["o1", "p1", "p2"]
        assert all(isinstance(each, Delivered) for each in done)
        sent = {(r.connection, r.target, r.headers, r.body) for r in recorder.requests()}
        host = recorder.url.removeprefix("http://")
        assert len(sent) == len(recorder.connections) == 3
        for _, target, headers, body in sent:
            order = target == "/orders/v1"
            assert body == (write_report(SEALED) if order else ENVELOPE)
            assert dict(headers) == {
                "host": host,
                "user-agent": "Mediabox/1",
                "accept-encoding": "identity",
                "content-type": "application/json" if order else "application/octet-stream",
                "connection": "close",
                "content-length": str(len(body)),
            }


def test_live_a_stuck_play_does_not_hold_up_an_order():
    stop = threading.Event()

    def serve(peer: Peer) -> None:
        if b"/relay/" in peer.request():
            stop.wait(5)
        else:
            peer.send(BOOKED)

    with Server(serve) as server, closing(HttpEgress(server.url, relay_url=server.url)) as egress:
        egress.send(outgoing(PLAY, "p"))
        egress.send(outgoing(SEALED, "o"))

        assert collect_until(egress, 1) == [Delivered("o")]
        stop.set()


def test_a_delivery_that_goes_wrong_unforeseen_holds_no_later_order_back():
    bug = Outgoing("bug", Kind.ORDER, None, EVENING)  # type: ignore[arg-type]

    with (
        Server(collector) as server,
        closing(HttpEgress(server.url, relay_url=server.url)) as egress,
    ):
        egress.send(bug)
        egress.send(outgoing(SEALED, "o"))
        failed, delivered = collect_until(egress, 2)

    assert codes(failed) == ("egress.failed", 0)
    assert delivered == Delivered("o")


def test_a_closed_door_sends_nothing_more():
    with Server(collector) as server, Recorder("127.0.0.1", server.port) as recorder:
        egress = HttpEgress(recorder.url, relay_url=recorder.url)
        egress.close()
        egress.send(outgoing(PLAY))

        assert collect_until_quiet(egress) == []
        assert recorder.bytes_sent() == b""


def collect_until_quiet(egress: HttpEgress) -> list[Delivery]:
    threading.Event().wait(0.1)
    return list(egress.collect())
