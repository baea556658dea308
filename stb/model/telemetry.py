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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

EPSILON: Final = 1
"""The privacy loss of one answer: no answer is more than e times as likely for one truth
as for another."""

PERIOD_WEEKS: Final = 4
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

    Raises:
        ValueError: a day before 2001.
    """
    weeks = (day - _FIRST_MONDAY).days // 7
    if weeks < 0:
        raise ValueError(f"{day} lies before the first period")
    first = _FIRST_MONDAY + timedelta(weeks=weeks - weeks % PERIOD_WEEKS)
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02}"


def loss_in_a_year() -> int:
    """The privacy loss of a household that answers all year: 13 answers, 13 at the worst."""
    return EPSILON * (52 // PERIOD_WEEKS)


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
