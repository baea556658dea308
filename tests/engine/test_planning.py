"""The plan as one function: the same as the box decides, and nothing but its arguments."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from stb.engine.planner import CHOSEN
from stb.engine.planning import Plan, Signals, plan
from stb.engine.ports import Play
from stb.model.consent import Answer, Consents
from stb.model.rules import Profile
from stb.model.time import PAL
from stb.model.timeline import Source

from .conftest import BREAK, EVENING, SERVICES, Room, creative, inventory, programme

SIGNALS = Signals(SERVICES[1], programme("sirius-6"), PAL, 1500, (BREAK,))


def planned(room: Room, signals: Signals = SIGNALS, **changes: object) -> Plan:
    asked = {
        "inventory": room.courier.inventory, "household": room.household,
        "consent": room.box.snapshot.consents, "history": (), "at": EVENING, "draw": 1,
        "local": lambda utc: utc + timedelta(hours=1),
    }  # fmt: skip
    return plan(signals, **(asked | changes))  # type: ignore[arg-type]


def test_it_plans_what_the_box_decides(room: Room):
    room.answer(Answer.YES)
    room.watch()
    at = room.clock.utc()
    room.play_to(400)

    made = planned(room, at=at)

    assert made.decisions == room.box.snapshot.decisions
    assert {each.reason for each in made.decisions} == {"splice.no_opportunity", CHOSEN}


def test_the_same_arguments_give_the_same_plan_and_it_cannot_be_changed(room: Room):
    room.answer(Answer.YES)
    made = planned(room)

    assert made == planned(room)
    with pytest.raises(FrozenInstanceError):
        made.timeline = made.timeline  # type: ignore[misc]


def test_the_timeline_is_as_long_as_the_programme_and_has_each_spot_that_was_chosen(room: Room):
    room.answer(Answer.YES)
    made = planned(room)

    tailored = [placed for placed in made.timeline.run if placed.item.source is Source.CREATIVE]
    assert made.timeline.frames == 1500
    assert [(placed.at, placed.item.id) for placed in tailored] == [
        (each.spot.at, each.creative.id) for each in made.decisions if each.creative
    ]
    assert len(tailored) == 2


def test_boxes_of_one_seed_draw_apart_by_their_household(room: Room):
    room.answer(Answer.YES)
    ids = [f"{room.box.snapshot.household.id}-{n}" for n in range(20)]

    made = {
        tuple(each.creative.id for each in planned(room, household=home).decisions if each.creative)
        for home in (replace(room.box.snapshot.household, id=one) for one in ids)
    }

    assert len(made) > 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"consent": Consents()}, "consent.none"),
        ({"profile": Profile.OF_2006}, "plan.not_yet"),
        ({"inventory": inventory()}, "plan.no_fit"),
    ],
)
def test_what_is_not_there_or_not_allowed_leaves_the_broadcast(
    room: Room, changes: dict[str, object], reason: str
):
    room.answer(Answer.YES)

    made = planned(room, **changes)

    assert {each.creative for each in made.decisions} == {None}
    assert [each.reason for each in made.decisions][1:] == [reason, reason]
    assert made.proved


def test_a_service_that_takes_no_part_is_left_alone(room: Room):
    room.answer(Answer.YES)

    made = planned(room, replace(SIGNALS, service=SERVICES[0]))

    assert {each.reason for each in made.decisions[1:]} == {"service.not_tailored"}


def test_what_was_chosen_for_one_break_counts_for_the_next(room: Room):
    room.answer(Answer.YES)
    later = replace(
        BREAK, id="b2", at=1000,
        spots=tuple(replace(s, id=f"{s.id}-2", at=s.at + 500) for s in BREAK.spots),
    )  # fmt: skip
    once = inventory(creative("a", cap=1), creative("b", cap=1))

    made = planned(room, replace(SIGNALS, breaks=(BREAK, later)), inventory=once)

    assert [each.reason for each in made.decisions if each.spot.replaceable] == [
        CHOSEN, CHOSEN, "plan.cap", "plan.cap",
    ]  # fmt: skip


def test_another_history_and_another_draw_give_another_plan(room: Room):
    room.answer(Answer.YES)
    stock = inventory(*(creative(name) for name in "abcdef"))
    seen = tuple(Play(name, f"campaign-{name}", EVENING - timedelta(days=1)) for name in "abcd")

    fresh = planned(room, inventory=stock, history=seen)
    draws = {planned(room, inventory=stock, draw=draw).decisions for draw in range(9)}

    assert {each.creative.id for each in fresh.decisions if each.creative} == {"e", "f"}
    assert len(draws) > 1
