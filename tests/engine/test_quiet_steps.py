"""Many frames at once: the same as one after the other, to the line of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stb.engine.commands import (
    AnswerConsent,
    Command,
    EnterPin,
    Pause,
    PlaceOrder,
    PlayRental,
    Resume,
    SeekBreak,
    SeekTo,
    SetPower,
    Stop,
    Tune,
    Watch,
)
from stb.engine.events import SpotSeen
from stb.engine.snapshot import Snapshot
from stb.model.consent import Answer, Method, Purpose
from stb.model.time import NTSC, PAL

from .conftest import NOTICE, Room, furnished

Script = Sequence[tuple[int, Command]]
"""Steps to make, and the command that follows them."""


def answer(given: Answer) -> AnswerConsent:
    return AnswerConsent(Purpose.TAILORED_SPOTS, given, Method.PRIVACY_PAGE, NOTICE)


commands = st.one_of(
    st.sampled_from([
        Watch("sirius-6-quiz"), Watch("sirius-6-quiz"), Watch("oranje-een-quiz"), Tune("sirius-6"),
        answer(Answer.YES), answer(Answer.YES), answer(Answer.NO), Pause(), Resume(), Stop(),
        SeekBreak(), EnterPin("1234"), PlaceOrder("film-1", 399), PlayRental("film-1"),
        SetPower(False), SetPower(True),
    ]),
    st.builds(SeekTo, st.integers(0, 1499)),
)  # fmt: skip
waits = st.integers(1, 400) | st.integers(1, 12)
WATCHED = (
    (5, Watch("sirius-6-quiz")), (3, answer(Answer.YES)), (1_600, SeekTo(700)),
    (60, SeekTo(640)), (400, Pause()), (200, Resume()), (2_000, Stop()),
)  # fmt: skip


def stepped(script: Script) -> tuple[Room, list[Snapshot]]:
    room, seen = furnished(), []
    for steps, command in script:
        room.run(steps)
        seen.append(room.box.snapshot)
        room.tell(command)
    return room, seen


def at_once(script: Script) -> tuple[Room, list[Snapshot], int]:
    """The same, with as many steps at once as the box allows; and how many calls it took."""
    room, seen, calls = furnished(), [], 0
    for steps, command in script:
        while steps:
            quiet = min(steps, room.box.quiet_steps())
            if quiet:
                for _ in range(quiet - 1):
                    room.clock.tick(room.box.rate)
                room.box.pass_by(quiet)
                room.clock.tick(room.box.rate)
            else:
                room.run()
            steps -= quiet or 1
            calls += 1
        seen.append(room.box.snapshot)
        room.tell(command)
    return room, seen, calls


LEFT_WHERE_IT_WAS_WRITTEN_DOWN: Script = (
    (1, Watch("sirius-6-quiz")), (1, answer(Answer.YES)), (1, PlayRental("film-1")), (251, Stop()),
    (1, Watch("sirius-6-quiz")),
)  # fmt: skip

scripts = st.lists(st.tuples(waits, commands), min_size=1, max_size=7)


@settings(max_examples=8)
@given(script=scripts)
@example(script=WATCHED)
@example(script=LEFT_WHERE_IT_WAS_WRITTEN_DOWN)
def test_steps_at_once_tell_and_send_what_single_steps_do(script: Script) -> None:
    check_alike(script)


@pytest.mark.slow(seconds=70)
@settings(max_examples=300)
@given(script=scripts)
@example(script=((9, Watch("sirius-6-quiz")), (3, answer(Answer.YES)), (400_000, Stop())))
def test_the_same_for_hundreds_of_scripts_and_over_midnight(script: Script) -> None:
    check_alike(script)


def check_alike(script: Script) -> None:
    one_by_one, seen = stepped(script)
    together, seen_together, _ = at_once(script)

    assert together.box.as_run == one_by_one.box.as_run
    assert [*map(at_rest, seen_together)] == [*map(at_rest, seen)]
    assert together.egress.received == one_by_one.egress.received
    assert together.courier.asked == one_by_one.courier.asked
    assert together.clock.at == one_by_one.clock.at


def at_rest(snapshot: Snapshot) -> Snapshot:
    """Without the place of what plays: that is written down now and then, not in every step."""
    playing = snapshot.playing.media_id if snapshot.playing is not None else ""
    return replace(snapshot, places=tuple(p for p in snapshot.places if p.media_id != playing))


def test_the_first_step_of_a_new_day_is_made() -> None:
    room = furnished()
    room.tell(Watch("oranje-een-quiz"))
    room.run(3)
    room.clock.at = datetime(2026, 11, 18, 23, 59, 58, tzinfo=UTC)
    room.run(10)

    quiet = room.box.quiet_steps()
    for _ in range(quiet):
        room.clock.tick(PAL)

    assert quiet == 40
    assert room.clock.at == datetime(2026, 11, 19, tzinfo=UTC)
    room.clock.at -= timedelta(milliseconds=40)
    room.box.pass_by(quiet)
    room.clock.tick(PAL)
    assert room.box.quiet_steps() == 0


def test_a_programme_with_replaced_spots_takes_few_calls() -> None:
    together, _, calls = at_once(WATCHED)

    assert len([line for line in together.box.as_run if isinstance(line.event, SpotSeen)]) == 2
    assert calls < sum(steps for steps, _ in WATCHED) / 20


@pytest.mark.parametrize("command", [Watch("sirius-6-quiz"), SetPower(False)])
def test_nothing_is_quiet_while_a_question_stands_or_the_box_is_off(command: Command) -> None:
    room = furnished()
    room.tell(command)
    room.run(30)

    assert room.box.quiet_steps() == 0


def test_whole_frames_are_those_that_fit() -> None:
    assert PAL.whole_frames(timedelta(milliseconds=40)) == 1
    assert PAL.whole_frames(timedelta(milliseconds=79)) == 1
    assert NTSC.whole_frames(timedelta(seconds=1001)) == 30_000
    assert PAL.whole_frames(timedelta(seconds=-1)) == -25
