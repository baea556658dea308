"""A media file that is shown as a programme: a service of its own, eligible for tailored spots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from stb.model.schedule import Programme, Schedule
from stb.model.service import Lineup, Service

SERVICE_ID = "own-file"
NUMBER = 999
BEGAN = timedelta(hours=12)
LONGEST = timedelta(hours=11)


class Visitor:
    """The service and the programme of the file at ``path``, as of ``now`` (UTC)."""

    def __init__(self, path: Path, now: datetime) -> None:
        start = now - BEGAN
        self.programme = Programme(
            programme_id(path), SERVICE_ID, start, start + LONGEST, path.stem
        )
        self._service = Service(
            SERVICE_ID,
            NUMBER,
            path.name,
            catch_up_url=path.resolve().as_uri(),
            catch_up_days=7,
            tailored=True,
        )

    def joined(self, lineup: Lineup) -> Lineup:
        """``lineup`` with the service at its end."""
        return replace(lineup, services=(*lineup.services, self._service))

    def listed(self, schedule: Schedule, day: date) -> Schedule:
        """The guide of ``day`` with the programme, if it began on that day."""
        if self.programme.start.date() != day:
            return schedule
        return schedule.with_more(Schedule.of((self.programme,)))


def programme_id(path: Path) -> str:
    """The id under which the file at ``path`` is watched."""
    return f"{SERVICE_ID}-{path.stem}"
