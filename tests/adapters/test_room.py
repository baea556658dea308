"""Room for creatives: the same for every box, and in which order they go when a disk is full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from stb.adapters.content import ON_AIR, RESERVE_BYTES, ContentStore
from stb.adapters.http import Http
from stb.adapters.ids import SeededEntropy
from stb.adapters.night import BEGINS, LASTS, Night
from stb.adapters.room import Kept, Standing, eviction_order, over_quota, standings
from stb.model.bundle import Bundle, Creative
from stb.model.household import Rule, Segment
from tests.adapters.repository import EVENING, MONDAY, Repository, creative, film
from tests.adapters.wire import Server

FILMS = {name: film(name) for name in ("zee", "duin", "bos", "hei", "wad")}
ZEE, DUIN, BOS, HEI, WAD = (creative(data) for data in FILMS.values())
SIZE = 3000


def bundle(*creatives: Creative, weeks: int = 0) -> Bundle:
    starts = MONDAY + timedelta(days=7 * weeks)
    segment = Segment("all", 1000, Rule.read({}), {})
    return Bundle(segment, "2026-W47", starts, starts + timedelta(days=7), creatives)


def test_a_creative_stands_where_its_best_bundle_puts_it():
    over = creative(FILMS["hei"])
    flown = Creative(**{f: getattr(over, f) for f in ("id", "size", "frames", "rate", "campaign")},
                     not_after=EVENING)  # fmt: skip

    stands = standings(
        [bundle(ZEE, flown), bundle(ZEE, DUIN, weeks=1), bundle(BOS, weeks=-1)],
        revoked=frozenset([WAD.id]),
        now=EVENING,
    )

    assert stands == {
        ZEE.id: Standing.LISTED,
        DUIN.id: Standing.NEXT_WEEKS,
        BOS.id: Standing.EXPIRED,
        flown.id: Standing.EXPIRED,
        WAD.id: Standing.REVOKED,
    }


def test_what_goes_first_is_what_is_missed_least_and_never_what_is_playing():
    at = {name: EVENING - timedelta(hours=hours) for name, hours in (("a", 3), ("b", 2), ("c", 1))}
    stands = {
        "revoked": Standing.REVOKED, "expired": Standing.EXPIRED, "next": Standing.NEXT_WEEKS,
        **dict.fromkeys(("a", "b", "c", "never"), Standing.LISTED),
    }  # fmt: skip
    kept = [Kept(name, at.get(name)) for name in ("c", "b", "never", "a", "next", "nobody's",
                                                  "expired", "revoked")]  # fmt: skip

    order = eviction_order(kept, stands, playing=frozenset(["b"]))

    assert order == ("revoked", "expired", "nobody's", "next", "never", "a", "c")


def test_the_quota_is_filled_with_this_week_in_order_of_hashes_and_then_with_the_next():
    stands = standings([bundle(ZEE, DUIN, BOS), bundle(HEI, WAD, weeks=1)],
                       revoked=frozenset(), now=EVENING)  # fmt: skip
    every = (ZEE, DUIN, BOS, HEI, WAD)
    now, later = sorted([ZEE.id, DUIN.id, BOS.id]), sorted([HEI.id, WAD.id])

    assert over_quota(every, stands, 5 * SIZE) == frozenset()
    assert over_quota(every, stands, 4 * SIZE) == {later[1]}
    assert over_quota(every, stands, 2 * SIZE + 1) == {now[2], *later}
    assert over_quota(reversed(every), stands, 2 * SIZE) == {now[2], *later}


# -- on the disk -----------------------------------------------------------------------


class Disk:
    """A disk of so many bytes beside the reserve, with the creatives of one box on it."""

    def __init__(self, folder: Path, *, files: int, quota: int = 1 << 40) -> None:
        self.folder, self.size = folder, files * SIZE + RESERVE_BYTES
        self.content = ContentStore(
            folder, admit=lambda *_: None, room=lambda _: self._free(), quota=quota
        )

    def _free(self) -> int:
        return self.size - sum(f.stat().st_size for f in self.folder.glob("*/**/*") if f.is_file())

    def kept(self) -> set[str]:
        return {path.name for path in (self.folder / "c").glob("??/*")}


@pytest.fixture
def repository() -> Repository:
    repository = Repository()
    repository.offers("all", FILMS.values())
    return repository


@pytest.fixture
def http(repository: Repository) -> Iterator[Http]:
    with Server(repository.serve) as server, closing(Http(server.url)) as http:
        yield http


def fetch(disk: Disk, http: Http, *wanted: Creative, at=EVENING, **standing: Standing):
    """Fetch, with all that is wanted listed now; what was refused, and why."""
    stands = {each.id: Standing.LISTED for each in wanted} | standing
    disk.content.judge(stands, at)
    fetched = disk.content.fetch_all(wanted, http, SeededEntropy(1))
    return {refusal.what: refusal.code for refusal in fetched.refusals}


def test_over_the_quota_every_box_asks_for_the_same(tmp_path, repository):
    asked = []
    for name in ("a", "b"):
        repository.asked.clear()
        with Server(repository.serve) as server, closing(Http(server.url)) as http:
            disk = Disk(tmp_path / name, files=9, quota=3 * SIZE)
            disk.content.hand_out(ZEE.id if name == "a" else BOS.id, EVENING)
            refused = fetch(disk, http, ZEE, DUIN, BOS, HEI, WAD)
        asked.append(list(repository.asked))

    assert asked[0] == asked[1]
    assert len(asked[0]) == 3
    assert set(refused.values()) == {"creative.over_quota"}


def test_what_the_quota_has_no_place_for_any_more_goes(tmp_path, http):
    roomy = Disk(tmp_path, files=9)
    fetch(roomy, http, ZEE, DUIN, BOS)
    later = max((ZEE, DUIN, BOS), key=lambda each: each.id)

    tight = Disk(tmp_path, files=9, quota=2 * SIZE)
    refused = fetch(tight, http, ZEE, DUIN, BOS)

    assert refused == {later.id: "creative.over_quota"}
    assert tight.kept() == {ZEE.id, DUIN.id, BOS.id} - {later.id}


def test_a_full_disk_gives_up_what_stands_lower_than_what_is_wanted(tmp_path, http):
    disk = Disk(tmp_path, files=2)
    fetch(disk, http, ZEE, DUIN)

    refused = fetch(disk, http, ZEE, BOS, **{DUIN.id: Standing.NEXT_WEEKS})

    assert refused == {}
    assert disk.kept() == {ZEE.id, BOS.id}


def test_nothing_that_is_listed_goes_for_another_that_is_listed(tmp_path, http):
    disk = Disk(tmp_path, files=2)

    refused = fetch(disk, http, ZEE, DUIN, BOS)

    assert list(refused.values()) == ["creative.no_room"]
    assert len(disk.kept()) == 2


def test_the_reserve_for_orders_is_given_back_when_something_else_fills_the_disk(tmp_path, http):
    disk = Disk(tmp_path, files=3)
    fetch(disk, http, ZEE, DUIN, BOS)
    disk.content.hand_out(ZEE.id, EVENING - ON_AIR - timedelta(hours=2))
    disk.content.hand_out(DUIN.id, EVENING - ON_AIR - timedelta(hours=1))
    disk.content.hand_out(BOS.id, EVENING)
    disk.size -= SIZE

    fetch(disk, http, ZEE, DUIN, BOS)

    assert disk.kept() == {DUIN.id, BOS.id}


def test_what_is_playing_stays_whatever_happens(tmp_path, http):
    disk = Disk(tmp_path, files=2)
    fetch(disk, http, ZEE, DUIN)
    disk.content.hand_out(ZEE.id, EVENING)
    disk.size = 0

    fetch(disk, http, ZEE, DUIN, **{ZEE.id: Standing.REVOKED})
    disk.content.keep_only(frozenset())

    assert disk.kept() == {ZEE.id}


def test_what_had_to_go_is_not_asked_for_again_also_after_a_restart(tmp_path, http, repository):
    disk = Disk(tmp_path, files=2)
    fetch(disk, http, ZEE, DUIN)
    disk.content.hand_out(DUIN.id, EVENING - timedelta(hours=1))
    disk.size -= SIZE
    fetch(disk, http, ZEE, DUIN)
    repository.asked.clear()

    again = Disk(tmp_path, files=9)
    refused = fetch(again, http, ZEE, DUIN)

    assert refused == {ZEE.id: "creative.given_up"}
    assert repository.asked == []


def test_what_is_listed_anew_later_is_asked_for_like_anything_new(tmp_path, http):
    disk = Disk(tmp_path, files=1)
    fetch(disk, http, ZEE)
    disk.size = RESERVE_BYTES
    fetch(disk, http, ZEE)
    disk.size = RESERVE_BYTES + 9 * SIZE
    fetch(disk, http, DUIN)

    assert fetch(disk, http, ZEE, DUIN) == {}


def test_a_store_in_a_place_that_cannot_be_written_refuses_and_does_not_fall(tmp_path, http):
    (tmp_path / "in the way").write_text("")

    content = ContentStore(tmp_path / "in the way", admit=lambda *_: None, room=lambda _: 1 << 40)
    fetched = content.fetch_all([ZEE], http, SeededEntropy(1))

    assert [refusal.code for refusal in fetched.refusals] == ["creative.disk"]


# -- at night --------------------------------------------------------------------------


def test_a_box_that_was_just_switched_on_does_not_wait():
    assert Night(SeededEntropy(1)).is_due(EVENING)


def test_every_night_has_an_hour_of_its_own_within_the_window():
    night, hours = Night(SeededEntropy(1)), set()
    at = EVENING
    for _ in range(30):
        night.done(at)
        while not night.is_due(at):
            at += timedelta(minutes=5)
        midnight = at.replace(hour=0, minute=0)
        assert BEGINS <= at - midnight <= BEGINS + LASTS + timedelta(minutes=5)
        hours.add(at - midnight)

    assert len(hours) > 10


def test_two_boxes_have_different_hours():
    hours = set()
    for seed in range(8):
        night, at = Night(SeededEntropy(seed)), EVENING
        night.done(at)
        while not night.is_due(at):
            at += timedelta(minutes=1)
        hours.add(at)

    assert len(hours) > 4


def test_a_clock_that_is_put_back_a_year_does_not_put_the_night_off_for_a_year():
    night = Night(SeededEntropy(1))
    night.done(EVENING)

    assert night.is_due(EVENING - timedelta(days=365))
