"""Households and segments: facts, and rules over them that explain themselves.

A rule is data, read from JSON, and is never evaluated as code. A segment is a
group the operator published, with the rule, the rule in words and the number
of households that fit it; a box refuses a segment of fewer than a hundred
(the promise of 2019). The box puts itself in a segment: the facts stay here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from stb.errors import InputError, RefusedError
from stb.model.facts import Fact, Facts

__all__ = ["LEAST_HOUSEHOLDS", "Fact", "Facts", "Household", "Rule", "Segment"]

LEAST_HOUSEHOLDS = 100
_DEEPEST = 8
_LONGEST = 64


class BadRule(InputError):
    """A rule is not in the form that `Rule.read` describes."""

    code = "segment.rule"


class SegmentTooSmall(RefusedError):
    """A segment names fewer households than may be told apart."""

    code = "segment.too_small"

    def __init__(self, segment: str, households: int) -> None:
        super().__init__(
            f"segment {segment} has {households} households, fewer than {LEAST_HOUSEHOLDS}"
        )
        self.segment, self.households = segment, households


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives here, as the box was set up.

    ``facts`` are those of `stb.model.facts` that were told at the set-up. A fact that is not
    known is absent, and a rule over it does not hold. ``pin_for_consent``: the account holder
    wants the PIN before a question about consent is answered.
    """

    id: str
    name: str
    facts: dict[str, Fact] = field(default_factory=dict)
    pin: str = "0000"
    child_profile: bool = False
    pin_for_consent: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on facts: one of the forms of JSON, already checked.

    ``{"all": [rule, ...]}``, ``{"any": [rule, ...]}``, ``{"not": rule}`` or a
    test of one fact: ``{"fact": name, "is": value}``, ``"at_least": n``,
    ``"at_most": n``, ``"has": text`` (of a list) or ``"in": [value, ...]``,
    where a value "6000-6499" stands for a range of digits. ``{}`` holds always.
    """

    form: str
    parts: tuple[Rule, ...] = ()
    fact: str = ""
    value: Fact = ""

    @classmethod
    def read(cls, data: object, *, depth: int = 0) -> Rule:
        """The rule that JSON ``data`` states.

        Raises:
            BadRule: another form, nested over 8 deep or over 64 parts wide.
        """
        if not isinstance(data, dict) or depth > _DEEPEST:
            raise BadRule("a rule is an object, nested at most 8 deep")
        match data:
            case {} if not data:
                return cls("always")
            case {"all": list(parts)} | {"any": list(parts)} if len(data) == 1:
                if len(parts) > _LONGEST:
                    raise BadRule("a rule has more than 64 parts")
                read = tuple(cls.read(part, depth=depth + 1) for part in parts)
                return cls(next(iter(data)), parts=read)
            case {"not": part} if len(data) == 1:
                return cls("not", parts=(cls.read(part, depth=depth + 1),))
            case {"fact": str(fact), **rest} if len(rest) == 1 and len(fact) <= _LONGEST:
                form, value = next(iter(rest.items()))
                return cls(form, fact=fact, value=_value(form, value))
        raise BadRule(f"not a rule: {sorted(map(str, data))}")

    def holds(self, facts: Facts) -> bool:
        """Whether the rule is true of ``facts``; a test of an unknown fact is false."""
        match self.form:
            case "always":
                return True
            case "all":
                return all(part.holds(facts) for part in self.parts)
            case "any":
                return any(part.holds(facts) for part in self.parts)
            case "not":
                return not self.parts[0].holds(facts)
        known = facts.get(self.fact)
        return known is not None and _tests(self.form, known, self.value)


def _value(form: str, value: object) -> Fact:
    match form, value:
        case "is", bool() | int() | str() as wanted:
            return wanted
        case "has", str() as wanted:
            return wanted
        case (("at_least" | "at_most"), int() as bound) if not isinstance(bound, bool):
            return bound
        case "in", [*parts] if 0 < len(parts) <= _LONGEST:
            if all(isinstance(part, (str, int)) for part in parts):
                return tuple(str(part)[:_LONGEST] for part in parts)
    raise BadRule(f"not a test of a fact: {form}")


def _tests(form: str, known: Fact, value: Fact) -> bool:
    match form:
        case "is":
            return known == value
        case "at_least":
            return isinstance(known, int) and isinstance(value, int) and known >= value
        case "at_most":
            return isinstance(known, int) and isinstance(value, int) and known <= value
        case "has":
            return isinstance(known, tuple) and value in known
    return isinstance(value, tuple) and any(_within(str(known), part) for part in value)


def _within(known: str, part: str) -> bool:
    low, dash, high = part.partition("-")
    if dash and known.isdigit() and low.isdigit() and high.isdigit():
        return int(low) <= int(known) <= int(high)
    return known == part


class Counted(Enum):
    """By which method the households of a group were counted."""

    ADMINISTRATION = "administration"
    """By the operator, among his customers: exact, and only over what he knows of them."""
    TELEMETRY = "telemetry"
    """A lower bound from the blurred answers that were released, over what is watched."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A published group of households. ``words`` is its definition, by language.

    Raises:
        SegmentTooSmall: fewer than a hundred households.
    """

    id: str
    households: int
    rule: Rule
    words: dict[str, str] = field(default_factory=dict)
    counted: Counted = Counted.ADMINISTRATION

    def __post_init__(self) -> None:
        if self.households < LEAST_HOUSEHOLDS:
            raise SegmentTooSmall(self.id, self.households)

    def in_words(self, language: str) -> str:
        return self.words.get(language) or self.words.get("nl") or self.id


def segments_of(facts: Facts, published: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The segments whose rule holds of ``facts``, the smallest group first."""
    fitting = (segment for segment in published if segment.rule.holds(facts))
    return tuple(sorted(fitting, key=lambda segment: (segment.households, segment.id)))


def matched(rule: Rule, facts: Facts) -> tuple[str, ...]:
    """The facts for which a rule that holds does hold, in the order of the rule."""
    if rule.fact:
        return (rule.fact,) if rule.holds(facts) else ()
    parts = (part for part in rule.parts if rule.form == "not" or part.holds(facts))
    named = (name for part in parts for name in (matched(part, facts) or _looked_at(part)))
    return tuple(dict.fromkeys(named))


def _looked_at(rule: Rule) -> tuple[str, ...]:
    found = (rule.fact,) if rule.fact else ()
    return found + tuple(name for part in rule.parts for name in _looked_at(part))
