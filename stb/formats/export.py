"""What the box keeps of a household, as JSON for the household: all of it, with why and until when.

The parts are those of `stb.model.declared.KEPT`, no more and no fewer. Times are UTC and end
in Z. Secrets are not in it: no key, no PIN, no credential, and of tokens only how many.

Source: GDPR articles 15 (what, why, how long) and 20 (a common, machine-readable form).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from stb.engine.ports import Play
from stb.engine.profile_store import HeldGroup
from stb.formats import strict_json
from stb.formats.fields import write_instant
from stb.formats.viewing import write_remembered
from stb.model.consent import CONTROLLER
from stb.model.declared import DECLARED, KEPT, NOT_TOLD
from stb.model.facts import Fact
from stb.model.household import Household, Segment
from stb.model.place import Place, Remembered
from stb.model.portrait import Portrait
from stb.model.product import Rental
from stb.model.report import HeldToken, Order, Outgoing, PostPlan, Sent
from stb.model.telemetry import ANSWERS_A_YEAR, EPSILON, Answer, Seen, loss_in_a_year
from stb.model.viewed import Viewed

VERSION = 2
"""1 held the answers only."""

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """All that the box keeps of ``household`` at ``at``, as its database and its rules have it.

    ``receipts`` are to the byte, ``texts`` what they name; ``key`` is the public half of the
    key that sealed them. ``segment`` and ``portrait`` are what it would show on the screen.
    ``unreadable`` says what in the database could not be read, and is therefore not here.
    """

    at: datetime
    household: Household
    receipts: tuple[bytes, ...] = ()
    texts: Mapping[str, tuple[str, ...]]
    key: bytes = b""
    orders: tuple[tuple[Order, bool], ...] = ()
    rentals: tuple[Rental, ...] = ()
    queued: tuple[Outgoing, ...] = ()
    sent: tuple[Sent, ...] = ()
    places: tuple[Place, ...] = ()
    volume: str | None = None
    service: str | None = None
    not_mine: tuple[str, ...] = ()
    held: HeldGroup | None = None
    segment: Segment | None = None
    portrait: Portrait = field(default=Portrait())
    corrections: tuple[tuple[str, Fact | None], ...] = ()
    viewed: tuple[Viewed, ...] = ()
    viewings: tuple[Remembered, ...] = ()
    plays: tuple[Play, ...] = ()
    waiting: tuple[Play, ...] = ()
    plan: PostPlan | None = None
    tokens: tuple[HeldToken, ...] = ()
    seen: tuple[Seen, ...] = ()
    answer: Answer | None = None
    answers_in_a_year: int = 0
    unreadable: tuple[str, ...] = ()


def write_export(held: Holdings, *, language: str, say: Say) -> bytes:
    """The export, its words put into ``language`` by ``say``."""
    parts = _parts(held, language, say)
    stated = {
        "v": VERSION,
        "kind": "export",
        "at": write_instant(held.at),
        "language": language,
        "controller": CONTROLLER,
        "household": {
            "id": held.household.id,
            "name": held.household.name,
            "child_profile": held.household.child_profile,
        },
        "kept": [
            {
                "name": kept.name,
                "title": say(kept.title),
                "why": say(kept.why),
                "until": say(kept.until),
                "grounds": say(kept.clause),
                "consent": "" if kept.consent is None else kept.consent.value,
                "holds": parts[kept.name],
            }
            for kept in KEPT
        ],
        "not_in_it": [say(words) for words in NOT_TOLD],
        "unreadable": list(held.unreadable),
    }
    return (json.dumps(stated, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _parts(held: Holdings, language: str, say: Say) -> dict[str, object]:
    """What each part holds, by its name."""
    return {
        "answers": _answers(held),
        "orders": [_order(order) | {"delivered": sent} for order, sent in held.orders],
        "rentals": [_rental(rental) for rental in held.rentals],
        "outbox": [_waiting(each) for each in held.queued],
        "sent": [_sent(each, say) for each in held.sent],
        "places": [_place(place) for place in held.places],
        "settings": {"volume": held.volume, "last_service": held.service},
        "facts": [
            {
                "fact": known.name,
                "value": known.value,
                "said_by": known.origin.value,
                "told_before": known.told,
            }
            for known in held.portrait.known
        ],
        "group": _group(held, language),
        "corrections": [{"fact": name, "value": value} for name, value in held.corrections],
        "viewed": [
            {
                "week": one.week,
                "kind": one.kind.value,
                "part": one.part.value,
                "seconds": one.seconds,
            }
            for one in held.viewed
        ],
        "viewings": [
            strict_json.loads(write_remembered(each), cap=1 << 24) for each in held.viewings
        ],
        "plays": _plays(held.plays),
        "envelopes": _envelopes(held),
        "figures": _figures(held),
        "budget": {
            "answers": held.answers_in_a_year,
            "answers_a_year": ANSWERS_A_YEAR,
            "epsilon": held.answers_in_a_year * EPSILON,
            "epsilon_an_answer": EPSILON,
            "epsilon_a_year": loss_in_a_year(),
        },
    }


# -- the parts -----------------------------------------------------------------------------


def _answers(held: Holdings) -> dict[str, object]:
    return {
        "about": "Each of 'receipts' is the text whose SHA-256 the next one names as 'previous';"
        " its signature (Ed25519, by 'public_key') is over the same keys without 'signature'. A"
        " notice's sha256 is that of its words, a line each.",
        "public_key": held.key.hex(),
        "receipts": [receipt.decode("utf-8", "replace") for receipt in held.receipts],
        "notices": [
            {"sha256": name, "words": list(words)} for name, words in sorted(held.texts.items())
        ],
    }


def _order(order: Order) -> dict[str, object]:
    return {
        "id": order.id,
        "at": write_instant(order.at),
        "subscriber": order.subscriber,
        "product": order.product,
        "title": order.title,
        "price_cents": order.price_cents,
        "currency": order.currency,
        "tariff": {"version": order.tariff.version, "sha256": order.tariff.sha256},
    }


def _rental(rental: Rental) -> dict[str, object]:
    return {
        "order": rental.order_id,
        "product": rental.product.id,
        "title": rental.product.title,
        "at": write_instant(rental.at),
        "until": write_instant(rental.until),
    }


def _waiting(outgoing: Outgoing) -> dict[str, object]:
    return {
        "kind": outgoing.kind.value,
        "tried_next": write_instant(outgoing.due),
        "tries": outgoing.tries,
        "body": outgoing.body.decode("utf-8", "replace"),
    }


def _sent(sent: Sent, say: Say) -> dict[str, object]:
    return {
        "at": write_instant(sent.at),
        "kind": sent.kind.value,
        "purpose": say(sent.purpose),
        "grounds": say(DECLARED[sent.kind].clause),
        "body": sent.body.decode("utf-8", "replace"),
        "erased": not sent.body,
        "envelope_bytes": sent.envelope,
        "envelope_sha256": sent.sha256,
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "media": place.media_id,
        "service": place.service_id,
        "title": place.title,
        "frame": place.frame,
        "frames": place.frames,
        "frames_a_second": str(place.rate),
        "left": write_instant(place.left),
        "until": write_instant(place.until),
    }


def _group(held: Holdings, language: str) -> dict[str, object]:
    """The group, and by which facts; what is held may be of a week that is over."""
    known = {one.name: one.value for one in held.portrait.known}
    segment = held.segment
    return {
        "held": None
        if held.held is None
        else {
            "week": held.held.week,
            "group": held.held.segment,
            "dropped": held.held.dropped,
        },
        "now": None
        if segment is None
        else {
            "group": segment.id,
            "words": segment.in_words(language),
            "households": segment.households,
            "made_from": {name: known.get(name) for name in held.portrait.why},
        },
        "not_mine": list(held.not_mine),
    }


def _plays(plays: Iterable[Play]) -> list[dict[str, object]]:
    return [
        {"spot": play.creative, "campaign": play.campaign, "at": write_instant(play.at)}
        for play in plays
    ]


def _envelopes(held: Holdings) -> dict[str, object]:
    plan = held.plan
    return {
        "plays": _plays(held.waiting),
        "times": None
        if plan is None
        else {
            "week": plan.week,
            "envelopes_at": [write_instant(at) for at in plan.slots],
            "tokens_at": None if plan.tokens_at is None else write_instant(plan.tokens_at),
        },
        "tokens": dict(Counter(token.week for token in held.tokens)),
    }


def _figures(held: Holdings) -> dict[str, object]:
    answer = held.answer
    return {
        "counted": [
            {"period": one.period, "kind": one.kind.value, "seconds": one.seconds}
            for one in held.seen
        ],
        "answer": None
        if answer is None
        else {
            "period": answer.period,
            "value": answer.value.value,
            "sent_at": [write_instant(at) for at in answer.slots],
            "token_at": write_instant(answer.token_at),
            "has_token": answer.token is not None,
        },
    }
