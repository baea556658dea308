"""Viewing figures as the box makes them: one answer a period, drawn once, and sent again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from stb.adapters.ids import SeededEntropy
from stb.engine.commands import AnswerConsent, FactoryReset, SetPower
from stb.engine.figures import SENDINGS, Figures
from stb.engine.ports import Undelivered
from stb.errors import RefusedError, UnavailableError
from stb.model.bundle import Inventory
from stb.model.consent import Answer, Method, Purpose
from stb.model.report import Kind, Outgoing, PostKeys, Telemetry
from stb.model.telemetry import LIE, TRUTH, VALUES, Seen, Watched
from tests.adapters.memory_figures import MemoryFigures

from .conftest import NOTICE, Room, furnished
from .fakes import FakeSealer

KEYS = PostKeys(b"k" * 32, b"t", "tokens.mediabox")
PERIOD, NEXT = "2026-W45", datetime(2026, 11, 30, tzinfo=UTC)
CRITICAL_9 = 27.88
"""Chi-square with 9 degrees of freedom: passed by chance once in a thousand."""


@pytest.fixture
def room() -> Room:
    """A household whose box has keys for envelopes."""
    room = furnished()
    found = room.courier.inventory
    room.courier.inventory = Inventory(found.bundles, found.ready, found.refusals, KEYS)
    return room


def says(room: Room, answer: Answer) -> None:
    room.tell(AnswerConsent(Purpose.TELEMETRY, answer, Method.PRIVACY_PAGE, NOTICE))


def wait_until(room: Room, at: datetime) -> None:
    """Let time go by on stand-by, a step each half hour."""
    while room.clock.at < at:
        room.clock.at += timedelta(minutes=30)
        room.run(1)


def watch(room: Room, seconds: int) -> None:
    """So much live television, counted as the box does where it passes steps by."""
    room.run(1)
    room.box._gate.watching.saw(room.box.snapshot, Fraction(seconds))
    room.tell(SetPower(False))


def of(room: Room, kind: Kind) -> list[Outgoing]:
    return [report for report in room.egress.received if report.kind is kind]


def test_without_a_yes_nothing_is_counted_kept_or_sent(room: Room):
    watch(room, 7200)
    wait_until(room, NEXT + timedelta(days=10))

    assert room.store.figures.seen() == ()
    assert room.store.figures.answer() is None
    assert room.egress.received == []


def test_a_yes_to_tailored_spots_is_none_to_viewing_figures(room: Room):
    room.tell(AnswerConsent(Purpose.TAILORED_SPOTS, Answer.YES, Method.PRIVACY_PAGE, NOTICE))
    watch(room, 7200)
    wait_until(room, NEXT + timedelta(days=10))

    assert room.store.figures.seen() == ()
    assert of(room, Kind.TELEMETRY) + of(room, Kind.TELEMETRY_TOKEN) == []


def test_what_is_watched_is_counted_by_kind_and_no_further(room: Room):
    says(room, Answer.YES)
    watch(room, 7200)

    (seen,) = room.store.figures.seen()
    assert seen == Seen(PERIOD, seen.kind, seen.seconds)
    assert seen.seconds >= 7200


def test_when_the_period_is_over_the_answer_is_drawn_and_what_it_was_drawn_from_is_gone(
    room: Room,
):
    says(room, Answer.YES)
    watch(room, 7200)
    wait_until(room, NEXT - timedelta(hours=1))
    assert room.store.figures.answer() is None

    wait_until(room, NEXT + timedelta(hours=1))

    answer = room.store.figures.answer()
    assert answer is not None
    assert (answer.period, answer.token, len(answer.slots)) == (PERIOD, None, SENDINGS)
    assert room.store.figures.seen() == ()


def test_one_answer_leaves_twice_the_same_with_one_token_that_was_asked_for_once(room: Room):
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(days=27))

    assert len(of(room, Kind.TELEMETRY_TOKEN)) == 1
    left = [sent for sent in room.store.sent() if sent.kind is Kind.TELEMETRY]
    assert len(left) == SENDINGS
    assert len({sent.body for sent in left}) == 1
    assert max(sent.at for sent in left) < NEXT + timedelta(days=8)


def test_a_set_without_a_credential_asks_for_no_token_and_answers_nothing(room: Room):
    room.sealer.proves = False
    says(room, Answer.YES)
    watch(room, 7200)
    wait_until(room, NEXT + timedelta(days=9))

    assert of(room, Kind.TELEMETRY_TOKEN) + of(room, Kind.TELEMETRY) == []
    answer = room.store.figures.answer()
    assert answer is not None
    assert answer.token_at > room.clock.at, "nor does it try in every step"


def test_as_many_leave_of_who_watched_nothing(room: Room):
    other = furnished()
    other.courier.inventory = room.courier.inventory
    for each in (room, other):
        says(each, Answer.YES)
    watch(room, 7200)

    for each in (room, other):
        wait_until(each, NEXT + timedelta(days=40))

    assert len(of(room, Kind.TELEMETRY)) == len(of(other, Kind.TELEMETRY)) == 2 * SENDINGS


def test_a_household_that_agreed_in_a_period_does_not_answer_about_the_one_before(room: Room):
    wait_until(room, NEXT + timedelta(days=1))
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(days=27))

    assert room.egress.received == []


def test_a_withdrawal_erases_counts_and_answer_and_sends_nothing_more(room: Room):
    says(room, Answer.YES)
    watch(room, 7200)
    wait_until(room, NEXT + timedelta(hours=1))

    says(room, Answer.NO)
    wait_until(room, NEXT + timedelta(days=27))

    assert of(room, Kind.TELEMETRY) == []
    assert room.store.figures.answer() is None
    assert room.store.figures.seen() == ()


def test_who_withdraws_and_agrees_again_draws_no_second_answer_of_a_period(room: Room):
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(days=9))
    left = len(of(room, Kind.TELEMETRY))

    says(room, Answer.NO)
    room.clock.at += timedelta(minutes=1)
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(days=27))

    assert left == len(of(room, Kind.TELEMETRY)) == SENDINGS
    assert all(not sent.body for sent in room.store.sent() if sent.kind is Kind.TELEMETRY)


def test_withdrawing_tailored_spots_leaves_viewing_figures_alone(room: Room):
    says(room, Answer.YES)
    room.tell(AnswerConsent(Purpose.TAILORED_SPOTS, Answer.YES, Method.PRIVACY_PAGE, NOTICE))
    watch(room, 7200)
    wait_until(room, NEXT + timedelta(days=9))

    room.tell(AnswerConsent(Purpose.TAILORED_SPOTS, Answer.NO, Method.PRIVACY_PAGE, NOTICE))

    assert room.store.figures.answer() is not None
    assert all(sent.body for sent in room.store.sent() if sent.kind is Kind.TELEMETRY)


def test_an_answer_outlives_the_power_and_is_not_drawn_again(room: Room):
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(hours=1))
    drawn = room.store.figures.answer()

    room.restart()
    wait_until(room, NEXT + timedelta(hours=3))

    again = room.store.figures.answer()
    assert drawn is not None
    assert again is not None
    assert (again.period, again.value) == (drawn.period, drawn.value)


def test_without_a_token_the_answer_waits_and_one_is_asked_for_again(room: Room):
    refused: list[Outgoing] = []
    send = room.egress.send

    def refuses(report: Outgoing) -> None:
        if report.kind is Kind.TELEMETRY_TOKEN and len(refused) < 3:
            refused.append(report)
            gone = UnavailableError("issuer down")
            room.egress._answers.append(Undelivered(report.ticket, gone))
        else:
            send(report)

    room.egress.send = refuses  # type: ignore[method-assign]
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(days=27))

    assert len(refused) == 3
    assert len({report.body for report in refused}) == 1
    assert len(of(room, Kind.TELEMETRY)) == SENDINGS


def with_slots(room: Room, *slots: datetime) -> None:
    """An answer that is ready to leave at ``slots``, on a box that was off until now."""
    drawn = room.store.figures.answer()
    assert drawn is not None
    room.store.figures.keep_answer(replace(drawn, token=b"t" * 354, slots=slots))
    room.restart()
    room.run(1)


@pytest.mark.parametrize("day", [5, 9, 26])
def test_an_answer_whose_times_were_slept_through_does_not_leave_when_the_box_is_switched_on(
    room: Room, day: int
):
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(hours=1))
    room.clock.at = NEXT + timedelta(days=day)
    with_slots(room, NEXT + timedelta(days=2), NEXT + timedelta(days=4))
    room.run(50)
    assert of(room, Kind.TELEMETRY) == []

    wait_until(room, NEXT + timedelta(days=min(day + 8, 28)))

    left = [sent.at for sent in room.store.sent() if sent.kind is Kind.TELEMETRY]
    assert len(left) == SENDINGS
    assert left[0] > NEXT + timedelta(days=day, hours=12)


def test_a_token_that_is_refused_is_not_asked_for_again_for_that_period(room: Room):
    refused: list[Outgoing] = []

    def refuse(report: Outgoing) -> None:
        refused.append(report)
        room.egress._answers.append(Undelivered(report.ticket, RefusedError("had it")))

    room.egress.send = refuse  # type: ignore[method-assign]
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(days=5))
    room.restart()
    wait_until(room, NEXT + timedelta(days=27))
    assert len(refused) == 1

    wait_until(room, NEXT + timedelta(days=28 + 8))

    assert [report.kind for report in refused] == [Kind.TELEMETRY_TOKEN] * 2


def test_a_second_answer_does_not_leave_while_the_first_is_under_way(room: Room):
    says(room, Answer.YES)
    wait_until(room, NEXT + timedelta(hours=1))
    collect = room.egress.collect
    room.egress.collect = tuple  # type: ignore[method-assign]
    now = room.clock.at
    with_slots(room, now - timedelta(minutes=2), now - timedelta(minutes=1))
    room.run(100)
    assert len(of(room, Kind.TELEMETRY)) == 1

    room.egress.collect = collect  # type: ignore[method-assign]
    room.run(3)

    assert len(of(room, Kind.TELEMETRY)) == SENDINGS


def test_factory_settings_leave_nothing_of_it(room: Room):
    says(room, Answer.YES)
    watch(room, 7200)

    room.tell(SetPower(True), FactoryReset())

    assert room.store.figures.seen() == ()


def test_the_answers_that_a_box_draws_fit_a_loss_of_one():
    """A hundred thousand of them, by the box's own drawing and the port that it draws from."""
    store, told = MemoryFigures([]), Counter[Watched]()
    figures = Figures(
        store, entropy=SeededEntropy(7), sealer=FakeSealer(), encode=_encode, subscriber="s"
    )
    at, seen = NEXT + timedelta(minutes=1), (Seen(PERIOD, Watched.SPORT, 7200),)

    for _ in range(100_000):
        store.forget_telemetry()
        store.add_seen(seen)
        figures.forget()
        figures.prepare(at, agreed_at=NEXT - timedelta(weeks=3), left=())
        drawn = store.answer()
        assert drawn is not None
        told[drawn.value] += 1

    expected = {v: 100_000 * (TRUTH if v is Watched.SPORT else LIE) for v in VALUES}
    assert sum((told[v] - e) ** 2 / e for v, e in expected.items()) < CRITICAL_9


def _encode(report: object) -> bytes:
    assert isinstance(report, Telemetry)
    return repr(report).encode()
