"""What may leave the box and on what grounds: one declaration a kind, from which all else is made.

The gate obeys it, `stb privacy register` prints it, the screens show it and the documentation
is compared with it.

The words are English and stand in the screens' catalogues, so they are written for a viewer.

Source: GDPR articles 6 and 30; ePrivacy directive article 5(3).
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
        says=mark("Your customer number, the week and 32 blinded tokens."),
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
        says=mark("Your customer number, the four weeks and a blinded token, which nobody knows "
                  "again."),
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
