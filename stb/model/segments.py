"""Which published groups may be used: counted by a method that can count them, and apart.

The operator asks this before he publishes and every box asks it again, with the same answer.
A group is refused where it has fewer than a hundred households; where its count is not known,
because nobody who gives that count can look at what its rule looks at; and where it was made
to intersect: composed of other groups of the week, or so near another that the difference of
the two would be a group of fewer than a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stb.model.facts import ADMINISTRATIVE, BY_POSTCODE, NEVER_IN_A_RULE, VIEWED
from stb.model.household import LEAST_HOUSEHOLDS, Counted, Rule, Segment

UNCOUNTED = "segment.uncounted"
INTERSECTS = "segment.intersects"

_BY_THE_OPERATOR = (ADMINISTRATIVE.keys() | BY_POSTCODE.keys()) - NEVER_IN_A_RULE


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a group is refused: a dotted code, and the reason for whoever published it."""

    code: str
    reason: str


def objections(segments: Iterable[Segment]) -> dict[str, Objection]:
    """Of the groups of one week those that may not be used, by their ids."""
    groups = tuple(segments)
    found: dict[str, Objection] = {}
    for group in groups:
        objection = uncounted(group) or next(_made_of(group, groups), None)
        if objection is not None:
            found[group.id] = objection
    return found


def uncounted(group: Segment) -> Objection | None:
    """Why the count of a group is not known by the method that it names, None where it is."""
    looks_at = set(facts_of(group.rule))
    if barred := sorted(looks_at - _BY_THE_OPERATOR - VIEWED.keys()):
        return Objection(UNCOUNTED, f"{group.id} looks at {barred[0]}, which nobody can count")
    if group.counted is Counted.ADMINISTRATION:
        if viewing := sorted(looks_at & VIEWED.keys()):
            return Objection(
                UNCOUNTED,
                f"{group.id} looks at {viewing[0]}, which the operator does not know: only"
                " released telemetry counts it",
            )
        return None
    if kinds(group.rule) is None:
        return Objection(
            UNCOUNTED,
            f"{group.id} is counted by telemetry, which tells the main kind of what is watched"
            " and nothing besides",
        )
    return None


def kinds(rule: Rule) -> tuple[str, ...] | None:
    """The main kinds that a rule asks for, where it asks for nothing else; telemetry's part."""
    match rule:
        case Rule(form="is", fact="watches_most", value=str() as kind):
            return (kind,)
        case Rule(form="in", fact="watches_most", value=tuple() as wanted):
            return tuple(dict.fromkeys(wanted))
    return None


def facts_of(rule: Rule) -> Iterator[str]:
    """Every fact that a rule looks at."""
    if rule.fact:
        yield rule.fact
    for part in rule.parts:
        yield from facts_of(part)


def _made_of(group: Segment, groups: tuple[Segment, ...]) -> Iterator[Objection]:
    """What a group has to do with the others of its week that it may not."""
    own = _conjuncts(group.rule)
    part_of_it: list[tuple[Segment, frozenset[Rule]]] = []
    for other in groups:
        if other.id == group.id or other.rule.form == "always":
            continue
        theirs = _conjuncts(other.rule)
        if own == theirs:
            if group.households != other.households:
                yield Objection(
                    UNCOUNTED,
                    f"{group.id} and {other.id} are the same households, counted differently",
                )
            continue
        if _within(group.rule, other.rule):
            yield from _difference(group, other)
        if theirs <= own or _denied(other.rule, own):
            part_of_it.append((other, theirs))
    apart = [
        other.id for other, theirs in part_of_it
        if not any(theirs < more for _, more in part_of_it)
    ]  # fmt: skip
    if len(apart) > 1:
        yield Objection(INTERSECTS, f"{group.id} is where {' and '.join(sorted(apart))} intersect")


def _difference(narrow: Segment, wide: Segment) -> Iterator[Objection]:
    """An objection where ``wide`` without ``narrow`` would be a group that is too small."""
    left = wide.households - narrow.households
    if 0 <= left < LEAST_HOUSEHOLDS:
        yield Objection(
            INTERSECTS,
            f"{wide.id} without {narrow.id} would be a group of {left} households, fewer than"
            f" {LEAST_HOUSEHOLDS}",
        )


def _within(narrow: Rule, wide: Rule) -> bool:
    """Whether, by their form alone, all of ``narrow`` are in ``wide``."""
    return _conjuncts(wide) < _conjuncts(narrow) or (
        wide.form == "any" and _disjuncts(narrow) < _disjuncts(wide)
    )


def _denied(other: Rule, own: frozenset[Rule]) -> bool:
    return Rule("not", parts=(other,)) in own


def _conjuncts(rule: Rule) -> frozenset[Rule]:
    """All that must hold together, however it is nested."""
    if rule.form == "always":
        return frozenset()
    if rule.form != "all":
        return frozenset({rule})
    return frozenset(each for part in rule.parts for each in _conjuncts(part))


def _disjuncts(rule: Rule) -> frozenset[Rule]:
    """All of which one must hold, however they are nested."""
    if rule.form != "any":
        return frozenset({rule})
    return frozenset(each for part in rule.parts for each in _disjuncts(part))
