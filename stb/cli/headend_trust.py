"""`stb headend keys|rotate|revoke|authority`: who signs, and what is taken back."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from stb.cli import options
from stb.cli.headend_common import folder, repository
from stb.cli.output import check_place, print_json, told_on_stderr
from stb.cli.verbs import Verbs, explain

_ROLES = ("root", "targets", "ads", "snapshot", "timestamp")
_ROTATE = """\
  stb headend rotate root            a new key for root's oldest one; root is two of three
  stb headend rotate timestamp       a new key; boxes forget the versions seen under the old one
  stb headend rotate root --key root-2

The new root is signed by enough of the old keys and of the new. A box that was off for
weeks follows all the roots that it missed, one after the other.
"""
_REVOKE = """\
  stb headend revoke creative ID      by its id, the beginning of it, or its title: it is in no
                                      bundle any more and is not served; a box drops it with its
                                      next refresh, also from a bundle that it still has
  stb headend revoke bundle 2026-W47/retired
  stb headend revoke key timestamp-1  a key that may have been stolen: replaced at once, and
                                      what it signed is signed anew by another
"""


def add_verbs(family: Verbs) -> None:
    """Add the verbs about trust to `stb headend`."""
    family.add("keys", keys, help="who signs: roles, keys, thresholds, ends", prints_facts=True)
    verb = family.add("rotate", rotate, help="give a role a new key, and publish; prints its name")
    explain(verb, _ROTATE)
    verb.add_argument("role", metavar="ROLE", choices=_ROLES, help=", ".join(_ROLES))
    verb.add_argument("--key", metavar="NAME", help="which one goes (default: the oldest)")
    options.add_moment(verb)
    verb = family.add("revoke", revoke, help="take a creative, a bundle or a key back at once")
    explain(verb, _REVOKE)
    verb.add_argument("what", choices=("creative", "bundle", "key"), help="see below")
    verb.add_argument("name", metavar="NAME", help="which one, see below")
    options.add_moment(verb)

    verb = family.add(
        "authority", authority, help="write the certificate by which a box knows this head-end"
    )
    verb.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", default=Path("CA.pem"),
        help="the file to write, for `--ca` (default: CA.pem)",
    )  # fmt: skip


def keys(arguments: Namespace) -> int:
    """Print every role with its keys."""
    from stb.headend.trust import roles

    found = roles(folder(arguments))
    if arguments.json:
        print_json(found)
        return 0
    print(f"{'role':<10} {'signs':<7} {'version':>7}  {'ends':<16}  {'key':<12} id")
    for role in found:
        signs = f"{role.threshold} of {len(role.keys)}"
        ends = f"{role.ends:%Y-%m-%d %H:%M}" if role.ends else "not published"
        lead = f"{role.name:<10} {signs:<7} {role.version or '-':>7}  {ends:<16}"
        for key in role.keys:
            print(f"{lead}  {key.name:<12} {key.id[:16]}")
            lead = " " * len(lead)
    told_on_stderr(
        f"the keys lie in {folder(arguments) / 'keys'}; times are UTC. The operator is simulated:"
        " real root keys lie in safes apart, never on the machine that publishes"
    )
    return 0


def rotate(arguments: Namespace) -> int:
    """Replace a key."""
    from stb.headend.trust import rotate

    at = options.moment_of(arguments)
    print(rotate(repository(arguments), arguments.role, at, name=arguments.key))
    return 0


def revoke(arguments: Namespace) -> int:
    """Take something back; prints what in full."""
    from stb.headend import trust

    at = options.moment_of(arguments)
    match arguments.what:
        case "creative":
            print(trust.revoke_creative(repository(arguments), arguments.name, at))
        case "bundle":
            print(trust.revoke_bundle(repository(arguments), arguments.name, at))
        case "key":
            role = trust.revoke_key(repository(arguments), arguments.name, at)
            print(f"{arguments.name}; {role} signs with a new key")
    return 0


def authority(arguments: Namespace) -> int:
    """Write the certificate of the head-end's authority."""
    from stb.headend.certificates import authority

    check_place(arguments.file)
    arguments.file.write_bytes(authority(folder(arguments)).read_bytes())
    print(arguments.file)
    return 0
