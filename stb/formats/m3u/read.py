"""A channel list, line by line; what is good is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

from stb.formats.faults import Faults
from stb.formats.m3u.values import (
    CatchUp,
    CatchUpMode,
    ChannelEntry,
    ChannelList,
    ChannelListError,
    NestedList,
)
from stb.formats.text import clean_line, decode_text
from stb.formats.uri import LONGEST_URL

LONGEST_LIST = 64_000_000
LONGEST_LINE = 16_384
MOST_ENTRIES = 100_000

# Quotes may be missing, and so may the space to the next attribute.
_ATTRIBUTE = re.compile(
    r"""\s*(?<![\w-])([A-Za-z][\w-]*+)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s",']+))"""
)
_DURATION = re.compile(r"\s*(-?\d+(?:\.\d+)?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")

_ALIASES = {
    "ch-number": "tvg-chno",
    "channel-number": "tvg-chno",
    "catchup-type": "catchup",
    "tvg-rec": "catchup-days",
    "url-tvg": "x-tvg-url",
}
_MODES = {
    "default": CatchUpMode.DEFAULT,
    "append": CatchUpMode.APPEND,
    "shift": CatchUpMode.SHIFT,
    "timeshift": CatchUpMode.SHIFT,
    "flussonic": CatchUpMode.FLUSSONIC,
    "flussonic-hls": CatchUpMode.FLUSSONIC,
    "flussonic-ts": CatchUpMode.FLUSSONIC_TS,
    "fs": CatchUpMode.FLUSSONIC_TS,
    "xc": CatchUpMode.XTREAM,
    "vod": CatchUpMode.VOD,
}
_OFF = frozenset({"0", "false", "no", "off", "none", "disabled"})
_VLC_HEADERS = {"http-user-agent": "User-Agent", "http-referrer": "Referer"}
_KNOWN = frozenset(
    {
        "tvg-id", "tvg-name", "tvg-logo", "tvg-chno", "tvg-shift", "group-title", "radio",
        "catchup", "catchup-source", "catchup-days", "catchup-correction", "timeshift",
        "provider", "provider-type", "provider-logo", "provider-countries",
        "provider-languages", "media", "media-dir", "media-size", "realtime",
    }
)  # fmt: skip
_PROVIDER_TYPES = frozenset({"addon", "satellite", "cable", "aerial", "iptv", "unknown"})


def read_channel_list(content: bytes | str, *, setting_days: int | None = None) -> ChannelList:
    """The channels that ``content`` lists.

    ``setting_days`` is how far back a channel goes that has catch-up and does
    not say how far. Faults are named with their line.

    Raises:
        ChannelListError: m3u.length, past the bounds; m3u.stream, an HLS
            playlist: its address is a channel itself; m3u.empty, no channel in it.
    """
    if len(content) > LONGEST_LIST:
        raise ChannelListError("length", f"a list of {len(content)} bytes")
    text = decode_text(content) if isinstance(content, bytes) else content
    reading = _Reading(setting_days)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            reading.faults.note(number, "m3u.line", f"a line of {len(line)} characters")
        elif line.strip():
            reading.line(line.strip(), number)
    return reading.found()


class _Reading:
    """The header's defaults, the entry under way, and what was found."""

    def __init__(self, setting_days: int | None) -> None:
        self.faults = Faults()
        self._setting_days = setting_days
        self._defaults: dict[str, str] = {}
        self._guides: list[str] = []
        self._entries: list[ChannelEntry] = []
        self._lists: list[NestedList] = []
        self._seen: set[tuple[str, str]] = set()
        self._numbers: set[int] = set()
        self._headers_met = 0
        self._group = ""
        self._clear()

    def _clear(self) -> None:
        self._info: tuple[int, dict[str, str], str] | None = None
        self._headers: dict[str, str] = {}
        self._properties: list[tuple[str, str]] = []
        self._vod = False

    def found(self) -> ChannelList:
        self._unfinished()
        if not self._entries and not self._lists:
            raise ChannelListError("empty", "no channel in the list")
        return ChannelList(
            tuple(self._entries), tuple(self._guides), tuple(self._lists), tuple(self.faults)
        )

    def line(self, line: str, number: int) -> None:
        if not line.startswith("#"):
            self._address(line, number)
            return
        tag, _, value = line.partition(":")
        match tag.upper():
            case "#EXTINF":
                self._unfinished()
                self._extinf(value, number)
            case "#EXTGRP":
                self._group = value.strip()
            case "#KODIPROP":
                self._property(value)
            case "#EXTVLCOPT" | "#EXTVLCOPT--":
                self._vlc_option(value, number)
            case "#EXT-X-PLAYLIST-TYPE":
                self._vod = value.strip().upper() == "VOD"
            case "#EXT-X-TARGETDURATION" | "#EXT-X-STREAM-INF" | "#EXT-X-MEDIA-SEQUENCE":
                raise ChannelListError("stream", "an HLS playlist, not a list of channels")
            case _ if line.upper().startswith("#EXTM3U"):
                self._header(line[len("#EXTM3U") :], number)
            case _ if line.upper().startswith("#EXTVLCOPT--"):
                self._vlc_option(line[len("#EXTVLCOPT--") :], number)
            case _:
                pass  # a comment

    def _header(self, rest: str, number: int) -> None:
        self._headers_met += 1
        if self._headers_met == 2:
            self.faults.note(number, "m3u.header", "#EXTM3U again: lists glued together")
        given = _attributes(rest)
        for name in ("x-tvg-url", "tvg-url"):
            for url in re.split(r"[,\s]+", given.pop(name, "")):
                if url and url not in self._guides:
                    self._guides.append(url)
        self._defaults.update(given)

    def _extinf(self, value: str, number: int) -> None:
        start = _DURATION.match(value)
        at = start.end() if start else 0
        given: dict[str, str] = {}
        # Attribute by attribute, so that a comma in quotes is not the name's.
        while match := _ATTRIBUTE.match(value, at):
            given.setdefault(_alias(match.group(1)), _value(match))
            at = match.end()
        _, comma, name = value[at:].partition(",")
        if not comma:
            name = given.get("tvg-name", "")
            self.faults.note(number, "m3u.name", "no name behind a comma")
        if value.count('"') % 2:
            self.faults.note(number, "m3u.quotes", "a quote that is not closed")
            name = value.rpartition(",")[2]
        self._info = (number, given, clean_line(name))

    def _unfinished(self) -> None:
        """An EXTINF that no address followed."""
        if self._info is not None:
            number, _, name = self._info
            self.faults.note(number, "m3u.no_address", f"{name or 'a channel'} has no address")
        self._clear()

    def _property(self, value: str) -> None:
        key, _, rest = value.partition("=")
        if key.strip() and len(self._properties) < 50:
            self._properties.append((key.strip(), rest.strip()))

    def _vlc_option(self, value: str, number: int) -> None:
        key, _, rest = value.strip().partition("=")
        header = _VLC_HEADERS.get(key.strip().lower())
        if header is None:
            self._property(value)
        else:
            self._add_header(header, rest.strip(), number)

    def _add_header(self, name: str, value: str, number: int) -> None:
        if not _HEADER_NAME.fullmatch(name) or _CONTROL.search(value) or not value.isascii():
            self.faults.note(number, "m3u.header_value", f"not a header: {clean_line(name)}")
        elif len(self._headers) < 50:
            self._headers[name] = value

    def _address(self, line: str, number: int) -> None:
        url, _, suffix = line.partition("|")
        url = url.strip()
        if self._info is None:
            self.faults.note(number, "m3u.no_info", "an address without #EXTINF")
            self._info = (number, {}, clean_line(_name_of(url)))
        if _CONTROL.search(url) or not 0 < len(url) <= LONGEST_URL:
            self.faults.note(number, "m3u.address", "not an address")
            self._clear()
            return
        if len(self._entries) >= MOST_ENTRIES:
            raise ChannelListError("length", f"more than {MOST_ENTRIES} channels")
        for key, value in parse_qsl(suffix, max_num_fields=50) if suffix.count("&") < 50 else ():
            self._add_header(_header_name(key.lstrip("!")), value, number)
        self._entry(url, *self._info)
        self._clear()

    def _entry(self, url: str, number: int, given: Mapping[str, str], name: str) -> None:
        name = name or clean_line(given.get("tvg-name", "")) or clean_line(_name_of(url))
        if (name, url) in self._seen:
            self.faults.note(number, "m3u.duplicate", f"{name} is listed twice")
            return
        self._seen.add((name, url))
        if _path(url).lower().endswith(".m3u") and not given.get("tvg-id"):
            self._lists.append(NestedList(name, url, number))
            return
        if "group-title" in given:
            self._group = ""
        self._entries.append(self._channel(given, name, url, number))

    def _channel(self, given: Mapping[str, str], name: str, url: str, line: int) -> ChannelEntry:
        shift = given.get("tvg-shift", self._defaults.get("tvg-shift", ""))
        groups = given.get("group-title", self._group)
        kind = given.get("provider-type", "").lower()
        size = given.get("media-size", "")
        return ChannelEntry(
            name=name,
            url=url,
            line=line,
            number=self._number(given.get("tvg-chno", ""), line),
            guide_id=clean_line(given.get("tvg-id", "")),
            guide_name=clean_line(given.get("tvg-name", "")),
            logo=given.get("tvg-logo", "").strip(),
            guide_shift=self._hours(shift, line),
            groups=_listed(groups),
            radio=given.get("radio", "").lower() == "true",
            realtime=not self._vod and given.get("realtime", "").lower() != "false",
            media=given.get("media", "").lower() == "true",
            media_folder=clean_line(given.get("media-dir", "")),
            media_size=int(size) if size.isdecimal() and len(size) < 20 else None,
            catch_up=self._catch_up(given, line),
            provider=clean_line(given.get("provider", "")),
            provider_type=kind if kind in _PROVIDER_TYPES else "",
            provider_logo=given.get("provider-logo", "").strip(),
            countries=_listed(given.get("provider-countries", "")),
            languages=_listed(given.get("provider-languages", "")),
            headers=tuple(self._headers.items()),
            properties=tuple(self._properties),
            attributes=tuple((key, value) for key, value in given.items() if key not in _KNOWN),
        )

    def _number(self, text: str, line: int) -> int | None:
        text = text.strip()
        if not text:
            return None
        # "12.1" is a minor channel of 12 in some lists; the box counts whole ones.
        if not text.isdecimal() or not 0 < int(text[:9]) < 100_000:
            self.faults.note(line, "m3u.number", f"not a channel number: {clean_line(text)}")
            return None
        number = int(text)
        if number in self._numbers:
            self.faults.note(line, "m3u.number_taken", f"number {number} is given twice")
        self._numbers.add(number)
        return number

    def _hours(self, text: str, line: int) -> timedelta:
        if not text.strip():
            return timedelta()
        try:
            hours = float(text.strip().replace(",", "."))
        except ValueError:
            hours = float("nan")
        if not abs(hours) <= 48:
            self.faults.note(line, "m3u.hours", f"not a number of hours: {clean_line(text)}")
            return timedelta()
        return timedelta(minutes=round(hours * 60))

    def _catch_up(self, given: Mapping[str, str], line: int) -> CatchUp | None:
        legacy = given.get("timeshift", "").strip()
        word = given.get("catchup", self._defaults.get("catchup", "")).strip().lower()
        source = given.get("catchup-source", self._defaults.get("catchup-source", "")).strip()
        if word in _OFF:
            return None
        if not word:
            if legacy and legacy != "0":
                word = "timeshift"
            elif source:
                word = "default"
            else:
                return None
        mode = _MODES.get(word)
        if mode is None:
            self.faults.note(line, "m3u.catchup", f"unknown catch-up: {clean_line(word)}")
            return None
        correction = given.get("catchup-correction", self._defaults.get("catchup-correction", ""))
        days = given.get("catchup-days") or legacy or self._defaults.get("catchup-days", "")
        return CatchUp(
            mode=mode,
            source=source,
            days=self._days(days.strip(), line),
            correction=self._hours(correction, line),
        )

    def _days(self, text: str, line: int) -> int | None:
        if not text or text == "-1":
            return self._setting_days
        if not text.isdecimal() or int(text[:9]) > 3650:
            self.faults.note(line, "m3u.days", f"not a number of days: {clean_line(text)}")
            return self._setting_days
        return int(text)


def _attributes(text: str) -> dict[str, str]:
    return {_alias(match.group(1)): _value(match) for match in _ATTRIBUTE.finditer(text)}


def _alias(name: str) -> str:
    lower = name.lower()
    return _ALIASES.get(lower, lower)


def _value(match: re.Match[str]) -> str:
    return next((each for each in match.groups()[1:] if each is not None), "").strip()


def _listed(text: str) -> tuple[str, ...]:
    names = (clean_line(each) for each in re.split(r"[;]", text))
    return tuple(dict.fromkeys(name for name in names if name))


def _header_name(key: str) -> str:
    return {"user-agent": "User-Agent", "referer": "Referer", "referrer": "Referer"}.get(
        key.lower(), key
    )


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def _name_of(url: str) -> str:
    """A name for an address without one: the last part of its path."""
    return _path(url).rstrip("/").rpartition("/")[2].partition(".")[0] or url
