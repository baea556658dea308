"""Envelopes at the socket: as many whatever was watched, and whatever the relay does to them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from stb.adapters.store import SqliteStore
from stb.engine.ports import Play
from stb.engine.post import SLOTS_A_WEEK, week_begins
from stb.formats.envelope import SEALED_OCTETS
from stb.model.bundle import iso_week
from stb.model.consent import Answer as ConsentAnswer
from stb.model.report import HeldToken, Kind, PostPlan, Sent
from stb.model.telemetry import Answer, Watched, period_before
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.recorder import Recorded, Recorder
from stb.wiring.assembly import build
from stb.wiring.configuration import Switch, Time
from tests.adapters.wire import Peer, Server, once
from tests.headend.test_relay import relaying

from . import remote
from .conftest import port_of
from .test_killed import folder_of
from .test_orders import PIN, first_film
from .test_viewing_figures import says

pytestmark = pytest.mark.box(pictures="none", consent="yes")

DAY = timedelta(days=1)
CAMPAIGN, CREATIVE = "zoekwoord-campagne", "5b07" * 16


# -- a week ----------------------------------------------------------------------------


@pytest.mark.slow(seconds=40)
@pytest.mark.parametrize("watched", ["much", "nothing", "much, and all is lost"])
def test_every_box_sends_32_envelopes_a_week_of_1072_bytes_whatever_was_watched(
    stocked: Home, watched: str
):
    """19 of them in what is left of the week in which it agreed, on a Wednesday evening."""
    stocked.unplug(stocked.switch_on())
    if watched != "nothing":
        saw_a_lot(stocked)
    lossy: AbstractContextManager[Server | None] = nullcontext()
    if "lost" in watched:
        lossy = Server(once(b""))
    with lossy as lost:
        port = port_of(stocked.headend.relay_url) if lost is None else lost.port
        with Recorder("127.0.0.1", port) as relay:
            box = stocked.switch_on(relay=relay.url)
            to_the_end_of_next_week(box)
            heard = relay.requests()

    told = [sent for sent in box.sent if sent.envelope]
    assert Counter(iso_week(sent.at) for sent in told) == {
        "2026-W47": 19, "2026-W48": SLOTS_A_WEEK}  # fmt: skip
    assert [sha256(request.body).hexdigest() for request in heard] == [s.sha256 for s in told]
    assert {len(request.body) for request in heard} == {SEALED_OCTETS}
    assert len({request.body for request in heard}) == len(heard), "none is sent again"
    assert len({headers_of(request) for request in heard}) == 1
    assert len({request.connection for request in heard}) == len(heard)
    full = [sent for sent in told if b"campaign" in sent.body]
    assert len({sent.body for sent in full}) == len(full)
    assert len(full) > 20 if watched != "nothing" else not full
    counted = stocked.headend.operator.ledger.counted()
    assert counted == ({CAMPAIGN: len(full)} if watched == "much" else {})
    assert [sent.kind for sent in box.sent if not sent.envelope] == [Kind.TOKENS] * 2


def saw_a_lot(home: Home) -> None:
    """A spot every hour of the last day and of the days to come, as far as they are known."""
    now = home.clock.utc()
    with closing(SqliteStore(folder_of(home))) as store:
        for hour in range(150):
            store.add_play(Play(CREATIVE, CAMPAIGN, now - timedelta(hours=hour)))


def to_the_end_of_next_week(box: Driver) -> None:
    box.press("POWER")
    end = week_begins(box.mediabox.now) + 14 * DAY
    box.wait((end - box.mediabox.now).total_seconds())


def headers_of(request: Recorded) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in request.headers if name.lower() != "host")


def test_the_relay_hands_on_no_header_no_cookie_and_no_name_of_the_box(stocked: Home):
    """Between box, relay and collector everything is recorded; the envelope alone goes through."""
    with (
        Recorder("127.0.0.1", port_of(stocked.headend.url)) as collector,
        relaying(collector.url) as relay,
        Recorder("127.0.0.1", port_of(relay.removesuffix("/relay/v1"))) as front,
    ):
        box = stocked.switch_on(relay=front.url)
        box.press("POWER")
        box.wait((2 * DAY).total_seconds())
        handed_in, handed_on = front.requests(), collector.requests()
        said = collector.bytes_sent()

    assert len(handed_in) > 3
    assert Counter(r.body for r in handed_in) == Counter(r.body for r in handed_on)
    assert {r.target for r in handed_on} == {"/envelopes/v1"}
    assert {frozenset(name.lower() for name, _ in r.headers) for r in handed_on} == {
        frozenset({"host", "content-type", "content-length", "connection"})}  # fmt: skip
    assert len({headers_of(request) for request in handed_on}) == 1
    assert not [word for word in (b"Mediabox", b"young-family", b"ookie") if word in said]
    assert len({r.connection for r in handed_on}) == len(handed_on)


# -- a relay that fails ----------------------------------------------------------------


class Dripping(Server):
    """A relay that begins its answer to what it ``heard`` and goes on, until it is ``enough``."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.enough = threading.Event()
        super().__init__(self._drip)

    def _drip(self, peer: Peer) -> None:
        self.heard.append(peer.request())
        peer.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not self.enough.wait(0.2) and peer.send(b"x"):
            pass


def test_a_relay_that_drips_holds_up_no_picture_no_order_and_no_withdrawal(stocked: Home):
    """In real time: three envelopes are due, and the first of them hangs till the end."""
    stocked.unplug(stocked.switch_on())
    due_at_once(stocked)

    with Dripping() as relay:
        box = in_real_time(stocked, relay=relay.url)
        until(box, lambda: relay.heard)
        step = box.snapshot.step
        remote.order(box, first_film(box), PIN)
        until(box, lambda: [state.delivered for state in box.snapshot.orders] == [True])
        assert box.snapshot.step > step + 25
        assert box.snapshot.playing is not None
        assert len(relay.heard) == 1, "the next waits for its turn"

        box.press("EXIT", "EXIT", "PRIVACY", "OK")
        assert not remote.agreed(box)
        relay.enough.set()
        box.wait(2)

        assert len(relay.heard) == 1, "what waited behind it leaves no more"
        assert len(stocked.headend.ledger()["orders"]) == 1
        stocked.unplug(box)


def test_a_relay_that_drips_lets_no_answer_for_viewing_figures_leave_after_a_no(stocked: Home):
    """In real time: the same answer is due twice, and the first copy hangs till the end."""
    box = stocked.switch_on()
    says(box, ConsentAnswer.YES)
    stocked.unplug(box)
    stocked.clock.jump(stocked.clock.utc() + 28 * DAY)
    answer_due_at_once(stocked)

    with Dripping() as relay:
        box = in_real_time(stocked, relay=relay.url)
        until(box, lambda: relay.heard)
        box.steps(50)
        assert len([sent for sent in box.sent if sent.kind is Kind.TELEMETRY]) == 1

        says(box, ConsentAnswer.NO)
        relay.enough.set()
        box.wait(2)

        assert len(relay.heard) == 1, "what waited behind it leaves no more"
        stocked.unplug(box)


def test_a_relay_that_is_not_there_loses_envelopes_and_nothing_else(stocked: Home):
    with Server(once(b"")) as gone:
        nobody = gone.url
    box = stocked.switch_on(relay=nobody)
    remote.order(box, first_film(box), PIN)
    box.press("OK", "EXIT", "STOP", "POWER")
    box.wait((2 * DAY).total_seconds())
    box.press("POWER")
    box.wait(5)

    assert [state.delivered for state in box.snapshot.orders] == [True]
    assert box.snapshot.playing is not None
    assert len([sent for sent in box.sent if sent.envelope]) > 3
    assert stocked.headend.ledger()["envelopes"] == 0


def due_at_once(home: Home) -> None:
    """Three slots that were missed by minutes, as after a short time without power."""
    now = home.clock.utc()
    week = iso_week(now)
    slots = tuple(now - n * timedelta(minutes=1) for n in (3, 2, 1))
    with closing(SqliteStore(folder_of(home))) as store:
        store.keep_tokens(
            (HeldToken(week, b"t" * 354),), PostPlan(week, slots, None),
            Sent(Kind.TOKENS, b"", now, ""),
        )  # fmt: skip


def answer_due_at_once(home: Home) -> None:
    """An answer with its token, and both its slots missed by minutes."""
    now = home.clock.utc()
    slots = tuple(now - n * timedelta(minutes=1) for n in (2, 1))
    drawn = Answer(period_before(now), Watched.MUSIC, slots, now, b"t" * 354)
    with closing(SqliteStore(folder_of(home))) as store:
        store.figures.keep_answer(drawn)


def in_real_time(home: Home, *, relay: str) -> Driver:
    """A box that lives by the machine's clock, on the same folder and operator."""
    at = datetime.fromisoformat(home.clock.utc().isoformat())
    wanted = replace(home.wanted, time=Time.REAL, at=at, relay=relay, consent=Switch.ASK)
    box = Driver(build(wanted, headend=home.headend).mediabox)
    home.boxes.append(box)
    until(box, lambda: box.snapshot.playing is not None)
    return box


def until(box: Driver, holds: Callable[[], object]) -> None:
    """Step in real time until ``holds``, for as long as the patience of a busy machine."""
    pause = threading.Event()
    for _ in range(3000):
        if holds():
            return
        box.steps(1)
        pause.wait(0.01)
    raise AssertionError(f"it never came; the box is at {box.state}")
