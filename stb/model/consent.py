"""Consent: what was asked, in which words, what was answered, and until when.

Records are only ever added. A yes lasts twelve months, after a no it is not
asked again for six, and no jump of the clock turns a no into a yes or renews
one. A text of a new version switches a yes off until it is answered again.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Notice:
    """The text that was shown: its version, language and the SHA-256 of every word of it."""

    version: int
    language: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One answer, never changed afterwards."""

    id: str
    purpose: Purpose
    answer: Answer
    at: datetime
    method: Method
    notice: Notice


@dataclass(frozen=True, slots=True)
class Consents:
    """All records so far, oldest first, and the version of the text now in force."""

    records: tuple[ConsentRecord, ...] = ()
    version: int = 1

    def with_record(self, record: ConsentRecord) -> Consents:
        return Consents((*self.records, record), self.version)

    def latest(self, purpose: Purpose) -> ConsentRecord | None:
        return next((r for r in reversed(self.records) if r.purpose is purpose), None)

    def allows(self, purpose: Purpose, at: datetime) -> bool:
        """Whether the viewer's yes to ``purpose`` is in force at ``at``.

        A record of the future (the clock went back) is not in force either: when
        the time cannot be known, silence.
        """
        record = self.latest(purpose)
        return (
            record is not None
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
        return refused or self.is_due(purpose, at)

    def is_due(self, purpose: Purpose, at: datetime) -> bool:
        """Whether the viewer may be asked for ``purpose`` at ``at``."""
        record = self.latest(purpose)
        if record is None:
            return True
        if record.answer is Answer.NO:
            return at >= record.at + NO_RESTS
        return record.notice.version != self.version or at >= record.at + YES_LASTS

    @property
    def set_by_switch(self) -> bool:
        """Whether an answer in force was set at the start, not by the viewer."""
        latest = (self.latest(purpose) for purpose in Purpose)
        return any(r is not None and r.method is Method.START_SWITCH for r in latest)
