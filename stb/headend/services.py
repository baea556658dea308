"""The services of the operator: their numbers, and how each is programmed.

Four commercial services were declared eligible for tailored spots in catch-up;
no others ever are. The ten lowest numbers share the scenes among them, so that
a viewer who zaps never meets one clip twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from stb.headend.assets import read_json
from stb.model.service import BreakPolicy, Lineup, Service

LOWEST = 10
"""So many services, counted from the lowest number, never show the same clip at once."""


class Breaks(Enum):
    """Where a service carries advertising."""

    WITHIN = "within"
    BETWEEN = "between"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Station:
    """A service and the operator's knowledge of it. ``scenes`` empty: any."""

    service: Service
    breaks: Breaks
    scenes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.service.id


def read_stations(assets: Path) -> tuple[Station, ...]:
    """The operator's services in order of their numbers."""
    found = [
        Station(
            Service(
                id=row["id"],
                number=row["number"],
                name=row["name"],
                live_url=f"live/{row['id']}/index.m3u8",
                catch_up_url="catch-up/{programme}/index.m3u8",
                catch_up_days=row.get("catch_up_days", 7),
                tailored=row.get("tailored", False),
                logo=f"{row['id']}.png",
                group=row["group"],
                break_policy=BreakPolicy(row.get("break_policy", "free")),
            ),
            Breaks(row["breaks"]),
            tuple(row["scenes"]),
        )
        for row in read_json(assets / "headend" / "services.json")["services"]
    ]
    return tuple(sorted(found, key=lambda station: station.service.number))


def lineup_of(stations: tuple[Station, ...]) -> Lineup:
    """What the box is told of ``stations``."""
    return Lineup(
        tuple(
            station.service if station.service.catch_up_days else _without_catch_up(station.service)
            for station in stations
        )
    )


def _without_catch_up(service: Service) -> Service:
    return Service(
        id=service.id,
        number=service.number,
        name=service.name,
        live_url=service.live_url,
        logo=service.logo,
        group=service.group,
    )
