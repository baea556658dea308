"""Films and games of the store, and what was rented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

RENTAL_LASTS = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Product:
    """Something to order. ``price_cents`` includes VAT; ``url`` is its media."""

    id: str
    title: str
    synopsis: str
    price_cents: int
    url: str
    year: int = 0
    minutes: int = 0
    rating: str = ""
    category: str = ""
    poster: str = ""
    kind: str = "film"

    @property
    def media_id(self) -> str:
        """What its media is called on the box."""
        return f"rental:{self.id}"


@dataclass(frozen=True, slots=True)
class Rental:
    """A product that may be watched until ``until`` (UTC, exclusive)."""

    product: Product
    order_id: str
    at: datetime

    @property
    def until(self) -> datetime:
        return self.at + RENTAL_LASTS

    def valid(self, at: datetime) -> bool:
        return self.at <= at < self.until
