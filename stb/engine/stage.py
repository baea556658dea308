"""The stage: what is on the screen, the deck beneath it, and the splicer beside it.

It joins three values (player, timeline, decisions) and turns what happens to
them into as-run events. Live and rented media are never spliced: only
catch-up of a service that the operator declared eligible has a splicer that
may choose.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from stb.engine.about import NO_CONSENT, About, viewing
from stb.engine.events import Event, OnAir, SpotRefused, WentWrong
from stb.engine.planner import Viewing
from stb.engine.player import Player, length_left
from stb.engine.ports import (
    Courier,
    Deck,
    OpenCatchUp,
    OpenLive,
    OpenRental,
    Request,
)
from stb.engine.setup import Settings
from stb.engine.snapshot import Intent, Supply
from stb.engine.viewing import Splicer
from stb.errors import StbError, UnavailableError
from stb.model.bundle import Creative
from stb.model.media import Form, LiveWindow, Opened
from stb.model.plan import Decision
from stb.model.product import Product
from stb.model.schedule import Programme
from stb.model.service import Service
from stb.model.timeline import Item, Placed, Source, Timeline

BREAK_LEAD_S = 5
LIVE_ASKED_EVERY_S = 2
MEDIA_TRIES = 3
ENDLESS = 1 << 40


class Stage:
    """At most one piece of media, with everything that belongs to showing it."""

    def __init__(self, deck: Deck, courier: Courier, settings: Settings) -> None:
        self._deck = deck
        self._courier = courier
        self._settings = settings
        self._service: Service | None = None
        self._splicer: Splicer | None = None
        self._asked: Request | None = None
        self._asked_at: datetime | None = None
        self._load_again_at: datetime | None = None
        self._tries = 0
        self._again = False
        self._told: tuple[int, Item] | None = None
        self.player: Player | None = None

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided for the break at hand, or the next one."""
        if self._splicer is None or self.player is None:
            return ()
        return self._splicer.at(self.player.frame)

    @property
    def has_picture(self) -> bool:
        """Whether something is shown, or nothing will be."""
        return self.player is not None and self.player.supply is not Supply.WAITING

    # -- entering and leaving ----------------------------------------------------------

    def tune(self, service: Service) -> None:
        self._enter(Player(Form.LIVE, f"live:{service.id}", service.name, rate=service.rate))
        self._service = service
        self._ask(OpenLive(service))

    def watch(self, service: Service, programme: Programme) -> None:
        player = Player(Form.CATCH_UP, programme.id, programme.title, programme=programme)
        self._enter(player)
        self._service = service
        url = service.catch_up_url.replace("{programme}", programme.id)
        self._ask(OpenCatchUp(programme.id, url))

    def rent(self, product: Product) -> None:
        media_id = f"rental:{product.id}"
        self._enter(Player(Form.RENTAL, media_id, product.title, product=product))
        self._ask(OpenRental(media_id, product.url))

    def leave(self) -> None:
        """Nothing is on the screen any more."""
        self._deck.stop()
        self.player = self._splicer = self._service = self._asked = self._told = None
        self._load_again_at = None

    def _enter(self, player: Player) -> None:
        self.leave()
        self._tries = 0
        self.player = player

    def _ask(self, request: Request) -> None:
        self._asked = request
        self._again = False
        self._courier.ask(request)

    # -- arrivals ----------------------------------------------------------------------

    def opened(self, request: Request, media: Opened) -> None:
        """Recorded media was opened; an answer to an earlier wish is dropped."""
        if self.player is None or request != self._asked:
            return
        self._asked = None
        self._tries = 0
        opened = self.player.with_opened(media)
        self.player = replace(opened.at(0), supply=Supply.WAITING, reason="")
        self._splicer = self._splicer or Splicer(media.id, media.rate, media.frames, media.breaks)
        self._load()

    def window(self, request: Request, window: LiveWindow) -> None:
        """The live window moved, or was joined for the first time."""
        player = self.player
        if player is None or request != self._asked:
            return
        self._asked = None
        self._tries = 0
        self.player = player.with_window(window)
        if not player.opened or self.player.frame != player.frame:
            self._load()

    def missed(self, request: Request, error: StbError, now: datetime) -> str:
        """Media could not be had: tried again a few times; what to tell, else empty."""
        player = self.player
        if player is None or request != self._asked:
            return ""
        self._tries += 1
        self._asked_at = now
        self._again = True
        if isinstance(error, UnavailableError) and (
            player.form is Form.LIVE or self._tries < MEDIA_TRIES
        ):
            return player.media_id if self._tries == 1 else ""
        self._asked = None
        self.player = player.failed(error.code)
        return player.media_id

    def _load(self) -> None:
        player = self.player
        if player is not None and player.timeline is not None:
            self._deck.load(player.media_id, player.timeline, rate=player.rate, start=player.frame)

    # -- the viewer's wishes -----------------------------------------------------------

    def pause(self) -> None:
        if self.player is not None:
            self.player = replace(self.player, intent=Intent.PAUSE)

    def resume(self) -> None:
        if self.player is not None:
            self.player = replace(self.player, intent=Intent.PLAY)

    def seek(self, frame: int) -> None:
        """Go to ``frame`` of recorded media, or inside the live window."""
        if self.player is None or not self.player.opened:
            return
        self.player = self.player.at(frame)
        self._told = None
        self._deck.seek(self.player.frame)

    def seek_break(self) -> None:
        """Go to five seconds before the first break that begins later than that."""
        player = self.player
        if player is None:
            return
        lead = player.rate.frames_in(BREAK_LEAD_S)
        coming = [brk.at for brk in player.breaks if brk.at - lead > player.frame]
        if coming:
            self.seek(coming[0] - lead)

    def consent_changed(self, *, yes: bool) -> None:
        """A yes lets later breaks be decided anew; a no takes the tailored spots away now."""
        if self.player is None or self._splicer is None or self.player.timeline is None:
            return
        if yes:
            self._splicer.asked_again(self.player.frame)
        else:
            line = self._splicer.withdrawn(self.player.timeline, self.player.frame, NO_CONSENT)
            self._replace(line)

    # -- one step ----------------------------------------------------------------------

    def saw(self, shown: tuple[int, ...] | None) -> tuple[Event, ...]:
        """Tally the presentation frames that reached the screen; None: that of the last step.

        Before anything is done to the player: what was seen before a jump was seen.
        """
        player = self.player
        if player is None or player.timeline is None:
            return ()
        if shown is None:
            shown = (player.frame,) if player.moved and player.on_air is not None else ()
        happened: list[Event] = []
        for frame in shown:
            if frame < player.timeline.frames:
                happened += self._count(player.timeline.at(frame), frame)
        return tuple(happened)

    def play(self, about: About, *, held: bool) -> tuple[Event, ...]:
        """Advance by a frame. ``held`` keeps the frame while a question is on the screen."""
        self._follow(about.now)
        if self.player is None or not self.player.opened:
            return ()
        happened: list[Event] = []
        if not held:
            self.player = self.player.advanced()
        happened += self._splice(about)
        player = self.player.supplied(ready=self._deck.ready(self.player.frame))
        self.player = replace(player, moved=player.moved and not held)
        if player.moved and not held:
            self._tries = 0
        happened += self._change()
        return tuple(happened)

    def quiet_steps(self) -> int:
        """How many of the next steps only show the next frame, or the same one again.

        That is so until the item on air ends, or something is to be decided or told;
        where the deck is always ready. 0 where it cannot be told.
        """
        player = self.player
        if player is None or not player.opened or self._asked or self._load_again_at:
            return 0
        if not player.moved:
            stands = player.intent is Intent.PAUSE and player.supply is Supply.READY
            return ENDLESS if stands or player.supply is Supply.ENDED else 0
        placed, line = player.on_air, player.timeline
        if placed is None or line is None:
            return 0
        last = placed.end - 1
        if self._splicer is not None:
            last = min(last, self._splicer.quiet_until(line, player.frame))
        counted = self._counted(placed)
        quiet = ENDLESS if counted is None else counted[0].impressions.quiet(placed, *counted[1:])
        return max(0, min(last - player.frame, quiet))

    def pass_by(self, steps: int) -> None:
        """Be where ``steps`` steps lead, every frame shown; not more than `quiet_steps`."""
        player = self.player
        if player is None or not player.moved or player.on_air is None:
            return
        frames = range(player.frame, player.frame + steps)
        counted = self._counted(player.on_air)
        if counted is not None:
            splicer, start, creative = counted
            splicer.impressions.passed(player.on_air, start, frames, creative)
        self.player = replace(player, frame=frames.stop)
        self._told = (frames.stop, player.on_air.item)

    @property
    def asks_at(self) -> datetime | None:
        """When the window of a live service is asked for again."""
        live = self.player is not None and self.player.form is Form.LIVE
        if not live or self._asked_at is None:
            return None
        return self._asked_at + timedelta(seconds=LIVE_ASKED_EVERY_S)

    def _follow(self, now: datetime) -> None:
        """Ask again for what failed, and for the live window as it moves."""
        player = self.player
        if player is None:
            return
        pause = timedelta(seconds=LIVE_ASKED_EVERY_S)
        again_at = self._load_again_at
        if again_at is not None and not again_at - pause <= now < again_at:
            self._load_again_at = None
            self._load()
        if self._asked_at is not None and self._asked_at <= now < self._asked_at + pause:
            return
        if self._asked is not None and self._again:
            # Only once there is an answer: what hangs is not asked for behind itself.
            self._asked_at = now
            self._ask(self._asked)
        elif player.form is Form.LIVE and player.opened and self._asked is None:
            self._asked_at = now
            if self._service is not None:
                self._ask(OpenLive(self._service))

    def _splice(self, about: About) -> list[Event]:
        """Decide what comes near, and give up in time what cannot be shown."""
        player, splicer = self.player, self._splicer
        if player is None or player.timeline is None:
            return []
        happened: list[Event] = []
        line = player.timeline
        faults = self._deck.faults()
        if splicer is not None and player.form is Form.CATCH_UP:
            line = splicer.cue(line, player.frame, lambda: self._viewing(about))
            line, told = splicer.armed(line, player.frame, self._deck.ready)
            happened += told
        for fault in faults:
            before = line
            if splicer is not None:
                line, told = splicer.faulted(line, player.frame, fault)
                happened += told
            if line is before:
                happened += self._broken(fault.error, about.now)
        if line is not player.timeline:
            self._replace(line)
        return happened

    def _broken(self, error: StbError, now: datetime) -> list[Event]:
        """The broadcast itself cannot be shown: open it again where it stopped.

        What is damaged is tried a few times; what is not reachable for as long as the
        viewer waits, with the last picture on the screen.
        """
        player = self.player
        if player is None or player.supply is Supply.FAILED:
            return []
        self._tries += 1
        if not isinstance(error, UnavailableError) and self._tries > MEDIA_TRIES:
            self.player = player.failed(error.code)
        elif self._tries == 1:
            self._load()
        else:
            self._load_again_at = now + timedelta(seconds=LIVE_ASKED_EVERY_S)
        return [WentWrong(player.media_id, error.code)] if self._tries <= MEDIA_TRIES else []

    def _replace(self, line: Timeline) -> None:
        if self.player is not None:
            self.player = replace(self.player, timeline=line)
            self._deck.replace(line, at=self.player.frame)

    def _viewing(self, about: About) -> Viewing:
        if self.player is None:
            raise RuntimeError("nothing to plan for")
        return viewing(about, self.player, service=self._service, settings=self._settings)

    def _count(self, placed: Placed, frame: int) -> tuple[Event, ...]:
        """Tally ``frame`` of ``placed``, which was seen, if that is a creative."""
        counted = self._counted(placed)
        if counted is None:
            return ()
        splicer, start, creative = counted
        return splicer.impressions.shown(placed, start, frame, creative)

    def _counted(self, placed: Placed) -> tuple[Splicer, int, Creative] | None:
        """The creative that ``placed`` is, where its spot starts, and who keeps the tally of it."""
        splicer = self._splicer
        if splicer is None or placed.item.source is not Source.CREATIVE:
            return None
        chosen = splicer.creative(placed)
        if chosen is None or chosen[1].id != placed.item.id:
            return None
        return splicer, *chosen

    def _change(self) -> list[Event]:
        """The as-run lines for a change of what is on air in this step."""
        player = self.player
        if player is None or player.supply is not Supply.READY or player.timeline is None:
            return []
        placed = player.timeline.at(player.frame)
        self.player = replace(player, on_air=placed)
        told, self._told = self._told, (player.frame, placed.item)
        if told is not None and _goes_on(placed, *told):
            return []
        skipped = player.frame - placed.at
        item = placed.item
        happened: list[Event] = [
            OnAir(
                player.frame,
                item.source,
                item.id,
                item.in_frame + skipped,
                length_left(placed, player.frame),
            )
        ]
        if item.source is Source.BROADCAST and self._splicer is not None:
            reason, creative = self._splicer.reason(placed)
            happened.append(SpotRefused(player.frame, item.id, creative, reason))
        return happened


def _goes_on(placed: Placed, frame: int, item: Item) -> bool:
    """Whether ``placed`` is what was already on air at ``frame``, and shows no new item."""
    same = (placed.item.source, placed.item.id) == (item.source, item.id)
    return same and placed.at <= frame < placed.end
