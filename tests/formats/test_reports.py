from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stb.errors import InputError
from stb.formats.reports import (
    BadReport,
    read_accepted,
    read_ad_play,
    read_granted,
    read_order,
    read_report,
    read_token_wish,
    schemas,
    write_accepted,
    write_granted,
    write_report,
)
from stb.model.report import AdPlay, Kind, NoPlay, Order, TokenWish

ORDER = Order(
    "0" * 32,
    "household-7",
    "de-dijk",
    "De dijk",
    399,
    "EUR",
    datetime(2026, 11, 18, 20, tzinfo=UTC),
)
PLAY = AdPlay("acme-w47", "ab" * 32, "2026-W47", "A" * 472)
WISH = TokenWish("household-7", "2026-W47", ("A" * 348,) * 32)


def test_an_order_leaves_in_these_bytes():
    assert write_report(ORDER) == (
        b'{"at":"2026-11-18T20:00:00Z","currency":"EUR","id":"00000000000000000000000000000000",'
        b'"price_cents":399,"product":"de-dijk","subscriber":"household-7","title":"De dijk","v":1}'
    )


def test_an_ad_play_is_five_keys_and_nothing_besides():
    assert write_report(PLAY) == (
        b'{"campaign":"acme-w47","creative":"'
        + b"ab" * 32
        + b'","token":"'
        + b"A" * 472
        + b'","v":1,"week":"2026-W47"}'
    )


@pytest.mark.parametrize("report", [ORDER, PLAY, NoPlay(), WISH])
def test_a_report_comes_back_as_it_was_written(report):
    assert read_report(report.kind, write_report(report)) == report


@pytest.mark.parametrize(
    "report",
    [
        replace(PLAY, creative="ab"), replace(PLAY, week="W47"), replace(PLAY, campaign=""),
        replace(PLAY, v=2), replace(ORDER, price_cents=-1), replace(ORDER, currency="euro"),
        replace(ORDER, title="x" * 201), replace(PLAY, token="A" * 471),
        replace(WISH, requests=("A" * 348,) * 31), replace(WISH, requests=("A" * 347,) * 32),
    ],
)  # fmt: skip
def test_a_report_that_its_kind_does_not_declare_cannot_be_written(report):
    with pytest.raises(BadReport):
        write_report(report)


@pytest.mark.parametrize(
    ("read", "report"),
    [
        (read_order, ORDER),
        (read_ad_play, PLAY),
        (read_ad_play, NoPlay()),
        (read_token_wish, WISH),
    ],
)
def test_an_unknown_key_is_an_error(read, report):
    data = json.dumps({**json.loads(write_report(report)), "household": "7"}).encode()

    with pytest.raises(BadReport):
        read(data)


def test_one_kind_is_not_read_as_the_other():
    with pytest.raises(BadReport):
        read_ad_play(write_report(ORDER))


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
    assert set(published["tokens"]["properties"]) == {"v", "subscriber", "week", "requests"}
