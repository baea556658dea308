"""The timeline of a programme: every frame once, in order, and nothing ever moves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stb.engine import splicer
from stb.model.avail import Break, Spot
from stb.model.plan import Decision
from stb.model.timeline import Source, Timeline

from .conftest import creative


@st.composite
def broken_programmes(
    draw: st.DrawFn,
) -> tuple[int, tuple[Break, ...], dict[str, tuple[Decision, ...]]]:
    at, breaks, decisions = 0, [], {}
    for number in range(draw(st.integers(0, 4))):
        at += draw(st.integers(0, 60))
        start, spots = at, []
        for n in range(draw(st.integers(1, 4))):
            at += draw(st.integers(0, 5))
            frames = draw(st.integers(1, 40))
            spots.append(Spot(f"s{number}-{n}", at, frames, replaceable=True))
            at += frames
        brk = Break(f"b{number}", start, at - start, tuple(spots))
        breaks.append(brk)
        decisions[brk.id] = tuple(
            Decision(brk.id, spot, creative(f"c-{spot.id}", spot.frames) if chosen else None, "x")
            for spot in brk.spots
            if (chosen := draw(st.booleans())) is not None
        )
    return at + draw(st.integers(1, 60)), tuple(breaks), decisions


@given(broken_programmes())
def test_replacement_keeps_the_length_and_every_other_frame_in_place(made):
    frames, breaks, decisions = made

    own = splicer.broadcast("p", frames, breaks)
    line = splicer.timeline("p", frames, breaks, decisions)

    assert line.frames == own.frames == frames
    for placed in line.run:
        if placed.item.source is not Source.CREATIVE:
            assert placed.item.in_frame == placed.at


@given(broken_programmes(), st.data())
def test_falling_back_shows_the_broadcast_from_that_frame_and_changes_nothing_before(made, data):
    frames, breaks, decisions = made
    line = splicer.timeline("p", frames, breaks, decisions)
    frame = data.draw(st.integers(0, frames - 1))

    fallen = splicer.fall_back(line, frame, "own")

    assert fallen.frames == frames
    here = fallen.at(frame).item
    if line.at(frame).item.source is Source.CREATIVE:
        assert (here.source, here.in_frame) == (Source.BROADCAST, frame)
    else:
        assert here == line.at(frame).item
    assert [_shown(line, n) for n in range(frame)] == [_shown(fallen, n) for n in range(frame)]


@given(broken_programmes(), st.data())
def test_faults_in_two_creatives_come_to_the_same_in_either_order(made, data):
    frames, breaks, decisions = made
    line = splicer.timeline("p", frames, breaks, decisions)
    spoilt = [placed for placed in line.run if placed.item.source is Source.CREATIVE]
    if len(spoilt) < 2:
        return
    one, other = data.draw(st.permutations(spoilt))[:2]
    first, second = (data.draw(st.integers(each.at, each.end - 1)) for each in (one, other))

    fallen = splicer.fall_back(splicer.fall_back(line, first, "x"), second, "x")

    assert fallen == splicer.fall_back(splicer.fall_back(line, second, "x"), first, "x")
    for placed in fallen.run:
        if placed.item.source is Source.CREATIVE and one.at <= placed.at < one.end:
            assert placed.end == first
    assert fallen.frames == frames


@given(broken_programmes(), st.data())
def test_an_earlier_fault_in_the_same_creative_takes_more_of_it_and_a_later_one_nothing(made, data):
    frames, breaks, decisions = made
    line = splicer.timeline("p", frames, breaks, decisions)
    spoilt = [placed for placed in line.run if placed.item.source is Source.CREATIVE]
    if not spoilt:
        return
    placed = data.draw(st.sampled_from(spoilt))
    early, late = sorted(
        data.draw(st.lists(st.integers(placed.at, placed.end - 1), min_size=2, max_size=2))
    )

    fallen = splicer.fall_back(line, early, "x")

    assert splicer.fall_back(fallen, late, "x") == fallen
    again = splicer.fall_back(splicer.fall_back(line, late, "x"), early, "x")
    assert [_shown(again, n)[1] for n in range(placed.at, placed.end)] == [
        _shown(fallen, n)[1] for n in range(placed.at, placed.end)
    ]


def _shown(line: Timeline, frame: int) -> tuple[str, int]:
    placed = line.at(frame)
    return placed.item.id, placed.item.in_frame + frame - placed.at


def test_each_of_two_spots_of_one_id_has_the_creative_that_was_chosen_for_it():
    short, long = (Spot("gen", at, n, replaceable=True) for at, n in ((100, 250), (350, 500)))
    brk = Break("b", 100, 750, (short, long))
    decisions = tuple(
        Decision("b", spot, creative(f"c-{spot.frames}", spot.frames), "x") for spot in brk.spots
    )

    line = splicer.timeline("p", 1_000, (brk,), {"b": decisions})

    shown = [(p.at, p.item.id, p.item.frames) for p in line.run if p.item.id != "p"]
    assert shown == [(100, "c-250", 250), (350, "c-500", 500)]


def test_a_decision_for_other_frames_than_the_spot_has_now_leaves_the_broadcast():
    then, now = (Spot("gen", 100, frames, replaceable=True) for frames in (500, 250))
    made = Decision("b", then, creative("c", 500), "x")

    line = splicer.timeline("p", 1_000, (Break("b", 100, 250, (now,)),), {"b": (made,)})

    assert line == splicer.broadcast("p", 1_000, (Break("b", 100, 250, (now,)),))
