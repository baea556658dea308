"""The till: the PIN, what was ordered, and what may be watched for it.

An order is booked with its report and the right to watch in one transaction;
only what the store gives back counts as ordered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stb.engine import pin as lock
from stb.engine.commands import PlaceOrder
from stb.engine.events import Event, Ordered, OrderRefused, PinTried
from stb.engine.ports import Ids, Store
from stb.engine.privacy import Gate
from stb.engine.snapshot import OrderState, Pin
from stb.errors import UnavailableError
from stb.model.household import Household
from stb.model.product import Product, Rental
from stb.model.report import Order

CURRENCY = "EUR"


class Till:
    """Orders of one household."""

    def __init__(self, household: Household, store: Store, gate: Gate, ids: Ids) -> None:
        self._household = household
        self._store = store
        self._gate = gate
        self._ids = ids
        self._pin = Pin()
        self.orders: tuple[OrderState, ...] = ()
        self.rentals: tuple[Rental, ...] = ()
        self.reread()

    def reread(self) -> None:
        """Take orders and rentals as the store has them now."""
        self.orders = tuple(OrderState(order, there) for order, there in self._store.orders())
        self.rentals = self._store.rentals()

    def pin(self, at: datetime) -> Pin:
        """The lock at ``at``."""
        self._pin = lock.reopened(self._pin, at)
        return self._pin

    def enter(self, tried: str, at: datetime) -> tuple[Event, ...]:
        """Try a PIN."""
        self._pin = lock.enter(self._pin, tried, right=self._household.pin, at=at)
        return (PinTried(self._pin.open),)

    def lock(self) -> None:
        self._pin = replace(self._pin, open=False)

    def rental(self, product_id: str, at: datetime) -> Rental | None:
        """The right to watch a product at ``at``, the latest one, or None."""
        valid = [r for r in self.rentals if r.product.id == product_id and r.valid(at)]
        return valid[-1] if valid else None

    def order(
        self, wish: PlaceOrder, products: tuple[Product, ...], at: datetime
    ) -> tuple[Event, ...]:
        """Book an order at the price that was shown, behind the open PIN; the PIN shuts then."""
        product = next((p for p in products if p.id == wish.product_id), None)
        if product is None:
            return (OrderRefused(wish.product_id, "order.unknown"),)
        if not self._pin.open:
            return (OrderRefused(product.id, "order.pin"),)
        if product.price_cents != wish.price_cents:
            return (OrderRefused(product.id, "order.price_changed"),)
        order = Order(
            id=self._ids.new(),
            subscriber=self._household.id,
            product=product.id,
            title=product.title,
            price_cents=product.price_cents,
            currency=CURRENCY,
            at=at,
            tariff=wish.tariff,
        )
        try:
            queued = self._gate.book(order, Rental(product, order.id, at), at)
        except UnavailableError as error:
            return (OrderRefused(product.id, error.code),)
        self.lock()
        self.reread()
        return (Ordered(order.id, product.id, product.price_cents), *queued)
