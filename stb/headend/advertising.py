"""Where breaks lie in a programme, and which break may stand there.

The commercial ones of the ten lowest services take turns: each may be in a
break in its own slot only of a cycle that all share, so that no two of them
show a spot at once. A slot is long enough that, wherever a run of programme
reels began, a whole number of them ends in it with room for the longest break.

Units: segments of the grid.
Source: Mediawet (breaks announced and closed; 12 minutes an hour is the most),
Dutch law on alcohol (not from 06:00 to 21:00) and on games of chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stb.headend.catalogue import Reel
from stb.headend.dayparts import LOCAL, draw
from stb.headend.events import Piece

SLOT = 27
LONGEST_BREAK = 23
"""A break is under 90 s."""

MARGIN = 30
"""A break keeps so far from both ends of its programme: about two minutes."""

FEATURED_ADVERTISER = "Supermarkt De Hoek"


@dataclass(frozen=True, slots=True)
class Turn:
    """The slot of one service: every ``cycle`` segments, from ``offset`` on.

    ``kept_free`` are stretches that another service has to itself.
    """

    offset: int
    cycle: int

    kept_free: tuple[range, ...] = ()

    def windows(self, first: int, end: int) -> tuple[int, ...]:
        """The starts of all own slots wholly in ``first`` to ``end``, outside what is kept free."""
        start = first + (self.offset - first) % self.cycle
        return tuple(
            window
            for window in range(start, end - SLOT + 1, self.cycle)
            if not any(window < kept.stop and window + SLOT > kept.start for kept in self.kept_free)
        )


def wanted(minutes: int, *, kids: bool) -> int:
    """How many breaks a programme of that length carries."""
    if kids:
        return minutes // 30
    if minutes < 15:
        return 0
    if minutes < 27:
        return 1
    return 2 if minutes < 50 else max(3, round(minutes / 24))


def featured_break(reels: tuple[Reel, ...]) -> Reel:
    """The break with the supermarket of one province and the most spots."""
    usable = tuple(reel for reel in reels if len(reel.segments) <= LONGEST_BREAK) or reels
    return max(usable, key=lambda reel: (_has_featured(reel), len(reel.spots)))


def _has_featured(reel: Reel) -> bool:
    return any(laid.clip.advertiser == FEATURED_ADVERTISER for laid in reel.spots)


def may_air(reel: Reel, at: datetime) -> bool:
    """Whether the law lets every spot of a break be shown at ``at`` (UTC)."""
    hour = at.astimezone(LOCAL).hour
    night = hour < 6
    for laid in reel.spots:
        match laid.clip.category:
            case "gambling":
                return False
            case "alcohol" if not (night or hour >= 21):
                return False
            case "lottery" if not (night or hour >= 19):
                return False
    return True


def choose_breaks(
    reels: tuple[Reel, ...],
    count: int,
    *,
    start: datetime,
    end: datetime,
    key: tuple[object, ...],
) -> tuple[Reel, ...]:
    """``count`` breaks for a programme of these times, different ones as long as there are."""
    usable = [
        reel
        for reel in reels
        if len(reel.segments) <= LONGEST_BREAK and may_air(reel, start) and may_air(reel, end)
    ]
    if not usable:
        return ()
    order = sorted(usable, key=lambda reel: draw(*key, reel.id))
    return tuple(order[n % len(order)] for n in range(count))


def lay_out(
    first: int, end: int, *, reel: Reel, breaks: tuple[Reel, ...], turn: Turn
) -> tuple[Piece, ...]:
    """``reel`` repeated from ``first`` to ``end``, with ``breaks`` in between.

    A break begins only where a whole programme reel ended. There may be fewer
    than asked for, where a programme has fewer slots.
    """
    length = len(reel.segments)
    windows = turn.windows(first + min(MARGIN, (end - first) // 6), end - MARGIN)
    pieces: list[Piece] = []
    start = first
    for window, advert in zip(_spread(windows, len(breaks)), breaks[: len(windows)], strict=True):
        at = start + -(-(window - start) // length) * length
        if at + len(advert.segments) > window + SLOT:
            continue
        pieces.append(Piece(start, reel, at - start))
        pieces.append(Piece(at, advert, len(advert.segments)))
        start = at + len(advert.segments)
    pieces.append(Piece(start, reel, end - start))
    return tuple(pieces)


def lay_out_evenly(
    first: int, end: int, *, reel: Reel, breaks: tuple[Reel, ...]
) -> tuple[Piece, ...]:
    """``reel`` from ``first`` to ``end`` with all of ``breaks`` at even distances in between.

    For a service that has the time to itself; see `Turn` for all others.
    """
    length = len(reel.segments)
    content = end - first - sum(len(advert.segments) for advert in breaks)
    stretch = content // (len(breaks) + 1) // length * length
    if stretch <= 0:
        raise ValueError(f"{len(breaks)} breaks in {end - first} segments")
    pieces: list[Piece] = []
    start = first
    for advert in breaks:
        at = start + stretch
        pieces += [Piece(start, reel, stretch), Piece(at, advert, len(advert.segments))]
        start = at + len(advert.segments)
    return (*pieces, Piece(start, reel, end - start))


def _spread(windows: tuple[int, ...], count: int) -> tuple[int, ...]:
    """``count`` of the windows, evenly spread; all when there are fewer."""
    if count >= len(windows):
        return windows
    return tuple(windows[(2 * n + 1) * len(windows) // (2 * count)] for n in range(count))
