"""What the box demands of its operator's metadata beyond the specification."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from tuf.api.exceptions import SlowRetrievalError

from stb.adapters.clock import VirtualClock
from stb.adapters.content import Broken
from stb.adapters.http import Http
from stb.adapters.http_errors import HttpRedirect, HttpSlow, HttpStatus
from stb.adapters.metadata import BOX, BadMetadata, LengthOrHash, Metadata, NotListed
from stb.adapters.tuf_client import Network
from tests.adapters.memory_store import MemoryStore
from tests.adapters.tuf_repository import NOW, REST, AnyRepository, Served, updater
from tests.adapters.wire import Peer, Server, answer

ROOT = Path(__file__).resolve().parents[2]


class OperatorsRepository(AnyRepository):
    """As docs/headend.md has it: root two of three, targets two of two, one delegate."""

    def __init__(self) -> None:
        super().__init__()
        for role in ("root", "root", "targets"):
            self.adds_key(role)
        for role in ("root", "targets"):
            self.root.roles[role].threshold = 2
        self.delegates("targets", "ads", paths=["bundles/*"])
        self.offers("bundles/a", b"1", role="ads")
        self.published.clear()
        self.publishes("root", version=1)
        self.publishes("ads", *REST)


@pytest.fixture
def repository() -> OperatorsRepository:
    return OperatorsRepository()


@pytest.fixture
def metadata(tmp_path: Path, served: Served) -> Metadata:
    return updater(served, tmp_path / "metadata", rules=BOX)


def test_what_keeps_to_the_rules_is_trusted(metadata):
    assert metadata.refreshed().target("bundles/a").length == 1


def test_a_root_by_one_key_is_refused(metadata, repository):
    repository.root.roles["root"].threshold = 1
    repository.publishes("root")

    with pytest.raises(BadMetadata, match="root takes 1 of 2"):
        metadata.refreshed()


def test_targets_by_one_key_are_refused(metadata, repository):
    repository.root.roles["targets"].threshold = 1
    repository.publishes("root")

    with pytest.raises(BadMetadata, match="targets takes 1 of 2"):
        metadata.refreshed()


def test_a_repository_without_consistent_snapshots_is_refused(metadata, repository):
    repository.root.consistent_snapshot = False
    repository.publishes("root")

    with pytest.raises(BadMetadata, match="consistent"):
        metadata.refreshed()


@pytest.mark.parametrize("what", ["a file", "another role", "bins"])
def test_targets_may_only_delegate_and_only_to_the_roles_of_the_box(metadata, repository, what):
    match what:
        case "a file":
            repository.offers("bundles/b", b"1")
        case "another role":
            repository.delegates("targets", "strangers")
            repository.publishes("strangers")
        case "bins":
            repository.delegates_to_bins(2, "bin")
    repository.publishes_all()

    with pytest.raises(BadMetadata, match="delegates"):
        metadata.refreshed()


def test_a_file_that_is_named_by_another_hash_only_is_not_listed(metadata, repository):
    file = repository.roles["ads"].targets["bundles/a"]
    file.hashes = {"sha512": "0" * 128}
    repository.publishes("ads")
    repository.publishes_all()

    with pytest.raises(NotListed):
        metadata.refreshed().target("bundles/a")


@pytest.mark.parametrize(
    ("role", "cap"), [("root", 64 << 10), ("timestamp", 16 << 10), ("snapshot", 64 << 10)]
)
def test_each_role_has_a_cap_of_its_own(metadata, repository, role, cap):
    repository.signed(role).unrecognized_fields["padding"] = "x" * cap
    repository.publishes("root") if role == "root" else repository.publishes_all()

    with pytest.raises(LengthOrHash):
        metadata.refreshed()


def test_a_length_that_metadata_states_raises_no_cap(metadata, repository):
    repository.states_hashes = True
    repository.snapshot.unrecognized_fields["padding"] = "x" * (64 << 10)
    repository.publishes_all()

    with pytest.raises(LengthOrHash, match=str(64 << 10)):
        metadata.refreshed()


def at(server: Server, folder: Path, repository: AnyRepository) -> Metadata:
    return Metadata(
        Http(server.url),
        root=repository.published["root"][0],
        folder=folder,
        clock=VirtualClock(NOW),
        seen=MemoryStore(),
    )


def test_requests_ask_for_plain_bytes_and_say_nothing_of_the_box(tmp_path, repository, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    heads = []

    def serve(peer: Peer) -> None:
        while request := peer.request():
            heads.append(request.decode())
            peer.send(answer(status="500 No"))

    with Server(serve) as server:
        host = f"127.0.0.1:{server.port}"
        with pytest.raises(HttpStatus):
            at(server, tmp_path, repository).refreshed()

    assert heads[0].split("\r\n")[1:] == [
        f"Host: {host}", "User-Agent: Mediabox/1", "Accept-Encoding: identity",
        "", "",
    ]  # fmt: skip


def test_a_redirect_to_another_host_is_refused(tmp_path, repository, served):
    def serve(peer: Peer) -> None:
        while peer.request():
            peer.send(answer(status="301 Moved", headers=[f"Location: {served.url}metadata/x"]))

    with Server(serve) as server, pytest.raises(HttpRedirect):
        at(server, tmp_path, repository).refreshed()

    assert repository.asked == []


def test_metadata_that_drips_is_given_up_at_the_deadline_of_the_whole_refresh():
    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while peer.send(b" "):
            pass

    with Server(serve) as server:
        network = Network(Http(server.url), total_s=0.2)
        began = time.monotonic()
        with pytest.raises(SlowRetrievalError) as raised:
            network.download_bytes(f"{server.url}/timestamp.json", 1 << 30)
        with pytest.raises(SlowRetrievalError, match="no time is left"):
            network.download_bytes(f"{server.url}/1.snapshot.json", 1 << 30)

    assert isinstance(raised.value.__cause__, HttpSlow)
    assert time.monotonic() - began < 20


def test_no_half_file_and_no_link_stands_under_a_trusted_name(metadata, repository, tmp_path):
    for _ in range(3):
        metadata.refreshed()
        repository.publishes("root")
        repository.publishes_all()

    found = {path.name for path in (tmp_path / "metadata").iterdir()}
    assert found == {"root_history", "root.json", "timestamp.json", "snapshot.json", "targets.json"}
    assert not (tmp_path / "metadata" / "root.json").is_symlink()


def test_a_folder_that_cannot_be_written_is_no_crash(tmp_path, served):
    (tmp_path / "metadata").write_text("in the way")

    with pytest.raises(Broken):
        updater(served, tmp_path / "metadata", rules=BOX).refreshed()


def test_the_lock_holds_a_python_tuf_that_verifies_roles_for_each_delegator():
    pins = [
        found[1]
        for file in (ROOT / "requirements").glob("*.txt")
        for found in re.finditer(r"^tuf==([\d.]+)", file.read_text(encoding="utf-8"), re.M)
    ]

    assert pins
    assert all(tuple(map(int, pin.split("."))) >= (7, 0, 1) for pin in pins)
    assert '"tuf>=7.0.1"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
