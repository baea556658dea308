"""One noisy answer in four weeks: what was watched most, out of ten, or something else.

Randomised response (Warner 1965) over k values: the truth is told with probability
e / (e + k - 1) for a privacy loss of 1, every other value with 1 / (e + k - 1). So from one
answer nobody can tell much, whoever gets it, and many answers give the shares:
at 10,000 households with a standard error of about two per cent.

The answer of a period is drawn once and sent again as it is: drawn again, the noise would
average out. Losses add up, to 13 in a year at the worst, and that is what the screen says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Final

EPSILON: Final = 1
"""The privacy loss of one answer: no answer is more than e times as likely for one truth
as for another."""

PERIOD_WEEKS: Final = 4
PERIOD: Final = timedelta(weeks=PERIOD_WEEKS)
ANSWERS_A_YEAR: Final = 52 // PERIOD_WEEKS
LEAST_ANSWERS: Final = 1_000
"""From so many answers shares are released."""

_EVEN: Final = 1 << 53
_FIRST_MONDAY: Final = date(2001, 1, 1)


class Watched(Enum):
    """The closed list of main categories; the value stands in the answer."""

    NONE = "none"
    NEWS = "news"
    SPORT = "sport"
    FILM = "film"
    SERIES = "series"
    DOCUMENTARY = "documentary"
    ENTERTAINMENT = "entertainment"
    MUSIC = "music"
    CHILDREN = "children"
    OTHER = "other"


VALUES: Final = tuple(Watched)
OTHERS: Final = len(VALUES) - 1
TRUTH: Final = math.exp(EPSILON) / (math.exp(EPSILON) + OTHERS)
"""How likely the truth is told: 0.232."""

LIE: Final = 1 / (math.exp(EPSILON) + OTHERS)
"""How likely each other value is: 0.085."""


LEAST_VIEWING: Final = timedelta(hours=1)
"""Of less in four weeks the answer is that nothing was watched."""


@dataclass(frozen=True, slots=True)
class Seen:
    """``seconds`` of viewing of one kind in a period: all that is kept of it."""

    period: str
    kind: Watched
    seconds: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered about ``period``: drawn once, sent at ``slots``, and again the same.

    ``token`` makes it count once, None while the issuer has not given one; it is asked for
    at ``token_at``.
    """

    period: str
    value: Watched
    slots: tuple[datetime, ...]
    token_at: datetime
    token: bytes | None = None


def most_watched(seen: Iterable[Seen], name: str) -> Watched:
    """The kind of which most was seen in the period ``name``, the first of those that share it."""
    seconds: Counter[Watched] = Counter()
    for one in seen:
        if one.period == name:
            seconds[one.kind] += one.seconds
    if sum(seconds.values()) < LEAST_VIEWING.total_seconds():
        return Watched.NONE
    return max(VALUES, key=lambda value: seconds[value])


def answered(truth: Watched, draw: Callable[[int], int]) -> Watched:
    """The answer to give where ``truth`` was watched most.

    ``draw`` gives an even integer below its argument, of secret chance.
    """
    if draw(_EVEN) < round(TRUTH * _EVEN):
        return truth
    others = [value for value in VALUES if value is not truth]
    return others[draw(OTHERS)]


def period(day: date) -> str:
    """The four weeks in which ``day`` lies, named by their first ISO week: ``2026-W45``.

    A day before 2001, when a clock has lost the time, lies in the first of them.
    """
    weeks = max(0, (day - _FIRST_MONDAY).days // 7)
    first = _FIRST_MONDAY + timedelta(weeks=weeks - weeks % PERIOD_WEEKS)
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02}"


def begins(at: datetime) -> datetime:
    """Monday 00:00 UTC on which the period of ``at`` begins.

    Raises:
        ValueError: a time before 2001.
    """
    year, week = period(at.astimezone(UTC).date()).split("-W")
    return datetime.combine(date.fromisocalendar(int(year), int(week), 1), time(), UTC)


def period_before(at: datetime) -> str:
    """The last period that was over at ``at``: the one that is answered about."""
    return period((begins(at) - PERIOD).date())


def loss_in_a_year() -> int:
    """The privacy loss of a household that answers all year: 13 answers, 13 at the worst."""
    return EPSILON * ANSWERS_A_YEAR


def answered_periods(left: Iterable[datetime], at: datetime) -> int:
    """In how many periods of the 52 weeks before ``at`` an answer left, at the times ``left``.

    An answer leaves more than once, always the same, and costs what it costs once.
    """
    year = timedelta(weeks=52)
    return len({period(each.astimezone(UTC).date()) for each in left if at - year < each <= at})


@dataclass(frozen=True, slots=True)
class Share:
    """An estimated share of households (it may lie a little outside 0 to 1), and its error."""

    value: float
    standard_error: float


def shares(counts: Mapping[Watched, int]) -> dict[Watched, Share]:
    """What the answers, ``counts`` of each value, say of the truth; empty for no answer.

    The unbiased estimator (share told - `LIE`) / (`TRUTH` - `LIE`), its error by the
    binomial law.
    """
    answers = sum(counts.values())
    if not answers:
        return {}
    span = TRUTH - LIE
    told = {value: counts.get(value, 0) / answers for value in VALUES}
    return {
        value: Share((share - LIE) / span, math.sqrt(share * (1 - share) / answers) / span)
        for value, share in told.items()
    }
