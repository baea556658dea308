"""Services and the lineup: what can be tuned to, and under which number.

Logical channel numbers have holes and move; nothing may assume that number
n + 1 exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from stb.model.time import PAL, FrameRate


class BreakPolicy(Enum):
    """What the operator lets a viewer do with the breaks of catch-up.

    NO_FAST_FORWARD: a break that was not watched in this viewing is not jumped over,
    as Belgian operators have it since 2021. Going back is free under either.
    """

    FREE = "free"
    NO_FAST_FORWARD = "no-fast-forward"


@dataclass(frozen=True, slots=True)
class Service:
    """One television service.

    ``live_url`` and ``catch_up_url`` are where its media is asked for;
    ``catch_up_url`` is a template with ``{programme}``, empty without catch-up.
    ``tailored`` says that the operator declared it eligible for tailored spots
    in catch-up. ``logo`` names a picture the lineup came with, or is empty.
    ``break_policy`` holds in its catch-up, where a programme has none of its own.
    ``own``: the user brought it, so that it fails says nothing of the operator.
    """

    id: str
    number: int
    name: str
    live_url: str = ""
    catch_up_url: str = ""
    catch_up_days: int = 0
    tailored: bool = False
    logo: str = ""
    group: str = ""
    radio: bool = False
    break_policy: BreakPolicy = BreakPolicy.FREE
    own: bool = False
    rate: FrameRate = PAL


@dataclass(frozen=True, slots=True)
class Lineup:
    """Services in the order of their numbers, which are unique.

    Raises:
        ValueError: two services share a number or an id.
    """

    services: tuple[Service, ...] = ()
    _by_id: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.services, key=lambda service: service.number))
        object.__setattr__(self, "services", ordered)
        self._by_id.update({service.id: n for n, service in enumerate(ordered)})
        numbers = {service.number for service in ordered}
        if len(numbers) != len(ordered) or len(self._by_id) != len(ordered):
            raise ValueError("two services share a number or an id")

    def service(self, service_id: str) -> Service | None:
        place = self._by_id.get(service_id)
        return None if place is None else self.services[place]

    def numbered(self, number: int) -> Service | None:
        return next((s for s in self.services if s.number == number), None)

    def beside(self, service_id: str, by: int) -> Service | None:
        """The service ``by`` places further in the lineup, round its ends."""
        if not self.services:
            return None
        place = self._by_id.get(service_id, 0 if by > 0 else len(self.services))
        return self.services[(place + by) % len(self.services)]
