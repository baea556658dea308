"""Which groups the operator may publish, and how many households are in each.

What the operator knows of his customers he counts himself. What they watch he does not know:
the only figure is a lower bound from telemetry that was released, and while none was there is
no group. The judgement about groups is the one that every box makes (`stb.model.segments`), so
what is published is not refused later; a group may be published all the same where it says
that this is what it is for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from stb.errors import InputError, RefusedError
from stb.formats import strict_json
from stb.headend.bookings import Group, Stock
from stb.model.household import LEAST_HOUSEHOLDS, Counted, Segment, SegmentTooSmall
from stb.model.segments import UNCOUNTED, Objection, kinds, objections
from stb.model.telemetry import LEAST_ANSWERS, LIE, TRUTH, Watched

TELEMETRY_FILE = "telemetry.json"
_CAP = 64 << 10
_CERTAIN = 1.645
"""Standard errors below the estimate: the bound is too high in one case of twenty."""

Answers = Mapping[Watched, int]
"""The answers of one period by what they say."""


class GroupRefused(RefusedError):
    """A group may not be published; `code` says why."""

    def __init__(self, group: str, objection: Objection) -> None:
        super().__init__(f"{objection.reason}; nothing was published of {group}")
        self.code, self.group = objection.code, group


@dataclass(frozen=True, slots=True)
class Judged:
    """The groups that are published, with their counts of now, and why others are not."""

    groups: tuple[Group, ...]
    refused: Mapping[str, Objection]


def judged(groups: Iterable[Group], answers: Answers) -> Judged:
    """Each of ``groups`` counted and judged beside the others."""
    counted: list[Group] = []
    refused: dict[str, Objection] = {}
    for group in groups:
        households = households_of(group, answers)
        if group.to_be_refused:
            counted.append(group)
        elif households is None:
            reason = f"{group.id} is counted by telemetry, and none was released that tells it"
            refused[group.id] = Objection(UNCOUNTED, reason)
        elif households < LEAST_HOUSEHOLDS:
            refused[group.id] = Objection(
                SegmentTooSmall.code, str(SegmentTooSmall(group.id, households))
            )
        else:
            counted.append(replace(group, households=households))
    apart = objections(_segment(group) for group in counted if not group.to_be_refused)
    fit = tuple(group for group in counted if group.id not in apart)
    return Judged(fit, refused | apart)


def check_beside(group: Group, stock: Stock, answers: Answers) -> None:
    """Nothing, if ``group`` may be published and nothing of ``stock`` is refused for it.

    Raises:
        GroupRefused: it may not, or another may not beside it.
    """
    others = (one for one in stock.groups if one.id != group.id)
    for name, objection in judged((*others, group), answers).refused.items():
        if name == group.id or name not in stock.refused:
            raise GroupRefused(group.id, objection)


def households_of(group: Group, answers: Answers) -> int | None:
    """How many households a group has for certain, None where nobody knows."""
    if group.counted is Counted.ADMINISTRATION:
        return group.households
    wanted = kinds(group.condition)
    return None if wanted is None else lower_bound(wanted, answers)


def lower_bound(wanted: Iterable[str], answers: Answers) -> int | None:
    """The least number of households that watch one of ``wanted`` most; None while unknown.

    Counted among those who answered alone: whoever did not agree is not counted in. The
    estimate of `stb.model.telemetry` less 1.645 of its standard errors.
    """
    total = sum(answers.values())
    known = {kind.value for kind in Watched}
    names = set(wanted)
    if total < LEAST_ANSWERS or not names or not names <= known:
        return None
    told = sum(answers.get(Watched(name), 0) for name in names) / total
    # Swapped answers fall on each of the kinds wanted, so the noise is theirs together.
    span = TRUTH - LIE
    share = (told - len(names) * LIE) / span
    error = math.sqrt(told * (1 - told) / total) / span
    return max(0, math.floor((share - _CERTAIN * error) * total))


def released(folder: Path) -> Answers:
    """The answers of the last period that was released; none where there are too few."""
    try:
        data = strict_json.loads((folder / TELEMETRY_FILE).read_bytes(), cap=_CAP)
        assert isinstance(data, dict)
        answers = {Watched(name): int(count) for name, count in data["answers"].items()}
    except FileNotFoundError:
        return {}
    except (InputError, AssertionError, KeyError, ValueError, TypeError, AttributeError):
        return {}
    return answers if sum(answers.values()) >= LEAST_ANSWERS else {}


def _segment(group: Group) -> Segment:
    return Segment(group.id, group.households, group.condition, group.words, group.counted)
