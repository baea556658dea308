"""What the viewer is told before agreeing: every word, its version and its hash.

The words stand here and not in a catalogue, because they are what was agreed
to: a change of a letter is a new text, a new hash and (for a change of meaning)
a new version, which asks anew those who said yes. The first layer is at most
sixty words, buttons and directions included. Each purpose has its own notice and is asked
apart. A text that was ever in force stays here, so that what a record of it names can be
shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from stb.model.consent import Answer, Notice, Purpose

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


_TEXTS: dict[tuple[Purpose, int, str], Words] = {
    (Purpose.TAILORED_SPOTS, 1, "nl"): Words(
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
                "Op dit apparaat: uw postcodecijfers, leeftijden, geslacht, zenderpakketten, "
                "interesses, vier weken lang de soort van wat u kijkt, en welke spots u zag. "
                "Verstuurd: campagne, spot en week, in een envelop zonder afzender; en wekelijks "
                "uw klantnummer, voor munten bij die enveloppen. Geen naam of adres.",
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
    (Purpose.TAILORED_SPOTS, 1, "en"): Words(
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
                "On this device: your postcode digits, ages, gender, channel packages, interests, "
                "for four weeks the kind of what you watch, and which spots you saw. Sent: "
                "campaign, spot and week, in an envelope without a sender; and each week your "
                "customer number, for tokens with those envelopes. No name or address.",
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
    (Purpose.VIEWING_TIPS, 1, "nl"): Words(
        heading="Kijktips voor u?",
        body=(
            "Mag uw Mediabox kijktips kiezen bij de programma's die u hier aan het kijken bent? "
            "Zonder uw ja krijgt u tips die voor iedereen gelijk zijn. Dit blijft op dit "
            "apparaat; er wordt niets gemeld. Intrekken kan altijd."
        ),
        choose="Kies met links of rechts, dan OK. Omlaag: lees meer",
        yes="Ja",
        no="Nee",
        details_heading="Wat u moet weten",
        details=(
            ("Wie vraagt dit", "Merel Televisie, uw aanbieder, als verantwoordelijke."),
            ("Waarvoor", "Kijktips ordenen op wat u graag ziet. Nergens anders voor."),
            (
                "Welke gegevens",
                "Op dit apparaat: de soort van de programma's waarin u verder kunt kijken. "
                "Verstuurd: niets.",
            ),
            ("Hoe lang", "Uw ja geldt twaalf maanden. Na intrekken worden tips weer gelijk."),
            ("Intrekken", "Altijd, met de toets Privacy, omlaag en OK. Het kost u niets."),
            ("Wie krijgt ze nog meer", "Niemand."),
        ),
        details_back="Terug: weer naar de vraag",
    ),
    (Purpose.VIEWING_TIPS, 1, "en"): Words(
        heading="Viewing tips for you?",
        body=(
            "May your Mediabox choose viewing tips by the programmes that you are watching here? "
            "Without your yes you get tips that are the same for everybody. This stays on this "
            "device; nothing is reported. Withdraw any time."
        ),
        choose="Choose with left or right, then OK. Down: read more",
        yes="Yes",
        no="No",
        details_heading="What you should know",
        details=(
            ("Who is asking", "Merel Televisie, your operator, as the controller."),
            ("What for", "To put viewing tips in the order of what you like. For nothing else."),
            (
                "Which data",
                "On this device: the kinds of the programmes that you can go on with. "
                "Sent: nothing.",
            ),
            (
                "For how long",
                "Your yes lasts twelve months. When you withdraw, tips are the same for all again.",
            ),
            ("Withdrawing", "Always, with the keys Privacy, down and OK. It costs you nothing."),
            ("Who else gets them", "Nobody."),
        ),
        details_back="Back: return to the question",
    ),
    (Purpose.TELEMETRY, 1, "nl"): Words(
        heading="Meetellen bij kijkcijfers?",
        body=(
            "Mag uw Mediabox eens in de vier weken melden wat voor soort programma's hier het "
            "meest gekeken wordt? Het antwoord wordt met opzet vaak verwisseld, zodat het over "
            "u niets zeker zegt, en draagt geen naam of nummer. Intrekken kan altijd."
        ),
        choose="Kies met links of rechts, dan OK. Omlaag: lees meer",
        yes="Ja",
        no="Nee",
        details_heading="Wat u moet weten",
        details=(
            ("Wie vraagt dit", "Merel Televisie, uw aanbieder, als verantwoordelijke."),
            ("Waarvoor", "Tellen welke soorten programma's gekeken worden. Nergens anders voor."),
            (
                "Welke gegevens",
                "Op dit apparaat: de kijktijd per soort, hooguit vier weken. Verstuurd: de "
                "periode en één soort, verwisseld door het lot, in een envelop zonder afzender; en "
                "uw klantnummer, voor een munt daarbij. Geen naam of adres.",
            ),
            ("Hoe lang", "Uw ja geldt twaalf maanden. Na intrekken wordt alles meteen gewist."),
            ("Intrekken", "Altijd, met de toets Privacy, omlaag en OK. Het kost u niets."),
            ("Wie krijgt ze nog meer", "Niemand."),
        ),
        details_back="Terug: weer naar de vraag",
    ),
    (Purpose.TELEMETRY, 1, "en"): Words(
        heading="Count in viewing figures?",
        body=(
            "May your Mediabox report, once in four weeks, which kind of programme is watched "
            "most here? The answer is often swapped on purpose, so that it says nothing certain "
            "about you, and bears no name or number. Withdraw any time."
        ),
        choose="Choose with left or right, then OK. Down: read more",
        yes="Yes",
        no="No",
        details_heading="What you should know",
        details=(
            ("Who is asking", "Merel Televisie, your operator, as the controller."),
            ("What for", "To count which kinds of programmes are watched. For nothing else."),
            (
                "Which data",
                "On this device: viewing time by kind, at most four weeks. Sent: the period and "
                "one kind, swapped by chance, in an envelope without a sender; and your customer "
                "number, for a token with it. No name or address.",
            ),
            ("For how long", "Your yes lasts twelve months. When you withdraw, all is erased at "
             "once."),
            ("Withdrawing", "Always, with the keys Privacy, down and OK. It costs you nothing."),
            ("Who else gets them", "Nobody."),
        ),
        details_back="Back: return to the question",
    ),
}  # fmt: skip


def words(purpose: Purpose, language: str) -> Words:
    """The words in force; English where there is no such language."""
    return _TEXTS.get((purpose, VERSION, language)) or _TEXTS[purpose, VERSION, "en"]


def notice(purpose: Purpose, language: str) -> Notice:
    """What a consent record keeps of the text: version, language, and SHA-256 of every word."""
    shown = language if (purpose, VERSION, language) in _TEXTS else "en"
    return Notice(VERSION, shown, text_sha256(words(purpose, language)))


def text_sha256(text: Words) -> str:
    """The hash of every word of both layers, each of their parts a line."""
    return sha256("\n".join(text.all_words()).encode()).hexdigest()


def shown(purpose: Purpose, notice: Notice) -> Words | None:
    """The very words that a record names; None where no text that ever was has that hash."""
    text = _TEXTS.get((purpose, notice.version, notice.language))
    return text if text is not None and text_sha256(text) == notice.text_sha256 else None


def spoken(text: Words, focus: Answer | None, language: str) -> str:
    """What is read aloud: the question as it stands, then each button as it gets the focus."""
    if focus is None:
        return " ".join((text.heading, text.body, text.choose))
    says = "{word}. Knop {n} van 2." if language == "nl" else "{word}. Button {n} of 2."
    yes = focus is Answer.YES
    return says.format(word=text.yes if yes else text.no, n=1 if yes else 2)


ASKED: tuple[Purpose, ...] = tuple(dict.fromkeys(purpose for purpose, _, _ in _TEXTS))
"""The purposes there is a notice for: what the privacy page shows."""
