"""What the viewer agreed to, and what is kept of his viewing for as long as that holds.

A no holds at once, whatever the disk says; a yes when it is written down. What was kept
under a consent goes when that ends: by a no, by its time running out, by a new text, and
at the next start where the power went before all of it was done.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from stb.engine.commands import AnswerConsent
from stb.engine.events import Answered, Event
from stb.engine.ports import Ids, Play, Store
from stb.engine.privacy import Gate
from stb.engine.profile import HouseholdProfile
from stb.errors import UnavailableError
from stb.model.consent import Answer, ConsentRecord, Consents, Method, Purpose
from stb.model.place import Remembered

AGAIN = timedelta(seconds=30)
"""After this the disk is tried again, where it had no room."""

NOT_MINE = "not-my-segments"
"""The setting that names the groups of which the viewer said that they are not his."""


class Agreement:
    """The consents of one household, and the plays that were kept under them."""

    def __init__(
        self,
        store: Store,
        gate: Gate,
        ids: Ids,
        *,
        version: int,
        child: bool = False,
        profile: HouseholdProfile | None = None,
    ) -> None:
        self._store, self._gate, self._ids = store, gate, ids
        self._version, self._child, self._profile = version, child, profile
        self.reread()

    def reread(self) -> None:
        """Take all as the store has it, at the start and after a reset."""
        self._owed: tuple[ConsentRecord, ...] = ()
        self._ended: frozenset[Purpose] = frozenset()
        self._again_at: datetime | None = None
        self.consents = Consents(self._store.consents(), self._version, self._child)
        self.plays = self._store.plays()
        self._viewings = bool(self._store.remembered())
        self.not_mine = frozenset((self._store.recall(NOT_MINE) or "").split())

    def answer(self, command: AnswerConsent, at: datetime) -> tuple[Event, ...]:
        """Take an answer down; a no is written and obeyed to the last byte by `settle`.

        In a child's profile nobody can say yes.

        Raises:
            UnavailableError: a yes cannot be written down now, and does not hold.
        """
        if self.consents.child and command.answer is Answer.YES:
            return ()
        last = self.consents.latest(command.purpose)
        withdraws = command.answer is Answer.NO and last is not None and last.answer is Answer.YES
        ends = last.id if last is not None and withdraws else ""
        record = command.record(self._ids.new(), at=at, ends=ends)
        self._owed = (*self._owed, record)
        if command.answer is Answer.NO:
            self._ended |= {command.purpose}
            self._again_at = None
        else:
            try:
                self._write()
            except UnavailableError:
                self._owed = tuple(owed for owed in self._owed if owed is not record)
                raise
        self.consents = self.consents.with_record(record)
        return (Answered(command.purpose, command.answer, command.method),)

    def settle(self, at: datetime) -> None:
        """Write down what is owed, and forget what no consent covers any more.

        Raises:
            UnavailableError: the disk does not let it; tried again half a minute later.
        """
        if self._again_at is not None and self._again_at - AGAIN <= at < self._again_at:
            return
        self._again_at = at + AGAIN
        self._run_out(at)
        self._write()
        for purpose in Purpose:
            over = self.consents.is_over(purpose, at) and self._keeps(purpose)
            if over or purpose in self._ended:
                self._forget(purpose)
                self._ended -= {purpose}
        self._again_at = None

    def keep(self, play: Play) -> None:
        """Keep that a creative was seen.

        Raises:
            UnavailableError: it cannot be kept now.
        """
        self._store.add_play(play)
        self.plays = (*self.plays, play)

    def remember(self, remembered: Remembered, at: datetime) -> None:
        """Keep what a viewing decided and counted, if the viewer agrees to it now.

        Raises:
            UnavailableError: it cannot be kept now.
        """
        if self.consents.allows(Purpose.TAILORED_SPOTS, at):
            self._viewings = True
            self._store.remember_viewing(remembered)

    def remembered(self, media_id: str, at: datetime) -> Remembered | None:
        """What was kept of a viewing of a programme; None where nothing was, or may be used."""
        if not self._viewings or not self.consents.allows(Purpose.TAILORED_SPOTS, at):
            return None
        return next((r for r in self._store.remembered() if r.media_id == media_id), None)

    def not_my_segment(self, segment_id: str) -> None:
        """Take down that a group is not the viewer's; it stays here and goes with the consent.

        Raises:
            UnavailableError: it cannot be kept; it holds until the power goes.
        """
        self.not_mine |= {segment_id}
        self._store.remember(NOT_MINE, " ".join(sorted(self.not_mine)))

    def _run_out(self, at: datetime) -> None:
        """Take down that a yes ran out, so that a clock put back does not bring it back."""
        for purpose in Purpose:
            over = self.consents.run_out(purpose, at)
            if over is not None:
                record = ConsentRecord(
                    self._ids.new(), purpose, Answer.NO, at, Method.RAN_OUT, over.notice, over.id
                )
                self._owed = (*self._owed, record)
                self.consents = self.consents.with_record(record)

    def _write(self) -> None:
        while self._owed:
            self._store.add_consent(self._owed[0])
            self._owed = self._owed[1:]

    def _keeps(self, purpose: Purpose) -> bool:
        known = self._profile is not None and self._profile.keeps
        kept = self.plays or self._viewings or self.not_mine or known
        seen = purpose is Purpose.TAILORED_SPOTS and bool(kept)
        return seen or self._gate.keeps(purpose)

    def _forget(self, purpose: Purpose) -> None:
        if purpose is Purpose.TAILORED_SPOTS:
            self.plays = ()
        self._gate.withdraw(purpose)
        if purpose is Purpose.TELEMETRY:
            self._store.figures.forget_telemetry()
            self._gate.reread()
        if purpose is Purpose.TAILORED_SPOTS:
            self._store.forget_profile()
            if self._profile is not None:
                self._profile.reread()
            if self.not_mine:
                self.not_mine = frozenset()
                self._store.forget(NOT_MINE)
            self._viewings = False
            self._gate.reread()
