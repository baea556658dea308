"""Nine days at the socket: what the box sent, and that there was nothing else."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from hashlib import sha256

import pytest

from stb.engine.events import SpotSeen
from stb.formats.envelope import SEALED_OCTETS
from stb.formats.reports import schemas
from stb.model.report import Kind
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.recorder import Recorded, Recorder
from stb.ui.scene import Text

from . import remote
from .conftest import NUMBER, Evening
from .watching import play_breaks, swapped
from .wire import POSTED, undeclared

PIN = "1470"
NIGHT = timedelta(hours=24).total_seconds()


@pytest.mark.box(pictures="none")
def test_in_nine_days_each_declared_kind_leaves_the_box_and_no_other(
    stocked: Home, evening: Evening, recorder: Recorder, relay_recorder: Recorder
):
    box = stocked.switch_on(headend=recorder.url, relay=relay_recorder.url)
    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "yes")
    spots = swapped(play_breaks(box, evening))
    assert len(spots) >= 3
    box.press("STOP")
    film = next(product.id for product in box.snapshot.products if product.kind == "film")
    remote.order(box, film, PIN)
    box.press("OK")
    box.wait(30)
    for _ in range(9):
        box.press("POWER")
        box.wait(NIGHT)
        box.press("POWER")
        box.wait(2)

    assert undeclared(recorder) == undeclared(relay_recorder) == []
    posted = [request for request in recorder.requests() if request.method == "POST"]
    enveloped = relay_recorder.requests()
    counted = Counter(POSTED[request.target] for request in posted)
    # Of the second week they are asked for at some time of it, which may be after the ninth day.
    assert (counted[Kind.ORDER], counted.total() - counted[Kind.TOKENS]) == (1, 1)
    assert 1 <= counted[Kind.TOKENS] <= 2
    assert {request.target for request in enveloped} == {"/relay/v1"}
    assert {len(request.body) for request in enveloped} == {SEALED_OCTETS}
    assert 32 < len(enveloped) < 64
    assert {*POSTED.values(), Kind.TELEMETRY} == set(Kind)
    assert {kind.value for kind in Kind} == set(schemas())
    openly = [sent.body for sent in box.sent if not sent.envelope]
    assert sorted(request.body for request in posted) == sorted(openly)
    assert [sha256(request.body).hexdigest() for request in enveloped] == [
        sent.sha256 for sent in box.sent if sent.envelope
    ]
    left = sorted(sent.body for sent in box.sent)
    assert bytes_on_the_page(box, len(left)) == left
    seen = Counter(line.event.campaign for line in box.as_run if isinstance(line.event, SpotSeen))
    assert sum(seen.values()) == len(spots)
    assert stocked.headend.operator.ledger.counted() == dict(seen)
    assert stocked.headend.ledger()["plays"] == {}
    assert stocked.headend.ledger()["withheld"] == sorted(seen)
    assert len({request.connection for request in posted}) == len(posted)
    assert len({request.connection for request in enveloped}) == len(enveloped)
    assert all(nameless(request) for request in enveloped)
    plays = [json.loads(sent.body) for sent in box.sent if len(sent.body) > 100 and sent.envelope]
    assert all(set(p) == {"v", "campaign", "creative", "week", "token"} for p in plays)


def nameless(envelope: Recorded) -> bool:
    """Whether no header names the box, its household or the hour."""
    headers = {name.lower() for name, _ in envelope.headers}
    return headers <= {
        "host", "content-type", "content-length", "accept", "accept-encoding", "connection",
        "user-agent",
    }  # fmt: skip


def bytes_on_the_page(box: Driver, count: int) -> list[bytes]:
    """Every message as the privacy page spells it behind the PIN, byte for byte."""
    box.press("PRIVACY")
    while box.state.focus != "sent":
        before = box.state.focus
        assert box.press("DOWN").focus != before, "what left this box is not on the page"
    box.press("OK", *PIN)
    box.wait_until(lambda box: box.state.screen == "sent")
    found = []
    for _ in range(count):
        box.press("OK")
        found.append(spelled(box))
        box.press("BACK", "DOWN")
    return sorted(found)


def spelled(box: Driver) -> bytes:
    """The bytes of the message on the screen, read off its hexadecimal lines."""
    octets: dict[int, bytes] = {}
    size = int(next(n.text for n in texts(box) if n.role == "bytes-count").split()[0])
    while len(b"".join(octets.values())) < size:
        for line in (node.text for node in texts(box) if node.role == "bytes"):
            at, _, rest = line.partition("   ")
            octets[int(at, 16)] = bytes.fromhex(rest[:48])
        box.press("DOWN")
    return b"".join(octets[at] for at in sorted(octets))


def texts(box: Driver) -> list[Text]:
    return [node for node in box.screen if isinstance(node, Text)]
