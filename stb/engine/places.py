"""Where programmes and films were left: kept while they can be watched, and no longer.

This is what "go on watching" needs, so no consent is asked for it; it is listed on the privacy
page and can be erased there. It is written down every ten seconds and when a programme is left,
so that a power cut costs no more than that. What has been seen to its end is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from stb.engine.player import Player
from stb.engine.ports import Store
from stb.engine.snapshot import Supply
from stb.model.media import Form
from stb.model.place import Place

EVERY = timedelta(seconds=10)
LEAST_S = 10
"""Seconds from the start in which a programme was not really begun."""

ENDING_S = 10
"""Seconds before the end in which there is nothing to go on with."""

MOST = 50
"""So many places are kept; the one that was left longest ago gives way."""


class Places:
    """The places in the store, and when the next one is due to be kept or erased.

    Every verb raises UnavailableError where the disk does not let it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept = store.places()
        self._saved_at: datetime | None = None
        self._erased = False

    def of(self, media_id: str, now: datetime) -> Place | None:
        """Where a programme was left, None if it was not, or is not kept any more."""
        return next((p for p in self._kept if p.media_id == media_id and now < p.until), None)

    @property
    def all(self) -> tuple[Place, ...]:
        """All that are kept, the latest first."""
        return self._kept

    def entered(self) -> None:
        """A viewing begins: from now on its place is kept, whatever was erased before."""
        self._erased = False

    @property
    def next_due(self) -> datetime | None:
        """When the first of them is to be erased."""
        return min((place.until for place in self._kept), default=None)

    def due(self, now: datetime, *, leaving: bool) -> bool:
        """Whether the place of what plays is to be kept now."""
        at = self._saved_at
        return leaving or at is None or not at <= now < at + EVERY

    def note(
        self,
        player: Player,
        now: datetime,
        *,
        until: datetime,
        leaving: bool,
        first: Callable[[], None],
    ) -> None:
        """Keep where ``player`` is, or forget it where nothing is left to be seen.

        ``until`` is how long it can be watched. ``first`` is done before a place is kept: what
        belongs to it. Nothing is erased while pictures move: that takes longer than a frame.
        """
        self._saved_at = now
        programme = player.programme
        if not player.opened or player.supply is Supply.FAILED or until <= now:
            return
        if self._erased:
            return
        left = player.frames - player.frame
        if player.supply is Supply.ENDED or left <= player.rate.frames_in(ENDING_S):
            if leaving or player.supply is Supply.ENDED:
                self._forget(tuple(p for p in self._kept if p.media_id == player.media_id))
            return
        if player.frame < player.rate.frames_in(LEAST_S):
            return
        place = Place(
            media_id=player.media_id,
            service_id=programme.service_id if programme is not None else "",
            title=player.title,
            rate=player.rate,
            frame=player.frame,
            frames=player.frames,
            left=now,
            until=until,
        )
        earlier = self.of(player.media_id, now)
        if leaving or earlier is None or earlier.frame != place.frame:
            first()
            self._store.keep_place(place)
            self._kept = (place, *(p for p in self._kept if p.media_id != place.media_id))
        if leaving:
            self._forget(self._kept[MOST:])

    def expire(self, now: datetime) -> None:
        """Erase the places of programmes that cannot be watched any more."""
        due = self.next_due
        if due is not None and due <= now:
            self._forget(tuple(place for place in self._kept if place.until <= now))

    def erase(self) -> None:
        """Erase all of them, and keep none of what plays until it is entered anew."""
        self._forget(self._kept)
        self._erased = True

    def _forget(self, places: tuple[Place, ...]) -> None:
        if places:
            self._store.forget_places(tuple(place.media_id for place in places))
            self._kept = tuple(place for place in self._kept if place not in places)


def can_be_left(player: Player | None) -> bool:
    """Whether what plays is a programme or a film that can be gone on with."""
    if player is None or not player.opened:
        return False
    film = player.product is not None and player.product.kind == "film"
    return player.form is Form.CATCH_UP or (player.form is Form.RENTAL and film)
