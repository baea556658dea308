"""`stb households`: the demo households and what is known of each."""

from __future__ import annotations

from argparse import Namespace

from stb.cli.output import print_json
from stb.cli.verbs import Verbs


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verbs.add("households", run, help="list the demo households", prints_facts=True)


def run(arguments: Namespace) -> int:
    """Print every household of assets/households."""
    from stb.wiring.households import demo_households

    households = demo_households()
    if arguments.json:
        print_json([
            {"id": home.id, "name": home.name, "facts": home.facts,
             "child_profile": home.child_profile}
            for home in households
        ])  # fmt: skip
        return 0
    for home in households:
        print(f"{home.id:<14} {home.name}")
        for fact, value in sorted(home.facts.items()):
            shown = ", ".join(value) if isinstance(value, tuple) else value
            print(f"    {fact:<16} {shown}")
    return 0
