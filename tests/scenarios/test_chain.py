"""The whole chain: a cue, a consent, a signed bundle, a swapped spot, a line in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from stb.engine.events import ReportQueued, SpotSeen
from stb.model.report import Kind
from stb.model.timeline import Source
from stb.qa.plugin import Home
from stb.qa.recorder import Recorder

from . import remote
from .conftest import NUMBER, Evening
from .proof import Sound, composed, filed, items, judge
from .watching import swapped, watch
from .wire import undeclared


def test_from_a_cue_and_a_yes_to_the_operators_ledger_and_nothing_besides(
    stocked: Home, evening: Evening, recorder: Recorder, relay_recorder: Recorder
):
    box = stocked.switch_on(headend=recorder.url, relay=relay_recorder.url)
    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "yes")

    box.press("NEXT-BREAK", "NEXT-BREAK")
    frame = box.state.frame
    brk = next(each for each in box.snapshot.playing.breaks if each.at > frame)
    taken = watch(box, until=brk.end + 50)

    log = [item for item in items(box.as_run) if item.frame + item.frames > frame]
    spots = [item for item in log if item.source is not Source.PROGRAMME]
    assert [(item.frame, item.frames) for item in spots] == [
        (spot.at, spot.frames) for spot in brk.spots
    ]
    assert [evening.broadcast.at(item.frame).clip for item in swapped(log)] == [
        spot.id for spot in brk.spots if spot.replaceable
    ]
    assert len(swapped(log)) >= 2
    verdict = judge(taken, log, evening.broadcast, as_made(evening))
    assert verdict.wrong == ()
    assert taken.frames == list(range(frame, brk.end + 50))
    assert verdict.windows > 4000

    seen = Counter(line.event.campaign for line in box.as_run if isinstance(line.event, SpotSeen))
    queued = [line for line in box.as_run if isinstance(line.event, ReportQueued)]
    assert len(queued) == sum(seen.values()) == len(swapped(log))
    assert all(
        timedelta(days=1) <= line.event.due - line.at <= timedelta(days=7) for line in queued
    )
    assert stocked.headend.operator.ledger.counted() == {}

    box.press("POWER")
    box.wait(timedelta(days=8).total_seconds())

    assert stocked.headend.operator.ledger.counted() == dict(seen)
    assert undeclared(recorder) == undeclared(relay_recorder) == []
    posted = {r.target for r in recorder.requests() if r.method == "POST"}
    assert posted == {"/tokens/v1"}
    assert {sent.kind for sent in box.sent} == {Kind.TOKENS, Kind.AD_PLAY}


def as_made(evening: Evening) -> Callable[[str], Sound]:
    """A creative's sound as it was composed, the broadcast's as its files hold it."""
    creatives = set(evening.broadcast.creatives.values())
    return lambda clip: composed(clip) if clip in creatives else filed(clip)
