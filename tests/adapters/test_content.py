from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from stb.adapters.content import RESERVE_BYTES, ContentStore, write_whole
from stb.adapters.examiner import NoVerdict, agree
from stb.adapters.http import Http
from stb.adapters.ids import SeededEntropy
from stb.errors import InputError
from stb.formats.verdict import Found
from stb.model.bundle import Creative
from stb.model.time import PAL, FrameRate
from tests.adapters.repository import Repository, creative, film
from tests.adapters.wire import Peer, Server, answer

SPOTS = [film(text) for text in ("zee", "duin", "bos", "hei")]


class Undecodable(InputError):
    code = "media.decode"


FOUND = Found(750, 750, PAL, 1280, 720, Fraction(16, 9), 48_000, 2, 1)


def decodes(path: Path, spot: Creative) -> None:
    """A judge for whom every file is 30 seconds long, but those that begin with "hei"."""
    if path.read_bytes().startswith(b"hei"):
        raise Undecodable("a picture does not decode")
    agree(FOUND, spot)


@pytest.fixture
def repository() -> Repository:
    repository = Repository()
    repository.offers("all", SPOTS)
    return repository


@pytest.fixture
def http(repository: Repository) -> Iterator[Http]:
    with Server(repository.serve) as server, closing(Http(server.url)) as http:
        yield http


def store(folder: Path, room: int = 1 << 40) -> ContentStore:
    return ContentStore(folder, admit=decodes, room=lambda _: room)


def fetch(content: ContentStore, http: Http, *wanted: Creative) -> dict[str, str]:
    """What was refused, and why."""
    fetched = content.fetch_all(wanted, http, SeededEntropy(1))
    return {refusal.what: refusal.code for refusal in fetched.refusals}


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_creative_is_ready_under_its_hash_when_it_is_whole(tmp_path, http):
    content, spot = store(tmp_path), creative(SPOTS[0])

    assert content.ready([spot]) == frozenset()
    assert fetch(content, http, spot) == {}

    assert content.ready([spot]) == {spot.id}
    assert content.path(spot.id).read_bytes() == SPOTS[0]
    assert files(tmp_path) == {spot.id}


def test_what_is_whole_is_not_fetched_again(tmp_path, http, repository):
    spot = creative(SPOTS[0])
    fetch(store(tmp_path), http, spot)
    repository.asked.clear()

    assert fetch(store(tmp_path), http, spot) == {}

    assert repository.asked == []


def test_a_file_that_rotted_on_the_disk_is_fetched_again(tmp_path, http):
    content, spot = store(tmp_path), creative(SPOTS[0])
    fetch(content, http, spot)
    content.path(spot.id).write_bytes(film("rot"))

    assert fetch(store(tmp_path), http, spot) == {}

    assert content.path(spot.id).read_bytes() == SPOTS[0]


@pytest.mark.parametrize("have", [1, 1500, 2999, 3000])
def test_a_download_goes_on_where_it_was_broken_off(tmp_path, http, repository, have):
    spot = creative(SPOTS[0])
    content = store(tmp_path)
    (tmp_path / "parts" / f"{spot.id}.part").write_bytes(SPOTS[0][:have])

    assert fetch(content, http, spot) == {}

    assert content.path(spot.id).read_bytes() == SPOTS[0]
    assert repository.starts == ([] if have == 3000 else [have])


@pytest.mark.parametrize("left", [film("rot", 1500), film("rot", 3000), film("rot", 5000)])
def test_a_rotten_part_is_thrown_away_and_the_next_try_is_whole(tmp_path, http, left):
    spot = creative(SPOTS[0])
    content = store(tmp_path)
    (tmp_path / "parts" / f"{spot.id}.part").write_bytes(left)

    first = fetch(content, http, spot)

    assert first in ({}, {spot.id: "creative.hash"})
    assert fetch(content, http, spot) == {}
    assert content.path(spot.id).read_bytes() == SPOTS[0]


def served(data: bytes, claimed: bytes) -> Server:
    """A server that sends ``data`` for the creative whose signed file is ``claimed``."""

    def serve(peer: Peer) -> None:
        while peer.request():
            peer.send(answer(data))

    assert claimed is not data
    return Server(serve)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (film("zeE"), "creative.hash"),
        (film("zee", 2999), "creative.length"),
        (film("zee", 3001), "creative.length"),
        (b"", "creative.length"),
    ],
)
def test_what_is_not_the_signed_file_is_refused_and_leaves_nothing(tmp_path, data, code):
    spot = creative(SPOTS[0])
    with served(data, SPOTS[0]) as server, closing(Http(server.url)) as http:
        assert fetch(store(tmp_path), http, spot) == {spot.id: code}

    assert files(tmp_path) == set()


def test_an_endless_file_is_cut_off_at_its_signed_length(tmp_path):
    spot = creative(SPOTS[0])

    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while peer.send(b"x" * 65536):
            pass

    with Server(serve) as server, closing(Http(server.url)) as http:
        assert fetch(store(tmp_path), http, spot) == {spot.id: "creative.length"}
    assert files(tmp_path) == set()


def test_a_broken_off_download_keeps_its_part_and_goes_on(tmp_path, http):
    spot = creative(SPOTS[0])

    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(answer(SPOTS[0])[:1500])

    content = store(tmp_path)
    with Server(serve) as server, closing(Http(server.url)) as broken:
        assert fetch(content, broken, spot) == {spot.id: "http.unreachable"}
    (part,) = (tmp_path / "parts").iterdir()
    assert 0 < part.stat().st_size < 1500

    assert fetch(content, http, spot) == {}
    assert content.path(spot.id).read_bytes() == SPOTS[0]


@pytest.mark.parametrize(
    ("spot", "code"),
    [
        (replace(creative(SPOTS[0]), frames=751), "creative.frames"),
        (replace(creative(SPOTS[0]), rate=FrameRate(50)), "creative.frames"),
        (replace(creative(SPOTS[0]), aspect="4:3"), "creative.shape"),
        (replace(creative(SPOTS[0]), channels=1), "creative.shape"),
        (replace(creative(SPOTS[0]), colour="bt2020nc"), "creative.shape"),
        (creative(SPOTS[3]), "media.decode"),
    ],
)
def test_a_file_that_does_not_play_as_signed_is_refused(tmp_path, http, spot, code):
    content = store(tmp_path)

    assert fetch(content, http, spot) == {spot.id: code}

    assert content.ready([spot]) == frozenset()
    assert files(tmp_path) == set()


def test_a_file_that_does_not_play_is_not_fetched_again_while_the_box_runs(
    tmp_path, http, repository
):
    content, spot = store(tmp_path), creative(SPOTS[3])
    fetch(content, http, spot)
    repository.asked.clear()

    assert fetch(content, http, spot) == {spot.id: "media.decode"}

    assert repository.asked == []


def test_one_of_which_no_verdict_could_be_had_is_kept_and_tried_again(tmp_path, http, repository):
    spot = creative(SPOTS[0])

    def falls(path: Path, spot: Creative) -> None:
        raise NoVerdict("its decoder ended by signal 9")

    content = ContentStore(tmp_path, admit=falls, room=lambda _: 1 << 40)
    assert fetch(content, http, spot) == {spot.id: "creative.crashed"}
    assert content.ready([spot]) == frozenset()
    repository.asked.clear()

    assert fetch(store(tmp_path), http, spot) == {}
    assert repository.asked == []
    assert files(tmp_path) == {spot.id}


def test_a_file_from_an_earlier_run_is_judged_by_the_judge_of_now(tmp_path, http):
    spot = creative(SPOTS[0])
    fetch(store(tmp_path), http, spot)

    def sees_more(path: Path, spot: Creative) -> None:
        raise Undecodable("a picture does not decode")

    stricter = ContentStore(tmp_path, admit=sees_more, room=lambda _: 1 << 40)
    assert fetch(stricter, http, spot) == {spot.id: "media.decode"}

    assert files(tmp_path) == set()


def test_all_are_fetched_before_the_first_is_decoded(tmp_path, http, repository):
    asked = []

    def looks(path: Path, spot: Creative) -> None:
        asked.append(len(repository.asked))

    fetch(ContentStore(tmp_path, admit=looks, room=lambda _: 1 << 40), http,
          *map(creative, SPOTS))  # fmt: skip

    assert asked == [4, 4, 4, 4]


def test_after_a_stint_what_is_ready_is_told_and_the_rest_is_gone_on_with(tmp_path, http):
    spots = [creative(data) for data in SPOTS[:3]]
    now = iter(range(0, 100, 10))
    content = ContentStore(
        tmp_path, admit=decodes, room=lambda _: 1 << 40, stint_s=5, monotonic=lambda: next(now)
    )

    first = content.fetch_all(spots, http, SeededEntropy(1))
    second = content.go_on()
    third = content.go_on()

    assert [(len(each.ready), each.waiting) for each in (first, second, third)] == [
        (1, 2), (2, 1), (3, 0)]  # fmt: skip
    assert first.ready < second.ready < third.ready == {spot.id for spot in spots}


def test_a_file_that_is_not_served_leaves_the_others_alone(tmp_path, http, repository):
    good, gone = creative(SPOTS[0]), creative(SPOTS[1])
    del repository.files[f"/repository/content/c/{gone.id[:2]}/{gone.id}"]

    assert fetch(store(tmp_path), http, good, gone) == {gone.id: "http.status"}


def test_a_server_that_hangs_up_is_asked_once(tmp_path):
    asked = []
    with (
        Server(lambda peer: asked.append(peer.request())) as server,
        closing(Http(server.url)) as http,
    ):
        refused = fetch(store(tmp_path), http, *map(creative, SPOTS))

    assert list(refused.values()) == ["http.unreachable"] * 4
    assert len(asked) == 1


def test_a_full_disk_takes_nothing_of_the_reserve(tmp_path, http):
    spot = creative(SPOTS[0])

    assert fetch(store(tmp_path, RESERVE_BYTES + 2999), http, spot) == {spot.id: "creative.no_room"}
    assert fetch(store(tmp_path, RESERVE_BYTES + 3000), http, spot) == {}


def test_all_are_asked_for_in_the_order_of_their_hashes_from_a_random_start(tmp_path, repository):
    wanted = [creative(data) for data in SPOTS[:3]]
    in_order = [f"/repository/content/c/{s[:2]}/{s}" for s in sorted(each.id for each in wanted)]
    starts = set()

    for seed in range(8):
        repository.asked.clear()
        with Server(repository.serve) as server, closing(Http(server.url)) as http:
            store(tmp_path / str(seed)).fetch_all(wanted, http, SeededEntropy(seed))
        start = in_order.index(repository.asked[0])
        starts.add(start)
        assert repository.asked == in_order[start:] + in_order[:start]

    assert len(starts) > 1


def test_what_no_bundle_lists_is_removed(tmp_path, http):
    content = store(tmp_path)
    kept, gone = creative(SPOTS[0]), creative(SPOTS[1])
    fetch(content, http, kept, gone)

    content.keep_only(frozenset([kept.id]))

    assert files(tmp_path) == {kept.id}


def test_a_whole_write_replaces_and_leaves_no_part(tmp_path):
    path = tmp_path / "new" / "list.json"

    write_whole(path, b"1")
    write_whole(path, b"2")

    assert path.read_bytes() == b"2"
    assert files(tmp_path) == {"list.json"}
    assert hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_download_below_the_least_rate_is_given_up_and_goes_on_next_time(tmp_path, http):
    spot = creative(SPOTS[0])
    at = iter([0.0, 1.0, 2.0, 32.0, 33.0])

    def serve(peer: Peer) -> None:
        peer.request()
        whole = answer(SPOTS[0])
        peer.send(whole[:1500])
        peer.request()

    content = store(tmp_path)
    with (
        Server(serve) as server,
        closing(Http(server.url, monotonic=lambda: next(at, 99.0))) as slow,
    ):
        assert fetch(content, slow, spot) == {spot.id: "http.slow"}

    assert 0 < (tmp_path / "parts" / f"{spot.id}.part").stat().st_size < 3000
    assert fetch(content, http, spot) == {}
