"""Tokens and envelopes by real HTTP: what is granted once, counted once, and never told."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from stb.adapters.envelope import seal
from stb.adapters.ids import SecretEntropy
from stb.adapters.sealer import Sealer
from stb.formats import strict_json
from stb.formats.envelope import SEALED_OCTETS
from stb.formats.privacy_pass import EXPONENT, write_key
from stb.formats.reports import (
    MOST_TOKENS,
    TOKENS_CAP,
    from_base64,
    to_base64,
    write_granted,
    write_report,
)
from stb.headend.issuer import Issuer
from stb.headend.ledger import RELEASED_FROM
from stb.headend.repository import ISSUER
from stb.headend.server import HeadEnd
from stb.model.bundle import iso_week
from stb.model.report import AdPlay, AnswerTokenWish, NoPlay, PostKeys, Report, TokenWish
from stb.model.telemetry import period_before
from tests.adapters.wire import Peer, Server
from tests.headend.test_relay import relaying

from .conftest import EVENING, SetClock

WEEK = timedelta(weeks=1)
NOW = iso_week(EVENING)
LAST = period_before(EVENING)
CREATIVE = "ab" * 32


class Home:
    """What one box has of tokens and envelopes: its own half of all that is secret."""

    def __init__(self, headend: HeadEnd, http: requests.Session, name: str = "home-1") -> None:
        self._headend, self._http, self.name = headend, http, name
        repository = headend.operator.repository
        self.keys = PostKeys(repository.opener.key, write_key(repository.issuer.key), ISSUER)
        self.sealer = Sealer(SecretEntropy().below, credential=headend.credential(name))

    def unproven(self, week: str = NOW) -> TokenWish:
        requests = self.sealer.requests(week, MOST_TOKENS, self.keys)
        return TokenWish(self.name, week, requests)

    def wish(self, week: str = NOW) -> bytes:
        return write_report(self.sealer.proven(self.unproven(week)))

    def answer_wish(self, period: str = LAST) -> AnswerTokenWish:
        (request,) = self.sealer.requests(f"telemetry {period}", 1, self.keys)
        return self.sealer.proven(AnswerTokenWish(self.name, period, request))

    def asks(self, wish: bytes, *, path: str = "tokens/v1") -> requests.Response:
        return self._http.post(self._headend.url + path, data=wish)

    def asks_for_an_answer(self, wish: AnswerTokenWish) -> requests.Response:
        return self.asks(write_report(wish), path="telemetry-tokens/v1")

    def tokens(self, week: str = NOW) -> list[str]:
        """The tokens of a week, asked for and granted."""
        granted = self.asks(self.wish(week))
        assert granted.status_code == 200, granted.text
        tokens = self.sealer.tokens(granted.content, week)
        self.sealer.settled(week)
        return [to_base64(token) for token in tokens]

    def envelope(self, report: Report) -> bytes:
        return seal(write_report(report), self.keys.envelope)

    def sends(self, envelope: bytes, *, to: str = "") -> requests.Response:
        return self._http.post(to or self._headend.url + "envelopes/v1", data=envelope)


@pytest.fixture
def home(headend: HeadEnd, http: requests.Session) -> Home:
    return Home(headend, http)


def play(token: str, *, campaign: str = "vlaai", week: str = NOW) -> AdPlay:
    return AdPlay(campaign, CREATIVE, week, token)


def counted(headend: HeadEnd) -> tuple[dict[str, int], int]:
    """Plays by campaign, and how many envelopes were refused."""
    return headend.operator.ledger.counted(), headend.ledger()["refused"]


# -- tokens ----------------------------------------------------------------------------


def test_a_request_repeated_after_a_lost_answer_gets_the_same_signatures(home: Home) -> None:
    wish = home.wish()

    lost, again = home.asks(wish), home.asks(home.wish())

    assert lost.status_code == again.status_code == 200
    assert lost.content == again.content
    assert len(set(home.sealer.tokens(again.content, NOW))) == MOST_TOKENS


def test_a_second_and_different_request_of_a_week_is_refused(
    home: Home, headend: HeadEnd, http: requests.Session
) -> None:
    home.tokens()

    second = home.asks(home.wish())

    assert (second.status_code, second.json()["error"]) == (403, "tokens.refused")
    assert b"signatures" not in second.content
    other = Home(headend, http, "home-2")
    assert other.asks(other.wish()).status_code == 200


def test_households_that_were_never_enrolled_get_no_tokens_and_leave_no_row(
    headend: HeadEnd, http: requests.Session, tmp_path: Path
) -> None:
    for number in range(3):
        home = Home(headend, http, f"nobody-{number}")
        answer = home.asks_for_an_answer(home.answer_wish())

        assert home.asks(home.wish()).json()["error"] == "tokens.refused"
        assert answer.json()["error"] == "telemetry.token_refused"
    assert rows(tmp_path, "select * from issued") == []
    assert rows(tmp_path, "select * from issued", file="figures.db") == []

    headend.enrol("nobody-1", {})
    assert home_of(headend, http, "nobody-1") == 200


def home_of(headend: HeadEnd, http: requests.Session, name: str) -> int:
    """The status of a household's request for tokens."""
    home = Home(headend, http, name)
    return home.asks(home.wish()).status_code


def flipped(proof: str) -> str:
    """The same but for its last bit."""
    return f"{int(proof, 16) ^ 1:064x}"


def test_who_knows_a_households_name_and_not_its_credential_takes_none_of_its_tokens(
    home: Home, headend: HeadEnd, http: requests.Session, tmp_path: Path
) -> None:
    neighbour = Home(headend, http, "home-2")
    own = home.sealer.proven(home.unproven())
    answer = home.answer_wish()
    stolen = replace(neighbour.unproven(), subscriber=home.name)
    forged = [
        neighbour.sealer.proven(stolen),
        replace(own, proof=flipped(own.proof)),
        replace(own, proof="0" * 64),
        replace(stolen, proof=own.proof),
        replace(own, requests=own.requests[::-1]),
        replace(own, week=iso_week(EVENING - WEEK)),
        replace(own, subscriber=neighbour.name),
        replace(own, proof=answer.proof),
    ]  # fmt: skip
    forged_answers = [
        neighbour.sealer.proven(replace(answer, proof="")),
        replace(answer, proof=flipped(answer.proof)),
        replace(answer, request=neighbour.answer_wish().request),
        replace(answer, period=period_before(EVENING - 4 * WEEK)),
        replace(answer, subscriber=neighbour.name),
        replace(answer, proof=own.proof),
    ]  # fmt: skip

    refused = [home.asks(write_report(wish)) for wish in forged]
    refused += [home.asks_for_an_answer(wish) for wish in forged_answers]

    told = {(each.status_code, each.json()["error"]) for each in refused}
    assert told == {(403, "wish.proof")}
    assert rows(tmp_path, "select * from issued") == []
    assert rows(tmp_path, "select * from issued", file="figures.db") == []
    assert home.asks(write_report(own)).status_code == 200, "they are still there"
    assert home.asks_for_an_answer(answer).status_code == 200


def test_a_wish_without_a_proof_is_in_no_form_that_is_read(home: Home, tmp_path: Path) -> None:
    wish = strict_json.loads(home.wish(), cap=TOKENS_CAP)
    assert isinstance(wish, dict)

    for entry in ({**wish, "proof": ""}, {name: wish[name] for name in wish if name != "proof"}):
        answer = home.asks(strict_json.dumps(entry))
        assert (answer.status_code, answer.json()["error"]) == (422, "report.form")
    assert rows(tmp_path, "select * from issued") == []


def test_a_wish_that_was_overheard_brings_its_bytes_again_and_nothing_else(home: Home) -> None:
    """The same signatures, from which nobody but the set takes the blinding."""
    wish = home.wish()
    granted = home.asks(wish)

    again = home.asks(wish)

    assert (again.status_code, again.content) == (200, granted.content)
    assert len(home.sealer.tokens(granted.content, NOW)) == MOST_TOKENS


def test_who_cannot_prove_a_wish_does_not_learn_who_is_enrolled(home: Home) -> None:
    stranger = Sealer(SecretEntropy().below, credential=b"s" * 32)

    told = {
        home.asks(write_report(stranger.proven(replace(home.unproven(), subscriber=name)))).content
        for name in (home.name, "nobody-1")
    }

    assert len(told) == 1


@pytest.mark.parametrize("weeks", [-2, 1, 52])
def test_no_tokens_are_given_for_a_week_that_is_not_running(home: Home, weeks: int) -> None:
    answer = home.asks(home.wish(iso_week(EVENING + weeks * WEEK)))

    assert (answer.status_code, answer.json()["error"]) == (403, "tokens.refused")


def test_who_had_tokens_is_forgotten_when_none_are_given_for_that_week_any_more(
    home: Home, headend: HeadEnd, http: requests.Session, clock: SetClock, tmp_path: Path
) -> None:
    home.sends(home.envelope(play(home.tokens()[0])))
    assert rows(tmp_path, "select subscriber, week from issued") == [("home-1", NOW)]

    clock.at = EVENING + 2 * WEEK
    later = iso_week(clock.at)
    other = Home(headend, http, "home-2")
    other.sends(other.envelope(play(other.tokens(later)[0], week=later)))

    assert rows(tmp_path, "select subscriber, week from issued") == [("home-2", later)]
    assert rows(tmp_path, "select week from spent") == [(later,)]
    assert counted(headend) == ({"vlaai": 2}, 0)


def rows(folder: Path, query: str, *, file: str = "ledger.db") -> list[tuple[object, ...]]:
    """What the collector's own database says."""
    with closing(sqlite3.connect(folder / "headend" / file)) as db:
        return db.execute(query).fetchall()


# -- plays -----------------------------------------------------------------------------


def test_a_spent_token_is_refused_in_another_envelope_and_for_another_campaign(
    home: Home, headend: HeadEnd
) -> None:
    token = home.tokens()[0]

    for campaign in ("vlaai", "vlaai", "other"):
        home.sends(home.envelope(play(token, campaign=campaign)))

    assert counted(headend) == ({"vlaai": 1}, 2)


def test_a_spent_token_is_refused_after_the_head_end_was_started_anew(
    home: Home, headend: HeadEnd
) -> None:
    token, port = home.tokens()[0], int(headend.url.rsplit(":", 1)[1].strip("/"))
    home.sends(home.envelope(play(token)))
    headend.stop()
    headend.start(port)

    home.sends(home.envelope(play(token)))

    assert counted(headend) == ({"vlaai": 1}, 1)


def test_a_relay_that_repeats_an_envelope_makes_nothing_of_it(home: Home, headend: HeadEnd) -> None:
    envelope = home.envelope(play(home.tokens()[0]))

    for _ in range(3):
        home.sends(envelope, to=headend.relay_url + "relay/v1")

    assert counted(headend) == ({"vlaai": 1}, 2)


def test_all_tokens_of_a_week_count_one_play_each_and_there_are_no_more(
    home: Home, headend: HeadEnd
) -> None:
    tokens = home.tokens()

    for token in tokens:
        home.sends(home.envelope(play(token)))

    assert len(set(tokens)) == MOST_TOKENS
    assert counted(headend) == ({"vlaai": MOST_TOKENS}, 0)


def of_another_week(home: Home, headend: HeadEnd) -> str:
    """Signed by the true issuer, who cannot see the week in what he signs."""
    week = iso_week(EVENING - 2 * WEEK)
    return signed(home, headend.operator.repository.issuer, home.keys, week)


def of_another_issuer(home: Home, headend: HeadEnd) -> str:
    """For a name that is not our issuer's, signed with our issuer's key."""
    keys = replace(home.keys, issuer="tokens.example")
    return signed(home, headend.operator.repository.issuer, keys)


def of_another_key(home: Home, headend: HeadEnd) -> str:
    issuer = Issuer(generate_private_key(EXPONENT, 2048))
    return signed(home, issuer, replace(home.keys, token=write_key(issuer.key)))


def signed(home: Home, issuer: Issuer, keys: PostKeys, week: str = NOW) -> str:
    """A token of ``issuer``, whoever has it."""
    asked = home.sealer.requests(week, MOST_TOKENS, keys)
    answer = write_granted([issuer.sign(from_base64(each)) for each in asked])
    return to_base64(home.sealer.tokens(answer, week)[0])


def of_nobody(home: Home, headend: HeadEnd) -> str:
    """A token whose signature was changed in one bit."""
    token = bytearray(from_base64(home.tokens()[0]))
    token[-1] ^= 1
    return to_base64(bytes(token))


def with_a_nonce_of_its_own(home: Home, headend: HeadEnd) -> str:
    """A spent token made fresh by another nonce."""
    token = bytearray(from_base64(home.tokens()[0]))
    token[2] ^= 1
    return to_base64(bytes(token))


FORGERIES = (
    of_another_week, of_another_issuer, of_another_key, of_nobody, with_a_nonce_of_its_own,
)  # fmt: skip


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_token_that_does_not_hold_counts_nothing(
    home: Home, headend: HeadEnd, forged: Callable[[Home, HeadEnd], str]
) -> None:
    token = forged(home, headend)

    home.sends(home.envelope(play(token)))

    assert counted(headend) == ({}, 1)


@pytest.mark.parametrize("weeks", [-2, 1])
def test_a_play_of_a_week_that_cannot_be_counts_nothing_and_spends_nothing(
    home: Home, headend: HeadEnd, weeks: int
) -> None:
    token = home.tokens()[0]

    home.sends(home.envelope(play(token, week=iso_week(EVENING + weeks * WEEK))))
    home.sends(home.envelope(play(token)))

    assert counted(headend) == ({"vlaai": 1}, 1)


def test_the_collector_answers_the_same_to_everything_that_can_be_an_envelope(
    home: Home, headend: HeadEnd
) -> None:
    """Or the relay would learn from the answer what it handed on."""
    tokens = home.tokens()
    spent = home.envelope(play(tokens[0]))
    stranger = X25519PrivateKey.generate().public_key().public_bytes_raw()
    told = {
        name: _raw(headend, envelope)
        for name, envelope in {
            "a play": spent,
            "nothing": home.envelope(NoPlay()),
            "the same play again": spent,
            "a spent token": home.envelope(play(tokens[0], campaign="other")),
            "a forged token": home.envelope(play(of_another_key(home, headend))),
            "for somebody else": seal(b'{"v":1}', stranger),
            "no JSON in it": seal(b"{", home.keys.envelope),
            "an order in it": seal(b'{"v":1,"id":"o1"}', home.keys.envelope),
            "noise": bytes(SEALED_OCTETS),
        }.items()
    }

    assert len(set(told.values())) == 1, told
    assert counted(headend) == ({"vlaai": 1}, 7)


def _raw(headend: HeadEnd, envelope: bytes) -> bytes:
    """The whole answer to an envelope, byte for byte but for the hour."""
    host, port = headend.url.removeprefix("http://").rstrip("/").split(":")
    head = (
        f"POST /envelopes/v1 HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Content-Length: {len(envelope)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as wire:
        wire.sendall(head.encode() + envelope)
        reply = b"".join(iter(lambda: wire.recv(4096), b""))
    assert reply.startswith(b"HTTP/1.1 200 OK\r\n")
    return re.sub(rb"(?i)\r\ndate: [^\r]*", b"", reply)


# -- totals ----------------------------------------------------------------------------


def had(folder: Path, plays: int, *, week: str) -> None:
    """So many plays were counted with tokens of a week; one by one it takes a minute."""
    with closing(sqlite3.connect(folder / "headend" / "ledger.db")) as db, db:
        db.execute("insert into counts values ('vlaai', ?, ?, ?, ?)", (CREATIVE, week, week, plays))


def test_a_total_is_told_from_a_hundred_households_of_one_week_on(
    home: Home, headend: HeadEnd, tmp_path: Path
) -> None:
    had(tmp_path, 100 * MOST_TOKENS - 2, week=NOW)
    one, other, *_ = home.tokens()
    home.sends(home.envelope(play(one)))
    before = headend.ledger()

    home.sends(home.envelope(play(other)))

    after = headend.ledger()
    assert (before["plays"], before["withheld"]) == ({}, ["vlaai"])
    assert (after["plays"], after["withheld"]) == ({"vlaai": RELEASED_FROM}, [])
    assert RELEASED_FROM == 100 * MOST_TOKENS


def test_weeks_are_not_added_up_to_a_hundred_households(headend: HeadEnd, tmp_path: Path) -> None:
    """In two years one household would make it alone."""
    for week in ("2026-W44", "2026-W45", "2026-W46"):
        had(tmp_path, RELEASED_FROM - 1, week=week)
    few = headend.ledger()

    had(tmp_path, RELEASED_FROM, week=NOW)

    told = headend.ledger()
    assert (few["plays"], few["withheld"]) == ({}, ["vlaai"])
    assert (told["plays"], told["withheld"]) == ({"vlaai": RELEASED_FROM}, ["vlaai"])


# -- the relay -------------------------------------------------------------------------


def test_what_comes_out_of_the_relay_is_the_same_whoever_hands_it_in(home: Home) -> None:
    heard: list[bytes] = []

    def collector(peer: Peer) -> None:
        heard.append(peer.request())
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    envelope = home.envelope(NoPlay())
    with Server(collector) as server, relaying(server.url) as url:
        for headers in (
            {},
            {"User-Agent": "household-7", "Cookie": "box=7", "X-Forwarded-For": "192.0.2.7"},
            {"Forwarded": "for=192.0.2.7", "Via": "1.1 box-7", "Authorization": "Basic Ym94"},
        ):
            assert requests.post(url, data=envelope, headers=headers, timeout=10).status_code == 200

    assert len(heard) == 3
    assert len(set(heard)) == 1
    assert heard[0].endswith(envelope)
