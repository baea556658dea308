"""What is put on the stage, and how its media is had: entering, asking, arrivals, asking again.

Nothing here decides or counts; that is the stage's (`stb.engine.stage`). What cannot be had is
asked for again: live for as long as the viewer waits, recorded media a few times, and a
programme that is still being broadcast when all of it that was listed has been seen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from stb.engine import policy
from stb.engine.aired import Told
from stb.engine.events import Event, WentWrong
from stb.engine.player import Player
from stb.engine.ports import Courier, Deck, OpenCatchUp, OpenLive, OpenRental, Request
from stb.engine.setup import Settings
from stb.engine.snapshot import Supply
from stb.engine.viewing import Splicer
from stb.errors import StbError, UnavailableError
from stb.model.media import Form, LiveWindow, Opened
from stb.model.place import Remembered
from stb.model.product import Product
from stb.model.schedule import Programme
from stb.model.service import Service

LIVE_ASKED_EVERY_S = 2
MEDIA_TRIES = 3
LAST_LISTED = timedelta(minutes=1)
"""After the end of a programme all of it can be had."""


class Staging:
    """At most one piece of media, asked for until it is there."""

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
        self._told: Told | None = None
        self._guard: policy.Guard | None = None
        self._begins: tuple[int, Remembered | None] = (0, None)
        self._recording: OpenCatchUp | None = None
        self._opened_at: datetime | None = None
        self.player: Player | None = None

    @property
    def has_picture(self) -> bool:
        """Whether something is shown, or nothing will be."""
        return self.player is not None and self.player.supply is not Supply.WAITING

    @property
    def asks_at(self) -> datetime | None:
        """When the window of a live service is asked for again."""
        live = self.player is not None and self.player.form is Form.LIVE
        if not live or self._asked_at is None:
            return None
        return self._asked_at + timedelta(seconds=LIVE_ASKED_EVERY_S)

    # -- entering and leaving ----------------------------------------------------------

    def tune(self, service: Service) -> None:
        self._enter(Player(Form.LIVE, f"live:{service.id}", service.name, rate=service.rate))
        self._service = service
        self._ask(OpenLive(service))

    def watch(
        self,
        service: Service,
        programme: Programme,
        *,
        begin: int = 0,
        remembered: Remembered | None = None,
    ) -> None:
        """From frame ``begin`` on; ``remembered`` is what that viewing was stopped with."""
        player = Player(Form.CATCH_UP, programme.id, programme.title, programme=programme)
        self._enter(player)
        self._service = service
        self._begins = (begin, remembered)
        url = service.catch_up_url.replace("{programme}", programme.id)
        self._recording = OpenCatchUp(programme.id, url)
        self._ask(self._recording)

    def rent(self, product: Product, *, begin: int = 0) -> None:
        """From frame ``begin`` on."""
        media_id = product.media_id
        self._enter(Player(Form.RENTAL, media_id, product.title, product=product))
        self._begins = (begin, None)
        self._ask(OpenRental(media_id, product.url))

    def leave(self) -> None:
        """Nothing is on the screen any more."""
        self._deck.stop()
        self.player = self._splicer = self._service = self._asked = self._told = None
        self._load_again_at = self._guard = self._recording = self._opened_at = None
        self._begins = (0, None)

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
        self._opened_at = None
        if self.player.opened:
            self._grown(media)
            return
        begin, remembered = self._begins
        opened = self.player.with_opened(media).at(begin)
        self.player = replace(opened, supply=Supply.WAITING, reason="")
        self._splicer = Splicer(media.id, media.rate, media.frames, media.breaks)
        if remembered is not None:
            self._splicer.recall(remembered)
        in_force = policy.in_force(self._service, opened.programme, self._settings.profile)
        self._guard = policy.Guard.entered(in_force, media.breaks, at=opened.frame)
        self._load()

    def _grown(self, media: Opened) -> None:
        """More of what is still being broadcast can be had."""
        player, splicer = self.player, self._splicer
        if player is None or splicer is None or media.frames <= player.frames:
            return
        line = splicer.grown(media.frames, media.breaks)
        self.player = player.grown(media.frames, media.breaks, line)
        if self._guard is not None:
            self._guard.breaks = media.breaks
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
        self._asked_at = now
        if player.opened and player.form is Form.CATCH_UP:
            self._asked = None
            return ""
        self._tries += 1
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

    # -- asking again --------------------------------------------------------------------

    def _follow(self, now: datetime) -> None:
        """Ask again for what failed, and for the live window as it moves."""
        player = self.player
        if player is None:
            return
        if player.opened and self._opened_at is None:
            self._opened_at = now
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
        elif player.supply is Supply.ENDED and self._grows and self._asked is None:
            self._asked_at = now
            if self._recording is not None:
                self._ask(self._recording)

    @property
    def _grows(self) -> bool:
        """Whether what plays was opened while it was still being broadcast."""
        programme = self.player.programme if self.player is not None else None
        if programme is None or self._opened_at is None or self._recording is None:
            return False
        return self._opened_at < programme.end + LAST_LISTED

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
