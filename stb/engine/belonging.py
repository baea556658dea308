"""To which group this household belongs, and why: the profile, under the consent of now.

The profile says what follows from the facts; this says whether anything may follow. Without
consent there is no group, no class, no count of viewing and nothing written down.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from stb.engine.agreement import Agreement
from stb.engine.commands import CorrectFact, NotMySegment, TakeBackFact
from stb.engine.profile import HouseholdProfile
from stb.engine.setup import Settings
from stb.engine.snapshot import Snapshot
from stb.model.bundle import Inventory
from stb.model.consent import Purpose
from stb.model.household import Segment
from stb.model.media import Form
from stb.model.portrait import Portrait

LOOKS_EVERY_S = 10
"""Viewing is counted in pieces of so many seconds, each of the kind that is on at its end."""

Found = tuple[tuple[Segment, ...], Portrait]


class Belonging:
    """The group of the week; asked in every step, worked out where something changed."""

    def __init__(self, profile: HouseholdProfile, agreed: Agreement, settings: Settings) -> None:
        self._profile, self._agreed, self._settings = profile, agreed, settings
        self._counting = Fraction(0)
        self._inventory: Inventory | None = None
        self._marks: tuple[object, ...] = ()
        self._found: Found = ((), Portrait())

    def found(self, now: datetime, inventory: Inventory) -> Found:
        """The group, none or one, and the portrait behind it."""
        allowed = self._may_be_grouped(now)
        active = inventory.active(now) if allowed else ()
        marks = (allowed, active, self._agreed.not_mine, *self._profile.marks(now))
        if inventory is not self._inventory or marks != self._marks:
            self._found = self._worked_out(now, inventory, allowed=allowed)
            self._inventory, self._marks = inventory, marks
        return self._found

    def _worked_out(self, now: datetime, inventory: Inventory, *, allowed: bool) -> Found:
        if not allowed:
            return (), self._profile.told(inventory)
        group = self._profile.group(now, inventory, self._agreed.not_mine)
        return ((group,) if group else ()), self._profile.portrait(inventory, group)

    def obey(
        self, command: NotMySegment | CorrectFact | TakeBackFact, now: datetime,
        inventory: Inventory,
    ) -> None:  # fmt: skip
        """Put right what the viewer says is wrong; without consent there is nothing to.

        Raises:
            BadFact: a fact cannot be that.
            UnavailableError: it cannot be kept; it holds until the power goes.
        """
        if not self._agreed.consents.allows(Purpose.TAILORED_SPOTS, now):
            return
        try:
            match command:
                case NotMySegment(segment_id=segment_id):
                    self._agreed.not_my_segment(segment_id)
                case CorrectFact(name=name, value=value):
                    self._profile.correct(name, value)
                case TakeBackFact(name=name):
                    self._profile.take_back(name)
        finally:
            self._profile.put_right(
                now, inventory, not_mine=self._agreed.not_mine, plays=self._agreed.plays
            )

    def hold(self, now: datetime, inventory: Inventory) -> None:
        """Write down the group of the week, once there is one.

        Raises:
            UnavailableError: it cannot be kept now.
        """
        if self._may_be_grouped(now):
            self._profile.hold(now, inventory, self._agreed.not_mine)

    def saw(self, snapshot: Snapshot, seconds: Fraction) -> None:
        """Count ``seconds`` of what is on the screen, with consent; live and catch-up only."""
        playing = snapshot.playing
        if playing is None or not playing.moving or playing.form is Form.RENTAL:
            return
        self._counting += seconds
        if self._counting < LOOKS_EVERY_S:
            return
        counted, self._counting = self._counting, Fraction(0)
        if not snapshot.allows(Purpose.TAILORED_SPOTS):
            return
        programme = playing.programme
        if programme is None and snapshot.service is not None:
            programme = snapshot.schedule.at(snapshot.service.id, snapshot.now)
        self._profile.saw(counted, programme.category if programme else "", snapshot.now)

    def keep(self, now: datetime, *, leaving: bool = False) -> None:
        """Write down what was counted, now and then and on leaving.

        Raises:
            UnavailableError: it cannot be kept now.
        """
        if self._agreed.consents.allows(Purpose.TAILORED_SPOTS, now):
            self._profile.keep_viewed(now, leaving=leaving)

    def reread(self) -> None:
        """All was erased."""
        self._profile.reread()
        self._counting = Fraction(0)

    def _may_be_grouped(self, now: datetime) -> bool:
        allowed = self._agreed.consents.allows(Purpose.TAILORED_SPOTS, now)
        return allowed and self._settings.rules(now).tailored
