"""What a box is made of: its settings, and the ports through which it meets the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stb.engine.ports import Clock, Courier, Deck, Egress, Entropy, Ids, Sealer, Store
from stb.model.household import Household
from stb.model.report import Report
from stb.model.rules import Profile, Rules, in_force

NOTICE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What a box is given for good: who lives here, and the seed of its draws.

    ``local`` turns UTC into the viewer's civil time; ``encode`` a report into
    the bytes that will leave. ``notice_version`` is the consent text in force,
    ``profile`` the year whose rules of advertising are.
    """

    household: Household
    seed: int
    local: Callable[[datetime], datetime]
    encode: Callable[[Report], bytes]
    notice_version: int = NOTICE_VERSION
    profile: Profile = Profile.TODAY

    def rules(self, at: datetime) -> Rules:
        """The rules of advertising at ``at`` (UTC)."""
        return in_force(self.profile, self.local(at).date())


@dataclass(frozen=True, slots=True)
class Ports:
    """The world, as the engine knows it."""

    clock: Clock
    courier: Courier
    egress: Egress
    store: Store
    deck: Deck
    ids: Ids
    entropy: Entropy
    sealer: Sealer
