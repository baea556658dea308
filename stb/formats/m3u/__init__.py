"""IPTV channel lists (M3U), as real ones are written, and their catch-up.

There is no standard; this follows what channel lists in the field contain and
what common players make of it. Unknown attributes are kept, bad lines named.
"""

from __future__ import annotations

from stb.formats.m3u.catchup import CatchUpError, catch_up_url, expand, live_url
from stb.formats.m3u.read import read_channel_list
from stb.formats.m3u.values import (
    CatchUp,
    CatchUpMode,
    ChannelEntry,
    ChannelList,
    ChannelListError,
    NestedList,
)
from stb.formats.m3u.write import write_channel_list

__all__ = [
    "CatchUp",
    "CatchUpError",
    "CatchUpMode",
    "ChannelEntry",
    "ChannelList",
    "ChannelListError",
    "NestedList",
    "catch_up_url",
    "expand",
    "live_url",
    "read_channel_list",
    "write_channel_list",
]
