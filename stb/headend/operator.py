"""The operator as a whole: everything that the interface serves, put together."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from pathlib import Path

from stb.engine.ports import Clock
from stb.formats.headend import write_guide, write_lineup, write_store
from stb.headend.assets import find_assets
from stb.headend.catalogue import Catalogue, read_catalogue
from stb.headend.catch_up import CatchUp
from stb.headend.collector import Collector
from stb.headend.cues import Offers
from stb.headend.errors import NotThere
from stb.headend.faults import Faults
from stb.headend.figures import Figures
from stb.headend.generics import read_broadcast
from stb.headend.grid import EPOCH, nearest_segment
from stb.headend.ingested import Shelf
from stb.headend.ledger import Ledger
from stb.headend.live import Live
from stb.headend.lru import Recent
from stb.headend.reels import Reels
from stb.headend.repository import ISSUER, Repository
from stb.headend.schedule import Schedule
from stb.headend.services import lineup_of, read_stations
from stb.headend.store import FilmStore, read_products, read_reel_names
from stb.headend.titles import read_genres
from stb.model.avail import Break
from stb.model.schedule import Programme
from stb.model.service import Lineup

log = logging.getLogger(__name__)


class Operator:
    """The simulated operator on the folder ``data``; used by one thread."""

    def __init__(
        self,
        data: Path,
        *,
        clock: Clock,
        seed: int = 1,
        assets: Path | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        """Raises NoMaterial when there is nothing to play."""
        assets = find_assets() if assets is None else assets
        catalogue = read_catalogue(assets) if catalogue is None else catalogue
        stations = read_stations(assets)
        self.clock = clock
        self.faults = Faults()
        self.lineup: Lineup = lineup_of(stations)
        self.schedule = Schedule(
            seed, stations=stations, catalogue=catalogue, genres=read_genres(assets)
        )
        self._reels = Reels()
        services = frozenset(station.id for station in stations)
        self.live = Live(self.schedule, self._reels, services)
        offers = Offers.of(catalogue.creatives, read_broadcast(assets).generics)
        self.catch_up = CatchUp(self.schedule, self._reels, offers)
        self.films = FilmStore(
            read_products(assets),
            named=read_reel_names(assets),
            catalogue=catalogue,
            reels=self._reels,
        )
        self.shelf = Shelf(data / "headend")
        self.ledger = Ledger(data / "headend")
        self.repository = Repository(data / "headend", assets=assets, catalogue=catalogue)
        self.figures = Figures(data / "headend")
        self.collector = Collector(
            self.ledger,
            self.figures,
            self.repository.issuer,
            self.repository.opener,
            issuer_name=ISSUER,
        )
        self._guides: Recent[tuple[date, tuple[Programme, ...]], bytes] = Recent(24)

    def now(self) -> datetime:
        return self.clock.utc()

    def lineup_json(self) -> bytes:
        return write_lineup(self.lineup)

    def store_json(self) -> bytes:
        return write_store(self.films.products)

    def guide_json(self, day: date) -> bytes:
        """All that starts on ``day`` (UTC), with what was taken in laid over it."""
        key = (day, self.taken_in())
        return self._guides.get(key, lambda: write_guide(self.programmes(day)))

    def taken_in(self) -> tuple[Programme, ...]:
        """What was taken in from files, where it stands in the guide now."""
        return self.shelf.programmes(self.now())

    def programmes(self, day: date) -> tuple[Programme, ...]:
        """The programmes of all services that start on ``day`` (UTC)."""
        taken_in = self.taken_in()
        scheduled = (event.programme for event in self.schedule.starting_on(day))
        return (
            *(p for p in scheduled if not any(_clash(p, other) for other in taken_in)),
            *(p for p in taken_in if p.start.date() == day),
        )

    def catch_up_playlist(self, programme_id: str) -> str:
        taken_in = self.shelf.kept(programme_id, self.now())
        if taken_in is not None:
            media, programme = taken_in
            return media.playlist(programme.start)
        return self.catch_up.playlist(programme_id, self.now())

    def catch_up_segment(self, programme_id: str, n: int) -> bytes:
        taken_in = self.shelf.kept(programme_id, self.now())
        if taken_in is not None:
            return taken_in[0].segment(n)
        return self.catch_up.segment(programme_id, n, self.now())

    def programme_at(self, service_id: str, utc_seconds: int) -> str:
        """The id of what a service showed at that time, as players ask for the past.

        Raises:
            NotThere: no such service, or no such time.
        """
        at = EPOCH + timedelta(seconds=utc_seconds - int(EPOCH.timestamp()))
        if self.lineup.service(service_id) is None or at > self.now():
            raise NotThere(f"nothing of {service_id} at {utc_seconds}")
        for programme in self.taken_in():
            if programme.service_id == service_id and programme.airs(at):
                return programme.id
        return self.schedule.event_at(service_id, nearest_segment(at)).programme.id

    def breaks(self, programme_id: str) -> tuple[Break, ...]:
        """What the cues of a programme say, for tests and the demonstration."""
        taken_in = self.shelf.find(programme_id)
        return self.catch_up.breaks(programme_id) if taken_in is None else taken_in.breaks

    def close(self) -> None:
        self.ledger.flush()
        self._reels.close()


def _clash(one: Programme, other: Programme) -> bool:
    return one.service_id == other.service_id and one.start < other.end and other.start < one.end
