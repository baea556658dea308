"""The register of processing: every kind that may leave, with its grounds and the keys it has.

Made of the declarations that the gate obeys and of the schemas that it writes by, so that it
cannot say anything else than what happens.

Source: GDPR article 30.
"""

from __future__ import annotations

from typing import TypedDict

from stb.formats.reports import schemas
from stb.model.consent import CONTROLLER
from stb.model.declared import DECLARED, Declared
from stb.model.report import Kind


class Row(TypedDict):
    """One kind. ``forms`` are the keys of each form that it may have; "" is no consent."""

    kind: str
    schema: str
    controller: str
    purpose: str
    basis: str
    clause: str
    consent: str
    terms: int
    contents: str
    forms: list[list[str]]
    names_household: bool
    when: str
    recipient: str
    kept: str
    kept_on_box: str


def register() -> tuple[Row, ...]:
    """One row a kind, in the order of `Kind`."""
    published = schemas()
    return tuple(_row(DECLARED[kind], published[kind.value]) for kind in Kind)


def keys_of(schema: dict[str, object]) -> tuple[tuple[str, ...], ...]:
    """The keys of each form that a published ``schema`` allows, sorted.

    Raises:
        ValueError: a form that takes other keys too.
    """
    listed = schema.get("oneOf", [schema])
    assert isinstance(listed, list)
    for form in listed:
        if form.get("additionalProperties") is not False:
            raise ValueError(f"{schema.get('$id')} is not closed")
    return tuple(tuple(sorted(form["properties"])) for form in listed)


def _row(declared: Declared, schema: dict[str, object]) -> Row:
    return Row(
        kind=declared.kind.value,
        schema=str(schema["$id"]),
        controller=CONTROLLER,
        purpose=declared.purpose,
        basis=declared.basis.value,
        clause=declared.clause,
        consent="" if declared.consent is None else declared.consent.value,
        terms=declared.terms,
        contents=declared.says,
        forms=[list(keys) for keys in keys_of(schema)],
        names_household=declared.named,
        when=declared.when,
        recipient=declared.recipient,
        kept=declared.kept,
        kept_on_box=declared.kept_here,
    )
