"""A media playlist, read line by line; what is bad is noted and left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from stb.errors import InputError
from stb.formats.faults import Faults
from stb.formats.hls.lines import LONGEST_LINE, Reader, attributes, date, decimal, tags, whole
from stb.formats.hls.values import (
    Calendar,
    DateRange,
    Mark,
    MediaPlaylist,
    PlaylistError,
    Segment,
)
from stb.formats.scte35 import decode, section_from_text
from stb.formats.uri import resolve
from stb.model.signal import In, Out
from stb.model.time import seconds_of

MOST_SEGMENTS = 100_000
MOST_DATERANGES = 10_000
MOST_MARKS = 20_000
_LONGEST_CUE = 200
"""Characters of a CUE-OUT among which its length is looked for."""

_SECTIONS = ("SCTE35-CMD", "SCTE35-OUT", "SCTE35-IN")
_CUE_LENGTH = re.compile(r'(?:^|,)\s*(?:DURATION\s*=\s*"?)?(\d+(?:\.\d+)?)"?', re.IGNORECASE)
_CONT = re.compile(r"(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)")
_CONT_NAMED = re.compile(r'(ElapsedTime|Duration)\s*=\s*"?(\d+(?:\.\d+)?)', re.IGNORECASE)
_SECTION_IN_CUE = re.compile(r'(?:CUE|SCTE35)="?([A-Za-z0-9+/_=-]+)"?')


class MediaReader:
    """The state of one reading: header, the segment to come, what was found."""

    def __init__(self, base_url: str, allowed_hosts: frozenset[str]) -> None:
        self._base, self._allowed = base_url, allowed_hosts
        self._faults = Faults()
        self._segments: list[Segment] = []
        self._ranges: dict[str, DateRange] = {}
        self._marks: list[Mark] = []
        self._target, self._sequence, self._discontinuities = 0, 0, 0
        self._ended, self._kind = False, ""
        self._at = Fraction(0)
        self._init_url, self._encrypted = "", False
        self._in_break = False
        self._out: int | None = None
        self._next_offset = 0
        self._clear()
        self._readers: dict[str, Reader] = {
            "": self._uri,
            "#EXTINF": self._extinf,
            "#EXT-X-TARGETDURATION": self._target_duration,
            "#EXT-X-MEDIA-SEQUENCE": self._media_sequence,
            "#EXT-X-DISCONTINUITY-SEQUENCE": self._discontinuity_sequence,
            "#EXT-X-PLAYLIST-TYPE": self._playlist_type,
            "#EXT-X-ENDLIST": self._endlist,
            "#EXT-X-DISCONTINUITY": self._discontinuity_tag,
            "#EXT-X-PROGRAM-DATE-TIME": self._program_date,
            "#EXT-X-BYTERANGE": self._byterange,
            "#EXT-X-MAP": self._map,
            "#EXT-X-KEY": self._key,
            "#EXT-X-GAP": self._gap_tag,
            "#EXT-X-DATERANGE": self._daterange,
            "#EXT-X-CUE-OUT": self._cue_out,
            "#EXT-X-CUE-OUT-CONT": self._cue_out_cont,
            "#EXT-X-CUE-IN": self._cue_in,
            "#EXT-OATCLS-SCTE35": self._oatcls,
            "#EXT-X-SCTE35": self._oatcls,
            "#EXT-X-SPLICEPOINT-SCTE35": self._oatcls,
        }

    def _clear(self) -> None:
        """Forget what was said of the segment that has come, or was left out."""
        self._seconds: Fraction | None = None
        self._discontinuity = False
        self._date: datetime | None = None
        self._range: tuple[int, int] | None = None
        self._gap = False

    def read(self, lines: list[str]) -> MediaPlaylist:
        for number, tag, value in tags(lines):
            reader = self._readers.get(tag)
            if reader is None:
                continue
            if len(value) > LONGEST_LINE:
                self._faults.note(number, "hls.line", f"a line of {len(value)} characters")
                continue
            try:
                reader(value, number)
            except ValueError as error:
                self._faults.note(number, "hls.tag", f"{tag[1:] or 'URI'}: {error}")
            except InputError as error:
                self._faults.note(number, error.code, f"{tag[1:] or 'URI'}: {error}")
        return self._found()

    def _found(self) -> MediaPlaylist:
        calendar = Calendar.of(self._segments)
        return MediaPlaylist(
            segments=tuple(self._segments),
            target_seconds=self._target,
            media_sequence=self._sequence,
            discontinuity_sequence=self._discontinuities,
            ended=self._ended,
            kind=self._kind,
            dateranges=tuple(
                one
                if one.start is None
                else replace(one, stated=calendar.place_of(one.start, near=one.at))
                for one in _ended_by_next(self._ranges.values())
            ),
            marks=tuple(self._marks),
            faults=tuple(self._faults),
        )

    # --- header ---

    def _target_duration(self, value: str, _line: int) -> None:
        # Written with decimals by some; rounded up, it is still a bound.
        self._target = -(-decimal(value) // 1)

    def _media_sequence(self, value: str, _line: int) -> None:
        self._sequence = whole(value)

    def _discontinuity_sequence(self, value: str, _line: int) -> None:
        self._discontinuities = whole(value)

    def _playlist_type(self, value: str, _line: int) -> None:
        if value not in ("VOD", "EVENT"):
            raise ValueError(f"neither VOD nor EVENT: {value[:20]!r}")
        self._kind = value

    def _endlist(self, _value: str, _line: int) -> None:
        self._ended = True

    # --- segments ---

    def _extinf(self, value: str, _line: int) -> None:
        self._seconds = None
        seconds = decimal(value.partition(",")[0])
        self._seconds = seconds

    def _discontinuity_tag(self, _value: str, _line: int) -> None:
        self._discontinuity = True

    def _program_date(self, value: str, _line: int) -> None:
        self._date = date(value)

    def _byterange(self, value: str, _line: int) -> None:
        length, _, offset = value.partition("@")
        self._range = (whole(length), whole(offset) if offset else self._next_offset)

    def _map(self, value: str, _line: int) -> None:
        self._init_url = ""
        self._init_url = self._resolve(attributes(value).get("URI", ""))

    def _key(self, value: str, _line: int) -> None:
        self._encrypted = attributes(value).get("METHOD", "NONE") != "NONE"

    def _gap_tag(self, _value: str, _line: int) -> None:
        self._gap = True

    def _uri(self, value: str, line: int) -> None:
        if len(self._segments) >= MOST_SEGMENTS:
            raise PlaylistError("length", f"more than {MOST_SEGMENTS} segments")
        if self._seconds is None:
            self._faults.note(line, "hls.no_length", "a segment without a length")
            self._clear()
            return
        length, jump = self._seconds, self._discontinuity
        try:
            url = self._resolve(value)
            self._segments.append(
                Segment(
                    url=url,
                    at=self._at,
                    seconds=length,
                    discontinuity=jump,
                    date=self._date,
                    byte_range=self._range,
                    init_url=self._init_url,
                    encrypted=self._encrypted,
                    gap=self._gap,
                )
            )
        except InputError as error:
            # Its time passes all the same, so that what follows stays in place.
            self._faults.note(line, error.code, f"{error}")
            self._segments.append(
                Segment("", self._at, length, discontinuity=jump, date=self._date, gap=True)
            )
        self._at += length
        if self._range:
            self._next_offset = sum(self._range)
        self._clear()

    def _resolve(self, uri: str) -> str:
        return resolve(self._base, uri, allowed_hosts=self._allowed)

    # --- signals ---

    def _daterange(self, value: str, line: int) -> None:
        given = attributes(value)
        name = given.get("ID", "")
        if not name:
            raise ValueError("no ID")
        new = self._one_range(name, given, line)
        old = self._ranges.get(name)
        if old is not None:
            self._ranges[name] = self._added(old, new, line)
        elif new.start is None:
            raise ValueError(f"no START-DATE in the first tag of {name[:60]!r}")
        elif len(self._ranges) >= MOST_DATERANGES:
            raise PlaylistError("length", f"more than {MOST_DATERANGES} date ranges")
        else:
            self._ranges[name] = new

    def _one_range(self, name: str, given: dict[str, str], line: int) -> DateRange:
        start, end = given.get("START-DATE"), given.get("END-DATE")
        seconds, planned = given.get("DURATION"), given.get("PLANNED-DURATION")
        command, out, back = (_section(given.get(key)) for key in _SECTIONS)
        return DateRange(
            id=name,
            at=self._at,
            line=line,
            start=None if start is None else date(start),
            end=None if end is None else date(end),
            seconds=None if seconds is None else decimal(seconds),
            planned_seconds=None if planned is None else decimal(planned),
            kind=given.get("CLASS", ""),
            attributes=tuple((key, each) for key, each in given.items() if key not in _SECTIONS),
            command=command,
            out=out,
            back=back,
        )

    def _added(self, old: DateRange, new: DateRange, line: int) -> DateRange:
        """A later tag of the same ID adds; what it would change is noted."""
        known = dict(old.attributes)
        for key, value in new.attributes:
            if known.setdefault(key, value) != value:
                self._faults.note(line, "hls.daterange", f"{old.id[:60]!r} changes its {key}")
        gained = {
            field: getattr(new, field)
            for field in (
                "start", "end", "seconds", "planned_seconds", "command", "out", "back"
            )
            if getattr(old, field) is None
        }  # fmt: skip
        return replace(old, kind=old.kind or new.kind, attributes=tuple(known.items()), **gained)

    def _mark(self, content: Out | In | bytes, line: int, at: Fraction | None = None) -> None:
        if len(self._marks) >= MOST_MARKS:
            raise PlaylistError("length", f"more than {MOST_MARKS} cues")
        self._marks.append(Mark(self._at if at is None else at, line, content))

    def _cue_out(self, value: str, line: int) -> None:
        self._in_break = True
        length = _CUE_LENGTH.search(value[:_LONGEST_CUE])
        seconds = Fraction(length.group(1)) if length else None
        self._mark(Out(seconds or None), line)
        self._out = None if seconds else len(self._marks) - 1

    def _cue_out_cont(self, value: str, line: int) -> None:
        """A break that goes on; news when the playlist begins inside it, or tells its length."""
        if self._in_break and self._out is None:
            return
        named = {
            key.lower(): Fraction(each) for key, each in _CONT_NAMED.findall(value[:_LONGEST_CUE])
        }
        pair = _CONT.search(value[:_LONGEST_CUE])
        elapsed = Fraction(pair.group(1)) if pair else named.get("elapsedtime", Fraction(0))
        whole_break = (Fraction(pair.group(2)) if pair else named.get("duration")) or None
        if self._out is None:
            self._in_break = True
            self._mark(Out(whole_break), line, self._at - elapsed)
        elif whole_break is not None:
            self._marks[self._out] = replace(self._marks[self._out], content=Out(whole_break))
            self._out = None

    def _cue_in(self, _value: str, line: int) -> None:
        self._in_break, self._out = False, None
        self._mark(In(), line)

    def _oatcls(self, value: str, line: int) -> None:
        match = _SECTION_IN_CUE.search(value)
        section = section_from_text(match.group(1) if match else value)
        decode(section)
        self._mark(section, line)


def _section(text: str | None) -> bytes | None:
    if text is None:
        return None
    if not text.startswith(("0x", "0X")):
        raise ValueError("a section that is not hexadecimal")
    return section_from_text(text)


def _ended_by_next(ranges: Iterable[DateRange]) -> list[DateRange]:
    """The ranges, each with END-ON-NEXT ended by the start of the next of its class."""
    listed = list(ranges)
    following: dict[str, datetime] = {}
    ends: dict[str, datetime] = {}
    for one in sorted((one for one in listed if one.start), key=_start, reverse=True):
        is_open = one.end is None and one.seconds is None
        if is_open and one.kind in following and ("END-ON-NEXT", "YES") in one.attributes:
            ends[one.id] = following[one.kind]
        following[one.kind] = _start(one)
    return [replace(one, end=ends.get(one.id, one.end)) for one in listed]


def _start(one: DateRange) -> datetime:
    assert one.start is not None
    return one.start


def span_of(one: DateRange) -> Fraction | None:
    """The length that a date range states, by the best of its attributes."""
    if one.seconds is not None:
        return one.seconds
    if one.end is not None and one.start is not None and one.end >= one.start:
        return seconds_of(one.end - one.start)
    return one.planned_seconds
