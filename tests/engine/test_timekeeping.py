"""A clock that cannot be right is said, and where it is behind nothing is replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stb.engine.timekeeping import AHEAD, BEHIND, SILENCE, SLACK, doubt
from stb.engine.troubles import SHOWN, Troubles
from stb.model.bundle import Inventory, Refusal

SIGNED = datetime(2026, 11, 18, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ENDED = Refusal("metadata", "trust.expired", "timestamp.json is expired")


@pytest.mark.parametrize(
    ("now", "refusals", "expected"),
    [
        (SIGNED, (), ""),
        (SIGNED - SLACK, (), ""),
        (SIGNED - SLACK - SECOND, (), BEHIND),
        (SIGNED - timedelta(days=365), (), BEHIND),
        (datetime(1970, 1, 1, tzinfo=UTC), (ENDED,), BEHIND),
        (SIGNED + 10 * SILENCE, (), ""),
        (SIGNED + SILENCE, (ENDED,), ""),
        (SIGNED + SILENCE + SECOND, (ENDED,), AHEAD),
        (SIGNED + timedelta(days=3653), (ENDED,), AHEAD),
        (SIGNED + timedelta(days=3653), (Refusal("metadata", "trust.signature", ""),), ""),
        (SIGNED + timedelta(days=3653), (Refusal("bundles/x", "trust.expired", ""),), ""),
    ],
)
def test_what_is_the_matter_with_a_clock(now: datetime, refusals: tuple[Refusal, ...], expected):
    assert doubt(now, Inventory(refusals=refusals, signed=SIGNED)) == expected


def test_where_nobody_signed_a_time_no_clock_is_doubted():
    assert doubt(datetime(1970, 1, 1, tzinfo=UTC), Inventory(refusals=(ENDED,))) == ""


def test_a_doubt_is_said_once_and_again_after_it_was_gone():
    troubles, inventory = Troubles(), Inventory(signed=SIGNED)
    early, later = SIGNED - timedelta(days=1), SIGNED + SECOND

    def told(at: datetime) -> list[str]:
        troubles.mind_clock(at, inventory)
        return [each.code for each in troubles.standing(at)]

    assert told(early) == [BEHIND]
    assert told(early + SHOWN) == []
    assert told(later) == []
    assert told(early) == [BEHIND]
