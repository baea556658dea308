"""What the viewer wants to see: commands to what is on the screen, and where he left off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stb.engine import events
from stb.engine.about import asks_for_figures, asks_for_spots
from stb.engine.agreement import Agreement
from stb.engine.commands import (
    Command,
    Pause,
    PlayRental,
    PlayRentalOn,
    Resume,
    SeekBreak,
    SeekTo,
    StartOver,
    Step,
    Stop,
    Tune,
    Watch,
    WatchOn,
)
from stb.engine.events import Event
from stb.engine.places import Places, can_be_left
from stb.engine.player import Player
from stb.engine.ports import Play, Store
from stb.engine.provisions import Provisions
from stb.engine.setup import Settings
from stb.engine.stage import Stage
from stb.engine.till import Till
from stb.model.consent import Purpose
from stb.model.media import Form
from stb.model.place import Place, Remembered
from stb.model.schedule import CATCH_UP_KEPT
from stb.model.service import Service

LEAVING = (Tune, Watch, WatchOn, PlayRental, PlayRentalOn, Stop)

Tell = Callable[[str, str], None]
"""Tells the viewer what is the matter: a dotted code, and what it is about."""

OnDisk = Callable[[Callable[[], None]], None]
"""Does what needs the disk; where that cannot be, the viewer is told and TV goes on."""


class Showing:
    """The stage under the viewer's thumb. ``question`` is what he is asked meanwhile."""

    def __init__(
        self,
        stage: Stage,
        settings: Settings,
        store: Store,
        *,
        provisions: Provisions,
        agreed: Agreement,
        till: Till,
        tell: Tell,
        on_disk: OnDisk,
    ) -> None:
        self._stage = stage
        self._settings = settings
        self._store = store
        self._provisions = provisions
        self._agreed = agreed
        self._till = till
        self._tell, self._on_disk = tell, on_disk
        self._places = Places(store)
        self._service_id = store.recall("service") or ""
        self.question: Purpose | None = None
        self._slept = False

    @property
    def service(self) -> Service | None:
        return self._provisions.lineup.service(self._service_id)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where programmes and films were left, and where the one is that plays."""
        return self._places.all

    @property
    def next_due(self) -> datetime | None:
        return self._places.next_due

    @property
    def holds(self) -> bool:
        """Whether what plays waits for an answer; television does not."""
        return self.question is Purpose.TAILORED_SPOTS

    def obey(self, command: Command, now: datetime) -> tuple[Event, ...]:
        """Do what a command to the screen says; what happened."""
        if isinstance(command, LEAVING):
            self.keep(now, leaving=True)
        match command:
            case Tune(service_id=service_id):
                service = self._provisions.lineup.service(service_id)
                if service is not None:
                    return self.tune(service)
                self._tell("tuner.unknown", service_id)
            case Watch(programme_id=programme_id):
                return self._watch(programme_id, now, None)
            case WatchOn(programme_id=programme_id):
                return self._watch(programme_id, now, self._places.of(programme_id, now))
            case StartOver():
                return self._start_over(now)
            case PlayRental(product_id=product_id):
                return self._play_rental(product_id, now, go_on=False)
            case PlayRentalOn(product_id=product_id):
                return self._play_rental(product_id, now, go_on=True)
            case Stop():
                self.question = None
                return self.tune(self.service) if self.service is not None else ()
            case Pause():
                self._stage.pause()
            case Resume():
                self._stage.resume()
            case Step(by=by):
                self._stage.step(by)
            case SeekTo(frame=frame, unhindered=unhindered):
                self._stage.seek(frame, unhindered=unhindered)
            case SeekBreak():
                self._stage.seek_break()
        return ()

    def begin(self, now: datetime) -> tuple[Event, ...]:
        """Tune to the last service, or to the first, once there is a lineup.

        Viewing figures are first used when somebody switches on and watches: asked then.
        """
        lineup = self._provisions.lineup
        if self._stage.player is not None or not lineup.services:
            return ()
        tuned, slept = self.tune(self.service or lineup.services[0]), self._slept
        self._slept = False
        if slept and asks_for_figures(now, settings=self._settings, consents=self._agreed.consents):
            self.question = Purpose.TELEMETRY
            return (*tuned, events.Asked(Purpose.TELEMETRY))
        return tuned

    def tune(self, service: Service) -> tuple[Event, ...]:
        self.question = None
        self._service_id = service.id
        self._on_disk(lambda: self._store.remember("service", service.id))
        self._stage.tune(service)
        return (events.Tuned(service.id, service.number),)

    def leave(self, now: datetime) -> None:
        """Nothing is on the screen any more."""
        self.keep(now, leaving=True)
        self.question, self._slept = None, True
        self._stage.leave()

    # -- what is kept ------------------------------------------------------------------

    def keep(self, now: datetime, *, leaving: bool = False) -> None:
        """Keep now and then, and on leaving it, where the viewer is in a programme or a film."""
        player = self._stage.player
        if player is None or not can_be_left(player) or not self._places.due(now, leaving=leaving):
            return
        keep, until = self._places.note, self._until(player, now)
        self._on_disk(
            lambda: keep(
                player, now, until=until, leaving=leaving, first=lambda: self._remember(now)
            )
        )

    def _until(self, player: Player, now: datetime) -> datetime:
        """How long what plays can be watched; the present if it cannot be any more."""
        if player.programme is not None:
            return player.programme.end + CATCH_UP_KEPT
        rental = self._till.rental(player.product.id, now) if player.product is not None else None
        return rental.until if rental is not None else now

    def expire(self, now: datetime) -> None:
        """Erase where programmes were left that cannot be watched any more."""
        self._places.expire(now)

    def forget_use(self) -> None:
        """Erase where programmes were left, and the last channel."""
        self._places.erase()
        self._store.forget("service")

    def reset(self) -> None:
        """Nothing is on the screen, and nothing is known of what was."""
        self.question = None
        self._places = Places(self._store)
        self._service_id = ""
        self._stage.leave()

    def counted(self, play: Play, now: datetime) -> None:
        """Write down that this viewing had that play, before it is counted anywhere."""
        self._stage.counted(play)
        self._remember(now)

    def _remember(self, now: datetime) -> None:
        memory, player = self._stage.memory, self._stage.player
        if memory is not None and player is not None and player.form is Form.CATCH_UP:
            self._agreed.remember(memory, now)

    # -- entering ----------------------------------------------------------------------

    def _watch(self, programme_id: str, now: datetime, place: Place | None) -> tuple[Event, ...]:
        programme = self._provisions.schedule.programme(programme_id)
        service = self._provisions.lineup.service(programme.service_id) if programme else None
        if programme is None or service is None or not service.catch_up_url:
            self._tell("catch_up.unknown", programme_id)
            return ()
        if not programme.can_be_caught_up(now):
            self._tell("catch_up.not_allowed", programme.title)
            return ()
        self._service_id = service.id
        self._places.entered()
        remembered: Remembered | None = None
        if place is not None:
            remembered = self._agreed.remembered(programme.id, now)
        begin = place.frame if place is not None else 0
        self._stage.watch(service, programme, begin=begin, remembered=remembered)
        self.question = None
        happened: list[Event] = [events.Opened(programme.id, Form.CATCH_UP.value)]
        if asks_for_spots(
            now, service=service, settings=self._settings, consents=self._agreed.consents
        ):
            self.question = Purpose.TAILORED_SPOTS
            happened.append(events.Asked(Purpose.TAILORED_SPOTS))
        return tuple(happened)

    def _start_over(self, now: datetime) -> tuple[Event, ...]:
        player, service = self._stage.player, self.service
        if player is None:
            return ()
        if player.form is not Form.LIVE:
            self._stage.seek(0)
            return ()
        programme = self._provisions.schedule.at(service.id, now) if service else None
        if programme is None:
            self._tell("catch_up.unknown", player.title)
            return ()
        return self._watch(programme.id, now, None)

    def _play_rental(self, product_id: str, now: datetime, *, go_on: bool) -> tuple[Event, ...]:
        rental = self._till.rental(product_id, now)
        if rental is None:
            self._tell("rental.none", product_id)
            return ()
        self.question = None
        self._places.entered()
        place = self._places.of(rental.product.media_id, now) if go_on else None
        self._stage.rent(rental.product, begin=place.frame if place is not None else 0)
        return (events.Opened(product_id, Form.RENTAL.value),)
