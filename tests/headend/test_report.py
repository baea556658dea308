"""What is told of many households: to advertisers, of viewing, of orders."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from stb.headend.bookings import Booking, Campaign, Stock
from stb.headend.ledger import RELEASED_FROM, Ledger, WeekCount
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
from stb.model.report import AdPlay
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


def test_a_report_has_what_the_collector_tells_and_says_what_is_withheld_or_not_over():
    weekly = (
        WeekCount("vlaai", "2026-W46", None, whole=True),
        WeekCount("vlaai", "2026-W47", RELEASED_FROM, whole=True),
        WeekCount("vlaai", "2026-W48", 5000, whole=False),
    )

    (told,) = report(STOCK, weekly, advertiser="Vlaaierij", profile=Profile.TODAY)

    weeks = (
        Week("2026-W46", None),
        Week("2026-W47", RELEASED_FROM),
        Week("2026-W48", 5000, whole=False),
    )
    assert told == CampaignReport("vlaai", weeks)
    assert told.total == RELEASED_FROM + 5000


def test_an_advertiser_is_told_of_its_own_campaigns_only_however_it_is_written():
    weekly = (
        WeekCount("vlaai", "2026-W47", 9999, whole=True),
        WeekCount("bank", "2026-W47", 4444, whole=True),
    )

    (told,) = report(STOCK, weekly, advertiser="eikenhaag", profile=Profile.TODAY)

    assert told == CampaignReport("bank", (Week("2026-W47", 4444),))


def counted(folder: Path, plays: int, *, now: str, before: str) -> tuple[WeekCount, ...]:
    """What is told of W47 once so many plays were counted in it; the last one came ``now``."""
    ledger = Ledger(folder)
    with closing(sqlite3.connect(folder / "ledger.db")) as db, db:
        db.execute("insert into counts values ('vlaai', 'c', '2026-W47', '2026-W47', ?)", (plays,))
    ledger.count_play(AdPlay("other", "c", now, ""), spent=b"1", week=now, oldest=before)
    return tuple(row for row in ledger.weekly() if row.campaign == "vlaai")


@pytest.mark.parametrize("now", [("2026-W47", "2026-W46"), ("2026-W48", "2026-W47")])
@pytest.mark.parametrize(
    ("plays", "told"),
    [(3199, None), (3200, 3200), (3201, 3200), (3299, 3200), (3300, 3300), (3301, 3300)],
)
def test_while_tokens_of_a_week_are_taken_no_single_play_shows_in_its_total(
    tmp_path: Path, plays: int, told: int | None, now: tuple[str, str]
):
    (row,) = counted(tmp_path, plays, now=now[0], before=now[1])

    assert (row.plays, row.whole) == (told, False)


@pytest.mark.parametrize(("plays", "told"), [(3199, None), (3201, 3201)])
def test_when_tokens_of_a_week_are_taken_no_more_its_total_is_exact(
    tmp_path: Path, plays: int, told: int | None
):
    (row,) = counted(tmp_path, plays, now="2026-W49", before="2026-W48")

    assert (row.plays, row.whole) == (told, True)


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
