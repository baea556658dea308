"""Which kind of playlist a text is, and the reading of master playlists."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

import m3u8

from stb.errors import InputError
from stb.formats.faults import Faults
from stb.formats.hls.lines import LONGEST_LINE, attributes, decimal, lines_of, tags, whole
from stb.formats.hls.media import MediaReader
from stb.formats.hls.values import (
    MasterPlaylist,
    Playlist,
    PlaylistError,
    Rendition,
    Variant,
)
from stb.formats.text import clean_line
from stb.formats.uri import resolve

MOST_VARIANTS = 500
_VARIANT = "#EXT-X-STREAM-INF"
_RATES = [Fraction(rate * 1000, 1001) for rate in (24, 30, 60, 120)] + [
    Fraction(rate) for rate in (24, 25, 30, 48, 50, 60, 100, 120)
]


def parse_playlist(text: str, base_url: str, *, allowed_hosts: Collection[str] = ()) -> Playlist:
    """What the playlist ``text``, fetched from ``base_url``, says.

    A bad tag is noted with its line in ``faults`` and left out, as is what lies
    beyond a bound on segments, date ranges or cues. A segment at an
    address that ``allowed_hosts`` does not allow (see `stb.formats.uri`) stays
    as a gap, so that the times behind it hold.

    Raises:
        PlaylistError: hls.header, hls.length: it is no playlist, or past the bounds.
    """
    lines = lines_of(text)
    hosts = frozenset(allowed_hosts)
    if any(line.startswith(_VARIANT + ":") for line in lines):
        return _master(lines, base_url, hosts)
    return MediaReader(base_url, hosts).read(lines)


def _master(lines: list[str], base_url: str, hosts: frozenset[str]) -> MasterPlaylist:
    """Only tags that hold up are shown to the library, which stops at the first bad one."""
    faults = Faults()
    kept = ["#EXTM3U"]
    variant: str | None = None
    resolved: dict[str, str] = {}
    for number, tag, value in tags(lines):
        if len(kept) > 2 * MOST_VARIANTS:
            raise PlaylistError("length", f"more than {MOST_VARIANTS} variants")
        try:
            if len(value) > LONGEST_LINE:
                raise ValueError(f"a line of {len(value)} characters")
            match tag:
                case "#EXT-X-STREAM-INF":
                    variant = None
                    _check_variant(attributes(value))
                    variant = f"{tag}:{value}"
                case "#EXT-X-MEDIA":
                    given = attributes(value)
                    if not given.get("TYPE") or not given.get("GROUP-ID"):
                        raise ValueError("no TYPE or no GROUP-ID")
                    if "URI" in given:
                        uri = given["URI"]
                        resolved[uri] = resolve(base_url, uri, allowed_hosts=hosts)
                    kept.append(f"{tag}:{value}")
                case "" if variant is not None:
                    tag_line, variant = variant, None
                    resolved[value] = resolve(base_url, value, allowed_hosts=hosts)
                    kept += [tag_line, value]
                case "":
                    raise ValueError("an address without its EXT-X-STREAM-INF")
                case _:
                    pass
        except ValueError as error:
            faults.note(number, "hls.tag", f"{tag[1:] or 'URI'}: {error}")
        except InputError as error:
            faults.note(number, error.code, f"{tag[1:] or 'URI'}: {error}")
    return _values("\n".join(kept) + "\n", resolved, faults)


def _check_variant(given: dict[str, str]) -> None:
    whole(given.get("BANDWIDTH", ""))
    if "AVERAGE-BANDWIDTH" in given:
        whole(given["AVERAGE-BANDWIDTH"])
    if "PROGRAM-ID" in given:
        whole(given["PROGRAM-ID"])
    if "RESOLUTION" in given:
        width, _, height = given["RESOLUTION"].lower().partition("x")
        whole(width)
        whole(height)
    if "FRAME-RATE" in given:
        decimal(given["FRAME-RATE"])


def _values(text: str, resolved: dict[str, str], faults: Faults) -> MasterPlaylist:
    try:
        listed = m3u8.loads(text)
    except (ValueError, LookupError, TypeError, AttributeError, m3u8.ParseError) as error:
        raise PlaylistError("tag", f"{error}") from error
    variants = []
    for one in listed.playlists:
        info = one.stream_info
        width, height = info.resolution or (0, 0)
        variants.append(
            Variant(
                url=resolved[one.uri],
                bandwidth=info.bandwidth,
                width=width,
                height=height,
                codecs=clean_line(info.codecs or ""),
                frame_rate=_rate(info.frame_rate),
                audio_group=info.audio or "",
                subtitle_group=info.subtitles or "",
            )
        )
    renditions = tuple(
        Rendition(
            kind=one.type,
            group=one.group_id,
            name=clean_line(one.name or ""),
            language=clean_line(one.language or "", longest=40),
            url=resolved.get(one.uri or "", ""),
            default=one.default == "YES",
        )
        for one in listed.media
    )
    return MasterPlaylist(tuple(variants), renditions, tuple(faults))


def _rate(value: float | None) -> Fraction | None:
    """The exact rate that a decimal stands for: 59.94 is 60000/1001."""
    if not value:
        return None
    return next((rate for rate in _RATES if abs(rate - Fraction(value)) < Fraction(1, 200)), None)
