"""What comes of tokens and envelopes: so many tokens a household, each good for one play.

Tokens are for households that were enrolled, and a wish for them is proven with the set's
credential: whoever invents households has none, and whoever knows one's name has not its. The
issuer knows who asks and signs what it cannot read; the collector reads what it cannot trace. Its
answer to an envelope is the same whatever was in it, or the relay would learn what it forwards.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from stb.errors import InputError, RefusedError
from stb.formats.privacy_pass import Token, read_token
from stb.formats.proof import holds
from stb.formats.reports import from_base64, read_enclosed
from stb.headend.envelopes import Opener
from stb.headend.figures import Figures, NoAnswerToken
from stb.headend.issuer import Issuer
from stb.headend.ledger import Ledger
from stb.headend.redeeming import answers_to, signed
from stb.model.bundle import iso_week
from stb.model.report import AdPlay, AnswerTokenWish, NoPlay, Telemetry, TokenWish

_WEEK: Final = timedelta(weeks=1)


class NotProven(RefusedError):
    """A wish for tokens that is not proven to be of the household in it, or of none of ours.

    Which of the two is not told: it would say who is enrolled.
    """

    code = "wish.proof"


class NoTokens(RefusedError):
    """Tokens that this household cannot have: it had those of the week, or it is another week."""

    code = "tokens.refused"


class BadPlay(RefusedError):
    """A play whose token is not signed, of another key or week, or was spent before."""

    code = "play.refused"


class Collector:
    """Grants tokens and counts plays, in ``ledger``, and answers, in ``figures``.

    ``issuer_name`` is in every challenge.
    """

    def __init__(
        self,
        ledger: Ledger,
        figures: Figures,
        issuer: Issuer,
        opener: Opener,
        *,
        issuer_name: str,
    ) -> None:
        self._ledger, self._figures = ledger, figures
        self._issuer, self._opener = issuer, opener
        self._name = issuer_name

    def admit(self, wish: TokenWish, now: datetime) -> None:
        """Note that a household has its tokens of the week; the same requests may come again.

        Raises:
            NotProven: its set does not ask.
            NoTokens: it is no household of ours, had others, or asks for a week that is not
                running.
        """
        self._check_proof(wish)
        if wish.week not in _weeks(now):
            raise NoTokens(f"no tokens are given for {wish.week} now")
        if not self._ledger.knows(wish.subscriber):
            raise NoTokens(f"{wish.subscriber} is no household of ours")
        digest = hashlib.sha256("\n".join(wish.requests).encode()).hexdigest()
        _, last = _weeks(now)
        if not self._ledger.note_issued(wish.subscriber, wish.week, digest, oldest=last):
            raise NoTokens(f"{wish.subscriber} had its tokens of {wish.week}")

    def admit_answer(self, wish: AnswerTokenWish, now: datetime) -> None:
        """Note that a household has the token of its answer; the same request may come again.

        Raises:
            NotProven: its set does not ask.
            NoAnswerToken: it is no household of ours, had another, or asks for a period that is
                not answered about.
        """
        self._check_proof(wish)
        if not self._ledger.knows(wish.subscriber):
            raise NoAnswerToken(f"{wish.subscriber} is no household of ours")
        self._figures.admit(wish, now)

    def _check_proof(self, wish: TokenWish | AnswerTokenWish) -> None:
        """Before all else: who cannot prove it learns nothing, and has nothing noted or signed."""
        if not holds(wish, self._ledger.credential(wish.subscriber)):
            raise NotProven("a wish for tokens that its household's set did not make")

    def sign(self, request: str) -> bytes:
        """The blind signature that one request asks for.

        Raises:
            InputError: it is no request for this issuer.
        """
        return self._issuer.sign(from_base64(request))

    def take(self, envelope: bytes, now: datetime) -> None:
        """Count what is in ``envelope``, if it holds; never says what that was."""
        try:
            found = read_enclosed(self._opener.opened(envelope))
            match found:
                case AdPlay():
                    self._count(found, now)
                    return
                case Telemetry():
                    self._figures.take(found, now, issuer=self._issuer, issuer_name=self._name)
                case NoPlay():
                    pass
            self._ledger.note_envelope(refused=False)
        except (InputError, RefusedError):
            self._ledger.note_envelope(refused=True)

    def _count(self, play: AdPlay, now: datetime) -> None:
        """Raises InputError or BadPlay: it does not hold."""
        token = read_token(from_base64(play.token))
        week = next((week for week in _weeks(now) if self._answers(token, week)), None)
        if week is None or play.week not in _weeks(now):
            raise BadPlay("of another key or week")
        if not signed(token, self._issuer.key):
            raise BadPlay("not signed")
        _, last = _weeks(now)
        if not self._ledger.count_play(play, spent=token.input.nonce, week=week, oldest=last):
            raise BadPlay("spent before")

    def _answers(self, token: Token, week: str) -> bool:
        return answers_to(token, self._issuer.key, issuer_name=self._name, occasion=week)


def _weeks(now: datetime) -> tuple[str, str]:
    """This week and the last: what leaves in an envelope is of one of them."""
    return iso_week(now), iso_week(now - _WEEK)
