"""The readers that `stb fuzz` knows, each with valid messages to begin from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from stb.errors import InputError, RefusedError
from stb.formats import hls, ts
from stb.formats.breaks import announce, understand
from stb.formats.bundle import read_bundle, write_bundle
from stb.formats.headend import (
    read_guide,
    read_lineup,
    read_store,
    write_guide,
    write_lineup,
    write_store,
)
from stb.formats.m3u import ChannelListError, read_channel_list
from stb.formats.orders import read_older_order, read_order, write_order
from stb.formats.reports import read_ad_play, write_report
from stb.formats.scte35 import CueError, as_facts, crc32_mpeg, encode
from stb.formats.xmltv import GuideError
from stb.formats.xmltv import read_guide as read_xmltv
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.bundle import Creative
from stb.model.household import Rule
from stb.model.product import Product
from stb.model.report import AdPlay, Order, SealedOrder
from stb.model.schedule import Programme
from stb.model.service import Lineup, Service
from stb.model.time import PAL, TICKS_WRAP
from stb.qa.fuzz import Target
from stb.qa.fuzz_outside import OUTSIDE

_AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
_WEEK = timedelta(days=7)
_BASE = "http://127.0.0.1:8780/"
_CUES_PID, _PMT_PID = 0x1F0, 0x1000


def _scte35() -> Target:
    duration = s.BreakDuration(PAL.ticks(375), auto_return=True)
    uri = s.Upid(s.UpidType.URI, b"urn:mediabox.example:gen-1")
    mid = s.Upid(s.UpidType.MID, items=(uri, s.Upid(s.UpidType.AD_ID, b"ABCD0001000H")))
    upids = (s.Upid(), uri, mid, s.Upid(s.UpidType.MPU, b"ABCDxyz"), s.Upid(0x08, bytes(8)))
    limits = s.DeliveryRestrictions(True, False, True, 2)
    segments = [
        s.Segmentation(n, kind, upid, PAL.ticks(250), n, len(upids))
        for n, upid in enumerate(upids)
        for kind in (0x22, 0x30, 0x34)
    ]
    others: list[s.Descriptor] = [
        s.Segmentation(
            7, 0x36, uri, sub_segments=(1, 2), restrictions=limits,
            components=(s.SegmentComponent(1, 90), s.SegmentComponent(2, TICKS_WRAP - 1)),
        ),
        s.SegmentationCancel(9), s.Avail(309), s.Dtmf(30, "121*#"), s.Tai(1 << 40, 999_999_999, 37),
        s.Audio((s.AudioComponent(1, "dut", 0, 2, True),)), s.DvbDas(1, 3, 1, uri.value),
        s.UnknownDescriptor(0x80, 0x41424344, b"own"),
    ]  # fmt: skip
    commands: list[s.Command] = [
        s.SpliceNull(), s.BandwidthReservation(), s.PrivateCommand(0x41424344, b"payload"),
        s.TimeSignal(None), s.TimeSignal(TICKS_WRAP - 1), s.SpliceCancel(5),
        s.SpliceInsert(4, True, 900_000, duration=duration, avail_num=1, avails_expected=2),
        s.SpliceInsert(4, False, None, immediate=True),
        s.SpliceInsert(4, True, None, components=(s.SpliceComponent(1, 90),)),
        s.SpliceSchedule((
            s.ScheduledSplice(1, True, 1_400_000_000, duration=duration), s.SpliceCancel(2),
            s.ScheduledSplice(3, True, None, (s.ScheduledComponent(1, 1_400_000_000),)),
        )),
        s.Encrypted(1, 20, bytes(range(40))),
    ]  # fmt: skip
    sections = [s.SpliceSection(command) for command in commands]
    sections += [s.SpliceSection(s.TimeSignal(90_000), (each,)) for each in (*segments, *others)]
    sections.append(
        s.SpliceSection(s.TimeSignal(1), tuple(segments), pts_adjustment=TICKS_WRAP - 9)
    )
    return Target(
        "scte35", as_facts, tuple(map(encode, sections)), (CueError,),
        tokens=(b"CUEI", b"DVB_", b"\xff\xff\xff\xff\xff", b"\x02\x14CUEI", b"\x0d\x02\x0f\x00"),
        mend=_mended_section,
    )  # fmt: skip


def _mended_section(message: bytes) -> bytes:
    """``message`` with the length and the sum that its bytes ask for."""
    body = bytearray(message[:4092])
    if len(body) < 7:
        return bytes(body)
    body[0] = 0xFC
    body[1:3] = (0x3000 | len(body) - 3).to_bytes(2, "big")
    return bytes(body[:-4]) + crc32_mpeg(bytes(body[:-4])).to_bytes(4, "big")


def _breaks() -> tuple[Break, ...]:
    spots = (
        Spot("gen-1", 75, 50, replaceable=True, number=1, expected=2),
        Spot("gen-2", 125, 25, replaceable=False, reason="splice.x", number=2, expected=2),
    )
    return (Break("b1", 50, 125, spots),)


def _hls() -> Target:
    cues = [
        hls.Placed(
            PAL.seconds(cue.at),
            hls.daterange(
                cue.id, _AT + timedelta(milliseconds=40 * cue.at),
                section=encode(cue.section), planned_seconds=PAL.seconds(cue.frames),
            ),
        )
        for cue in announce(_breaks(), rate=PAL, origin_ticks=0)
    ]  # fmt: skip
    listed = [
        hls.Entry(f"{n}.ts", Fraction(96, 25), date=_AT if n == 0 else None) for n in range(9)
    ]
    programme = hls.write_vod(listed, cues=cues)
    own = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:17
#EXT-X-MAP:URI="init.mp4",BYTERANGE="600@0"
#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x00000000000000000000000000000001
#EXTINF:3.84,title
#EXT-X-BYTERANGE:1000@600
1.m4s
#EXT-X-CUE-OUT:DURATION=30
#EXT-OATCLS-SCTE35:/DAlAAAAAAAAAP/wFAUAAAABf+/+AAAAAH4AKTLgAAEBAQAA1XTyqQ==
#EXTINF:3.84,
2.m4s
#EXT-X-CUE-OUT-CONT:3.84/30
#EXT-X-DISCONTINUITY
#EXT-X-GAP
#EXTINF:3.84,
3.m4s
#EXT-X-CUE-IN
#EXTINF:3.84,
4.m4s
#EXT-X-DATERANGE:ID="i",CLASS="com.apple.hls.interstitial",START-DATE="2026-11-18T19:30:00Z"
#EXT-X-ENDLIST
"""
    runs = "\n".join([
        "#EXTM3U", "#EXT-X-TARGETDURATION:4", *_run(_AT, "a"), "#EXT-X-GAP", "#EXTINF:4,", "b.ts",
        "#EXT-X-DISCONTINUITY", *_run(_AT + timedelta(hours=3), "c"), "#EXT-X-CUE-OUT",
        *_run(_AT, "d"), "#EXT-X-CUE-OUT-CONT:ElapsedTime=4,Duration=12", *_run(_AT, "e"), "",
    ])  # fmt: skip
    master = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Nederlands",LANGUAGE="nl",URI="a.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=1280x720,FRAME-RATE=25.000,AUDIO="a"
v.m3u8
"""
    tokens = b'#EXTINF: ;#EXT-X-DATERANGE:ID=;SCTE35-OUT=0xFC;DURATION=;"'
    return Target(
        "hls", _read_hls,
        (programme.encode(), own.encode(), runs.encode(), master.encode()), (hls.PlaylistError,),
        tokens=(
            *tokens.split(b";"), b"1e999", b"9" * 40, b"-1", b"\n", b",", b"#EXT-X-CUE-OUT:",
            b"#EXT-X-GAP\n", b"#EXT-X-DISCONTINUITY\n", b",CLASS=A,END-ON-NEXT=YES",
        ),
    )  # fmt: skip


def _run(at: datetime, name: str) -> list[str]:
    """A segment with its date and a date range that ends with the next of its class."""
    section = s.SpliceSection(s.SpliceInsert(1, True, PAL.ticks(50)))
    line = hls.daterange(name, at + timedelta(seconds=2), section=encode(section))
    return [
        f"#EXT-X-PROGRAM-DATE-TIME:{at.isoformat()}",
        line + ',CLASS="a",END-ON-NEXT=YES', "#EXTINF:4,", f"{name}.ts",
    ]  # fmt: skip


def _read_hls(message: bytes) -> object:
    parsed = hls.parse_playlist(message.decode("utf-8", "replace"), _BASE)
    if not isinstance(parsed, hls.MediaPlaylist):
        return parsed
    hls.bad_sections(parsed)
    return understand(hls.signals(parsed), rate=PAL, origin_ticks=0, length=None)


def _ts() -> Target:
    pmt = ts.Pmt(1, 0x100, (ts.Stream(0x1B, 0x100, b""),))
    octets = ts.packetise(ts.write_pat({1: _PMT_PID}), pid=0, counter=0)[0]
    octets += ts.packetise(ts.write_pmt(pmt.with_cues(_CUES_PID)), pid=_PMT_PID, counter=0)[0]
    stamp = b"\x80\xc0\x0a\x31\x00\x07\xd8\x61\x11\x00\x07\xd8\x61"
    pes = b"\x00\x00\x01\xe0\x00\x00" + stamp + b"\x00\x00\x00\x01\x65"
    clock = b"\x47\x41\x00\x30\x07\x50" + bytes(6)
    octets += (clock + pes).ljust(ts.PACKET, b"\xff")
    counter = 0
    for cue in announce(_breaks(), rate=PAL, origin_ticks=0):
        packets, counter = ts.packetise(encode(cue.section), pid=_CUES_PID, counter=counter)
        octets += packets
    return Target("ts", _read_ts, (octets,), (ts.TsError,), tokens=(b"\x47", b"\x47\x40\x00\x10"))


def _read_ts(message: bytes) -> object:
    reader = ts.CueReader()
    found = (*reader.feed(message[:500]), *reader.feed(message[500:]))
    heard, _ = ts.signals(found)
    understand(heard, rate=PAL, origin_ticks=reader.origin_ticks or 0, length=None)
    index = ts.index_segment(message)
    return ts.restamp(message, index, shift_ticks=90_000, continuity={})


def _m3u() -> Target:
    own = b"""#EXTM3U url-tvg="http://a.example/g.xml" catchup="append" catchup-days="7"
#EXTINF:-1 tvg-id="s6" tvg-chno="6" tvg-shift="-4.5" group-title="A;B" radio="true",Sirius 6
#EXTGRP:Algemeen
#EXTVLCOPT:http-user-agent=x
http://a.example/6.m3u8
#EXTINF:-1 catchup="flussonic" catchup-source="?utc={utc}&end=${end}" timeshift="3",Vesper
#KODIPROP:inputstream=x
http://a.example/{Y}/8.ts|User-Agent=x
"""
    return Target(
        "m3u", read_channel_list, (own,), (ChannelListError,),
        tokens=(b'"', b"=", b",", b"#EXTINF:", b'tvg-shift="', b"9" * 40, b"\n", b"\xff\xfe", b"$"),
    )  # fmt: skip


def _xmltv() -> Target:
    own = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE tv SYSTEM "xmltv.dtd">
<tv><channel id="s6"><display-name>Sirius 6</display-name><icon src="6.png"/></channel>
<programme start="20261118203000 +0100" stop="20261118211500 +0100" channel="s6">
<title lang="nl">Dijkwacht &amp; zee</title><sub-title>De sluis</sub-title><desc>Tekst.</desc>
<credits><director>A. Bouwer</director><actor role="Wachter">C. Dijk</actor></credits>
<date>2026</date><category>Serie</category><length units="minutes">41</length>
<episode-num system="xmltv_ns">0 . 1/12 . 0/1</episode-num>
<rating system="Kijkwijzer"><value>12</value></rating>
<star-rating><value>3/5</value></star-rating></programme></tv>
"""
    return Target(
        "xmltv", lambda message: read_xmltv(message, default_zone=UTC, largest=1 << 20),
        (own.encode(), own.replace("UTF-8", "latin-1").encode("latin-1")), (GuideError,),
        tokens=(b"<", b"</tv>", b"&x;", b"<!ENTITY a '1'>", b"<![CDATA[", b"9" * 40, b"\x1f\x8b"),
    )  # fmt: skip


def _bundle() -> Target:
    ready = [Creative("ab" * 32, 1, 125, PAL, "acme", not_before=_AT, not_after=_AT + _WEEK)]
    seed = write_bundle(
        segment="sports", households=100, week="2026-W47", valid_from=_AT, valid_to=_AT + _WEEK,
        words={"nl": "Sport"}, rule=Rule.read({"all": [{"fact": "a", "in": ["1-2"]}]}),
        creatives=ready,
    )  # fmt: skip
    return _json("bundle", read_bundle, seed)


def _lineup() -> Target:
    seed = write_lineup(Lineup((Service("a", 1, "A", "live/a", "catch-up/{programme}"),)))
    return _json("lineup", lambda message: read_lineup(message, base_url=_BASE), seed)


def _guide() -> Target:
    return _json(
        "guide", read_guide, write_guide([Programme("p", "a", _AT, _AT + _WEEK / 99, "P")])
    )


def _store() -> Target:
    seed = write_store([Product("f", "F", "", 399, "film/{id}")])
    return _json("store", lambda message: read_store(message, base_url=_BASE), seed)


def _reports() -> Target:
    made = Order("0" * 32, "household-7", "f", "F", 399, "EUR", _AT)
    order = write_order(SealedOrder(made, "a" * 64, "b" * 32, 7, "c" * 64, "d" * 128))
    play = write_report(AdPlay("acme", "ab" * 32, "2026-W47", "A" * 472))

    def read(message: bytes) -> object:
        if b"price_cents" not in message:
            return read_ad_play(message)
        return read_order(message) if b"tariff" in message else read_older_order(message)

    return _json("reports", read, order, play)


def _json(name: str, read: Callable[[bytes], object], *seeds: bytes) -> Target:
    """A reader of JSON: what it refuses, it refuses by these two families."""
    tokens = (b'"', b"{", b"[", b"]", b"}", b",", b"1e999", b"NaN", b"9" * 5000, b"\\ud800")
    return Target(name, read, seeds, (InputError, RefusedError), tokens=tokens, structured=True)


TARGETS: dict[str, Callable[[], Target]] = {
    "scte35": _scte35,
    "hls": _hls,
    "ts": _ts,
    "m3u": _m3u,
    "xmltv": _xmltv,
    "bundle": _bundle,
    "lineup": _lineup,
    "guide": _guide,
    "store": _store,
    "reports": _reports,
    **OUTSIDE,
}
