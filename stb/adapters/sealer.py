"""Envelopes and tokens for the engine: the library's keys, and what is kept in memory alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stb.adapters.blind_rsa import NotSigned, Wish, granted, wish
from stb.adapters.envelope import seal
from stb.formats.post_keys import week_challenge
from stb.formats.privacy_pass import TokenKey, read_key
from stb.formats.proof import proven
from stb.formats.reports import read_granted, to_base64
from stb.model.report import PostKeys
from stb.model.report import Wish as Asking


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for on an occasion, until it is answered."""

    keys: PostKeys
    key: TokenKey
    wishes: tuple[Wish, ...]


class Sealer:
    """Seals, and blinds with chance from ``draw``: even, from 0 up to its argument.

    ``credential`` is the set's with its operator, empty where it has none. The factors that hide
    the last requests of an occasion stay here until its tokens are kept.
    """

    def __init__(self, draw: Callable[[int], int], *, credential: bytes = b"") -> None:
        self._draw, self._credential = draw, credential
        self._asked: dict[str, _Asked] = {}

    def sealed(self, content: bytes, keys: PostKeys) -> bytes:
        return seal(content, keys.envelope)

    def requests(self, occasion: str, count: int, keys: PostKeys) -> tuple[str, ...]:
        asked = self._asked.get(occasion)
        if asked is None or asked.keys != keys or len(asked.wishes) != count:
            key, challenge = read_key(keys.token), week_challenge(keys.issuer, occasion)
            wishes = tuple(wish(key, challenge, self._draw) for _ in range(count))
            asked = _Asked(keys, key, wishes)
            self._asked = {
                name: each for name, each in self._asked.items() if _lasts(name, occasion)
            }
            self._asked[occasion] = asked
        return tuple(to_base64(each.request) for each in asked.wishes)

    @property
    def proves(self) -> bool:
        return bool(self._credential)

    def proven(self, wish: Asking) -> Asking:
        return proven(wish, self._credential)

    def tokens(self, answer: bytes, occasion: str) -> tuple[bytes, ...]:
        asked = self._asked.get(occasion)
        if asked is None:
            raise NotSigned("not an answer to what was asked")
        signatures = read_granted(answer, count=len(asked.wishes))
        pairs = zip(asked.wishes, signatures, strict=True)
        return tuple(bytes(granted(asked.key, wished, signed)) for wished, signed in pairs)

    def settled(self, occasion: str) -> None:
        self._asked.pop(occasion, None)


def _lasts(other: str, occasion: str) -> bool:
    """Whether what was asked for on ``other`` may still be answered: on another kind of one."""
    return (" " in other) != (" " in occasion)
