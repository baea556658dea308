"""The only messages that leave the box, to the byte, and the collectors' answers.

One schema a kind, closed: an unknown key is an error on the box, at the
collector and in the tests. The privacy page, the register and the collectors
are all made from these. An ad play has no key that could name a household.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Instant, Line, Sha256, Week, checked, write_instant
from stb.model.report import AdPlay, Kind, Order, Report

REPORT_CAP = 4096
ANSWER_CAP = 64 << 10

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class BadReport(InputError):
    """A report is not in the form that its kind declares."""

    code = "report.form"


class BadAnswer(InputError):
    """A collector's answer cannot be read; nothing counts as delivered."""

    code = "report.answer"


class _Order(Closed):
    """An order: identified, since it is a contract that will be billed."""

    v: Literal[1]
    id: Id
    subscriber: Id
    product: Id
    title: Line
    price_cents: Annotated[int, Field(ge=0, le=100_000)]
    currency: Currency
    at: Instant


class _AdPlay(Closed):
    """A tailored spot was seen: campaign, creative and week, and nothing besides."""

    v: Literal[1]
    campaign: Id
    creative: Sha256
    week: Week


_MODELS: dict[Kind, type[Closed]] = {Kind.ORDER: _Order, Kind.AD_PLAY: _AdPlay}


class _Accepted(Closed):
    accepted: Annotated[list[Id], Field(max_length=1000)]


class _Taken(Closed):
    accepted: Annotated[int, Field(ge=0, le=1)]


def write_report(report: Report) -> bytes:
    """``report`` as it will stand on the wire, checked against its own schema.

    Raises:
        BadReport: a value is not one that its kind may carry.
    """
    entry = _entry(report)
    checked(_MODELS[report.kind], entry, BadReport)
    return strict_json.dumps(entry)


def _entry(report: Report) -> dict[str, object]:
    match report:
        case Order():
            return {
                "v": 1,
                "id": report.id,
                "subscriber": report.subscriber,
                "product": report.product,
                "title": report.title,
                "price_cents": report.price_cents,
                "currency": report.currency,
                "at": write_instant(report.at),
            }
        case AdPlay():
            return {
                "v": report.v,
                "campaign": report.campaign,
                "creative": report.creative,
                "week": report.week,
            }


def read_order(data: bytes) -> Order:
    """The order in ``data``.

    Raises:
        InputError: another form.
    """
    entry = checked(_Order, strict_json.loads(data, cap=REPORT_CAP), BadReport)
    return Order(**entry.model_dump(exclude={"v"}))


def read_ad_play(data: bytes) -> AdPlay:
    """The ad play in ``data``.

    Raises:
        InputError: another form.
    """
    entry = checked(_AdPlay, strict_json.loads(data, cap=REPORT_CAP), BadReport)
    return AdPlay(**entry.model_dump())


def read_report(kind: Kind, data: bytes) -> Report:
    """The report of ``kind`` in ``data``.

    Raises:
        InputError: another form.
    """
    match kind:
        case Kind.ORDER:
            return read_order(data)
        case Kind.AD_PLAY:
            return read_ad_play(data)


def read_accepted(data: bytes) -> frozenset[str]:
    """The ids of the orders that a collector says it has.

    Raises:
        InputError: the answer is none.
    """
    answer = checked(_Accepted, strict_json.loads(data, cap=ANSWER_CAP), BadAnswer)
    return frozenset(answer.accepted)


def write_accepted(ids: Iterable[str]) -> bytes:
    return strict_json.dumps({"accepted": list(ids)})


def read_taken(data: bytes) -> int:
    """How many ad plays a collector says it took: nought or one.

    Raises:
        InputError: the answer is none.
    """
    return checked(_Taken, strict_json.loads(data, cap=ANSWER_CAP), BadAnswer).accepted


def write_taken(count: int) -> bytes:
    return strict_json.dumps({"accepted": count})


def schemas() -> dict[str, dict[str, object]]:
    """The JSON Schema of every kind that may leave, by its name."""
    return {kind.value: _schema(kind) for kind in Kind}


def _schema(kind: Kind) -> dict[str, object]:
    schema: dict[str, object] = _MODELS[kind].model_json_schema()
    return {**schema, "title": kind.value, "$id": f"{kind.value}/v1"}
