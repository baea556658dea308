"""`stb headend campaign ...`: what advertisers booked, and what holds for all their spots."""

from __future__ import annotations

import argparse
from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from stb.cli import headend_common as form
from stb.cli.headend_common import many, repository, table
from stb.cli.output import print_json
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError
from stb.model.bundle import Pace
from stb.model.rules import AGES

if TYPE_CHECKING:
    from stb.headend.bookings import Booking, Campaign, Stock

_MORE = """\
What a spot does not say of itself its campaign says for it; flights and caps of both hold.
The goal is a share of all breaks over the flight: each box draws by itself whether a break
is one of them, so nobody counts centrally. even: the same share every day; front: more of it
in the first half. Caps are of one household, all spots of the campaign together.

Some categories have rules of their own: alcohol, lottery and gambling have hours, food and
toys their audiences (see `stb plan --help` and docs/headend.md).

examples:
  stb headend campaign add acme --advertiser "Acme" --category bank --from 2026-11-01
      --to 2027-01-01 --cap 5 --cap-day 2 --gap 3600 --goal 25% --pace front
  stb headend campaign edit acme --cap 0 --to none
"""


class NoFlight(InputError):
    """A flight that would end before it begins."""

    code = "campaign.flight"


def add_verbs(family: Verbs) -> None:
    """Add the family."""
    campaigns = family.family("campaign", help="campaigns: add, list, show, edit, remove")
    verb = campaigns.add("add", add, help="write a campaign down; its spots come later")
    verb.add_argument(
        "name", metavar="NAME", type=form.campaign_id, help="letters, digits and . _ ~ : -"
    )
    _add_facts(verb)
    campaigns.add("list", list_campaigns, help="every campaign", prints_facts=True)
    verb = campaigns.add("show", show, help="a campaign, its spots and its plays",
                         prints_facts=True)  # fmt: skip
    verb.add_argument(
        "name", metavar="NAME", help="its name, as `stb headend campaign list` has it"
    )
    verb = campaigns.add("edit", edit, help="change what is given, leave the rest")
    verb.add_argument(
        "name", metavar="NAME", help="its name, as `stb headend campaign list` has it"
    )
    _add_facts(verb)
    verb = campaigns.add("remove", remove, help="remove a campaign")
    verb.add_argument(
        "name", metavar="NAME", help="its name, as `stb headend campaign list` has it"
    )
    verb.add_argument(
        "--with-spots", action="store_true", help="and all spots booked in it; without it they stay"
    )


def _add_facts(verb: argparse.ArgumentParser) -> None:
    explain(verb, _MORE)
    verb.add_argument("--title", metavar="T", help="its name for people")
    verb.add_argument("--advertiser", metavar="A", help="no two spots of one in a break")
    verb.add_argument("--category", metavar="K", help="no two competitors in a break")
    verb.add_argument("--rating", choices=AGES, help="Kijkwijzer age of its spots")
    verb.add_argument("--from", metavar="ISO", type=form.moment_or_none, dest="not_before",
                      default=argparse.SUPPRESS, help="when it begins, or none")  # fmt: skip
    verb.add_argument("--to", metavar="ISO", type=form.moment_or_none, dest="not_after",
                      default=argparse.SUPPRESS, help="when it ends, or none")  # fmt: skip
    verb.add_argument("--cap", metavar="N", type=form.at_most(1000), dest="week",
                      help="most plays a week, 0 for no bound")  # fmt: skip
    for span, most in (("hour", 1000), ("day", 1000), ("lifetime", 100_000), ("stream", 1000)):
        told = "most plays in one viewing of a programme" if span == "stream" else None
        told = told or f"most plays {form.per(span)}"
        verb.add_argument(
            f"--cap-{span}", metavar="N", type=form.at_most(most), dest=span, help=told
        )
    verb.add_argument("--gap", metavar="S", type=form.at_most(366 * 24 * 3600), dest="gap_s",
                      help="least seconds between two plays")  # fmt: skip
    verb.add_argument("--goal", metavar="SHARE", type=form.share,
                      help="share of all breaks: 0.25, 1/4 or 25%% (default: all)")  # fmt: skip
    verb.add_argument("--pace", choices=[each.value for each in Pace],
                      help="how the goal is spread over the flight (default: even)")  # fmt: skip


def add(arguments: Namespace) -> int:
    """Write a campaign down."""
    from stb.headend.bookings import Campaign

    campaign = _changed(Campaign(arguments.name), arguments)
    repository(arguments).inventory.add_campaign(campaign)
    print(campaign.id)
    return 0


def edit(arguments: Namespace) -> int:
    """Change a campaign."""
    inventory = repository(arguments).inventory
    after = inventory.edit_campaign(arguments.name, lambda one: _changed(one, arguments))
    print(_text(after, inventory.stock()))
    return 0


def _changed(campaign: Campaign, arguments: Namespace) -> Campaign:
    """The campaign with what was given; what was not stays."""
    given = {name: value for name, value in vars(arguments).items() if value is not None}
    for end in ("not_before", "not_after"):
        if end in arguments:
            given[end] = getattr(arguments, end)
    if "pace" in given:
        given["pace"] = Pace(given["pace"])
    facts = {name: given[name] for name in _FACTS if name in given}
    caps = {name: given[name] for name in _CAPS if name in given}
    after = replace(campaign, **facts, caps=replace(campaign.caps, **caps))
    if after.not_before and after.not_after and after.not_before >= after.not_after:
        raise NoFlight(f"from {after.not_before} to {after.not_after} is no time at all")
    return after


_FACTS = ("title", "advertiser", "category", "rating", "not_before", "not_after", "goal", "pace")
_CAPS = ("hour", "day", "week", "lifetime", "stream", "gap_s")


def list_campaigns(arguments: Namespace) -> int:
    """Print every campaign."""
    stock = repository(arguments).inventory.stock()
    if arguments.json:
        print_json([_facts(one, stock) for one in stock.campaigns])
        return 0
    rows = [("campaign", "advertiser", "category", "flight", "goal", "spots")]
    for one in stock.campaigns:
        spots = _spots(one, stock)
        named = spots[0].creative if spots else None
        rows.append((
            one.id,
            one.advertiser or (named.advertiser if named else ""),
            one.category or (named.category if named else ""),
            _flight(one),
            f"{float(one.goal) * 100:.4g}%",
            str(len({b.creative.id for b in spots})),
        ))  # fmt: skip
    print(table(rows))
    return 0


def show(arguments: Namespace) -> int:
    """Print a campaign."""
    from stb.headend.ledger import Ledger

    inventory = repository(arguments).inventory
    one, stock = inventory.campaign(arguments.name), inventory.stock()
    plays = Ledger(form.folder(arguments)).facts()["plays"].get(one.id)
    if arguments.json:
        print_json(_facts(one, stock) | {"plays": plays})
        return 0
    print(_text(one, stock))
    print("plays withheld: too few to be told" if plays is None else many(plays, "play"))
    return 0


def remove(arguments: Namespace) -> int:
    """Remove a campaign."""
    from stb.headend.inventory import Spots

    whose = Spots.GO_TOO if arguments.with_spots else Spots.STAY
    gone = repository(arguments).inventory.remove_campaign(arguments.name, whose)
    print(f"{arguments.name}, with {many(gone, 'booking')}" if gone else arguments.name)
    return 0


def _spots(one: Campaign, stock: Stock) -> list[Booking]:
    return [b for b in stock.bookings if b.creative.campaign == one.id]


def _flight(one: Campaign) -> str:
    if not one.not_before and not one.not_after:
        return "open"
    return " to ".join(form.day(end) if end else "..." for end in (one.not_before, one.not_after))


def _text(one: Campaign, stock: Stock) -> str:
    caps = one.caps
    bounds = {"an hour": caps.hour, "a day": caps.day, "a week": caps.week,
              "in all": caps.lifetime, "in one viewing": caps.stream}  # fmt: skip
    told = [f"{most} {span}" for span, most in bounds.items() if most]
    told += [f"{caps.gap_s} s apart"] if caps.gap_s else []
    lines = [
        f"{one.id}{f' ({one.title})' if one.title else ''}",
        f"advertiser {one.advertiser or '-'}, category {one.category or '-'}, rated"
        f" {one.rating or '-'}",
        f"flight {_flight(one)}, goal {float(one.goal) * 100:.4g}% of all breaks, {one.pace.value}",
        f"at most: {', '.join(told) or 'no bound'}",
    ]
    for booking in _spots(one, stock):
        spot = booking.creative
        length = float(spot.rate.seconds(spot.frames))
        segments = ", ".join(booking.segments)
        lines.append(f"  {spot.id[:12]}  {length:g} s  {spot.title}  for {segments}")
    return "\n".join(lines)


def _facts(one: Campaign, stock: Stock) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "advertiser": one.advertiser,
        "category": one.category,
        "rating": one.rating,
        "not_before": one.not_before,
        "not_after": one.not_after,
        "caps": one.caps,
        "goal": float(one.goal),
        "pace": one.pace,
        "kept": one.kept,
        "spots": [
            {"id": b.creative.id, "title": b.creative.title, "segments": b.segments}
            for b in _spots(one, stock)
        ],
    }
