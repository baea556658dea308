"""Envelopes as the box sends them: as many whatever was watched, each play at most once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stb.engine.commands import SetPower
from stb.engine.ports import Undelivered
from stb.errors import RefusedError, UnavailableError
from stb.model.bundle import Inventory
from stb.model.consent import Answer, Method
from stb.model.report import HeldToken, Kind, Outgoing, PostKeys, PostPlan, Sent
from tests.adapters.memory_store import MemoryStore

from .conftest import Room, furnished

KEYS = PostKeys(b"k" * 32, b"t", "tokens.mediabox")
HOUR = timedelta(hours=1)


@pytest.fixture
def room() -> Room:
    """A household whose box has keys for envelopes."""
    room = furnished()
    with_keys(room)
    return room


def with_keys(room: Room) -> None:
    found = room.courier.inventory
    room.courier.inventory = Inventory(found.bundles, found.ready, found.refusals, KEYS)


def live(room: Room, hours: int) -> None:
    """Let hours go by on stand-by."""
    for _ in range(12 * hours):
        room.clock.at += HOUR / 12
        room.run(1)


def watched(room: Room) -> Room:
    room.watch()
    room.answer(Answer.YES)
    room.play_to(1000)
    room.tell(SetPower(False))
    return room


def of(room: Room, kind: Kind) -> list[Outgoing]:
    return [report for report in room.egress.received if report.kind is kind]


def plays(room: Room) -> list[bytes]:
    return [report.body for report in of(room, Kind.AD_PLAY) if b"campaign" in report.body]


def test_a_play_leaves_a_day_later_at_the_earliest_in_an_envelope_and_once(room: Room):
    watched(room)
    live(room, 23)
    assert plays(room) == []

    live(room, 24 * 8)

    left = plays(room)
    assert len(left) == len(set(left)) == 2
    assert all(b"sealed AdPlay" in body and b"week='2026-W47'" in body for body in left)
    assert room.store.waiting() == ()


def test_as_many_envelopes_leave_of_a_household_that_watched_nothing(room: Room):
    other = furnished()
    with_keys(other)
    other.watch()
    other.answer(Answer.YES)
    other.tell(SetPower(False))
    watched(room)

    for each in (room, other):
        live(each, 24 * 12)

    assert plays(room)
    assert plays(other) == []
    assert len(of(room, Kind.AD_PLAY)) == len(of(other, Kind.AD_PLAY)) > 32
    assert len(of(room, Kind.TOKENS)) == len(of(other, Kind.TOKENS)) == 2


def test_without_a_yes_no_envelope_leaves_and_no_token_is_asked_for(room: Room):
    room.watch()
    room.answer(Answer.NO)
    room.tell(SetPower(False))
    live(room, 24 * 8)

    assert room.egress.received == []
    assert room.store.plan() is None


def test_without_keys_nothing_leaves_and_plays_wait():
    room = watched(furnished())
    live(room, 24)

    assert room.egress.received == []
    assert len(room.store.waiting()) == 2


def test_a_withdrawal_ends_envelopes_at_once_and_leaves_nothing(room: Room):
    watched(room)
    live(room, 24 * 5)
    left = len(room.egress.received)
    assert left
    assert room.store.tokens()

    room.answer(Answer.NO, Method.PRIVACY_PAGE)
    live(room, 24 * 9)

    assert len(room.egress.received) == left
    assert (room.store.waiting(), room.store.tokens(), room.store.plan()) == ((), (), None)
    assert all(not sent.body for sent in room.store.sent())


def test_slots_of_a_week_that_was_slept_through_do_not_leave_in_one_burst(room: Room):
    watched(room)
    room.clock.at += timedelta(days=6)
    room.restart()
    room.run(5)

    assert len(of(room, Kind.AD_PLAY)) == 0
    live(room, 24 * 6)
    assert len(of(room, Kind.AD_PLAY)) >= 32


def test_what_the_relay_loses_is_lost_and_never_sent_again(room: Room):
    watched(room)
    room.egress.down = True
    live(room, 24 * 9)
    assert room.store.waiting() == (), "taken off, or too old"

    room.egress.down = False
    live(room, 24 * 9)

    assert plays(room) == []


class Cut(BaseException):
    """The power goes."""


def test_a_power_cut_between_taking_off_and_sending_loses_the_play(room: Room):
    watched(room)
    send = room.egress.send

    def cut(report: Outgoing) -> None:
        if report.kind is Kind.AD_PLAY and b"campaign" in report.body:
            raise Cut
        send(report)

    room.egress.send = cut  # type: ignore[method-assign]
    with pytest.raises(Cut):
        live(room, 24 * 9)
    left_over = len(room.store.waiting())
    room.egress.send = send  # type: ignore[method-assign]
    room.restart()
    live(room, 24 * 9)

    assert left_over == 1
    assert len(plays(room)) <= 1


def test_tokens_that_cannot_be_had_are_asked_for_at_another_time(room: Room):
    answers = room.egress.send

    def refuse(report: Outgoing) -> None:
        if report.kind is Kind.TOKENS and len(refused) < 3:
            refused.append(report)
            room.egress._answers.append(Undelivered(report.ticket, UnavailableError("not now")))
        else:
            answers(report)

    refused: list[Outgoing] = []
    room.egress.send = refuse  # type: ignore[method-assign]
    watched(room)
    live(room, 24 * 5)

    assert len({report.body for report in refused}) == 1
    assert len(of(room, Kind.TOKENS)) == 1
    assert len(room.store.tokens()) > 20


def test_tokens_that_are_refused_are_not_asked_for_again_before_the_next_week(room: Room):
    refused: list[Outgoing] = []
    answers = room.egress.send

    def refuse(report: Outgoing) -> None:
        if report.kind is Kind.TOKENS:
            refused.append(report)
            room.egress._answers.append(Undelivered(report.ticket, RefusedError("had them")))
        else:
            answers(report)

    room.egress.send = refuse  # type: ignore[method-assign]
    watched(room)
    live(room, 24 * 4)
    assert len(refused) == 1
    room.restart()
    live(room, 12)
    assert len(refused) == 1

    live(room, 24 * 7)

    assert len(refused) == 2
    assert len(of(room, Kind.AD_PLAY)) > 19, "empty ones leave as they would with tokens"


def test_a_set_without_a_credential_asks_for_no_tokens_and_sends_as_many_envelopes(room: Room):
    """It would be refused, and the request names the household."""
    other = furnished()
    with_keys(other)
    room.sealer.proves = False
    for each in (watched(room), watched(other)):
        live(each, 24 * 12)

    assert of(room, Kind.TOKENS) == []
    assert len(of(room, Kind.AD_PLAY)) == len(of(other, Kind.AD_PLAY))
    assert plays(room) == []


def test_a_set_without_a_credential_rests_as_any_other(room: Room):
    room.sealer.proves = False
    watched(room)
    live(room, 24 * 3)

    plan = room.store.plan()
    assert plan is not None
    assert plan.tokens_at is None or plan.tokens_at > room.clock.at


class FullStore(MemoryStore):
    """Has no room for tokens, or for anything of envelopes, while it is told so."""

    full = ""
    tried = 0

    def keep_tokens(self, tokens: tuple[HeldToken, ...], plan: PostPlan, sent: Sent) -> None:
        self.tried += 1
        if self.full:
            raise UnavailableError("no room")
        super().keep_tokens(tokens, plan, sent)

    def keep_plan(self, plan: PostPlan, *, weeks: tuple[str, ...]) -> None:
        if self.full == "for all":
            raise UnavailableError("no room")
        super().keep_plan(plan, weeks=weeks)


@pytest.mark.parametrize("full", ["for tokens", "for all"])
def test_a_disk_that_is_full_when_tokens_come_loses_none_of_them(full: str):
    store = FullStore()
    room = furnished(store)
    with_keys(room)
    watched(room)
    while not of(room, Kind.TOKENS):
        live(room, 1)
        store.full = full if store.plan() is not None else ""
    tried = store.tried
    room.run(1000)
    assert store.tokens() == ()
    assert room.sealer.settled_on == [], "what hid the request is needed still"
    assert store.tried - tried <= 2, "forty seconds: not in every step"

    store.full = ""
    live(room, 24 * 3)

    assert {token.week for token in store.tokens()} == {"2026-W47"}
    assert room.sealer.settled_on == ["2026-W47"]
    assert len({report.body for report in of(room, Kind.TOKENS)}) == 1
