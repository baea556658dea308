"""Options that several verbs share, and the configuration they make."""

from __future__ import annotations

import argparse
from argparse import Namespace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from stb.adapters import user_folders
from stb.adapters.language import LANGUAGES, ZONE
from stb.model.rules import Profile
from stb.wiring.configuration import Configuration, Pictures, Switch, Time

DEMO_TIME = "2026-11-18T20:30:00+01:00"
"""When headless verbs begin unless told: a Wednesday evening, half past eight."""


def add_household(verb: argparse.ArgumentParser, *, default: str = "young-family") -> None:
    """`--household NAME|FILE`."""
    verb.add_argument(
        "--household",
        metavar="NAME|FILE",
        default=default,
        help=f"who lives here: a demo household or a JSON file (default: {default})",
    )


def add_time(
    verb: argparse.ArgumentParser, *, default: str | None, seed_of: str = "the box's draws"
) -> None:
    """`--at ISO` and `--seed N`."""
    shown = f" (default: {default})" if default else f", as {DEMO_TIME} (default: now)"
    verb.add_argument(
        "--at", metavar="ISO", type=moment, default=default and moment(default),
        help=f"the time at the start, Dutch without a zone{shown}",
    )  # fmt: skip
    verb.add_argument(
        "--seed", metavar="N", type=int, default=1, help=f"seed of {seed_of} (default: 1)"
    )


def add_moment(verb: argparse.ArgumentParser) -> None:
    """`--at ISO`, of a verb that works at one moment."""
    verb.add_argument(
        "--at", metavar="ISO", type=moment,
        help=f"as if it were then, as {DEMO_TIME} (default: now)",
    )  # fmt: skip


def add_profile(verb: argparse.ArgumentParser) -> None:
    """`--profile 2006|2019|today`."""
    verb.add_argument(
        "--profile", choices=[each.value for each in Profile], default=Profile.TODAY.value,
        help="the year whose rules of advertising hold (default: today's; 2006 has no tailored"
        " spots)",
    )  # fmt: skip


def add_language(verb: argparse.ArgumentParser, *, of: str = "the screens") -> None:
    """`--lang nl|en`."""
    verb.add_argument(
        "--lang", choices=LANGUAGES, default="nl", help=f"language of {of} (default: nl)"
    )


def add_headend(verb: argparse.ArgumentParser) -> None:
    """`--headend URL --trust ROOT.json --ca CA.pem`, `--lineup` and `--guide`."""
    verb.add_argument(
        "--headend", metavar="URL", type=server, help="another head-end (default: our own)"
    )
    verb.add_argument(
        "--trust", metavar="ROOT.json", type=Path, help="root of that head-end's signatures"
    )
    verb.add_argument(
        "--ca", metavar="CA.pem", type=Path,
        help="the only authority to trust for that head-end's https (default: the system's)",
    )  # fmt: skip
    add_credential(verb)
    verb.add_argument(
        "--relay", metavar="URL", type=server,
        help="relay of envelopes; without one no play is reported to another head-end",
    )  # fmt: skip
    verb.add_argument("--lineup", metavar="FILE|URL", help="your own channel list (M3U)")
    verb.add_argument("--guide", metavar="FILE|URL", help="your own guide (XMLTV)")


def add_credential(verb: argparse.ArgumentParser, *, to_look: bool = False) -> None:
    """`--credential FILE`, of a set with another head-end than our own.

    ``to_look``: only what was told is opened by it, and nothing is sent.
    """
    if to_look:
        verb.add_argument(
            "--credential", metavar="FILE", type=Path,
            help="this set's credential, if its head-end is not our own: what that one told of"
            " the household lies sealed on the disk",
        )  # fmt: skip
        return
    verb.add_argument(
        "--credential", metavar="FILE", type=Path,
        help="this set's credential with another head-end (`stb headend household credential`):"
        " what it tells of the household is opened by it; orders and requests for tokens are proven"
        " by it",
    )  # fmt: skip


def add_page(verb: argparse.ArgumentParser) -> None:
    """`--page`, and `--port` of the page."""
    verb.add_argument(
        "--page", action="store_true", help="show the picture on a loopback page, not in a window"
    )
    verb.add_argument(
        "--port", metavar="N", type=port, default=0, help="port of that page (default: a free one)"
    )


def port(text: str) -> int:
    """A TCP port to listen on; 0 is a free one.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 5 or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"not a port from 0 to 65535: {text!r}")
    return int(text)


def server(text: str) -> str:
    """The base URL of a server; what is asked for there is named relative to it.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        parts = urlsplit(text)
        named = parts.port
    except ValueError:
        parts, named = urlsplit(""), None
    extra = "@" in parts.netloc or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not parts.hostname or named == 0 or extra:
        raise argparse.ArgumentTypeError(f"not a URL such as http://127.0.0.1:8780/: {text!r}")
    if parts.scheme == "http" and not is_this_machine(parts.hostname):
        raise argparse.ArgumentTypeError(
            f"plain http is for this machine only; another one is asked by https: {text!r}"
        )
    return text if text.endswith("/") else f"{text}/"


def is_this_machine(host: str) -> bool:
    """Whether the name of a host can mean no other machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def moment(text: str) -> datetime:
    """An ISO 8601 time; without a zone it is Dutch local time.

    Raises:
        argparse.ArgumentTypeError: it is none, or of a year that our files cannot state:
            a week has four figures from 2000 on, and what is signed today ends years later.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a time such as {DEMO_TIME}: {text!r}") from None
    if not 2000 < at.year <= 2150:
        raise argparse.ArgumentTypeError(f"not a time of the years 2001 to 2150: {text!r}")
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


def moment_of(arguments: Namespace) -> datetime:
    """The moment that `--at` names, else now (UTC)."""
    from stb.adapters.clock import SystemClock

    return SystemClock(arguments.at).utc()


def data_folder(arguments: Namespace) -> Path:
    """The folder for all state: `--data`, or the user's own."""
    return Path(arguments.data) if arguments.data else user_folders.data()


def configuration(
    arguments: Namespace, *, time: Time, pictures: Pictures = Pictures.DECODED
) -> Configuration:
    """The configuration that the options ask for; options a verb has not stay as they are."""
    given = vars(arguments)
    return Configuration(
        data=data_folder(arguments),
        household=given.get("household") or "young-family",
        consent=Switch(given.get("consent") or "ask"),
        at=given.get("at"),
        seed=given.get("seed", 1),
        language=given.get("lang") or "nl",
        time=time,
        pictures=pictures,
        headend=given.get("headend"),
        relay=given.get("relay"),
        trust=given.get("trust"),
        authority=given.get("ca"),
        credential=given.get("credential"),
        lineup=given.get("lineup"),
        guide=given.get("guide"),
        profile=Profile(given.get("profile") or "today"),
        as_run=given.get("as_run"),
    )
