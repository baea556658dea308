"""`stb keys`: the keys of the remote and where they are on the keyboard."""

from __future__ import annotations

from argparse import Namespace

from stb.cli.output import print_json
from stb.cli.verbs import Verbs


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("keys", run, help="list every key and what it does", prints_facts=True)
    verb.add_argument(
        "--lang", choices=("nl", "en"), default="nl", help="language of the list (default: nl)"
    )


def run(arguments: Namespace) -> int:
    """Print the keys, in groups."""
    from stb.adapters import assets
    from stb.adapters.language import words
    from stb.remotes.keyboard import KEYS, WINDOW_KEYS
    from stb.ui.context import ListedKey
    from stb.ui.screens.keys import GROUPS

    language = arguments.lang
    rows: list[tuple[str, ListedKey]] = [
        *((row.key.value.upper(), row) for row in KEYS),
        *(("", row) for row in WINDOW_KEYS),
    ]  # fmt: skip
    if arguments.json:
        print_json([
            {"key": key or None, "keyboard": list(row.names), "group": row.group,
             "does": row.says(language)}
            for key, row in rows
        ])  # fmt: skip
        return 0
    say = words(assets.folder(), language)
    group = ""
    for key, row in rows:
        if row.group != group:
            group = row.group
            print(f"\n{say(GROUPS[group])}")
        print(f"  {key:<14} {' / '.join(row.names):<22} {row.says(language)}")
    return 0
