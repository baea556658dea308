"""A store in memory: what the database promises, without a disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stb.engine.ports import Play
from stb.model.consent import ConsentRecord
from stb.model.place import Place, Remembered
from stb.model.product import Rental
from stb.model.report import HeldToken, Kind, Order, Outgoing, PostPlan, Sent
from tests.adapters.memory_figures import KINDS, MemoryFigures
from tests.adapters.memory_profile import MemoryProfile
from tests.signer import Signer


class MemoryStore:
    def __init__(self) -> None:
        self.profile = MemoryProfile()
        self._consents: list[ConsentRecord] = []
        self._orders: dict[str, tuple[Order, str]] = {}
        self._signer = Signer()
        self._delivered: set[str] = set()
        self._rentals: list[Rental] = []
        self._queue: dict[str, Outgoing] = {}
        self._sent: list[Sent] = []
        self.figures = MemoryFigures(self._sent)
        self._plays: list[Play] = []
        self._waiting: list[Play] = []
        self._tokens: list[HeldToken] = []
        self._plan: PostPlan | None = None
        self._settings: dict[str, str] = {}
        self._highest: dict[str, tuple[int, str]] = {}
        self._places: dict[str, Place] = {}
        self._remembered: dict[str, Remembered] = {}

    def close(self) -> None:
        pass

    def consents(self) -> tuple[ConsentRecord, ...]:
        return tuple(self._consents)

    def add_consent(self, record: ConsentRecord) -> None:
        self._consents.append(record)

    notes: tuple[str, ...] = ()

    def add_order(self, order: Order, rental: Rental | None, *, ticket: str, due: datetime) -> None:
        if order.id in self._orders:
            return
        self._orders[order.id] = (order, ticket)
        self._queue[ticket] = Outgoing(ticket, Kind.ORDER, self._signer.next(order), due)
        if rental is not None:
            self._rentals.append(rental)

    def orders(self) -> tuple[tuple[Order, bool], ...]:
        return tuple((order, ticket in self._delivered) for order, ticket in self._orders.values())

    def rentals(self) -> tuple[Rental, ...]:
        return tuple(sorted(self._rentals, key=lambda rental: (rental.at, rental.order_id)))

    def queued(self) -> tuple[Outgoing, ...]:
        return tuple(sorted(self._queue.values(), key=lambda outgoing: outgoing.due))

    def postpone(self, ticket: str, *, due: datetime, tries: int) -> None:
        if ticket in self._queue:
            self._queue[ticket] = replace(self._queue[ticket], due=due, tries=tries)

    def settle(self, ticket: str, sent: Sent) -> None:
        if self._queue.pop(ticket, None) is not None:
            self._delivered.add(ticket)
            self._sent.append(sent)

    def sent(self) -> tuple[Sent, ...]:
        return tuple(self._sent)

    def waiting(self) -> tuple[Play, ...]:
        return tuple(sorted(self._waiting, key=lambda play: play.at))

    def lose(self, plays: tuple[Play, ...]) -> None:
        for play in plays:
            self._waiting.remove(play)

    def tokens(self) -> tuple[HeldToken, ...]:
        return tuple(self._tokens)

    def plan(self) -> PostPlan | None:
        return self._plan

    def keep_plan(self, plan: PostPlan, *, weeks: tuple[str, ...]) -> None:
        self._plan = plan
        self._tokens = [token for token in self._tokens if token.week in weeks]

    def keep_tokens(self, tokens: tuple[HeldToken, ...], plan: PostPlan, sent: Sent) -> None:
        self._plan = plan
        self._tokens.extend(tokens)
        self._sent.append(sent)

    def post(
        self, plan: PostPlan, sent: Sent, *, play: Play | None, token: HeldToken | None
    ) -> None:
        self._plan = plan
        self._sent.append(sent)
        if play is not None:
            self._waiting.remove(play)
        if token is not None:
            self._tokens.remove(token)

    def plays(self) -> tuple[Play, ...]:
        return tuple(self._plays)

    def add_play(self, play: Play) -> None:
        self._plays.append(play)
        self._waiting.append(play)

    def forget_profile(self) -> None:
        self._plays.clear()
        self._waiting.clear()
        self._tokens.clear()
        self._plan = None
        self.profile.forget()
        self._remembered.clear()
        others = (Kind.ORDER, *KINDS)
        self._sent[:] = [s if s.kind in others else replace(s, body=b"") for s in self._sent]

    def remembered(self) -> tuple[Remembered, ...]:
        return tuple(self._remembered.values())

    def remember_viewing(self, remembered: Remembered) -> None:
        self._remembered[remembered.media_id] = remembered

    def places(self) -> tuple[Place, ...]:
        return tuple(sorted(self._places.values(), key=lambda place: place.left, reverse=True))

    def keep_place(self, place: Place) -> None:
        self._places[place.media_id] = place

    def forget_places(self, media_ids: tuple[str, ...]) -> None:
        for media_id in media_ids:
            self._places.pop(media_id, None)
            self._remembered.pop(media_id, None)

    def forget(self, name: str) -> None:
        self._settings.pop(name, None)

    def reset(self) -> None:
        self.figures.forget_telemetry()
        owed = {ticket for _, ticket in self._orders.values()} - self._delivered
        self._orders = {i: o for i, o in self._orders.items() if o[1] in owed}
        self._queue = {t: o for t, o in self._queue.items() if o.kind is Kind.ORDER}
        for kept in (
            self._consents, self._rentals, self._sent, self._plays, self._places,
            self._remembered, self._settings,
        ):  # fmt: skip
            kept.clear()
        self.profile.forget()

    def recall(self, name: str) -> str | None:
        return self._settings.get(name)

    def remember(self, name: str, value: str) -> None:
        self._settings[name] = value

    def highest(self, role: str) -> tuple[int, str]:
        return self._highest.get(role, (0, ""))

    def keep_highest(self, role: str, version: int, keys: str) -> None:
        self._highest[role] = (version, keys)
