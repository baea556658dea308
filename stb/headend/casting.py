"""Which scene a service plays in which part of the day.

The ten lowest services share the scenes out: in every part each has one of its
own, by a draw of date and seed, after a few that viewers expect (the news on
the first service, nothing for children on the evening of a commercial one).
Even parts play edition a, odd parts edition b, so that the ragged seams
between parts cannot bring one clip on two services. With ten scenes in two
editions this is a guarantee; with fewer, scenes repeat.
"""

from __future__ import annotations

from datetime import date

from stb.headend.catalogue import Reel
from stb.headend.dayparts import EVENING, FEATURED_SERVICE, PRIME, draw
from stb.headend.services import LOWEST, Station
from stb.headend.titles import Genres

EDITIONS = ("a", "b")

_NEWS_AT = (0, 1, 4, 8, 9, 12)
_FEATURED_GENRES = ("kitchen", "quiz", "nature", "talk")
_LATE_KIDS = {"cartoon": "cartoon-late"}


class Casting:
    """Scenes by station, day and part."""

    def __init__(
        self, seed: int, stations: tuple[Station, ...], reels: tuple[Reel, ...], genres: Genres
    ) -> None:
        self._seed = seed
        self._lowest = tuple(station.id for station in stations[:LOWEST])
        self._genres = genres
        self._reels: dict[tuple[str, str], list[Reel]] = {}
        for reel in reels:
            self._reels.setdefault((reel.scene, reel.edition), []).append(reel)
        self._scenes = {
            edition: tuple(sorted({scene for scene, e in self._reels if e == edition}))
            or tuple(sorted({scene for scene, _ in self._reels}))
            for edition in EDITIONS
        }
        self._cast: dict[tuple[date, int], dict[str, str]] = {}

    def reel(self, station: Station, day: date, part: int) -> Reel:
        """The programme reel of a station in a part of a day."""
        edition = EDITIONS[part % 2]
        scene = self._scene(station, day, part, self._scenes[edition])
        found = self._reels.get((scene, edition))
        if found is None:  # too little material for two editions
            found = next(reels for (name, _), reels in self._reels.items() if name == scene)
        return found[draw(self._seed, station.id, day, part, "reel") % len(found)]

    def genre(self, scene: str, part: int) -> str:
        """The genre of a scene in a part: late at night a cartoon is for adults."""
        named = self._genres.named(scene)
        if part in EVENING or part > EVENING.stop:
            return _LATE_KIDS.get(named, named)
        return named

    def _scene(self, station: Station, day: date, part: int, scenes: tuple[str, ...]) -> str:
        if station.id in self._lowest:
            if len(self._cast) > 400:
                self._cast.clear()
            cast = self._cast.get((day, part))
            if cast is None:
                cast = self._cast[day, part] = self._shared_out(day, part, scenes)
            return cast[station.id]
        own = [
            scene
            for scene in scenes
            if not station.scenes
            or scene in station.scenes
            or self._genres.named(scene) in station.scenes
        ]
        usable = own or [s for s in scenes if not self._genres.of(s).kids] or list(scenes)
        return usable[draw(self._seed, station.id, day, part) % len(usable)]

    def _shared_out(self, day: date, part: int, scenes: tuple[str, ...]) -> dict[str, str]:
        left = sorted(scenes, key=lambda scene: draw(self._seed, day, part, scene))
        cast: dict[str, str] = {}
        for service_id, genre in self._expected(day, part):
            found = next((s for s in left if self._genres.named(s) == genre), None)
            if found is not None and service_id in self._lowest and service_id not in cast:
                cast[service_id] = found
                left.remove(found)
        spare = list(left)
        for service_id in self._lowest:
            if service_id not in cast:
                spare = spare or list(left) or list(scenes)
                cast[service_id] = spare.pop(0)
        return cast

    def _expected(self, day: date, part: int) -> tuple[tuple[str, str], ...]:
        """What viewers expect of a service in a part: (service, genre), most wanted first."""
        first = draw(self._seed, day, "featured") % len(_FEATURED_GENRES)
        featured = tuple(
            (FEATURED_SERVICE, _FEATURED_GENRES[(first + n) % len(_FEATURED_GENRES)])
            for n in range(len(_FEATURED_GENRES))
        )
        evening = (("oranje-drie", "cartoon"), ("oranje-twee", "weather"))
        return (
            *(featured if part == PRIME else ()),
            *((("oranje-een", "news"),) if part in _NEWS_AT else ()),
            *(evening if part in EVENING else ()),
        )
