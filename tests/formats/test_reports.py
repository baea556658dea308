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
    read_order,
    read_report,
    read_taken,
    schemas,
    write_accepted,
    write_report,
    write_taken,
)
from stb.model.report import AdPlay, Kind, Order

ORDER = Order(
    "0" * 32,
    "household-7",
    "de-dijk",
    "De dijk",
    399,
    "EUR",
    datetime(2026, 11, 18, 20, tzinfo=UTC),
)
PLAY = AdPlay("acme-w47", "ab" * 32, "2026-W47")


def test_an_order_leaves_in_these_bytes():
    assert write_report(ORDER) == (
        b'{"at":"2026-11-18T20:00:00Z","currency":"EUR","id":"00000000000000000000000000000000",'
        b'"price_cents":399,"product":"de-dijk","subscriber":"household-7","title":"De dijk","v":1}'
    )


def test_an_ad_play_is_four_keys_and_nothing_besides():
    assert write_report(PLAY) == (
        b'{"campaign":"acme-w47","creative":"' + b"ab" * 32 + b'","v":1,"week":"2026-W47"}'
    )


@pytest.mark.parametrize("report", [ORDER, PLAY])
def test_a_report_comes_back_as_it_was_written(report):
    assert read_report(report.kind, write_report(report)) == report


@pytest.mark.parametrize(
    "report",
    [
        replace(PLAY, creative="ab"), replace(PLAY, week="W47"), replace(PLAY, campaign=""),
        replace(PLAY, v=2), replace(ORDER, price_cents=-1), replace(ORDER, currency="euro"),
        replace(ORDER, title="x" * 201),
    ],
)  # fmt: skip
def test_a_report_that_its_kind_does_not_declare_cannot_be_written(report):
    with pytest.raises(BadReport):
        write_report(report)


@pytest.mark.parametrize(("read", "report"), [(read_order, ORDER), (read_ad_play, PLAY)])
def test_an_unknown_key_is_an_error(read, report):
    data = json.dumps({**json.loads(write_report(report)), "household": "7"}).encode()

    with pytest.raises(BadReport):
        read(data)


def test_one_kind_is_not_read_as_the_other():
    with pytest.raises(BadReport):
        read_ad_play(write_report(ORDER))


def test_the_collectors_answers_are_read():
    assert read_accepted(write_accepted(["a", "b"])) == {"a", "b"}
    assert read_taken(write_taken(1)) == 1


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
        read_taken(data)


def test_every_kind_has_a_closed_schema():
    published = schemas()

    assert set(published) == {kind.value for kind in Kind}
    assert all(schema["additionalProperties"] is False for schema in published.values())
    assert set(published["ad-play"]["properties"]) == {"v", "campaign", "creative", "week"}
