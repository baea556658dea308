"""The profile: what this box knows of its household, and the one group of the week.

All of it follows from consent and goes with it. What the operator told is shown without one,
and nothing is joined to it, counted or kept. A group is chosen once a week and held until the
week is over, whatever is learnt meanwhile; only the viewer's own correction drops it, and it
does so at once. If a spot for it was shown in that week already the next group begins with the
next week, so that nobody is ever in two groups of one week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from stb.engine.ports import Play
from stb.engine.profile_store import HeldGroup, ProfileStore
from stb.model import portrait
from stb.model.bundle import Inventory, iso_week
from stb.model.facts import Fact, Facts, Known, Origin, checked
from stb.model.household import Household, Segment, matched, segments_of
from stb.model.portrait import Corrections, Portrait
from stb.model.telemetry import Watched
from stb.model.viewed import Part, Viewed, kept_weeks, kind_of, part_of

KEPT_EVERY = timedelta(minutes=5)
"""So much viewing is kept in memory before it is written down."""

Key = tuple[str, Watched, Part]


def group_for(
    facts: Facts, at: datetime, inventory: Inventory, not_mine: frozenset[str] = frozenset()
) -> Segment | None:
    """Of the groups that fit the smallest that has spots, else the smallest; None if none fits."""
    bundles = {bundle.segment.id: bundle for bundle in inventory.active(at)}
    fitting = segments_of(facts, tuple(one.segment for one in bundles.values()))
    mine = [one for one in fitting if one.id not in not_mine]
    return next((one for one in mine if bundles[one.id].creatives), next(iter(mine), None))


class HouseholdProfile:
    """What is known of ``household``; ``local`` turns UTC into the viewer's civil time."""

    def __init__(
        self, store: ProfileStore, household: Household, local: Callable[[datetime], datetime]
    ) -> None:
        self._store, self._household, self._local = store, household, local
        self.reread()

    def reread(self) -> None:
        """Take all as the store has it: at the start, and after it was erased."""
        self._corrections: Corrections = dict(self._store.corrections())
        self._held: HeldGroup | None = self._store.group()
        self._viewed = self._store.viewed()
        self._counting: Counter[Key] = Counter()
        self._left = Fraction(0)
        self._seen: tuple[object, ...] = ()
        self._known: tuple[Known, ...] = ()

    @property
    def keeps(self) -> bool:
        """Whether there is anything that goes with the consent."""
        return bool(self._corrections or self._held or self._viewed or self._counting)

    def marks(self, at: datetime) -> tuple[object, ...]:
        """What changes whenever the group or the portrait may."""
        return iso_week(at), self._held, self._corrections, self._viewed

    # -- facts ---------------------------------------------------------------------------

    def known(self, inventory: Inventory) -> tuple[Known, ...]:
        """Every fact that may be used with consent."""
        seen = (inventory.provisioned, inventory.postcodes, self._corrections, self._viewed)
        if not self._seen or any(a is not b for a, b in zip(seen, self._seen, strict=True)):
            self._known = portrait.known(
                self._told(inventory), by=self._by(inventory), corrections=self._corrections,
                postcodes=inventory.postcodes, viewed=self._viewed,
            )  # fmt: skip
            self._seen = seen
        return self._known

    def told(self, inventory: Inventory) -> Portrait:
        """What may be shown without consent: what was told, and nothing worked out."""
        return Portrait(portrait.told(self._told(inventory), by=self._by(inventory)))

    def portrait(self, inventory: Inventory, group: Segment | None) -> Portrait:
        """All that is known, and why the household is in ``group``."""
        known = self.known(inventory)
        why = () if group is None else matched(group.rule, portrait.usable(known))
        waits = self._held is not None and self._held.dropped
        return Portrait(known, self._viewed, why, waits)

    def correct(self, name: str, value: Fact | None) -> None:
        """Take down that a fact is ``value``; None: it is not so, and is not to be used.

        Raises:
            BadFact: there is no such fact, or it cannot be that.
            UnavailableError: it cannot be kept; it holds until the power goes.
        """
        kept = checked(name, value) if value is not None else None
        self._corrections = {**self._corrections, name: kept}
        self._store.keep_correction(name, kept)

    def take_back(self, name: str) -> None:
        """Use again what was told.

        Raises:
            UnavailableError: as `correct`.
        """
        self._corrections = {
            fact: value for fact, value in self._corrections.items() if fact != name
        }
        self._store.take_back(name)

    def _told(self, inventory: Inventory) -> dict[str, Fact]:
        told = inventory.provisioned
        return dict(self._household.facts if told is None else told.facts)

    def _by(self, inventory: Inventory) -> Origin:
        return Origin.SET_UP if inventory.provisioned is None else Origin.OPERATOR

    # -- the group of the week -----------------------------------------------------------

    def group(self, at: datetime, inventory: Inventory, not_mine: frozenset[str]) -> Segment | None:
        """The group of the week; None where none fits, or the viewer put it right."""
        week = iso_week(at)
        bundles = {bundle.segment.id: bundle for bundle in inventory.active(at)}
        if self._held is not None and self._held.week == week:
            kept = bundles.get(self._held.segment)
            return None if self._held.dropped or kept is None else kept.segment
        return group_for(portrait.usable(self.known(inventory)), at, inventory, not_mine)

    def hold(self, at: datetime, inventory: Inventory, not_mine: frozenset[str]) -> None:
        """Write down the group of the week, once there is one.

        Raises:
            UnavailableError: it cannot be kept now.
        """
        week = iso_week(at)
        if self._held is not None and self._held.week == week:
            return
        group = self.group(at, inventory, not_mine)
        if group is None and self._held is None:
            return
        self._held = None if group is None else HeldGroup(week, group.id)
        self._store.hold_group(self._held)

    def put_right(
        self, at: datetime, inventory: Inventory, *, not_mine: frozenset[str],
        plays: tuple[Play, ...],
    ) -> None:  # fmt: skip
        """Drop the group of the week if, by what the viewer says, it is not his.

        Raises:
            UnavailableError: it cannot be kept; it holds until the power goes.
        """
        held, week = self._held, iso_week(at)
        if held is None or held.week != week:
            return
        facts = portrait.usable(self.known(inventory))
        bundles = {bundle.segment.id: bundle for bundle in inventory.active(at)}
        kept = bundles.get(held.segment)
        fits = kept is not None and kept.segment.rule.holds(facts)
        if held.dropped or (fits and held.segment not in not_mine):
            return
        shown = any(iso_week(play.at) == week for play in plays)
        self._held = replace(held, dropped=True) if shown else None
        self._store.hold_group(self._held)

    # -- what is viewed ------------------------------------------------------------------

    def saw(self, seconds: Fraction, category: str, at: datetime) -> None:
        """Count ``seconds`` of viewing of a guide's ``category``, to the whole second."""
        whole, self._left = divmod(self._left + seconds, 1)
        if whole:
            key = (iso_week(at), kind_of(category), part_of(self._local(at)))
            self._counting[key] += int(whole)

    def keep_viewed(self, at: datetime, *, leaving: bool = False) -> None:
        """Write down what was counted, now and then, and forget what is older than four weeks.

        Raises:
            UnavailableError: it cannot be kept now.
        """
        weeks = kept_weeks(at)
        over = any(one.week not in weeks for one in self._viewed)
        counted = sum(self._counting.values())
        if not over and not (counted and leaving) and counted < KEPT_EVERY.total_seconds():
            return
        more = tuple(Viewed(*key, seconds) for key, seconds in self._counting.items())
        self._store.add_viewed(tuple(one for one in more if one.week in weeks), weeks=weeks)
        self._counting.clear()
        self._viewed = self._store.viewed()
