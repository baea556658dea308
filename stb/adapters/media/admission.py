"""Whether this box plays a creative, found out when it came in and not when it is due.

Every packet is counted; the first pictures and their sound are decoded as strictly
as on air. All of it is not: the operator decoded every frame, and the signature
says that these are his bytes. What only this box can know is whether its own
decoder takes them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from stb.adapters.media.container import Care
from stb.adapters.media.probe import MediaFacts, probe
from stb.adapters.media.reader import read
from stb.adapters.media.source import FileMedia

FIRST_FRAMES: Final = 12


def admitted(path: Path) -> MediaFacts:
    """The facts of a creative's file.

    Raises:
        InputError: it is no media, or its first pictures do not decode.
        UnavailableError: it cannot be read.
    """
    media = FileMedia(path)
    facts = probe(media)
    first = min(FIRST_FRAMES, facts.frames)
    for _ in read(
        media, in_frame=0, frames=first, play_rate=facts.rate, care=Care.STRICT, facts=facts
    ):
        pass
    return facts
