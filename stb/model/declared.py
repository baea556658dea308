"""What may leave the box, what it keeps, and on what grounds: declared once, all else made of it.

The gate obeys it, `stb privacy register` prints it, the screens show it, an export is cut by it
and the documentation is compared with it.

The words are English and stand in the screens' catalogues, so they are written for a viewer.

Source: GDPR articles 6, 15, 20 and 30; ePrivacy directive article 5(3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from stb.model.consent import Purpose
from stb.model.report import Kind


def mark(words: str) -> str:
    """Names ``words`` as some to translate later."""
    return words


class Basis(Enum):
    """On what a kind rests; the value is the name in the register."""

    CONTRACT = "contract"
    CONSENT = "consent"


CLAUSES: Final = {
    Basis.CONTRACT: mark("contract: GDPR 6(1)(b)"),
    Basis.CONSENT: mark("consent: GDPR 6(1)(a), ePrivacy 5(3)"),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """One kind: its title, then in whole sentences what is in it, when it leaves and so on.

    ``purpose`` stands in the record of what left. ``consent`` is what it needs, None where it
    rests on the contract. ``terms`` is the version of the text that the household agreed to:
    of the question on the screen, or of the conditions of an order. ``kept`` is how long by the
    recipient, ``kept_here`` how long on the box. ``named``: it says which household sends it.
    """

    kind: Kind
    title: str
    says: str
    when: str
    purpose: str
    consent: Purpose | None
    recipient: str
    kept: str
    kept_here: str
    terms: int
    named: bool

    @property
    def basis(self) -> Basis:
        return Basis.CONTRACT if self.consent is None else Basis.CONSENT

    @property
    def clause(self) -> str:
        """The legal basis with its article."""
        return CLAUSES[self.basis]


_ALL: Final = (
    Declared(
        kind=Kind.ORDER,
        title=mark("An order"),
        says=mark("What you ordered, when, the price, its terms and your customer number, signed."),
        when=mark("At once, each time you order."),
        purpose=mark("to bill what was ordered"),
        consent=None,
        recipient=mark("The operator, for the bill. Nobody else."),
        kept=mark("Seven years, as tax law asks."),
        kept_here=mark("Until factory settings; one that was not sent, until it is."),
        terms=1,
        named=True,
    ),
    Declared(
        kind=Kind.TOKENS,
        title=mark("Tokens for envelopes"),
        says=mark("Your customer number, the week, 32 blinded tokens and a proof that your box "
                  "asks."),
        when=mark("Once a week, at a random time, watched or not."),
        purpose=mark("to have tokens for a week's envelopes"),
        consent=Purpose.TAILORED_SPOTS,
        recipient=mark("The issuer of tokens, which learns that you said yes."),
        kept=mark("That you had a week's tokens: two weeks."),
        kept_here=mark("Until you withdraw."),
        terms=1,
        named=True,
    ),
    Declared(
        kind=Kind.AD_PLAY,
        title=mark("An envelope"),
        says=mark("Campaign, spot, week and a token; or nothing. From outside all look the same."),
        when=mark("32 times a week at random times, a spot one to seven days after it was shown."),
        purpose=mark("to bill the advertiser for a spot shown"),
        consent=Purpose.TAILORED_SPOTS,
        recipient=mark("The operator, by way of a relay that cannot open it."),
        kept=mark("A count by campaign, spot and week: seven years. The token: two weeks."),
        kept_here=mark("Until you withdraw."),
        terms=1,
        named=False,
    ),
    Declared(
        kind=Kind.TELEMETRY_TOKEN,
        title=mark("A token for viewing figures"),
        says=mark("Your customer number, the four weeks, a blinded token, which nobody knows "
                  "again, and a proof that your box asks."),
        when=mark("Once in four weeks, at a random time, watched or not."),
        purpose=mark("to count your answer once"),
        consent=Purpose.TELEMETRY,
        recipient=mark("The issuer of tokens, which learns that you said yes."),
        kept=mark("That you had a token: eight weeks."),
        kept_here=mark("Until you withdraw."),
        terms=1,
        named=True,
    ),
    Declared(
        kind=Kind.TELEMETRY,
        title=mark("An answer for viewing figures"),
        says=mark("The four weeks, one kind of programme swapped by chance, and a token."),
        when=mark("Once in four weeks, in two copies at random times."),
        purpose=mark("to count which kinds of programmes are watched"),
        consent=Purpose.TELEMETRY,
        recipient=mark("The operator, by way of a relay that cannot open it."),
        kept=mark("A count by kind and four weeks, for good. The token: eight weeks."),
        kept_here=mark("Until you withdraw."),
        terms=1,
        named=False,
    ),
)  # fmt: skip

DECLARED: Final[dict[Kind, Declared]] = {declared.kind: declared for declared in _ALL}


# -- what is kept on the box ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """What the box keeps of the household: a part of the viewer's export, by its ``name``.

    ``why`` and ``until`` are whole sentences; ``consent`` is what it is kept under, None where
    it needs none, and ``clause`` the legal basis.
    """

    name: str
    title: str
    why: str
    until: str
    clause: str
    consent: Purpose | None = None


_PROOF = mark("proof of consent: GDPR 7(1)")
_CONTRACT, _AGREED = CLAUSES[Basis.CONTRACT], CLAUSES[Basis.CONSENT]
_FACTORY = mark("Until factory settings.")
_UNTIL_ORDER = DECLARED[Kind.ORDER].kept_here
_SPOTS, _UNTIL_NO = Purpose.TAILORED_SPOTS, DECLARED[Kind.AD_PLAY].kept_here

KEPT: Final = (
    Kept("answers", mark("What you were asked and answered"),
         mark("So that it can be shown what you agreed to, and what you refused."),
         _FACTORY, _PROOF),
    Kept("orders", mark("What you ordered"),
         mark("So that you see what you ordered, and it is billed once."),
         _UNTIL_ORDER, _CONTRACT),
    Kept("rentals", mark("What you may watch"),
         mark("So that you can watch for 48 hours what you ordered."), _FACTORY, _CONTRACT),
    Kept("outbox", mark("Orders that wait to be sent"),
         mark("So that an order reaches the operator though the line was down."),
         mark("Until it was sent, whatever is erased."), _CONTRACT),
    Kept("sent", mark("What left this box"),
         mark("So that you can read what left, to the byte."),
         mark("Until factory settings; the contents of what needed a consent, until you withdraw."),
         _CONTRACT),
    Kept("places", mark("Where you were"),
         mark("So that you can go on where you left a programme or a film."),
         mark("Until the time beside each, or until you watched it to its end."), _CONTRACT),
    Kept("settings", mark("How the television was left"),
         mark("So that it starts with the channel and the volume that you left."),
         _FACTORY, _CONTRACT),
    Kept("facts", mark("What the operator told of this household"),
         mark("So that you can see it, and put it right."),
         mark("Until the operator tells otherwise."), _CONTRACT),
    Kept("group", mark("Your group of the week"),
         mark("So that the spots of one group are shown, and the same all week."),
         mark("Until the week is over, or until you withdraw."), _AGREED, _SPOTS),
    Kept("corrections", mark("What you put right"),
         mark("So that your word holds, and not the operator's."), _UNTIL_NO, _AGREED, _SPOTS),
    Kept("viewed", mark("Which kinds were watched, in seconds"),
         mark("So that your group can be found by what is watched most, on this box alone."),
         mark("Four weeks, or until you withdraw."), _AGREED, _SPOTS),
    Kept("viewings", mark("What was decided for programmes that you left"),
         mark("So that a programme goes on with the breaks that it began with."),
         mark("As long as the place where you left it, or until you withdraw."),
         _AGREED, _SPOTS),
    Kept("plays", mark("Which spots were shown to you"),
         mark("So that no spot is shown more often than it may be."), _UNTIL_NO, _AGREED, _SPOTS),
    Kept("envelopes", mark("What waits to leave in envelopes"),
         mark("So that the advertiser is billed for a spot, at a time that tells nothing."),
         mark("Plays seven days, times one week, tokens two; or until you withdraw."),
         _AGREED, _SPOTS),
    Kept("figures", mark("What is counted for viewing figures"),
         mark("So that one answer in four weeks can be drawn, and sent again as it is."),
         mark("Counts until they are answered about, an answer until the next; or until you"
              " withdraw."),
         _AGREED, Purpose.TELEMETRY),
    Kept("budget", mark("What your answers tell in a year"),
         mark("So that you can see how much your answers have told."),
         mark("Worked out when you look; from what left in 52 weeks."), _AGREED,
         Purpose.TELEMETRY),
)  # fmt: skip
"""In the order of an export."""

NOT_TOLD: Final = (
    mark("The keys of this box, for receipts and for orders: who has them can sign as this box."),
    mark(
        "Tokens that were not spent, and what hides a request for some: only how many there are is"
        " told."
    ),
    mark("Your PIN, and the credential of this box: they are secrets of the set-up."),
    mark("Spots, signed lists and sealed facts of all households: they are the same on every box."),
    mark("Files that you had written yourself, such as an as-run log."),
)
"""What an export leaves out, and why."""
