"""Every error raised on purpose, in one tree of four families.

The family says who must act: the sender (`InputError`), the signer
(`TrustError`), the network (`UnavailableError`) or the viewer
(`RefusedError`). Each class carries a stable dotted ``code`` that logs, QA
scripts and translated messages refer to; a message may change, a code does
not. Misuse by our own code is ValueError or RuntimeError: a bug.
"""

from __future__ import annotations


class StbError(Exception):
    """Base of all errors raised on purpose. Anything else is a bug."""

    code = "stb"


class InputError(StbError):
    """Something from outside is malformed: drop it, keep the broadcast."""

    code = "input"


class TrustError(StbError):
    """A signature, version, expiry or hash does not hold: keep the last good."""

    code = "trust"


class UnavailableError(StbError):
    """Something cannot be reached now: try again by the clock."""

    code = "unavailable"


class RefusedError(StbError):
    """Policy says no: tell the viewer or the caller why."""

    code = "refused"
