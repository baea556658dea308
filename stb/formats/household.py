"""Household files: who lives here, as JSON, and what the operator knows of them.

The facts are the operator's: he signs them for the household's set. A file is written by a
person for a demonstration or a test, so what is wrong with it is said in full. ``would_answer``
is what the household would press when asked for consent; nothing but a tester's script reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Line, checked
from stb.model.consent import Answer
from stb.model.household import Fact, Household

HOUSEHOLD_CAP = 64 << 10

Years = Annotated[int, Field(ge=0, le=120)]
Count = Annotated[int, Field(ge=0, le=30)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Words = Annotated[list[Word], Field(max_length=64)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class BadHousehold(InputError):
    """A household file is not in the form that this module describes."""

    code = "household.form"


class _Facts(Closed):
    """Facts that may be known; one that is absent is not known."""

    address: Line | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{3}$")] | None = None
    province: Word | None = None
    youngest_child: Years | None = None
    oldest_adult: Years | None = None
    adults: Count | None = None
    children: Count | None = None
    packages: Words | None = None
    genders: Words | None = None
    interests: Words | None = None


class _Household(Closed):
    v: Literal[1]
    id: Id
    name: Line
    words: Annotated[dict[Language, Line], Field(max_length=8, default_factory=dict)]
    pin: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] = "0000"
    child_profile: bool = False
    pin_for_consent: bool = False
    would_answer: Literal["yes", "no"] = "yes"
    facts: _Facts


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """A household, who it is in words by language, and what it would answer when asked."""

    household: Household
    words: dict[str, str] = field(default_factory=dict)
    would_answer: Answer = Answer.YES


def read_household_file(data: bytes) -> HouseholdFile:
    """The household that a file states, and what it says about it.

    Raises:
        InputError: another form; the message names the key and what is wrong with it.
    """
    stated = checked(_Household, strict_json.loads(data, cap=HOUSEHOLD_CAP), BadHousehold)
    facts: dict[str, Fact] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in stated.facts.model_dump().items()
        if value is not None
    }
    household = Household(
        stated.id, stated.name, facts, stated.pin, stated.child_profile, stated.pin_for_consent
    )
    return HouseholdFile(household, dict(stated.words), Answer(stated.would_answer))


def write_household(file: HouseholdFile) -> bytes:
    """``file`` as JSON that `read_household_file` reads."""
    household = file.household
    facts = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in household.facts.items()
    }
    return strict_json.dumps(
        {
            "v": 1,
            "id": household.id,
            "name": household.name,
            "words": file.words,
            "pin": household.pin,
            "child_profile": household.child_profile,
            "pin_for_consent": household.pin_for_consent,
            "would_answer": file.would_answer.value,
            "facts": facts,
        }
    )
