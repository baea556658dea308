"""What came on air: the lines of the as-run log for a change of what is shown."""

from __future__ import annotations

from stb.engine.events import Event, OnAir, SpotRefused
from stb.engine.player import length_left
from stb.engine.viewing import Splicer
from stb.model.timeline import Item, Placed, Source

Told = tuple[int, Item]
"""The last frame that was shown, and of which item."""


def came_on_air(
    placed: Placed, frame: int, told: Told | None, splicer: Splicer | None
) -> tuple[Event, ...]:
    """The lines for ``frame`` of ``placed`` being shown; none where it only goes on."""
    if told is not None and _goes_on(placed, *told):
        return ()
    item = placed.item
    in_frame = item.in_frame + frame - placed.at
    on_air = OnAir(frame, item.source, item.id, in_frame, length_left(placed, frame))
    if item.source is not Source.BROADCAST or splicer is None:
        return (on_air,)
    reason, creative = splicer.reason(placed)
    return on_air, SpotRefused(frame, item.id, creative, reason)


def _goes_on(placed: Placed, frame: int, item: Item) -> bool:
    """Whether ``placed`` is what was already on air at ``frame``, and shows no new item."""
    same = (placed.item.source, placed.item.id) == (item.source, item.id)
    return same and placed.at <= frame < placed.end
