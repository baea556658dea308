"""The command line for The Update Framework: refresh, rollback, expiry, files.

Most run `stb updater` in this process; those marked "apart" as a process of its own.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.adapters.lock import FolderLock
from stb.adapters.metadata import Expired
from tests.adapters.tuf_repository import (
    KEYS,
    LATER,
    NOW,
    PAST,
    REST,
    AnyRepository,
    Client,
    Served,
    updater,
)
from tests.adapters.wire import Peer, Server, closed_port


def test_the_first_root_is_taken_without_a_request(client, repository):
    assert repository.asked == []
    assert client.trusted() == {"root": 1}


def test_apart_a_refresh_asks_for_each_role_once_and_trusts_it(tmp_path, repository, served):
    client = Client(tmp_path, served, apart=True)

    assert client.init(repository.published["root"][0]) == 0
    assert client.refresh() == 0

    assert repository.asked == ["2.root", "timestamp", "1.snapshot", "1.targets"]
    assert client.trusted() == {"root": 1, "snapshot": 1, "targets": 1, "timestamp": 1}
    assert client.said == ""


def test_a_second_refresh_asks_only_for_what_may_be_new(client, repository):
    client.refresh()
    repository.asked.clear()

    assert client.refresh() == 0

    assert repository.asked == ["2.root", "timestamp"]


def test_what_is_trusted_is_byte_for_byte_what_was_published(client, repository):
    repository.publishes_all("root")
    client.refresh()

    for role in ("root", *REST):
        kept = (client.metadata / f"{role}.json").read_bytes()
        assert kept == repository.published[role][-1]


def test_apart_a_download_refreshes_first_and_fails_for_what_nobody_lists(
    tmp_path, repository, served
):
    client = Client(tmp_path, served, apart=True)
    client.init(repository.published["root"][0])

    assert client.download("no such file") == 1

    assert client.trusted() == {"root": 1, "snapshot": 1, "targets": 1, "timestamp": 1}
    assert client.said.count("\n") == 1
    assert "Traceback" not in client.said


def spoilt(root: bytes, how: str) -> bytes:
    data = json.loads(root)
    match how:
        case "without version":
            del data["signed"]["version"]
        case "signed by nobody":
            data["signatures"] = []
        case "wrong signature":
            data["signatures"][0]["sig"] = "00" * 64
    return json.dumps(data).encode() if how != "no JSON" else b"{"


@pytest.mark.parametrize(
    "how", ["without version", "signed by nobody", "wrong signature", "no JSON"]
)
def test_a_first_root_that_does_not_hold_is_refused_before_any_request(
    tmp_path, repository, served, how
):
    client = Client(tmp_path, served)
    client.init(spoilt(repository.published["root"][0], how))

    assert client.refresh() == 1

    assert repository.asked == []


@pytest.mark.parametrize(
    ("role", "trusted"),
    [
        ("root", {"root": 1}),
        ("timestamp", {"root": 1}),
        ("snapshot", {"root": 1, "timestamp": 1}),
        ("targets", {"root": 1, "snapshot": 1, "timestamp": 1}),
    ],
)
def test_a_role_that_nobody_signed_stops_the_refresh_there(client, repository, role, trusted):
    for each in REST:
        del repository.published[each]
    repository.signers[role].clear()
    repository.publishes("root") if role == "root" else repository.publishes_all()

    assert client.refresh() == 1

    assert client.trusted() == trusted


# -- rollback and freeze ---------------------------------------------------------------


def test_apart_an_older_timestamp_is_refused(tmp_path, repository, served):
    client = Client(tmp_path, served, apart=True)
    client.init(repository.published["root"][0])
    repository.publishes("timestamp")
    client.refresh()
    repository.publishes("timestamp", version=1)

    assert client.refresh() == 1

    assert client.trusted()["timestamp"] == 2


def test_a_timestamp_of_the_same_version_with_other_content_changes_nothing(client, repository):
    client.refresh()
    repository.timestamp.snapshot_meta.version = 100
    repository.publishes("timestamp", version=1)

    assert client.refresh() == 0

    assert repository.asked[-1] == "timestamp"
    assert b'"version": 100' not in (client.metadata / "timestamp.json").read_bytes()


@pytest.mark.parametrize("hashes", [False, True])
def test_an_older_snapshot_is_refused(client, repository, hashes):
    repository.states_hashes = hashes
    repository.publishes("snapshot", "timestamp")
    client.refresh()
    repository.publishes("snapshot", version=1)
    repository.publishes("timestamp")

    assert client.refresh() == 1

    assert client.trusted()["timestamp"] == client.trusted()["snapshot"] == 2
    assert repository.asked[-1] == "timestamp"


@pytest.mark.parametrize("hashes", [False, True])
def test_older_targets_are_refused(client, repository, hashes):
    repository.states_hashes = hashes
    repository.publishes("targets")
    repository.publishes_all()
    client.refresh()
    repository.publishes("targets", version=1)
    repository.publishes("snapshot", "timestamp")

    assert client.refresh() == 1

    assert client.trusted()["targets"] == 3


def test_a_snapshot_may_not_forget_a_role(client, repository):
    repository.delegates("targets", "A")
    repository.publishes("A")
    repository.publishes_all()
    client.refresh()
    del repository.snapshot.meta["A.json"]
    repository.publishes("snapshot", "timestamp")

    assert client.refresh() == 1


def test_a_snapshot_of_another_version_than_its_timestamp_names_is_refused(client, repository):
    repository.publishes("snapshot")
    repository.published["snapshot"][0] = repository.published["snapshot"][1]
    repository.metadata = lambda name: (
        repository.published["snapshot"][1] if name.endswith("snapshot")
        else AnyRepository.metadata(repository, name)
    )  # fmt: skip

    assert client.refresh() == 1

    assert client.trusted() == {"root": 1, "timestamp": 1}


def test_new_targets_that_no_snapshot_names_are_not_asked_for(client, repository):
    client.refresh()
    repository.publishes("targets")

    assert client.refresh() == 0

    assert repository.asked[-1] == "timestamp"
    assert client.trusted()["targets"] == 1


def test_mixed_and_matched_metadata_is_refused(client, repository):
    """A snapshot and targets that are each genuine, but of different days."""
    repository.states_hashes = True
    repository.publishes_all()
    old = repository.published["targets"][-1]
    repository.publishes_all()
    repository.metadata = lambda name: (
        old if name.endswith("targets") else AnyRepository.metadata(repository, name)
    )

    assert client.refresh() == 1

    assert "targets" not in client.trusted()


# -- lengths and hashes ----------------------------------------------------------------


def test_hashes_and_lengths_of_metadata_are_checked_where_they_are_stated(client, repository):
    repository.states_hashes = True
    repository.publishes_all()
    assert client.refresh() == 0
    repository.publishes("targets")
    repository.snapshot.meta["targets.json"].hashes = {"sha256": "46" * 32}
    repository.publishes("snapshot", "timestamp")

    assert client.refresh() == 1

    assert client.trusted()["snapshot"] == 3
    assert client.trusted()["targets"] == 2


@pytest.mark.parametrize(("role", "under"), [("snapshot", "timestamp"), ("targets", "snapshot")])
def test_metadata_longer_than_stated_is_refused(client, repository, role, under):
    repository.states_hashes = True
    repository.publishes_all()
    name = {"snapshot": "snapshot_meta"}.get(role)
    meta = getattr(repository.timestamp, name) if name else repository.snapshot.meta["targets.json"]
    meta.length -= 1
    repository.publishes(under) if under == "timestamp" else repository.publishes(
        "snapshot", "timestamp"
    )

    assert client.refresh() == 1

    assert role not in client.trusted()


def test_endless_metadata_is_cut_off_at_its_cap(tmp_path, repository):
    sent = []

    def serve(peer: Peer) -> None:
        request = peer.request()
        if b"root.json" in request:
            peer.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while peer.send(b" " * 65536):
            sent.append(65536)

    with Server(serve) as server:
        client = Client(tmp_path, _At(server.url))
        client.init(repository.published["root"][0])

        assert client.refresh() == 1

    assert sum(sent) < 20 << 20
    assert client.trusted() == {"root": 1}


class _At:
    """Where a server is that is none of ours."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/"


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"signed":NaN,"signatures":[]}', b'{"a":1,"a":2}', b"", b"\xff"]
)
def test_json_that_could_be_read_in_two_ways_is_refused(client, repository, data):
    client.refresh()
    repository.published["timestamp"].append(data)

    assert client.refresh() == 1

    assert client.trusted()["timestamp"] == 1


def test_fields_that_the_specification_does_not_know_are_part_of_what_is_signed(client, repository):
    client.refresh()
    repository.root.unrecognized_fields["more"] = {"a": [1, {"b": None}]}
    keyid = repository.root.roles["root"].keyids[0]
    repository.root.keys[keyid].unrecognized_fields["more"] = "b"
    repository.root.roles["root"].unrecognized_fields["more"] = 3
    repository.publishes("root")

    assert client.refresh() == 0

    assert client.trusted()["root"] == 2


# -- expiry ----------------------------------------------------------------------------


def test_apart_an_expired_root_is_kept_but_nothing_under_it_taken(tmp_path, repository, served):
    client = Client(tmp_path, served, apart=True)
    client.init(repository.published["root"][0])
    client.refresh()
    repository.root.expires = PAST
    repository.publishes_all("root")

    assert client.refresh() == 1

    assert client.trusted() == {"root": 2, "snapshot": 1, "targets": 1, "timestamp": 1}
    assert "[trust.expired]" in client.said


def test_a_refresh_that_finds_nobody_leaves_the_newest_root_in_its_place(client, repository):
    repository.publishes("root")
    client.refresh()
    before = (client.metadata / "root.json").stat().st_mtime_ns
    repository.published.clear()

    assert client.refresh() == 1

    assert client.trusted()["root"] == 2
    assert (client.metadata / "root.json").stat().st_mtime_ns == before


def test_an_expired_root_between_two_good_ones_is_passed(client, repository):
    repository.root.expires = PAST
    repository.publishes("root")
    repository.root.expires = LATER
    repository.publishes("root")

    assert client.refresh() == 0

    assert client.trusted()["root"] == 3


@pytest.mark.parametrize(
    ("role", "trusted"),
    [
        ("timestamp", {"snapshot": 1, "targets": 1, "timestamp": 1}),
        ("snapshot", {"snapshot": 1, "targets": 1, "timestamp": 2}),
        ("targets", {"snapshot": 2, "targets": 1, "timestamp": 2}),
    ],
)
def test_an_expired_role_is_not_taken(client, repository, role, trusted):
    client.refresh()
    repository.signed(role).expires = PAST
    repository.publishes_all()

    assert client.refresh() == 1

    assert client.trusted() == {"root": 1, **trusted}


def test_what_has_expired_on_the_disk_still_brings_forward_what_is_published(
    tmp_path, repository, served
):
    clock = VirtualClock(NOW)
    repository.timestamp.expires = NOW + timedelta(days=7)
    repository.publishes("timestamp")
    metadata = updater(served, tmp_path, clock=clock)
    metadata.refreshed()
    clock.jump(NOW + timedelta(days=18))
    with pytest.raises(Expired):
        metadata.refreshed()
    repository.timestamp.expires = NOW + timedelta(days=21)
    repository.offers("new", b"1")
    repository.publishes_all()

    assert metadata.refreshed().target("new").length == 1


@pytest.mark.parametrize("seen_before", [False, True])
def test_a_delegated_role_that_has_expired_lists_nothing(tmp_path, repository, served, seen_before):
    clock = VirtualClock(NOW)
    repository.delegates("targets", "A")
    repository.roles["A"].expires = NOW + timedelta(days=7)
    repository.offers("file", b"1", role="A")
    repository.publishes("A")
    repository.publishes_all()
    metadata = updater(served, tmp_path, clock=clock)
    if seen_before:
        metadata.refreshed().target("file")
    clock.jump(NOW + timedelta(days=18))

    with pytest.raises(Expired):
        metadata.refreshed().target("file")


# -- files -----------------------------------------------------------------------------


@pytest.mark.parametrize("consistent", [True, False])
@pytest.mark.parametrize("path", ["a.txt", "path/to/a.txt", ".hidden", "%25", "a+b=c"])
def test_a_file_is_fetched_by_its_name(client, repository, path, consistent):
    repository.root.consistent_snapshot = consistent
    repository.offers(path, b"what was signed")
    repository.publishes_all("root")

    assert client.download(path) == 0

    assert client.downloaded() == [b"what was signed"]


def test_apart_several_files_are_fetched_in_one_go_and_not_again(tmp_path, repository, served):
    client = Client(tmp_path, served, apart=True)
    client.init(repository.published["root"][0])
    repository.offers("a", b"1")
    repository.offers("b/c", b"2")
    repository.publishes_all()

    assert client.download("a", "b/c") == 0
    repository.asked.clear()
    assert client.download("b/c", "a") == 0

    assert client.downloaded() == [b"1", b"2"]
    assert repository.asked == ["2.root", "timestamp"]


def test_a_new_version_of_a_file_replaces_the_old_one(client, repository):
    for data in (b"1", b"22", b"3"):
        repository.offers("a", data)
        repository.publishes_all()

        assert client.download("a") == 0

        assert client.downloaded() == [data]


@pytest.mark.parametrize("false", [b"x" * 20, b"x" * 19, b"x" * 21, b""])
def test_a_file_that_is_not_the_signed_one_is_never_kept(client, repository, false):
    repository.offers("a", b"the first, for good.")
    repository.offers("b", b"another of that size")
    repository.publishes_all()
    client.download("a")
    repository.files["a"] = repository.files["b"] = false

    assert client.download("a") == 0
    assert client.download("b") == 1

    assert client.downloaded() == [b"the first, for good."]


def test_a_file_that_was_changed_on_the_disk_is_fetched_again(client, repository):
    repository.offers("a", b"1")
    repository.publishes_all()
    client.download("a")
    (client.targets / "a").write_bytes(b"2")

    assert client.download("a") == 0

    assert client.downloaded() == [b"1"]


@pytest.mark.parametrize("path", ["..", ".", "../x", "/etc/x", "a\\b", "x" * 300, "é" * 100])
def test_no_name_leads_out_of_the_folder(client, repository, tmp_path, path):
    repository.offers(path, b"1")
    repository.publishes_all()
    before = outside(client, tmp_path)

    client.download(path)

    assert outside(client, tmp_path) == before
    assert all(file.parent == client.targets for file in client.targets.rglob("*"))


def outside(client: Client, folder: Path) -> set[Path]:
    """All files but those in the client's own folders, and those above it."""
    ours = (client.metadata, client.targets)
    inside = {file for each in ours for file in each.rglob("*")}
    return {*folder.rglob("*"), *folder.parent.glob("*")} - inside


# -- the world around ------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_every_kind_of_key_holds(tmp_path, kind):
    repository = AnyRepository(kind)
    with Served(repository) as served:
        client = Client(tmp_path, served)
        client.init(repository.published["root"][0])

        assert client.refresh() == 0


def test_without_consistent_snapshots_names_carry_no_version(client, repository):
    repository.root.consistent_snapshot = False
    repository.publishes_all("root")

    assert client.refresh() == 0

    assert repository.asked == ["2.root", "3.root", "timestamp", "snapshot", "targets"]


def test_apart_a_server_that_is_not_there_is_told_in_a_line(tmp_path, repository):
    client = Client(tmp_path, _At(f"http://127.0.0.1:{closed_port()}"), apart=True)
    client.init(repository.published["root"][0])

    assert client.refresh() == 1

    assert client.said.count("\n") == 1
    assert "[http.unreachable]" in client.said


def test_a_folder_that_was_never_begun_is_told(tmp_path, served, capsys):
    assert Client(tmp_path, served).refresh() == 1

    assert "`init ROOTFILE` comes first" in capsys.readouterr().err


def test_apart_a_second_process_on_the_folder_is_refused(tmp_path, repository, served):
    client = Client(tmp_path, served, apart=True)
    client.init(repository.published["root"][0])

    with FolderLock(client.metadata, name="updater.lock"):
        refused = client.refresh()
    again = client.refresh()

    assert (refused, again) == (1, 0)


def test_a_redirect_is_not_followed(tmp_path, repository, served):
    def serve(peer: Peer) -> None:
        while peer.request():
            peer.send(
                b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
                + f"Location: {served.url}metadata/timestamp.json\r\n\r\n".encode()
            )

    with Server(serve) as server:
        client = Client(tmp_path, _At(server.url))
        client.init(repository.published["root"][0])

        assert client.refresh() == 1

    assert repository.asked == []


def test_a_damaged_cache_is_fetched_anew(client):
    client.refresh()
    for role in REST:
        (client.metadata / f"{role}.json").write_bytes(b"\0" * 40)

    assert client.refresh() == 0

    assert client.trusted() == {"root": 1, "snapshot": 1, "targets": 1, "timestamp": 1}
