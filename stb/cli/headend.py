"""`stb headend ...`: the operator's side, on the same folder as the television.

All but `serve` work without a running head-end; one that runs on the same
folder, embedded or not, sees what they did with the next request.
"""

from __future__ import annotations

import argparse
import threading
from argparse import Namespace
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.output import print_json
from stb.cli.rule_help import RULES
from stb.cli.verbs import Verbs
from stb.errors import InputError
from stb.model.rules import AGES

if TYPE_CHECKING:
    from stb.headend.catalogue import Catalogue
    from stb.headend.repository import Repository
    from stb.model.service import Service

PORT = 8780


class NoSuchFile(InputError):
    """A file that was named cannot be read."""

    code = "input.file"


class NeverOrdered(InputError):
    """No order ever came from a household of that name."""

    code = "invoice.household"


class NoSuchService(InputError):
    """A service that is not in the lineup."""

    code = "input.service"


def register(verbs: Verbs) -> None:
    """Add the family and its verbs."""
    family = verbs.family("headend", help="the operator's side: serve, bills, bundles, ingest")
    _add_serve(family)
    _add_books(family)
    _add_ingest(family)
    _add_bundles(family)


# -- serving -----------------------------------------------------------------------------


def _add_serve(family: Verbs) -> None:
    verb = family.add("serve", serve, help="serve the head-end until Ctrl-C; prints its URL")
    verb.add_argument(
        "--port", metavar="N", type=options.port, default=PORT,
        help=f"port to listen on, 0 a free one (default: {PORT})",
    )  # fmt: skip
    options.add_time(verb, default=None)


def serve(arguments: Namespace) -> int:
    """Serve until Ctrl-C."""
    from stb.adapters.clock import SystemClock
    from stb.headend.server import HeadEnd

    headend = HeadEnd(
        options.data_folder(arguments), clock=SystemClock(arguments.at), seed=arguments.seed
    )
    print(headend.start(arguments.port), flush=True)
    try:
        threading.Event().wait()
    finally:
        headend.stop()
    return 0


# -- orders, plays, bills ----------------------------------------------------------------


def _add_books(family: Verbs) -> None:
    family.add("ledger", ledger, help="orders, plays by campaign and requests", prints_facts=True)
    verb = family.add("invoice", bill, help="a household's bill of a month", prints_facts=True)
    verb.add_argument("--household", metavar="H", required=True, help="as its orders name it")
    verb.add_argument("--month", metavar="YYYY-MM", help="default: the month of its last order")


def ledger(arguments: Namespace) -> int:
    """Print what the collectors have."""
    from stb.headend.ledger import Ledger

    facts = Ledger(options.data_folder(arguments) / "headend").facts()
    if arguments.json:
        print_json(facts)
        return 0
    for order in facts["orders"]:
        euros, cents = divmod(order["price_cents"], 100)
        print(f"{order['at']}  {order['subscriber']:<16} {euros},{cents:02}  {order['title']}")
    for campaign, plays in facts["plays"].items():
        print(f"{plays:>6} {'play' if plays == 1 else 'plays'} of {campaign}")
    print(f"{_many(len(facts['orders']), 'order')}, {_many(len(facts['requests']), 'request')}")
    return 0


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def bill(arguments: Namespace) -> int:
    """Print a household's bill."""
    from stb.headend.invoice import as_facts, as_text, invoice, month_of
    from stb.headend.ledger import Ledger

    orders = Ledger(options.data_folder(arguments) / "headend").orders_of(arguments.household)
    if not orders:
        raise NeverOrdered(f"household {arguments.household} has never ordered anything")
    month = arguments.month or month_of(orders[-1].at)
    found = invoice(arguments.household, orders, month=month)
    if arguments.json:
        print_json(as_facts(found))
    else:
        print(as_text(found))
    return 0


# -- taking media in ---------------------------------------------------------------------


def _add_ingest(family: Verbs) -> None:
    verb = family.add("ingest", ingest, help="put a media file in catch-up; prints its id")
    verb.add_argument("file", metavar="FILE", type=Path, help="MP4 or MPEG-TS; never re-encoded")
    verb.add_argument("--service", metavar="N", required=True, help="its number, or its id")
    verb.add_argument("--title", metavar="T", required=True)
    verb.add_argument(
        "--cues", metavar="CUES.json", type=Path,
        help="where its breaks are (default: the SCTE 35 in the file, if it is a TS with any)",
    )  # fmt: skip
    verb.add_argument(
        "--share", metavar="S", type=_share, default=Fraction(1),
        help="most of a break's spots that may be replaced, 0 to 1 (default: no limit)",
    )  # fmt: skip
    verb.add_argument(
        "--at", metavar="ISO", type=options.moment, help="when it was on air (default: yesterday)"
    )


def ingest(arguments: Namespace) -> int:
    """Take a programme in."""
    from stb.headend.ingest import Programme, take_in

    print(
        take_in(
            options.data_folder(arguments) / "headend",
            Programme(
                file=_existing(arguments.file),
                service=_service(arguments.service),
                title=arguments.title,
                cues=_existing(arguments.cues).read_bytes() if arguments.cues else None,
                share=arguments.share,
                start=arguments.at,
            ),
        )
    )
    return 0


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"not a share from 0 to 1: {text}") from None
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"not a share from 0 to 1: {text}")
    return share


def _service(named: str) -> Service:
    from stb.headend.assets import find_assets
    from stb.headend.services import lineup_of, read_stations

    lineup = lineup_of(read_stations(find_assets()))
    found = lineup.numbered(int(named)) if named.isdecimal() else lineup.service(named)
    if found is None:
        raise NoSuchService(f"no service {named} in the lineup")
    return found


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise NoSuchFile(f"no file {path}")
    return path


# -- bundles -----------------------------------------------------------------------------


def _add_bundles(family: Verbs) -> None:
    segments = family.family("segment", help="groups of households")
    segments.add("list", list_segments, help="every group, ours and added", prints_facts=True)
    verb = segments.add("add", add_segment, help="add a group of households")
    verb.formatter_class, verb.epilog = argparse.RawDescriptionHelpFormatter, RULES
    verb.add_argument("name", metavar="NAME", type=_name, help="small letters, digits and hyphens")
    verb.add_argument(
        "--households", metavar="N", type=_count, required=True,
        help="how many it has; below 100 every box refuses it",
    )  # fmt: skip
    verb.add_argument(
        "--rule", metavar="RULE.json", type=Path, required=True, help="who is in it: see below"
    )
    verb.add_argument("--words", metavar="TEXT", help="the rule in words, for the privacy page")

    spots = family.family("spot", help="targeted spots")
    spots.add("list", list_spots, help="every spot, ours and booked", prints_facts=True)
    verb = spots.add("add", add_spot, help="book a spot for a group; prints the creative's id")
    verb.add_argument("file", metavar="FILE", type=Path)
    verb.add_argument("--campaign", metavar="C", type=_id, required=True)
    verb.add_argument("--segment", metavar="S", required=True)
    verb.add_argument("--advertiser", metavar="A", default="")
    verb.add_argument("--category", metavar="K", default="")
    verb.add_argument("--title", metavar="T", default="")
    verb.add_argument("--from", metavar="ISO", type=options.moment, dest="not_before")
    verb.add_argument("--to", metavar="ISO", type=options.moment, dest="not_after")
    verb.add_argument(
        "--cap", metavar="N", type=_at_most(1000), default=0, help="most plays a week"
    )
    for span in ("hour", "day", "lifetime"):
        verb.add_argument(f"--cap-{span}", metavar="N", type=_at_most(1000), default=0)
    verb.add_argument(
        "--gap", metavar="S", type=_at_most(366 * 24 * 3600), default=0,
        help="least seconds between two plays",
    )  # fmt: skip
    verb.add_argument("--rating", choices=AGES, default="", help="Kijkwijzer age")

    verb = family.add("publish", publish, help="sign and publish the bundles of now and next week")
    verb.add_argument("--at", metavar="ISO", type=options.moment, help="as if it were then")
    verb = family.add("root", root, help="write the root that a box trusts this head-end by")
    verb.add_argument("file", metavar="FILE", type=Path, nargs="?", default=Path("ROOT.json"))


def list_segments(arguments: Namespace) -> int:
    """Print every group."""
    groups = _repository(arguments).inventory.stock().groups
    if arguments.json:
        print_json(groups)
        return 0
    for group in groups:
        print(f"{group.id:<24} {group.households:>9} households  {group.words.get('en', '')}")
    return 0


def list_spots(arguments: Namespace) -> int:
    """Print every spot and the groups that it is booked for."""
    bookings = _repository(arguments).inventory.stock().bookings
    if arguments.json:
        print_json([
            {"id": spot.id, "campaign": spot.campaign, "advertiser": spot.advertiser,
             "category": spot.category, "title": spot.title, "frames": spot.frames,
             "rate": str(spot.rate), "segments": booking.segments}
            for booking in bookings
            for spot in (booking.creative,)
        ])  # fmt: skip
        return 0
    for booking in bookings:
        spot = booking.creative
        named = f"{spot.id[:12]}  {spot.campaign:<20} {spot.frames:>5} frames"
        print(f"{named}  for {', '.join(booking.segments)}")
    return 0


def add_segment(arguments: Namespace) -> int:
    """Add a group of households."""
    from stb.formats.bundle import read_rule, write_rule
    from stb.headend.inventory import Group

    rule = write_rule(read_rule(_existing(arguments.rule).read_bytes()))
    words = {"nl": arguments.words, "en": arguments.words} if arguments.words else {}
    _repository(arguments).inventory.add_group(
        Group(arguments.name, arguments.households, rule, words)
    )
    print(arguments.name)
    return 0


def add_spot(arguments: Namespace) -> int:
    """Book a spot."""
    from stb.headend.ingest import Offer, book

    creative = book(
        _repository(arguments).inventory,
        Offer(
            file=_existing(arguments.file),
            campaign=arguments.campaign,
            segment=arguments.segment,
            advertiser=arguments.advertiser,
            category=arguments.category,
            title=arguments.title,
            not_before=arguments.not_before,
            not_after=arguments.not_after,
            cap=arguments.cap,
            cap_hour=arguments.cap_hour,
            cap_day=arguments.cap_day,
            cap_lifetime=arguments.cap_lifetime,
            gap_s=arguments.gap,
            rating=arguments.rating,
        ),
    )
    print(creative.id)
    return 0


def publish(arguments: Namespace) -> int:
    """Publish now."""
    from stb.adapters.clock import SystemClock
    from stb.headend.faults import Faults
    from stb.headend.repository import weeks_at

    now = SystemClock(arguments.at).utc()
    _repository(arguments).publish(now, Faults())
    print(" ".join(weeks_at(now)))
    return 0


def root(arguments: Namespace) -> int:
    """Write the root."""
    from stb.adapters.clock import SystemClock

    octets = _repository(arguments).root(SystemClock().utc())
    try:
        arguments.file.write_bytes(octets)
    except OSError as error:
        raise NoSuchFile(f"{arguments.file} cannot be written: {error.strerror}") from error
    print(arguments.file)
    return 0


def _repository(arguments: Namespace) -> Repository:
    from stb.headend.assets import find_assets
    from stb.headend.repository import Repository

    assets = find_assets()
    return Repository(
        options.data_folder(arguments) / "headend", assets=assets, catalogue=_catalogue(assets)
    )


def _catalogue(assets: Path) -> Catalogue:
    """Our own material; whoever books spots of his own can do without."""
    from stb.headend.catalogue import Catalogue, NoMaterial, read_catalogue

    try:
        return read_catalogue(assets)
    except NoMaterial:
        return Catalogue((), (), ())


def _name(text: str) -> str:
    if not text.isascii() or not text.replace("-", "").isalnum() or text != text.lower():
        raise argparse.ArgumentTypeError(
            f"not a name of small letters, digits and hyphens: {text!r}"
        )
    return text


def _id(text: str) -> str:
    if not text.isascii() or not text[:1].isalnum() or not set(text) <= _ID or len(text) > 128:
        raise argparse.ArgumentTypeError(f"not an id of letters, digits and . _ ~ : -: {text}")
    return text


_ID = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:-")


def _at_most(most: int) -> Callable[[str], int]:
    """A count no greater than a manifest may state."""

    def count(text: str) -> int:
        if _count(text) > most:
            raise argparse.ArgumentTypeError(f"not a count up to {most}: {text}")
        return int(text)

    return count


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000_000:
        raise argparse.ArgumentTypeError(f"not a count: {text}")
    return int(text)
