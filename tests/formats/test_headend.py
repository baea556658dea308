from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.errors import InputError
from stb.formats.fields import read_instant, write_instant
from stb.formats.headend import (
    read_guide,
    read_lineup,
    read_store,
    write_guide,
    write_lineup,
    write_store,
)
from stb.model.product import Product
from stb.model.schedule import Programme, Schedule
from stb.model.service import BreakPolicy, Lineup, Service

BASE = "http://127.0.0.1:8780"
EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)

SIRIUS = Service(
    "sirius-6", 6, "Sirius 6", "live/sirius-6/index.m3u8", "catch-up/{programme}/index.m3u8",
    catch_up_days=7, tailored=True, logo="sirius-6.png", group="Algemeen",
)  # fmt: skip
RADIO = Service("radio-1", 801, "Radio 1", "live/radio-1/index.m3u8", radio=True)
NEWS = Programme(
    "sirius-6-20261118T1930Z", "sirius-6", EVENING, EVENING + timedelta(minutes=25), "Journaal",
    "Avond", "Het nieuws.", "news", "AL", ("angst",), still="news-a.png",
)  # fmt: skip
FILM = Product(
    "de-dijk", "De dijk", "Een film.", 399, "film/de-dijk/index.m3u8", 2024, 92, "12", "drama",
    "de-dijk.png",
)  # fmt: skip


def changed(data: bytes, *path: object, to: object) -> bytes:
    whole = json.loads(data)
    place = whole
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = to
    return json.dumps(whole).encode()


def test_a_lineup_comes_back_with_absolute_addresses():
    lineup, notes = read_lineup(write_lineup(Lineup((RADIO, SIRIUS))), base_url=BASE)

    assert notes == ()
    assert lineup == Lineup(
        (
            replace(
                SIRIUS,
                live_url=f"{BASE}/live/sirius-6/index.m3u8",
                catch_up_url=f"{BASE}/catch-up/{{programme}}/index.m3u8",
            ),
            replace(RADIO, live_url=f"{BASE}/live/radio-1/index.m3u8"),
        )
    )


def test_addresses_lie_under_a_base_that_has_a_path_of_its_own():
    lineup, _ = read_lineup(write_lineup(Lineup((RADIO,))), base_url="https://tv.example/box")

    assert lineup.services[0].live_url == "https://tv.example/box/live/radio-1/index.m3u8"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("number", 0), ("number", "6"), ("number", True), ("name", "x" * 201), ("id", "a/b"),
        ("id", ""), ("tailored", 1), ("live", "http://10.0.0.1/x"), ("live", "//other/x"),
        ("live", "file:///etc/passwd"), ("live", "http://127.0.0.1:22/"), ("live", "a b"),
        ("logo", "../x.png"), ("unknown", 1), ("catch_up_days", -1),
    ],
)  # fmt: skip
def test_a_bad_service_is_left_out_and_named(key, value):
    data = changed(write_lineup(Lineup((SIRIUS, RADIO))), "services", 0, key, to=value)

    lineup, notes = read_lineup(data, base_url=BASE)

    assert [s.id for s in lineup.services] == ["radio-1"]
    assert len(notes) == 1
    assert notes[0].startswith("service 1")


def test_of_two_services_with_one_number_the_first_stays():
    data = changed(write_lineup(Lineup((SIRIUS, RADIO))), "services", 1, "number", to=6)

    lineup, notes = read_lineup(data, base_url=BASE)

    assert [s.id for s in lineup.services] == ["sirius-6"]
    assert notes == ("service 2 (radio-1): its id or number 6 is taken",)


def test_a_guide_comes_back_as_it_was_written():
    following = replace(NEWS, id="b", start=NEWS.end, end=NEWS.end + timedelta(hours=1))

    schedule, notes = read_guide(write_guide([following, NEWS]))

    assert (schedule, notes) == (Schedule.of((NEWS, following)), ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("start", "2026-11-18T20:30:00+01:00"), ("start", "2026-11-18"), ("start", 0),
        ("end", "2026-11-18T19:30:00Z"), ("end", "2026-02-30T00:00:00Z"), ("title", None),
        ("synopsis", "x" * 4001), ("contents", ["x"] * 17), ("catch_up", "yes"),
    ],
)  # fmt: skip
def test_a_bad_programme_is_left_out_and_named(key, value):
    other = replace(NEWS, id="b", service_id="vesper")
    data = changed(write_guide([NEWS, other]), "programmes", 0, key, to=value)

    schedule, notes = read_guide(data)

    assert schedule == Schedule.of((other,))
    assert len(notes) == 1
    assert NEWS.id in notes[0]


def test_a_store_comes_back_with_absolute_addresses():
    game = replace(FILM, id="schaak", kind="game", url="film/{id}/index.m3u8")

    products, notes = read_store(write_store([FILM, game]), base_url=BASE)

    assert notes == ()
    assert products == (
        replace(FILM, url=f"{BASE}/film/de-dijk/index.m3u8"),
        replace(game, url=f"{BASE}/film/schaak/index.m3u8"),
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [("price_cents", -1), ("price_cents", 3.99), ("kind", "book"), ("media", "//elsewhere/")],
)
def test_a_bad_product_is_left_out_and_named(key, value):
    data = changed(write_store([FILM, replace(FILM, id="b")]), "products", 0, key, to=value)

    products, notes = read_store(data, base_url=BASE)

    assert [p.id for p in products] == ["b"]
    assert notes[0].startswith("product 1 (de-dijk)")


@pytest.mark.parametrize("data", [b"", b"[]", b'{"v":2,"services":[]}', b'{"v":1}', b"\xff",
                                  b'{"v":1,"services":[],"x":1}', b"[" * 5000])  # fmt: skip
def test_what_is_no_lineup_is_refused_whole(data):
    with pytest.raises(InputError):
        read_lineup(data, base_url=BASE)


def test_titles_lose_control_codes_and_turned_writing():
    shown = replace(
        NEWS, title=" a\x1b[2Jb\u202eevil\u2066 \u200fc\nd\x00 ", synopsis="een\n\ntwee"
    )

    schedule, _ = read_guide(write_guide([shown]))

    (read,) = schedule.of_service("sirius-6")
    assert (read.title, read.synopsis) == ("a[2Jbevil c d", "een\n\ntwee")


years = st.datetimes(
    timezones=st.just(UTC),
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001
    max_value=datetime(2199, 12, 31),  # noqa: DTZ001
)


@given(years)
def test_an_instant_comes_back_to_the_microsecond(at):
    assert read_instant(write_instant(at)) == at


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_time_from_which_no_week_can_be_reckoned_is_refused(text):
    with pytest.raises(ValueError, match="UTC time"):
        read_instant(text)


def test_the_policy_for_breaks_comes_with_the_service_and_with_the_programme():
    strict = replace(SIRIUS, break_policy=BreakPolicy.NO_FAST_FORWARD)
    start = datetime(2026, 11, 18, 19, 0, tzinfo=UTC)
    own = Programme(
        "p", "sirius-6", start, start + timedelta(hours=1), "P", break_policy=BreakPolicy.FREE
    )

    lineup, notes = read_lineup(write_lineup(Lineup((RADIO, strict))), base_url=BASE)
    schedule, more = read_guide(write_guide([own, replace(own, id="q", start=own.end,
                                             end=own.end + timedelta(hours=1),
                                             break_policy=None)]))  # fmt: skip

    assert not notes
    assert not more
    policies = {s.id: s.break_policy for s in lineup.services}
    assert policies[strict.id] is BreakPolicy.NO_FAST_FORWARD
    assert policies[RADIO.id] is BreakPolicy.FREE
    assert [p.break_policy for p in schedule.of_service("sirius-6")] == [BreakPolicy.FREE, None]


def test_a_policy_for_breaks_that_nobody_knows_leaves_the_service_out():
    data = write_lineup(Lineup((SIRIUS,))).replace(b'"radio":', b'"break_policy":"all","radio":')

    lineup, notes = read_lineup(data, base_url=BASE)

    assert not lineup.services
    assert "break_policy" in notes[0]
