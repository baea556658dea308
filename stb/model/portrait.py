"""All that a box knows of its household in one view: each fact with who says so.

A correction by the viewer wins over what the operator told, and what was told stays visible
beside it. Classes follow from the postcode that is used, the corrected one. Without consent
nothing is joined or worked out: then there is only what was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stb.model.facts import ADMINISTRATIVE, BY_POSTCODE, VIEWED, Fact, Facts, Known, Origin
from stb.model.postcodes import Postcodes
from stb.model.viewed import Viewed, facts_of

Corrections = Mapping[str, Fact | None]
"""What the viewer says of single facts; None: this is not so, and not to be used."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a screen may tell of the household and its group.

    ``known`` are the facts in the order of the list in `stb.model.facts`; ``why`` names those
    for which the household is in its group. ``waits`` says that a group was put right in a
    week in which spots for it were shown: the next one begins with the next week.
    """

    known: tuple[Known, ...] = ()
    viewed: tuple[Viewed, ...] = ()
    why: tuple[str, ...] = ()
    waits: bool = False

    def fact(self, name: str) -> Known | None:
        return next((one for one in self.known if one.name == name), None)


def told(facts: Facts, *, by: Origin) -> tuple[Known, ...]:
    """What was told, and nothing worked out from it."""
    return tuple(Known(name, facts[name], by) for name in ADMINISTRATIVE if name in facts)


def known(
    facts: Facts,
    *,
    by: Origin,
    postcodes: Postcodes,
    corrections: Corrections = MappingProxyType({}),
    viewed: tuple[Viewed, ...] = (),
) -> tuple[Known, ...]:
    """Every fact that may be used, with consent; ``by`` is who told ``facts``."""
    found: list[Known] = []
    for name in ADMINISTRATIVE:
        if name in corrections:
            found.append(Known(name, corrections[name], Origin.VIEWER, facts.get(name)))
        elif name in facts:
            found.append(Known(name, facts[name], by))
    classes = postcodes.classes(usable(found).get("postcode"))
    found += [Known(name, classes[name], Origin.POSTCODE) for name in BY_POSTCODE
              if name in classes]  # fmt: skip
    watched = facts_of(viewed)
    found += [Known(name, watched[name], Origin.VIEWING) for name in VIEWED if name in watched]
    return tuple(found)


def usable(found: tuple[Known, ...] | list[Known]) -> dict[str, Fact]:
    """The facts that a rule may look at."""
    return {one.name: one.value for one in found if one.value is not None}
