from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest
import requests

from stb.errors import InputError
from stb.formats.breaks import announce, understand
from stb.formats.bundle import read_bundle
from stb.formats.headend import read_guide
from stb.formats.hls import MediaPlaylist, parse_playlist, signals
from stb.formats.scte35 import encode
from stb.formats.ts import declare_cues, index_segment, packetise
from stb.headend.bookings import Group
from stb.headend.cuesheet import BadCueSheet, fit_to_announce, read_cue_sheet
from stb.headend.ingest import BadTitle, Programme, take_in
from stb.headend.inventory import NoSegment, SegmentTaken
from stb.headend.measure import Care, Damaged, NotMedia, measure, refuse_unsteady
from stb.headend.remux import CannotCarry
from stb.headend.server import HeadEnd
from stb.headend.spots import Offer, SpotRefused, book
from stb.model.avail import Break, Spot
from stb.model.time import HD50, NTSC, PAL, FrameRate

from .conftest import EVENING
from .material import write_clip

CUES = [
    {
        "break": "b1",
        "at": "00:00:04:00",
        "spots": [
            {"id": "gen-1", "frames": 50, "replaceable": True},
            {"id": "gen-2", "frames": 75, "replaceable": False},
            {"id": "gen-3", "frames": 25, "replaceable": True},
        ],
    }
]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "headend"


@pytest.fixture
def programme(headend: HeadEnd, tmp_path: Path) -> Programme:
    service = headend.operator.lineup.numbered(6)
    assert service is not None
    file = write_clip(tmp_path / "own.mp4", frames=300)
    return Programme(file, service, "Eigen programma", json.dumps(CUES).encode())


def fetched(headend: HeadEnd, http: requests.Session, name: str) -> tuple[MediaPlaylist, bytes]:
    url = f"{headend.url}catch-up/{name}/index.m3u8"
    listed = parse_playlist(http.get(url).text, url, allowed_hosts=frozenset({"127.0.0.1"}))
    assert isinstance(listed, MediaPlaylist)
    return listed, b"".join(http.get(segment.url).content for segment in listed.segments)


def breaks(
    listed: MediaPlaylist, octets: bytes, *, rate: FrameRate, frames: int
) -> tuple[Break, ...]:
    origin = index_segment(octets).video_pts
    assert origin is not None
    return understand(signals(listed), rate=rate, origin_ticks=origin, length=frames)


@pytest.mark.parametrize(
    ("suffix", "how", "rate"),
    [
        ("mp4", {}, PAL),
        ("ts", {"rate": 50, "size": (640, 360), "audio": "mp2", "hertz": 44_100}, HD50),
        ("mp4", {"rate": "30000/1001", "audio": "ac3"}, NTSC),
        ("ts", {"video": "mpeg2video", "audio": "mp2", "gop": 12}, PAL),
        ("mp4", {"audio": ""}, PAL),
    ],
)
def test_a_programme_keeps_every_picture_its_rate_and_its_size(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path, tmp_path: Path,
    suffix: str, how: dict[str, object], rate: FrameRate,
) -> None:  # fmt: skip
    file = write_clip(tmp_path / f"other.{suffix}", frames=300, **how)

    name = take_in(shelf, replace(programme, file=file, cues=None)).id
    listed, octets = fetched(headend, http, name)

    with av.open(io.BytesIO(octets), format="mpegts") as media:
        video = media.streams.video[0]
        frames = list(media.decode(video=0))
        size = (video.width, video.height)
    first = frames[0].pts * frames[0].time_base
    places = [round((f.pts * f.time_base - first) * rate.fraction) for f in frames]
    assert places == list(range(300))
    assert size == how.get("size", (320, 180))
    assert sum(segment.seconds for segment in listed.segments) == pytest.approx(300 / rate.fraction)
    assert len(listed.segments) > 1


def test_its_breaks_are_those_of_the_cue_list(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path
) -> None:
    name = take_in(shelf, programme).id

    listed, octets = fetched(headend, http, name)
    found = breaks(listed, octets, rate=PAL, frames=300)

    assert [(b.id, b.at, b.frames) for b in found] == [("b1", 100, 150)]
    assert [(s.id, s.at, s.frames, s.replaceable) for s in found[0].spots] == [
        ("gen-1", 100, 50, True),
        ("gen-2", 150, 75, False),
        ("gen-3", 225, 25, True),
    ]


def test_a_share_leaves_no_more_than_that_open(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path
) -> None:
    name = take_in(shelf, replace(programme, share=Fraction(1, 3))).id

    found = breaks(*fetched(headend, http, name), rate=PAL, frames=300)

    assert sum(spot.replaceable for spot in found[0].spots) == 1


def test_a_transport_stream_brings_its_own_cues(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path, tmp_path: Path
) -> None:
    file = write_clip(tmp_path / "cued.ts", frames=300)
    stays = "splice.no_opportunity"
    spots = (
        Spot("own-1", 100, 50, replaceable=True, number=1, expected=2),
        Spot("own-2", 150, 75, replaceable=False, reason=stays, number=2, expected=2),
    )
    said = Break("b9", 100, 125, spots)
    octets = declare_cues(file.read_bytes(), pid=500)
    origin = index_segment(octets).video_pts
    assert origin is not None
    packets, counter = b"", 0
    for cue in announce((said,), rate=PAL, origin_ticks=origin):
        packet, counter = packetise(encode(cue.section), pid=500, counter=counter)
        packets += packet
    middle = len(octets) // 188 // 8 * 188
    file.write_bytes(octets[:middle] + packets + octets[middle:])

    name = take_in(shelf, replace(programme, file=file, cues=None)).id
    found = breaks(*fetched(headend, http, name), rate=PAL, frames=300)

    assert found == (said,)


@pytest.mark.parametrize("title", ["", " \t", "x" * 201])
def test_a_title_that_no_guide_can_show_is_refused(
    programme: Programme, shelf: Path, title: str
) -> None:
    with pytest.raises(BadTitle):
        take_in(shelf, replace(programme, title=title))


def test_of_a_break_of_too_many_spots_those_that_are_too_many_are_not_announced() -> None:
    spots = tuple(Spot(f"s{n}", n * 25, 25, replaceable=True) for n in range(130))

    fitted = fit_to_announce((Break("b", 0, 130 * 25, spots),))

    assert fitted == (Break("b", 0, 130 * 25, spots[:120]),)
    assert announce(fitted, rate=PAL, origin_ticks=0)


def test_it_stands_in_the_guide_of_its_service_yesterday(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path
) -> None:
    first = take_in(shelf, programme).id
    second = take_in(shelf, replace(programme, title="Nog een")).id

    guide, notes = read_guide(http.get(headend.url + "v1/guide/2026-11-17").content)

    listed = {p.id: p for p in guide.of_service("sirius-6")}
    assert notes == ()
    assert listed[first].title == "Eigen programma"
    assert listed[second].end == listed[first].start
    assert listed[first].can_be_caught_up(EVENING)


def test_the_same_file_again_is_the_same_programme(programme: Programme, shelf: Path) -> None:
    first = take_in(shelf, programme).id

    assert take_in(shelf, replace(programme, cues=None)).id == first
    assert len(list((shelf / "programmes").iterdir())) == 1


def test_its_loudness_is_noted_and_not_changed(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path, tmp_path: Path
) -> None:
    loud = write_clip(tmp_path / "loud.mp4", frames=150, loud=2.0)

    name = take_in(shelf, replace(programme, file=loud, cues=None)).id
    text = http.get(f"{headend.url}catch-up/{name}/index.m3u8").text

    gain = float(text.split("#X-MEDIABOX-GAIN:")[1].split()[0])
    assert gain == pytest.approx(-23 - measure(loud).loudness.lufs, abs=0.01)
    assert -9 < gain < -3


@pytest.mark.parametrize(
    ("cues", "said"),
    [
        (b"{}", "valid list"),
        (b'[{"break":"b","at":200,"spots":[{"id":"a","frames":101}]}]', "frame 301 of 300"),
        (b'[{"break":"b","at":0,"spots":[]}]', "at least 1"),
        (b'[{"break":"b","at":"00:00:01:25","spots":[{"id":"a","frames":1}]}]',
         "break b: .*frame 25"),
        (b'[{"break":"b","at":0,"more":1,"spots":[{"id":"a","frames":1}]}]', "more"),
        (b'[{"break":"b","at":0,"spots":[{"id":"a","frames":9}]},'
         b'{"break":"c","at":8,"spots":[{"id":"a","frames":9}]}]', "begins in break b"),
        (b'[{"break":"b","at":0,"spots":[{"id":"a","frames":9}]},'
         b'{"break":"b","at":9,"spots":[{"id":"a","frames":9}]}]', "same name"),
    ],
)  # fmt: skip
def test_a_cue_list_that_does_not_fit_is_refused_with_what_is_wrong(cues: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_cue_sheet(cues, rate=PAL, frames=300)


def test_a_cue_list_may_name_frames_or_timecodes() -> None:
    sheet = b'[{"break":"b","at":%s,"spots":[{"id":"a","frames":9,"replaceable":true}]}]'

    by_frame = read_cue_sheet(sheet % b"60", rate=HD50, frames=300)
    by_code = read_cue_sheet(sheet % b'"00:00:01:10"', rate=HD50, frames=300)

    assert by_frame == by_code
    with pytest.raises(BadCueSheet):
        read_cue_sheet(sheet % b"-1", rate=HD50, frames=300)


def test_what_is_not_media_is_refused(programme: Programme, shelf: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("not a film")
    with pytest.raises(NotMedia):
        take_in(shelf, replace(programme, file=text))

    sound = tmp_path / "sound.mp4"
    with av.open(str(sound), "w") as out:
        stream = out.add_stream("aac", rate=48_000, layout="stereo")
        out.mux(stream.encode(None))
    with pytest.raises(NotMedia):
        take_in(shelf, replace(programme, file=sound))
    assert not (shelf / "programmes").exists() or not list((shelf / "programmes").iterdir())


def test_a_file_with_a_hole_is_refused_with_a_figure(tmp_path: Path) -> None:
    file = write_clip(tmp_path / "hole.ts", frames=200, gop=25, audio="")
    octets = file.read_bytes()
    third = len(octets) // 188 // 3 * 188
    file.write_bytes(octets[:third] + octets[2 * third :])

    with pytest.raises(Damaged, match=r"\d+ missing"):
        refuse_unsteady(file.name, measure(file))


@pytest.mark.parametrize("care", [Care.WHOLE, Care.MENDED, Care.STAMPS])
def test_a_file_that_is_cut_off_is_refused_with_a_figure(tmp_path: Path, care: Care) -> None:
    whole = write_clip(tmp_path / "whole.mp4", frames=200, gop=25)
    with (
        av.open(str(whole), options={}) as media,
        av.open(str(tmp_path / "front.mp4"), "w", options={"movflags": "faststart"}) as front,
    ):
        streams = {each: front.add_stream_from_template(each) for each in media.streams}
        for packet in media.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream]
                front.mux(packet)
    file = tmp_path / "front.mp4"
    assert measure(file, care).frames == 200
    octets = file.read_bytes()
    file.write_bytes(octets[: len(octets) * 2 // 3])

    with pytest.raises(Damaged, match=r"cut off: .* \d+ pictures missing"):
        measure(file, care)


def test_a_recording_that_begins_in_the_middle_begins_at_its_first_key_picture(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path, tmp_path: Path
) -> None:
    file = write_clip(tmp_path / "joined.ts", frames=200, gop=50)
    octets = file.read_bytes()
    file.write_bytes(octets[len(octets) // 188 // 10 * 188 :])

    name = take_in(shelf, replace(programme, file=file, cues=None)).id
    _, octets = fetched(headend, http, name)

    with av.open(io.BytesIO(octets), format="mpegts") as media:
        assert len(list(media.decode(video=0))) == 150


def test_a_spot_with_an_error_in_it_is_refused_with_a_figure(
    headend: HeadEnd, tmp_path: Path
) -> None:
    file = write_clip(tmp_path / "spot.mp4", frames=300, gop=50, audio="")
    octets = bytearray(file.read_bytes())
    for n in range(len(octets) // 2, len(octets) // 2 + 3000):
        octets[n] ^= 0x5A
    file.write_bytes(octets)

    with pytest.raises(SpotRefused, match=r"\d+ (missing|with an error)"):
        book(headend.operator.repository.inventory, Offer(file, "c", "limburg"))


def test_a_codec_without_a_place_in_a_transport_stream_is_refused(
    programme: Programme, shelf: Path, tmp_path: Path
) -> None:
    file = write_clip(tmp_path / "other.mp4", frames=50, video="mpeg4", audio="")

    with pytest.raises(CannotCarry, match="mpeg4"):
        take_in(shelf, replace(programme, file=file, cues=None))


def test_a_spot_is_signed_to_the_frame_with_its_gain_and_served(
    headend: HeadEnd, http: requests.Session, tmp_path: Path
) -> None:
    repository = headend.operator.repository
    headend.root()
    before = http.get(headend.url + "repository/metadata/timestamp.json").content
    file = write_clip(tmp_path / "spot.mp4", frames=125, rate=50, loud=0.5)

    repository.inventory.add_group(
        Group("duikers", 240, {"fact": "interests", "has": "diving"}, {})
    )
    creative = book(
        repository.inventory,
        Offer(file, "duik-campagne", "duikers", "Duikschool", "sport", not_after=EVENING, cap=3),
    ).creative
    after = http.get(headend.url + "repository/metadata/timestamp.json").content
    manifest = next(
        (tmp_path / "headend/repository/targets/bundles/2026-W47").glob("*.duikers.json")
    )
    bundle = read_bundle(manifest.read_bytes())
    url = f"{headend.url}repository/content/c/{creative.id[:2]}/{creative.id}"

    assert after != before
    assert bundle.creatives == (creative,)
    assert bundle.segment.households == 240
    assert (creative.frames, creative.rate) == (125, HD50)
    assert creative.gain_db == pytest.approx(-23 - measure(file).loudness.lufs, abs=0.01)
    assert (creative.cap, creative.not_after) == (3, EVENING)
    assert hashlib.sha256(http.get(url).content).hexdigest() == creative.id


def test_a_spot_for_no_segment_and_a_segment_twice_are_refused(
    headend: HeadEnd, tmp_path: Path
) -> None:
    inventory = headend.operator.repository.inventory
    file = write_clip(tmp_path / "spot.mp4", frames=50)

    with pytest.raises(NoSegment):
        book(inventory, Offer(file, "c", "nobody"))
    with pytest.raises(SegmentTaken):
        inventory.add_group(Group("limburg", 500, {}, {}))
    with pytest.raises(InputError):
        inventory.add_group(Group("own", 500, {"fact": "x"}, {}))


def test_a_spot_that_would_end_before_it_begins_is_refused(
    headend: HeadEnd, tmp_path: Path
) -> None:
    offer = Offer(tmp_path / "spot.mp4", "c", "limburg", not_before=EVENING, not_after=EVENING)

    with pytest.raises(InputError, match="no time at all"):
        book(headend.operator.repository.inventory, offer)


def test_sound_and_picture_stay_together(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path
) -> None:
    name = take_in(shelf, programme).id
    octets = fetched(headend, http, name)[1]

    def offset(opened: io.BytesIO | str) -> Fraction:
        with av.open(opened) as media:
            firsts: dict[str, Fraction] = {}
            for packet in media.demux(video=0, audio=0):
                for frame in packet.decode():
                    firsts.setdefault(packet.stream.type, frame.pts * frame.time_base)
        return firsts["audio"] - firsts["video"]

    moved = offset(io.BytesIO(octets)) - offset(str(programme.file))
    assert abs(moved) < Fraction(1, 1000) or abs(abs(moved) - Fraction(1024, 48_000)) < Fraction(
        1, 1000
    )
    with av.open(io.BytesIO(octets), format="mpegts") as media:
        stamps = [p.pts for p in media.demux(audio=0) if p.pts is not None]
    assert {later - earlier for earlier, later in pairwise(stamps)} == {1920}


def test_an_interrupted_ingest_leaves_nothing_and_the_next_is_whole(
    programme: Programme, shelf: Path
) -> None:
    def interrupt(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(shelf, programme, tell=interrupt)

    assert not (shelf / "work").exists()
    assert take_in(shelf, programme).segments == 3
    assert {path.name for path in shelf.glob("*/")} >= {"programmes"}
    assert not (shelf / "work").exists()


def test_progress_is_told_to_the_last_picture(programme: Programme, shelf: Path) -> None:
    told: list[tuple[int, int]] = []

    take_in(shelf, programme, tell=lambda done, whole: told.append((done, whole)))

    assert told[0] == (25, 300)
    assert told[-1] == (300, 300)


def test_taken_in_quickly_it_is_the_same_programme(programme: Programme, shelf: Path) -> None:
    thorough = take_in(shelf, programme)

    quick = take_in(shelf, replace(programme, care=Care.STAMPS))

    assert (quick.id, quick.breaks, quick.segments) == (
        thorough.id, thorough.breaks, thorough.segments
    )  # fmt: skip
    assert quick.measured.loudness == thorough.measured.loudness


def test_a_programme_is_replaced_whole_while_it_is_served(
    headend: HeadEnd, http: requests.Session, programme: Programme, shelf: Path
) -> None:
    name = take_in(shelf, programme).id
    before = fetched(headend, http, name)[0]

    take_in(shelf, replace(programme, cues=None))
    after = fetched(headend, http, name)[0]

    assert signals(before)
    assert not signals(after)


def test_a_codec_that_cannot_be_carried_is_told_before_the_file_is_looked_at(
    programme: Programme, shelf: Path, tmp_path: Path
) -> None:
    file = write_clip(tmp_path / "other.mp4", frames=50, video="mpeg4", audio="")
    told: list[int] = []

    with pytest.raises(CannotCarry, match="export it as one of h264, hevc"):
        take_in(shelf, replace(programme, file=file, cues=None), tell=lambda n, _: told.append(n))
    assert told == []
