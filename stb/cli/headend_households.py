"""`stb headend household ...`: what the operator knows of his customers, and tells their sets."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from stb.cli import options
from stb.cli.headend_common import repository
from stb.cli.output import check_place, print_json, told_on_stderr
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError
from stb.model.facts import ADMINISTRATIVE, Fact, Form, Provisioned, checked

_SET = """\
facts (an empty value: not known any more):
  address=TEXT              shown to the viewer; no rule may look at it
  postcode=3543             four digits
  province=utrecht
  adults=2 children=1 youngest_child=4 oldest_adult=41
  genders=woman,man         of the adults
  packages=basic,sport      what is subscribed to
  interests=cooking

A set has it with its next refresh, signed and under a higher version; one that it has seen
before is never taken back.

examples:
  stb headend household set limburg children=2 youngest_child=4
  stb headend household set limburg interests=
"""
_CREDENTIAL = """\
Whoever has the file can open what is told of that household, so only its owner can read it. The
embedded head-end hands it over by itself; a television beside another head-end is given it:

  stb headend household credential young-family --data op set.key
  stb tv --headend URL --trust ROOT.json --household young-family --credential set.key
"""


class BadChange(InputError):
    """A change is not written as FACT=VALUE."""

    code = "household.change"


def add_verbs(family: Verbs) -> None:
    """Add the family to `stb headend`."""
    households = family.family("household", help="what is told of each household, signed")
    households.add("list", list_households, help="every household that has a set",
                   prints_facts=True)  # fmt: skip
    verb = households.add("show", show, help="all that one set is told", prints_facts=True)
    verb.add_argument("name", metavar="NAME", help="as `stb headend household list` has it")
    verb = households.add("set", change, help="change facts; signed anew and published")
    explain(verb, _SET)
    verb.add_argument("name", metavar="NAME", help="as `stb headend household list` has it")
    verb.add_argument("changes", metavar="FACT=VALUE", nargs="+", help="see below")
    options.add_moment(verb)
    verb = households.add("credential", credential, help="write the credential of a set")
    explain(verb, _CREDENTIAL)
    verb.add_argument("name", metavar="NAME|FILE", help="a household, of the demo or a file")
    verb.add_argument("file", metavar="FILE", type=Path, help="the file to write")
    options.add_moment(verb)


def list_households(arguments: Namespace) -> int:
    """Print every household."""
    found = repository(arguments).administration.households()
    if arguments.json:
        print_json([_facts(told) for told in found])
        return 0
    for told in found:
        print(f"{told.household:<20} version {told.version:>3}  {len(told.facts):>2} facts")
    if not found:
        told_on_stderr("no set was handed out yet; a television does it when it is switched on")
    return 0


def show(arguments: Namespace) -> int:
    """Print what one set is told."""
    told = repository(arguments).administration.household(arguments.name)
    if arguments.json:
        print_json(_facts(told))
        return 0
    print(f"{told.household}, version {told.version}, {told.issued:%Y-%m-%d %H:%M} UTC")
    for name in ADMINISTRATIVE:
        if name in told.facts:
            value = told.facts[name]
            print(f"    {name:<16} {', '.join(value) if isinstance(value, tuple) else value}")
    return 0


def change(arguments: Namespace) -> int:
    """Change facts; prints the new version."""
    from stb.headend.faults import Faults

    changes = dict(_change(text) for text in arguments.changes)
    signed, now = repository(arguments), options.moment_of(arguments)
    told = signed.administration.change(arguments.name, changes, now)
    signed.refresh(now, Faults())
    print(f"{told.household} version {told.version}")
    return 0


def credential(arguments: Namespace) -> int:
    """Write a set's credential; its household comes into the administration with it."""
    from stb.headend.files import write_whole
    from stb.wiring.households import household as named

    check_place(arguments.file)
    home = named(arguments.name).household
    at = options.moment_of(arguments)
    handed = repository(arguments).administration.enrol(home.id, home.facts, at)
    write_whole(arguments.file, handed.hex().encode() + b"\n", mode=0o600)
    print(arguments.file)
    return 0


def _change(text: str) -> tuple[str, Fact | None]:
    name, equals, value = text.partition("=")
    form = ADMINISTRATIVE.get(name)
    if not equals or form is None:
        known = ", ".join(ADMINISTRATIVE)
        raise BadChange(f"not FACT=VALUE: {text!r}; facts are {known}")
    if not value:
        return name, None
    match form:
        case Form.AGE | Form.COUNT if value.isascii() and value.isdigit() and len(value) < 4:
            return name, checked(name, int(value))
        case Form.WORDS:
            return name, checked(name, value.split(","))
    return name, checked(name, value)


def _facts(told: Provisioned) -> dict[str, object]:
    return {
        "household": told.household,
        "version": told.version,
        "issued": told.issued,
        "facts": dict(told.facts),
    }
