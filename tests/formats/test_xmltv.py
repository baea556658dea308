from __future__ import annotations

import gzip
import lzma
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.formats.xmltv import (
    ChannelMatcher,
    Credit,
    Episode,
    Guide,
    GuideChannel,
    GuideError,
    GuideProgramme,
    Phrase,
    Rating,
    Score,
    read_guide,
    read_time,
    write_guide,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
ONE = '<programme start="20261118203000 +0100" channel="s6"><title>Dijkwacht</title></programme>'
CHANNEL = '<channel id="s6"><display-name>Sirius 6</display-name></channel>'


def read(content: str | bytes) -> Guide:
    octets = content.encode() if isinstance(content, str) else content
    return read_guide(octets, default_zone=AMSTERDAM)


def tv(*parts: str) -> Guide:
    return read("\n".join(["<tv>", CHANNEL, *parts, "</tv>"]))


def titles(guide: Guide) -> list[str]:
    return [programme.title for programme in guide.programmes]


def codes(guide: Guide) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in guide.faults]


FULL = GuideProgramme(
    channel="s6",
    start=START,
    stop=START + timedelta(minutes=45),
    titles=(Phrase("Dijkwacht", "nl"), Phrase("Dike Watch", "en")),
    subtitles_of_title=(Phrase("De sluis & het water", "nl"),),
    descriptions=(Phrase("Eerste regel.\n\nTweede <regel>.", "nl"),),
    credits=(Credit("director", "A. Bouwer"), Credit("actor", "C. Dijk", "Wachter")),
    date="2026",
    categories=(Phrase("Serie", "nl"),),
    keywords=(Phrase("water", "nl"),),
    language="nl",
    original_language="fy",
    minutes=41,
    icons=("http://a.example/i.png?a=1&b=2",),
    images=("http://a.example/j.png",),
    urls=("http://a.example/",),
    countries=(Phrase("NL"),),
    episode=Episode(1, 2, 1, 2, "S01E02"),
    aspect="16:9",
    colour=False,
    quality="HDTV",
    audio="stereo",
    subtitles=("teletext", "deaf-signed"),
    audio_described=True,
    previously_shown=True,
    premiere=True,
    new=True,
    last_chance=True,
    ratings=(Rating("Kijkwijzer", "12", "k.png"),),
    scores=(Score(Fraction(3, 5), "pers"),),
    catchup_id="c-1",
    line=10,
)
SIRIUS = GuideChannel("s6", ("Sirius 6", "Sirius"), "http://a.example/6.png", ("u",), 4)


def test_what_is_written_is_read_back() -> None:
    guide = read(write_guide([SIRIUS], [FULL]))

    assert guide == Guide((SIRIUS,), (FULL,))


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("20261118203000 +0100", 19),
        ("20261118203000+01:00", 19),
        ("202611182030", 19),
        ("20261118203000", 19),
        ("2026-11-18T20:30:00Z", 20),
        ("20261118203000 CET", 19),
        ("20261118203000 -0530", 26),
        ("20260718203000", None),
    ],
)
def test_a_time_is_read_in_its_zone_or_in_the_one_handed_in(text: str, hour: int | None) -> None:
    at = read_time(text, default_zone=AMSTERDAM)

    if hour is None:
        assert at == datetime(2026, 7, 18, 18, 30, tzinfo=UTC)
    else:
        minute = 0 if hour == 26 else 30
        assert at == datetime(2026, 11, 18, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize("text", ["", "2026", "20261318203000", "soon", "20261118 NEVER", "2" * 40])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(text, default_zone=UTC)


def in_two_members(plain: bytes) -> bytes:
    return gzip.compress(plain[:90]) + gzip.compress(plain[90:])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, in_two_members])
def test_a_guide_may_be_packed(pack: object) -> None:
    assert callable(pack)
    plain = f"<tv>{CHANNEL}{ONE}</tv>".encode()

    assert titles(read(pack(plain))) == ["Dijkwacht"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_packed_guide_that_was_cut_off_keeps_what_came_through(pack: object) -> None:
    assert callable(pack)
    rows = [ONE.replace("20261118203000", f"202611{day:02}203000") for day in range(1, 30)]
    many = "\n".join([CHANNEL, *rows] + [f"<!-- {number * 7919} -->" for number in range(90_000)])

    packed = pack(many.encode())
    guide = read(packed[: len(packed) * 3 // 4])

    assert len(guide.programmes) == 29
    assert guide.faults[0].code == "xmltv.packed"


def test_a_small_file_cannot_fill_the_memory() -> None:
    bomb = gzip.compress(bytes(20_000_000))

    with pytest.raises(GuideError) as refusal:
        read_guide(bomb, default_zone=UTC, largest=10_000_000)
    assert refusal.value.code == "xmltv.length"


@pytest.mark.parametrize("octets", [b"\x1f\x8bnot gzip", b"\xfd7zXZ\x00not xz"])
def test_what_cannot_be_unpacked_is_refused(octets: bytes) -> None:
    with pytest.raises(GuideError) as refusal:
        read(octets)

    assert refusal.value.code == "xmltv.packed"


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1252"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("windows-1251", "windows-1251"),
        ("zlib", "cp1252"),
    ],
)
def test_a_guide_is_read_by_what_it_is_not_by_what_it_says(declared: str, written: str) -> None:
    title = "\u0424\u0438\u043b\u044c\u043c" if written == "windows-1251" else "E\u00e9n"
    content = f'<?xml version="1.0" encoding="{declared}"?><tv>{CHANNEL}{ONE}</tv>'

    guide = read(content.replace("Dijkwacht", title).encode(written))

    assert titles(guide) == [title]


LATER = ONE.replace("2030", "2130")


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ((ONE[:60],), (3, "xmltv.truncated")),
        ((ONE[:60], LATER), (3, "xmltv.truncated")),
        (("<!-- " + ONE, LATER), (3, "xmltv.truncated")),
        ((ONE.replace("</title>", "</titel>"), LATER), (3, "xmltv.syntax")),
        ((ONE.replace("Dijk", "A & B"),), (3, "xmltv.mended")),
        ((ONE.replace("Dijk", "A\x01B"),), (3, "xmltv.mended")),
        ((ONE.replace("20261118203000 +0100", "soon"), LATER), (3, "xmltv.programme")),
        ((ONE.replace(' channel="s6"', ""), LATER), (3, "xmltv.programme")),
        ((ONE, LATER, ONE), (5, "xmltv.duplicate")),
        ((ONE, CHANNEL), (4, "xmltv.duplicate")),
        ((ONE, "<channel><display-name/></channel>"), (4, "xmltv.channel")),
        ((ONE.replace("Dijkwacht", " "),), (3, "xmltv.title")),
        ((ONE.replace(' channel="s6"', ' channel="zz"'),), (3, "xmltv.unknown_channel")),
        ((ONE.replace("start=", 'stop="20261118203000 +0100" start='),), (3, "xmltv.stop")),
        ((ONE.replace("start=", 'stop="later" start='),), (3, "xmltv.stop")),
        ((ONE.replace("start=", 'stop="20261119203000 +0100" start='),), (3, "xmltv.long")),
        ((ONE, LATER.replace("Dijk", 400_000 * "x")), (4, "xmltv.length")),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_the_rest_kept(
    parts: tuple[str, ...], fault: tuple[int, str]
) -> None:
    guide = tv(*parts)

    assert codes(guide)[0] == fault
    assert len(guide.channels) == 1
    assert guide.programmes or parts == (ONE[:60],)


def test_two_documents_glued_together_are_one_guide() -> None:
    head = '<?xml version="1.0"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n<tv>'

    guide = read(f"{head}{CHANNEL}{ONE}</tv>\n{head}{LATER}</tv>")

    assert titles(guide) == ["Dijkwacht", "Dijkwacht"]
    assert guide.faults == ()


def test_a_programme_in_a_comment_is_none() -> None:
    assert titles(tv(f"<!-- {LATER} -->", ONE)) == ["Dijkwacht"]


def test_entities_of_a_document_type_do_not_exist() -> None:
    content = (
        '<!DOCTYPE tv [<!ENTITY lol "lollollol"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f"<tv>{CHANNEL}{ONE.replace('Dijkwacht', '&lol;&x;')}</tv>"
    )

    guide = read(content)

    assert not any("lol" in fault.text or "root" in str(guide) for fault in guide.faults)
    assert "lollollol" not in str(guide)


def test_entities_of_html_are_read() -> None:
    assert titles(tv(ONE.replace("Dijkwacht", "E&eacute;n &amp;&nbsp;twee"))) == ["E\u00e9n & twee"]


def test_elements_in_another_order_and_unknown_ones_do_not_matter() -> None:
    odd = ONE.replace("<title>", "<new/><x:y/><desc>b</desc><title>").replace(
        "<x:y/>", "<zz>1</zz>"
    )

    (programme,) = tv(odd).programmes

    assert (programme.title, programme.new, programme.descriptions) == (
        "Dijkwacht",
        True,
        (Phrase("b"),),
    )


@pytest.mark.parametrize(
    ("numbers", "episode"),
    [
        ('<episode-num system="xmltv_ns">0.1.0/2</episode-num>', Episode(1, 2, 1, 2)),
        ('<episode-num system="xmltv_ns"> 2 . 4/10 . </episode-num>', Episode(3, 5)),
        ('<episode-num system="xmltv_ns">.7.</episode-num>', Episode(None, 8)),
        ('<episode-num system="onscreen">S01E02</episode-num>', Episode(1, 2, text="S01E02")),
        ("<episode-num>Aflevering 3</episode-num>", Episode(text="Aflevering 3")),
        ('<episode-num system="xmltv_ns">x</episode-num>', None),
    ],
)
def test_an_episode_is_counted_as_people_count(numbers: str, episode: Episode | None) -> None:
    (programme,) = tv(ONE.replace("</programme>", numbers + "</programme>")).programmes

    assert programme.episode == episode


@pytest.mark.parametrize(
    ("value", "scores"),
    [
        ("6/10", (Score(Fraction(3, 5)),)),
        ("4.5/5", (Score(Fraction(9, 10)),)),
        ("7/0", ()),
        ("x", ()),
    ],
)
def test_a_score_is_scaled(value: str, scores: tuple[Score, ...]) -> None:
    star = f"<star-rating><value>{value}</value></star-rating></programme>"

    (programme,) = tv(ONE.replace("</programme>", star)).programmes

    assert programme.scores == scores


def test_only_what_is_asked_for_is_kept() -> None:
    octets = f"<tv>{CHANNEL}{ONE}{LATER}</tv>".encode()

    guide = read_guide(
        octets, default_zone=UTC, keep=lambda slot: slot.start > START and slot.stop is None
    )

    assert [one.start for one in guide.programmes] == [START + timedelta(hours=1)]
    assert guide.faults == ()


@pytest.mark.parametrize("content", ["", "<html></html>", "<tv></tv>"])
def test_what_holds_no_guide_is_refused(content: str) -> None:
    with pytest.raises(GuideError) as refusal:
        read(content)

    assert refusal.value.code == "xmltv.empty"


def test_a_channel_is_found_by_id_then_by_name() -> None:
    matcher = ChannelMatcher(
        [
            GuideChannel("sirius6.nl", ("Sirius 6",)),
            GuideChannel("vesper.nl", ("Vesper",)),
            GuideChannel("spoor", ("Spoor Negen",)),
        ]
    )

    assert matcher.match(guide_id="SIRIUS6.nl", guide_name="Vesper") == "sirius6.nl"
    assert matcher.match(guide_id="x", guide_name="spoor_negen", name="Vesper") == "spoor"
    assert matcher.match(guide_id="x", guide_name="x", name="VESPER") == "vesper.nl"
    assert matcher.match(name="Lijn Vijf") is None


def test_ids_may_be_told_apart_by_case() -> None:
    matcher = ChannelMatcher([GuideChannel("A", ()), GuideChannel("a", ())], exact_case=True)

    assert [matcher.match(guide_id="A"), matcher.match(guide_id="a")] == ["A", "a"]


def test_elements_are_whole_wherever_the_pieces_of_a_file_end() -> None:
    rows = [ONE.replace("20261118203000", f"{number}0101000000") for number in range(1000, 4000)]

    guide = tv(*rows)

    assert len(guide.programmes) == 3000
    assert [one.line for one in guide.programmes] == list(range(3, 3003))


fragments = st.sampled_from(
    [CHANNEL, ONE, LATER, "<tv>", "</tv>", "<!--", "-->", "<programme ", "</programme>", "\n"]
) | st.sampled_from(
    ["<channel/>", '<channel id="b"/>', "<![CDATA[", "]]>", "&amp;", "&x;", '"', "<title>", "\0"]
)


@given(st.lists(fragments | st.text(max_size=20), max_size=12).map("".join) | st.binary())
def test_any_bytes_give_a_guide_or_the_one_error(content: str | bytes) -> None:
    octets = content.encode(errors="replace") if isinstance(content, str) else content
    try:
        read_guide(octets, default_zone=timezone(timedelta(hours=1)))
    except GuideError as error:
        assert error.code.startswith("xmltv.")  # noqa: PT017
