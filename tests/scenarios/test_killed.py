"""The power goes: with a withdrawal on its way, and with an envelope on its way.

Real processes, killed by SIGKILL, on the folder that the next start finds.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol, cast

import pytest

from stb.adapters.ids import SecretEntropy
from stb.adapters.sealer import Sealer
from stb.adapters.store import SqliteStore
from stb.engine.ports import Play
from stb.formats.privacy_pass import write_key
from stb.formats.reports import MOST_TOKENS, write_granted, write_report
from stb.headend.catalogue import Catalogue
from stb.headend.faults import Faults, Outage
from stb.headend.repository import ISSUER
from stb.headend.server import HeadEnd
from stb.model.bundle import iso_week
from stb.model.consent import Answer, State
from stb.model.report import HeldToken, NoPlay, PostKeys, PostPlan, Sent, TokenWish
from stb.qa.plugin import Home
from stb.qa.recorder import Recorder
from stb.wiring.configuration import Switch

from .conftest import Evening, port_of, stock
from .test_consent import own_files

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WAITING = 500

pytestmark = pytest.mark.box(pictures="none", consent="yes")
CAMPAIGN, CREATIVE = "zoekwoord-campagne", "5b07" * 16
MARK = b"a token that can be searched for"
"""Words that stand in no file of the operator's."""


@pytest.fixture
def agreed(home: Home, catalogue: Catalogue) -> Home:
    """A house whose box was switched on once and answered yes, with every creative on its disk."""
    stock(home.wanted.data, home.wanted.household, catalogue)
    home.unplug(home.switch_on())
    return home


def folder_of(home: Home) -> Path:
    return home.wanted.data / "box" / home.wanted.household


# -- a withdrawal ----------------------------------------------------------------------


def test_a_withdrawal_offline_in_a_break_with_500_waiting_holds_after_a_kill_at_once(
    agreed: Home, evening: Evening, faults: Faults, catalogue: Catalogue, tmp_path: Path
):
    watched_a_lot(agreed)
    assert found(agreed) == {CAMPAIGN.encode(), CREATIVE.encode(), MARK, b'"slots"'}

    killed_while_withdrawing(agreed, evening, faults, tmp_path, dies=-1)

    assert found(agreed) == set(), "not even before the next start"
    assert_forgotten(agreed, catalogue)
    assert_silent(agreed, faults, days=3)
    assert found(agreed) == set()


@pytest.mark.slow(seconds=15)
@pytest.mark.parametrize("dies", [0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 17, 20, 24, 28, 32])
def test_a_withdrawal_that_is_killed_anywhere_is_there_whole_after_the_next_start_or_not_at_all(
    agreed: Home, evening: Evening, faults: Faults, catalogue: Catalogue, tmp_path: Path, dies: int
):
    watched_a_lot(agreed)

    killed_while_withdrawing(agreed, evening, faults, tmp_path, dies=dies)

    with closing(SqliteStore(folder_of(agreed))) as store:
        if store.consents()[-1].answer is Answer.YES:  # nothing was written, and nothing showed
            assert dies < 8
            assert (len(store.tokens()), store.plan() is not None) == (MOST_TOKENS, True)
            assert len(store.waiting()) >= WAITING
            return
    assert_silent(agreed, faults, days=2)
    assert_forgotten(agreed, catalogue)
    assert found(agreed) == set()


# -- tokens that were asked for --------------------------------------------------------


def test_a_box_killed_between_asking_for_tokens_and_the_answer_has_them_after_the_next_start(
    agreed: Home, tmp_path: Path
):
    now, week = agreed.clock.utc(), iso_week(agreed.clock.utc())
    slots = tuple(now + DAY + n * MINUTE for n in range(MOST_TOKENS))
    with closing(SqliteStore(folder_of(agreed))) as store:
        store.keep_plan(PostPlan(week, slots, now + MINUTE), weeks=(week,))
    facts = {"does": "post", "dies": 1, "where": "before its tokens are heard"}

    with doomed(agreed, tmp_path, facts) as box:
        assert box.stdout.read() == ""
    assert box.returncode == -signal.SIGKILL
    with closing(SqliteStore(folder_of(agreed))) as store:
        assert store.tokens() == (), "the issuer gave them, and nobody heard it"

    again = agreed.switch_on(consent=Switch.ASK)
    again.press("POWER")
    again.wait(1800)
    agreed.unplug(again)

    with closing(SqliteStore(folder_of(agreed))) as store:
        assert [token.week for token in store.tokens()] == [week] * MOST_TOKENS
    asked = [row for row in agreed.headend.ledger()["requests"] if row["path"] == "/tokens/v1"]
    assert [row["status"] for row in asked] == [200, 200]


def watched_a_lot(home: Home) -> None:
    """500 plays that wait, a week's tokens, and a plan whose next envelope is due in a minute."""
    now = home.clock.utc()
    slots = tuple(now + n * 4 * MINUTE for n in range(1, MOST_TOKENS + 1))
    plan = PostPlan(iso_week(now), slots, None)
    week = iso_week(now)
    tokens = tuple(HeldToken(week, MARK + bytes([n]) * 322) for n in range(MOST_TOKENS))
    with closing(SqliteStore(folder_of(home))) as store:
        for n in range(WAITING):
            store.add_play(Play(CREATIVE, CAMPAIGN, now - 2 * DAY + n * MINUTE))
        sent = Sent(NoPlay().kind, write_report(NoPlay()), now - DAY, "billing", 1072, "ab" * 32)
        store.keep_tokens(tokens, plan, sent)


def killed_while_withdrawing(
    home: Home, evening: Evening, faults: Faults, tmp_path: Path, *, dies: int
) -> None:
    """The box in its first break, then offline, then the two keys, and SIGKILL."""
    facts = {"does": "withdraw", "dies": dies, "programme": evening.id}
    with doomed(home, tmp_path, facts) as box:
        said = box.stdout.readline()
        assert said.startswith("in the break, "), said
        assert int(said.split()[3]) >= WAITING
        faults.outage = Outage.REFUSED
        box.stdin.write("the network went\n")
        box.stdin.flush()
        rest = box.stdout.read()
    assert rest in {"", "withdrawn\n"}
    if rest:
        pytest.skip(f"fewer than {dies} statements")
    assert box.returncode == -signal.SIGKILL


def assert_forgotten(home: Home, catalogue: Catalogue) -> None:
    """Nothing of a profile, in any table and in any byte; the operator's own files apart."""
    with closing(SqliteStore(folder_of(home))) as store:
        assert store.consents()[-1].state is State.WITHDRAWN
        kept = (store.plays(), store.waiting(), store.tokens(), store.remembered())
        assert kept == ((), (), (), ())
        assert store.plan() is None
        assert all(not sent.body for sent in store.sent())
    names = {creative.campaign for creative in catalogue.creatives}
    names |= {creative.sha256 for creative in catalogue.creatives}
    left = b"".join(file.read_bytes() for file in own_files(folder_of(home)))
    assert {name for name in names if name.encode() in left} == set()


def assert_silent(home: Home, faults: Faults, *, days: int) -> None:
    """The box is switched on again, with the network back, and says nothing for ``days``."""
    faults.clear()
    with Recorder("127.0.0.1", port_of(home.headend.url)) as operator, \
         Recorder("127.0.0.1", port_of(home.headend.relay_url)) as relay:  # fmt: skip
        box = home.switch_on(consent=Switch.ASK, headend=operator.url, relay=relay.url)
        assert (box.snapshot.waiting_reports, box.snapshot.segments) == (0, ())
        box.press("POWER")
        box.wait((days * DAY).total_seconds())
        home.unplug(box)
        assert {request.method for request in operator.requests()} == {"GET"}
        assert relay.connections == ()
    assert home.headend.operator.ledger.counted() == {}


def found(home: Home) -> set[bytes]:
    """Which of what must go stands in any byte of any file, logs of the database included."""
    data = b"".join(f.read_bytes() for f in folder_of(home).rglob("*") if f.is_file())
    return {word for word in (CAMPAIGN.encode(), CREATIVE.encode(), MARK, b'"slots"')
            if word in data}  # fmt: skip


# -- an envelope -----------------------------------------------------------------------

PLACES = ("before it is taken off", "before it is sent", "before its answer is heard")
SLOTS = 6


@pytest.mark.slow(seconds=15)
@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("dies", [1, 4])
def test_a_box_that_is_killed_with_an_envelope_in_hand_sends_no_play_and_no_token_twice(
    agreed: Home, tmp_path: Path, where: str, dies: int
):
    plays = about_to_post(agreed)
    with Recorder("127.0.0.1", port_of(agreed.headend.relay_url)) as relay:
        facts = {"does": "post", "dies": dies, "where": where, "relay": relay.url}
        with doomed(agreed, tmp_path, facts) as box:
            assert box.stdout.read() == ""
        assert box.returncode == -signal.SIGKILL
        left = len(relay.requests())
        with doomed(agreed, tmp_path, facts | {"dies": 0}) as again:
            assert again.stdout.read() == "an hour went by\n"
        bodies = [request.body for request in relay.requests()]

    lost = where == "before it is sent"
    assert left == dies - (where != "before its answer is heard")
    assert len(bodies) == len(set(bodies)) == SLOTS - lost
    assert agreed.headend.ledger()["refused"] == 0, "no token was spent before"
    assert agreed.headend.operator.ledger.counted() == {CAMPAIGN: plays - lost}
    with closing(SqliteStore(folder_of(agreed))) as store:
        assert (store.waiting(), len(store.tokens())) == ((), MOST_TOKENS - plays)
        noted = [sent.sha256 for sent in store.sent() if sent.envelope]
        assert len(noted) == len(set(noted)) == SLOTS, "what may have left is on the list"


def about_to_post(home: Home) -> int:
    """A play, a token and a slot for each of the next minutes; how many plays wait."""
    now, week = home.clock.utc(), iso_week(home.clock.utc())
    slots = tuple(now + n * MINUTE for n in range(5, 5 + SLOTS))
    tokens = tuple(HeldToken(week, octets) for octets in granted(home.headend, week))
    sent = Sent(NoPlay().kind, b"", now, "")
    with closing(SqliteStore(folder_of(home))) as store:
        for n in range(SLOTS):
            store.add_play(Play(CREATIVE, CAMPAIGN, now - 2 * DAY + n * MINUTE))
        store.keep_tokens(tokens, PostPlan(week, slots, None), sent)
    return SLOTS


def granted(headend: HeadEnd, week: str) -> tuple[bytes, ...]:
    """A week's tokens for the household of the test."""
    operator = headend.operator
    issuer, opener = operator.repository.issuer, operator.repository.opener
    keys = PostKeys(opener.key, write_key(issuer.key), ISSUER)
    sealer = Sealer(SecretEntropy().below, credential=headend.credential("young-family"))
    requests = sealer.requests(week, MOST_TOKENS, keys)
    wish = sealer.proven(TokenWish("young-family", week, requests))
    operator.collector.admit(wish, operator.now())
    answer = write_granted([operator.collector.sign(each) for each in wish.requests])
    return sealer.tokens(answer, week)


# -- a process -------------------------------------------------------------------------


@contextmanager
def doomed(home: Home, folder: Path, facts: dict[str, object]) -> Iterator[Talking]:
    """`doomed_box.py` on the folder of ``home``, against the operator of this process."""
    trust, credential = folder / "root.json", folder / "set.key"
    trust.write_bytes(home.headend.root())
    credential.write_text(home.headend.credential(home.wanted.household).hex(), "ascii")
    told = {
        "data": str(home.wanted.data), "at": home.clock.utc().isoformat(), "trust": str(trust),
        "headend": home.headend.url, "relay": home.headend.relay_url,
        "credential": str(credential),
    }  # fmt: skip
    file = folder / "facts.json"
    file.write_text(json.dumps(told | facts), encoding="utf-8")
    box = subprocess.Popen(
        [sys.executable, "-B", str(Path(__file__).with_name("doomed_box.py")), str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYGAME_HIDE_SUPPORT_PROMPT": "1"},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    with box:
        yield cast(Talking, box)
        box.wait(timeout=120)


class Talking(Protocol):
    """A process whose input and output are pipes."""

    stdin: IO[str]
    stdout: IO[str]
    returncode: int
