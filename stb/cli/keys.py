"""`stb keys`: the keys of the remote and where they are on the keyboard."""

from __future__ import annotations

from argparse import Namespace

from stb.cli.output import print_json
from stb.cli.verbs import Verbs


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("keys", run, help="list every key and what it does", prints_facts=True)
    verb.add_argument("--lang", choices=("nl", "en"), default="nl", help="language of the list")


def run(arguments: Namespace) -> int:
    """Print the keys, in groups."""
    from stb.remotes.keyboard import KEYS

    language = arguments.lang
    if arguments.json:
        print_json([
            {"key": row.key.value.upper(), "keyboard": list(row.names), "group": row.group,
             "does": row.says(language)}
            for row in KEYS
        ])  # fmt: skip
        return 0
    group = ""
    for row in KEYS:
        if row.group != group:
            group = row.group
            print(f"\n{group}")
        print(f"  {row.key.value.upper():<14} {' / '.join(row.names):<22} {row.says(language)}")
    return 0
