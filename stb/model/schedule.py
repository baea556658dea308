"""The guide: programmes by service, present and following.

Times are UTC; what a viewer reads is made of them at the edge. Programmes of
a service are ordered and do not overlap; there may be holes between them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stb.model.service import BreakPolicy

CATCH_UP_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Programme:
    """One event of the guide; ``end`` is exclusive.

    ``rating`` is a Kijkwijzer age ("AL", "6" ... "18") or empty, ``contents``
    its descriptors. ``catch_up`` says that the operator holds the right to show
    it again. ``still`` names a picture or is empty. ``break_policy`` None: its service's.
    """

    id: str
    service_id: str
    start: datetime
    end: datetime
    title: str
    subtitle: str = ""
    synopsis: str = ""
    category: str = ""
    rating: str = ""
    contents: tuple[str, ...] = ()
    catch_up: bool = True
    still: str = ""
    break_policy: BreakPolicy | None = None

    def __post_init__(self) -> None:
        if self.start.utcoffset() != timedelta(0) or self.end <= self.start:
            raise ValueError(f"programme {self.id}: {self.start} to {self.end}")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def airs(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def can_be_caught_up(self, at: datetime) -> bool:
        """Whether it has begun, may be shown again, and is not too old at ``at``."""
        return self.catch_up and self.start < at and at < self.end + CATCH_UP_KEPT


@dataclass(frozen=True, slots=True)
class Schedule:
    """All programmes known, by service and in order of time."""

    by_service: dict[str, tuple[Programme, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, programmes: tuple[Programme, ...]) -> Schedule:
        """The schedule of ``programmes``; of two that overlap the later start gives way."""
        by_service: dict[str, list[Programme]] = {}
        for programme in sorted(programmes, key=lambda p: (p.service_id, p.start, p.id)):
            kept = by_service.setdefault(programme.service_id, [])
            if not kept or kept[-1].end <= programme.start:
                kept.append(programme)
        return cls({service: tuple(kept) for service, kept in by_service.items()})

    def with_more(self, more: Schedule) -> Schedule:
        """This schedule with the services of ``more`` merged in, the newer winning."""
        merged = dict(self.by_service)
        for service_id, programmes in more.by_service.items():
            first, last = programmes[0].start, programmes[-1].end
            kept = [p for p in merged.get(service_id, ()) if p.end <= first or p.start >= last]
            merged[service_id] = tuple(sorted([*kept, *programmes], key=lambda p: p.start))
        return Schedule(merged)

    def of_service(self, service_id: str) -> tuple[Programme, ...]:
        return self.by_service.get(service_id, ())

    def at(self, service_id: str, at: datetime) -> Programme | None:
        """The programme on air at ``at``, or None in a hole."""
        programmes = self.of_service(service_id)
        place = bisect_right(programmes, at, key=lambda p: p.start) - 1
        if place >= 0 and programmes[place].airs(at):
            return programmes[place]
        return None

    def present_following(
        self, service_id: str, at: datetime
    ) -> tuple[Programme | None, Programme | None]:
        """What is on air at ``at``, and what comes after it."""
        programmes = self.of_service(service_id)
        place = bisect_right(programmes, at, key=lambda p: p.start)
        following = programmes[place] if place < len(programmes) else None
        return self.at(service_id, at), following

    def between(self, service_id: str, start: datetime, end: datetime) -> tuple[Programme, ...]:
        """Programmes that air for any moment of ``start`` (incl.) to ``end`` (excl.)."""
        return tuple(p for p in self.of_service(service_id) if p.start < end and p.end > start)

    def programme(self, programme_id: str) -> Programme | None:
        return next(
            (p for programmes in self.by_service.values() for p in programmes
             if p.id == programme_id),
            None,
        )  # fmt: skip
