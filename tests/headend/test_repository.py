from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from tuf.api import exceptions
from tuf.ngclient import Updater
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from stb.formats.bundle import INDEX_PATH, read_bundle, read_custom, read_index
from stb.headend.faults import EVERY
from stb.headend.server import HeadEnd
from stb.model.bundle import Bundle, iso_week
from stb.model.household import SegmentTooSmall

from .conftest import SetClock

SEGMENTS = {
    "young-families",
    "retired",
    "limburg",
    "noord-holland",
    "sports",
    "high-income-postcodes",
}


class Fetcher(FetcherInterface):
    def __init__(self, http: requests.Session) -> None:
        self.http = http

    def _fetch(self, url: str) -> Iterator[bytes]:
        answer = self.http.get(url)
        if answer.status_code != 200:
            raise exceptions.DownloadHTTPError(url, answer.status_code)
        yield answer.content


class Client:
    """The box's side, by the reference implementation."""

    def __init__(
        self, headend: HeadEnd, http: requests.Session, folder: Path, clock: SetClock
    ) -> None:
        self.headend, self.http, self.folder, self.clock = headend, http, folder, clock
        self.root = headend.root()

    def refreshed(self) -> Updater:
        self.folder.mkdir(exist_ok=True)
        updater = Updater(
            str(self.folder),
            self.headend.url + "repository/metadata/",
            target_dir=str(self.folder),
            target_base_url=self.headend.url + "repository/targets/",
            fetcher=Fetcher(self.http),
            config=UpdaterConfig(prefix_targets_with_hash=True),
            bootstrap=self.root,
        )
        updater._trusted_set.reference_time = self.clock.at
        updater.refresh()
        return updater

    def target(self, path: str) -> bytes:
        updater = self.refreshed()
        target = updater.get_targetinfo(path)
        assert target is not None
        return Path(updater.download_target(target)).read_bytes()

    def bundles(self) -> dict[tuple[str, str], Bundle]:
        found = {}
        for path in read_index(self.target(INDEX_PATH)):
            try:
                bundle = read_bundle(self.target(path))
            except SegmentTooSmall:
                continue
            found[bundle.segment.id, bundle.week] = bundle
        return found


@pytest.fixture
def client(headend: HeadEnd, http: requests.Session, tmp_path: Path, clock: SetClock) -> Client:
    return Client(headend, http, tmp_path / "box", clock)


def test_this_and_next_week_are_published_for_every_segment(client: Client) -> None:
    bundles = client.bundles()

    assert set(bundles) == {(s, w) for s in SEGMENTS for w in ("2026-W47", "2026-W48")}
    assert all(bundle.segment.households >= 100 for bundle in bundles.values())
    assert all(
        iso_week(b.valid_from) == b.week and b.valid_to - b.valid_from == timedelta(7)
        for b in bundles.values()
    )
    assert all(set(b.segment.words) == {"nl", "en"} for b in bundles.values())


def test_a_segment_of_ninety_nine_is_published_and_refused(client: Client) -> None:
    target = client.refreshed().get_targetinfo("bundles/2026-W47/too-small.json")

    assert target is not None
    assert target.custom == {"segment": "too-small", "week": "2026-W47", "households": 99}
    with pytest.raises(SegmentTooSmall):
        read_custom(target.custom)
    with pytest.raises(SegmentTooSmall):
        read_bundle(client.target(target.path))


def test_metadata_repeats_what_a_manifest_says(client: Client) -> None:
    updater = client.refreshed()

    for (segment, week), bundle in client.bundles().items():
        target = updater.get_targetinfo(f"bundles/{week}/{segment}.json")
        assert target is not None
        claim = read_custom(target.custom)
        assert (claim.segment, claim.week) == (segment, week)
        assert claim.households == bundle.segment.households


def test_a_creative_is_served_by_its_hash_and_in_ranges(
    client: Client, headend: HeadEnd, http: requests.Session
) -> None:
    creative = client.bundles()["limburg", "2026-W47"].creatives[0]
    url = f"{headend.url}repository/content/c/{creative.id[:2]}/{creative.id}"

    whole = http.get(url)
    part = http.get(url, headers={"Range": "bytes=100-199"})

    assert len(whole.content) == creative.size
    assert part.status_code == 206
    assert part.content == whole.content[100:200]
    assert creative.gain_db == -0.5


def test_a_changed_byte_after_signing_is_refused(client: Client, headend: HeadEnd) -> None:
    headend.faults.tampered.add("limburg")

    with pytest.raises(exceptions.RepositoryError):
        client.target("bundles/2026-W47/limburg.json")
    assert read_bundle(client.target("bundles/2026-W47/sports.json")).segment.id == "sports"


def test_expired_metadata_is_refused_and_heals(client: Client, headend: HeadEnd) -> None:
    client.refreshed()

    headend.faults.expired_metadata = True
    with pytest.raises(exceptions.ExpiredMetadataError):
        client.refreshed()
    headend.faults.clear()

    assert client.refreshed().get_targetinfo(INDEX_PATH) is not None


def test_a_creative_can_be_withheld(
    client: Client, headend: HeadEnd, http: requests.Session
) -> None:
    creative = client.bundles()["limburg", "2026-W47"].creatives[0]
    headend.faults.withheld.add(creative.id)

    answer = http.get(f"{headend.url}repository/content/c/{creative.id[:2]}/{creative.id}")

    assert answer.status_code == 404


def test_a_wrong_length_is_stated_under_a_good_signature(client: Client, headend: HeadEnd) -> None:
    right = client.bundles()["limburg", "2026-W47"].creatives
    headend.faults.wrong_length.add(EVERY)

    wrong = client.bundles()["limburg", "2026-W47"].creatives

    assert [c.id for c in wrong] == [c.id for c in right]
    assert all(a.frames != b.frames for a, b in zip(wrong, right, strict=True))


def test_a_new_week_is_published_when_the_clock_gets_there(client: Client, clock: SetClock) -> None:
    before = client.bundles()

    clock.at = datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC)
    after = client.bundles()

    assert {week for _, week in before} == {"2026-W47", "2026-W48"}
    assert {week for _, week in after} == {"2026-W48", "2026-W49"}


def test_a_box_follows_for_three_years_and_back_a_week(client: Client, clock: SetClock) -> None:
    for days in (1, 1, 6, 30, 200, 500, 400, -7):
        clock.at += timedelta(days=days)

        bundles = client.bundles()

        assert iso_week(clock.at) in {week for _, week in bundles}


def test_metadata_that_holds_is_not_signed_anew(client: Client) -> None:
    client.refreshed()
    before = json.loads((client.folder / "timestamp.json").read_bytes())["signed"]["version"]

    for _ in range(3):
        client.refreshed()

    after = json.loads((client.folder / "timestamp.json").read_bytes())["signed"]["version"]
    assert after == before


def test_root_takes_two_of_three_keys_and_targets_two_of_two(headend: HeadEnd) -> None:
    root = json.loads(headend.root())["signed"]

    assert root["consistent_snapshot"]
    assert (len(root["roles"]["root"]["keyids"]), root["roles"]["root"]["threshold"]) == (3, 2)
    assert (len(root["roles"]["targets"]["keyids"]), root["roles"]["targets"]["threshold"]) == (
        2,
        2,
    )


def test_keys_are_kept_and_not_shared(headend: HeadEnd, tmp_path: Path, material: Path) -> None:
    root = headend.root()
    headend.stop()

    again = HeadEnd(tmp_path, clock=SetClock(), assets=material)
    other = HeadEnd(tmp_path / "other", clock=SetClock(), assets=material)

    assert again.root() == root
    assert other.root() != root
    keys = tmp_path / "headend" / "keys"
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.glob("*.pem"))


def test_nothing_but_the_repository_is_reached_by_its_paths(
    headend: HeadEnd, http: requests.Session
) -> None:
    headend.root()
    for path in (
        "repository/metadata/..%2f..%2fkeys%2froot-1.pem",
        "repository/metadata/root-1.pem",
        "repository/targets/..%2f..%2fkeys%2froot-1.pem",
        "repository/targets/bundles/2026-W47/limburg.json",
        "repository/content/c/aa/" + "b" * 64,
        "repository/content/c/bb/" + "b" * 64,
    ):
        assert http.get(headend.url + path).status_code == 404, path
