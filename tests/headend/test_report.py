"""What is told of many households: to advertisers, of viewing, of orders."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stb.headend.bookings import Booking, Campaign, Stock
from stb.headend.ledger import RELEASED_FROM
from stb.headend.report import (
    CampaignReport,
    Category,
    NoAdvertiser,
    NoReport,
    Week,
    report,
    statistics,
)
from stb.model.bundle import Creative
from stb.model.rules import Profile
from stb.model.time import PAL


def spot(name: str, campaign: str, advertiser: str = "") -> Booking:
    return Booking(Creative(name, 1000, 500, PAL, campaign, advertiser), ("limburg",))


STOCK = Stock(
    (),
    (spot("a", "vlaai", "Vlaaierij"), spot("b", "bank")),
    "",
    (Campaign("bank", advertiser="Eikenhaag", goal=Fraction(1)),),
)


def test_a_week_is_told_from_a_hundred_times_a_households_tokens_on_and_below_withheld():
    weekly = (
        ("vlaai", "2026-W46", RELEASED_FROM - 1),
        ("vlaai", "2026-W47", RELEASED_FROM),
        ("vlaai", "2026-W48", 5000),
    )

    (told,) = report(STOCK, weekly, advertiser="Vlaaierij", profile=Profile.TODAY)

    weeks = (Week("2026-W46", None), Week("2026-W47", RELEASED_FROM), Week("2026-W48", 5000))
    assert told == CampaignReport("vlaai", weeks)
    assert told.total == RELEASED_FROM + 5000


def test_an_advertiser_is_told_of_its_own_campaigns_only_however_it_is_written():
    weekly = (("vlaai", "2026-W47", 9999), ("bank", "2026-W47", 4444))

    (told,) = report(STOCK, weekly, advertiser="eikenhaag", profile=Profile.TODAY)

    assert told == CampaignReport("bank", (Week("2026-W47", 4444),))


def test_under_the_rules_of_2006_nothing_is_fed_back_to_advertisers():
    with pytest.raises(NoReport, match="not even a total"):
        report(STOCK, (), advertiser="Vlaaierij", profile=Profile.OF_2006)


def test_nobody_of_that_name_is_told_who_there_is():
    with pytest.raises(NoAdvertiser, match="Eikenhaag, Vlaaierij"):
        report(STOCK, (), advertiser="Nemo", profile=Profile.TODAY)


def test_categories_are_told_from_a_hundred_households_on_not_from_a_hundred_orders():
    drama = [("dijkwacht", f"home-{n}", 1) for n in range(60)]
    drama += [("gracht", f"home-{n}", 2) for n in range(40, 100)]
    thriller = [("nachttrein", f"home-{n}", 5) for n in range(99)]
    categories = {"dijkwacht": "Drama", "gracht": "Drama", "nachttrein": "Spanning"}

    told = statistics((*drama, *thriller), categories)

    assert told == (Category("Drama", 180), Category("Spanning", None))
