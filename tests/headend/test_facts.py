from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta

import requests

from stb.formats.headend import read_guide, read_lineup, read_store
from stb.formats.m3u import read_channel_list
from stb.formats.xmltv import read_guide as read_xmltv
from stb.headend.server import HeadEnd

from .conftest import SetClock


def test_the_box_reads_the_lineup_without_a_note(headend: HeadEnd, http: requests.Session) -> None:
    lineup, notes = read_lineup(http.get(headend.url + "v1/lineup").content, base_url=headend.url)

    numbers = [service.number for service in lineup.services]
    assert notes == ()
    assert len(numbers) >= 24
    assert numbers[:11] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert [s.number for s in lineup.services if s.tailored] == [6, 8, 9, 12]
    assert lineup.services[0].live_url == headend.url + "live/oranje-een/index.m3u8"


def test_the_box_reads_a_day_of_the_guide_without_a_note(
    headend: HeadEnd, http: requests.Session
) -> None:
    guide, notes = read_guide(http.get(headend.url + "v1/guide/2026-11-18").content)

    programmes = [p for each in guide.by_service.values() for p in each]
    assert notes == ()
    assert len(guide.by_service) >= 24
    assert all(p.start.date() == date(2026, 11, 18) for p in programmes)
    assert len({p.id for p in programmes}) == len(programmes)
    assert "Nieuws" in {p.category for p in programmes}


def test_two_days_of_the_guide_join_without_a_hole(
    headend: HeadEnd, http: requests.Session
) -> None:
    first, _ = read_guide(http.get(headend.url + "v1/guide/2026-11-18").content)
    second, _ = read_guide(http.get(headend.url + "v1/guide/2026-11-19").content)

    for service in first.by_service:
        assert first.of_service(service)[-1].end == second.of_service(service)[0].start


def test_the_box_reads_the_store_without_a_note(headend: HeadEnd, http: requests.Session) -> None:
    products, notes = read_store(http.get(headend.url + "v1/store").content, base_url=headend.url)

    assert notes == ()
    assert len(products) >= 5
    assert all(p.price_cents > 0 and http.get(p.url).status_code == 200 for p in products)


def test_the_channel_list_leads_to_live_and_to_the_past(
    headend: HeadEnd, http: requests.Session, clock: SetClock
) -> None:
    listed = read_channel_list(http.get(headend.url + "m3u").content)
    sirius = next(entry for entry in listed.entries if entry.number == 6)
    past = int((clock.at - timedelta(hours=1)).timestamp())

    assert not listed.faults
    assert len(listed.entries) >= 24
    assert http.get(sirius.url).status_code == 200
    assert sirius.catch_up is not None
    url = sirius.catch_up.source.replace("{utc}", str(past))
    assert "DATERANGE" in http.get(url).text
    assert http.get(url.replace("index.m3u8", "0.ts")).content[0] == 0x47


def test_the_guide_file_covers_a_week_back_and_is_packed_for_who_asks(
    headend: HeadEnd, http: requests.Session, clock: SetClock
) -> None:
    plain = http.get(headend.url + "xmltv", headers={"Accept-Encoding": "identity"})
    packed = http.get(headend.url + "xmltv.gz")

    guide = read_xmltv(plain.content, default_zone=UTC)

    assert plain.headers.get("Content-Encoding") is None
    assert gzip.decompress(packed.content) == plain.content
    assert not guide.faults
    assert {channel.id for channel in guide.channels} >= {"sirius-6", "vesper"}
    assert min(p.start for p in guide.programmes) < clock.at - timedelta(days=7)
    assert max(p.start for p in guide.programmes) > clock.at + timedelta(days=2)


def test_what_is_not_there_is_said_in_json(headend: HeadEnd, http: requests.Session) -> None:
    for path in (
        "live/nobody/index.m3u8",
        "live/sirius-6/1.ts",
        "catch-up/x/index.m3u8",
        "film/x/0.ts",
        "v1/guide/2026-13-01",
        "catch-up-at/sirius-6/99999999999/index.m3u8",
        "anything",
    ):
        answer = http.get(headend.url + path)

        assert answer.status_code in (404, 422), path
        assert set(answer.json()) == {"error", "message"}


def test_the_page_of_the_head_end_tells_its_own_time(
    headend: HeadEnd, http: requests.Session, clock: SetClock
) -> None:
    clock.at = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

    page = http.get(headend.url).text

    assert "2031-05-06 07:08:09" in page
    assert page.count("<tr>") >= 25
