"""What the operator tells of this household: opened by its own set alone, and never older."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from stb.adapters.provisioning import NotForThisSet, NotSigned, Older, SetUp, opened
from stb.adapters.store import SqliteStore
from stb.adapters.store_profile import ProfileTables
from stb.adapters.told import Told
from stb.engine.profile_store import HeldGroup
from stb.errors import UnavailableError
from stb.formats.provisioning import (
    HOUSEHOLDS_PATH,
    Households,
    label_of,
    read_households,
    seal_key,
    write_document,
    write_households,
    write_signed,
)
from stb.headend.provisioning import Administration
from stb.model.bundle import Inventory
from stb.model.facts import Provisioned
from stb.model.telemetry import Watched
from stb.model.viewed import Part, Viewed
from tests.adapters.memory_profile import MemoryProfile
from tests.adapters.memory_store import MemoryStore

AT = datetime(2026, 11, 16, tzinfo=UTC)
FACTS = {"postcode": "6041", "children": 1}


@pytest.fixture
def operator(tmp_path: Path) -> Administration:
    return Administration(tmp_path / "headend")


@pytest.fixture
def set_up(operator: Administration) -> SetUp:
    """The set of a household in Limburg, as the installer leaves it."""
    return SetUp("limburg", operator.enrol("limburg", FACTS, AT))


@pytest.fixture
def told(operator: Administration, set_up: SetUp, tmp_path: Path) -> Told:
    """That set, told of its household once."""
    told = begun(set_up, tmp_path)
    assert list(told.take({HOUSEHOLDS_PATH: target(operator)}.get)) == []
    return told


def begun(set_up: SetUp, folder: Path) -> Told:
    """The set at its start, with what its disk has."""
    return Told(set_up, MemoryStore(), folder / "told")


def facts(told: Told) -> object:
    """What the box takes for true of its household."""
    provisioned = told.onto(Inventory()).provisioned
    return None if provisioned is None else provisioned.facts


def target(operator: Administration) -> bytes:
    octets = operator.target()
    assert octets is not None
    return octets


def test_a_set_opens_its_own_envelope_and_no_other(operator: Administration):
    one = SetUp("limburg", operator.enrol("limburg", FACTS, AT))
    other = SetUp("sports", operator.enrol("sports", {"packages": ("sport",)}, AT))
    data = target(operator)

    assert opened(data, one, MemoryStore()) == Provisioned("limburg", 1, AT, FACTS)
    assert opened(data, other, MemoryStore()).facts == {"packages": ("sport",)}
    with pytest.raises(NotForThisSet):
        opened(data, SetUp("limburg", b"x" * 32), MemoryStore())
    with pytest.raises(NotForThisSet):
        opened(data, SetUp("sports", one.credential), MemoryStore())


def test_nothing_of_a_household_stands_in_the_clear_in_what_every_box_fetches(
    operator: Administration,
):
    operator.enrol("limburg", {"address": "Swalmerstraat 12"} | FACTS, AT)

    assert all(word not in target(operator) for word in (b"limburg", b"Swalmer", b"6041"))


def test_a_change_makes_a_new_version_and_an_older_one_is_refused(
    operator: Administration, set_up: SetUp
):
    seen = MemoryStore()
    before = target(operator)
    operator.change("limburg", {"children": None, "packages": ("sport",)}, AT + timedelta(1))
    after = target(operator)

    assert opened(before, set_up, seen).version == 1
    told = opened(after, set_up, seen)
    assert (told.version, told.facts) == (2, {"postcode": "6041", "packages": ("sport",)})
    with pytest.raises(Older):
        opened(before, set_up, seen)
    assert opened(after, set_up, seen) == told


def test_enrolled_again_with_the_same_facts_nothing_is_new_and_changes_stay(
    operator: Administration,
):
    operator.enrol("limburg", FACTS, AT)
    operator.change("limburg", {"children": 3}, AT)
    before = target(operator)

    operator.enrol("limburg", FACTS, AT + timedelta(9))
    assert target(operator) == before
    operator.enrol("limburg", FACTS | {"adults": 1}, AT + timedelta(9))
    assert operator.household("limburg").facts == FACTS | {"adults": 1}


def test_a_document_under_another_key_or_changed_after_signing_is_refused(
    operator: Administration, set_up: SetUp
):
    key = read_households(target(operator)).key
    told = Provisioned("limburg", 2, AT, {"children": 9})
    forged = Ed25519PrivateKey.generate().sign(write_document(told))

    data = write_households(Households(key, sealed(set_up, write_signed(told, forged))))
    with pytest.raises(NotSigned):
        opened(data, set_up, MemoryStore())


def test_an_envelope_that_was_tampered_with_is_refused(operator: Administration, set_up: SetUp):
    honest = read_households(target(operator))
    label = label_of(set_up.credential)
    broken = bytearray(honest.sealed[label])
    broken[40] ^= 1

    with pytest.raises(NotForThisSet):
        opened(
            write_households(Households(honest.key, {label: bytes(broken)})), set_up, MemoryStore()
        )


def sealed(set_up: SetUp, octets: bytes) -> dict[str, bytes]:
    label = label_of(set_up.credential)
    cipher = ChaCha20Poly1305(seal_key(set_up.credential))
    return {label: bytes(12) + cipher.encrypt(bytes(12), octets, label.encode())}


def test_what_does_not_hold_is_refused_by_name_and_the_last_good_stays(told: Told):
    refused = list(told.take({HOUSEHOLDS_PATH: b"{}"}.get))

    assert [(one.what, one.code) for one in refused] == [(HOUSEHOLDS_PATH, "provisioning.form")]
    assert facts(told) == FACTS


@pytest.mark.usefixtures("told")
def test_a_start_without_good_metadata_has_what_was_told_last(set_up: SetUp, tmp_path: Path):
    after = begun(set_up, tmp_path)

    after.fall_back()

    assert facts(after) == FACTS
    assert all(b"6041" not in file.read_bytes() for file in (tmp_path / "told").iterdir())


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("kept", ["refused", "not to be had"])
def test_after_a_start_with_a_file_that_does_not_hold_the_last_good_one_stays(
    set_up: SetUp, tmp_path: Path, kept: str
):
    def fetched(path: str) -> bytes | None:
        if path != HOUSEHOLDS_PATH:
            return None
        if kept == "refused":
            return b"{}"
        raise UnavailableError("no answer")

    after = begun(set_up, tmp_path)
    refused = [one.code for one in after.take(fetched)]
    after.fall_back()

    assert refused == (["provisioning.form"] if kept == "refused" else [])
    assert facts(after) == FACTS


@pytest.mark.usefixtures("told")
def test_without_good_metadata_each_file_has_its_own_last_good_one(set_up: SetUp, tmp_path: Path):
    (tmp_path / "told" / "households.json").rename(tmp_path / "aside")
    after = begun(set_up, tmp_path)

    list(after.take({HOUSEHOLDS_PATH: b"{}"}.get))
    (tmp_path / "aside").rename(tmp_path / "told" / "households.json")
    after.fall_back()

    assert facts(after) == FACTS


def test_what_the_operator_tells_no_more_is_forgotten(told: Told, tmp_path: Path):
    assert list(told.take({}.get)) == []

    assert facts(told) is None
    assert list((tmp_path / "told").iterdir()) == []


def test_a_set_without_a_credential_looks_into_no_envelope(
    operator: Administration, tmp_path: Path
):
    operator.enrol("limburg", FACTS, AT)
    told = Told(None, MemoryStore(), tmp_path / "told")

    assert list(told.take({HOUSEHOLDS_PATH: target(operator)}.get)) == []
    assert facts(told) is None


# -- the profile's part of the database, by one suite for disk and memory ------------------


@pytest.fixture(params=["disk", "memory"])
def tables(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[ProfileTables | MemoryProfile]:
    if request.param == "memory":
        yield MemoryStore().profile
        return
    store = SqliteStore(tmp_path / "box")
    yield store.profile
    store.close()


def test_corrections_are_kept_replaced_and_taken_back(tables: ProfileTables):
    tables.keep_correction("children", 2)
    tables.keep_correction("packages", ("basic", "sport"))
    tables.keep_correction("children", None)
    assert dict(tables.corrections()) == {"children": None, "packages": ("basic", "sport")}

    tables.take_back("packages")
    assert dict(tables.corrections()) == {"children": None}


def test_one_group_is_held(tables: ProfileTables):
    assert tables.group() is None
    tables.hold_group(HeldGroup("2026-W47", "limburg"))
    tables.hold_group(HeldGroup("2026-W47", "limburg", dropped=True))
    assert tables.group() == HeldGroup("2026-W47", "limburg", dropped=True)
    tables.hold_group(None)
    assert tables.group() is None


def test_viewing_adds_up_and_older_weeks_go(tables: ProfileTables):
    def viewed(week: str, seconds: int) -> Viewed:
        return Viewed(week, Watched.SPORT, Part.EVENING, seconds)

    tables.add_viewed((viewed("2026-W46", 60),), weeks=("2026-W46",))
    tables.add_viewed((viewed("2026-W47", 60),), weeks=("2026-W46", "2026-W47"))
    tables.add_viewed((viewed("2026-W47", 30),), weeks=("2026-W46", "2026-W47"))
    assert tables.viewed() == (viewed("2026-W46", 60), viewed("2026-W47", 90))

    tables.add_viewed((), weeks=("2026-W47",))
    assert tables.viewed() == (viewed("2026-W47", 90),)


@pytest.mark.parametrize("erase", ["forget_profile", "reset"])
def test_no_byte_of_a_profile_stays_in_the_file_or_its_log(tmp_path: Path, erase: str):
    store = SqliteStore(tmp_path)
    store.profile.keep_correction("postcode", "9876")
    store.profile.hold_group(HeldGroup("2026-W47", "needle-group"))
    files = lambda: b"".join(file.read_bytes() for file in tmp_path.glob("box.db*"))  # noqa: E731
    assert b"needle-group" in files()

    getattr(store, erase)()

    assert b"needle-group" not in files()
    assert b"9876" not in files()
    store.close()
