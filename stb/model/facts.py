"""Facts about a household: which there are, who may know them, and what each may be.

The list is closed: a rule over a fact that is not here can be counted by nobody, so no box
takes it. Of the postcode only the digits count. What was viewed is known to the box alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from stb.errors import InputError

Fact = str | int | bool | tuple[str, ...]
Facts = Mapping[str, Fact]

PROVINCES = (
    "drenthe", "flevoland", "friesland", "gelderland", "groningen", "limburg",
    "noord-brabant", "noord-holland", "overijssel", "utrecht", "zeeland", "zuid-holland",
)  # fmt: skip
GENDERS = ("woman", "man", "other")
PACKAGES = ("basic", "kids", "sport", "film", "international")
"""What the operator sells; a household may have others, of another operator's."""

LONGEST = 64
MOST_AGE, MOST_PERSONS = 120, 30


class BadFact(InputError):
    """Something is said of a household that the fact cannot be."""

    code = "household.fact"


class Form(Enum):
    """What a fact may be."""

    TEXT = "text"
    DIGITS = "digits"
    AGE = "age"
    COUNT = "count"
    WORD = "word"
    WORDS = "words"
    CLASS = "class"


ADMINISTRATIVE: Mapping[str, Form] = {
    "address": Form.TEXT,
    "postcode": Form.DIGITS,
    "province": Form.WORD,
    "adults": Form.COUNT,
    "children": Form.COUNT,
    "youngest_child": Form.AGE,
    "oldest_adult": Form.AGE,
    "genders": Form.WORDS,
    "packages": Form.WORDS,
    "interests": Form.WORDS,
}
"""What the operator knows of his customers, and can count."""

BY_POSTCODE: Mapping[str, Form] = {
    "income_class": Form.CLASS,
    "families_class": Form.CLASS,
    "elderly_class": Form.CLASS,
}
"""What the signed table says of a postcode's digits, 1 (least) to 5 (most)."""

VIEWED: Mapping[str, Form] = {"watches_most": Form.WORD}
"""What follows from viewing, on the box only, and only with consent."""

KNOWN: Mapping[str, Form] = {**ADMINISTRATIVE, **BY_POSTCODE, **VIEWED}

NEVER_IN_A_RULE = frozenset({"address"})
"""What is shown and corrected, and never looked at by a rule."""


class Origin(Enum):
    """Who says a fact."""

    OPERATOR = "operator"
    SET_UP = "set-up"
    VIEWER = "viewer"
    POSTCODE = "postcode"
    VIEWING = "viewing"


@dataclass(frozen=True, slots=True)
class Known:
    """One fact as it is used: its value, None where it is not known, and who says so.

    ``told`` is what a correction replaced, None where nothing was told.
    """

    name: str
    value: Fact | None
    origin: Origin
    told: Fact | None = None


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What the operator told of one household, signed; ``version`` only ever goes up."""

    household: str
    version: int
    issued: datetime
    facts: Facts


def checked(name: str, value: object) -> Fact:
    """``value`` as an administrative fact of that name; lists become tuples.

    Raises:
        BadFact: there is no such fact, or it cannot be that.
    """
    form = ADMINISTRATIVE.get(name)
    made = tuple(value) if isinstance(value, list) else value
    if form is None or not _fits(form, made):
        raise BadFact(f"{name[:LONGEST]} cannot be {str(value)[:LONGEST]}")
    assert isinstance(made, (str, int, tuple))
    return made


def _fits(form: Form, value: object) -> bool:
    match form, value:
        case Form.TEXT, str():
            return 0 < len(value) <= 200
        case Form.DIGITS, str():
            return len(value) == 4 and value.isascii() and value.isdigit() and value[0] != "0"
        case ((Form.AGE | Form.COUNT), bool()):
            return False
        case Form.AGE, int():
            return 0 <= value <= MOST_AGE
        case Form.COUNT, int():
            return 0 <= value <= MOST_PERSONS
        case Form.WORD, str():
            return is_word(value)
        case Form.WORDS, tuple():
            return len(value) <= LONGEST and all(is_word(word) for word in value)
    return False


def is_word(text: object) -> bool:
    """Whether it is small letters, digits and hyphens, at most 64."""
    return (
        isinstance(text, str)
        and 0 < len(text) <= LONGEST
        and text.isascii()
        and text.replace("-", "").isalnum()
        and text == text.lower()
        and text[0] != "-"
    )
