"""Whether the box's clock can be right, by what the operator signed.

What was signed was not signed in the future. While the clock stands before that, nobody
knows which spots are due, so none is replaced; television, the guide and the shop go on by
the clock as it is. A clock that runs ahead cannot be told from an operator who has
fallen silent; it is said when his signatures have been over for a month.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from stb.model.bundle import Inventory

BEHIND, AHEAD = "clock.behind", "clock.ahead"

SLACK = timedelta(hours=1)
"""Two honest clocks may differ by so much."""

SILENCE = timedelta(days=30)
"""So long nothing new was signed before a clock is thought to run ahead."""


def doubt(now: datetime, inventory: Inventory) -> str:
    """What is the matter with a clock that says ``now``; "" for nothing that can be seen."""
    signed = inventory.signed
    if signed is None:
        return ""
    if now < signed - SLACK:
        return BEHIND
    ended = any((each.what, each.code) == ENDED for each in inventory.refusals)
    return AHEAD if ended and now > signed + SILENCE else ""


ENDED = ("metadata", "trust.expired")
"""The refusal of metadata whose time is over."""
