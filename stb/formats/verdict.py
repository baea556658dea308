"""What a trial of a creative found, as one line of JSON from a process that is not trusted.

The line is bounded and read totally: whatever it is, it becomes a verdict or an
`InputError`. What decoded is kept on the disk in the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.text import clean_line
from stb.model.time import FrameRate

ANSWER_CAP = 2048
_REASON = 200

CODES = frozenset({
    "media.open", "media.decode", "media.truncated", "media.unsteady", "media.too_large",
})  # fmt: skip
"""Why a creative is no good, whoever looks at it."""

TOO_MUCH = "creative.too_much"
"""It took more memory than it may have: nothing that is known of the creative for good."""


class BadAnswer(InputError):
    """The process that decodes creatives said something that is no verdict."""

    code = "creative.babble"


@dataclass(frozen=True, slots=True)
class Found:
    """A creative as it decoded: all ``decoded`` of its ``frames``, and its sound.

    ``aspect`` is that of the whole picture as it is to be seen; ``matrix`` how its colours
    are coded (ISO/IEC 23091-2), 2 for unknown. No sound: ``channels`` and ``sample_rate`` 0.
    """

    frames: int
    decoded: int
    rate: FrameRate
    width: int
    height: int
    aspect: Fraction
    sample_rate: int
    channels: int
    matrix: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """It does not play: a dotted code of `CODES`, or `TOO_MUCH`, and the reason."""

    code: str
    reason: str


Answer = Found | Unfit


def write_answer(answer: Answer) -> bytes:
    """The line, with its end."""
    if isinstance(answer, Unfit):
        reason = clean_line(answer.reason, longest=_REASON)
        value: dict[str, object] = {"code": answer.code, "reason": reason}
    else:
        value = {
            "frames": answer.frames,
            "decoded": answer.decoded,
            "rate": [answer.rate.num, answer.rate.den],
            "size": [answer.width, answer.height],
            "aspect": [answer.aspect.numerator, answer.aspect.denominator],
            "sound": [answer.sample_rate, answer.channels],
            "matrix": answer.matrix,
        }
    return strict_json.dumps({"v": 1, **value}) + b"\n"


def read_answer(line: bytes) -> Answer:
    """The verdict in ``line``.

    Raises:
        InputError: it is none, or a number in it is beyond all reason.
    """
    value = strict_json.loads(line, cap=ANSWER_CAP)
    if not isinstance(value, dict) or value.pop("v", None) != 1:
        raise BadAnswer("no verdict of version 1")
    if "code" in value:
        return _unfit(value)
    expected = {"frames", "decoded", "rate", "size", "aspect", "sound", "matrix"}
    if set(value) != expected:
        raise BadAnswer(f"a verdict of {sorted(map(str, value))[:9]}")
    rate, size = _pair(value, "rate", least=1), _pair(value, "size", least=1)
    aspect, sound = _pair(value, "aspect", least=1), _pair(value, "sound", least=0)
    return Found(
        frames=_number(value["frames"], least=1),
        decoded=_number(value["decoded"], least=0),
        rate=FrameRate(*rate),
        width=size[0],
        height=size[1],
        aspect=Fraction(*aspect),
        sample_rate=sound[0],
        channels=sound[1],
        matrix=_number(value["matrix"], least=0),
    )


def _unfit(value: Mapping[str, object]) -> Unfit:
    code, reason = value.get("code"), value.get("reason")
    if set(value) != {"code", "reason"} or not isinstance(code, str) or not isinstance(reason, str):
        raise BadAnswer("a refusal without code and reason")
    if code not in CODES and code != TOO_MUCH:
        raise BadAnswer("a refusal of an unknown kind")
    return Unfit(code, clean_line(reason, longest=_REASON))


def _pair(value: Mapping[str, object], name: str, *, least: int) -> tuple[int, int]:
    pair = value[name]
    if not isinstance(pair, list) or len(pair) != 2:
        raise BadAnswer(f"{name} is no pair")
    return _number(pair[0], least=least), _number(pair[1], least=least)


def _number(value: object, *, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 1 << 31:
        raise BadAnswer("a number that cannot be")
    return value
