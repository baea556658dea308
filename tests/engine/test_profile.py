"""The profile of a household and its one group a week, under the viewer's consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stb.engine.commands import CorrectFact, NotMySegment, SetPower, TakeBackFact
from stb.engine.profile_store import HeldGroup
from stb.engine.snapshot import Snapshot
from stb.model.bundle import Bundle, Inventory
from stb.model.consent import Answer
from stb.model.facts import Known, Origin, Provisioned
from stb.model.household import Counted, Rule, Segment
from stb.model.postcodes import Area, Postcodes, Source
from stb.model.telemetry import Watched
from stb.model.viewed import Part, Viewed

from .conftest import EVENING, Room, bundle, creative, furnished

YES, NO = Answer.YES, Answer.NO
TABLE = Postcodes(
    (Source("Klassen", "Bureau", 2025, ("income_class",)),),
    (Area(2060, 2079, {"income_class": 5}),),
)
RICH = Segment("rich", 900, Rule.read({"fact": "income_class", "at_least": 5}))
COUPLES = Segment("couples", 30_000, Rule.read({"fact": "children", "at_most": 0}))


def told(**facts: object) -> Provisioned:
    return Provisioned("family", 1, EVENING, facts)  # type: ignore[arg-type]


def offered(*segments: Segment, week: int = 0) -> tuple[Bundle, ...]:
    """A bundle for each group, of the week of the evening or a later one."""
    first, span = bundle(creative("a")), timedelta(weeks=week)
    return tuple(
        replace(
            first, segment=one, week=f"2026-W{47 + week}", valid_from=first.valid_from + span,
            valid_to=first.valid_to + span,
        )
        for one in segments
    )  # fmt: skip


@pytest.fixture
def room() -> Room:
    return living(told(children=2, postcode="1234"))


def living(facts: Provisioned) -> Room:
    """A room whose operator told ``facts``, with three groups for two weeks."""
    made = furnished()
    groups = (bundle().segment, RICH, COUPLES)
    made.courier.inventory = Inventory(
        (*offered(*groups), *offered(*groups, week=1)), frozenset({"a"}),
        provisioned=facts, postcodes=TABLE,
    )  # fmt: skip
    refreshed(made)
    return made


def refreshed(room: Room) -> Snapshot:
    """Let the next refresh of what the operator signs come."""
    room.clock.at += timedelta(hours=2)
    return room.run(3)


def power_cut(room: Room) -> Snapshot:
    """Restart, until what the operator signs is there again."""
    room.restart()
    for _ in range(500):
        if room.run().inventory.bundles:
            return room.run()
    raise AssertionError("no inventory came")


def names(snapshot: Snapshot) -> list[str]:
    return [segment.id for segment in snapshot.segments]


def shown(room: Room) -> None:
    """Watch a tailored spot to its end."""
    room.watch()
    room.play_to(930)
    assert room.box.snapshot.decisions
    assert room.store.plays()


# -- consent ---------------------------------------------------------------------------


def test_without_a_yes_nothing_is_joined_grouped_counted_or_kept(room: Room):
    room.watch()
    room.tell(CorrectFact("children", 0), NotMySegment("young-families"))
    room.run(25 * 60)
    snapshot = room.tell(SetPower(False))

    assert snapshot.segments == ()
    assert {one.origin for one in snapshot.portrait.known} == {Origin.OPERATOR}
    assert snapshot.portrait.fact("income_class") is None
    assert (room.store.profile.corrections(), room.store.profile.group()) == ((), None)
    assert room.store.profile.viewed() == ()


def test_with_a_yes_there_is_one_group_with_why_and_it_is_kept_for_the_week(room: Room):
    snapshot = room.answer(YES)

    assert names(snapshot) == ["young-families"]
    assert snapshot.portrait.why == ("children",)
    room.run()
    assert room.store.profile.group() == HeldGroup("2026-W47", "young-families")


def test_a_household_that_fits_more_groups_is_in_the_smallest_alone():
    snapshot = living(told(children=2, postcode="2061")).answer(YES)

    assert names(snapshot) == ["rich"]
    assert snapshot.portrait.fact("income_class") == Known("income_class", 5, Origin.POSTCODE)


def test_the_group_of_a_week_stays_when_the_operator_tells_something_else(room: Room):
    room.answer(YES)
    room.run()
    inventory = replace(room.courier.inventory, provisioned=told(children=0))
    room.courier.inventory = inventory

    same_week = names(refreshed(room))
    after_a_power_cut = names(power_cut(room))
    room.clock.at += timedelta(days=6)
    next_week = names(room.run(3))

    assert (same_week, after_a_power_cut) == (["young-families"],) * 2
    assert next_week == ["couples"]


def test_a_no_forgets_corrections_group_and_viewing_at_once(room: Room):
    room.answer(YES)
    room.tell(CorrectFact("children", 3))
    room.run(2)
    room.answer(NO)
    room.run()

    store = room.store.profile
    assert (store.corrections(), store.group(), store.viewed()) == ((), None, ())
    assert room.answer(YES).portrait.fact("children") == Known("children", 2, Origin.OPERATOR)


def test_what_a_yes_left_behind_goes_when_it_has_run_out(room: Room):
    room.answer(YES)
    room.tell(CorrectFact("children", 3))
    room.clock.at += timedelta(days=366)
    room.run(3)

    assert (room.store.profile.corrections(), room.store.profile.group()) == ((), None)


# -- corrections -----------------------------------------------------------------------


def test_a_corrected_fact_gives_another_group_at_once_while_no_spot_was_shown(room: Room):
    room.answer(YES)
    room.run()

    corrected = room.tell(CorrectFact("children", 0))

    assert names(corrected) == ["couples"]
    assert corrected.portrait.fact("children") == Known("children", 0, Origin.VIEWER, 2)


def test_once_a_spot_was_shown_the_old_group_goes_at_once_and_the_next_one_begins_on_monday(
    room: Room,
):
    room.answer(YES)
    shown(room)

    corrected = room.tell(CorrectFact("children", 0))
    assert (names(corrected), corrected.portrait.waits) == ([], True)
    after_a_power_cut = power_cut(room)
    assert (names(after_a_power_cut), after_a_power_cut.portrait.waits) == ([], True)

    room.clock.at += timedelta(days=6)
    monday = room.run(3)
    assert (names(monday), monday.portrait.waits) == (["couples"], False)


def test_a_correction_that_is_taken_back_leaves_what_was_told(room: Room):
    room.answer(YES)
    room.tell(CorrectFact("children", 0))

    taken_back = room.tell(TakeBackFact("children"))

    assert taken_back.portrait.fact("children") == Known("children", 2, Origin.OPERATOR)
    assert names(taken_back) == ["young-families"]
    assert room.store.profile.corrections() == ()


def test_a_corrected_postcode_is_joined_anew(room: Room):
    room.answer(YES)

    assert names(room.tell(CorrectFact("postcode", "2061"))) == ["young-families"], "held"
    next_week = room.clock.at + timedelta(days=6)
    room.clock.at = next_week
    assert names(room.run(3)) == ["rich"]


def test_a_group_that_is_not_mine_is_left_for_the_next_one_that_fits():
    room = living(told(children=2, postcode="2061"))
    room.answer(YES)
    room.run()

    assert names(room.tell(NotMySegment("rich"))) == ["young-families"]


# -- viewing ---------------------------------------------------------------------------


def test_viewing_is_counted_by_kind_and_part_of_the_day_and_written_on_leaving(room: Room):
    room.answer(YES)
    room.watch()
    room.run(25 * 30)
    room.tell(SetPower(False))

    (viewed,) = room.store.profile.viewed()
    assert (viewed.week, viewed.kind, viewed.part) == ("2026-W47", Watched.OTHER, Part.EVENING)
    assert 20 <= viewed.seconds <= 40


def test_viewing_of_more_than_four_weeks_ago_is_forgotten(room: Room):
    room.answer(YES)
    room.watch()
    room.run(25 * 30)
    room.tell(SetPower(False))
    room.clock.at += timedelta(weeks=4)
    room.tell(SetPower(True))
    room.run(3)

    assert room.store.profile.viewed() == ()


def test_what_is_watched_most_puts_a_household_in_a_group_that_telemetry_counted(room: Room):
    fans = Segment(
        "fans", 1_200, Rule.read({"fact": "watches_most", "is": "sport"}),
        counted=Counted.TELEMETRY,
    )  # fmt: skip
    room.courier.inventory = Inventory(offered(fans), frozenset({"a"}))
    refreshed(room)
    room.answer(YES)
    assert names(room.run()) == []

    room.store.profile.add_viewed(
        (Viewed("2026-W47", Watched.SPORT, Part.EVENING, 7_200),), weeks=("2026-W47",)
    )
    after = power_cut(room)

    assert names(after) == ["fans"]
    assert after.portrait.why == ("watches_most",)
    assert after.portrait.fact("watches_most") == Known("watches_most", "sport", Origin.VIEWING)
