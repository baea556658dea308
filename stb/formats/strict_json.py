"""JSON from strangers: bounded, and with one meaning only.

The standard parser takes NaN, lets the last of two equal keys win, and goes as
deep as the sender likes. Here the length is capped before anything is parsed,
the depth is counted before anything is built, and what two readers could
understand differently is refused. `dumps` is the other way: the one canonical
spelling of a value, so that equal values are equal bytes and equal hashes.
"""

from __future__ import annotations

import json
import math
import re
from typing import NoReturn

from stb.errors import InputError

DEEPEST = 16

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class BadJson(InputError):
    """Bytes are not JSON, or JSON that could be read in two ways."""

    code = "json.form"


class JsonTooLarge(InputError):
    """More bytes, or deeper nesting, than this kind of text may have."""

    code = "json.too_large"


def loads(data: bytes, *, cap: int, deepest: int = DEEPEST) -> object:
    """The value that UTF-8 ``data`` of at most ``cap`` bytes states.

    Raises:
        JsonTooLarge: longer than ``cap``, or nested deeper than ``deepest``.
        BadJson: not UTF-8 JSON, NaN or infinite numbers, a key twice in an
            object, half a surrogate pair.
    """
    if len(data) > cap:
        raise JsonTooLarge(f"{len(data)} bytes of JSON where {cap} are allowed")
    _check_depth(data, deepest)
    try:
        value: object = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        if _SURROGATE.search(data):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except BadJson:
        raise
    except (ValueError, RecursionError) as error:
        raise BadJson(f"not JSON: {error}") from error
    return value


def dumps(value: object) -> bytes:
    """The canonical bytes of ``value``: UTF-8, sorted keys, no spaces, no NaN."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def _check_depth(data: bytes, deepest: int) -> None:
    depth = 0
    for token in _TOKENS.finditer(data):
        match token[0]:
            case b"[" | b"{":
                depth += 1
                if depth > deepest:
                    raise JsonTooLarge(f"JSON is nested deeper than {deepest}")
            case b"]" | b"}":
                depth -= 1


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadJson("a key stands twice in one object")
    return value


def _no_constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not a number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadJson(f"{text[:20]} is not a finite number")
    return value
