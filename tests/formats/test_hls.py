from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import m3u8
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.formats.breaks import announce, understand
from stb.formats.hls import (
    CueTag,
    Entry,
    MasterPlaylist,
    MediaPlaylist,
    Placed,
    PlaylistError,
    Variant,
    bad_sections,
    daterange,
    parse_playlist,
    signals,
    write_live,
    write_master,
    write_vod,
)
from stb.formats.scte35 import encode
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import PAL

BASE = "https://tv.example/vod/p1/index.m3u8"
START = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)
SEGMENT = Fraction(96, 25)


def media(text: str) -> MediaPlaylist:
    playlist = parse_playlist(text, BASE)
    assert isinstance(playlist, MediaPlaylist)
    return playlist


def vod(*body: str) -> MediaPlaylist:
    return media("\n".join(["#EXTM3U", "#EXT-X-TARGETDURATION:4", *body, "#EXT-X-ENDLIST", ""]))


def entries(count: int) -> list[Entry]:
    return [
        Entry(f"{number}.ts", SEGMENT, date=START if number == 0 else None)
        for number in range(count)
    ]


def test_what_is_written_is_read_back() -> None:
    playlist = media(write_vod(entries(3)))

    assert playlist.ended
    assert playlist.kind == "VOD"
    assert playlist.faults == ()
    assert [one.url for one in playlist.segments] == [
        f"https://tv.example/vod/p1/{number}.ts" for number in range(3)
    ]
    assert [one.seconds for one in playlist.segments] == [SEGMENT] * 3
    assert playlist.segments[0].date == START
    assert playlist.segments[2].at == 2 * SEGMENT
    assert playlist.seconds == 3 * SEGMENT


def test_a_live_window_says_where_it_is() -> None:
    text = write_live(entries(2), media_sequence=700, discontinuity_sequence=3)

    playlist = media(text)

    assert (playlist.media_sequence, playlist.discontinuity_sequence) == (700, 3)
    assert not playlist.ended


def test_another_reader_reads_the_same() -> None:
    listed = [
        Entry("a.ts", Fraction("3.84"), date=START),
        Entry("b.ts", Fraction("2.001"), discontinuity=True, date=START + timedelta(minutes=5)),
        Entry("sub/c.ts", Fraction(4)),
    ]
    text = write_vod(listed)

    ours, theirs = media(text), m3u8.loads(text, uri=BASE)

    assert [one.url for one in ours.segments] == [one.absolute_uri for one in theirs.segments]
    assert [float(one.seconds) for one in ours.segments] == [
        one.duration for one in theirs.segments
    ]
    assert [one.discontinuity for one in ours.segments] == [
        one.discontinuity for one in theirs.segments
    ]
    assert ours.target_seconds == theirs.target_duration
    assert [one.date for one in ours.segments if one.date] == [
        one.program_date_time for one in theirs.segments if one.program_date_time
    ]


def test_a_break_travels_through_a_playlist() -> None:
    spots = (
        Spot("gen-1", 500, 375, True, "", 1, 2),
        Spot("gen-2", 875, 250, False, "splice.no_opportunity", 2, 2),
    )
    breaks = (Break("b1", 480, 660, spots), Break("b2", 2000, 300, ()))
    origin = (1 << 33) - 90_000
    cues = [
        Placed(
            PAL.seconds(cue.at),
            daterange(
                cue.id,
                START + timedelta(seconds=float(PAL.seconds(cue.at))),
                section=encode(cue.section),
                planned_seconds=PAL.seconds(cue.frames),
            ),
        )
        for cue in announce(breaks, rate=PAL, origin_ticks=origin)
    ]

    playlist = media(write_vod(entries(40), cues=cues))
    understood = understand(
        signals(playlist), rate=PAL, origin_ticks=origin, length=PAL.frames_in(playlist.seconds)
    )

    assert playlist.faults == ()
    assert understood == breaks


def test_a_pair_shares_one_id_and_later_tags_only_add() -> None:
    out = s.SpliceSection(s.SpliceInsert(7, True, 90_000 * 10))
    back = s.SpliceSection(s.SpliceInsert(7, False, 90_000 * 20))
    playlist = vod(
        f"#EXT-X-PROGRAM-DATE-TIME:{START.isoformat()}",
        *["#EXTINF:4,", "a.ts"] * 2,
        daterange("x", START + timedelta(seconds=10), section=encode(out), tag=CueTag.OUT),
        *["#EXTINF:4,", "b.ts"] * 3,
        f'#EXT-X-DATERANGE:ID="x",DURATION=10,SCTE35-IN=0x{encode(back).hex()}',
        f'#EXT-X-DATERANGE:ID="x",START-DATE="{(START + timedelta(1)).isoformat()}"',
    )

    (understood,) = understand(signals(playlist), rate=PAL, origin_ticks=0, length=None)

    assert (understood.at, understood.frames) == (250, 250)
    assert understood.spots[0].replaceable
    assert [fault.line for fault in playlist.faults] == [16]


def test_cue_tags_are_breaks_by_their_place() -> None:
    playlist = vod(
        *["#EXTINF:4,", "a.ts"] * 5,
        "#EXT-X-CUE-OUT:DURATION=12.000",
        "#EXTINF:4,",
        "b.ts",
        "#EXT-X-CUE-OUT-CONT:4/12",
        *["#EXTINF:4,", "b.ts"] * 2,
        "#EXT-X-CUE-IN",
        "#EXTINF:4,",
        "c.ts",
        "#EXT-X-CUE-OUT:4",
        "#EXTINF:4,",
        "c.ts",
        "#EXT-X-CUE-IN",
    )

    breaks = understand(signals(playlist), rate=PAL, origin_ticks=0, length=None)

    assert [(one.at, one.frames, one.spots[0].replaceable) for one in breaks] == [
        (500, 300, True),
        (900, 100, True),
    ]


def test_a_window_that_begins_inside_a_break_knows_the_break() -> None:
    playlist = media(
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-CUE-OUT-CONT:ElapsedTime=8,Duration=12\n"
        "#EXTINF:4,\na.ts\n#EXT-X-CUE-IN\n#EXTINF:4,\nb.ts\n"
    )

    (understood,) = understand(signals(playlist), rate=PAL, origin_ticks=0, length=None)

    assert (understood.at, understood.frames) == (0, 100)
    assert understood.spots[0].reason == "splice.outside"


def test_a_section_in_base64_is_exact_where_the_tag_beside_it_is_not() -> None:
    # 250 frames from frame 501, inside the second segment
    section = s.SpliceSection(
        s.SpliceInsert(9, True, PAL.ticks(501), duration=s.BreakDuration(PAL.ticks(250), True))
    )
    playlist = vod(
        *["#EXTINF:4,", "a.ts"] * 5,
        "#EXT-OATCLS-SCTE35:" + base64_of(section),
        "#EXT-X-CUE-OUT:10.04",
        *["#EXTINF:4,", "a.ts"] * 5,
        "#EXT-X-CUE-IN",
    )

    assert understand(signals(playlist), rate=PAL, origin_ticks=0, length=None) == (
        Break("9", 501, 250, (Spot("9", 501, 250, True),)),
    )


def test_behind_a_discontinuity_a_section_counts_by_its_place() -> None:
    section = s.SpliceSection(
        s.SpliceInsert(9, True, 77_777_777, duration=s.BreakDuration(PAL.ticks(100), True))
    )
    playlist = vod(
        "#EXTINF:4,",
        "a.ts",
        "#EXT-X-DISCONTINUITY",
        *["#EXTINF:4,", "b.ts"] * 2,
        "#EXT-OATCLS-SCTE35:" + base64_of(section),
        "#EXT-X-CUE-OUT:4",
        *["#EXTINF:4,", "b.ts"] * 2,
    )

    (understood,) = understand(signals(playlist), rate=PAL, origin_ticks=0, length=None)

    assert (understood.at, understood.frames) == (300, 100)
    assert len(understood.spots) == 1


def base64_of(section: s.SpliceSection) -> str:
    import base64

    return base64.b64encode(encode(section)).decode()


def test_a_date_behind_a_discontinuity_counts_from_there() -> None:
    later = START + timedelta(hours=1)
    playlist = media(
        write_vod(
            [
                Entry("a.ts", Fraction(4), date=START),
                Entry("b.ts", Fraction(4), discontinuity=True, date=later),
            ]
        )
    )

    assert playlist.place_of(later + timedelta(seconds=1)) == 5
    assert playlist.place_of(START + timedelta(seconds=1)) == 1
    assert playlist.place_of(START - timedelta(seconds=1)) == -1


def test_a_date_is_written_to_the_nearest_millisecond() -> None:
    line = daterange("x", START + timedelta(microseconds=1600), section=b"\xfc")

    assert line == ('#EXT-X-DATERANGE:ID="x",START-DATE="2026-11-18T20:30:00.002Z",SCTE35-CMD=0xFC')


def test_an_interstitial_is_information_only() -> None:
    playlist = vod(
        f'#EXT-X-DATERANGE:ID="i",CLASS="com.apple.hls.interstitial",START-DATE="{START.isoformat()}"'
        ',DURATION=15,X-ASSET-URI="https://ads.example/a.m3u8",X-RESUME-OFFSET=0',
    )

    assert playlist.dateranges[0].interstitial
    assert signals(playlist) == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("#EXTINF:abc,", "EXTINF"),
        ("#EXTINF:-4,", "EXTINF"),
        ("#EXTINF:nan,", "EXTINF"),
        ("#EXT-X-MEDIA-SEQUENCE:x", "MEDIA-SEQUENCE"),
        ("#EXT-X-PROGRAM-DATE-TIME:yesterday", "PROGRAM-DATE-TIME"),
        ('#EXT-X-DATERANGE:ID="x"', "DATERANGE"),
        ("#EXT-X-DATERANGE:ID=,", "DATERANGE"),
        ('#EXT-X-DATERANGE:ID="x",ID="y"', "DATERANGE"),
        ('#EXT-X-DATERANGE:ID="x",START-DATE="2026-11-18T20:30:00Z",SCTE35-CMD=0xZZ', "DATERANGE"),
        ('#EXT-X-DATERANGE:ID="x",START-DATE="2026-11-18T20:30:00Z",DURATION=-1', "DATERANGE"),
        ("#EXT-OATCLS-SCTE35:/DAA", "OATCLS"),
        ("#EXT-X-PLAYLIST-TYPE:LIVE", "PLAYLIST-TYPE"),
        ("nowhere.ts", "without a length"),
        ("#EXT-X-DISCONTINUITY" + 30_000 * ":", "characters"),
    ],
)
def test_a_bad_tag_is_named_with_its_line_and_the_rest_is_kept(line: str, says: str) -> None:
    playlist = vod("#EXTINF:4,", "a.ts", line, "#EXTINF:4,", "b.ts")

    assert [one.url[-4:] for one in playlist.segments] == ["a.ts", "b.ts"]
    assert playlist.faults[0].line == 5
    assert says in playlist.faults[0].text


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "http://127.0.0.1/x", "http://router.local/", "ftp://a.example/"]
)
def test_a_segment_at_a_forbidden_address_leaves_a_gap_of_its_length(uri: str) -> None:
    playlist = vod("#EXTINF:4,", uri, "#EXTINF:4,", "b.ts")

    assert playlist.segments[0].gap
    assert playlist.segments[0].url == ""
    assert playlist.segments[1].at == 4
    assert playlist.faults[0].code.startswith("url.")


def test_a_section_that_does_not_hold_is_named_and_left_out() -> None:
    broken = bytearray(encode(s.SpliceSection(s.TimeSignal(900))))
    broken[-1] ^= 1

    playlist = vod(daterange("x", START, section=bytes(broken)))

    assert signals(playlist) == ()
    assert [(line, error.code) for line, error in bad_sections(playlist)] == [(3, "cue.crc")]


@pytest.mark.parametrize("text", ["", "<html>", "#EXTINF:4,\na.ts", "\n#EXTM3U"])
def test_what_is_no_playlist_is_refused(text: str) -> None:
    with pytest.raises(PlaylistError) as refusal:
        parse_playlist(text, BASE)

    assert refusal.value.code == "hls.header"


def test_byte_ranges_keys_and_maps_are_kept() -> None:
    playlist = vod(
        '#EXT-X-MAP:URI="init.mp4"',
        "#EXTINF:4,",
        "#EXT-X-BYTERANGE:1000@500",
        "a.mp4",
        "#EXTINF:4,",
        "#EXT-X-BYTERANGE:200",
        "a.mp4",
        '#EXT-X-KEY:METHOD=AES-128,URI="k"',
        "#EXTINF:4,",
        "b.mp4",
    )

    assert [one.byte_range for one in playlist.segments] == [(1000, 500), (200, 1500), None]
    assert playlist.segments[0].init_url == "https://tv.example/vod/p1/init.mp4"
    assert [one.encrypted for one in playlist.segments] == [False, False, True]


def test_a_master_playlist_lists_its_variants() -> None:
    variants = [
        Variant("720.m3u8", 1_500_000, 1280, 720, "avc1.64001f,mp4a.40.2", Fraction(25)),
        Variant("360.m3u8", 400_000, 640, 360, "", Fraction(60_000, 1001)),
    ]

    playlist = parse_playlist(write_master(variants), BASE)

    assert isinstance(playlist, MasterPlaylist)
    assert [one.url for one in playlist.variants] == [
        "https://tv.example/vod/p1/720.m3u8",
        "https://tv.example/vod/p1/360.m3u8",
    ]
    assert [(one.bandwidth, one.width, one.frame_rate) for one in playlist.variants] == [
        (1_500_000, 1280, 25),
        (400_000, 640, Fraction(60_000, 1001)),
    ]


def test_a_bad_variant_is_named_and_the_good_ones_are_kept() -> None:
    text = (
        "#EXTM3U\n#EXT-X-STREAM-INF:RESOLUTION=1x1\nbad.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=1\nfile:///x.m3u8\n"
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Nederlands",LANGUAGE="nl",DEFAULT=YES,URI="n.m3u8"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=9,AUDIO="a"\ngood.m3u8\n'
    )

    playlist = parse_playlist(text, BASE)

    assert isinstance(playlist, MasterPlaylist)
    assert [one.url for one in playlist.variants] == ["https://tv.example/vod/p1/good.m3u8"]
    assert [one.name for one in playlist.renditions] == ["Nederlands"]
    assert [fault.line for fault in playlist.faults] == [2, 3, 5]


@given(
    st.lists(
        st.sampled_from(
            [
                "#EXTINF:4,",
                "#EXTINF:",
                "a.ts",
                "#EXT-X-DATERANGE:",
                '#EXT-X-DATERANGE:ID="x",START-DATE="2026-11-18T20:30:00Z"',
                "#EXT-X-CUE-OUT",
                "#EXT-X-CUE-OUT:",
                "#EXT-X-CUE-OUT:1e9",
                "#EXT-X-CUE-OUT-CONT:/",
                "#EXT-X-CUE-IN",
                "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x",
                "#EXT-X-STREAM-INF:BANDWIDTH=1,FRAME-RATE=inf",
                '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a"',
                "#EXT-X-BYTERANGE:1@",
                "#EXT-X-MAP:",
                "#EXT-X-KEY:",
                "#EXT-X-SCTE35:CUE=",
                "http://[",
                "//",
            ]
        )
        | st.text(max_size=30),
        max_size=30,
    )
)
def test_any_text_gives_a_playlist_or_the_one_error(lines: list[str]) -> None:
    try:
        playlist = parse_playlist("#EXTM3U\n" + "\n".join(lines), BASE)
    except PlaylistError:
        return
    if isinstance(playlist, MediaPlaylist):
        understand(signals(playlist), rate=PAL, origin_ticks=0, length=100)
