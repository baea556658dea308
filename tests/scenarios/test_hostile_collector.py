"""A collector of orders that does everything wrong, and then nothing: no loss, no double."""

from __future__ import annotations

import json
import socket
import threading
from datetime import timedelta

import pytest

from stb.adapters.egress import SteppedEgress
from stb.formats.reports import write_accepted
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.recorder import Connection, Recorder
from tests.adapters.wire import Peer, answer

from . import remote
from .test_orders import PIN, in_store

HOURS = timedelta(hours=12).total_seconds()
ACTS = (
    "loses the answer", "forges acknowledgements", "repeats an answer", "answers 500",
    "answers for another", "asks for ten years", "drips", "books it twice",
    "says nothing that is JSON", "loses the answer", "redirects", "closes at once",
    "keeps it for later", "keeps it for later", "sends an old one again", "changes a cent",
)  # fmt: skip
"""Orders come at the operator out of their chain, more than once, and changed."""
DRIP_S = 0.02
PATIENCE_S = 1.0
"""Of the box for a whole answer; drops come much faster, and the answer would take longer."""

TEN_YEARS_S = 10 * 365 * 24 * 3600


class Mischief(Recorder):
    """In front of the operator: all passes but orders, to which ``acts`` happen, one each."""

    def __init__(self, port: int) -> None:
        super().__init__("127.0.0.1", port)
        self._port = port
        self.acts = list(ACTS)
        self.done: list[str] = []
        self.ids: list[str] = []
        self.replies: list[bytes] = []
        self.requests: list[bytes] = []
        self.later: list[bytes] = []
        self.dripped = 0
        """How many bytes of a whole and honest answer the box waited for."""

    def _relay(self, box: socket.socket, connection: Connection) -> None:
        if not box.recv(12, socket.MSG_PEEK).startswith(b"POST /orders"):
            super()._relay(box, connection)
            return
        with box:
            peer = Peer(box)
            request = peer.request()
            self.ids.append(json.loads(request.partition(b"\r\n\r\n")[2])["id"])
            self.requests.append(request)
            act = self.acts.pop(0) if self.acts else "is honest"
            self.done.append(act)
            reply = self._reply(act, request)
            if act == "drips":
                self.dripped += _drip(peer, reply)
            elif reply:
                peer.send(reply)

    def _reply(self, act: str, request: bytes) -> bytes:
        mine = self.ids[-1]
        match act:
            case "loses the answer":
                self._passed_on(request)
                return b""
            case "forges acknowledgements":
                others = {known for known in self.ids if known != mine}
                return answer(write_accepted([*sorted(others), "f" * 32]))
            case "repeats an answer":
                return self.replies[0]
            case "answers for another":
                self._passed_on(request)
                return answer(write_accepted(["0" * 32]))
            case "answers 500":
                return answer(write_accepted([mine]), status="500 Broken")
            case "asks for ten years":
                wait = f"Retry-After: {TEN_YEARS_S}"
                return answer(write_accepted([mine]), status="503 Busy", headers=[wait])
            case "drips":
                return self._passed_on(request)
            case "books it twice":
                self._passed_on(request)
                return self._passed_on(request)
            case "says nothing that is JSON":
                return answer(b"[" * 900)
            case "redirects":
                return answer(status="307 There", headers=["Location: http://127.0.0.1:1/"])
            case "closes at once":
                return b""
            case "keeps it for later":
                self.later.append(request)
                return b""
            case "sends an old one again":
                self._passed_on(self.requests[0])
                return self._passed_on(request)
            case "changes a cent":
                return self._passed_on(_cheaper(request))
        while self.later:  # what was kept comes in now, the last first
            self._passed_on(self.later.pop())
        return self._passed_on(request)

    def _passed_on(self, request: bytes) -> bytes:
        """What the operator answers to ``request``; he has it on his disk then."""
        with socket.create_connection(("127.0.0.1", self._port), timeout=10) as operator:
            operator.sendall(request)
            reply = b""
            while chunk := operator.recv(65536):
                reply += chunk
        self.replies.append(reply)
        return reply


def _drip(peer: Peer, reply: bytes) -> int:
    """Send ``reply`` a byte at a time until the box hangs up; how many bytes went out."""
    never = threading.Event()
    for sent in range(len(reply)):
        if not peer.send(reply[sent : sent + 1]):
            return sent
        never.wait(DRIP_S)
    return len(reply)


def _cheaper(request: bytes) -> bytes:
    """The same order for a cent less, and as long."""
    head, _, body = request.partition(b"\r\n\r\n")
    price = json.loads(body)["price_cents"]
    changed = body.replace(b'"price_cents":%d' % price, b'"price_cents":%d' % (price - 1))
    assert changed != body
    assert len(changed) == len(body)
    return head + b"\r\n\r\n" + changed


@pytest.mark.box(pictures="none")
def test_an_order_is_never_lost_and_never_booked_twice_whatever_the_collector_does(stocked: Home):
    port = int(stocked.headend.url.rstrip("/").rpartition(":")[2])
    with Mischief(port) as mischief:
        box = stocked.switch_on(headend=mischief.url)
        box.mediabox.box._ports.egress._doors = SteppedEgress(
            mischief.url, relay_url=stocked.headend.relay_url, patience_s=PATIENCE_S
        )._doors
        box.wait_until(lambda box: box.snapshot.products)
        films = [product.id for product in in_store(box)[:3]]
        for film in films:
            remote.order(box, film, PIN)
            box.press("EXIT")
            box.wait(2)
            check_honest(box, stocked, mischief)
        box.press("POWER")
        for _ in range(40):
            box.wait(HOURS)
            check_honest(box, stocked, mischief)
            if all(state.delivered for state in box.snapshot.orders):
                break

        assert mischief.acts == []
        assert 5 < mischief.dripped < len(mischief.replies[0]), "cut off, and not by its silence"
        assert [state.delivered for state in box.snapshot.orders] == [True] * 3
        ledger = stocked.headend.ledger()
        prices = {state.order.id: state.order.price_cents for state in box.snapshot.orders}
        assert {row["id"]: row["price_cents"] for row in ledger["orders"]} == prices
        assert [(chain["orders"], chain["whole"]) for chain in ledger["chains"]] == [(3, True)]
        assert set(ledger["turned_away"]) == {"order.signature"}, "what was changed is shown"
        booked = [row["id"] for row in ledger["orders"]]
        assert sorted(booked) == sorted({state.order.id for state in box.snapshot.orders})
        assert len(mischief.done) < 40


def check_honest(box: Driver, home: Home, mischief: Mischief) -> None:
    """What the box says was delivered, the operator has; what he has, he has once."""
    booked = [row["id"] for row in home.headend.ledger()["orders"]]
    delivered = {state.order.id for state in box.snapshot.orders if state.delivered}
    assert delivered <= set(booked), mischief.done
    assert len(booked) == len(set(booked)), mischief.done
