"""Signed delivery against a real repository, built, signed and spoilt in the test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stb.adapters.clock import VirtualClock
from stb.adapters.content import ContentStore
from stb.adapters.http import Http
from stb.adapters.http_errors import HttpUnreachable
from stb.adapters.ids import SeededEntropy
from stb.adapters.updater import Updates
from stb.model.bundle import Inventory
from stb.model.household import Rule
from tests.adapters.memory_store import MemoryStore
from tests.adapters.repository import EVENING, MONDAY, Repository, creative, film
from tests.adapters.test_content import decodes
from tests.adapters.wire import Server

ZEE, DUIN, BOS = film("zee"), film("duin"), film("bos")


class Box:
    """What of a box updates: its disk, its clock, its memory of versions."""

    def __init__(self, folder: Path, repository: Repository, server: Server) -> None:
        self.folder, self._root, self._url = folder, repository.root, server.url
        self.clock = VirtualClock(EVENING)
        self.seen = MemoryStore()

    def updates(self, **content: Any) -> Updates:
        """As after a start: nothing in memory but the versions seen."""
        return Updates(
            Http(self._url),
            root=self._root,
            folder=self.folder,
            clock=self.clock,
            entropy=SeededEntropy(1),
            seen=self.seen,
            content=ContentStore(
                self.folder / "content", admit=decodes, room=lambda _: 1 << 40, **content
            ),
        )

    def update(self) -> Inventory:
        return self.updates().update()

    def load_cached(self) -> Inventory:
        return self.updates().load_cached()


@pytest.fixture
def repository() -> Repository:
    repository = Repository()
    repository.offers("young-families", [ZEE, DUIN])
    repository.offers("limburg", [BOS])
    repository.publish()
    return repository


@pytest.fixture
def box(tmp_path: Path, repository: Repository) -> Iterator[Box]:
    with Server(repository.serve) as server:
        yield Box(tmp_path, repository, server)


def segments(inventory: Inventory) -> list[str]:
    return [bundle.segment.id for bundle in inventory.bundles]


def refused(inventory: Inventory) -> dict[str, str]:
    return {refusal.what.rpartition("/")[2]: refusal.code for refusal in inventory.refusals}


ALL = ["limburg", "young-families"]
ALL_READY = {creative(data).id for data in (ZEE, DUIN, BOS)}


def test_every_box_has_every_bundle_and_every_creative(box):
    inventory = box.update()

    assert segments(inventory) == ALL
    assert inventory.ready == ALL_READY
    assert inventory.refusals == ()
    assert inventory.bundles[1].creatives == (creative(ZEE), creative(DUIN))


def test_a_second_update_fetches_only_what_may_have_changed(box, repository):
    box.update()
    repository.asked.clear()

    assert segments(box.update()) == ALL
    assert repository.asked == ["/repository/metadata/2.root.json",
                                "/repository/metadata/timestamp.json"]  # fmt: skip


def test_a_segment_of_ninety_nine_is_refused_before_it_is_fetched(box, repository):
    path = repository.offers("too-small", [ZEE], households=99)
    repository.publish()

    inventory = box.update()

    assert refused(inventory) == {"too-small.json": "bundle.too_small"}
    assert segments(inventory) == ALL
    assert repository.target_file(path) not in repository.asked


def test_a_segment_that_nobody_can_count_or_that_was_made_to_intersect_is_refused(box, repository):
    north, sport = {"fact": "province", "is": "drenthe"}, {"fact": "packages", "has": "sport"}
    repository.offers("north", [ZEE], rule=Rule.read(north))
    repository.offers("sporty", [ZEE], rule=Rule.read(sport))
    repository.offers("both", [ZEE], rule=Rule.read({"all": [north, sport]}), households=200)
    repository.offers("feet", [ZEE], rule=Rule.read({"fact": "shoe_size", "at_least": 45}))
    repository.publish()

    inventory = box.update()

    assert refused(inventory) == {
        "both.json": "segment.intersects", "feet.json": "segment.uncounted",
    }  # fmt: skip
    assert {"north", "sporty"} <= set(segments(inventory))
    assert refused(box.load_cached()) == refused(inventory)


def test_a_segment_of_more_than_a_week_is_refused(box, repository):
    repository.offers("long", [ZEE], valid_to=MONDAY + timedelta(days=8))
    repository.publish()

    assert refused(box.update()) == {"long.json": "bundle.form"}


def test_a_segment_that_is_small_in_its_manifest_alone_is_refused_as_well(box, repository):
    path = repository.offers("too-small", [ZEE], households=99)
    repository.says_of(path, {"segment": "too-small", "week": "2026-W47", "households": 100})
    repository.publish()

    assert refused(box.update()) == {"too-small.json": "bundle.too_small"}


@pytest.mark.parametrize(
    ("custom", "code"),
    [
        ({"segment": "limburg", "week": "2026-W47", "households": 1001}, "bundle.disagrees"),
        ({"segment": "sports", "week": "2026-W47", "households": 1000}, "bundle.disagrees"),
        ({"segment": "limburg", "week": "2026-W48", "households": 1000}, "bundle.disagrees"),
        ({"segment": "limburg", "week": "2026-W47"}, "bundle.form"),
        ({}, "bundle.form"),
    ],
)
def test_metadata_that_disagrees_with_a_manifest_refuses_it(box, repository, custom, code):
    repository.says_of("bundles/2026-W47/limburg.json", custom)
    repository.publish()

    inventory = box.update()

    assert refused(inventory) == {"limburg.json": code}
    assert segments(inventory) == ["young-families"]


def test_a_bundle_under_the_name_of_another_is_refused(box, repository):
    path = repository.offers("sports", [ZEE])
    repository.misplaces(path, "bundles/2026-W47/retired.json")
    repository.publish()

    inventory = box.update()

    assert refused(inventory) == {"retired.json": "bundle.disagrees"}
    assert segments(inventory) == ALL


def spoil(repository: Repository, path: str) -> None:
    """Change one byte of a published target, keeping its length."""
    place = repository.target_file(path)
    data = repository.files[place]
    repository.files[place] = data.replace(b'"cap":0', b'"cap":9', 1)
    assert repository.files[place] != data


def test_a_bundle_with_one_byte_changed_is_refused_and_the_rest_goes_on(box, repository):
    spoil(repository, "bundles/2026-W47/limburg.json")

    inventory = box.update()

    assert refused(inventory) == {"limburg.json": "trust.length_or_hash"}
    assert segments(inventory) == ["young-families"]
    assert inventory.ready == {creative(ZEE).id, creative(DUIN).id}


def test_the_last_good_bundle_stays_when_the_new_one_is_tampered_with(box, repository):
    good = box.update()
    repository.offers("limburg", [BOS, ZEE])
    repository.publish()
    spoil(repository, "bundles/2026-W47/limburg.json")

    inventory = box.update()

    assert refused(inventory) == {"limburg.json": "trust.length_or_hash"}
    assert inventory.bundles == good.bundles


def test_the_last_good_bundle_goes_when_its_segment_became_too_small(box, repository):
    box.update()
    repository.offers("limburg", [BOS], households=99)
    repository.publish()

    inventory = box.update()

    assert refused(inventory) == {"limburg.json": "bundle.too_small"}
    assert segments(inventory) == ["young-families"]


def test_a_bundle_that_is_withdrawn_is_gone(box, repository):
    box.update()
    repository.withdraws("bundles/2026-W47/limburg.json")
    repository.publish()

    assert segments(box.update()) == ["young-families"]


def test_a_creative_that_is_listed_no_more_goes_one_update_later(box, repository):
    updates = box.updates()
    gone = box.folder / "content" / "c" / creative(BOS).id[:2] / creative(BOS).id
    updates.update()

    repository.withdraws("bundles/2026-W47/limburg.json")
    repository.publish()
    updates.update()
    while_it_may_be_on_air = gone.exists()
    updates.update()

    assert while_it_may_be_on_air
    assert not gone.exists()


def test_a_longer_manifest_than_signed_is_refused(box, repository):
    place = repository.target_file("bundles/2026-W47/limburg.json")
    repository.files[place] += b" "

    assert refused(box.update()) == {"limburg.json": "trust.length_or_hash"}


def test_a_creative_that_does_not_hold_is_refused_and_its_bundle_stays(box, repository):
    spot = creative(BOS)
    repository.files[f"/repository/content/c/{spot.id[:2]}/{spot.id}"] = film("bOs")

    inventory = box.update()

    assert refused(inventory) == {spot.id: "creative.hash"}
    assert segments(inventory) == ALL
    assert inventory.ready == ALL_READY - {spot.id}


# -- metadata that does not hold -------------------------------------------------------


def test_expired_metadata_brings_nothing_new_and_what_was_admitted_stays(box, repository):
    good = box.update()
    repository.offers("sports", [ZEE])
    repository.publish(expires=EVENING + timedelta(hours=1))
    box.clock.advance(2 * 3600)

    inventory = box.update()

    assert refused(inventory) == {"metadata": "trust.expired"}
    assert inventory.bundles == good.bundles
    assert inventory.ready == ALL_READY


def test_the_clock_of_the_box_says_what_has_expired(box):
    box.clock.jump(MONDAY + timedelta(days=3650))

    assert refused(box.update()) == {"metadata": "trust.expired"}

    box.clock.jump(EVENING)

    assert box.update().refusals == ()


def test_a_rollback_is_refused_also_when_the_cache_was_deleted(box, repository):
    old = dict(repository.files)
    repository.publish()
    good = box.update()
    repository.files.clear()
    repository.files.update(old)

    assert refused(box.update()) == {"metadata": "trust.rollback"}

    shutil.rmtree(box.folder / "metadata")
    inventory = box.update()

    assert refused(inventory) == {"metadata": "trust.rollback"}
    assert inventory.bundles == good.bundles


def test_after_a_fast_forward_new_keys_set_the_versions_back(box, repository):
    repository.publish(version=1_000_000)
    box.update()
    repository.rotates_online_keys()
    repository.publish(version=3)

    inventory = box.update()

    assert inventory.refusals == ()
    assert box.seen.highest("timestamp")[0] == 3


def test_metadata_signed_by_a_stranger_is_refused(box, repository):
    box.update()
    stranger = Repository()
    stranger.offers("sports", [ZEE])
    for _ in range(5):
        stranger.publish()
    repository.files.update(
        {p: d for p, d in stranger.files.items() if not p.endswith("root.json")}
    )

    inventory = box.update()

    assert refused(inventory) == {"metadata": "trust.signature"}
    assert segments(inventory) == ALL


def test_a_root_put_into_the_cache_is_not_trusted(box, repository):
    good = box.update()
    stranger = Repository()
    stranger.offers("sports", [ZEE])
    stranger.publish(version=7)
    repository.files.update(stranger.files)
    shutil.rmtree(box.folder / "metadata")
    (box.folder / "metadata").mkdir()
    (box.folder / "metadata" / "root.json").write_bytes(stranger.root)

    inventory = box.update()

    assert refused(inventory) == {"metadata": "trust.signature"}
    assert inventory.bundles == good.bundles


def test_a_root_signed_by_too_few_is_refused(box, repository):
    box.update()
    repository.sign_root(signers=[repository.root_keys[0]])

    assert refused(box.update()) == {"metadata": "trust.signature"}


def test_roots_follow_each_other(box, repository):
    box.update()
    for _ in range(3):
        repository.rotates_online_keys()
    repository.publish()

    assert box.update().refusals == ()
    assert box.seen.highest("root")[0] == 4


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 10_000, b'{"signed":NaN}', b"x" * 20_000])
def test_hostile_metadata_is_refused(box, repository, data):
    good = box.update()
    repository.files["/repository/metadata/timestamp.json"] = data

    inventory = box.update()

    assert set(refused(inventory).values()) <= {"trust.form", "trust.length_or_hash"}
    assert inventory.bundles == good.bundles


# -- without a network -----------------------------------------------------------------


def test_with_the_headend_down_an_update_is_tried_again_later(box, repository):
    repository.down = True

    with pytest.raises(HttpUnreachable):
        box.update()


def test_a_box_that_starts_offline_has_all_that_it_had(box, repository):
    good = box.update()
    repository.down = True
    repository.asked.clear()

    assert box.load_cached() == good
    assert repository.asked == []


def test_a_new_box_that_starts_offline_has_nothing_and_says_nothing(box):
    assert box.load_cached() == Inventory()


def test_offline_expired_metadata_leaves_what_was_admitted_to_run_to_its_end(box, repository):
    repository.publish(expires=EVENING + timedelta(hours=1))
    good = box.update()

    box.clock.advance(2 * 3600)
    inventory = box.load_cached()

    assert refused(inventory) == {"metadata": "trust.expired"}
    assert inventory.bundles == good.bundles

    box.clock.jump(MONDAY + timedelta(days=7))

    assert box.load_cached().bundles == ()


def test_a_manifest_that_rotted_on_the_disk_is_not_used(box):
    box.update()
    for path in (box.folder / "manifests").iterdir():
        if b'"segment":"limburg"' in path.read_bytes():
            path.write_bytes(path.read_bytes().replace(b"1000", b"2000"))

    assert segments(box.load_cached()) == ["young-families"]
    assert segments(box.update()) == ALL


def test_a_cache_whose_metadata_was_changed_is_not_believed(box):
    good = box.update()
    timestamp = box.folder / "metadata" / "timestamp.json"
    timestamp.write_bytes(timestamp.read_bytes().replace(b'"version": 1', b'"version": 9'))

    inventory = box.load_cached()

    assert set(refused(inventory).values()) <= {"trust.signature", "trust.form"}
    assert inventory.bundles == good.bundles


def test_a_damaged_list_of_what_was_admitted_costs_nothing_but_the_last_good(box):
    good = box.update()
    (box.folder / "admitted.json").write_bytes(b"\0" * 100)

    assert box.load_cached() == good


def test_two_boxes_ask_for_the_same_things_in_the_same_order(tmp_path, repository):
    asked = []
    for name in ("a", "b"):
        repository.asked.clear()
        with Server(repository.serve) as server:
            Box(tmp_path / name, repository, server).update()
        asked.append(list(repository.asked))

    assert asked[0] == asked[1]
    assert len(asked[0]) == len(set(asked[0]))


# -- taken back ------------------------------------------------------------------------


def kept(box: Box, data: bytes) -> bool:
    spot = creative(data).id
    return (box.folder / "content" / "c" / spot[:2] / spot).exists()


def test_a_creative_that_is_taken_back_is_gone_with_the_next_update(box, repository):
    updates = box.updates()
    updates.update()
    repository.revokes(BOS)
    repository.publish()

    inventory = updates.update()

    assert creative(BOS).id not in inventory.ready
    assert [c for bundle in inventory.bundles for c in bundle.creatives] == [
        creative(ZEE), creative(DUIN)
    ]  # fmt: skip
    assert not kept(box, BOS)


def test_it_goes_also_from_a_bundle_that_was_kept_because_the_new_one_does_not_hold(
    box, repository
):
    box.update()
    repository.offers("limburg", [ZEE])
    repository.revokes(BOS)
    repository.publish()
    spoil(repository, "bundles/2026-W47/limburg.json")

    inventory = box.update()

    assert refused(inventory) == {"limburg.json": "trust.length_or_hash"}
    assert segments(inventory) == ALL
    assert inventory.bundles[0].creatives == ()


def test_it_stays_gone_when_the_metadata_expires_and_when_the_box_starts_offline(box, repository):
    repository.revokes(BOS)
    repository.publish(expires=EVENING + timedelta(hours=1))
    box.update()
    box.clock.advance(2 * 3600)
    repository.down = True

    inventory = box.load_cached()

    assert refused(inventory) == {"metadata": "trust.expired"}
    assert inventory.bundles[0].creatives == ()


def test_a_creative_that_is_offered_and_taken_back_at_once_is_not_fetched(box, repository):
    repository.revokes(BOS)
    repository.publish()

    box.update()

    assert not [path for path in repository.asked if creative(BOS).id in path]


# -- by night --------------------------------------------------------------------------


def contents(repository: Repository) -> list[str]:
    return [path for path in repository.asked if "/content/" in path]


def test_by_day_what_is_new_is_verified_and_at_night_it_is_fetched(box, repository):
    updates = box.updates()
    updates.update()
    hei = film("wad")
    repository.offers("sports", [hei])
    repository.publish()
    repository.asked.clear()

    by_day = updates.update()
    box.clock.jump(EVENING.replace(hour=23))
    in_the_evening = updates.update()
    asked_by_day = contents(repository)
    box.clock.jump(EVENING.replace(hour=6) + timedelta(days=1))
    after_the_night = updates.update()

    assert segments(by_day) == segments(after_the_night) == ["limburg", "sports", "young-families"]
    assert by_day.ready == in_the_evening.ready == ALL_READY
    assert asked_by_day == []
    assert after_the_night.ready == ALL_READY | {creative(hei).id}


def test_what_the_server_could_not_give_is_asked_for_again_before_the_night(box, repository):
    spot = creative(BOS)
    place = f"/repository/content/c/{spot.id[:2]}/{spot.id}"
    data = repository.files.pop(place)
    updates = box.updates()

    assert refused(updates.update()) == {spot.id: "http.status"}
    repository.files[place] = data

    assert updates.update().ready == ALL_READY


# -- what waits to be tried ------------------------------------------------------------


def test_while_creatives_wait_to_be_tried_they_are_gone_on_with_and_nobody_is_asked(
    box: Box, repository: Repository
):
    now = iter(range(0, 1000, 10))
    updates = box.updates(stint_s=5, monotonic=lambda: next(now))

    first = updates.update()
    repository.asked.clear()
    second, third = updates.update(), updates.update()

    found = [(len(each.ready), each.waiting) for each in (first, second, third)]
    assert found == [(1, 2), (2, 1), (3, 0)]
    assert first.bundles == second.bundles == third.bundles != ()
    assert repository.asked == []
    updates.update()
    assert repository.asked != []
