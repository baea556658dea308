"""How good a break could be at most: the same choice with only its hardest rule left.

Of all rules two stay: one candidate a spot, and one spot a group (most often the category),
with so many spots at most. That is an assignment, which the Hungarian method solves exactly;
its prices tell of every single step how much it falls short of that optimum at least. So a
search knows what it gives up by a step without looking further.

Source: Kuhn 1955; the shortest augmenting paths of Jonker and Volgenant 1987.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relaxation:
    """No choice is worth more than ``bound``; less by the sum of its steps' shortfalls.

    ``picks``: by spot the group of the optimum, None where it stays. ``stays``: the shortfall
    of leaving a spot.
    """

    bound: int
    picks: tuple[int | None, ...]
    stays: tuple[int, ...]
    _spot_price: tuple[int, ...]
    _group_price: tuple[int, ...]

    def shortfall(self, spot: int, group: int, value: int) -> int:
        """What is given up at least by a candidate of ``group`` worth ``value`` at ``spot``."""
        return -value - self._spot_price[spot] - self._group_price[group]


def relax(worth: Sequence[Mapping[int, int]], *, groups: int, most: int) -> Relaxation:
    """The relaxation of a break: ``worth[spot][group]`` is its best candidate's value.

    Groups count from 0; ``most`` spots are taken at most.
    """
    spots = len(worth)
    taken = min(most, spots, groups)
    forbidden = 1 + sum(max(row.values(), default=0) for row in worth)
    # Exactly `taken` real pairs, some worth nothing: every spot else gets a stand-in for
    # a group, and every group else one for a spot.
    cost = [
        [-row.get(group, 0) for group in range(groups)] + [0] * (spots - taken) for row in worth
    ] + [[0] * groups + [forbidden] * (spots - taken) for _ in range(groups - taken)]
    rows, columns, partner = _assignment(cost)
    picks = tuple(
        group if group < groups and group in worth[spot] else None
        for spot, group in enumerate(partner[:spots])
    )
    return Relaxation(
        bound=-sum(rows) - sum(columns),
        picks=picks,
        stays=tuple(-rows[spot] - max(columns) for spot in range(spots)),
        _spot_price=tuple(rows[:spots]),
        _group_price=tuple(columns[:groups]),
    )


def _assignment(cost: Sequence[Sequence[int]]) -> tuple[list[int], list[int], list[int]]:
    """The prices of rows and columns of the cheapest assignment, and each row's column.

    ``cost`` is square. A price of a row and a column never exceeds the cost of the pair.
    """
    size = len(cost)
    rows, columns = [0] * size, [0] * (size + 1)
    owner = [-1] * (size + 1)  # the last column stands for "none yet"
    for row in range(size):
        owner[size] = row
        at = size
        nearest: list[int | None] = [None] * size
        before = [size] * size
        done = [False] * (size + 1)
        while owner[at] != -1:
            done[at] = True
            here, least, following = owner[at], None, size
            line, price = cost[here], rows[here]
            for column in range(size):
                if done[column]:
                    continue
                far = line[column] - price - columns[column]
                known = nearest[column]
                if known is None or far < known:
                    nearest[column] = known = far
                    before[column] = at
                if least is None or known < least:
                    least, following = known, column
            assert least is not None
            for column in range(size + 1):
                if done[column]:
                    rows[owner[column]] += least
                    columns[column] -= least
                elif column < size and (known := nearest[column]) is not None:
                    nearest[column] = known - least
            at = following
        while at != size:
            owner[at] = owner[before[at]]
            at = before[at]
    partner = [0] * size
    for column in range(size):
        partner[owner[column]] = column
    return rows, columns[:size], partner
