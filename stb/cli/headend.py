"""`stb headend ...`: the operator's side, on the same folder as the television.

All but `serve` work without a running head-end; one that runs on the same
folder, embedded or not, sees what they did with the next request.
"""

from __future__ import annotations

import threading
from argparse import Namespace
from pathlib import Path

from stb.cli import (
    headend_campaigns,
    headend_households,
    headend_media,
    headend_publish,
    headend_report,
    headend_spots,
    headend_trust,
    options,
)
from stb.cli.headend_common import NoSuchFile, folder, many, repository
from stb.cli.output import print_json
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError

PORT = 8780
_FAMILY = """\
They work on the folder of --data, with or without a running head-end; one that runs there,
embedded in a television or not, sees what they did with the next request.

examples, a head-end of its own with a television beside it:
  stb headend serve --data op --port 8780 --relay-port 8781
  stb headend root --data op ROOT.json
  stb headend household credential young-family --data op set.key
  stb tv --data box --headend http://127.0.0.1:8780/ --relay http://127.0.0.1:8781/
      --trust ROOT.json --credential set.key

then, with your own material:
  stb headend ingest evening.ts --data op --service 6 --title "An evening" --cues cues.json
  stb headend spot add advert.mov --data op --campaign acme --segment sports --conform
  stb headend publish --data op
"""
_SERVE = """\
The first line is the address, the second that of the relay. It listens on this machine alone;
what a television needs of it is written by `root`, `household credential` and, for https,
`authority`.

examples:
  stb headend serve
  stb headend serve --data op --https --port 8443 --at 2026-11-18T20:30
"""
_LEDGER = """\
Every order that was booked; of each household whether its orders are in one chain; orders that
are held, and why; plays by campaign, from 3,200 a week on; how many envelopes and requests came.
"""
_BOOK = """\
An order is held where its signature, its key or its place in the household's chain does not
hold; `stb headend ledger` says which. Booked by hand it stands on the bill, with whatever was
held only because of it.
"""
_INVOICE = """\
Prices as they were shown, VAT included; a month is a month of Dutch time.

example:
  stb headend invoice --household limburg --month 2026-11
"""


class NeverOrdered(InputError):
    """No order ever came from a household of that name."""

    code = "invoice.household"


def register(verbs: Verbs) -> None:
    """Add the family and its verbs."""
    family = verbs.family(
        "headend", help="the operator's side: serve, bills, ingest, spots, publish", more=_FAMILY
    )
    _add_serve(family)
    _add_books(family)
    headend_media.add_verbs(family)
    headend_spots.add_verbs(family)
    headend_campaigns.add_verbs(family)
    headend_households.add_verbs(family)
    headend_publish.add_verbs(family)
    headend_trust.add_verbs(family)
    headend_report.add_verbs(family)
    _add_root(family)


# -- serving -----------------------------------------------------------------------------


def _add_serve(family: Verbs) -> None:
    verb = family.add("serve", serve, help="serve the head-end until Ctrl-C; prints its URL")
    explain(verb, _SERVE)
    verb.add_argument(
        "--port", metavar="N", type=options.port, default=PORT,
        help=f"port to listen on, 0 a free one (default: {PORT})",
    )  # fmt: skip
    verb.add_argument(
        "--relay-port", metavar="N", type=options.port, default=0,
        help="port of the relay of envelopes (default: a free one, which is printed)",
    )  # fmt: skip
    verb.add_argument(
        "--https", action="store_true",
        help="serve https, by a certificate authority of its own: see `stb headend authority`",
    )  # fmt: skip
    options.add_time(verb, default=None, seed_of="the schedule")


def serve(arguments: Namespace) -> int:
    """Serve until Ctrl-C."""
    from stb.adapters.clock import SystemClock
    from stb.headend.certificates import credentials
    from stb.headend.server import HeadEnd

    headend = HeadEnd(
        options.data_folder(arguments), clock=SystemClock(arguments.at), seed=arguments.seed
    )
    shown = credentials(folder(arguments)) if arguments.https else None
    relay_port = arguments.relay_port
    print(headend.start(arguments.port, relay_port=relay_port, credentials=shown), flush=True)
    print(f"relay {headend.relay_url}", flush=True)
    try:
        threading.Event().wait()
    finally:
        headend.stop()
    return 0


# -- orders, plays, bills ----------------------------------------------------------------


def _add_books(family: Verbs) -> None:
    verb = family.add(
        "ledger", ledger, help="orders, plays by campaign and requests", prints_facts=True
    )
    explain(verb, _LEDGER)
    verb = family.add(
        "book", book, help="book an order that is held, see `stb headend ledger`",
    )  # fmt: skip
    explain(verb, _BOOK)
    verb.add_argument("order", metavar="ID", help="the order's id; its box counts as known then")
    verb = family.add("drop", drop, help="hold an order no more, without booking it")
    verb.add_argument("orders", metavar="ID", nargs="+", help="as `stb headend ledger` lists them;"
                      " a box that has one sends it again")  # fmt: skip
    verb = family.add("invoice", bill, help="a household's bill of a month", prints_facts=True)
    explain(verb, _INVOICE)
    verb.add_argument("--household", metavar="H", required=True, help="as its orders name it")
    verb.add_argument("--month", metavar="YYYY-MM", help="default: the month of its last order")


def ledger(arguments: Namespace) -> int:
    """Print what the collectors have."""
    from stb.headend.ledger import RELEASED_FROM, Ledger
    from stb.headend.unbooked import WORDS, Why

    facts = Ledger(options.data_folder(arguments) / "headend").facts()
    if arguments.json:
        print_json(facts)
        return 0
    for order in facts["orders"]:
        euros, cents = divmod(order["price_cents"], 100)
        print(f"{order['at']}  {order['subscriber']:<16} {euros},{cents:02}  {order['title']}")
    for chain in facts["chains"]:
        state = "in one chain" if chain["whole"] else "NOT in one chain"
        print(f"{chain['subscriber']:<16} {many(chain['orders'], 'order')} {state}, "
              f"epoch {chain['epoch'][:8]}")  # fmt: skip
    for held in facts["held"]:
        why = WORDS[Why(held["why"])]
        print(f"HELD {held['id']} of {held['subscriber']}, number {held['sequence']}: {why}")
    for code, turned_away in facts["turned_away"].items():
        print(f"{many(turned_away, 'order')} turned away, {code}")
    for campaign, plays in facts["plays"].items():
        print(f"{plays:>6} plays of {campaign}, weeks that are not over in hundreds")
    for campaign in facts["withheld"]:
        print(f"withheld: plays of {campaign} of weeks with fewer than {RELEASED_FROM}")
    print(f"{many(facts['envelopes'], 'envelope')}, {facts['refused']} refused")
    print(f"{many(len(facts['orders']), 'order')}, {many(len(facts['requests']), 'request')}")
    return 0


def book(arguments: Namespace) -> int:
    """Book what is held under an id, and what was held only because of it."""
    from stb.adapters.clock import SystemClock
    from stb.headend.ledger import Ledger

    orders = Ledger(options.data_folder(arguments) / "headend").orders
    booked = orders.book_held(arguments.order, now=SystemClock().utc())
    print(f"{many(booked, 'order')} booked")
    return 0


def drop(arguments: Namespace) -> int:
    """Hold these no more."""
    from stb.headend.ledger import Ledger

    orders = Ledger(options.data_folder(arguments) / "headend").orders
    dropped = sum(orders.drop(each) for each in arguments.orders)
    print(f"{many(dropped, 'order')} dropped")
    return 0


def bill(arguments: Namespace) -> int:
    """Print a household's bill."""
    from stb.headend.invoice import as_facts, as_text, checked_month, invoice, month_of
    from stb.headend.ledger import Ledger

    asked = None if arguments.month is None else checked_month(arguments.month)
    orders = Ledger(options.data_folder(arguments) / "headend").orders_of(arguments.household)
    if not orders:
        raise NeverOrdered(f"household {arguments.household} has never ordered anything")
    month = asked or month_of(orders[-1].at)
    found = invoice(arguments.household, orders, month=month)
    if arguments.json:
        print_json(as_facts(found))
    else:
        print(as_text(found))
    return 0


# -- the root ----------------------------------------------------------------------------


def _add_root(family: Verbs) -> None:
    verb = family.add("root", root, help="write the root that a box trusts this head-end by")
    verb.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", default=Path("ROOT.json"),
        help="the file to write, for `--trust` (default: ROOT.json)",
    )  # fmt: skip


def root(arguments: Namespace) -> int:
    """Write the root."""
    from stb.adapters.clock import SystemClock

    octets = repository(arguments).root(SystemClock().utc())
    try:
        arguments.file.write_bytes(octets)
    except OSError as error:
        raise NoSuchFile(f"{arguments.file} cannot be written: {error.strerror}") from error
    print(arguments.file)
    return 0
