"""One source: what is declared, what the schemas allow and what the register says are the same."""

from __future__ import annotations

import pytest

from stb.engine.post import SLOTS_A_WEEK
from stb.formats.register import keys_of, register
from stb.formats.reports import MOST_TOKENS, schemas
from stb.model.consent import CONTROLLER, Purpose
from stb.model.declared import DECLARED, Basis
from stb.model.report import Kind


def test_every_kind_has_a_declaration_a_schema_and_a_row_in_the_register():
    kinds = [kind.value for kind in Kind]

    assert [kind.value for kind in DECLARED] == kinds
    assert list(schemas()) == kinds
    assert [row["kind"] for row in register()] == kinds


@pytest.mark.parametrize("kind", Kind)
def test_a_row_says_what_its_declaration_and_its_schema_say(kind: Kind):
    declared, schema = DECLARED[kind], schemas()[kind.value]
    row = next(row for row in register() if row["kind"] == kind.value)

    assert row["schema"] == schema["$id"]
    assert row["schema"].startswith(f"{kind.value}/v")
    assert [tuple(form) for form in row["forms"]] == list(keys_of(schema))
    assert row["controller"] == CONTROLLER
    assert (row["purpose"], row["contents"]) == (declared.purpose, declared.says)
    assert (row["when"], row["recipient"]) == (declared.when, declared.recipient)
    assert (row["kept"], row["kept_on_box"]) == (declared.kept, declared.kept_here)
    assert (row["basis"], row["clause"]) == (declared.basis.value, declared.clause)
    assert row["terms"] == declared.terms >= 1
    assert Purpose(row["consent"]) is declared.consent if row["consent"] else True
    assert all(value not in ("", []) for name, value in row.items() if name != "consent")


@pytest.mark.parametrize("kind", Kind)
def test_what_needs_no_consent_rests_on_the_contract_and_nothing_else_does(kind: Kind):
    declared = DECLARED[kind]

    assert (declared.basis is Basis.CONTRACT) is (declared.consent is None)
    assert declared.basis.value in declared.clause


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_that_names_the_household_is_declared_as_one(kind: Kind):
    keys = {key for form in keys_of(schemas()[kind.value]) for key in form}

    assert DECLARED[kind].named is ("subscriber" in keys)


def test_a_form_that_takes_other_keys_is_not_published():
    schema: dict[str, object] = {"$id": "x/v1", "properties": {"v": {}}, "type": "object"}

    with pytest.raises(ValueError, match="not closed"):
        keys_of(schema)


@pytest.mark.parametrize(("kind", "count"), [
    (Kind.TOKENS, MOST_TOKENS), (Kind.AD_PLAY, SLOTS_A_WEEK),
])  # fmt: skip
def test_a_number_in_the_words_is_the_number_that_is_meant(kind: Kind, count: int):
    declared = DECLARED[kind]

    assert f"{count} " in f"{declared.says} {declared.when}"


def test_an_order_is_of_the_version_that_leaves():
    assert schemas()["order"]["$id"] == "order/v2"
    assert schemas()["ad-play"]["$id"] == "ad-play/v1"
