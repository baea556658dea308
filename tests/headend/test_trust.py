"""Keys replaced and things taken back, as a box of ours and the reference client see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata, Root

from stb.adapters.http import Http
from stb.adapters.metadata import Expired
from stb.adapters.metadata import Metadata as BoxMetadata
from stb.cli import main
from stb.formats.bundle import INDEX_PATH, read_revoked
from stb.headend import trust
from stb.headend.faults import Faults
from stb.headend.keys import KEYS, NoSuchKey, NoSuchRole
from stb.headend.repository import Repository
from stb.headend.server import HeadEnd
from tests.adapters.memory_store import MemoryStore

from .conftest import SetClock


class Box:
    """The box's side: its updater, its memory, its first root."""

    def __init__(self, headend: HeadEnd, http: Http, folder: Path, clock: SetClock) -> None:
        self.seen = MemoryStore()
        self.metadata = BoxMetadata(
            http, root=headend.root(), folder=folder, clock=clock, seen=self.seen
        )

    def versions(self) -> dict[str, int]:
        self.metadata.refreshed()
        return {role: self.seen.highest(role)[0] for role in KEYS}


@pytest.fixture
def box(headend: HeadEnd, tmp_path: Path, clock: SetClock) -> Iterator[Box]:
    with closing(Http(headend.url)) as http:
        yield Box(headend, http, tmp_path / "box", clock)


@pytest.fixture
def repository(headend: HeadEnd) -> Repository:
    return headend.operator.repository


def root(repository: Repository, version: int) -> Metadata[Root]:
    file = repository.folder / "repository" / "metadata" / f"{version}.root.json"
    return Metadata[Root].from_file(str(file))


@pytest.mark.parametrize("role", KEYS)
def test_a_box_follows_a_new_key_of_every_role(box, repository, clock, role):
    before = box.versions()

    trust.rotate(repository, role, clock.at)

    after = box.versions()
    assert after["root"] == before["root"] + (role != "ads")
    assert after["timestamp"] == before["timestamp"] + 1


def test_a_new_root_is_signed_by_enough_of_the_old_and_of_the_new(repository, clock):
    repository.root(clock.at)
    trust.rotate(repository, "root", clock.at)

    one, two = root(repository, 1), root(repository, 2)

    old, new = set(one.signed.roles["root"].keyids), set(two.signed.roles["root"].keyids)
    assert (len(old), len(new), len(old & new)) == (3, 3, 2)
    assert len(set(two.signatures) & old) >= 2
    assert len(set(two.signatures) & new) >= 2
    one.signed.verify_delegate("root", two.signed_bytes, two.signatures)


def test_a_box_that_slept_through_all_three_root_keys_catches_up(box, repository, clock):
    box.versions()
    first = set(root(repository, 1).signed.roles["root"].keyids)
    for _ in range(3):
        clock.at += timedelta(days=7)
        trust.rotate(repository, "root", clock.at)
        trust.rotate(repository, "timestamp", clock.at)

    assert box.versions()["root"] == 7
    assert first.isdisjoint(root(repository, 7).signed.roles["root"].keyids)


def test_a_revoked_key_signs_nothing_any_more(box, repository, clock):
    box.versions()
    stolen = trust.roles(repository.folder)[0].keys[1]

    assert trust.revoke_key(repository, stolen.name, clock.at) == "root"

    box.versions()
    assert stolen.id not in root(repository, 2).signatures
    assert stolen.id not in root(repository, 2).signed.keys
    assert not stolen.file.exists()


def test_what_a_stolen_key_signs_is_refused_once_it_is_revoked(box, repository, clock):
    """The thief has the timestamp's key; after it is revoked he gets no box to believe him."""
    box.versions()
    trust.revoke_key(repository, "timestamp-1", clock.at)
    box.versions()
    old = (repository.folder / "keys" / "revoked" / "timestamp-1.pem").read_bytes()
    current = trust.roles(repository.folder)[-1].keys[0].file
    current.write_bytes(old)
    published = repository.folder / "repository" / "metadata" / "timestamp.json"
    from stb.headend.keys import signers

    forged = Metadata.from_file(str(published))
    forged.signed.version += 5
    forged.sign(signers(repository.folder / "keys")["timestamp"][0])
    published.write_bytes(forged.to_bytes())

    with pytest.raises(Exception, match="timestamp was signed by 0/1 keys") as refused:
        box.metadata.refreshed()

    assert refused.value.code == "trust.signature"


def test_a_fast_forward_is_mended_by_new_keys_of_timestamp_and_snapshot(box, repository, clock):
    box.versions()
    state = repository.folder / "repository" / "published.json"
    facts = json.loads(state.read_bytes())
    facts["versions"] |= {"timestamp": 900_000, "snapshot": 900_000}
    state.write_text(json.dumps(facts))
    repository.publish(clock.at, Faults())
    assert box.versions()["timestamp"] == 900_001

    facts["versions"] = {**facts["versions"], "timestamp": 5, "snapshot": 5}
    state.write_text(json.dumps(facts))
    trust.rotate(repository, "snapshot", clock.at)
    trust.rotate(repository, "timestamp", clock.at)

    assert box.versions()["timestamp"] < 100


def test_a_revoked_creative_is_in_no_bundle_is_not_served_and_is_named_in_the_index(
    box, repository, clock, headend
):
    creative = repository.inventory.stock().bookings[0].creative
    place = f"repository/content/c/{creative.id[:2]}/{creative.id}"
    with closing(Http(headend.url)) as http:
        assert len(http.get(place, cap=1 << 30)) == creative.size

        assert trust.revoke_creative(repository, creative.id[:12], clock.at) == creative.id

        with pytest.raises(Exception, match="404"):
            http.get(place, cap=1 << 30)
        trusted = box.metadata.refreshed()
        index = trusted.target(INDEX_PATH)
        octets = http.get(f"repository/targets/{trusted.place(index)}", cap=index.length)
    assert read_revoked(octets) == {creative.id}
    assert creative.id.encode() not in b"".join(bundles(repository))


def bundles(repository: Repository) -> list[bytes]:
    """The manifests that are published now, as they lie in the repository."""
    version = json.loads((repository.folder / "repository/published.json").read_bytes())
    ads = repository.folder / f"repository/metadata/{version['versions']['ads']}.ads.json"
    found = []
    for path, facts in json.loads(ads.read_bytes())["signed"]["targets"].items():
        folder, _, name = path.rpartition("/")
        file = repository.folder / "repository/targets" / folder
        if path != INDEX_PATH:
            found.append((file / f"{facts['hashes']['sha256']}.{name}").read_bytes())
    return found


def test_a_revoked_bundle_is_listed_no_more(box, repository, clock):
    box.metadata.refreshed().target("bundles/2026-W47/retired.json")

    assert trust.revoke_bundle(repository, "2026-W47/retired", clock.at).endswith("retired.json")

    trusted = box.metadata.refreshed()
    trusted.target("bundles/2026-W48/retired.json")
    with pytest.raises(Exception, match="not listed"):
        trusted.target("bundles/2026-W47/retired.json")


def test_a_head_end_whose_verb_was_killed_publishes_what_it_had_begun(box, repository):
    """The ring is on the disk first; whoever asks next gets all that depends on it."""
    from stb.headend.keys import replace_keys

    box.versions()
    replace_keys(repository.folder / "keys", "snapshot")

    assert box.versions()["root"] == 2


def test_publishing_renews_what_ends_soon_and_nothing_is_asked_of_boxes(box, repository, clock):
    for days in (1, 13, 100, 200, 680):
        clock.at += timedelta(days=days)
        box.versions()

    ends = {role.name: role.ends for role in trust.roles(repository.folder)}
    assert all(end > clock.at for end in ends.values())


def test_an_operator_that_publishes_no_more_is_told_from_one_that_does(box, headend):
    box.versions()
    headend.faults.expired_metadata = True

    with pytest.raises(Expired):
        box.metadata.refreshed()


def test_names_that_are_none_are_told(repository, clock):
    with pytest.raises(NoSuchRole):
        trust.rotate(repository, "mirrors", clock.at)
    with pytest.raises(NoSuchKey):
        trust.rotate(repository, "root", clock.at, name="root-9")
    with pytest.raises(NoSuchKey):
        trust.revoke_key(repository, "../root-1", clock.at)
    with pytest.raises(trust.NoSuchCreative):
        trust.revoke_creative(repository, "nobody", clock.at)
    with pytest.raises(trust.NoSuchBundle):
        trust.revoke_bundle(repository, "2026-W47/nobody", clock.at)


# -- the verbs ---------------------------------------------------------------------------


def test_the_verbs_show_replace_and_revoke(tmp_path, capsys):
    data = ["--data", str(tmp_path), "--at", "2026-11-18T12:00:00Z"]

    assert main(["headend", "publish", *data]) == 0
    assert main(["headend", "rotate", "root", *data]) == 0
    assert main(["headend", "revoke", "key", "timestamp-1", *data]) == 0
    capsys.readouterr()
    assert main(["headend", "keys", "--data", str(tmp_path)]) == 0

    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[1].split()[:8] == [
        "root", "2", "of", "3", "3", "2028-11-17", "12:00", "root-2"
    ]  # fmt: skip
    assert [line.split()[-2] for line in lines[2:]] == [
        "root-3", "root-4", "targets-1", "targets-2", "ads-1", "snapshot-1", "timestamp-2"
    ]  # fmt: skip
    assert str(tmp_path / "headend" / "keys") in said.err
    assert "simulated" in said.err


def test_the_private_half_of_a_key_is_its_owners_alone(repository, clock):
    trust.rotate(repository, "root", clock.at)
    trust.revoke_key(repository, "ads-1", clock.at)

    files = list((repository.folder / "keys").rglob("*.pem"))
    assert len(files) == sum(KEYS.values()) + 2 + len(["tokens", "envelopes"])
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
