"""`stb headend segment|spot ...`: groups of households, and the spots booked for them."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stb.cli import headend_common as form
from stb.cli import options
from stb.cli.headend_common import existing, gain, many, repository, size, table
from stb.cli.output import print_json, told_on_stderr
from stb.cli.progress import progress, progress_of
from stb.cli.rule_help import RULES
from stb.cli.verbs import Verbs, explain
from stb.model.rules import AGES

if TYPE_CHECKING:
    from stb.headend.bookings import Booking
    from stb.headend.judge import Check
    from stb.headend.spots import Booked, Report

_ADDING = """\
The file is decoded from end to end and judged; the report stands on stderr, the creative's
id on stdout. Every line has the figure, the limit and a verdict:
  ok          as it should be
  deviates    it can be played, and is not what a broadcaster would take: loudness outside
              EBU R 128 s1 (-23 LUFS +/-0.5, true peak -1 dBTP, short-term -18 LUFS; the
              signed gain brings it to -23), black or silence at an edge, a length of no slot
  unplayable  no box could show it exactly: a picture that does not decode, a rate that goes
              with no programme (only r, r*k and r/k), sound that ends early or has holes

without an option    refused if unplayable; what deviates is told
--strict             refused if anything deviates, with each figure and its limit
--conform            encoded anew: H.264 High 1280x720 at the services' rate, black around it
                     where it is not 16:9, AAC-LC 48 kHz stereo, -23 LUFS by one gain, peaks
                     limited only if they would pass -1 dBTP; then measured again
--conform --strict   encoded anew, and refused if what came out still deviates

examples:
  stb headend spot check advert.mov
  stb headend spot add advert.mov --campaign acme --segment sports --conform --length 20
"""


def add_verbs(family: Verbs) -> None:
    """Add both families."""
    segments = family.family("segment", help="groups of households")
    segments.add("list", list_segments, help="every group, ours and added", prints_facts=True)
    verb = segments.add("add", add_segment, help="add a group of households")
    explain(verb, RULES)
    verb.add_argument(
        "name", metavar="NAME", type=form.name, help="small letters, digits and hyphens"
    )
    verb.add_argument(
        "--households", metavar="N", type=form.count,
        help="how many it has, by your own administration; at least 100, and needed unless it is"
        " counted by telemetry",
    )  # fmt: skip
    verb.add_argument(
        "--counted", choices=("administration", "telemetry"), default="administration",
        help="by which method; telemetry gives a lower bound for what is watched most, anew at"
        " each publication (default: administration)",
    )  # fmt: skip
    verb.add_argument(
        "--to-be-refused", action="store_true",
        help="publish it although every box refuses it, to see that they do",
    )  # fmt: skip
    verb.add_argument(
        "--rule", metavar="RULE.json", type=Path, required=True, help="who is in it: see below"
    )
    verb.add_argument("--words", metavar="TEXT", help="the rule in words, for the privacy page")
    _add_spot_verbs(family.family("spot", help="targeted spots: check, add, list, show, remove"))


def _add_spot_verbs(spots: Verbs) -> None:
    verb = spots.add("check", check_spot, help="measure and judge a file, and book nothing",
                     prints_facts=True)  # fmt: skip
    verb.add_argument("file", metavar="FILE", type=Path, help="any form, size and rate")
    verb.add_argument("--strict", action="store_true", help="exit 1 if anything deviates")
    _add_adding(spots.add("add", add_spot, help="book a spot for a group; prints the creative's id",
                          prints_facts=True))  # fmt: skip
    spots.add("list", list_spots, help="every spot, ours and booked", prints_facts=True)
    verb = spots.add("show", show_spot, help="a spot, where it is booked, and how it was judged",
                     prints_facts=True)  # fmt: skip
    verb.add_argument("spot", metavar="SPOT", help="its id, the beginning of it, or its title")
    verb = spots.add("remove", remove_spot, help="take a spot out of a group, or of all")
    verb.add_argument("spot", metavar="SPOT", help="its id, the beginning of it, or its title")
    verb.add_argument("--segment", metavar="S", default="", help="out of this one only")


def _add_adding(verb: argparse.ArgumentParser) -> None:
    explain(verb, _ADDING)
    verb.add_argument("file", metavar="FILE", type=Path, help="any form, size and rate")
    verb.add_argument(
        "--campaign", metavar="C", type=form.campaign_id, required=True,
        help="it comes to be with its first spot, unless `campaign add` made it",
    )  # fmt: skip
    verb.add_argument("--segment", metavar="S", required=True, help="see `segment list`")
    verb.add_argument("--advertiser", metavar="A", default="", help="default: the campaign's")
    verb.add_argument("--category", metavar="K", default="", help="default: the campaign's")
    verb.add_argument("--title", metavar="T", default="", help="default: the file's name")
    verb.add_argument("--from", metavar="ISO", type=options.moment, dest="not_before",
                      help="not before; within the campaign's flight")  # fmt: skip
    verb.add_argument("--to", metavar="ISO", type=options.moment, dest="not_after",
                      help="not from then on")  # fmt: skip
    verb.add_argument(
        "--cap", metavar="N", type=form.at_most(1000), default=0, help="most plays a week"
    )
    for span, most in (("hour", 1000), ("day", 1000), ("lifetime", 100_000)):
        verb.add_argument(
            f"--cap-{span}", metavar="N", type=form.at_most(most), default=0,
            help=f"most plays {form.per(span)}",
        )  # fmt: skip
    verb.add_argument(
        "--gap", metavar="S", type=form.at_most(366 * 24 * 3600), default=0,
        help="least seconds between two plays",
    )  # fmt: skip
    verb.add_argument("--rating", choices=AGES, default="", help="Kijkwijzer age")
    verb.add_argument("--audience", choices=("children",), default="", help="whom it is aimed at")
    verb.add_argument("--strict", action="store_true", help="refuse whatever deviates")
    verb.add_argument("--conform", action="store_true", help="encode it anew: see below")
    verb.add_argument(
        "--length", metavar="S", type=form.seconds,
        help="with --conform: cut to so many seconds (default: its own, or a slot's if it is a"
        " frame off)",
    )  # fmt: skip
    verb.add_argument(
        "--rate",
        metavar="R",
        type=form.rate,
        help="the rate of the programmes it is for, where it is not 25 nor that of one taken in",
    )


# -- groups ------------------------------------------------------------------------------


def list_segments(arguments: Namespace) -> int:
    """Print every group."""
    stock = repository(arguments).inventory.stock()
    if arguments.json:
        print_json(stock.groups)
        return 0
    for group in stock.groups:
        counted = next((one for one in stock.published if one.id == group.id), group)
        words = group.words.get("en", "")
        print(f"{group.id:<24} {counted.households:>9} households  {words}")
        if group.id in stock.refused:
            print(f"{'':<24} not published: {stock.refused[group.id].reason}")
    return 0


def add_segment(arguments: Namespace) -> int:
    """Add a group of households."""
    from stb.formats.bundle import read_rule, write_rule
    from stb.headend.bookings import Group
    from stb.model.household import Counted

    counted = Counted(arguments.counted)
    if arguments.households is None and counted is Counted.ADMINISTRATION:
        arguments.parser.error("--households N: how many your administration counts")
    if arguments.households is not None and counted is Counted.TELEMETRY:
        arguments.parser.error("--counted telemetry counts by itself, without --households")
    rule = write_rule(read_rule(existing(arguments.rule).read_bytes()))
    words = {"nl": arguments.words, "en": arguments.words} if arguments.words else {}
    repository(arguments).inventory.add_group(
        Group(
            arguments.name, arguments.households or 0, rule, words, counted, arguments.to_be_refused
        )
    )
    print(arguments.name)
    return 0


# -- spots -------------------------------------------------------------------------------


def check_spot(arguments: Namespace) -> int:
    """Print the report on a file."""
    from stb.headend.spots import Bar, look_at, refuse

    slots = repository(arguments).inventory.slots()
    with progress("looking at every picture") as tell:
        report = look_at(existing(arguments.file), slots, tell=tell)
    if arguments.json:
        print_json(_report_facts(report))
    else:
        print(_report_table(report.checks))
    refuse(report, Bar.STRICT if arguments.strict else Bar.PLAYABLE)
    return 0


def add_spot(arguments: Namespace) -> int:
    """Book a spot."""
    from stb.headend.spots import Bar, Offer, Shape, SpotRefused, book

    offer = Offer(
        file=existing(arguments.file),
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
        audience=arguments.audience,
        shape=Shape.CONFORMED if arguments.conform else Shape.AS_IT_IS,
        bar=Bar.STRICT if arguments.strict else Bar.PLAYABLE,
        rate=arguments.rate,
        length=arguments.length,
    )
    if arguments.length is not None and not arguments.conform:
        arguments.parser.error("--length goes with --conform")
    try:
        with progress_of("looking at every picture", "encoding") as (tell, tell_coding):
            booked = book(
                repository(arguments).inventory, offer, tell=tell, tell_coding=tell_coding
            )
    except SpotRefused as refused:
        if arguments.json:
            print_json({"id": None, "refused": refused.checks})
        raise
    if arguments.json:
        print_json(_booked_facts(booked))
        return 0
    told_on_stderr(_told(booked))
    print(booked.creative.id)
    return 0


def _told(booked: Booked) -> str:
    """What a person is told of a spot that was booked."""
    report, creative = booked.report, booked.creative
    lines = [f"{creative.title}, as it was judged:", _report_table(report.checks)]
    lines += [f"conformed: {'; '.join(report.done)}"] if report.done else []
    lines += [
        f"booked in campaign {creative.campaign}: {creative.frames} frames at {creative.rate},"
        f" {size(creative.size)}, played {gain(creative.gain_db)}"
    ]
    deviating = [check for check in report.checks if check.verdict.value != "ok"]
    if deviating and not report.done:
        lines.append(f"{many(len(deviating), 'figure')} off: --conform would mend what it can")
    return "\n".join(lines)


def list_spots(arguments: Namespace) -> int:
    """Print every spot and the groups that it is booked for."""
    bookings = repository(arguments).inventory.stock().bookings
    if arguments.json:
        print_json([_spot_facts(booking) for booking in bookings])
        return 0
    for booking in bookings:
        spot = booking.creative
        length = f"{float(spot.rate.seconds(spot.frames)):g} s"
        named = f"{spot.id[:12]}  {spot.campaign:<20} {spot.title:<24} {length:>7}"
        print(f"{named}  for {', '.join(booking.segments)}")
    return 0


def show_spot(arguments: Namespace) -> int:
    """Print a spot and all that is known of it."""
    found = repository(arguments).inventory.spots(arguments.spot)
    if arguments.json:
        print_json([_spot_facts(booking) for booking in found])
        return 0
    one = found[0].creative
    print(f"{one.id}\n{one.title}, {one.frames} frames at {one.rate}, {size(one.size)}, "
          f"played {gain(one.gain_db)}")  # fmt: skip
    for booking in found:
        spot = booking.creative
        caps = {"hour": spot.cap_hour, "day": spot.cap_day, "week": spot.cap,
                "lifetime": spot.cap_lifetime}  # fmt: skip
        told = [f"campaign {spot.campaign} for {', '.join(booking.segments)}"]
        told += [f"from {form.day(spot.not_before)}"] if spot.not_before else []
        told += [f"to {form.day(spot.not_after)}"] if spot.not_after else []
        told += [f"at most {most} {form.per(span)}" for span, most in caps.items() if most]
        told += [f"rated {spot.rating}"] if spot.rating else []
        print(", ".join(told))
    booking = found[-1]
    if booking.done:
        print(f"made of {booking.file}: {'; '.join(booking.done)}")
    if booking.report:
        keys = ("name", "found", "wanted", "verdict")
        print(table([keys, *(tuple(row[key] for key in keys) for row in booking.report)]))
    return 0


def remove_spot(arguments: Namespace) -> int:
    """Take a spot out."""
    inventory = repository(arguments).inventory
    creative = inventory.remove_spot(arguments.spot, segment=arguments.segment)
    print(creative.id)
    return 0


# -- facts -------------------------------------------------------------------------------


def _report_table(checks: tuple[Check, ...]) -> str:
    heading = ("", "measured", "should be", "verdict")
    rows = [(c.name, c.found, c.wanted, c.verdict.value) for c in checks]
    return table([heading, *rows])


def _report_facts(report: Report) -> dict[str, object]:
    one = report.measured
    return {
        "frames": one.frames,
        "rate": str(one.rate),
        "lufs": one.loudness.lufs,
        "short_term": one.loudness.short_term,
        "peak_dbtp": one.loudness.peak_dbtp,
        "gain_db": one.gain_db,
        "damaged": one.damaged,
        "report": report.checks,
        "conformed": report.done,
    }


def _booked_facts(booked: Booked) -> dict[str, object]:
    one = booked.creative
    return {
        "id": one.id,
        "campaign": one.campaign,
        "title": one.title,
        "size": one.size,
    } | _report_facts(booked.report)


def _spot_facts(booking: Booking) -> dict[str, object]:
    spot = booking.creative
    return {
        "id": spot.id,
        "campaign": spot.campaign,
        "advertiser": spot.advertiser,
        "category": spot.category,
        "title": spot.title,
        "frames": spot.frames,
        "rate": str(spot.rate),
        "size": spot.size,
        "gain_db": spot.gain_db,
        "not_before": spot.not_before,
        "not_after": spot.not_after,
        "segments": booking.segments,
        "own": booking.own,
        "conformed": booking.done,
        "report": booking.report,
    }
