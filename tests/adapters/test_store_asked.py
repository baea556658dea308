"""What hides a request for tokens: there until it is answered, over a kill, and no longer."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from stb.adapters.ids import SecretEntropy
from stb.adapters.sealer import Sealer
from stb.adapters.store import FILE, SqliteStore
from stb.errors import UnavailableError
from stb.formats.privacy_pass import EXPONENT, MODULUS_OCTETS, write_key
from stb.formats.reports import from_base64, write_granted
from stb.headend.issuer import Issuer
from stb.model.report import HeldToken, Kind, PostKeys, PostPlan, Sent
from stb.model.telemetry import Answer, Watched

AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
WEEK, PERIOD = "2026-W47", "2026-W45"
SENT = Sent(Kind.TOKENS, b"{}", AT, "")
SEED = bytes(range(100, 132))
OTHER_SEED = bytes(range(200, 232))
ANSWER = Answer(PERIOD, Watched.NEWS, (AT,), AT, None)
TOKEN = b"\x00\x02" * 177


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer(generate_private_key(EXPONENT, 8 * MODULUS_OCTETS))


def keys_of(issuer: Issuer) -> PostKeys:
    return PostKeys(b"k" * 32, write_key(issuer.key), "tokens.mediabox")


def sealer(store: SqliteStore) -> Sealer:
    """That of a box which was just switched on."""
    return Sealer(SecretEntropy().below, seeds=store.seeds)


def ask(store: SqliteStore) -> None:
    """Both kinds are asked for."""
    store.seeds.keep_seed(Kind.TOKENS, WEEK, SEED, mark="m")
    store.seeds.keep_seed(Kind.TELEMETRY_TOKEN, f"telemetry {PERIOD}", OTHER_SEED, mark="m")


def on_disk(folder: Path) -> set[bytes]:
    """Which seeds stand in any byte of the database's files, its log included."""
    data = b"".join(file.read_bytes() for file in folder.glob(f"{FILE}*"))
    return {seed for seed in (SEED, OTHER_SEED) if seed in data}


def test_a_request_is_the_same_after_a_restart_and_its_answer_makes_the_tokens(
    store: SqliteStore, issuer: Issuer
):
    asked = sealer(store).requests(WEEK, 3, keys_of(issuer))
    answer = write_granted([issuer.sign(from_base64(request)) for request in asked])

    again = sealer(store)

    assert again.requests(WEEK, 3, keys_of(issuer)) == asked
    assert len(set(again.tokens(answer, WEEK))) == 3


def test_another_week_key_or_number_is_another_request(store: SqliteStore, issuer: Issuer):
    asked = set(sealer(store).requests(WEEK, 2, keys_of(issuer)))
    other = Issuer(generate_private_key(EXPONENT, 8 * MODULUS_OCTETS))

    for week, count, keys in (
        ("2026-W48", 2, keys_of(issuer)), (WEEK, 2, keys_of(other)), (WEEK, 3, keys_of(issuer)),
    ):  # fmt: skip
        assert not asked & set(sealer(store).requests(week, count, keys))


def test_the_two_kinds_of_request_stand_in_nobodys_way(store: SqliteStore, issuer: Issuer):
    week = sealer(store).requests(WEEK, 1, keys_of(issuer))
    period = sealer(store).requests(f"telemetry {PERIOD}", 1, keys_of(issuer))

    assert sealer(store).requests(WEEK, 1, keys_of(issuer)) == week
    assert sealer(store).requests(f"telemetry {PERIOD}", 1, keys_of(issuer)) == period


class FullDisk:
    """Keeps no seed."""

    def seed(self, kind: Kind, occasion: str, *, mark: str) -> bytes | None:
        return None

    def keep_seed(self, kind: Kind, occasion: str, seed: bytes, *, mark: str) -> None:
        raise UnavailableError("no room")


def test_what_cannot_be_kept_is_not_asked_for(issuer: Issuer):
    full = Sealer(SecretEntropy().below, seeds=FullDisk())

    for _ in range(2):
        with pytest.raises(UnavailableError):
            full.requests(WEEK, 1, keys_of(issuer))


def test_when_the_tokens_are_kept_no_byte_of_what_hid_their_request_is_left(
    store: SqliteStore, tmp_path: Path
):
    ask(store)
    assert on_disk(tmp_path) == {SEED, OTHER_SEED}

    store.keep_tokens((HeldToken(WEEK, TOKEN),), PostPlan(WEEK, (), None), SENT)
    assert on_disk(tmp_path) == {OTHER_SEED}
    store.figures.draw_answer(ANSWER, running=WEEK)
    store.figures.keep_answer(ANSWER)
    assert on_disk(tmp_path) == {OTHER_SEED}, "no token yet"

    store.figures.keep_answer(replace(ANSWER, token=TOKEN), SENT)

    assert on_disk(tmp_path) == set()
    assert store.seeds.seed(Kind.TOKENS, WEEK, mark="m") is None


def test_a_withdrawal_takes_the_seed_of_its_own_kind(store: SqliteStore, tmp_path: Path):
    ask(store)

    store.forget_profile()
    assert on_disk(tmp_path) == {OTHER_SEED}
    store.figures.forget_telemetry()

    assert on_disk(tmp_path) == set()


def test_a_reset_takes_both(store: SqliteStore, tmp_path: Path):
    ask(store)

    store.reset()

    assert on_disk(tmp_path) == set()


@pytest.mark.parametrize(
    "damage", ["seed = x'00'", "seed = 'text'", "occasion = x'ff'", "mark = 7"]
)
def test_a_damaged_seed_is_none(tmp_path: Path, damage: str):
    with closing(SqliteStore(tmp_path)) as store:
        ask(store)
    with closing(sqlite3.connect(tmp_path / FILE)) as sql, sql:
        sql.execute(f"update asked set {damage}")

    with closing(SqliteStore(tmp_path)) as store:
        assert store.seeds.seed(Kind.TOKENS, WEEK, mark="m") is None


# -- killed ------------------------------------------------------------------------------

_ASKING = """
import os, signal, sys
from pathlib import Path
from stb.adapters.ids import SecretEntropy
from stb.adapters.sealer import Sealer
from stb.adapters.store import SqliteStore
from stb.model.report import PostKeys

folder, key, dies = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
store = SqliteStore(folder)

def count(_statement):
    global dies
    dies -= 1
    if dies == 0:
        os.kill(os.getpid(), signal.SIGKILL)

store._db._sql.set_trace_callback(count)
sealer = Sealer(SecretEntropy().below, seeds=store.seeds)
asked = sealer.requests("2026-W47", 2, PostKeys(b"k" * 32, key, "tokens.mediabox"))
print(" ".join(asked), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("dies", [1, 2, 3, 4, 99])
def test_whatever_left_before_a_kill_can_be_asked_for_again(
    tmp_path: Path, issuer: Issuer, dies: int
):
    """Killed at any statement of the database, or as soon as the request may leave."""
    keys = keys_of(issuer)

    killed = subprocess.run(
        [sys.executable, "-B", "-c", _ASKING, str(tmp_path), keys.token.hex(), str(dies)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    left = tuple(killed.stdout.split())
    with closing(SqliteStore(tmp_path)) as store:
        again = sealer(store).requests(WEEK, 2, keys)
    assert bool(left) is (dies == 99), "before the seed is durable nothing leaves"
    assert left in ((), again)
