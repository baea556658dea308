"""Programme guides in XMLTV: read as real files are, written as the DTD says.

A guide is cut into its elements and each is parsed by itself. So a damaged
programme costs itself and no more, a truncated file or two glued together
keep all that is whole, and there is no document type in which an entity could
be declared.
"""

from __future__ import annotations

from stb.formats.xmltv.match import ChannelMatcher
from stb.formats.xmltv.read import read_guide
from stb.formats.xmltv.times import read_time
from stb.formats.xmltv.values import (
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
from stb.formats.xmltv.write import write_guide

__all__ = [
    "ChannelMatcher",
    "Credit",
    "Episode",
    "Guide",
    "GuideChannel",
    "GuideError",
    "GuideProgramme",
    "Phrase",
    "Rating",
    "Score",
    "Slot",
    "read_guide",
    "read_time",
    "write_guide",
]
