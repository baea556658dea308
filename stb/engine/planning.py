"""The plan of a whole viewing as one pure function: what was signalled in, a timeline out.

The same as a box decides on its way through a programme without a pause or a jump, and by the
same means (`stb.engine.planner` for each break, `stb.engine.viewing` for what joins them). For
whoever wants to know beforehand: a test, a script, a head-end of one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from stb.engine.about import About, segments_at, viewing
from stb.engine.player import Player
from stb.engine.ports import Play
from stb.engine.setup import Settings
from stb.engine.splicer import broadcast
from stb.engine.viewing import CUE_AHEAD_S, Splicer
from stb.model.avail import Break
from stb.model.bundle import Inventory
from stb.model.consent import Consents
from stb.model.household import Household
from stb.model.media import Form
from stb.model.plan import Decision
from stb.model.report import Report
from stb.model.rules import Profile
from stb.model.schedule import Programme
from stb.model.service import Service
from stb.model.time import FrameRate
from stb.model.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Signals:
    """What the broadcast says: a programme of ``frames`` frames at ``rate``, and its breaks."""

    service: Service
    programme: Programme
    rate: FrameRate
    frames: int
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is on air from the first frame to the last, and why, spot by spot in order."""

    timeline: Timeline
    decisions: tuple[Decision, ...]

    @property
    def proved(self) -> bool:
        """Whether no other choice is better for any break."""
        return all(decision.proved for decision in self.decisions)


def plan(
    signals: Signals,
    *,
    inventory: Inventory,
    household: Household,
    consent: Consents,
    history: tuple[Play, ...],
    at: datetime,
    draw: int,
    local: Callable[[datetime], datetime],
    profile: Profile = Profile.TODAY,
) -> Plan:
    """The plan of a viewing that shows the first frame ``at`` (UTC).

    ``history`` is what the household saw before, ``draw`` the seed of the lots, ``local`` the
    viewer's civil time. Without a yes in ``consent`` no segment is worked out at all.
    """
    settings = Settings(household, draw, local=local, encode=_sent, profile=profile)
    rate, breaks, media_id = signals.rate, signals.breaks, signals.programme.id
    splicer = Splicer(media_id, rate, signals.frames, breaks, started=at)
    line = broadcast(media_id, signals.frames, breaks)
    for brk in breaks:
        frame = max(brk.at - rate.frames_in(CUE_AHEAD_S), 0)
        now = at + rate.length(frame)
        segments = segments_at(now, settings=settings, consents=consent, inventory=inventory)
        about = About(now, inventory, tuple(each.id for each in segments), consent, history)
        player = Player(
            Form.CATCH_UP, media_id, signals.programme.title, rate=rate, frame=frame,
            frames=signals.frames, programme=signals.programme, breaks=breaks,
        )  # fmt: skip
        seen = partial(viewing, about, player, service=signals.service, settings=settings)
        line = splicer.cue(line, frame, seen)
    decided = tuple(made for brk in breaks for made in splicer.decided[brk.id])
    return Plan(line, decided)


def _sent(report: Report) -> bytes:
    raise AssertionError(f"a plan sends nothing, and not {type(report).__name__}")
