"""The box: one thread, one clock, one step a frame.

The order of a step stands in `Box.step`, in one place. Nothing here waits,
draws, decodes or sends: it asks through ports, and the answers are read at the
start of a later step. After each step a new immutable `Snapshot` is all that a
screen, a remote or a test may know.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile

from stb.engine import events
from stb.engine.about import About
from stb.engine.agreement import Agreement
from stb.engine.belonging import Belonging, Found
from stb.engine.billing import ad_plays
from stb.engine.commands import (
    AnswerConsent,
    Command,
    CorrectFact,
    EnterPin,
    FactoryReset,
    ForgetUse,
    LoadGuide,
    LockAgain,
    NotMySegment,
    PlaceOrder,
    SetMute,
    SetPower,
    SetVolume,
    TakeBackFact,
)
from stb.engine.events import Event, Line
from stb.engine.ports import (
    Arrival,
    Arrived,
    FetchLineup,
    Missed,
    OpenCatchUp,
    OpenLive,
    OpenRental,
    Request,
)
from stb.engine.privacy import Gate
from stb.engine.profile import HouseholdProfile
from stb.engine.provisions import Provisions
from stb.engine.setup import Ports, Settings
from stb.engine.showing import Showing
from stb.engine.snapshot import Snapshot
from stb.engine.stage import Stage
from stb.engine.till import Till
from stb.engine.troubles import Troubles
from stb.errors import StbError, UnavailableError
from stb.model.bundle import Inventory
from stb.model.consent import Answer, Consents, Purpose
from stb.model.media import LiveWindow, Opened
from stb.model.time import PAL, FrameRate


class Box:
    """A set-top box. `send` may be called from any thread, everything else from one."""

    def __init__(
        self, settings: Settings, ports: Ports, *, inventory: Inventory | None = None
    ) -> None:
        """``inventory`` is what lies on the disk, verified, before the head-end is asked."""
        self._settings = settings
        self._ports = ports
        self._inbox: deque[Command] = deque()
        self._now = ports.clock.utc()
        self._steps = 0
        self.as_run: list[Line] = []
        store = ports.store
        self._gate = Gate(
            ports.egress,
            store,
            encode=settings.encode,
            ids=ports.ids,
            entropy=ports.entropy,
            sealer=ports.sealer,
            subscriber=settings.household.id,
        )
        self._provisions = Provisions(ports.courier, inventory=inventory or Inventory())
        self._stage = Stage(ports.deck, ports.courier, settings)
        profile = HouseholdProfile(store.profile, settings.household, settings.local)
        self._agreed = Agreement(
            store, self._gate, ports.ids, version=settings.notice_version,
            child=settings.household.child_profile, profile=profile,
        )  # fmt: skip
        self._group = Belonging(profile, self._agreed, settings)
        self._till = Till(settings.household, store, self._gate, ports.ids)
        self._showing = Showing(
            self._stage,
            settings,
            store,
            provisions=self._provisions,
            agreed=self._agreed,
            till=self._till,
            tell=self._trouble,
            on_disk=self._on_disk,
        )
        self._on = True
        self._volume = _volume(store.recall("volume"))
        self._muted = False
        self._troubles = Troubles()
        self._lineup_missed: StbError | None = None
        for note in store.notes:
            self._note(events.WentWrong("box.db", note))
            self._trouble("store.damaged", note)
        self.snapshot = self._published()

    # -- the outside ---------------------------------------------------------------

    def send(self, command: Command) -> None:
        """Queue ``command`` for the next step."""
        self._inbox.append(command)

    def tell(self, code: str, text: str) -> None:
        """Say something over the picture, as of now: what was found when the box was built."""
        self._trouble(code, text)

    @property
    def rate(self) -> FrameRate:
        """Steps a second: the rate of what is on the screen, 25 where there is nothing."""
        player = self._stage.player
        return player.rate if player is not None and self._on else PAL

    def step(self, *, shown: tuple[int, ...] | None = None) -> Snapshot:
        """Advance one frame.

        ``shown``: the presentation frames of what is on air whose pictures reached the
        screen since the last step, in real time some later than their step; None where
        each step's picture is seen at once.
        """
        self._now = self._ports.clock.utc()
        self._steps += 1
        self._note(*self._stage.saw(shown))
        for arrival in self._ports.courier.collect():
            self._receive(arrival)
        while self._inbox:
            self._obey(self._inbox.popleft())
        self._on_disk(lambda: self._group.hold(self._now, self._inventory))
        self._note(*self._stage.play(self._about(), held=self._showing.holds))
        self._on_disk(lambda: self._agreed.settle(self._now))
        self._on_disk(self._derive_reports)
        self._on_disk(self._report)
        self._on_disk(lambda: self._showing.expire(self._now))
        self._showing.keep(self._now)
        self._on_disk(lambda: self._group.keep(self._now))
        self._on_disk(lambda: self._gate.watching.keep(self._now))
        self._provisions.ask(self._now, picture=self._stage.has_picture or not self._on)
        if self._provisions.heard:
            self._troubles.mind_clock(self._now, self._inventory)
        if self._on:
            self._note(*self._showing.begin(self._now))
        self.snapshot = self._published()
        self._group.saw(self.snapshot, self.rate.seconds(1))
        self._gate.watching.saw(self.snapshot, self.rate.seconds(1))
        return self.snapshot

    def close(self) -> None:
        """Keep where the viewer is; the power goes."""
        self._showing.keep(self._now, leaving=True)
        self._on_disk(lambda: self._group.keep(self._now, leaving=True))
        self._on_disk(lambda: self._gate.watching.keep(self._now, leaving=True))

    @property
    def busy(self) -> bool:
        """Whether the next step has something to do besides showing the next frame."""
        return bool(self._inbox) or self._provisions.waiting

    @property
    def sends(self) -> bool:
        """Whether a message has left whose answer is not here yet."""
        return self._gate.trying

    def next_due(self) -> datetime | None:
        """When the box will next fetch or send by itself, None when nothing is planned."""
        due = [self._provisions.next_due(), self._gate.next_due, self._showing.next_due]
        return min((at for at in due if at is not None), default=None)

    def quiet_steps(self) -> int:
        """How many of the next steps would only show the next frame; fewer where in doubt.

        For a deck that is always ready, and a clock that moves only with the steps.
        """
        told = bool(self.as_run) and self.as_run[-1].step == self._steps
        asks = self.busy or self._gate.trying or self._showing.question is not None
        if told or asks or not self._on:
            return 0
        now = self._ports.clock.utc()
        # Of the day that was last looked at: the clock may stand at the first step of a new one.
        midnight = datetime.combine(self._now.date() + timedelta(days=1), time(), UTC)
        due = min(at for at in (self.next_due(), self._stage.asks_at, midnight) if at is not None)
        return max(0, min(self._stage.quiet_steps(), self.rate.whole_frames(due - now)))

    def pass_by(self, steps: int) -> Snapshot:
        """Be where ``steps`` steps lead: no more than `quiet_steps`, the clock at the last."""
        self._now = self._ports.clock.utc()
        self._steps += steps
        self._stage.pass_by(steps)
        self._showing.keep(self._now)
        self.snapshot = self._published()
        self._group.saw(self.snapshot, self.rate.seconds(steps))
        self._gate.watching.saw(self.snapshot, self.rate.seconds(steps))
        return self.snapshot

    # -- arrivals --------------------------------------------------------------------

    def _receive(self, arrival: Arrival) -> None:
        match arrival:
            case Arrived(request=OpenCatchUp() | OpenRental() as request, result=Opened() as media):
                self._note(*(events.WentWrong(media.id, note) for note in arrival.notes))
                self._stage.opened(request, media)
            case Arrived(request=OpenLive() as request, result=LiveWindow() as window):
                self._stage.window(request, window)
            case Arrived(request=request, notes=notes):
                self._note(*self._provisions.arrived(arrival, self._now))
                self._troubles.list_faulty(request, notes, self._now)
            case Missed(request=OpenCatchUp() | OpenRental() | OpenLive() as request, error=error):
                self._media_missed(request, error)
            case Missed(request=request, error=error):
                self._note(*self._provisions.missed(arrival, self._now))
                if isinstance(request, FetchLineup):
                    self._lineup_missed = error

    def _media_missed(self, request: Request, error: StbError) -> None:
        told = self._stage.missed(request, error, self._now)
        if not told:
            return
        self._note(events.WentWrong(told, error.code))
        # A service that fails by itself is told of where its picture would be, and only there.
        alone = isinstance(request, OpenLive) and (
            request.service.own or error.code == "http.status"
        )
        if not alone:
            self._trouble(error.code, str(error))

    # -- commands --------------------------------------------------------------------

    def _obey(self, command: Command) -> None:
        match command:
            case SetPower(on=on):
                self._power(on=on)
            case LoadGuide(day=day):
                self._provisions.want_day(day)
            case SetVolume(volume=volume):
                self._volume = max(0, min(volume, 100))
                self._muted = False
                self._on_disk(lambda: self._ports.store.remember("volume", str(self._volume)))
            case SetMute(muted=muted):
                self._muted = muted
            case AnswerConsent():
                self._on_disk(lambda: self._answer(command))
            case EnterPin(pin=tried):
                self._note(*self._till.enter(tried, self._now))
            case LockAgain():
                self._till.lock()
            case PlaceOrder():
                self._order(command)
            case ForgetUse():
                self._on_disk(self._showing.forget_use)
            case NotMySegment() | CorrectFact() | TakeBackFact():
                self._on_disk(lambda: self._group.obey(command, self._now, self._inventory))
            case FactoryReset():
                self._on_disk(self._reset)
            case _ if self._on:
                self._note(*self._showing.obey(command, self._now))

    def _power(self, *, on: bool) -> None:
        if on == self._on:
            return
        self._on = on
        if not on:
            self._till.lock()
            self._showing.leave(self._now)
            self._on_disk(lambda: self._group.keep(self._now, leaving=True))
            self._on_disk(lambda: self._gate.watching.keep(self._now, leaving=True))
        self._note(events.PowerChanged(on))

    def _order(self, command: PlaceOrder) -> None:
        told = self._till.order(command, self._provisions.products, self._now)
        self._note(*told)
        for event in told:
            if isinstance(event, events.OrderRefused):
                self._trouble(event.reason, event.product)

    def _reset(self) -> None:
        """As new; what is still owed to the operator goes on being sent."""
        self._ports.store.reset()
        self._gate.reread()
        self._agreed.reread()
        self._group.reread()
        self._till.lock()
        self._till.reread()
        self._showing.reset()
        self._volume, self._muted = 60, False

    def _answer(self, command: AnswerConsent) -> None:
        if command.purpose is self._showing.question:
            self._showing.question = None
        self._note(*self._agreed.answer(command, self._now))
        if command.purpose is Purpose.TAILORED_SPOTS:
            self._stage.consent_changed(yes=command.answer is Answer.YES)

    # -- what follows from what happened ---------------------------------------------

    def _derive_reports(self) -> None:
        """Money follows the log: every play seen in this step is kept to be reported."""
        lines = takewhile(lambda line: line.step == self._steps, reversed(self.as_run))
        for play in ad_plays(tuple(lines)[::-1]):
            if self._consents.allows(Purpose.TAILORED_SPOTS, self._now):
                self._showing.counted(play, self._now)
                self._agreed.keep(play)
                self._note(*self._gate.report_play(play))

    def _report(self) -> None:
        """Let the gate try what is due; what an order became is read back from the store."""
        keys = self._provisions.inventory.post
        told = self._gate.step(self._consents, self._now, keys=keys)
        if any(isinstance(event, events.ReportSent) for event in told):
            self._till.reread()
        self._note(*told)

    def _on_disk(self, work: Callable[[], None]) -> None:
        """Do what needs the disk; where it cannot be written the viewer is told, and TV goes on."""
        try:
            work()
        except UnavailableError as error:
            self._trouble(error.code, str(error))

    def _about(self) -> About:
        return About(
            now=self._now,
            inventory=self._inventory,
            segments=tuple(segment.id for segment in self._grouped[0]),
            consents=self._consents,
            plays=self._agreed.plays,
        )

    @property
    def _grouped(self) -> Found:
        return self._group.found(self._now, self._inventory)

    @property
    def _inventory(self) -> Inventory:
        return self._provisions.inventory

    @property
    def _consents(self) -> Consents:
        return self._agreed.consents

    def _note(self, *happened: Event) -> None:
        self.as_run.extend(Line(self._steps, self._now, event) for event in happened)

    def _trouble(self, code: str, text: str) -> None:
        self._troubles.tell(code, text, self._now)

    def _published(self) -> Snapshot:
        player = self._stage.player
        segments, portrait = self._grouped
        return Snapshot(
            step=self._steps,
            now=self._now,
            on=self._on,
            lineup=self._provisions.lineup,
            schedule=self._provisions.schedule,
            service=self._showing.service,
            playing=player.seen(*self._stage.held) if player is not None and self._on else None,
            volume=self._volume,
            muted=self._muted,
            consents=self._consents,
            question=self._showing.question,
            household=self._settings.household,
            segments=segments,
            inventory=self._inventory,
            decisions=self._stage.decisions,
            products=self._provisions.products,
            rentals=self._till.rentals,
            orders=self._till.orders,
            sent=self._gate.sent,
            waiting_reports=self._gate.waiting,
            pin=self._till.pin(self._now),
            troubles=self._troubles.standing(self._now),
            headend_reachable=self._provisions.reachable,
            no_lineup=None if self._provisions.lineup.services else self._lineup_missed,
            places=self._showing.places,
            portrait=portrait,
        )


def _volume(kept: str | None) -> int:
    """The volume that was kept; 60 where there is none, or one that is no number."""
    return min(int(kept), 100) if kept and kept.isdecimal() and len(kept) < 4 else 60
