"""Whatever comes in is read or refused, and never anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.errors import InputError, RefusedError
from stb.formats.bundle import read_bundle, read_custom, read_index, read_rule, write_bundle
from stb.formats.consent import FIRST, read_receipt, write_receipt, write_unsigned
from stb.formats.headend import (
    read_guide,
    read_lineup,
    read_store,
    write_guide,
    write_lineup,
    write_store,
)
from stb.formats.household import read_household_file
from stb.formats.orders import read_order
from stb.formats.reports import (
    MOST_TOKENS,
    read_accepted,
    read_ad_play,
    read_granted,
    write_accepted,
    write_granted,
    write_report,
)
from stb.model.bundle import Creative
from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose
from stb.model.household import Rule
from stb.model.product import Product
from stb.model.report import AdPlay, Order
from stb.model.schedule import Programme
from stb.model.service import Lineup, Service
from stb.model.time import PAL
from tests.signer import Signer

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
WEEK = timedelta(days=7)
BASE = "http://127.0.0.1:8780"

BUNDLE = write_bundle(
    segment="sports", households=100, week="2026-W47", valid_from=EVENING, valid_to=EVENING + WEEK,
    words={"nl": "Sport"}, rule=Rule.read({"all": [{"fact": "a", "in": ["1-2"]}]}),
    creatives=[Creative("ab" * 32, 1, 125, PAL, "acme", not_before=EVENING)],
)  # fmt: skip
SERVICES = Lineup((Service("a", 1, "A", "live/a", "catch-up/{programme}"),))
FILM = Product("f", "F", "", 399, "film/{id}")
ORDER = Order("0" * 32, "household-7", "f", "F", 399, "EUR", EVENING)
RECORD = write_receipt(
    write_unsigned(
        ConsentRecord("1", Purpose.TELEMETRY, Answer.NO, EVENING, Method.POPUP,
                      Notice(1, "nl", "ab" * 32)),
        subject="0" * 32, previous=FIRST,
    ),
    bytes(64),
)  # fmt: skip
HOME = {"v": 1, "id": "x", "name": "X", "facts": {"postcode": "1234", "packages": ["sport"]}}

READERS: list[tuple[str, Callable[[bytes], object], bytes]] = [
    ("lineup", lambda data: read_lineup(data, base_url=BASE), write_lineup(SERVICES)),
    ("guide", read_guide, write_guide([Programme("p", "a", EVENING, EVENING + WEEK / 99, "P")])),
    ("store", lambda data: read_store(data, base_url=BASE), write_store([FILM])),
    ("bundle", read_bundle, BUNDLE),
    ("rule", read_rule, b'{"not":{"any":[{"fact":"a","has":"x"},{}]}}'),
    ("index", read_index, b'{"v":1,"bundles":["bundles/2026-W47/sports.json"]}'),
    ("order", read_order, Signer().next(ORDER)),
    ("ad play", read_ad_play, write_report(AdPlay("acme", "ab" * 32, "2026-W47", "A" * 472))),
    ("accepted", read_accepted, write_accepted(["a"])),
    ("granted", read_granted, write_granted([b"\x01" * 256] * MOST_TOKENS)),
    ("household", read_household_file, json.dumps(HOME).encode()),
    ("consent", read_receipt, RECORD),
    ("custom", lambda data: read_custom(json.loads(data)),
     b'{"segment":"sports","week":"2026-W47","households":100}'),
]  # fmt: skip

strange = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["", "\u202e", "\ud800", "../..", "9999-12-31T23:59:59Z", "//x", "http://[",
                       "http://h:99999/", "{programme}", "0" * 300, -1, 1 << 70, [], {}, [[]]])
    | st.lists(st.integers(), max_size=3) | st.dictionaries(st.text(max_size=3), st.none())
)  # fmt: skip


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )  # fmt: skip
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def with_changed(value: object, path: tuple[object, ...], new: object) -> object:
    if not path:
        return new
    whole = value.copy()  # type: ignore[attr-defined]
    whole[path[0]] = with_changed(whole[path[0]], path[1:], new)
    return whole


@pytest.mark.parametrize(("read", "good"), [r[1:] for r in READERS], ids=[r[0] for r in READERS])
def test_what_is_good_is_read(read, good):
    assert read(good) is not None


@pytest.mark.parametrize(("read", "good"), [r[1:] for r in READERS], ids=[r[0] for r in READERS])
@given(data=st.data())
def test_a_strange_value_anywhere_is_read_or_refused(read, good, data):
    whole = json.loads(good)
    path = data.draw(st.sampled_from(places(whole)))
    changed = with_changed(whole, path, data.draw(strange))

    with suppress(InputError, RefusedError):
        read(json.dumps(changed).encode())


def test_what_was_read_can_be_reckoned_with():
    """Times at the edge of what is taken leave room for the weeks that are added to them."""
    for at in ("1900-01-01T00:00:00Z", "2199-12-31T23:59:58Z"):
        data = write_guide([Programme("p", "a", EVENING, EVENING + WEEK, "P")])
        stated = json.loads(data)
        stated["programmes"][0].update(start=at, end=at[:-2] + "9Z")

        schedule, notes = read_guide(json.dumps(stated).encode())

        assert notes == ()
        assert schedule.of_service("a")[0].can_be_caught_up(EVENING) is False
