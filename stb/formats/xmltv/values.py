"""What a guide says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stb.errors import InputError
from stb.formats.faults import Fault

CREDITS = (
    "director", "actor", "writer", "adapter", "producer", "composer", "editor", "presenter",
    "commentator", "guest",
)  # fmt: skip
"""The kinds of credits, in the order in which a guide has them (XMLTV's DTD)."""


class GuideError(InputError):
    """Bytes that hold no guide, or one past the bounds."""

    code = "xmltv"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"xmltv.{code}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text and its language (BCP 47), empty where it is not said."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody's part in a programme; ``role`` is an actor's, if told."""

    kind: str
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """Counted from 1 as people do; None where not told. ``text`` as on screen."""

    season: int | None = None
    number: int | None = None
    part: int | None = None
    parts: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """An age or content mark of a system such as Kijkwijzer."""

    system: str
    value: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A review: from 0 to 1, whatever scale it was given on."""

    value: Fraction
    system: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where and when: all that is known of a programme before it is looked into."""

    channel: str
    start: datetime
    stop: datetime | None


@dataclass(frozen=True, slots=True)
class GuideChannel:
    id: str
    names: tuple[str, ...]
    icon: str = ""
    urls: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class GuideProgramme:
    """One programme of one channel. Times are UTC; ``stop`` None: until the next.

    ``subtitles`` are kinds: teletext, onscreen, deaf-signed. ``minutes`` is the
    length that the makers give, without breaks.
    """

    channel: str
    start: datetime
    stop: datetime | None
    titles: tuple[Phrase, ...]
    subtitles_of_title: tuple[Phrase, ...] = ()
    descriptions: tuple[Phrase, ...] = ()
    credits: tuple[Credit, ...] = ()
    date: str = ""
    categories: tuple[Phrase, ...] = ()
    keywords: tuple[Phrase, ...] = ()
    language: str = ""
    original_language: str = ""
    minutes: int | None = None
    icons: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    countries: tuple[Phrase, ...] = ()
    episode: Episode | None = None
    aspect: str = ""
    colour: bool = True
    quality: str = ""
    audio: str = ""
    subtitles: tuple[str, ...] = ()
    audio_described: bool = False
    previously_shown: bool = False
    premiere: bool = False
    new: bool = False
    last_chance: bool = False
    ratings: tuple[Rating, ...] = ()
    scores: tuple[Score, ...] = ()
    catchup_id: str = ""
    line: int = 0

    @property
    def title(self) -> str:
        return self.titles[0].text if self.titles else ""


@dataclass(frozen=True, slots=True)
class Guide:
    """Channels and programmes in the order of the file."""

    channels: tuple[GuideChannel, ...]
    programmes: tuple[GuideProgramme, ...]
    faults: tuple[Fault, ...] = ()
