"""Breaks as playlists in the field announce them: every spelling, every way to be unclear.

Segments of four seconds, 25 frames a second, the first picture stamped ORIGIN unless said.
"""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime, timedelta

import pytest

from stb.formats.breaks import understand
from stb.formats.hls import CueTag, MediaPlaylist, daterange, parse_playlist, signals
from stb.formats.scte35 import encode
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import PAL, TICKS_WRAP

START = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)
ORIGIN = TICKS_WRAP - 90_000 * 10
PDT = f"#EXT-X-PROGRAM-DATE-TIME:{START.isoformat()}"
GAP = "#EXT-X-GAP"
JUMP = "#EXT-X-DISCONTINUITY"
DISAGREES = "splice.disagrees"


def heard(*lines: str, origin: int = ORIGIN, frames: int | None = None) -> tuple[Break, ...]:
    text = "\n".join(["#EXTM3U", "#EXT-X-TARGETDURATION:4", *lines, ""])
    playlist = parse_playlist(text, "https://tv.example/p.m3u8")
    assert isinstance(playlist, MediaPlaylist)
    assert playlist.faults == ()
    return understand(signals(playlist), rate=PAL, origin_ticks=origin, length=frames)


def told(breaks: tuple[Break, ...]) -> list[tuple[int, int, str]]:
    """Frame, length and reason of every spot."""
    return [(spot.at, spot.frames, spot.reason) for brk in breaks for spot in brk.spots]


def segments(count: int, *before: str) -> list[str]:
    """``count`` segments; ``before`` stands before the first of them."""
    return [*before, *["#EXTINF:4,", "a.ts"] * count]


def date(frame: float) -> datetime:
    return START + timedelta(seconds=frame / 25)


def insert(
    at: int, frames: int | None, *, event: int = 7, out: bool = True, origin: int = ORIGIN
) -> s.SpliceSection:
    length = None if frames is None else s.BreakDuration(PAL.ticks(frames), True)
    pts = (origin + PAL.ticks(at)) % TICKS_WRAP
    return s.SpliceSection(s.SpliceInsert(event, out, pts, duration=length))


def segment(
    kind: int, at: int, frames: int | None, *, event: int = 7, origin: int = ORIGIN
) -> s.SpliceSection:
    upid = s.Upid(s.UpidType.URI, f"urn:x.nl:s{event}".encode())
    length = None if frames is None else PAL.ticks(frames)
    pts = (origin + PAL.ticks(at)) % TICKS_WRAP
    return s.SpliceSection(s.TimeSignal(pts), (s.Segmentation(event, kind, upid, length),))


def ranged(
    section: s.SpliceSection, at: float, more: str = "", *, name: str = "x",
    tag: CueTag = CueTag.OUT,
) -> str:  # fmt: skip
    """The date range of ``section``, dated at frame ``at``."""
    return daterange(name, date(at), section=encode(section), tag=tag) + more


def in_base64(section: s.SpliceSection) -> str:
    return base64.b64encode(encode(section)).decode()


# -- CUE-OUT, CUE-OUT-CONT, CUE-IN -------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [":12", ":12.000", ":DURATION=12", ':DURATION="12.0"', ": 12", ":duration=12",
     ":ID=5,TYPE=0x34,DURATION=12.00,BREAKID=9"],
)  # fmt: skip
def test_the_length_of_a_cue_out_is_read_in_every_spelling(value: str) -> None:
    breaks = heard(*segments(5), f"#EXT-X-CUE-OUT{value}", *segments(5))

    assert told(breaks) == [(500, 300, "")]


@pytest.mark.parametrize(
    "value",
    ["8/20", "8.000/20.000", " 8 / 20", "ElapsedTime=8,Duration=20", "Duration=20,ElapsedTime=8.0",
     'ElapsedTime="8",Duration="20",SCTE35=/DAA', "8/20,SCTE35=/DAA"],
)  # fmt: skip
def test_a_window_without_its_cue_out_knows_how_far_the_break_is(value: str) -> None:
    breaks = heard(f"#EXT-X-CUE-OUT-CONT:{value}", *segments(6), "#EXT-X-CUE-IN", *segments(1))

    assert told(breaks) == [(0, 300, "splice.outside")]


def test_a_cue_out_without_a_length_learns_it_from_the_tags_that_go_on() -> None:
    breaks = heard(
        *segments(5), "#EXT-X-CUE-OUT", *segments(1), "#EXT-X-CUE-OUT-CONT:4/12", *segments(1),
        "#EXT-X-CUE-OUT-CONT:8/12",
    )  # fmt: skip

    assert told(breaks) == [(500, 300, "")]


def test_the_next_break_has_a_length_of_its_own() -> None:
    breaks = heard(
        *segments(1, "#EXT-X-CUE-OUT"), *segments(1, "#EXT-X-CUE-IN"),
        *segments(2, "#EXT-X-CUE-OUT:8"), *segments(1, "#EXT-X-CUE-OUT-CONT:8/99"),
    )  # fmt: skip

    assert told(breaks) == [(0, 100, ""), (200, 200, "")]


def test_three_outs_nested_in_one_are_its_spots() -> None:
    breaks = heard(
        *segments(2), "#EXT-X-CUE-OUT:24", "#EXT-X-CUE-OUT:8", *segments(2), "#EXT-X-CUE-IN",
        "#EXT-X-CUE-OUT:8", *segments(2), "#EXT-X-CUE-IN", "#EXT-X-CUE-OUT:8", *segments(2),
        "#EXT-X-CUE-IN", *segments(1),
    )  # fmt: skip

    assert [(brk.at, brk.frames) for brk in breaks] == [(200, 600)]
    assert told(breaks) == [(200, 200, ""), (400, 200, ""), (600, 200, "")]


# -- sections in base64 ------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "#EXT-OATCLS-SCTE35:{}", "#EXT-X-SPLICEPOINT-SCTE35:{}", '#EXT-X-SCTE35:CUE="{}"',
        '#EXT-X-SCTE35:TYPE=0x34,ID="a",CUE-OUT=YES,CUE="{}",UPID="0x0F:x"', "#EXT-X-SCTE35:CUE={}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["padded", "unpadded", "of addresses", "hex"])
def test_a_section_in_a_tag_is_exact_in_every_spelling(line: str, form: str) -> None:
    octets = encode(insert(501, 250))
    text = {
        "padded": base64.b64encode(octets).decode(),
        "unpadded": base64.b64encode(octets).decode().rstrip("="),
        "of addresses": base64.urlsafe_b64encode(octets).decode(),
        "hex": "0x" + octets.hex(),
    }[form]

    breaks = heard(*segments(5), line.format(text), *segments(5))

    assert told(breaks) == [(501, 250, "")]


def test_a_cue_out_lends_its_length_to_the_section_beside_it() -> None:
    tag = "#EXT-OATCLS-SCTE35:" + in_base64(insert(501, None))

    breaks = heard(*segments(5), tag, "#EXT-X-CUE-OUT:10", *segments(5), "#EXT-X-CUE-IN")

    assert told(breaks) == [(501, 250, "")]


def test_a_cue_in_well_before_the_end_of_a_section_leaves_the_broadcast() -> None:
    tag = "#EXT-OATCLS-SCTE35:" + in_base64(insert(500, 500))

    breaks = heard(
        *segments(5), tag, "#EXT-X-CUE-OUT:20", *segments(2), "#EXT-X-CUE-IN", *segments(5)
    )

    assert [reason for _, _, reason in told(breaks)] == [DISAGREES]


def test_a_programme_that_starts_beside_a_cue_out_does_not_hide_it() -> None:
    starts = "#EXT-OATCLS-SCTE35:" + in_base64(segment(0x10, 500, 90_000))

    breaks = heard(*segments(5), starts, "#EXT-X-CUE-OUT:12", *segments(5))

    assert told(breaks) == [(500, 300, "")]


# -- date ranges -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "length",
    ["DURATION=10", "PLANNED-DURATION=10.000", f'END-DATE="{date(750).isoformat()}"'],
)
def test_a_section_without_a_length_has_that_of_its_date_range(length: str) -> None:
    breaks = heard(PDT, *segments(5), ranged(insert(500, None), 500, f",{length}"), *segments(8))

    assert told(breaks) == [(500, 250, "")]


def test_a_date_range_ends_where_the_next_of_its_class_begins() -> None:
    def of_class(at: int, kind: str, section: s.SpliceSection) -> str:
        return ranged(section, at, f',CLASS="{kind}",END-ON-NEXT=YES', name=f"{kind}{at}")

    breaks = heard(
        PDT, *segments(9),
        of_class(500, "ads", insert(500, None)),
        of_class(600, "other", insert(5000, None, event=9, out=False)),
        of_class(750, "ads", insert(750, 100, event=8)),
    )  # fmt: skip

    assert told(breaks) == [(500, 250, ""), (750, 100, "")]


@pytest.mark.parametrize(
    ("length", "ends", "reason"),
    [(10, 750, ""), (10, 600, DISAGREES), (10, 400, DISAGREES), (None, 400, DISAGREES)],
)
def test_a_date_range_that_contradicts_itself_leaves_the_broadcast(
    length: int | None, ends: int, reason: str
) -> None:
    said = "" if length is None else f",DURATION={length}"

    breaks = heard(
        PDT, *segments(9),
        ranged(insert(500, 250), 500, f'{said},END-DATE="{date(ends).isoformat()}"'),
    )  # fmt: skip

    assert told(breaks) == [(500, 250, reason)]


def test_an_early_end_in_an_update_is_where_its_section_says() -> None:
    back = encode(insert(700, None, out=False)).hex()
    update = f'#EXT-X-DATERANGE:ID="x",DURATION=8,SCTE35-IN=0x{back}'

    breaks = heard(
        PDT, *segments(5), ranged(insert(500, 300), 500, ",PLANNED-DURATION=12"), *segments(5),
        update,
    )  # fmt: skip

    assert told(breaks) == [(500, 200, "")]


def test_an_early_end_that_only_a_length_tells_leaves_the_broadcast() -> None:
    breaks = heard(
        PDT, *segments(5), ranged(insert(500, 300), 500, ",PLANNED-DURATION=12"), *segments(5),
        '#EXT-X-DATERANGE:ID="x",DURATION=8',
    )  # fmt: skip

    assert told(breaks) == [(500, 300, DISAGREES)]


@pytest.mark.parametrize(("off", "reason"), [(1, ""), (-1, ""), (2, DISAGREES), (-2, DISAGREES)])
def test_a_date_may_be_a_frame_off_its_section_and_no_more(off: int, reason: str) -> None:
    breaks = heard(PDT, *segments(5), ranged(insert(500, 250), 500 + off), *segments(5))

    assert told(breaks) == [(500, 250, reason)]


def test_without_dates_in_the_playlist_the_section_alone_says_where() -> None:
    breaks = heard(*segments(5), ranged(insert(510, 250), 99_999), *segments(5))

    assert told(breaks) == [(510, 250, "")]


def test_a_pair_shares_one_date_range() -> None:
    back = encode(insert(750, None, out=False)).hex()

    breaks = heard(
        PDT, *segments(9), ranged(insert(500, None), 500, f",DURATION=10,SCTE35-IN=0x{back}")
    )

    assert told(breaks) == [(500, 250, "")]


def test_each_type_in_a_date_range_of_its_own_is_one_break() -> None:
    lines = [
        ranged(segment(kind, at, frames, event=event), at, name=f"r{event}", tag=CueTag.COMMAND)
        for event, (kind, at, frames) in enumerate(
            [(0x22, 500, 400), (0x30, 500, 200), (0x36, 700, 200), (0x32, 700, 200)]
        )
    ]

    breaks = heard(PDT, *segments(9), *lines)

    assert [(brk.at, brk.frames) for brk in breaks] == [(500, 400)]
    assert told(breaks) == [(500, 200, "splice.no_opportunity"), (700, 200, "")]


def test_a_date_range_that_cancels_takes_its_break_back() -> None:
    cancel = s.SpliceSection(s.SpliceCancel(7))

    breaks = heard(
        PDT, *segments(5), ranged(insert(800, 250), 800),
        ranged(cancel, 600, name="y", tag=CueTag.COMMAND), *segments(9),
    )  # fmt: skip

    assert breaks == ()


def test_interstitials_are_information_and_disturb_nothing() -> None:
    own = (
        f'#EXT-X-DATERANGE:ID="i",CLASS="com.apple.hls.interstitial",START-DATE="{date(500).isoformat()}"'
        ',DURATION=3,X-ASSET-URI="https://a.example/x.m3u8",X-SNAP="OUT,IN",X-PLAYOUT-LIMIT=3'
    )

    breaks = heard(PDT, *segments(5), own, ranged(insert(500, 250), 500), *segments(5))

    assert told(breaks) == [(500, 250, "")]


def test_a_break_that_began_before_the_window_is_told_and_not_touched() -> None:
    breaks = heard(PDT, *segments(9), ranged(insert(-50, 250), -50))

    assert told(breaks) == [(0, 200, "splice.outside")]


# -- behind a discontinuity --------------------------------------------------------------

LATER = 123_456_789
"""The stamp of the first picture behind it, which has nothing to do with ORIGIN."""


def behind(*lines: str, later: timedelta = timedelta(hours=3)) -> list[str]:
    """Twenty seconds, then a run that is dated ``later``; ``lines`` stand in it."""
    again = f"#EXT-X-PROGRAM-DATE-TIME:{(START + timedelta(seconds=20) + later).isoformat()}"
    return [PDT, *segments(5), JUMP, again, *segments(2), *lines, *segments(8)]


def later_date(frame: float, later: timedelta = timedelta(hours=3)) -> float:
    """``frame`` of the run as a date of `ranged`: frames after START."""
    return 500 + frame + later / timedelta(seconds=1) * 25


@pytest.mark.parametrize("clock", [LATER, ORIGIN, ORIGIN + 90_000, TICKS_WRAP - 90_000 * 12])
def test_behind_a_discontinuity_the_dates_of_that_run_say_where(clock: int) -> None:
    lines = [
        ranged(segment(0x36, at, 100, event=at, origin=clock), later_date(at), name=f"r{at}")
        for at in (300, 500)
    ]

    breaks = heard(*behind(*lines), origin=ORIGIN)

    assert told(breaks) == [(800, 100, ""), (1000, 100, "")]


def test_one_of_several_dates_that_disagrees_with_the_clock_of_its_run_is_not_touched() -> None:
    lines = [
        ranged(
            segment(0x36, at, 50, event=at, origin=LATER), later_date(at + off), name=f"r{at}"
        )
        for at, off in ((300, 0), (400, 3), (500, 0))
    ]  # fmt: skip

    breaks = heard(*behind(*lines))

    assert told(breaks) == [(800, 50, ""), (900, 50, DISAGREES), (1000, 50, "")]


def test_two_dates_that_do_not_agree_on_the_clock_of_their_run_are_both_left() -> None:
    lines = [
        ranged(segment(0x36, at, 50, event=at, origin=LATER), later_date(at + off), name=f"r{at}")
        for at, off in ((300, 0), (400, 3))
    ]

    assert {reason for _, _, reason in told(heard(*behind(*lines)))} == {DISAGREES}


def test_a_run_without_a_date_of_its_own_leaves_the_broadcast() -> None:
    line = ranged(insert(100, 200, origin=LATER), 600)

    breaks = heard(PDT, *segments(5), JUMP, *segments(5), line, *segments(5))

    assert told(breaks) == [(600, 200, DISAGREES)]


def test_a_clock_that_starts_anew_is_not_taken_for_the_first() -> None:
    """Without dates nothing says where: least of all the clock of the first run."""
    line = ranged(insert(100, 200), 999)

    breaks = heard(*segments(5), JUMP, *segments(5), line, *segments(5))

    assert [reason for _, _, reason in told(breaks)] == [DISAGREES]


def test_a_date_that_two_runs_bear_is_that_of_the_run_in_which_its_tag_stands() -> None:
    back = timedelta(seconds=-20)
    line = ranged(insert(150, 200, origin=LATER), later_date(150, back))

    breaks = heard(*behind(line, later=back))

    assert told(breaks) == [(650, 200, "")]


def test_a_section_of_a_tag_follows_the_clock_that_dates_tell() -> None:
    lines = (
        ranged(segment(0x36, 500, 50, event=1, origin=LATER), later_date(500)),
        "#EXT-OATCLS-SCTE35:" + in_base64(insert(203, 100, origin=LATER)),
    )

    assert told(heard(*behind(*lines))) == [(703, 100, ""), (1000, 50, "")]


def test_by_its_place_alone_a_spot_is_still_no_opportunity() -> None:
    line = "#EXT-OATCLS-SCTE35:" + in_base64(segment(0x30, 200, 100, origin=LATER))

    assert told(heard(*behind(line))) == [(700, 100, "splice.no_opportunity")]


# -- gaps --------------------------------------------------------------------------------


def test_behind_a_gap_a_break_lies_where_it_is_played() -> None:
    """A hundred frames are not there: the stamps count them, the pictures do not."""
    breaks = heard(
        PDT, *segments(2), *segments(1, GAP), *segments(2), ranged(insert(600, 250), 600),
        *segments(9),
    )  # fmt: skip

    assert told(breaks) == [(500, 250, "")]


def test_tags_behind_a_gap_count_as_it_is_played() -> None:
    breaks = heard(
        *segments(2), *segments(1, GAP), *segments(2), "#EXT-X-CUE-OUT:8", *segments(2),
        "#EXT-X-CUE-IN", *segments(1),
    )  # fmt: skip

    assert told(breaks) == [(400, 200, "")]


@pytest.mark.parametrize("tag", ["date", "place"])
def test_a_spot_with_a_gap_in_it_is_not_touched(tag: str) -> None:
    line = ranged(insert(100, 300), 100) if tag == "date" else "#EXT-X-CUE-OUT:12"

    breaks = heard(PDT, *segments(1), line, *segments(1), *segments(1, GAP), *segments(9))

    assert [reason for _, _, reason in told(breaks)] == [DISAGREES]


def test_a_gap_at_the_head_moves_nothing() -> None:
    breaks = heard(
        *segments(1, GAP),
        *segments(1, GAP),
        PDT,
        *segments(3),
        ranged(insert(100, 100), 100),
        *segments(9),
    )

    assert told(breaks) == [(100, 100, "")]


def test_the_length_of_a_spot_is_exact_to_the_thousandth_of_a_second() -> None:
    assert heard(*segments(3), "#EXT-X-CUE-OUT:9.96", *segments(9))[0].spots == (
        Spot("cue-1080000", 300, 249, replaceable=True),
    )
    assert told(heard(*segments(3), "#EXT-X-CUE-OUT:9.97", *segments(9))) == [
        (300, 249, "splice.fraction")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [line for n in range(20_000) for line in (f"#EXT-X-CUE-OUT:{n}.5",)],
        [line for n in range(10_000) for line in ("#EXT-X-CUE-OUT:3", "#EXTINF:4,", "a",
                                                  "#EXT-X-CUE-IN")],
        [line for n in range(10_000) for line in (f"#EXT-X-CUE-OUT:9{n}", "#EXTINF:0.04,", "a")]
        + ["#EXT-X-CUE-IN"] * 10_000,
    ],
    ids=["one place", "one after the other", "one in the other"],
)  # fmt: skip
def test_twenty_thousand_marks_are_understood_in_seconds_of_the_processors_time(lines: list[str]):
    begun = time.process_time()

    heard(*lines, "#EXTINF:4,", "b")

    assert time.process_time() - begun < 10
