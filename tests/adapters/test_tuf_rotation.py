"""The command line for The Update Framework: keys, thresholds, rotation, fast-forward."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.ngclient.config import UpdaterConfig

from stb.adapters.metadata import Rules
from tests.adapters.tuf_repository import AnyRepository, Client, Served, updater

KEYS = [CryptoSigner.generate_ed25519() for _ in range(10)]


@dataclass(frozen=True)
class Version:
    """Which of `KEYS` a role has, how many must sign, and which did."""

    keys: str
    threshold: int
    signed: str


FIVE = Version("01234", 3, "024")


@pytest.mark.parametrize(
    "roots",
    [
        [Version("1", 1, "1"), Version("2", 1, "21"), Version("2", 1, "2")],
        [Version("1", 1, "314"), Version("2", 1, "3214"), Version("2", 1, "324")],
        [FIVE, Version("01234", 3, "041"), Version("01234", 3, "013")],
        [FIVE, Version("01345", 3, "041")],
        [FIVE, Version("01345", 3, "0245"), Version("01345", 3, "045")],
        [FIVE, Version("56789", 3, "024567"), Version("56789", 3, "567")],
        [Version("123", 1, "1"), Version("123", 2, "12")],
        [Version("123", 2, "12"), Version("123", 1, "12"), Version("123", 1, "1")],
        [Version("1", 1, "1"), Version("12", 2, "12")],
    ],
)
def test_a_root_that_enough_of_the_old_and_the_new_keys_signed_is_trusted(
    tmp_path, repository, served, roots
):
    client = client_of_roots(tmp_path, repository, served, roots)

    assert client.refresh() == 0

    assert (client.metadata / "root.json").read_bytes() == repository.published["root"][-1]


@pytest.mark.parametrize(
    "roots",
    [
        [Version("1", 1, "1"), Version("2", 1, "234")],
        [Version("1", 1, "1"), Version("2", 1, "134")],
        [FIVE, Version("01345", 3, "024")],
        [FIVE, Version("01345", 3, "045")],
        [Version("123", 1, "1"), Version("123", 2, "2")],
        [Version("123", 2, "12"), Version("123", 1, "1")],
    ],
)
def test_a_root_that_too_few_of_either_signed_is_refused_and_the_last_good_one_stays(
    tmp_path, repository, served, roots
):
    client = client_of_roots(tmp_path, repository, served, roots)

    assert client.refresh() == 1

    assert (client.metadata / "root.json").read_bytes() == repository.published["root"][-2]


def client_of_roots(
    folder: Path, repository: AnyRepository, served: Served, roots: list[Version]
) -> Client:
    """A client that knows the first of ``roots``, all of which are published."""
    del repository.published["root"]
    for version in roots:
        take(repository, "root", version)
        repository.publishes("root")
    client = Client(folder, served)
    assert client.init(repository.published["root"][0]) == 0
    return client


def take(repository: AnyRepository, role: str, version: Version) -> None:
    repository.root.roles[role].keyids.clear()
    repository.root.roles[role].threshold = version.threshold
    for key in version.keys:
        repository.root.add_key(KEYS[int(key)].public_key, role)
    repository.signers[role] = [KEYS[int(key)] for key in version.signed]


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
@pytest.mark.parametrize(
    ("version", "holds"),
    [
        (Version("2", 1, "2"), True),
        (Version("1", 1, "314"), True),
        (Version("01234", 3, "041"), True),
        (Version("01234", 3, "234"), True),
        (Version("2", 1, "134"), False),
        (Version("01345", 3, "024"), False),
        (Version("01345", 3, "04"), False),
    ],
)
def test_a_role_takes_as_many_of_its_own_keys_as_its_threshold(
    client, repository, role, version, holds
):
    take(repository, role, version)
    repository.publishes_all("root")

    assert client.refresh() == (0 if holds else 1)

    assert client.trusted()["root"] == 2
    assert (role in client.trusted()) is holds


def twins(repository: AnyRepository, role: str, spellings: list[str]) -> None:
    """Give ``role`` one key under several ids, each of which signs."""
    repository.root.roles[role].keyids.clear()
    repository.signers[role] = []
    for n, spelling in enumerate(spellings):
        twin = deepcopy(KEYS[0].public_key)
        twin.keyid, twin.keyval["public"] = f"{n}" * 64, spelling
        repository.root.add_key(twin, role)
        repository.signers[role].append(CryptoSigner(KEYS[0]._private_key, twin))


HEX = KEYS[0].public_key.keyval["public"]


@pytest.mark.parametrize("role", ["root", "timestamp", "snapshot", "targets"])
@pytest.mark.parametrize("spellings", [[HEX, HEX], [HEX, HEX.upper()]])
def test_one_key_under_several_ids_signs_once(client, repository, role, spellings):
    client.refresh()
    before = repository.signers[role]
    twins(repository, role, spellings)
    repository.root.roles[role].threshold = 2
    if role == "root":
        repository.signers[role] += before
    repository.publishes_all("root")

    assert client.refresh() == 1

    assert client.trusted()[role] == 1


def test_one_key_under_several_ids_still_signs_once(client, repository):
    twins(repository, "timestamp", [HEX, HEX])
    repository.signers["timestamp"].pop(0)
    repository.publishes_all("root")

    assert client.refresh() == 0


def test_a_signature_that_stands_twice_counts_once(client, repository):
    repository.adds_key("timestamp")
    repository.root.roles["timestamp"].threshold = 2
    repository.signers["timestamp"].pop()
    repository.publishes_all("root")
    data = repository.published["timestamp"][-1].replace(b"\n", b"")
    head, _, rest = data.partition(b'"signatures": [')
    one, _, tail = rest.partition(b"]")
    repository.published["timestamp"].append(
        head + b'"signatures": [' + one + b"," + one + b"]" + tail
    )

    assert client.refresh() == 1

    assert "timestamp" not in client.trusted()


def test_a_key_that_a_role_names_and_root_does_not_hold_signs_nothing(client, repository):
    client.refresh()
    repository.root.roles["snapshot"].keyids.append("ab" * 32)
    repository.root.roles["snapshot"].threshold = 2
    repository.publishes_all("root")

    assert client.refresh() == 1

    assert client.trusted()["root"] == 2
    assert client.trusted()["snapshot"] == 1


def test_what_else_a_key_says_of_itself_does_not_matter(client, repository):
    keyid = repository.root.roles["snapshot"].keyids[0]
    repository.root.keys[keyid].unrecognized_fields["keyid_hash_algorithms"] = ["md5"]
    repository.publishes_all("root")

    assert client.refresh() == 0


# -- fast-forward, and the way back ----------------------------------------------------


def test_apart_a_timestamp_pushed_far_ahead_is_forgotten_with_its_key(tmp_path, repository, served):
    client = Client(tmp_path, served, apart=True)
    client.init(repository.published["root"][0])
    repository.publishes("timestamp", version=99_999)
    client.refresh()
    repository.publishes("timestamp", version=1)
    stuck = client.refresh()
    repository.rotates("timestamp")
    repository.publishes("root")
    repository.publishes("timestamp", version=1)

    assert (stuck, client.refresh()) == (1, 0)

    assert client.trusted()["timestamp"] == 1


def test_a_snapshot_pushed_far_ahead_is_forgotten_with_the_keys(client, repository):
    repository.publishes("snapshot", version=99_999)
    repository.publishes("timestamp")
    client.refresh()
    repository.rotates("snapshot", "timestamp")
    repository.publishes("root")
    repository.publishes("snapshot", version=1)
    repository.publishes("timestamp")

    assert client.refresh() == 0

    assert client.trusted()["snapshot"] == 1


def test_targets_pushed_far_ahead_are_forgotten_with_the_key_of_the_snapshot(client, repository):
    repository.publishes("targets", version=99_999)
    repository.publishes("snapshot", "timestamp")
    client.refresh()
    repository.rotates("snapshot")
    repository.publishes("root")
    repository.publishes("targets", version=2)
    repository.publishes("snapshot", "timestamp")

    assert client.refresh() == 0

    assert client.trusted()["targets"] == 2


# -- many roots ------------------------------------------------------------------------


FEW = Rules(caps=UpdaterConfig(max_root_rotations=4))


def test_roots_that_are_on_the_disk_are_not_fetched_again_and_count_no_more(
    tmp_path, repository, served
):
    """However often root changes in the life of a box, it is never stuck at a limit."""
    metadata = updater(served, tmp_path, rules=FEW)
    for _ in range(3):
        for _ in range(3):
            repository.publishes("root")
        metadata.refreshed()
    repository.asked.clear()

    metadata.refreshed()

    assert repository.asked == ["11.root", "timestamp"]


def test_no_more_roots_than_the_limit_are_followed_at_once(tmp_path, repository, served):
    for _ in range(9):
        repository.publishes("root")

    updater(served, tmp_path, rules=FEW).refreshed()

    assert [name for name in repository.asked if "root" in name] == [
        "2.root", "3.root", "4.root", "5.root"
    ]  # fmt: skip


def test_a_root_of_another_version_than_its_name_is_refused(client, repository):
    repository.publishes("root", version=3)
    repository.metadata = lambda name: (
        repository.published["root"][-1] if name == "2.root" else None
    )

    assert client.refresh() == 1

    assert client.trusted() == {"root": 1}
