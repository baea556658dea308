"""Weeks of signed delivery: keys change while a box sleeps, spots are taken back, metadata ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stb.headend import trust
from stb.headend.dayparts import FEATURED_SERVICE, PRIME
from stb.headend.server import HeadEnd
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.render import open_programme

from .conftest import Evening
from .proof import items
from .watching import refusals, swapped

pytestmark = pytest.mark.box(pictures="none", consent="yes")

DAY = timedelta(days=1)


def wait(home: Home, span: timedelta) -> None:
    """Let time go by while no box is on."""
    home.clock.advance(int(span.total_seconds()))


def yesterdays_programme(headend: HeadEnd) -> str:
    """The programme with breaks that was on in yesterday's prime time."""
    day = (headend.operator.now() - DAY).date()
    events = headend.operator.schedule.day(FEATURED_SERVICE, day)
    return next(e for e in events if e.part == PRIME and e.content_breaks).programme.id


def creatives_shown(box: Driver, programme: str) -> list[str]:
    """Watch every break of ``programme``; the tailored spots that were on air meanwhile."""
    before = len(box.as_run)
    playing = open_programme(box.mediabox, programme)
    for brk in playing.breaks:
        box.seek(brk.at - 60)
        box.play_until(brk.end + 10)
    box.press("STOP")
    return [item.id for item in swapped(items(box.as_run[before:]))]


def test_a_box_that_sleeps_three_weeks_follows_two_changes_of_root(stocked: Home):
    repository = stocked.headend.operator.repository
    box = stocked.switch_on()
    stocked.unplug(box)
    for _ in range(2):
        wait(stocked, 7 * DAY)
        trust.rotate(repository, "root", stocked.clock.utc())
        trust.rotate(repository, "timestamp", stocked.clock.utc())
    wait(stocked, 7 * DAY)

    box = stocked.switch_on()

    assert "metadata" not in refusals(box)
    assert {bundle.week for bundle in box.snapshot.inventory.bundles} == {"2026-W50", "2026-W51"}
    assert creatives_shown(box, yesterdays_programme(stocked.headend))


def test_a_spot_that_is_revoked_while_its_programme_stands_still_is_in_no_later_break(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    shown = creatives_shown(box, evening.id)
    revoked = max(shown, key=shown.count)
    playing = open_programme(box.mediabox, evening.id)
    first, *later = playing.breaks
    box.seek(first.end + 20)
    box.press("PLAY-PAUSE")

    trust.revoke_creative(stocked.headend.operator.repository, revoked, stocked.clock.utc())
    box.wait(7 * 3600)
    before = len(box.as_run)
    box.press("PLAY-PAUSE")
    for brk in later:
        box.seek(brk.at - 60)
        box.play_until(brk.end + 10)

    on_air = [item.id for item in swapped(items(box.as_run[before:]))]
    assert revoked in shown
    assert revoked not in on_air
    kept = stocked.wanted.data / "box" / stocked.wanted.household / "content" / "c"
    assert not (kept / revoked[:2] / revoked).exists()


def test_after_metadata_has_expired_what_was_admitted_runs_to_its_end_and_then_the_broadcast(
    stocked: Home,
):
    headend = stocked.headend
    shown, bundles, box = {}, {}, stocked.switch_on()
    for week in ("2026-W47", "2026-W48", "2026-W49"):
        headend.faults.expired_metadata = True
        shown[week] = creatives_shown(box, yesterdays_programme(headend))
        bundles[week] = box.snapshot.inventory.bundles
        stocked.unplug(box)
        wait(stocked, 7 * DAY)
        box = stocked.switch_on()

    assert [r.code for r in box.snapshot.inventory.refusals] == ["trust.expired"]
    assert shown["2026-W47"]
    assert shown["2026-W48"]
    assert shown["2026-W49"] == []
    assert all(bundle in bundles["2026-W47"] for bundle in bundles["2026-W48"])
    assert bundles["2026-W49"] == ()
