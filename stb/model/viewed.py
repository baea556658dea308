"""What was viewed, coarsely: seconds of a kind in a part of the day of a week.

No programme, channel, day or hour is in it. At most four weeks are kept, on the box only and
only with consent; the main kind of them is a fact that a segment's rule may look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from stb.model.bundle import iso_week
from stb.model.facts import Fact
from stb.model.telemetry import Watched

WEEKS = 4
"""So many ISO weeks are kept, the one that runs among them."""

LEAST = timedelta(hours=1)
"""Of less nobody can say what is watched most."""


class Part(Enum):
    """A part of the viewer's day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Viewed:
    """``seconds`` of viewing of one kind in one part of the days of a week."""

    week: str
    kind: Watched
    part: Part
    seconds: int


def part_of(local: datetime) -> Part:
    """The part of the day: from 6, 12, 18 and 23 hours on."""
    match local.hour:
        case hour if 6 <= hour < 12:
            return Part.MORNING
        case hour if 12 <= hour < 18:
            return Part.AFTERNOON
        case hour if 18 <= hour < 23:
            return Part.EVENING
    return Part.NIGHT


def kept_weeks(at: datetime) -> tuple[str, ...]:
    """The weeks that may still be kept at ``at``, the oldest first."""
    return tuple(iso_week(at - timedelta(weeks=back)) for back in range(WEEKS - 1, -1, -1))


def facts_of(viewed: Iterable[Viewed]) -> dict[str, Fact]:
    """The main kind, where there is an hour of viewing in all and one kind leads."""
    seconds: Counter[Watched] = Counter()
    for one in viewed:
        seconds[one.kind] += one.seconds
    if sum(seconds.values()) < LEAST.total_seconds():
        return {}
    (first, most), *others = seconds.most_common()
    if others and others[0][1] == most:
        return {}
    return {"watches_most": first.value}


_KINDS = {
    Watched.NEWS: ("nieuws", "news", "actualiteiten", "current affairs", "current-affairs"),
    Watched.SPORT: ("sport", "football", "voetbal"),
    Watched.FILM: ("film", "thriller", "romance"),
    Watched.SERIES: ("serie", "series", "drama", "soap", "comedy", "crime", "dramaserie"),
    Watched.DOCUMENTARY: (
        "documentaire", "documentary", "natuur", "nature", "reizen", "travel", "informatief",
    ),
    Watched.ENTERTAINMENT: (
        "amusement", "entertainment", "quiz", "show", "talkshow", "talk", "koken", "cooking",
        "food", "lifestyle", "reality",
    ),
    Watched.MUSIC: ("muziek", "music", "concert"),
    Watched.CHILDREN: ("jeugd", "children", "kids", "cartoon", "animatie", "kinderen"),
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}


def kind_of(category: str) -> Watched:
    """The kind that a guide's category falls under; what is not known is "other"."""
    return _KIND_OF.get(category.casefold(), Watched.OTHER)
