"""What the box knows in a step that a plan depends on, and what follows from it.

Whether a household is put in a segment, whether it is asked, and what a plan may look at: all
three by consent, by the service, and by the rules of the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from stb.engine import timekeeping
from stb.engine.planner import Viewing
from stb.engine.player import Player
from stb.engine.ports import Play
from stb.engine.profile import group_for
from stb.engine.setup import Settings
from stb.model import portrait
from stb.model.bundle import Inventory
from stb.model.consent import Consents, Purpose
from stb.model.facts import Origin
from stb.model.household import Segment
from stb.model.rules import Profile
from stb.model.service import Service

NO_CONSENT = "consent.none"
NOT_TAILORED = "service.not_tailored"

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class About:
    """What the box knows in this step that a plan depends on."""

    now: datetime
    inventory: Inventory
    segments: tuple[str, ...]
    consents: Consents
    plays: tuple[Play, ...]


def segments_at(
    now: datetime, *, settings: Settings, consents: Consents, inventory: Inventory
) -> tuple[Segment, ...]:
    """The household's group as at its first time; without consent, or before it, none.

    By what was told alone: for whoever plans without a box that has corrections and a past.
    """
    if not consents.allows(Purpose.TAILORED_SPOTS, now) or not settings.rules(now).tailored:
        return ()
    told = inventory.provisioned
    facts = settings.household.facts if told is None else told.facts
    known = portrait.known(facts, by=Origin.OPERATOR, postcodes=inventory.postcodes)
    group = group_for(portrait.usable(known), now, inventory)
    return () if group is None else (group,)


def asks_for_spots(
    now: datetime, *, settings: Settings, consents: Consents, service: Service
) -> bool:
    """Whether entering catch-up of ``service`` asks for tailored spots."""
    return (
        service.tailored
        and settings.rules(now).tailored
        and not settings.household.child_profile
        and consents.is_due(Purpose.TAILORED_SPOTS, now)
    )


def asks_for_figures(now: datetime, *, settings: Settings, consents: Consents) -> bool:
    """Whether switching on asks for viewing figures.

    Not on a day on which something else was asked, not whom a start switch answers, and not
    under the rules of 2006, which knew no such thing.
    """
    latest = (consents.latest(purpose) for purpose in Purpose)
    return (
        settings.profile is not Profile.OF_2006
        and not settings.household.child_profile
        and not consents.set_by_switch
        and all(record is None or now - record.at >= _DAY for record in latest)
        and consents.is_due(Purpose.TELEMETRY, now)
    )


def viewing(
    about: About, player: Player, *, service: Service | None, settings: Settings
) -> Viewing:
    """What a plan for ``player`` may look at."""
    barred = ""
    if service is None or not service.tailored:
        barred = NOT_TAILORED
    elif not about.consents.allows(Purpose.TAILORED_SPOTS, about.now):
        barred = NO_CONSENT
    elif timekeeping.doubt(about.now, about.inventory) == timekeeping.BEHIND:
        barred = timekeeping.BEHIND
    return Viewing(
        media_id=player.media_id,
        rate=player.rate,
        at=about.now,
        inventory=about.inventory,
        segments=about.segments,
        barred=barred,
        seed=settings.seed,
        local=settings.local,
        frame=player.frame,
        household=settings.household.id,
        programme=player.programme,
        history=about.plays,
        profile=settings.profile,
        breaks=player.breaks,
    )
