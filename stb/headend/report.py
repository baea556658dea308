"""What an advertiser is told, and what the operator publishes of orders: sums, never households.

A campaign's plays are told by week, from a hundred times the tokens of one household on; of a
week with fewer only that it is withheld, of one whose tokens are still taken in hundreds, so
that two reports a play apart do not tell that play. Categories of orders are told from a hundred
households on that ordered in them, as the statistic of 2006 was: which categories are most
popular. The rules of 2006 know no report to advertisers at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stb.errors import InputError, RefusedError
from stb.headend.bookings import Stock
from stb.headend.ledger import WeekCount
from stb.model.household import LEAST_HOUSEHOLDS
from stb.model.rules import Profile


class NoReport(RefusedError):
    """Under the rules in force nothing is fed back to advertisers."""

    code = "report.not_allowed"


class NoAdvertiser(InputError):
    """Nobody of that name advertises here."""

    code = "report.advertiser"


@dataclass(frozen=True, slots=True)
class Week:
    """A campaign's ``plays`` in an ISO week, None where they are withheld.

    Until the week is ``whole`` they are at least so many, told in hundreds.
    """

    week: str
    plays: int | None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """A campaign and its weeks with plays, the oldest first."""

    campaign: str
    weeks: tuple[Week, ...]

    @property
    def total(self) -> int:
        """The plays of the weeks that are told."""
        return sum(week.plays or 0 for week in self.weeks)


@dataclass(frozen=True, slots=True)
class Category:
    """Orders in a category, None where they are withheld."""

    category: str
    orders: int | None


def report(
    stock: Stock, weekly: Iterable[WeekCount], *, advertiser: str, profile: Profile
) -> tuple[CampaignReport, ...]:
    """What ``advertiser`` is told of each of its campaigns.

    ``weekly`` is what the collector tells of them.

    Raises:
        NoReport: the rules of ``profile`` allow none.
        NoAdvertiser: there is none of that name; the message names those that there are.
    """
    if profile is Profile.OF_2006:
        raise NoReport(
            "under the rules of 2006 nothing is fed back to advertisers, not even a total"
        )
    campaigns = campaigns_of(stock)
    by_name = {name.casefold(): name for name in campaigns}
    found = by_name.get(advertiser.casefold())
    if found is None:
        known = ", ".join(sorted(campaigns))
        raise NoAdvertiser(f"no advertiser {advertiser!r}; there are {known}")
    counted: dict[str, list[Week]] = defaultdict(list)
    for row in weekly:
        counted[row.campaign].append(Week(row.week, row.plays, row.whole))
    return tuple(CampaignReport(name, tuple(counted[name])) for name in campaigns[found])


def campaigns_of(stock: Stock) -> dict[str, tuple[str, ...]]:
    """The campaigns of each advertiser, by what spots and campaigns say."""
    found: dict[str, set[str]] = defaultdict(set)
    for booking in stock.bookings:
        campaign = stock.campaign(booking.creative.campaign)
        creative = booking.creative if campaign is None else campaign.of(booking.creative)
        if creative.advertiser:
            found[creative.advertiser].add(creative.campaign)
    for kept in stock.campaigns:
        if kept.advertiser:
            found[kept.advertiser].add(kept.id)
    return {name: tuple(sorted(campaigns)) for name, campaigns in found.items()}


def statistics(
    orderers: Iterable[tuple[str, str, int]], categories: Mapping[str, str]
) -> tuple[Category, ...]:
    """Orders by category, the most popular first; what is withheld last, by name.

    ``orderers`` are product, household and orders, ``categories`` those of the products.
    """
    orders: Counter[str] = Counter()
    homes: dict[str, set[str]] = defaultdict(set)
    for product, household, count in orderers:
        category = categories.get(product, "")
        orders[category] += count
        homes[category].add(household)
    told = [
        Category(name, orders[name] if len(homes[name]) >= LEAST_HOUSEHOLDS else None)
        for name in sorted(orders)
    ]
    return tuple(sorted(told, key=lambda one: -(one.orders or 0)))
