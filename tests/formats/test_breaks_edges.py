"""Signals that come at odd times, end at odd places or speak of half a programme."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from stb.formats.breaks import announce
from stb.formats.scte35 import decode, encode
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import PAL, TICKS_WRAP
from tests.formats.test_breaks import (
    BREAK,
    PO_2,
    SPOT_1,
    SPOT_2,
    UNDERSTOOD,
    heard,
    insert,
    pts,
    segment,
    ticks,
    time_signal,
)

DISAGREES, IMMEDIATE = "splice.disagrees", "splice.immediate"


def only(*signals: s.TimedSignal) -> Spot:
    (brk,) = heard(*signals)
    (spot,) = brk.spots
    return spot


def immediate_back(event: int, seen: int) -> s.TimedSignal:
    command = s.SpliceInsert(event, False, None, immediate=True)
    return s.TimedSignal(ticks(seen), s.SpliceSection(command))


# -- said again, changed, taken back -----------------------------------------------------


@pytest.mark.parametrize("order", ["in time", "all at once"])
def test_said_8_5_4_and_2_seconds_ahead_is_said_once(order: str) -> None:
    said = [
        replace(one, seen=ticks(0 if order == "all at once" else 1000 - 25 * ahead))
        for ahead in (8, 5, 4, 2)
        for one in (BREAK, SPOT_1, PO_2, SPOT_2)
    ]

    assert heard(*said) == UNDERSTOOD


def test_the_newest_of_several_changes_before_the_edge_holds() -> None:
    changes = [
        insert(at, 7, frames, seen=900) for at, frames in ((1000, 300), (1010, 300), (1020, 250))
    ]

    assert only(*changes) == Spot("7", 1020, 250, True)


def test_a_length_that_changes_before_the_edge_is_the_newest() -> None:
    assert only(insert(1000, 7, 300), insert(1000, 7, 250, seen=950)) == Spot("7", 1000, 250, True)


def test_what_was_cancelled_and_announced_anew_is_on_again() -> None:
    cancel = s.TimedSignal(ticks(850), s.SpliceSection(s.SpliceCancel(7)))

    assert only(insert(1000, 7, 300), cancel, insert(1000, 7, 300, seen=900)).replaceable


def test_a_cancel_takes_back_no_other_event() -> None:
    cancel = s.TimedSignal(ticks(850), s.SpliceSection(s.SpliceCancel(8)))

    assert only(insert(1000, 7, 300), cancel).replaceable


def test_the_cancel_of_an_insert_leaves_a_segment_of_the_same_id() -> None:
    cancel = s.TimedSignal(ticks(850), s.SpliceSection(s.SpliceCancel(4)))

    assert heard(BREAK, SPOT_1, PO_2, SPOT_2, cancel) == UNDERSTOOD


def test_an_end_at_its_own_start_gives_the_spot_up() -> None:
    given_up = time_signal(1450, segment(0x35, 4, None, number=0))

    (brk,) = heard(
        BREAK, SPOT_1, time_signal(1450, segment(0x34, 4, 375, name="g")), given_up, SPOT_2
    )

    assert [spot.replaceable for spot in brk.spots] == [False, False]


# -- ends at no certain instant ----------------------------------------------------------


def test_an_early_end_at_once_is_at_no_certain_frame_and_leaves_the_broadcast() -> None:
    spot = only(insert(1000, 7, 500), immediate_back(7, 1300))

    assert (spot.replaceable, spot.reason) == (False, IMMEDIATE)


def test_an_end_at_once_after_the_announced_end_adds_nothing() -> None:
    assert only(insert(1000, 7, 500), immediate_back(7, 1516)) == Spot("7", 1000, 500, True)


def test_a_length_that_only_an_end_at_once_tells_is_no_length_to_fill() -> None:
    assert only(insert(1000, 7, None), immediate_back(7, 1500)).reason == IMMEDIATE


def test_an_early_end_whose_date_disagrees_leaves_the_broadcast() -> None:
    back = replace(insert(1400, 7, None, out=False), stated=ticks(1300))

    assert only(insert(1000, 7, 500), back).reason == DISAGREES


def test_a_way_back_under_an_id_of_its_own_ends_what_is_out() -> None:
    """Once back in the network nobody is out of it any more, whatever the message is called."""
    back_8 = insert(1400, 8, None, out=False)

    assert only(insert(1000, 7, 500), back_8) == Spot("7", 1000, 400, True)
    assert only(insert(1000, 7, None), back_8, back_8) == Spot("7", 1000, 400, True)
    assert only(insert(1000, 7, 500), immediate_back(8, 1400)).reason == IMMEDIATE


def test_a_way_back_that_ends_an_inner_out_as_announced_leaves_the_outer_one() -> None:
    outs = [insert(1000, 1, 750), *(insert(1000 + 250 * n, 2 + n, 250) for n in range(3))]
    backs = [insert(1250 + 250 * n, 11 + n, None, out=False) for n in range(3)]

    assert heard(*outs, *backs) == heard(*outs)


def test_a_way_back_that_comes_long_after_its_own_out_ends_the_one_that_runs() -> None:
    (first, second) = heard(
        insert(500, 1, 250), insert(1000, 2, 500), insert(1300, 1, None, out=False)
    )

    assert (first.frames, second.frames) == (250, 300)


def test_an_end_that_bears_no_number_ends_the_spot_that_runs() -> None:
    one, other = (
        time_signal(at, segment(0x34, 4, 250, name=f"g{n}", number=n, expected=2))
        for n, at in ((1, 1000), (2, 1250))
    )
    ends = [time_signal(at, segment(0x35, 4, None)) for at in (1250, 1400)]

    (first, second) = (spot for brk in heard(one, other, *ends) for spot in brk.spots)

    assert (first.at, first.frames, first.replaceable) == (1000, 250, True)
    assert (second.at, second.frames, second.replaceable) == (1250, 150, True)


# -- parts of a programme ----------------------------------------------------------------


def of_components(*at: int) -> s.TimedSignal:
    parts = tuple(s.SpliceComponent(tag, pts(frame)) for tag, frame in enumerate(at))
    command = s.SpliceInsert(7, True, None, components=parts,
                             duration=s.BreakDuration(ticks(250), True))  # fmt: skip
    return s.TimedSignal(ticks(900), s.SpliceSection(command))


def test_components_that_splice_together_are_one_break() -> None:
    assert only(of_components(1000, 1000)) == Spot("7", 1000, 250, True)


def test_picture_and_sound_that_splice_apart_leave_the_broadcast() -> None:
    assert only(of_components(1000, 1001)).reason == DISAGREES


def test_an_opportunity_of_some_components_is_none_of_the_programme() -> None:
    half = replace(
        segment(0x34, 4, 375, name="half"), components=(s.SegmentComponent(1, 0),)
    )  # fmt: skip

    assert only(time_signal(1450, half)).reason == "splice.no_opportunity"


# -- lengths that the carrier tells ------------------------------------------------------


def test_a_length_of_the_carrier_stands_in_for_one_that_is_missing() -> None:
    said = replace(insert(1000, 7, None), stated_seconds=Fraction("10.0004"))

    assert only(said) == Spot("7", 1000, 250, True)


def test_a_length_of_the_carrier_for_two_at_once_is_nobody_s() -> None:
    both = time_signal(1000, segment(0x22, 1, None, name="b"), segment(0x34, 2, None, name="s"))

    (brk,) = heard(replace(both, stated_seconds=Fraction(10)))

    assert [spot.reason for spot in brk.spots] == ["splice.no_length"]


# -- clocks ------------------------------------------------------------------------------


@pytest.mark.parametrize("adjust", [1, TICKS_WRAP - 1, 90_000 * 3600, TICKS_WRAP - ticks(1450)])
def test_an_adjustment_of_any_size_is_added(adjust: int) -> None:
    assert isinstance(PO_2.content, s.SpliceSection)
    adjusted = time_signal(1450, *PO_2.content.descriptors, adjust=adjust)

    assert heard(BREAK, SPOT_1, adjusted, SPOT_2) == UNDERSTOOD


def test_an_event_before_and_one_behind_the_wrap_may_bear_the_same_time_of_day() -> None:
    """26.5 hours on the clock reads the same again; where it was met says which is meant."""
    day = TICKS_WRAP // 3600
    first, second = insert(1000, 7, 250), insert(1000, 8, 250, seen=1000 + day - 200)

    breaks = heard(first, second, length=None)

    assert [brk.at for brk in breaks] == [1000, round(1000 + TICKS_WRAP / 3600)]


def test_what_nobody_could_place_is_told_and_not_touched() -> None:
    lost = replace(insert(1000, 7, 250), placed=ticks(2000), certain=False)

    assert heard(lost) == (Break("7", 2000, 250, (Spot("7", 2000, 250, False, DISAGREES),)),)
    assert only(replace(lost, certain=True)) == Spot("7", 2000, 250, True)


# -- names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "upid",
    [
        s.Upid(s.UpidType.URI, b"x" * 230),
        s.Upid(0x01, bytes(range(128, 250))),
        s.Upid(s.UpidType.URI, b"urn:a.example:" + b"y" * 200),
    ],
)
def test_a_spot_with_a_long_name_can_be_announced_again(upid: s.Upid) -> None:
    spot = only(time_signal(1000, replace(segment(0x34, 1, 250), upid=upid)))

    found = announce((Break("b", 1000, 250, (spot,)),), rate=PAL, origin_ticks=0)

    assert all(decode(encode(cue.section)) == cue.section for cue in found)


def test_long_names_that_begin_alike_are_told_apart() -> None:
    names = [b"z" * 200 + end for end in (b"1", b"2")]

    spots = [
        only(time_signal(1000, replace(segment(0x34, 1, 250), upid=s.Upid(0x0F, name))))
        for name in names
    ]

    assert len({spot.id for spot in spots}) == 2


@pytest.mark.parametrize(("value", "name"), [(b"   ", "202020"), (b" a  b ", "a b")])
def test_a_name_is_a_line_that_can_be_seen(value: bytes, name: str) -> None:
    assert only(time_signal(1000, replace(segment(0x34, 1, 250), upid=s.Upid(3, value)))).id == name
