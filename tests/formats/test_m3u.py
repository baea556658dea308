from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.formats.m3u import (
    CatchUp,
    CatchUpError,
    CatchUpMode,
    ChannelEntry,
    ChannelList,
    ChannelListError,
    catch_up_url,
    expand,
    live_url,
    read_channel_list,
    write_channel_list,
)

START = datetime(2026, 11, 18, 19, 30, 5, tzinfo=UTC)
END = START + timedelta(minutes=45)
NOW = datetime(2026, 11, 19, 19, 30, 5, tzinfo=UTC)
TIMES = {"start": START, "end": END, "now": NOW}


def one(info: str, *, url: str = "http://a.example/1", header: str = "") -> ChannelEntry:
    (entry,) = read_channel_list(f"#EXTM3U {header}\n#EXTINF:-1 {info}\n{url}\n").entries
    return entry


def codes(content: str | bytes) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in read_channel_list(content).faults]


def test_the_attributes_of_a_channel_are_read() -> None:
    entry = one(
        'tvg-id="sirius6.nl" tvg-name="Sirius_6" tvg-logo="http://a.example/6.png" tvg-chno="6" '
        'tvg-shift="-4.5" group-title="Algemeen;Nederlands" radio="true" media="true" '
        'media-dir="/films" media-size="12345" realtime="false" provider="Delta" '
        'provider-type="cable" provider-logo="p.png" provider-countries="nl;be" '
        'provider-languages="nl" x-own="42",Sirius 6'
    )

    assert entry == ChannelEntry(
        name="Sirius 6",
        url="http://a.example/1",
        line=2,
        number=6,
        guide_id="sirius6.nl",
        guide_name="Sirius_6",
        logo="http://a.example/6.png",
        guide_shift=timedelta(hours=-4.5),
        groups=("Algemeen", "Nederlands"),
        radio=True,
        realtime=False,
        media=True,
        media_folder="/films",
        media_size=12345,
        provider="Delta",
        provider_type="cable",
        provider_logo="p.png",
        countries=("nl", "be"),
        languages=("nl",),
        attributes=(("x-own", "42"),),
    )


def test_aliases_and_wrong_case_mean_the_same() -> None:
    entry = one('TVG-ID="a" ch-number="7" catchup-type="Shift" tvg-rec="5" RADIO="True",A')

    assert (entry.guide_id, entry.number, entry.radio) == ("a", 7, True)
    assert entry.catch_up == CatchUp(CatchUpMode.SHIFT, days=5)


@pytest.mark.parametrize(
    "info",
    [
        'tvg-id="a"tvg-name="b, c"group-title="d",Naam, met komma',
        'tvg-id=a tvg-name="b, c" group-title=d,Naam, met komma',
        "tvg-id='a' tvg-name='b, c' group-title='d' ,  Naam, met\tkomma  ",
        'tvg-id = "a" tvg-name= "b, c" group-title ="d",Naam, met komma',
    ],
)
def test_attributes_may_touch_and_quotes_may_be_missing(info: str) -> None:
    entry = one(info)

    assert (entry.guide_id, entry.guide_name, entry.groups) == ("a", "b, c", ("d",))
    assert entry.name == "Naam, met komma"


def test_the_header_names_the_guides_and_the_defaults() -> None:
    listed = read_channel_list(
        '#EXTM3U x-tvg-url="http://g.example/a.xml.gz,http://g.example/b.xml" tvg-shift=1 '
        'catchup="append" catchup-days="3" catchup-source="?s={utc}" catchup-correction="-1"\n'
        "#EXTINF:-1,A\nhttp://a.example/1\n"
        '#EXTINF:-1 catchup="xc" catchup-days="9" tvg-shift="0",B\nhttp://a.example/2\n'
        '#EXTINF:-1 catchup="none",C\nhttp://a.example/3\n'
    )
    first, second, third = listed.entries

    assert listed.guides == ("http://g.example/a.xml.gz", "http://g.example/b.xml")
    assert first.guide_shift == timedelta(hours=1)
    assert first.catch_up == CatchUp(CatchUpMode.APPEND, "?s={utc}", 3, timedelta(hours=-1))
    assert second.catch_up == CatchUp(CatchUpMode.XTREAM, "?s={utc}", 9, timedelta(hours=-1))
    assert second.guide_shift == timedelta()
    assert third.catch_up is None


@pytest.mark.parametrize(
    ("info", "days"),
    [
        ('catchup="shift" catchup-days="3" timeshift="5",A', 3),
        ('catchup="shift" timeshift="5",A', 5),
        ('timeshift="5",A', 5),
        ('catchup="shift",A', 7),
    ],
)
def test_the_days_come_from_the_nearest_word(info: str, days: int) -> None:
    listed = read_channel_list(f"#EXTM3U\n#EXTINF:-1 {info}\nhttp://a.example/1", setting_days=7)

    assert listed.entries[0].catch_up == CatchUp(CatchUpMode.SHIFT, days=days)


def test_a_group_sticks_until_another_word() -> None:
    listed = read_channel_list(
        "#EXTM3U\n#EXTGRP:Film\n#EXTINF:-1,A\nu1\n#EXTINF:-1,B\nu2\n"
        '#EXTINF:-1 group-title="Sport",C\nu3\n#EXTINF:-1,D\nu4\n'
        "#EXTGRP:Film\n#EXTINF:-1,E\nu5\n#EXTGRP:\n#EXTINF:-1,F\nu6\n"
    )

    groups = [entry.groups for entry in listed.entries]
    assert groups == [("Film",), ("Film",), ("Sport",), (), ("Film",), ()]


def test_options_and_suffixes_become_headers() -> None:
    listed = read_channel_list(
        "#EXTM3U\n#EXTINF:-1,A\n#EXTVLCOPT:http-user-agent=Box/1\n"
        "#EXTVLCOPT--http-referrer=http://r.example/\n#EXTVLCOPT:network-caching=5\n"
        "#KODIPROP:inputstream=x\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        "http://a.example/1.ts|Cookie=a%3Db&!X-Own=c\n#EXTINF:-1,B\nhttp://a.example/2\n"
    )
    first, second = listed.entries

    assert first.url == "http://a.example/1.ts"
    assert first.headers == (
        ("User-Agent", "Box/1"),
        ("Referer", "http://r.example/"),
        ("Cookie", "a=b"),
        ("X-Own", "c"),
    )
    assert first.properties == (("network-caching", "5"), ("inputstream", "x"))
    assert not first.realtime
    assert (second.headers, second.properties, second.realtime) == ((), (), True)


def test_a_header_cannot_smuggle_in_another() -> None:
    listed = read_channel_list("#EXTM3U\n#EXTINF:-1,A\nhttp://a.example/1|X=a%0d%0aHost:%20b\n")

    assert listed.entries[0].headers == ()
    assert [fault.code for fault in listed.faults] == ["m3u.header_value"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("#EXTM3U\n#EXTINF:-1,A\n#EXTINF:-1,B\nu\n", (2, "m3u.no_address")),
        ("#EXTM3U\n#EXTINF:-1,A\nu\n#EXTINF:-1,B\n", (4, "m3u.no_address")),
        ("#EXTM3U\nhttp://a.example/nieuws.ts\n", (2, "m3u.no_info")),
        ("#EXTM3U\n#EXTINF:-1,A\nu\n#EXTM3U\n#EXTM3U\n", (4, "m3u.header")),
        ("#EXTM3U\n#EXTINF:-1,A\nu\n#EXTINF:-1,A\nu\n", (4, "m3u.duplicate")),
        ('#EXTM3U\n#EXTINF:-1 tvg-id="a,B\nu\n', (2, "m3u.quotes")),
        ('#EXTM3U\n#EXTINF:-1 tvg-chno="zes",B\nu\n', (2, "m3u.number")),
        ('#EXTM3U\n#EXTINF:-1 tvg-chno="\u00b2",B\nu\n', (2, "m3u.number")),
        ('#EXTM3U\n#EXTINF:-1 tvg-shift="soon",B\nu\n', (2, "m3u.hours")),
        ('#EXTM3U\n#EXTINF:-1 tvg-shift="nan",B\nu\n', (2, "m3u.hours")),
        ('#EXTM3U\n#EXTINF:-1 catchup="magic",B\nu\n', (2, "m3u.catchup")),
        ('#EXTM3U\n#EXTINF:-1 catchup="vod" catchup-days="x",B\nu\n', (2, "m3u.days")),
        ("#EXTM3U\n#EXTINF:-1\nu\n", (2, "m3u.name")),
        ("#EXTM3U\n#EXTINF:-1,B\nu\n#" + 20_000 * "x", (4, "m3u.line")),
        ("#EXTM3U\n#EXTINF:1 tvg-chno=1,A\nu\n#EXTINF:1 tvg-chno=1,B\nv", (4, "m3u.number_taken")),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content: str, fault: tuple[int, str]) -> None:
    assert codes(content) == [fault]
    assert read_channel_list(content).entries


def test_a_list_of_lists_is_told_from_channels() -> None:
    listed = read_channel_list("#EXTM3U\n#EXTINF:-1,Meer\nhttp://a.example/more.m3u?x=1\n")

    assert listed.entries == ()
    assert [(each.name, each.url) for each in listed.lists] == [
        ("Meer", "http://a.example/more.m3u?x=1")
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "m3u.empty"),
        ("#EXTM3U\n", "m3u.empty"),
        ("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n", "m3u.stream"),
        ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n", "m3u.stream"),
    ],
)
def test_what_is_no_list_of_channels_is_refused(content: str, code: str) -> None:
    with pytest.raises(ChannelListError) as refusal:
        read_channel_list(content)

    assert refusal.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_is_read_whatever_wrote_it(encoding: str) -> None:
    content = "#EXTM3U\r\n#EXTINF:-1,E\u00e9n\r\nhttp://a.example/1\r\n".encode(encoding)

    assert [entry.name for entry in read_channel_list(content).entries] == ["E\u00e9n"]


def test_a_list_without_its_header_is_a_list() -> None:
    assert one("x", header="").name == "1"
    assert read_channel_list("#EXTINF:-1,A\nhttp://a.example/1").entries[0].name == "A"


def past(mode: CatchUpMode, url: str, source: str = "", hours: int = 0) -> str:
    entry = ChannelEntry(
        "A", url, catch_up=CatchUp(mode, source, correction=timedelta(hours=hours))
    )
    return catch_up_url(entry, catchup_id="cid", **TIMES)


@pytest.mark.parametrize(
    ("made", "url"),
    [
        (
            past(CatchUpMode.DEFAULT, "http://a.example/1", "http://b.example/{utc}-{utcend}"),
            "http://b.example/1795030205-1795032905",
        ),
        (
            past(CatchUpMode.DEFAULT, "http://a.example/1"),
            "http://a.example/1?utc=1795030205&lutc=1795116605",
        ),
        (
            past(CatchUpMode.APPEND, "http://a.example/1", "&s=${start}&e=${end}"),
            "http://a.example/1&s=1795030205&e=1795032905",
        ),
        (
            past(CatchUpMode.SHIFT, "http://a.example/1?t=x"),
            "http://a.example/1?t=x&utc=1795030205&lutc=1795116605",
        ),
        (
            past(CatchUpMode.FLUSSONIC, "http://a.example:8888/325/index.m3u8?token=s"),
            "http://a.example:8888/325/timeshift_rel-86400.m3u8?token=s",
        ),
        (
            past(CatchUpMode.FLUSSONIC, "http://a.example/325/mono.m3u8"),
            "http://a.example/325/mono-timeshift_rel-86400.m3u8",
        ),
        (
            past(CatchUpMode.FLUSSONIC, "http://a.example/151/mpegts?token=s"),
            "http://a.example/151/timeshift_abs-1795030205.ts?token=s",
        ),
        (
            past(CatchUpMode.FLUSSONIC_TS, "http://a.example/151/live?token=s"),
            "http://a.example/151/timeshift_abs-1795030205.ts?token=s",
        ),
        (
            past(CatchUpMode.XTREAM, "http://a.example:8080/u@x/pw/1477"),
            "http://a.example:8080/timeshift/u@x/pw/45/2026-11-18:19-30/1477.ts",
        ),
        (
            past(CatchUpMode.XTREAM, "http://a.example/live/u/pw/1477.m3u8"),
            "http://a.example/timeshift/u/pw/45/2026-11-18:19-30/1477.m3u8",
        ),
        (past(CatchUpMode.VOD, "http://a.example/1"), "cid"),
        (
            past(CatchUpMode.APPEND, "http://a.example/1", "?s={utc}", hours=1),
            "http://a.example/1?s=1795026605",
        ),
    ],
)
def test_each_mode_makes_its_address_of_the_past(made: str, url: str) -> None:
    assert made == url


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{Y}{m}{d}{H}{M}{S}", "20261118193005"),
        ("{utc:YmdHM}", "202611181930"),
        ("${end:Ymd-H-M}", "20261118-20-15"),
        ("{duration} ${duration} {duration:60}", "2700 2700 45"),
        ("{offset:60} {offset:1}", "1440 86400"),
        ("${now} {lutc} ${timestamp}", "1795116605 1795116605 1795116605"),
        ("{unknown} {utc", "{unknown} {utc"),
        ("{duration:0} {duration:x}", "2700 2700"),
        ("{catchup-id}", "42"),
    ],
)
def test_placeholders_are_filled(template: str, filled: str) -> None:
    assert expand(template, catchup_id="42", **TIMES) == filled


def test_a_live_address_may_hold_the_time_of_asking() -> None:
    assert live_url(ChannelEntry("A", "http://a.example/{lutc}"), now=NOW).endswith("1795116605")


@pytest.mark.parametrize(
    "entry",
    [
        ChannelEntry("A", "http://a.example/1"),
        ChannelEntry("A", "udp://239.0.0.1:1", catch_up=CatchUp(CatchUpMode.FLUSSONIC)),
        ChannelEntry("A", "http://a.example/1", catch_up=CatchUp(CatchUpMode.XTREAM)),
        ChannelEntry("A", "http://a.example/1", catch_up=CatchUp(CatchUpMode.VOD)),
    ],
)
def test_a_channel_whose_past_has_no_address_says_so(entry: ChannelEntry) -> None:
    with pytest.raises(CatchUpError):
        catch_up_url(entry, **TIMES)


words = st.text("abcXYZ 0\u00e9,;=-", min_size=1, max_size=12).map(str.strip).filter(bool)
plain = words.map(lambda word: word.replace(";", ""))
entries = st.builds(
    ChannelEntry,
    name=words.map(lambda word: " ".join(word.split())),
    url=st.integers(1).map(lambda number: f"http://a.example/{number}.ts"),
    number=st.none() | st.integers(1, 9999),
    guide_id=st.just("") | st.just("sirius6.nl"),
    guide_shift=st.integers(-12, 12).map(lambda halves: timedelta(minutes=30 * halves)),
    groups=st.sampled_from([(), ("Film",), ("Film", "Nieuws, sport")]),
    radio=st.booleans(),
    realtime=st.booleans(),
    catch_up=st.none()
    | st.builds(
        CatchUp,
        mode=st.sampled_from(CatchUpMode),
        source=st.sampled_from(["", "?utc={utc}", "http://b.example/{catchup-id}"]),
        days=st.none() | st.integers(0, 30),
        correction=st.integers(-3, 3).map(lambda hours: timedelta(hours=hours)),
    ),
    headers=st.sampled_from([(), (("User-Agent", "Box/1"), ("Referer", "http://r.example/"))]),
    properties=st.sampled_from([(), (("a", "b=c"),)]),
)


@given(st.lists(entries, min_size=1, max_size=5, unique_by=lambda entry: (entry.name, entry.url)))
def test_what_is_written_is_read_back(listed: list[ChannelEntry]) -> None:
    text = write_channel_list(listed, guides=["http://g.example/guide.xml"])

    again = read_channel_list(text)

    assert [replace(entry, line=0) for entry in again.entries] == listed
    assert again.guides == ("http://g.example/guide.xml",)


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_text_gives_a_list_or_the_one_error(content: str | bytes) -> None:
    try:
        listed = read_channel_list(content)
    except ChannelListError:
        return
    assert isinstance(listed, ChannelList)


@given(st.text("#EXTINF:-1,=\"| \n'tvgid;&%$", max_size=200))
def test_any_mangled_list_gives_a_list_or_the_one_error(rest: str) -> None:
    listed = read_channel_list("#EXTM3U\n#EXTINF:-1,A\nhttp://a.example/1\n#EXTINF:" + rest)

    assert listed.entries
