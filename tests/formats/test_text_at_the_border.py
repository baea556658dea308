"""No text from outside brings a control code or a turned line to the screen, whatever its field."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC
from enum import Enum
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from stb.formats.headend import read_guide, read_lineup, read_store
from stb.formats.household import read_household_file
from stb.formats.m3u import ChannelListError, read_channel_list
from stb.formats.text import PROSE
from stb.formats.xmltv import GuideError
from stb.formats.xmltv import read_guide as read_xmltv

HOSTILE = st.text(
    st.sampled_from("\x00\x07\x1b\r\n\t\x7f\x85\u2028\u200b\u200e\u202a\u202e\u2066\u2069\ufeff")
    | st.characters(exclude_categories=["Cs"]),
    max_size=120,
).map(lambda text: f"Een{text}")
ADDRESSES = {"live_url", "catch_up_url", "url", "logo", "provider_logo", "icon", "icons"}


def texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value, with the field it stands in; addresses are never shown."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield name, value
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ADDRESSES:
                yield from texts(getattr(value, field.name), field.name)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{name}.{key}")
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner, name)


def check_clean(value: object) -> None:
    for name, text in texts(value):
        assert len(text) <= PROSE, name
        for character in text:
            joiner = character in "\u200c\u200d\n"
            assert joiner or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"), name


@settings(max_examples=150)
@given(HOSTILE)
def test_what_the_head_end_says_is_clean_in_every_field(text: str) -> None:
    service = {"id": "a", "number": 1, "name": text, "live": "live/a", "group": text}
    programme = {
        "id": "p", "service": "a", "start": "2026-11-18T19:30:00Z", "end": "2026-11-18T20:30:00Z",
        "title": text, "subtitle": text, "synopsis": text, "category": text, "rating": text,
        "contents": [text],
    }  # fmt: skip
    product = {"id": "f", "title": text, "synopsis": text, "price_cents": 399, "media": "film/f",
               "rating": text, "category": text}  # fmt: skip

    def told(**facts: object) -> bytes:
        return json.dumps({"v": 1, **facts}).encode()

    check_clean(read_lineup(told(services=[service]), base_url="http://h/"))
    check_clean(read_guide(told(programmes=[programme])))
    check_clean(read_store(told(products=[product]), base_url="http://h/"))
    check_clean(read_household_file(told(id="h", name=text, words={"nl": text}, facts={})))


@settings(max_examples=150)
@given(HOSTILE)
def test_a_list_of_channels_and_a_guide_are_clean_in_every_field(text: str) -> None:
    listed = f'#EXTM3U\n#EXTINF:-1 tvg-id="{text}" tvg-name="{text}" group-title="{text}",{text}\n'
    guide = (
        f'<tv><channel id="a"><display-name>{escape(text)}</display-name></channel><programme '
        f'channel="a" start="20261118203000 +0100"><title>{escape(text)}</title><desc>'
        f"{escape(text)}</desc><category>{escape(text)}</category></programme></tv>"
    )

    try:
        channels = read_channel_list(f"{listed}http://a.example/1.ts\n".encode())
        check_clean(tuple((e.name, e.guide_name, e.groups) for e in channels.entries))
        check_clean(tuple(fault.text for fault in channels.faults))
    except ChannelListError as error:
        check_clean(str(error))
    try:
        found = read_xmltv(guide.encode(), default_zone=UTC, largest=1 << 20)
        for one in found.programmes:
            check_clean((one.title, one.subtitles_of_title, one.descriptions, one.categories))
        check_clean(tuple(fault.text for fault in found.faults))
    except GuideError as error:
        check_clean(str(error))
