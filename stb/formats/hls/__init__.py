"""HLS playlists: text to values and back, with the splice signals in them.

Media playlists are read line by line here: a bad tag is noted with its line
and left out, tags behind the last segment count, and lengths stay exact. The
m3u8 library does the master playlists; it is also what the tests hold the
reading of media playlists against.

Source: RFC 8216bis; SCTE 35 carriage by its section 4.4.5.1.
"""

from __future__ import annotations

from stb.formats.hls.cues import bad_sections, signals
from stb.formats.hls.master import parse_playlist
from stb.formats.hls.values import (
    DateRange,
    Mark,
    MasterPlaylist,
    MediaPlaylist,
    PlaylistError,
    Rendition,
    Segment,
    Variant,
)
from stb.formats.hls.write import (
    CueTag,
    Entry,
    Placed,
    daterange,
    write_live,
    write_master,
    write_vod,
)

__all__ = [
    "CueTag",
    "DateRange",
    "Entry",
    "Mark",
    "MasterPlaylist",
    "MediaPlaylist",
    "Placed",
    "PlaylistError",
    "Rendition",
    "Segment",
    "Variant",
    "bad_sections",
    "daterange",
    "parse_playlist",
    "signals",
    "write_live",
    "write_master",
    "write_vod",
]
