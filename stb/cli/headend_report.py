"""`stb headend neighbours|report|statistics`: what comes of many households, and what is told."""

from __future__ import annotations

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.headend_common import count, folder, many, repository
from stb.cli.output import print_json, told_on_stderr
from stb.cli.progress import progress
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from stb.headend.figures import Figure
    from stb.headend.report import CampaignReport, Category, Week
    from stb.qa.neighbours import Outcome, Spot

_NEIGHBOURS = """\
They agreed to tailored spots and to viewing figures. Each asks for its week's tokens, blinded,
and sends its 32 envelopes by the relay, most with a spot that it saw; and, once in four
weeks, a randomised answer, twice. All of it is the box's own code, over HTTP, on a virtual
clock: whole ISO weeks from the one of --at on. What they watched is made up from --seed; the
same weeks again count nothing twice, so what Ctrl-C cut short can be run again. The television
need not be off. Tokens come at some time of their week and hold until the end of the next, so
a week's plays are whole after two. Two weeks cost about 0.7 s of processor time a household:
200 take some minutes.

examples:
  stb headend neighbours --n 200 && stb headend report --advertiser "Vlaaierij Sjef"
  stb headend neighbours --n 1000 --only figures && stb headend figures
"""
_REPORT = """\
Plays by campaign and ISO week (of the tokens), each week from 3,200 on: a hundred times what
one household can report in a week. Of a week with fewer it is only said that it is withheld.
While tokens of a week are taken (it and the next) its plays are told in hundreds, as "at least".

example:
  stb headend report --advertiser "Vlaaierij Sjef"
"""
_FIGURES = """\
Shares of households by the kind that they watch most, in four weeks: from 1,000 answers on, with
the standard error. Each answer was swapped by chance in the box before it left.
"""
_STATISTICS = """\
Orders by category, told where a hundred households ordered in it; of others only that it is
withheld.
"""
_MOST_HOMES = 100_000
_BAR = 40


class NoSegment(InputError):
    """No group of that name has spots."""

    code = "neighbours.segment"


def add_verbs(family: Verbs) -> None:
    """Add the verbs."""
    verb = family.add(
        "neighbours",
        neighbours,
        prints_facts=True,
        help="live through weeks of simulated households, by the same collectors",
    )
    explain(verb, _NEIGHBOURS)
    verb.add_argument(
        "--n", metavar="N", type=_homes, default=200, help="so many households (default: 200)"
    )
    verb.add_argument(
        "--weeks", metavar="N", type=_weeks, default=2, help="so many ISO weeks (default: 2)"
    )
    verb.add_argument(
        "--segment",
        metavar="S",
        help="the group that they are in, whose spots they see (default: limburg)",
    )
    verb.add_argument(
        "--only",
        choices=("figures",),
        help="they agreed to viewing figures alone: one answer in four weeks, so much faster",
    )
    options.add_time(verb, default=options.DEMO_TIME, seed_of="what they watched")
    verb = family.add(
        "report",
        report,
        prints_facts=True,
        help="what an advertiser is told: plays by campaign and week",
    )
    explain(verb, _REPORT)
    verb.add_argument(
        "--advertiser", metavar="A", required=True, help="as spots name him; a wrong name lists all"
    )
    options.add_profile(verb)
    verb = family.add(
        "figures",
        figures,
        prints_facts=True,
        help="which kinds of programmes are watched, from randomised answers",
    )
    explain(verb, _FIGURES)
    verb = family.add(
        "statistics",
        statistics,
        prints_facts=True,
        help="which categories are ordered most, detached from who ordered",
    )
    explain(verb, _STATISTICS)


def _homes(text: str) -> int:
    found = count(text)
    if not 1 <= found <= _MOST_HOMES:
        raise argparse.ArgumentTypeError(f"not a number of households up to {_MOST_HOMES}: {text}")
    return found


def _weeks(text: str) -> int:
    found = count(text)
    if not 1 <= found <= 52:
        raise argparse.ArgumentTypeError(f"not a number of weeks up to 52: {text}")
    return found


# -- neighbours --------------------------------------------------------------------------


def neighbours(arguments: Namespace) -> int:
    """Live through the weeks."""
    from stb.adapters.clock import VirtualClock
    from stb.headend.server import HeadEnd
    from stb.qa.neighbours import Neighbours

    spots = () if arguments.only and arguments.segment is None else _spots(arguments)
    clock = VirtualClock(arguments.at)
    data = options.data_folder(arguments)
    with HeadEnd(data, clock=clock, seed=arguments.seed) as headend:
        seen = () if arguments.only else spots
        homes = Neighbours(headend, clock, homes=arguments.n, spots=seen, seed=arguments.seed)
        try:
            with progress(
                f"{many(arguments.n, 'household')}, {many(arguments.weeks, 'week')}, envelopes"
            ) as tell:
                outcome = homes.live(arguments.weeks, tell)
        finally:
            homes.close()
    if arguments.json:
        print_json(_outcome_facts(outcome))
        return 0
    each = 1000 * outcome.cpu_s / outcome.homes
    print(
        f"{many(outcome.homes, 'household')}: {outcome.token_requests} requests for tokens,"
        f" {outcome.envelopes} envelopes, {outcome.cpu_s:.1f} s of processor time"
        f" ({each:.0f} ms a household, both sides together)"
    )
    kept = f" --data {arguments.data}" if arguments.data else ""
    until = _outcome_facts(outcome)["until"]
    told_on_stderr(f"to go on from there with a television: stb tv{kept} --at {until}")
    return 0


def _spots(arguments: Namespace) -> tuple[Spot, ...]:
    from stb.qa.neighbours import Spot

    stock = repository(arguments).inventory.stock()
    segment = arguments.segment or "limburg"
    found = stock.creatives_of(segment)
    if not found:
        known = sorted({name for booking in stock.bookings for name in booking.segments})
        raise NoSegment(f"no spots for {segment!r}; there are some for {', '.join(known)}")
    return tuple(Spot(creative.id, creative.campaign) for creative in found)


def _outcome_facts(outcome: Outcome) -> dict[str, object]:
    return {
        "households": outcome.homes,
        "until": outcome.until.isoformat().replace("+00:00", "Z"),
        "token_requests": outcome.token_requests,
        "envelopes": outcome.envelopes,
        "cpu_s": round(outcome.cpu_s, 2),
        "truth": {kind.value: n for kind, n in outcome.truth.most_common()},
    }


# -- what is told ------------------------------------------------------------------------


def report(arguments: Namespace) -> int:
    """Print what an advertiser is told."""
    from stb.headend.ledger import Ledger
    from stb.headend.report import report as reported
    from stb.model.rules import Profile

    stock = repository(arguments).inventory.stock()
    weekly = Ledger(folder(arguments)).weekly()
    profile = Profile(arguments.profile)
    found = reported(stock, weekly, advertiser=arguments.advertiser, profile=profile)
    if arguments.json:
        print_json([_campaign_facts(one) for one in found])
        return 0
    for one in found:
        _print_campaign(one)
    return 0


def _campaign_facts(one: CampaignReport) -> dict[str, object]:
    return {
        "campaign": one.campaign,
        "total": one.total,
        "weeks": {week.week: week.plays for week in one.weeks if week.plays is not None},
        "at_least": [week.week for week in one.weeks if week.plays is not None and not week.whole],
        "withheld": [week.week for week in one.weeks if week.plays is None],
    }


def _print_campaign(one: CampaignReport) -> None:
    from stb.headend.ledger import RELEASED_FROM

    if not one.weeks:
        print(f"{one.campaign}: no plays yet")
        return
    rows = [(_named(week), week.plays) for week in one.weeks]
    _print(_chart(f"{one.campaign}: {one.total} plays told", rows, f"fewer than {RELEASED_FROM}"))


def _named(week: Week) -> str:
    return week.week if week.whole or week.plays is None else f"{week.week}, at least"


def figures(arguments: Namespace) -> int:
    """Print the shares of each period, or that there are too few answers."""
    from stb.headend.figures import Figures

    found = Figures(folder(arguments)).told()
    if arguments.json:
        print_json([_figure_facts(one) for one in found])
        return 0
    if not found:
        print("no answers yet")
    for one in found:
        _print_figure(one)
    return 0


def _figure_facts(one: Figure) -> dict[str, object]:
    return {
        "period": one.period,
        "answers": one.answers,
        "withheld": not one.answers,
        "shares": {
            kind.value: {"share": round(share.value, 4), "error": round(share.standard_error, 4)}
            for kind, share in one.shares.items()
        },
    }


def _print_figure(one: Figure) -> None:
    from stb.model.telemetry import LEAST_ANSWERS

    if not one.answers:
        print(f"four weeks from {one.period}: withheld, fewer than {LEAST_ANSWERS} answers")
        return
    from rich.table import Table

    title = f"four weeks from {one.period}: {one.answers} answers, one standard error beside"
    table = Table("watched most", "share", "", title=title, title_justify="left", box=None)
    for kind, share in sorted(one.shares.items(), key=lambda each: -each[1].value):
        shown = f"{100 * share.value:5.1f} % ± {100 * share.standard_error:.1f}"
        table.add_row(kind.value, shown, _bar(max(share.value, 0), 0.5))
    _print(table)


def statistics(arguments: Namespace) -> int:
    """Print the orders by category."""
    from stb.headend.assets import find_assets
    from stb.headend.ledger import Ledger
    from stb.headend.report import statistics as counted
    from stb.headend.store import read_products

    categories = {row.id: row.category for row in read_products(find_assets())}
    found = counted(Ledger(folder(arguments)).orderers(), categories)
    if arguments.json:
        print_json(_category_facts(found))
        return 0
    if not found:
        print("no orders yet")
        return 0
    rows = [(one.category or "other", one.orders) for one in found]
    _print(_chart("orders by category", rows, "ordered by fewer than 100 households"))
    return 0


def _category_facts(found: tuple[Category, ...]) -> dict[str, object]:
    return {
        "orders": {one.category: one.orders for one in found if one.orders is not None},
        "withheld": [one.category for one in found if one.orders is None],
    }


# -- pictures in a terminal --------------------------------------------------------------


def _chart(title: str, rows: list[tuple[str, int | None]], too_few: str) -> Table:
    """A row with a bar for each figure; of what is withheld only that it is."""
    from rich.table import Table

    most = max((value or 0 for _, value in rows), default=0)
    table = Table("", "", "", title=title, title_justify="left", box=None, show_header=False)
    for name, value in rows:
        if value is None:
            table.add_row(name, "withheld", too_few)
        else:
            table.add_row(name, str(value), _bar(value, most))
    return table


def _bar(value: float, most: float) -> str:
    return "█" * round(_BAR * value / most) if most else ""


def _print(table: Table) -> None:
    from rich.console import Console

    Console(highlight=False, width=100).print(table)
