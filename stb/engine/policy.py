"""The operator's policy for breaks: where a jump may land, and what was watched.

Under "no fast-forward" a jump over breaks that were not watched in this viewing plays the
last of them first and then goes where it was to go; a jump inside such a break waits for its
end. So a jump costs one break at most. Going back, pausing and single frames are free, and a
break counts as watched when all of it has played, from its first frame on, in this viewing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stb.model.avail import Break
from stb.model.rules import Profile
from stb.model.schedule import Programme
from stb.model.service import BreakPolicy, Service


@dataclass(frozen=True, slots=True)
class Hold:
    """A jump to ``target`` that waits until presentation frame ``end``, when its break is over.

    A target no further than that is reached by playing on.
    """

    break_id: str
    end: int
    target: int = -1

    @property
    def leads_on(self) -> bool:
        """Whether it goes on from the end of the break."""
        return self.target > self.end


def in_force(service: Service | None, programme: Programme | None, profile: Profile) -> BreakPolicy:
    """The policy of a programme, else of its service. The boxes of 2006 and 2019 knew none."""
    if profile is not Profile.TODAY or service is None:
        return BreakPolicy.FREE
    own = programme.break_policy if programme is not None else None
    return own or service.break_policy


@dataclass(slots=True)
class Guard:
    """The breaks of one viewing under a policy."""

    policy: BreakPolicy
    breaks: tuple[Break, ...]
    hold: Hold | None = None
    _played_to: dict[str, int] = field(default_factory=dict)

    @classmethod
    def entered(cls, policy: BreakPolicy, breaks: tuple[Break, ...], *, at: int) -> Guard:
        """A viewing that begins at frame ``at``: what lies before it was passed to get there."""
        guard = cls(policy, breaks)
        for brk in breaks:
            if brk.at < at:
                guard._played_to[brk.id] = min(at, brk.end)
        return guard

    def played(self, first: int, end: int) -> None:
        """Frames ``first`` to ``end`` (exclusive) were played, one after the other."""
        if self.policy is BreakPolicy.FREE:
            return
        for brk in self.breaks:
            to = self._played_to.get(brk.id, brk.at)
            if first <= to < end and to < brk.end:
                self._played_to[brk.id] = min(end, brk.end)

    def watched(self, brk: Break) -> bool:
        """Whether all of ``brk`` was played; one without a known end holds nobody."""
        return self._played_to.get(brk.id, brk.at) >= brk.end

    @property
    def bound(self) -> tuple[str, ...]:
        """The breaks that may not be jumped over, in order."""
        if self.policy is BreakPolicy.FREE:
            return ()
        return tuple(brk.id for brk in self.breaks if not self.watched(brk))

    def landing(self, frame: int, target: int) -> int:
        """Where a jump from ``frame`` to ``target`` lands; the same frame: it is put off."""
        waiting, self.hold = self.hold, None
        if self.policy is BreakPolicy.FREE or target <= frame:
            return target
        met = [b for b in self.breaks
               if not self.watched(b) and b.end > frame and b.at < target]  # fmt: skip
        if not met:
            return target
        within = met[0].at <= frame
        brk = met[0] if within else met[-1]
        self.hold = Hold(brk.id, brk.end, target)
        if within and waiting is not None and waiting.target > target:
            self.hold = waiting
        return frame if within else brk.at

    def released(self, frame: int) -> int | None:
        """Where a jump that waited goes now that ``frame`` is reached; None where none does."""
        hold = self.hold
        if hold is None or frame < hold.end:
            return None
        self.hold = None
        if not hold.leads_on:
            return None
        for brk in self.breaks:
            if brk.at <= hold.target < brk.end and not self.watched(brk):
                return brk.at
        return hold.target if hold.target > frame else None
