"""The command line for The Update Framework: who may list a file, and in which order."""

from __future__ import annotations

import hashlib

import pytest

from tests.adapters.tuf_repository import AnyRepository


def publish(repository: AnyRepository) -> None:
    """All delegated roles at their first version, and those above them."""
    repository.publishes(*(role for role in repository.roles if role != "targets"))
    repository.publishes_all()


def visited(repository: AnyRepository) -> list[str]:
    """The delegated roles that were asked for, in order."""
    top = {"root", "timestamp", "snapshot", "targets"}
    names = [asked.partition(".")[2] for asked in repository.asked if " " not in asked]
    return [name for name in names if name and name not in top]


#  A graph is a list of "DELEGATOR>ROLE", "!" for terminating, "@" for roles of *.py only.
@pytest.mark.parametrize(
    ("graph", "order"),
    [
        ("T>A", "A"),
        ("T>A T>B", "A B"),
        ("T>A T>B B>C", "A B C"),
        ("T>A T>B A>C A>D", "A C D B"),
        ("T>A T>B A>C C>D", "A C D B"),
        ("T>A T>B A>C! A>D", "A C"),
        ("T>A T>B A>C! C>D", "A C D"),
        ("T>A@ T>B A>C", "B"),
        ("T>A T>B A>C@ C>D", "A B"),
        ("T>A T>B B>C C>D D>B", "A B C D"),
        ("T>A T>B B>C A>C", "A C B"),
        ("T>A T>B B>C A>C@", "A B C"),
    ],
)
def test_roles_are_searched_in_order_of_appearance_depth_first(client, repository, graph, order):
    for edge in graph.split():
        delegator, role = edge.strip("!@").split(">")
        repository.delegates(
            delegator.replace("T", "targets"),
            role,
            terminating=edge.endswith("!"),
            paths=["*.py"] if edge.endswith("@") else ["*"],
        )
    publish(repository)

    assert client.download("missing") == 1

    assert visited(repository) == order.split()


@pytest.mark.parametrize(
    ("path", "order", "found"),
    [
        ("a file", "", True),
        ("README.md", "A", True),
        ("releases/x/x_v1", "B C", True),
        ("releases/y/y_v1.zip", "B D", True),
        ("releases/z/z_v1.zip", "B", False),
    ],
)
def test_a_file_counts_only_where_every_role_down_to_it_may_list_it(
    client, repository, path, order, found
):
    repository.delegates("targets", "A", paths=["*.doc", "*.md"])
    repository.delegates("targets", "B", paths=["releases/*/*"])
    repository.delegates("B", "C", paths=["releases/x/*"])
    repository.delegates("B", "D", paths=["releases/y/*.zip"])
    repository.offers("README.md", b"A", role="A")
    repository.offers("releases/x/x_v1", b"C", role="C")
    repository.offers("releases/y/y_v1.zip", b"D", role="D")
    repository.offers("releases/z/z_v1.zip", b"D", role="D")
    repository.offers("a file", b"T")
    repository.files["a%20file"] = b"T"
    publish(repository)

    assert client.download(path) == (0 if found else 1)

    assert visited(repository) == order.split()
    assert len(client.downloaded()) == found


def test_files_are_found_by_the_prefix_of_their_hash(client, repository):
    digest = hashlib.sha256(b"a/b").hexdigest()
    repository.delegates("targets", "other", prefixes=["0" if digest[0] != "0" else "1"])
    repository.delegates("targets", "right", prefixes=[digest[:2]])
    repository.offers("a/b", b"1", role="right")
    publish(repository)

    assert client.download("a/b") == 0

    assert visited(repository) == ["right"]


def test_files_are_found_in_their_bin(client, repository):
    repository.delegates_to_bins(4, "bin")
    for n in range(8):
        repository.offers(f"file-{n}", b"%d" % n, role=repository.bin_of(f"file-{n}"))
    publish(repository)

    assert client.download(*(f"file-{n}" for n in range(8))) == 0
    assert client.download("missing") == 1

    bins = [repository.bin_of(name) for name in (*(f"file-{n}" for n in range(8)), "missing")]
    assert visited(repository) == list(dict.fromkeys(bins))


def test_no_more_roles_are_searched_than_the_limit(client, repository):
    repository.delegates("targets", "r0")
    for n in range(60):
        repository.delegates(f"r{n}", f"r{n + 1}")
    repository.offers("deep", b"1", role="r60")
    publish(repository)

    assert client.download("deep") == 1

    assert len(visited(repository)) == 32


def test_a_delegated_role_signed_by_another_key_lists_nothing(client, repository):
    repository.delegates("targets", "A")
    repository.offers("a", b"1", role="A")
    repository.signers["A"] = repository.signers["targets"]
    publish(repository)

    assert client.download("a") == 1

    assert client.downloaded() == []
    assert "A" not in client.trusted()


def test_a_role_is_verified_for_each_delegator_that_it_is_reached_by(client, repository):
    """C is B's by one key and A's by another; signed for B, it lists nothing for A."""
    repository.delegates("targets", "B", paths=["b/*"])
    repository.delegates("targets", "A", paths=["a/*"])
    repository.delegates("B", "C", paths=["*/*"])
    repository.signers["C"].clear()
    repository.delegates("A", "C", paths=["*/*"])
    for_a = repository.signers["C"]
    key = next(iter(repository.roles["B"].delegations.keys))
    assert for_a[0].public_key.keyid != key
    repository.offers("b/1", b"b", role="C")
    repository.offers("a/1", b"a", role="C")
    publish(repository)

    assert client.download("a/1") == 0
    assert client.download("a/1", "b/1") == 1

    assert client.downloaded() == [b"a"]


def test_a_role_that_no_snapshot_names_is_refused(client, repository):
    repository.delegates("targets", "A")
    repository.publishes_all()

    assert client.download("a") == 1

    assert visited(repository) == []


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        ("?", "%3F"),
        ("#", "%23"),
        ("/a/role", "%2Fa%2Frole"),
        ("../role", "..%2Frole"),
        ("a role", "a%20role"),
        ("100%", "100%25"),
        ("%2e%2e%2f", "%252e%252e%252f"),
        ("rôle", "r%C3%B4le"),
    ],
)
@pytest.mark.parametrize("consistent", [True, False])
def test_unusual_names_of_roles_are_quoted_in_addresses_and_on_the_disk(
    client, repository, tmp_path, role, asked, consistent
):
    repository.root.consistent_snapshot = consistent
    repository.delegates("targets", role)
    repository.publishes("root")
    publish(repository)
    above = set(tmp_path.parent.rglob("*.json")) - set(client.metadata.rglob("*"))

    assert client.download("missing") == 1

    assert repository.asked[-1] == (f"1.{asked}" if consistent else asked)
    assert len(client.trusted()) == 5
    assert set(tmp_path.parent.rglob("*.json")) - set(client.metadata.rglob("*")) == above


def test_a_cached_role_is_not_fetched_again(client, repository):
    repository.delegates("targets", "A")
    repository.offers("a", b"1", role="A")
    publish(repository)
    client.download("a")
    repository.asked.clear()

    assert client.download("a") == 0

    assert repository.asked == ["2.root", "timestamp"]
