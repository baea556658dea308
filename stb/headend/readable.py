"""Whether a box could read what would be published: asked when something is booked.

A manifest is read whole or not at all. So a title too long, or one spot too many, would
cost its segment every spot that it has, and nobody at the operator's would hear of it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from stb.errors import InputError
from stb.formats.bundle import read_bundle, write_bundle
from stb.headend.bookings import Group, Stock
from stb.model.bundle import iso_week
from stb.model.household import BadRule, SegmentTooSmall

_ANY_MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


class NotReadable(InputError):
    """What is to be booked does not fit the form in which it is published."""

    code = "booking.form"


def check_readable(stock: Stock) -> None:
    """Nothing, if a box can read the manifest of every segment.

    Raises:
        NotReadable: with the segment, and what is wrong.
    """
    for group in stock.groups:
        try:
            with suppress(BadRule, SegmentTooSmall):  # who may be a group is judged elsewhere
                read_bundle(_manifest(stock, group))
        except InputError as error:
            raise NotReadable(f"no box could read what segment {group.id} has: {error}") from error


def _manifest(stock: Stock, group: Group) -> bytes:
    creatives = stock.creatives_of(group.id)
    campaigns = stock.campaigns_of(creatives)
    return write_bundle(
        segment=group.id,
        households=group.households,
        week=iso_week(_ANY_MONDAY),
        valid_from=_ANY_MONDAY,
        valid_to=_ANY_MONDAY + timedelta(days=7),
        words=group.words,
        rule=group.condition,
        creatives=creatives,
        campaigns=filter(None, (one.published() for one in campaigns)),
        caps=filter(None, (one.cap() for one in campaigns)),
        rates=stock.rates,
        counted=group.counted,
    )
