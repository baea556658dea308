"""Answers for viewing figures as the head-end takes them: each household's once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.ids import SeededEntropy
from stb.adapters.sealer import Sealer
from stb.formats.privacy_pass import write_key
from stb.formats.reports import from_base64, to_base64, write_granted
from stb.headend.counting import released
from stb.headend.figures import BadAnswer, Figures, NoAnswerToken
from stb.headend.issuer import Issuer, kept_issuer
from stb.model.report import AnswerTokenWish, PostKeys, Telemetry
from stb.model.telemetry import Watched, period_before

NOW = datetime(2026, 12, 2, 20, tzinfo=UTC)
PERIOD, NAME = period_before(NOW), "tokens.mediabox"


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return kept_issuer(tmp_path_factory.mktemp("keys"))


def token(issuer: Issuer, *, seed: int = 1, name: str = PERIOD) -> str:
    sealer, occasion = Sealer(SeededEntropy(seed).below), f"telemetry {name}"
    keys = PostKeys(b"k" * 32, write_key(issuer.key), NAME)
    (request,) = sealer.requests(occasion, 1, keys)
    answer = write_granted([issuer.sign(from_base64(request))])
    return to_base64(sealer.tokens(answer, occasion)[0])


def test_a_copy_of_an_answer_counts_nothing_and_is_no_error(tmp_path: Path, issuer: Issuer):
    figures = Figures(tmp_path)
    answer = Telemetry(PERIOD, "sport", token(issuer))

    for _ in range(3):
        figures.take(answer, NOW, issuer=issuer, issuer_name=NAME)

    assert counted(figures) == {"sport": 1}


def test_one_token_counts_one_answer_whatever_is_said_with_it(tmp_path: Path, issuer: Issuer):
    figures, spent = Figures(tmp_path), token(issuer)

    figures.take(Telemetry(PERIOD, "sport", spent), NOW, issuer=issuer, issuer_name=NAME)
    figures.take(Telemetry(PERIOD, "news", spent), NOW, issuer=issuer, issuer_name=NAME)

    assert counted(figures) == {"sport": 1}


@pytest.mark.parametrize(
    ("name", "says"), [("2026-W41", "2026-W41"), (PERIOD, "2026-W49"), ("2026-W47", PERIOD)]
)
def test_an_answer_about_another_period_or_with_a_token_for_one_is_refused(
    tmp_path: Path, issuer: Issuer, name: str, says: str
):
    figures = Figures(tmp_path)

    with pytest.raises(BadAnswer):
        figures.take(
            Telemetry(says, "sport", token(issuer, name=name)), NOW, issuer=issuer, issuer_name=NAME
        )

    assert counted(figures) == {}


def test_a_token_that_nobody_signed_is_refused(tmp_path: Path, issuer: Issuer):
    octets = bytearray(from_base64(token(issuer)))
    octets[-1] ^= 1

    with pytest.raises(BadAnswer):
        Figures(tmp_path).take(
            Telemetry(PERIOD, "sport", to_base64(bytes(octets))), NOW, issuer=issuer,
            issuer_name=NAME,
        )  # fmt: skip


def test_a_household_has_one_token_a_period_and_may_ask_the_same_again(tmp_path: Path):
    figures, wish = Figures(tmp_path), AnswerTokenWish("home", PERIOD, "a")
    figures.admit(wish, NOW)
    figures.admit(wish, NOW)

    with pytest.raises(NoAnswerToken):
        figures.admit(AnswerTokenWish("home", PERIOD, "b"), NOW)
    with pytest.raises(NoAnswerToken):
        figures.admit(AnswerTokenWish("home", "2026-W49", "b"), NOW)
    figures.admit(AnswerTokenWish("home", "2026-W49", "c"), NOW + timedelta(weeks=4))


def test_shares_are_released_from_a_thousand_answers_and_anew_with_each_hundred(tmp_path: Path):
    figures = Figures(tmp_path)

    def answers(since: int, until: int, kind: str) -> None:
        for n in range(since, until):
            told = figures._count(Telemetry(PERIOD, kind, ""), n.to_bytes(32), "2026-W01")
            if told:
                figures._tell(PERIOD)

    answers(0, 999, "sport")
    (before,) = figures.told()
    assert (before.answers, before.shares, released(tmp_path)) == (0, {}, {})

    answers(999, 1099, "news")
    (after,) = figures.told()
    assert after.answers == sum(released(tmp_path).values()) == 1000
    assert after.shares[Watched.SPORT].standard_error < 0.1
    answers(1099, 1100, "news")
    assert figures.told()[0].answers == 1100


def counted(figures: Figures) -> dict[str, int]:
    with figures._open() as db:
        return dict(db.execute("SELECT category, n FROM answers").fetchall())
