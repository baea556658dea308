"""Envelopes and tokens for the engine: the library's keys, and what is kept in memory alone."""

from __future__ import annotations

from collections.abc import Callable

from stb.adapters.blind_rsa import NotSigned, Wish, granted, wish
from stb.adapters.envelope import seal
from stb.formats.post_keys import week_challenge
from stb.formats.privacy_pass import TokenKey, read_key
from stb.formats.reports import read_granted, to_base64
from stb.model.report import PostKeys


class Sealer:
    """Seals, and blinds with chance from ``draw``: even, from 0 up to its argument.

    The factors that hide the last requests stay here until they are answered.
    """

    def __init__(self, draw: Callable[[int], int]) -> None:
        self._draw = draw
        self._for: tuple[str, PostKeys] | None = None
        self._key: TokenKey | None = None
        self._wishes: tuple[Wish, ...] = ()

    def sealed(self, content: bytes, keys: PostKeys) -> bytes:
        return seal(content, keys.envelope)

    def requests(self, week: str, count: int, keys: PostKeys) -> tuple[str, ...]:
        if self._for != (week, keys) or len(self._wishes) != count:
            key, challenge = read_key(keys.token), week_challenge(keys.issuer, week)
            self._wishes = tuple(wish(key, challenge, self._draw) for _ in range(count))
            self._for, self._key = (week, keys), key
        return tuple(to_base64(each.request) for each in self._wishes)

    def tokens(self, answer: bytes) -> tuple[bytes, ...]:
        signatures = read_granted(answer)
        if self._key is None or len(signatures) != len(self._wishes):
            raise NotSigned("not an answer to what was asked")
        key = self._key
        pairs = zip(self._wishes, signatures, strict=True)
        made = tuple(bytes(granted(key, wished, signed)) for wished, signed in pairs)
        self._for, self._key, self._wishes = None, None, ()
        return made
