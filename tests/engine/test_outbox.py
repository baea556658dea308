"""When reports are tried: orders at once and ever later, plays days afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.engine import outbox
from stb.model.report import Kind, Outgoing

AT = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 30), (1, 60), (5, 960), (9, 15_360), (10, 21_600), (500, 21_600)]
)
def test_the_pause_doubles_up_to_six_hours(tries: int, seconds: int):
    failed = Outgoing("t", Kind.ORDER, b"", AT, tries)

    assert outbox.next_due(failed, AT, retry_after_s=0) == AT + timedelta(seconds=seconds)


def test_an_order_kept_by_a_clock_that_was_put_back_since_is_tried_at_once():
    kept = Outgoing("t", Kind.ORDER, b"", AT + timedelta(days=1500), 1)

    assert outbox.ready((kept,), AT) == (kept,)


def test_an_order_that_waits_for_its_next_try_is_not_tried_before():
    waiting = Outgoing("t", Kind.ORDER, b"", AT + timedelta(hours=6), 10)

    assert outbox.ready((waiting,), AT) == ()


@given(st.integers())
def test_a_collector_can_never_silence_an_order_for_longer_than_six_hours(asked: int):
    due = outbox.next_due(Outgoing("t", Kind.ORDER, b"", AT), AT, retry_after_s=asked)

    assert AT + timedelta(seconds=30) <= due <= AT + timedelta(hours=6)
