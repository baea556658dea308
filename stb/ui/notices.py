"""What the viewer is told before agreeing: every word, its version and its hash.

The words stand here and not in a catalogue, because they are what was agreed
to: a change of a letter is a new text, a new hash and (for a change of meaning)
a new version, which asks anew those who said yes. The first layer is at most
sixty words, buttons and directions included.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from stb.model.consent import Notice, Purpose

VERSION = 1
"""The version of the text in force; `Consents.version` is set to it."""


@dataclass(frozen=True, slots=True)
class Words:
    """One notice in one language. ``details`` is the second layer: (heading, text)."""

    heading: str
    body: str
    choose: str
    yes: str
    no: str
    details_heading: str
    details: tuple[tuple[str, str], ...]
    details_back: str

    def first_layer(self) -> tuple[str, ...]:
        """Every word shown before anything is pressed, in reading order."""
        return (self.heading, self.body, self.choose, self.yes, self.no)

    def all_words(self) -> tuple[str, ...]:
        """Every word of both layers, in reading order."""
        rows = (words for row in self.details for words in row)
        return (*self.first_layer(), self.details_heading, *rows, self.details_back)


_TEXTS: dict[tuple[Purpose, str], Words] = {
    (Purpose.TAILORED_SPOTS, "nl"): Words(
        heading="Reclame op maat?",
        body=(
            "Mag uw Mediabox bij Terugkijken enkele gewone spots vervangen door spots voor een "
            "groep huishoudens zoals het uwe? Meer reclame wordt het niet. Uw profiel blijft "
            "op dit apparaat; alleen dát een spot is vertoond wordt gemeld, niet bij wie. "
            "Intrekken kan altijd."
        ),
        choose="Kies met links of rechts, dan OK. Omlaag: lees meer",
        yes="Ja",
        no="Nee",
        details_heading="Wat u moet weten",
        details=(
            ("Wie vraagt dit", "Merel Televisie, uw aanbieder, als verantwoordelijke."),
            (
                "Waarvoor",
                "Spots kiezen die bij uw huishouden passen, en tellen hoe vaak een spot is "
                "vertoond. Nergens anders voor.",
            ),
            (
                "Welke gegevens",
                "Op dit apparaat: uw postcodecijfers, leeftijden, zenderpakketten, interesses en "
                "welke spots u zag. Verstuurd: campagne, spot en week. Geen naam of adres.",
            ),
            (
                "Hoe lang",
                "Uw ja geldt twaalf maanden. Na intrekken wordt alles meteen gewist.",
            ),
            ("Intrekken", "Altijd, met twee toetsen: Privacy en OK. Het kost u niets."),
            ("Wie krijgt ze nog meer", "Niemand."),
        ),
        details_back="Terug: weer naar de vraag",
    ),
    (Purpose.TAILORED_SPOTS, "en"): Words(
        heading="Tailored spots?",
        body=(
            "May your Mediabox replace some ordinary spots in catch-up with spots for a "
            "group of households like yours? You get no more advertising. Your profile stays "
            "on this device; only that a spot was shown is reported, not to whom. "
            "Withdraw any time."
        ),
        choose="Choose with left or right, then OK. Down: read more",
        yes="Yes",
        no="No",
        details_heading="What you should know",
        details=(
            ("Who is asking", "Merel Televisie, your operator, as the controller."),
            (
                "What for",
                "To choose spots that suit your household, and to count how often a spot was "
                "shown. For nothing else.",
            ),
            (
                "Which data",
                "On this device: your postcode digits, ages, channel packages, interests and "
                "which spots you saw. Sent: campaign, spot and week. No name or address.",
            ),
            (
                "For how long",
                "Your yes lasts twelve months. When you withdraw, all is erased at once.",
            ),
            ("Withdrawing", "Always, with two keys: Privacy and OK. It costs you nothing."),
            ("Who else gets them", "Nobody."),
        ),
        details_back="Back: return to the question",
    ),
}


def words(purpose: Purpose, language: str) -> Words:
    """The words of a notice; English where there is no such language.

    Raises:
        KeyError: nothing is asked for that purpose yet.
    """
    return _TEXTS.get((purpose, language)) or _TEXTS[purpose, "en"]


def notice(purpose: Purpose, language: str) -> Notice:
    """What a consent record keeps of the text: version, language, and SHA-256 of every word."""
    text = "\n".join(words(purpose, language).all_words())
    shown = language if (purpose, language) in _TEXTS else "en"
    return Notice(VERSION, shown, sha256(text.encode()).hexdigest())


ASKED: tuple[Purpose, ...] = tuple(dict.fromkeys(purpose for purpose, _ in _TEXTS))
"""The purposes there is a notice for: what the privacy page can show."""
