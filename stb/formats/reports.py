"""The only messages that leave the box, to the byte, and the collectors' answers.

One schema a kind, closed: an unknown key is an error on the box, at the
collector and in the tests. The privacy page, the register and the collectors
are all made from these. An ad play has no key that could name a household; it
leaves in an envelope, and this is what lies in there.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Sha256, Week, checked
from stb.formats.orders import OrderForm, order_entry, read_order
from stb.formats.privacy_pass import MODULUS_OCTETS, REQUEST_OCTETS, TOKEN_OCTETS
from stb.model.report import (
    AdPlay,
    AnswerTokenWish,
    Kind,
    NoPlay,
    Report,
    SealedOrder,
    Telemetry,
    TokenWish,
)

REPORT_CAP = 4096
TOKENS_CAP = 16 << 10
MOST_TOKENS = 32
ANSWER_CAP = 64 << 10
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _sized(octets: int) -> StringConstraints:
    """Text that is base64url, with padding, of exactly ``octets`` bytes."""
    signs = -(-octets // 3) * 4
    return StringConstraints(pattern=rf"^[A-Za-z0-9_=-]{{{signs}}}$", max_length=signs)


Request = Annotated[str, _sized(REQUEST_OCTETS)]
Signature = Annotated[str, _sized(MODULUS_OCTETS)]
SpentToken = Annotated[str, _sized(TOKEN_OCTETS)]


class BadReport(InputError):
    """A report is not in the form that its kind declares."""

    code = "report.form"


class BadAnswer(InputError):
    """A collector's answer cannot be read; nothing counts as delivered."""

    code = "report.answer"


class _Tokens(Closed):
    """A week's tokens are asked for, blinded, by a household that agreed to tailored spots."""

    v: Literal[2]
    subscriber: Id
    week: Week
    requests: Annotated[list[Request], Field(min_length=MOST_TOKENS, max_length=MOST_TOKENS)]
    proof: Sha256


class _AdPlay(Closed):
    """A tailored spot was seen: campaign, creative, week and a token, and nothing besides."""

    v: Literal[1]
    campaign: Id
    creative: Sha256
    week: Week
    token: SpentToken


class _NoPlay(Closed):
    """Nothing: the envelope is there so that all households send as many."""

    v: Literal[1]


class _TelemetryToken(Closed):
    """A token that makes an answer count once, asked for by a household that agreed to answer."""

    v: Literal[2]
    subscriber: Id
    period: Week
    request: Request
    proof: Sha256


class _Telemetry(Closed):
    """What was watched most in four weeks, randomised: the truth in one case of four."""

    v: Literal[1]
    period: Week
    category: Literal[
        "none", "news", "sport", "film", "series", "documentary", "entertainment", "music",
        "children", "other",
    ]  # fmt: skip
    token: SpentToken


_MODELS: dict[Kind, tuple[type[Closed], ...]] = {
    Kind.ORDER: (OrderForm,),
    Kind.TOKENS: (_Tokens,),
    Kind.AD_PLAY: (_AdPlay, _NoPlay),
    Kind.TELEMETRY_TOKEN: (_TelemetryToken,),
    Kind.TELEMETRY: (_Telemetry,),
}
"""What each kind may say; of several forms the first that has the keys."""


class _Accepted(Closed):
    accepted: Annotated[list[Id], Field(max_length=1000)]


class _Granted(Closed):
    signatures: Annotated[list[Signature], Field(max_length=MOST_TOKENS)]


def write_report(report: Report) -> bytes:
    """``report`` as it will stand on the wire, checked against its own schema.

    Raises:
        BadReport: a value is not one that its kind may carry.
    """
    entry = _entry(report)
    checked(_model(report.kind, entry), entry, BadReport)
    return strict_json.dumps(entry)


def _model(kind: Kind, entry: object) -> type[Closed]:
    *forms, last = _MODELS[kind]
    keys = set(entry) if isinstance(entry, dict) else set[str]()
    return next((form for form in forms if keys - set(last.model_fields)), last)


def _entry(report: Report) -> dict[str, object]:
    match report:
        case SealedOrder():
            return order_entry(report)
        case TokenWish():
            return {
                "v": 2,
                "subscriber": report.subscriber,
                "week": report.week,
                "requests": list(report.requests),
                "proof": report.proof,
            }
        case AdPlay():
            return {
                "v": report.v,
                "campaign": report.campaign,
                "creative": report.creative,
                "week": report.week,
                "token": report.token,
            }
        case NoPlay():
            return {"v": 1}
        case AnswerTokenWish():
            return {
                "v": 2,
                "subscriber": report.subscriber,
                "period": report.period,
                "request": report.request,
                "proof": report.proof,
            }
        case Telemetry():
            return {
                "v": report.v,
                "period": report.period,
                "category": report.category,
                "token": report.token,
            }


def wish_statement(wish: TokenWish | AnswerTokenWish) -> bytes:
    """What the proof of ``wish`` is over: its kind, a line feed, and all but the proof itself."""
    entry = _entry(wish)
    said = strict_json.dumps({name: entry[name] for name in entry if name != "proof"})
    return wish.kind.value.encode() + b"\n" + said


def read_token_wish(data: bytes) -> TokenWish:
    """The request for tokens in ``data``.

    Raises:
        InputError: another form.
    """
    entry = checked(_Tokens, strict_json.loads(data, cap=TOKENS_CAP), BadReport)
    return TokenWish(entry.subscriber, entry.week, tuple(entry.requests), entry.proof)


def read_ad_play(data: bytes) -> AdPlay | NoPlay:
    """The ad play in the content of an envelope, or that there is none.

    Raises:
        InputError: another form.
    """
    value = strict_json.loads(data, cap=REPORT_CAP)
    entry = checked(_model(Kind.AD_PLAY, value), value, BadReport)
    return AdPlay(**entry.model_dump()) if isinstance(entry, _AdPlay) else NoPlay()


def read_answer_token_wish(data: bytes) -> AnswerTokenWish:
    """The request for the token of an answer in ``data``.

    Raises:
        InputError: another form.
    """
    entry = checked(_TelemetryToken, strict_json.loads(data, cap=REPORT_CAP), BadReport)
    return AnswerTokenWish(entry.subscriber, entry.period, entry.request, entry.proof)


def read_telemetry(data: bytes) -> Telemetry:
    """The randomised answer in the content of an envelope.

    Raises:
        InputError: another form.
    """
    entry = checked(_Telemetry, strict_json.loads(data, cap=REPORT_CAP), BadReport)
    return Telemetry(**entry.model_dump())


def read_enclosed(data: bytes) -> AdPlay | NoPlay | Telemetry:
    """Whatever the content of an envelope is.

    Raises:
        InputError: none of the forms that leave in one.
    """
    value = strict_json.loads(data, cap=REPORT_CAP)
    if isinstance(value, dict) and "category" in value:
        return read_telemetry(data)
    return read_ad_play(data)


def read_report(kind: Kind, data: bytes) -> Report:
    """The report of ``kind`` in ``data``.

    Raises:
        InputError: another form.
    """
    match kind:
        case Kind.ORDER:
            return read_order(data)
        case Kind.TOKENS:
            return read_token_wish(data)
        case Kind.AD_PLAY:
            return read_ad_play(data)
        case Kind.TELEMETRY_TOKEN:
            return read_answer_token_wish(data)
        case Kind.TELEMETRY:
            return read_telemetry(data)


def read_accepted(data: bytes) -> frozenset[str]:
    """The ids of the orders that a collector says it has.

    Raises:
        InputError: the answer is none.
    """
    answer = checked(_Accepted, strict_json.loads(data, cap=ANSWER_CAP), BadAnswer)
    return frozenset(answer.accepted)


def write_accepted(ids: Iterable[str]) -> bytes:
    return strict_json.dumps({"accepted": list(ids)})


def read_granted(data: bytes, *, count: int = MOST_TOKENS) -> tuple[bytes, ...]:
    """The ``count`` blind signatures that an issuer answers with, in the order of its requests.

    Raises:
        InputError: the answer is none.
    """
    answer = checked(_Granted, strict_json.loads(data, cap=TOKENS_CAP), BadAnswer)
    if len(answer.signatures) != count:
        raise BadAnswer(f"{len(answer.signatures)} signatures for {count} requests")
    return tuple(from_base64(each) for each in answer.signatures)


def write_granted(signatures: Iterable[bytes]) -> bytes:
    return strict_json.dumps({"signatures": [to_base64(each) for each in signatures]})


def to_base64(octets: bytes) -> str:
    """Base64url with padding, as RFC 9577 writes tokens."""
    return base64.urlsafe_b64encode(octets).decode()


def from_base64(text: str) -> bytes:
    """What `to_base64` wrote.

    Raises:
        BadReport: it is not in that form, to the last bit.
    """
    try:
        octets = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadReport("not base64url") from error
    if to_base64(octets) != text:
        raise BadReport("not base64url")
    return octets


def schemas() -> dict[str, dict[str, object]]:
    """The JSON Schema of every kind that may leave, by its name."""
    return {kind.value: _schema(kind) for kind in Kind}


def _schema(kind: Kind) -> dict[str, object]:
    forms: list[dict[str, object]] = [form.model_json_schema() for form in _MODELS[kind]]
    schema = forms[0] if len(forms) == 1 else {"oneOf": forms}
    version = _MODELS[kind][0].model_json_schema()["properties"]["v"]["const"]
    head = {"$schema": DIALECT, "$id": f"{kind.value}/v{version}", "title": kind.value}
    return {**head, **{key: value for key, value in schema.items() if key not in head}}
