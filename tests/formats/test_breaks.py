from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.formats.breaks import announce, understand
from stb.formats.scte35 import decode, encode
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import FILM, HD50, HD60, NTSC, PAL, TICKS_WRAP, FrameRate

ORIGIN = TICKS_WRAP - 40 * 90_000
"""The clock wraps forty seconds into the programme."""

FRAME = 3600
LENGTH = 10_000
NO_OPPORTUNITY = "splice.no_opportunity"


def ticks(frame: int) -> int:
    return PAL.ticks(frame)


def pts(frame: int) -> int:
    return (ORIGIN + ticks(frame)) % TICKS_WRAP


def heard(*signals: s.TimedSignal, length: int | None = LENGTH) -> tuple[Break, ...]:
    return understand(signals, rate=PAL, origin_ticks=ORIGIN, length=length)


def segment(
    kind: int,
    event: int,
    frames: int | None,
    *,
    name: str = "",
    number: int = 0,
    expected: int = 0,
    extra_ticks: int = 0,
) -> s.Segmentation:
    upid = s.Upid(s.UpidType.URI, f"urn:example.nl:{name}".encode()) if name else s.Upid()
    duration = None if frames is None else ticks(frames) + extra_ticks
    return s.Segmentation(event, kind, upid, duration, number, expected)


def time_signal(
    at: int, *descriptors: s.Descriptor, seen: int | None = None, adjust: int = 0
) -> s.TimedSignal:
    section = s.SpliceSection(
        s.TimeSignal((pts(at) - adjust) % TICKS_WRAP), descriptors, pts_adjustment=adjust
    )
    return s.TimedSignal(ticks(at - 200 if seen is None else seen), section)


def insert(
    at: int, event: int, frames: int | None, *, seen: int | None = None, out: bool = True
) -> s.TimedSignal:
    duration = None if frames is None else s.BreakDuration(ticks(frames), True)
    command = s.SpliceInsert(event, out, pts(at), duration=duration)
    return s.TimedSignal(ticks(at - 200 if seen is None else seen), s.SpliceSection(command))


def out(at: int, seconds: str | None) -> s.TimedSignal:
    length = None if seconds is None else Fraction(seconds)
    return s.TimedSignal(ticks(at), s.Out(length))


def back(at: int) -> s.TimedSignal:
    return s.TimedSignal(ticks(at), s.In())


#   frame        1000   1075         1450         1825      2000
#   Break Start  |--------------------------------------------|
#   spots               |gen-1-------|gen-2-------|
#   opportunity                      |------------|
BREAK = time_signal(1000, segment(0x22, 1, 1000, name="b1"))
SPOT_1 = time_signal(1075, segment(0x30, 2, 375, name="gen-1", number=1, expected=2))
SPOT_2 = time_signal(1450, segment(0x30, 3, 375, name="gen-2", number=2, expected=2))
PO_2 = time_signal(1450, segment(0x34, 4, 375, name="gen-2", number=2, expected=2))
GEN_1 = Spot("gen-1", 1075, 375, False, NO_OPPORTUNITY, 1, 2)
GEN_2 = Spot("gen-2", 1450, 375, True, "", 2, 2)
UNDERSTOOD = (Break("b1", 1000, 1000, (GEN_1, GEN_2)),)


def test_a_spot_may_be_replaced_when_an_opportunity_is_exactly_it() -> None:
    assert heard(BREAK, SPOT_1, PO_2, SPOT_2) == UNDERSTOOD


def test_the_operators_own_inventory_counts_as_well() -> None:
    opportunity = time_signal(1450, segment(0x36, 4, 375, name="x"))
    spot = time_signal(1450, segment(0x32, 3, 375, name="gen-2", number=2, expected=2))

    assert heard(BREAK, SPOT_1, opportunity, spot) == UNDERSTOOD


def test_descriptors_of_one_section_are_read_together() -> None:
    both = time_signal(
        1450,
        segment(0x34, 4, 375, name="gen-2", number=2, expected=2),
        segment(0x30, 3, 375, name="gen-2", number=2, expected=2),
    )

    assert heard(BREAK, SPOT_1, both) == UNDERSTOOD


def test_an_adjustment_moves_the_splice_modulo_the_wrap() -> None:
    adjusted = time_signal(1450, *PO_2.content.descriptors, adjust=5_000_000_000)  # type: ignore[union-attr]

    assert heard(BREAK, SPOT_1, adjusted, SPOT_2) == UNDERSTOOD


def test_repeated_signals_count_once() -> None:
    assert heard(*[BREAK, SPOT_1, PO_2, SPOT_2] * 4) == UNDERSTOOD


def test_the_end_of_a_segment_adds_nothing_where_its_length_was_told() -> None:
    ends = [
        time_signal(1825, segment(0x35, 4, None, number=2, expected=2)),
        time_signal(1825, segment(0x31, 3, None, number=2, expected=2)),
        time_signal(2000, segment(0x23, 1, None)),
    ]

    assert heard(BREAK, SPOT_1, PO_2, SPOT_2, *ends) == UNDERSTOOD


def test_a_change_before_the_edge_moves_the_splice() -> None:
    early = time_signal(1400, *PO_2.content.descriptors, seen=1100)  # type: ignore[union-attr]

    assert heard(BREAK, SPOT_1, early, PO_2, SPOT_2) == UNDERSTOOD


def test_an_id_that_is_used_again_after_its_edge_is_another_break() -> None:
    assert heard(insert(1000, 7, 500), insert(5000, 7, 500)) == (
        Break("7", 1000, 500, (Spot("7", 1000, 500, True),)),
        Break("7@5000", 5000, 500, (Spot("7", 5000, 500, True),)),
    )


def test_a_cancelled_opportunity_leaves_its_spot_alone() -> None:
    cancel = s.TimedSignal(
        ticks(1300), s.SpliceSection(s.TimeSignal(None), (s.SegmentationCancel(4),))
    )

    (understood,) = heard(BREAK, SPOT_1, PO_2, SPOT_2, cancel)

    assert understood.spots[1].reason == NO_OPPORTUNITY


def test_a_cancelled_insert_is_no_break() -> None:
    cancel = s.TimedSignal(ticks(900), s.SpliceSection(s.SpliceCancel(7)))

    assert heard(insert(1000, 7, 500), cancel) == ()


def test_an_early_end_is_where_the_box_leaves() -> None:
    ended = time_signal(1800, segment(0x35, 4, None, number=2))
    spot = time_signal(1800, segment(0x31, 3, None, number=2))

    (understood,) = heard(BREAK, SPOT_1, PO_2, SPOT_2, ended, spot)

    assert understood.spots[1] == Spot("gen-2", 1450, 350, True, "", 2, 2)


def test_spots_that_fill_an_opportunity_may_all_be_replaced() -> None:
    opportunity = time_signal(1075, segment(0x34, 4, 750, name="two"))

    (understood,) = heard(BREAK, opportunity, SPOT_1, SPOT_2)

    assert [spot.replaceable for spot in understood.spots] == [True, True]


@pytest.mark.parametrize("frames", [374, 376, 749, 751])
def test_spots_that_do_not_fill_their_opportunity_stay(frames: int) -> None:
    opportunity = time_signal(1075, segment(0x34, 4, frames, name="two"))

    (understood,) = heard(BREAK, opportunity, SPOT_1, SPOT_2)

    assert {spot.replaceable for spot in understood.spots} == {False}
    assert understood.spots[0].reason in {"splice.not_filled", NO_OPPORTUNITY}


def test_an_opportunity_without_spots_is_a_spot() -> None:
    (understood,) = heard(BREAK, PO_2)

    assert understood.spots == (GEN_2,)


def test_overlapping_spots_stay() -> None:
    spots = [
        time_signal(at, segment(kind, event, 375, name=f"s{at}"))
        for at, event in ((1100, 10), (1474, 20))
        for kind, event in ((0x34, event), (0x30, event + 1))
    ]

    (understood,) = heard(BREAK, *spots)

    assert [spot.reason for spot in understood.spots] == ["splice.overlap"] * 2


def test_overlapping_breaks_have_nothing_to_replace() -> None:
    first, second = heard(insert(1000, 1, 500), insert(1400, 2, 500))

    assert first.spots[0].reason == second.spots[0].reason == "splice.overlap"


def test_a_length_that_is_not_whole_frames_is_not_touched() -> None:
    odd = time_signal(1450, segment(0x34, 4, 375, name="gen-2", extra_ticks=1000))

    (understood,) = heard(BREAK, odd)

    assert understood.spots[0].reason == "splice.fraction"


@pytest.mark.parametrize("extra", [-1, 1])
def test_a_length_that_was_rounded_to_ticks_is_whole_frames(extra: int) -> None:
    rounded = time_signal(1450, segment(0x34, 4, 375, name="gen-2", extra_ticks=extra))

    (understood,) = heard(BREAK, rounded)

    assert understood.spots[0].frames == 375
    assert understood.spots[0].replaceable


def test_a_splice_time_names_the_nearest_frame() -> None:
    section = s.SpliceSection(
        s.TimeSignal((pts(1450) + 1799) % TICKS_WRAP), (segment(0x34, 4, 375, name="gen-2"),)
    )

    (understood,) = heard(s.TimedSignal(ticks(1300), section))

    assert understood.spots[0].at == 1450


def test_a_spot_without_an_identifier_is_not_touched() -> None:
    (understood,) = heard(BREAK, time_signal(1450, segment(0x34, 4, 375)))

    assert understood.spots == (Spot("4", 1450, 375, False, "splice.no_upid"),)


def test_a_spot_names_itself_by_a_part_of_a_mid() -> None:
    upid = s.Upid(
        s.UpidType.MID,
        items=(s.Upid(0, b""), s.Upid(s.UpidType.AD_ID, b"ABCD0123456H")),
    )

    (understood,) = heard(time_signal(1450, s.Segmentation(4, 0x34, upid, ticks(375))))

    assert understood.spots[0].id == "ABCD0123456H"


def test_an_immediate_splice_is_named_and_not_touched() -> None:
    command = s.SpliceInsert(7, True, None, immediate=True, duration=s.BreakDuration(90_000, True))

    (understood,) = heard(s.TimedSignal(ticks(1000), s.SpliceSection(command)))

    assert understood.spots == (Spot("7", 1000, 25, False, "splice.immediate"),)


def test_an_encrypted_signal_is_named_and_not_touched() -> None:
    section = s.SpliceSection(s.Encrypted(1, 5, bytes(20)))
    stated = s.TimedSignal(0, section, "b9", stated=ticks(1000), stated_seconds=Fraction(30))

    assert heard(stated) == (
        Break("b9", 1000, 750, (Spot("b9", 1000, 750, False, "splice.encrypted"),)),
    )


def test_an_insert_without_a_length_is_named_and_not_touched() -> None:
    assert heard(insert(1000, 7, None)) == (
        Break("7", 1000, 0, (Spot("7", 1000, 0, False, "splice.no_length"),)),
    )


def test_an_insert_ends_where_the_way_back_was_signalled() -> None:
    (understood,) = heard(insert(1000, 7, None), insert(1500, 7, None, out=False))

    assert understood == Break("7", 1000, 500, (Spot("7", 1000, 500, True),))


def test_an_insert_takes_its_name_from_dvb() -> None:
    section = s.SpliceSection(
        s.SpliceInsert(7, True, pts(1000), duration=s.BreakDuration(ticks(500), True)),
        (s.DvbDas(1, 1, 2, b"urn:example.nl:gen-7"),),
    )

    (understood,) = heard(s.TimedSignal(ticks(900), section))

    assert understood.id == "gen-7"


def test_an_insert_beside_an_opportunity_for_the_same_frames_adds_nothing() -> None:
    assert heard(BREAK, SPOT_1, PO_2, SPOT_2, insert(1450, 9, 375)) == UNDERSTOOD


def test_an_insert_around_the_break_changes_nothing_in_it() -> None:
    assert heard(insert(1000, 9, 1000), BREAK, SPOT_1, PO_2, SPOT_2) == UNDERSTOOD


def test_inserts_that_are_nested_are_spots_of_the_outer_one() -> None:
    (understood,) = heard(
        insert(1000, 1, 2250), insert(1000, 2, 750), insert(1750, 3, 750), insert(2500, 4, 750)
    )

    assert (understood.id, understood.at, understood.frames) == ("1", 1000, 2250)
    assert [(spot.id, spot.at, spot.replaceable) for spot in understood.spots] == [
        ("2", 1000, True),
        ("3", 1750, True),
        ("4", 2500, True),
    ]


def test_a_break_start_without_a_length_names_the_insert_beside_it() -> None:
    start = time_signal(1000, segment(0x22, 1, None, name="b1"))

    (understood,) = heard(start, insert(1000, 9, 750))

    assert understood == Break("b1", 1000, 750, (Spot("9", 1000, 750, True),))


@pytest.mark.parametrize("spots", [(), 121 * (Spot("x", 5, 5, True),)])
def test_a_break_that_cannot_be_announced_is_our_own_mistake(spots: tuple[Spot, ...]) -> None:
    with pytest.raises(ValueError, match=r"no length|121 spots"):
        announce([Break("b", 5, 5 * len(spots), spots)], rate=PAL, origin_ticks=0)


@pytest.mark.parametrize("length", ["30", "30.000"])
def test_an_out_tag_with_a_length_is_a_break_of_one_spot(length: str) -> None:
    (understood,) = heard(out(1000, length), back(1750))

    assert (understood.at, understood.frames) == (1000, 750)
    assert understood.spots[0].replaceable


def test_an_out_tag_without_a_length_ends_with_its_in_tag() -> None:
    (understood,) = heard(out(1000, None), back(1750))

    assert understood.spots[0].frames == 750


def test_an_in_tag_before_the_end_is_where_the_box_leaves() -> None:
    (understood,) = heard(out(1000, "30"), back(1700))

    assert understood.frames == 700


def test_outs_that_are_nested_are_spots_of_the_outer_one() -> None:
    (understood,) = heard(
        out(1000, "90"),
        out(1000, "30"),
        back(1750),
        out(1750, "30"),
        back(2500),
        out(2500, "30"),
        back(3250),
    )

    assert (understood.at, understood.frames) == (1000, 2250)
    assert [(spot.at, spot.frames, spot.replaceable) for spot in understood.spots] == [
        (1000, 750, True),
        (1750, 750, True),
        (2500, 750, True),
    ]


def test_a_date_that_disagrees_with_its_section_keeps_the_broadcast() -> None:
    off = s.TimedSignal(ticks(1450), PO_2.content, "x", stated=ticks(1452))
    near = s.TimedSignal(ticks(1450), PO_2.content, "x", stated=ticks(1451))

    assert heard(off)[0].spots[0].reason == "splice.disagrees"
    assert heard(near)[0].spots[0].replaceable


def test_a_stated_length_that_disagrees_with_its_section_keeps_the_broadcast() -> None:
    off = s.TimedSignal(ticks(1450), PO_2.content, "x", stated_seconds=Fraction(16))

    assert heard(off)[0].spots[0].reason == "splice.disagrees"


@pytest.mark.parametrize(
    ("at", "spot"), [(-100, (0, 275)), (9_800, (9_800, 200))], ids=["before", "after"]
)
def test_a_spot_that_the_programme_cuts_is_not_touched(at: int, spot: tuple[int, int]) -> None:
    (understood,) = heard(time_signal(at, segment(0x34, 4, 375, name="x"), seen=0))

    assert understood.spots == (Spot("x", *spot, False, "splice.outside"),)


@pytest.mark.parametrize("at", [-375, 10_000, 20_000])
def test_what_lies_outside_the_programme_is_left_out(at: int) -> None:
    assert heard(time_signal(at, segment(0x34, 4, 375, name="x"), seen=0)) == ()


def test_a_spot_beyond_the_edge_of_its_break_is_not_touched() -> None:
    late = time_signal(1900, segment(0x34, 4, 375, name="x"))

    (understood,) = heard(BREAK, late)

    assert understood.spots[0].reason == "splice.overlap"


def test_a_break_start_without_a_length_ends_with_its_last_spot() -> None:
    start = time_signal(1000, segment(0x22, 1, None, name="b1"))

    assert heard(start, SPOT_1, PO_2, SPOT_2) == (Break("b1", 1000, 825, (GEN_1, GEN_2)),)


def test_heartbeats_schedules_and_foreign_commands_mean_nothing() -> None:
    commands: list[s.Command] = [
        s.SpliceNull(),
        s.BandwidthReservation(),
        s.SpliceSchedule((s.ScheduledSplice(1, True, 5),)),
        s.PrivateCommand(5, b"x"),
        s.UnknownCommand(9, b"x"),
    ]

    assert heard(*[s.TimedSignal(0, s.SpliceSection(command)) for command in commands]) == ()


rates = st.sampled_from([FILM, PAL, NTSC, HD50, HD60])


@st.composite
def programmes(draw: st.DrawFn) -> tuple[Break, ...]:
    at, breaks = 0, []
    for number in range(draw(st.integers(0, 4))):
        start = at = at + draw(st.integers(1, 5000))
        at += draw(st.integers(0, 100))
        lengths = draw(st.lists(st.integers(1, 2000), min_size=1, max_size=8))
        spots = []
        for part, frames in enumerate(lengths, start=1):
            free = draw(st.booleans())
            why = "" if free else NO_OPPORTUNITY
            spots.append(Spot(f"s{number}-{part}", at, frames, free, why, part, len(lengths)))
            at += frames
        at += draw(st.integers(0, 100))
        breaks.append(Break(f"b{number}", start, at - start, tuple(spots)))
    return tuple(breaks)


@given(programmes(), rates, st.integers(0, TICKS_WRAP - 1), st.integers(0, 800_000))
def test_what_is_announced_is_understood_at_every_rate_and_across_the_wrap(
    breaks: tuple[Break, ...], rate: FrameRate, origin: int, ahead: int
) -> None:
    cues = announce(breaks, rate=rate, origin_ticks=origin)
    sent = [s.TimedSignal(rate.ticks(cue.at) - ahead, decode(encode(cue.section))) for cue in cues]

    assert understand(sent, rate=rate, origin_ticks=origin, length=None) == breaks


sections = st.builds(
    s.SpliceSection,
    command=st.one_of(
        st.builds(s.TimeSignal, st.none() | st.integers(0, 4000 * FRAME)),
        st.builds(
            s.SpliceInsert,
            event_id=st.integers(0, 3),
            out_of_network=st.booleans(),
            pts_time=st.integers(0, 4000 * FRAME),
            duration=st.none()
            | st.builds(s.BreakDuration, st.integers(0, 2000 * FRAME), st.booleans()),
        ),
        st.builds(s.SpliceCancel, st.integers(0, 3)),
        st.just(s.Encrypted(0, 0, b"")),
    ),
    descriptors=st.lists(
        st.builds(
            s.Segmentation,
            event_id=st.integers(0, 3),
            type=st.integers(0x22, 0x37),
            upid=st.just(s.Upid(15, b"urn:a:b")) | st.just(s.Upid()),
            duration=st.none() | st.integers(0, 1000).map(lambda frames: frames * FRAME),
        )
        | st.builds(s.SegmentationCancel, st.integers(0, 3)),
        max_size=4,
    ).map(tuple),
)


@given(
    st.lists(
        st.builds(
            s.TimedSignal,
            seen=st.integers(-1000, 4000 * FRAME),
            content=sections
            | st.builds(s.Out, st.none() | st.integers(0, 100).map(Fraction))
            | st.just(s.In()),
        ),
        max_size=12,
    )
)
def test_whatever_is_signalled_no_two_replaceable_spots_share_a_frame(
    signals: list[s.TimedSignal],
) -> None:
    breaks = understand(signals, rate=PAL, origin_ticks=0, length=3000)

    spots = sorted(
        (spot for each in breaks for spot in each.spots if spot.replaceable), key=lambda one: one.at
    )
    assert all(one.end <= other.at for one, other in pairwise(spots))
    assert all(spot.end <= 3000 for spot in spots)
    assert all(each.at <= spot.at for each in breaks for spot in each.spots)
    assert len({each.id for each in breaks}) == len(breaks)
