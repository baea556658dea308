"""Consent: what was asked, in which words, what was answered, and until when.

Records are only ever added. A yes lasts twelve months, after a no it is not
asked again for six, and no jump of the clock turns a no into a yes or renews
one: that a yes ran out is a record too. A text of a new version switches a yes
off until it is answered again. In a child's profile all is off, and nothing asked.

Source: ISO/IEC TS 27560 for what a record holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

YES_LASTS = timedelta(days=365)
NO_RESTS = timedelta(days=183)


class Purpose(Enum):
    """What consent is asked for, one at a time."""

    TAILORED_SPOTS = "tailored-spots"
    VIEWING_TIPS = "viewing-tips"
    TELEMETRY = "telemetry"


class Answer(Enum):
    YES = "yes"
    NO = "no"


class Method(Enum):
    """How an answer came about."""

    POPUP = "pop-up"
    PRIVACY_PAGE = "privacy-page"
    START_SWITCH = "start-switch"
    COMMAND = "command"
    """By `stb privacy withdraw` on the machine of the box; only ever a no."""
    RAN_OUT = "ran-out"
    """By nobody: the time of a yes was over, or its text no longer in force."""


class State(Enum):
    """What a record says of a consent."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RAN_OUT = "ran-out"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a consent is for, in the closed words of a record: who asks, which data, who gets it.

    ``sent`` is what leaves the box, never by name; ``recipients`` are others who get data.
    """

    controller: str
    data: tuple[str, ...]
    sent: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    kept: str = "until withdrawn, at most 12 months"


CONTROLLER = "Merel Televisie"

TERMS: dict[Purpose, Terms] = {
    Purpose.TAILORED_SPOTS: Terms(
        CONTROLLER,
        (
            "postcode-digits",
            "ages",
            "gender",
            "packages",
            "interests",
            "kinds-watched",
            "spots-seen",
        ),
        ("campaign", "spot", "week", "subscriber-for-tokens"),
    ),
    Purpose.VIEWING_TIPS: Terms(CONTROLLER, ("programmes-left",), ()),
    Purpose.TELEMETRY: Terms(
        CONTROLLER,
        ("category-seconds",),
        ("period", "blurred-category", "subscriber-for-tokens"),
    ),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """The text that was shown: its version, language and the SHA-256 of every word of it."""

    version: int
    language: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One answer, never changed afterwards. ``ends`` is the id of the yes that it ends, or ""."""

    id: str
    purpose: Purpose
    answer: Answer
    at: datetime
    method: Method
    notice: Notice
    ends: str = ""

    @property
    def state(self) -> State:
        if self.method is Method.RAN_OUT:
            return State.RAN_OUT
        if self.answer is Answer.YES:
            return State.GIVEN
        return State.WITHDRAWN if self.ends else State.REFUSED


@dataclass(frozen=True, slots=True)
class Consents:
    """All records so far, oldest first, and the version of the text now in force.

    ``child``: it is a child's profile, in which nothing is asked and nothing allowed.
    """

    records: tuple[ConsentRecord, ...] = ()
    version: int = 1
    child: bool = False

    def with_record(self, record: ConsentRecord) -> Consents:
        return replace(self, records=(*self.records, record))

    def latest(self, purpose: Purpose) -> ConsentRecord | None:
        return next((r for r in reversed(self.records) if r.purpose is purpose), None)

    def of(self, name: str) -> ConsentRecord | None:
        """The record of that id, or None."""
        return next((r for r in self.records if r.id == name), None)

    def allows(self, purpose: Purpose, at: datetime) -> bool:
        """Whether the viewer's yes to ``purpose`` is in force at ``at``.

        A record of the future (the clock went back) is not in force either: when
        the time cannot be known, silence.
        """
        record = self.latest(purpose)
        return (
            record is not None
            and not self.child
            and record.answer is Answer.YES
            and record.notice.version == self.version
            and record.at <= at < record.at + YES_LASTS
        )

    def is_over(self, purpose: Purpose, at: datetime) -> bool:
        """Whether what was kept under a yes to ``purpose`` must be gone at ``at``.

        Not so for a record of the future: until the time is known nothing is used, and
        nothing lost.
        """
        record = self.latest(purpose)
        refused = record is not None and record.answer is Answer.NO
        return self.child or refused or self.is_due(purpose, at)

    def is_due(self, purpose: Purpose, at: datetime) -> bool:
        """Whether the viewer may be asked for ``purpose`` at ``at``."""
        record = self.latest(purpose)
        if self.child:
            return False
        if record is None or record.method is Method.RAN_OUT:
            return True
        if record.answer is Answer.NO:
            return at >= record.at + NO_RESTS
        return record.notice.version != self.version or at >= record.at + YES_LASTS

    def run_out(self, purpose: Purpose, at: datetime) -> ConsentRecord | None:
        """The yes that ran out by ``at`` without a record that says so yet, or None."""
        record = self.latest(purpose)
        if record is None or record.answer is Answer.NO:
            return None
        return record if self.is_due(purpose, at) else None

    @property
    def set_by_switch(self) -> bool:
        """Whether an answer in force was set at the start, not by the viewer."""
        latest = (self.latest(purpose) for purpose in Purpose)
        return any(r is not None and r.method is Method.START_SWITCH for r in latest)
