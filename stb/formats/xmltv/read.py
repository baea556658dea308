"""A guide's elements to values; what is good is kept, what is not is named."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as DefusedTree

from stb.formats.faults import Faults
from stb.formats.text import clean_line, clean_prose
from stb.formats.xmltv.cut import LARGEST_GUIDE, Piece, elements
from stb.formats.xmltv.times import read_time
from stb.formats.xmltv.values import (
    CREDITS,
    Credit,
    Episode,
    Guide,
    GuideChannel,
    GuideError,
    GuideProgramme,
    Phrase,
    Rating,
    Score,
    Slot,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Keep = Callable[[Slot], bool]
"""Whether the programme of this channel and time is wanted."""

MOST_CHANNELS = 50_000
MOST_PROGRAMMES = 2_000_000
_MOST_CHILDREN = 100
_A_DAY = timedelta(days=1)

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")
_BARE = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_IN_TAG = re.compile(r"""\s([\w-]+)\s*=\s*["']([^"'<>]*)["']""")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ON_SCREEN = re.compile(r"[Ss]\s*(\d{1,4})\s*[Ee]\s*(\d{1,5})")
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?", re.ASCII)


def read_guide(
    octets: bytes,
    *,
    default_zone: tzinfo,
    keep: Keep | None = None,
    largest: int = LARGEST_GUIDE,
) -> Guide:
    """The guide in ``octets``, plain or packed with gzip or XZ.

    ``default_zone`` holds for times without one. ``keep`` chooses programmes by
    channel, start and stop: a large guide is then neither held nor looked into
    beyond what is wanted, at a tenth of the time.

    Raises:
        GuideError: xmltv.empty, nothing in it; xmltv.packed; xmltv.length,
            more than ``largest`` bytes when unpacked.
    """
    faults = Faults()
    reading = _Reading(default_zone, keep, faults)
    for piece in elements(octets, faults, largest=largest):
        reading.take(piece)
    return reading.found()


class _Reading:
    """Channels and programmes so far."""

    def __init__(self, zone: tzinfo, keep: Keep | None, faults: Faults) -> None:
        self._zone, self._keep, self._faults = zone, keep, faults
        self._channels: dict[str, GuideChannel] = {}
        self._programmes: list[GuideProgramme] = []
        self._seen: set[tuple[str, datetime]] = set()
        self._met: dict[str, int] = {}

    def take(self, piece: Piece) -> None:
        if piece.kind == "programme" and self._unwanted(piece):
            return
        element = self._parsed(piece)
        if element is None:
            return
        if piece.kind == "channel":
            self._channel(element, piece.line)
            return
        try:
            programme = self._programme(element, piece.line)
        except ValueError as error:
            self._faults.note(piece.line, "xmltv.programme", f"{error}")
            return
        self._met.setdefault(programme.channel, piece.line)
        self._add(programme)

    def _unwanted(self, piece: Piece) -> bool:
        """Whether the opening tag alone shows that the programme is not to be kept."""
        if self._keep is None:
            return False
        given = dict(_IN_TAG.findall(piece.text[: piece.text.find(">")]))
        try:
            start = read_time(given.get("start", ""), default_zone=self._zone)
            stop = read_time(given["stop"], default_zone=self._zone) if "stop" in given else None
        except ValueError:
            return False  # the full reading names what is wrong
        channel = html.unescape(given.get("channel", "")).strip()[:300]
        if not channel or self._keep(Slot(channel, start, stop)):
            return False
        self._met.setdefault(channel, piece.line)
        return True

    def found(self) -> Guide:
        for channel, line in self._met.items():
            if channel not in self._channels:
                name = clean_line(channel, longest=60)
                self._faults.note(line, "xmltv.unknown_channel", f"{name} is not listed")
        if not self._channels and not self._met:
            raise GuideError("empty", "no channel and no programme")
        return Guide(tuple(self._channels.values()), tuple(self._programmes), tuple(self._faults))

    def _parsed(self, piece: Piece) -> Element | None:
        """The element, mended if that is easy."""
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), piece.text)
        try:
            return _tree(text)
        except SyntaxError as error:
            problem = error.msg
        mended = _CONTROL.sub(" ", _BARE.sub("&amp;", text))
        try:
            element = _tree(mended)
        except SyntaxError:
            self._faults.note(piece.line, "xmltv.syntax", f"{piece.kind}: {problem}")
            return None
        self._faults.note(piece.line, "xmltv.mended", f"{piece.kind}: {problem}")
        return element

    def _channel(self, element: Element, line: int) -> None:
        name = element.get("id", "").strip()[:300]
        if not name or len(self._channels) >= MOST_CHANNELS:
            self._faults.note(line, "xmltv.channel", "a channel without an id, or one too many")
            return
        if name in self._channels:
            shown = clean_line(name, longest=60)
            self._faults.note(line, "xmltv.duplicate", f"channel {shown} is listed twice")
            return
        names = (clean_line(_text(each)) for each in element.findall("display-name"))
        self._channels[name] = GuideChannel(
            id=name,
            names=tuple(dict.fromkeys(each for each in names if each)),
            icon=next(iter(_attribute(element, "icon", "src")), ""),
            urls=_texts(element, "url"),
            line=line,
        )

    def _add(self, programme: GuideProgramme) -> None:
        key = (programme.channel, programme.start)
        if key in self._seen:
            self._faults.note(
                programme.line, "xmltv.duplicate", f"{programme.title}: the same start twice"
            )
            return
        if len(self._seen) >= MOST_PROGRAMMES:
            raise GuideError("length", f"more than {MOST_PROGRAMMES} programmes")
        self._seen.add(key)
        slot = Slot(programme.channel, programme.start, programme.stop)
        if self._keep is None or self._keep(slot):
            self._programmes.append(programme)

    def _programme(self, element: Element, line: int) -> GuideProgramme:
        channel = element.get("channel", "").strip()[:300]
        if not channel:
            raise ValueError("a programme without a channel")
        start = read_time(element.get("start", ""), default_zone=self._zone)
        titles = _phrases(element, "title")
        if not titles:
            self._faults.note(line, "xmltv.title", "a programme without a title")
        video, audio = element.find("video"), element.find("audio")
        return GuideProgramme(
            channel=channel,
            start=start,
            stop=self._stop(element, start, line),
            titles=titles,
            subtitles_of_title=_phrases(element, "sub-title"),
            descriptions=_phrases(element, "desc", prose=True),
            credits=_credits(element.find("credits")),
            date=clean_line(_text(element.find("date")), longest=20),
            categories=_phrases(element, "category"),
            keywords=_phrases(element, "keyword"),
            language=clean_line(_text(element.find("language")), longest=40),
            original_language=clean_line(_text(element.find("orig-language")), longest=40),
            minutes=_minutes(element.find("length")),
            icons=_attribute(element, "icon", "src"),
            images=_texts(element, "image"),
            urls=_texts(element, "url"),
            countries=_phrases(element, "country"),
            episode=_episode(element),
            aspect=_child(video, "aspect"),
            colour=_child(video, "colour").lower() != "no",
            quality=_child(video, "quality"),
            audio=_child(audio, "stereo"),
            subtitles=tuple(
                dict.fromkeys(
                    clean_line(each.get("type", "") or "onscreen", longest=40)
                    for each in element.findall("subtitles")[:_MOST_CHILDREN]
                )
            ),
            audio_described=element.find("audio-described") is not None,
            previously_shown=element.find("previously-shown") is not None,
            premiere=element.find("premiere") is not None,
            new=element.find("new") is not None,
            last_chance=element.find("last-chance") is not None,
            ratings=_ratings(element),
            scores=_scores(element),
            catchup_id=element.get("catchup-id", "").strip()[:300],
            line=line,
        )

    def _stop(self, element: Element, start: datetime, line: int) -> datetime | None:
        text = element.get("stop", "")
        if not text:
            return None
        try:
            stop = read_time(text, default_zone=self._zone)
        except ValueError as error:
            self._faults.note(line, "xmltv.stop", f"{error}")
            return None
        if stop <= start:
            self._faults.note(line, "xmltv.stop", "a programme that stops when it starts or before")
            return None
        if stop - start >= _A_DAY:
            self._faults.note(line, "xmltv.long", "a programme of a day or more")
        return stop


def _tree(text: str) -> Element:
    """The element that ``text`` is.

    Raises:
        SyntaxError: it is none (`ParseError` of the library is one).
    """
    try:
        element: Element = DefusedTree.fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise SyntaxError(f"{type(error).__name__}") from error
    except ValueError as error:
        raise SyntaxError(f"{error}") from error
    return element


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _child(element: Element | None, name: str) -> str:
    return "" if element is None else clean_line(_text(element.find(name)), longest=40)


def _texts(element: Element, name: str) -> tuple[str, ...]:
    found = (clean_line(_text(each), longest=2000) for each in element.findall(name))
    return tuple(each for each in found if each)[:_MOST_CHILDREN]


def _attribute(element: Element, name: str, key: str) -> tuple[str, ...]:
    found = (each.get(key, "").strip()[:2000] for each in element.findall(name))
    return tuple(each for each in found if each)[:_MOST_CHILDREN]


def _phrases(element: Element, name: str, *, prose: bool = False) -> tuple[Phrase, ...]:
    clean = clean_prose if prose else clean_line
    found = (
        Phrase(clean(_text(each)), clean_line(each.get("lang", ""), longest=20))
        for each in element.findall(name)[:_MOST_CHILDREN]
    )
    return tuple(each for each in found if each.text)


def _credits(element: Element | None) -> tuple[Credit, ...]:
    if element is None:
        return ()
    found = (
        Credit(kind, clean_line(each.text or ""), clean_line(each.get("role", "")))
        for kind in CREDITS
        for each in element.findall(kind)[:_MOST_CHILDREN]
    )
    return tuple(each for each in found if each.name)


def _minutes(element: Element | None) -> int | None:
    value = _number(_text(element))
    if element is None or value is None:
        return None
    unit = {"seconds": Fraction(1, 60), "hours": Fraction(60)}.get(element.get("units", "minutes"))
    return round(value * (unit or 1))


def _number(text: str) -> Fraction | None:
    text = text.strip()
    return Fraction(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _episode(element: Element) -> Episode | None:
    """By the exact system where it is given, with the text for the screen."""
    numbers = {
        each.get("system", "onscreen"): clean_line(_text(each), longest=60)
        for each in element.findall("episode-num")[:_MOST_CHILDREN]
    }
    shown = numbers.get("onscreen", "")
    exact = [part.strip() for part in numbers.get("xmltv_ns", "").split(".")]
    if len(exact) >= 2:
        season, number = (_counted(part) for part in exact[:2])
        part, _, parts = (exact[2] if len(exact) > 2 else "").partition("/")
        if season is not None or number is not None:
            of = _number(parts)
            return Episode(season, number, _counted(part), None if of is None else int(of), shown)
    match = _ON_SCREEN.search(shown)
    if match is not None:
        return Episode(int(match.group(1)), int(match.group(2)), text=shown)
    return Episode(text=shown) if shown else None


def _counted(text: str) -> int | None:
    """What is written as 0 or 0/10, as people count: 1."""
    value = _number(text.partition("/")[0])
    return None if value is None else int(value) + 1


def _ratings(element: Element) -> tuple[Rating, ...]:
    found = (
        Rating(
            system=clean_line(each.get("system", ""), longest=60),
            value=clean_line(_text(each.find("value")), longest=60),
            icon=next(iter(_attribute(each, "icon", "src")), ""),
        )
        for each in element.findall("rating")[:_MOST_CHILDREN]
    )
    return tuple(each for each in found if each.value)


def _scores(element: Element) -> tuple[Score, ...]:
    found: list[Score] = []
    for each in element.findall("star-rating")[:_MOST_CHILDREN]:
        given, _, scale = _text(each.find("value")).partition("/")
        value, whole = _number(given), _number(scale)
        if value is not None and whole and value <= whole:
            found.append(Score(value / whole, clean_line(each.get("system", ""), longest=60)))
    return tuple(found)
