"""A viewing is the same however one goes through it: stopped, stepped, jumped, cut off and gone on.

Straight on is the measure. Whatever a viewer does, presentation frame f shows the very frame of
the very item that it shows to somebody who watches from the first to the last without a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stb.engine.commands import (
    Command,
    ForgetUse,
    Pause,
    Resume,
    SeekBreak,
    SeekTo,
    SetPower,
    StartOver,
    Step,
    Stop,
    Tune,
    Watch,
    WatchOn,
)
from stb.engine.events import OnAir, SpotRefused, SpotSeen
from stb.engine.places import EVERY
from stb.engine.snapshot import Intent, Supply
from stb.model.avail import Break, Spot
from stb.model.consent import Answer, Method
from stb.model.media import Opened
from stb.model.place import Place
from stb.model.schedule import Schedule
from stb.model.service import BreakPolicy, Lineup
from stb.model.time import PAL
from stb.model.timeline import Source
from tests.adapters.memory_store import MemoryStore

from .conftest import SERVICES, Room, creative, furnished, inventory, programme

QUIZ = "sirius-6-quiz"
FRAMES = 3_600
Shown = tuple[Source, str, int]
"""Whose picture, which item, and which frame of it."""


def spots(*frames: int, open_: tuple[int, ...] = (1, 2)) -> tuple[Spot, ...]:
    return tuple(
        Spot(f"gen-{at}", at, 125, replaceable=n in open_, number=n + 1, expected=len(frames),
             reason="" if n in open_ else "splice.no_opportunity")
        for n, at in enumerate(frames)
    )  # fmt: skip


BREAKS = (
    Break("b1", 500, 600, spots(550, 675, 800, 925)),
    Break("b2", 1_700, 600, spots(1_750, 1_875, 2_000, 2_125)),
    Break("b3", 2_900, 600, spots(2_950, 3_075, 3_200, 3_325)),
)
CREATIVES = (
    creative("a", cap=1), creative("b", gap_s=70), creative("c", cap_hour=2), creative("d", cap=2),
)  # fmt: skip


def quiz_room(
    store: MemoryStore | None = None, *, policy: BreakPolicy = BreakPolicy.FREE, yes: bool = True
) -> Room:
    """A quiz with three breaks, few spots for them, and caps that make the order matter."""
    room = furnished(store)
    furnish(room, policy)
    if yes:
        room.answer(Answer.YES, Method.PRIVACY_PAGE)
    return room


def furnish(room: Room, policy: BreakPolicy = BreakPolicy.FREE) -> None:
    room.courier.media = {QUIZ: Opened(QUIZ, PAL, FRAMES, BREAKS)}
    room.courier.inventory = inventory(*CREATIVES)
    room.courier.lineup = Lineup((SERVICES[0], replace(SERVICES[1], break_policy=policy)))
    room.restart()
    room.run(4)


def shown(room: Room) -> tuple[int, Shown] | None:
    """The presentation frame on the screen and what it shows; None while there is none."""
    playing = room.box.snapshot.playing
    if playing is None or playing.media_id != QUIZ or playing.supply is not Supply.READY:
        return None
    placed = playing.on_air
    assert placed is not None
    item = placed.item
    return playing.frame, (item.source, item.id, item.in_frame + playing.frame - placed.at)


@dataclass
class Journey:
    """Somebody with a remote, and all that was seen on the way."""

    room: Room
    seen: dict[int, set[Shown]] = field(default_factory=dict)
    plays: list[tuple[int, str]] = field(default_factory=list)

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.room.run()
            found = shown(self.room)
            if found is not None:
                self.seen.setdefault(found[0], set()).add(found[1])

    def tell(self, command: Command) -> None:
        self.room.box.send(command)
        self.run(1)

    def cut(self) -> None:
        """The power goes, and comes again. What was in memory only is gone."""
        self.noted()
        self.room.restart()
        self.room.run(4)

    def noted(self) -> None:
        """Plays by the spot that they replaced."""
        for event in self.room.events:
            if isinstance(event, SpotSeen):
                spot = next(s for b in BREAKS for s in b.spots if s.at <= event.frame < s.end)
                self.plays.append((spot.at, event.creative))

    @property
    def place(self) -> int | None:
        found = [p.frame for p in self.room.store.places() if p.media_id == QUIZ]
        return found[0] if found else None


def straight_on() -> dict[int, Shown]:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(FRAMES + 10)
    journey.noted()
    assert {event for _, event in journey.plays} >= {"a", "b"}
    return {frame: only for frame, (only,) in journey.seen.items()}


STRAIGHT: dict[int, Shown] = {}


@pytest.fixture(scope="module", autouse=True)
def straight() -> None:
    STRAIGHT.update(straight_on())


STOPPED, CUT, ELSEWHERE = "stop and go on", "power cut", "another channel and go on"
Deed = Command | str
deeds = st.one_of(
    st.sampled_from([Pause(), Resume(), Resume(), StartOver(), SeekBreak(), Step(1), Step(-1)]),
    st.sampled_from([STOPPED, CUT, ELSEWHERE]),
    st.builds(SeekTo, st.integers(0, FRAMES - 1)),
    st.builds(SeekTo, st.sampled_from([b.at for b in BREAKS] + [s.at + 40 for b in BREAKS
                                                                for s in b.spots])),
)  # fmt: skip
journeys = st.lists(st.tuples(st.integers(1, 12) | st.integers(1, 700), deeds), max_size=9)


def do(journey: Journey, deed: Deed) -> bool:
    """Do it; False where nothing was left to go on with, so that a new viewing would begin."""
    match deed:
        case "stop and go on":
            journey.tell(Stop())
            journey.run(30)
        case "another channel and go on":
            journey.tell(Tune("oranje-een"))
            journey.run(300)
        case "power cut":
            journey.cut()
        case _:
            assert not isinstance(deed, str)
            journey.tell(deed)
            return True
    place = journey.place
    if place is None:
        return False
    journey.tell(WatchOn(QUIZ))
    journey.run(2)
    playing = journey.room.box.snapshot.playing
    assert playing is not None
    assert playing.media_id == QUIZ
    assert place <= playing.frame <= place + 2
    return True


def check(deeds: Sequence[tuple[int, Deed]]) -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    for steps, deed in deeds:
        journey.run(steps)
        if not do(journey, deed):
            break
    journey.tell(Resume())
    journey.run(300)
    journey.noted()

    assert {f: s for f, s in journey.seen.items() if s != {STRAIGHT[f]}} == {}
    assert len(journey.plays) == len(set(journey.plays))
    assert len(journey.plays) == len(journey.room.store.plays())


@settings(max_examples=12)
@given(deeds=journeys)
@example(deeds=[(30, SeekTo(2_950)), (200, SeekTo(400)), (900, CUT), (50, SeekTo(3_000))])
@example(deeds=[(650, STOPPED), (80, CUT), (5, SeekTo(560)), (1_500, ELSEWHERE), (9, StartOver())])
@example(deeds=[(640, Pause()), (3, Step(1)), (3, Step(-1)), (2, CUT), (600, SeekTo(1_800))])
def test_however_one_goes_through_a_programme_its_frames_and_spots_are_the_same(
    deeds: Sequence[tuple[int, Deed]],
) -> None:
    check(deeds)


@pytest.mark.slow(seconds=55)
@settings(max_examples=400)
@given(deeds=journeys)
def test_the_same_for_hundreds_of_journeys(deeds: Sequence[tuple[int, Deed]]) -> None:
    check(deeds)


def test_one_frame_ahead_and_one_back_stand_still_there() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(300)
    playing = journey.room.box.snapshot.playing
    assert playing is not None
    at = playing.frame

    seen = []
    for command in (Step(1), Step(1), Step(-1), Step(-1), Step(-1)):
        journey.tell(command)
        journey.run(5)
        here = journey.room.box.snapshot.playing
        assert here is not None
        assert here.intent is Intent.PAUSE
        seen.append(here.frame)

    assert seen == [at + 1, at + 2, at + 1, at, at - 1]
    journey.tell(Resume())
    journey.run(1)
    assert journey.room.box.snapshot.playing is not None
    assert journey.room.box.snapshot.playing.frame == at


def test_stepping_through_a_spot_is_no_impression() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.tell(SeekTo(660))
    for _ in range(150):
        journey.tell(Step(1))

    journey.noted()

    assert journey.plays == []
    on_air = [e for e in journey.room.events if isinstance(e, OnAir) and e.frame >= 660]
    assert len(on_air) == 3, "a line for each item, not for each step"


def test_a_power_cut_costs_ten_seconds_at_most() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(900)
    playing = journey.room.box.snapshot.playing
    assert playing is not None

    journey.cut()

    assert journey.place is not None
    assert playing.frame - 250 <= journey.place <= playing.frame


def test_places_are_not_written_down_at_every_step() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))

    written = set()
    for _ in range(1_000):
        journey.run(1)
        written.add(journey.place)

    assert len(written - {None}) <= timedelta(seconds=40) // EVERY


def test_what_was_seen_to_its_end_is_not_gone_on_with() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(1_200)
    journey.tell(Stop())
    assert journey.place is not None

    journey.tell(WatchOn(QUIZ))
    journey.run(FRAMES)
    journey.tell(Stop())

    assert journey.place is None
    assert journey.room.store.remembered() == ()


def test_a_programme_that_was_only_looked_into_is_not_kept() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(100)
    journey.tell(Stop())

    assert journey.place is None


def test_a_place_goes_with_its_programme() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(700)
    journey.tell(Stop())
    quiz = programme("sirius-6")
    assert [p.until for p in journey.room.store.places()] == [quiz.end + timedelta(days=7)]

    journey.room.clock.at = quiz.end + timedelta(days=7) - timedelta(seconds=1)
    journey.run(1)
    assert journey.place is not None
    due = journey.room.box.next_due()
    assert due is not None
    assert due <= quiz.end + timedelta(days=7)
    journey.room.clock.at += timedelta(seconds=1)
    journey.run(1)

    assert journey.room.store.places() == ()
    assert journey.room.store.remembered() == ()
    assert journey.room.box.snapshot.places == ()


def test_without_a_yes_only_the_place_is_kept() -> None:
    room = quiz_room(yes=False)
    room.tell(Watch(QUIZ))
    room.answer(Answer.NO)
    room.run(900)
    room.tell(Stop())

    assert [p.frame for p in room.store.places()]
    assert room.store.remembered() == ()


def test_a_no_erases_what_a_viewing_decided_and_leaves_the_place() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(900)
    journey.tell(Stop())
    assert journey.room.store.remembered()

    journey.room.answer(Answer.NO, Method.PRIVACY_PAGE)

    assert journey.room.store.remembered() == ()
    assert journey.place is not None
    journey.tell(WatchOn(QUIZ))
    journey.run(1_500)
    assert not [s for f, each in journey.seen.items() for s in each
                if s[0] is Source.CREATIVE and f > journey.place]  # fmt: skip


def test_a_no_in_the_middle_of_a_viewing_lets_nothing_of_it_be_written_again() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(900)
    assert journey.room.store.remembered()

    journey.room.answer(Answer.NO, Method.PRIVACY_PAGE)
    journey.run(1_200)
    journey.tell(Stop())

    assert journey.room.store.remembered() == ()


def test_a_creative_that_was_revoked_meanwhile_gives_way_and_says_why() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.tell(SeekTo(BREAKS[0].at))
    journey.run(300)
    journey.tell(Stop())
    chosen = {s.creative_id for r in journey.room.store.remembered()
              for b in r.breaks for s in b.spots if s.creative_id}  # fmt: skip
    assert chosen

    kept = [each for each in CREATIVES if each.id not in chosen]
    journey.room.courier.inventory = inventory(*kept)
    journey.cut()
    journey.tell(WatchOn(QUIZ))
    journey.tell(SeekTo(BREAKS[0].at))
    journey.run(600)

    refused = {e.spot: e.reason for e in journey.room.events if isinstance(e, SpotRefused)}
    assert refused["gen-675"] == refused["gen-800"] == "plan.not_offered"


def test_the_use_that_is_kept_can_be_erased() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(900)
    journey.tell(Stop())

    journey.tell(ForgetUse())

    assert journey.place is None
    assert journey.room.store.remembered() == ()
    assert journey.room.store.recall("service") is None


def test_what_is_erased_while_it_plays_is_kept_again_only_when_it_is_entered_anew() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(900)

    journey.tell(ForgetUse())
    journey.run(300)
    journey.tell(Stop())
    assert journey.room.store.places() == ()

    journey.tell(Watch(QUIZ))
    journey.run(600)
    assert journey.place is not None


def test_after_going_on_it_is_told_who_was_refused_as_before() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(700)
    told = journey.room.box.snapshot.decisions
    journey.tell(Stop())

    journey.tell(WatchOn(QUIZ))
    journey.run(20)

    assert any(decision.rejected for decision in told)
    assert journey.room.box.snapshot.decisions == told


def test_two_spots_of_one_id_are_the_same_after_going_on() -> None:
    room = quiz_room()
    twice = tuple(replace(spot, id="gen") for spot in BREAKS[0].spots)
    room.courier.media = {QUIZ: Opened(QUIZ, PAL, FRAMES, (replace(BREAKS[0], spots=twice),))}
    journey = Journey(room)
    journey.tell(Watch(QUIZ))
    journey.run(700)
    told = room.box.snapshot.decisions
    journey.tell(Stop())

    journey.tell(WatchOn(QUIZ))
    journey.run(20)

    assert len({each.creative for each in told if each.creative}) == 2
    assert room.box.snapshot.decisions == told


def test_a_programme_that_was_signalled_anew_meanwhile_is_decided_anew() -> None:
    journey = Journey(quiz_room())
    journey.tell(Watch(QUIZ))
    journey.run(700)
    journey.tell(Stop())
    shorter = tuple(replace(spot, frames=100) for spot in BREAKS[0].spots)
    journey.room.courier.media = {
        QUIZ: Opened(QUIZ, PAL, FRAMES, (replace(BREAKS[0], spots=shorter),))
    }

    journey.cut()
    journey.tell(WatchOn(QUIZ))
    journey.run(20)

    told = journey.room.box.snapshot.decisions
    assert [each.spot for each in told] == list(shorter)
    assert not any(each.creative for each in told)


def test_what_the_last_break_showed_can_be_told_until_the_next_one_is_over() -> None:
    journey = Journey(quiz_room())
    first, second = BREAKS[:2]
    journey.tell(Watch(QUIZ))
    while journey.room.box.snapshot.playing.frame < first.end + 5:
        journey.run(1)

    told = [each for each in journey.room.box.snapshot.decisions if each.break_id == first.id]
    assert any(each.creative for each in told)

    journey.tell(SeekTo(second.at, unhindered=True))
    while journey.room.box.snapshot.playing.frame < second.end + 5:
        journey.run(1)
    ids = {each.break_id for each in journey.room.box.snapshot.decisions}
    assert second.id in ids
    assert first.id not in ids


def test_standby_keeps_the_place_and_closing_too() -> None:
    for leave in (lambda r: r.tell(SetPower(on=False)), lambda r: r.box.close()):
        room = quiz_room()
        room.tell(Watch(QUIZ))
        room.run(903)
        playing = room.box.snapshot.playing
        assert playing is not None

        leave(room)

        assert [p.frame for p in room.store.places()] == [playing.frame]


# -- from the start ------------------------------------------------------------------------


def airing_room() -> Room:
    """The quiz is on air now, since half a minute, and so far 700 frames of it can be had."""
    room = quiz_room()
    start = room.clock.at - timedelta(seconds=30)
    quiz = replace(programme("sirius-6"), start=start, end=start + timedelta(seconds=144))
    room.courier.schedule = Schedule.of((quiz,))
    room.courier.media = {QUIZ: Opened(QUIZ, PAL, 700, BREAKS[:1])}
    room.restart()
    room.run(4)
    room.tell(Tune("sirius-6"))
    return room


def test_what_is_on_air_starts_over_as_catch_up() -> None:
    room = airing_room()

    room.tell(StartOver())
    room.run(3)

    found = shown(room)
    assert found is not None
    assert found[0] in range(4)


def test_a_programme_that_is_still_being_broadcast_grows_and_loses_no_frame() -> None:
    journey = Journey(airing_room())
    journey.tell(StartOver())
    journey.run(400)
    journey.room.courier.media = {QUIZ: Opened(QUIZ, PAL, FRAMES, BREAKS)}
    journey.run(700)

    frames = sorted(journey.seen)
    assert frames == list(range(frames[-1] + 1))
    assert frames[-1] > 900


def test_what_may_not_be_had_again_does_not_start_over() -> None:
    room = airing_room()
    quiz = room.courier.schedule.programme(QUIZ)
    assert quiz is not None
    room.courier.schedule = Schedule.of((replace(quiz, catch_up=False),))
    room.restart()
    room.run(4)

    room.tell(StartOver())

    assert [t.code for t in room.box.snapshot.troubles] == ["catch_up.not_allowed"]
    assert room.box.snapshot.playing is not None
    assert room.box.snapshot.playing.media_id == "live:sirius-6"


# -- the operator's policy -----------------------------------------------------------------


def strict_journey() -> Journey:
    journey = Journey(quiz_room(policy=BreakPolicy.NO_FAST_FORWARD))
    journey.tell(Watch(QUIZ))
    journey.run(20)
    return journey


def frame_of(journey: Journey) -> int:
    playing = journey.room.box.snapshot.playing
    assert playing is not None
    return playing.frame


def test_a_jump_over_a_break_plays_it_first_and_is_then_taken_up() -> None:
    journey = strict_journey()

    journey.tell(SeekTo(1_500))
    assert frame_of(journey) == 500
    playing = journey.room.box.snapshot.playing
    assert playing is not None
    assert playing.hold is not None
    assert (playing.hold.end, playing.hold.target) == (1_100, 1_500)
    journey.run(599)
    assert frame_of(journey) == 1_099
    journey.run(1)

    assert frame_of(journey) == 1_500
    assert set(range(500, 1_100)) <= set(journey.seen)


def test_what_was_watched_may_be_jumped_over_and_going_back_is_free() -> None:
    journey = strict_journey()
    journey.tell(SeekTo(450))
    journey.run(700)

    journey.tell(SeekTo(100))
    assert frame_of(journey) == 100
    journey.tell(SeekTo(1_600))
    assert frame_of(journey) == 1_600


def test_a_break_cannot_be_wound_through() -> None:
    journey = strict_journey()
    journey.tell(SeekTo(500))
    journey.run(50)
    here = frame_of(journey)

    journey.tell(SeekTo(here + 250))

    assert frame_of(journey) == here + 1


def test_the_break_key_goes_no_further_than_a_viewer_may() -> None:
    journey = strict_journey()
    journey.tell(SeekTo(500))

    journey.tell(SeekBreak())

    assert frame_of(journey) == 501


def test_a_tool_that_only_looks_is_not_hindered() -> None:
    journey = strict_journey()

    journey.tell(SeekTo(3_000, unhindered=True))

    assert frame_of(journey) == 3_000


def test_a_viewing_that_is_gone_on_with_is_bound_by_what_lies_ahead() -> None:
    journey = strict_journey()
    journey.tell(SeekTo(1_500, unhindered=True))
    journey.tell(Stop())
    journey.tell(WatchOn(QUIZ))
    journey.run(3)

    playing = journey.room.box.snapshot.playing
    assert playing is not None
    assert playing.bound == ("b2", "b3")


def test_under_the_policy_frames_are_those_of_a_viewing_straight_on() -> None:
    journey = strict_journey()
    for target in (3_500, 40, 2_500, 10, 3_590):
        journey.tell(SeekTo(target))
        journey.run(700)

    assert {f: s for f, s in journey.seen.items() if s != {STRAIGHT[f]}} == {}


def test_of_many_places_those_left_longest_ago_give_way() -> None:
    store = MemoryStore()
    for n in range(60):
        left = programme("sirius-6").start + timedelta(minutes=n)
        store.keep_place(
            Place(f"p{n}", "sirius-6", "P", PAL, 1_000, 2_000, left, left + timedelta(days=9))
        )
    journey = Journey(quiz_room(store))
    journey.tell(Watch(QUIZ))
    journey.run(700)

    journey.tell(Stop())

    kept = [place.media_id for place in store.places()]
    assert kept == [QUIZ, *(f"p{n}" for n in range(59, 10, -1))]
    assert journey.room.box.snapshot.places == store.places()
