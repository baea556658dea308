"""`stb privacy group`: the group of this household, its count, how it was counted, and why."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.output import print_json
from stb.cli.verbs import Verbs

if TYPE_CHECKING:
    from stb.ui.screen import Moment

GROUP = "group"
"""What `stb privacy picture` takes in the place of an answer's id."""

_MORE = """\
What the screen "My group" says: by what was fetched and kept until now, from the box's folder
alone, with no head-end asked and nothing changed. Groups that the box refused stand there with
the reason. The picture of that screen: `stb privacy picture group --out FILE.png`, and
FILE-2.png if there is more. The television must be off meanwhile.
"""


def register(family: Verbs) -> None:
    """Add the verb to `stb privacy`."""
    verb = family.add(
        GROUP, run, help="my group in words, its count, the method, and why", prints_facts=True
    )
    verb.description = _MORE
    options.add_household(verb)
    options.add_credential(verb, to_look=True)
    options.add_language(verb, of="what it says")
    options.add_moment(verb)


def run(arguments: Namespace) -> int:
    """Print the group and the facts behind it."""
    with looked_at(arguments) as moment:
        if arguments.json:
            print_json(_facts(moment))
            return 0
        for line in _lines(moment):
            print(line)
    return 0


@contextmanager
def looked_at(arguments: Namespace) -> Iterator[Moment]:
    """The box of a household as it lies on the disk, and not a step further."""
    from stb.ui.screen import Moment
    from stb.wiring.configuration import Pictures, Time
    from stb.wiring.unplugged import looked_into

    wanted = options.configuration(arguments, time=Time.REAL, pictures=Pictures.NONE)
    with looked_into(wanted) as looked:
        yield Moment(looked.box.snapshot, looked.context, ms=0)


def _lines(moment: Moment) -> Iterator[str]:
    from stb.ui import facts, reasons
    from stb.ui.screens.my_group import told

    for paragraph in told(moment):
        yield paragraph.text
    yield ""
    for one in moment.snapshot.portrait.known:
        who = moment.say(facts.ORIGINS[one.origin])
        name, value = facts.name(moment, one.name), facts.value(moment, one.name, one.value)
        was = "" if one.told is None else f" ({facts.value(moment, one.name, one.told)})"
        yield f"{name:<36} {value:<28} {who}{was}"
    for refusal in moment.snapshot.inventory.refusals:
        yield f"{refusal.what}: {reasons.why_refused(moment.say, refusal)} [{refusal.code}]"


def _facts(moment: Moment) -> dict[str, object]:
    from stb.model.consent import Purpose

    snapshot = moment.snapshot
    known = {one.name: one.value for one in snapshot.portrait.known}
    groups = [
        {
            "id": segment.id,
            "words": segment.in_words(moment.language),
            "households": segment.households,
            "counted": segment.counted,
            "why": {fact: known.get(fact) for fact in snapshot.portrait.why},
        }
        for segment in snapshot.segments
    ]
    return {
        "consent": snapshot.allows(Purpose.TAILORED_SPOTS),
        "group": groups[0] if groups else None,
        "waits": snapshot.portrait.waits,
        "facts": snapshot.portrait.known,
        "viewed": snapshot.portrait.viewed,
        "sources": snapshot.inventory.postcodes.sources,
        "refused": snapshot.inventory.refusals,
    }
