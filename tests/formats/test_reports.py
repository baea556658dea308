from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stb.errors import InputError
from stb.formats.orders import (
    FIRST,
    BadOrder,
    read_older_order,
    read_order,
    signed_part,
    write_unsigned,
)
from stb.formats.reports import (
    BadReport,
    read_accepted,
    read_ad_play,
    read_answer_token_wish,
    read_granted,
    read_report,
    read_token_wish,
    schemas,
    write_accepted,
    write_granted,
    write_report,
)
from stb.model.report import (
    AdPlay,
    AnswerTokenWish,
    Kind,
    NoPlay,
    Order,
    SealedOrder,
    Tariff,
    TokenWish,
)

ORDER = Order(
    "0" * 32,
    "household-7",
    "de-dijk",
    "De dijk",
    399,
    "EUR",
    datetime(2026, 11, 18, 20, tzinfo=UTC),
    Tariff(1, "7e" * 32),
)
SEALED = SealedOrder(ORDER, "aa" * 32, "bb" * 16, 7, "cc" * 32, "dd" * 64)
PLAY = AdPlay("acme-w47", "ab" * 32, "2026-W47", "A" * 472)
WISH = TokenWish("household-7", "2026-W47", ("A" * 348,) * 32, "ee" * 32)
ANSWER_WISH = AnswerTokenWish("household-7", "2026-W45", "A" * 348, "ee" * 32)


def test_an_order_leaves_in_these_bytes():
    assert write_report(SEALED) == (
        b'{"at":"2026-11-18T20:00:00Z","currency":"EUR","epoch":"' + b"bb" * 16
        + b'","id":"00000000000000000000000000000000","key":"' + b"aa" * 32
        + b'","previous":"' + b"cc" * 32
        + b'","price_cents":399,"product":"de-dijk","sequence":7,"signature":"' + b"dd" * 64
        + b'","subscriber":"household-7","tariff":{"sha256":"' + b"7e" * 32
        + b'","version":1},"title":"De dijk","v":2}'
    )  # fmt: skip


def test_what_is_signed_of_an_order_is_all_but_the_signature():
    whole, signed = json.loads(write_report(SEALED)), json.loads(signed_part(SEALED))

    assert set(whole) - set(signed) == {"signature"}
    assert signed.items() <= whole.items()
    assert signed_part(SEALED) == write_unsigned(
        ORDER, key=SEALED.key, epoch=SEALED.epoch, sequence=7, previous=SEALED.previous
    )


def test_an_order_says_its_proof_or_has_no_such_key():
    proven = replace(SEALED, proof="ee" * 32)

    assert read_order(write_report(proven)) == proven
    assert json.loads(signed_part(proven))["proof"] == "ee" * 32, "it is signed as well"
    for proof in (b'""', b"null", b'"EE"'):
        with pytest.raises(InputError):
            read_order(write_report(proven).replace(b'"' + b"ee" * 32 + b'"', proof))


def test_an_order_in_another_spelling_is_none():
    with pytest.raises(InputError, match="spelling"):
        read_order(write_report(SEALED).replace(b'":', b'": '))


def test_a_title_is_signed_as_it_will_be_read():
    odd = replace(ORDER, title="De\u202e  dijk\n")

    unsigned = write_unsigned(odd, key="aa" * 32, epoch="bb" * 16, sequence=1, previous=FIRST)

    assert json.loads(unsigned)["title"] == "De dijk"


def test_an_order_of_before_orders_were_signed_can_still_be_read():
    older = {"v": 1, "id": "o", "subscriber": "h", "product": "f", "title": "F",
             "price_cents": 1, "currency": "EUR", "at": "2026-11-18T20:00:00Z"}  # fmt: skip

    read = read_older_order(json.dumps(older).encode())

    assert (read.id, read.tariff.version) == ("o", 0)


def test_an_ad_play_is_five_keys_and_nothing_besides():
    assert write_report(PLAY) == (
        b'{"campaign":"acme-w47","creative":"'
        + b"ab" * 32
        + b'","token":"'
        + b"A" * 472
        + b'","v":1,"week":"2026-W47"}'
    )


@pytest.mark.parametrize("report", [SEALED, PLAY, NoPlay(), WISH, ANSWER_WISH])
def test_a_report_comes_back_as_it_was_written(report):
    assert read_report(report.kind, write_report(report)) == report


@pytest.mark.parametrize(
    "report",
    [
        replace(PLAY, creative="ab"), replace(PLAY, week="W47"), replace(PLAY, campaign=""),
        replace(PLAY, v=2), replace(SEALED, order=replace(ORDER, price_cents=-1)),
        replace(SEALED, order=replace(ORDER, currency="euro")), replace(SEALED, sequence=0),
        replace(SEALED, order=replace(ORDER, title="x" * 201)), replace(SEALED, epoch="1"),
        replace(SEALED, previous=""), replace(SEALED, order=replace(ORDER, tariff=Tariff(-1))),
        replace(PLAY, token="A" * 471),
        replace(WISH, requests=("A" * 348,) * 31), replace(WISH, requests=("A" * 347,) * 32),
        replace(WISH, proof=""), replace(ANSWER_WISH, proof=""), replace(WISH, proof="é" * 64),
    ],
)  # fmt: skip
def test_a_report_that_its_kind_does_not_declare_cannot_be_written(report):
    with pytest.raises(BadReport):
        write_report(report)


@pytest.mark.parametrize(
    ("read", "report"),
    [
        (read_order, SEALED),
        (read_ad_play, PLAY),
        (read_ad_play, NoPlay()),
        (read_token_wish, WISH),
        (read_answer_token_wish, ANSWER_WISH),
    ],
)
def test_an_unknown_key_is_an_error(read, report):
    data = json.dumps({**json.loads(write_report(report)), "household": "7"}).encode()

    with pytest.raises((BadReport, BadOrder)):
        read(data)


def test_one_kind_is_not_read_as_the_other():
    with pytest.raises(BadReport):
        read_ad_play(write_report(SEALED))


def test_the_collectors_answers_are_read():
    assert read_accepted(write_accepted(["a", "b"])) == {"a", "b"}
    assert read_granted(write_granted([b"s" * 256] * 32)) == (b"s" * 256,) * 32


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"ok",
        b'{"accepted":true}',
        b'{"accepted":[1]}',
        b'{"accepted":1000}',
        b'{"accepted":["a"],"x":1}',
        b"\xff",
    ],
)
def test_a_strange_answer_accepts_nothing(data):
    with pytest.raises(InputError):
        read_accepted(data)
    with pytest.raises(InputError):
        read_granted(data)


def test_every_kind_has_a_closed_schema():
    published = schemas()

    assert set(published) == {kind.value for kind in Kind}
    play, nothing = published["ad-play"]["oneOf"]
    forms = [published["order"], published["tokens"], play, nothing]
    assert all(schema["additionalProperties"] is False for schema in forms)
    assert set(play["properties"]) == {"v", "campaign", "creative", "week", "token"}
    assert set(nothing["properties"]) == {"v"}
    assert set(published["tokens"]["properties"]) == {
        "v", "subscriber", "week", "requests", "proof",
    }  # fmt: skip
