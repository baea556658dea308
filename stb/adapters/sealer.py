"""Envelopes and tokens for the engine: the library's keys, and what hides a request for tokens.

All that is secret in a request is made of one seed, which is kept before the request leaves. After
a power cut the same request is made again, and the issuer answers it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from stb.adapters.blind_rsa import Draw, NotSigned, Wish, granted, wish
from stb.adapters.envelope import seal
from stb.formats.post_keys import week_challenge
from stb.formats.privacy_pass import TokenKey, read_key
from stb.formats.proof import proven
from stb.formats.reports import read_granted, to_base64
from stb.model.report import Kind, PostKeys
from stb.model.report import Wish as Asking

SEED_OCTETS: Final = 32
_LABEL: Final = b"mediabox blinding"


class Seeds(Protocol):
    """Where seeds outlive a power cut, one for each kind of request."""

    def seed(self, kind: Kind, occasion: str, *, mark: str) -> bytes | None:
        """That of the last request of ``kind``, if ``occasion`` and ``mark`` are the same."""
        ...

    def keep_seed(self, kind: Kind, occasion: str, seed: bytes, *, mark: str) -> None:
        """Durable when it returns.

        Raises:
            UnavailableError: it cannot be kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for on an occasion, until it is answered."""

    mark: str
    key: TokenKey
    wishes: tuple[Wish, ...]


class Sealer:
    """Seals, and blinds with chance from ``draw``: even, from 0 up to its argument.

    ``credential`` is the set's with its operator, empty where it has none. ``seeds`` keeps what
    hides the last requests of an occasion until its tokens are kept; without it they are in
    memory alone.
    """

    def __init__(
        self, draw: Callable[[int], int], *, credential: bytes = b"", seeds: Seeds | None = None
    ) -> None:
        self._draw, self._credential = draw, credential
        self._seeds = seeds
        self._asked: dict[str, _Asked] = {}

    def sealed(self, content: bytes, keys: PostKeys) -> bytes:
        return seal(content, keys.envelope)

    def requests(self, occasion: str, count: int, keys: PostKeys) -> tuple[str, ...]:
        asked = self._asked.get(occasion)
        mark = _mark(keys, count)
        if asked is None or asked.mark != mark:
            key, challenge = read_key(keys.token), week_challenge(keys.issuer, occasion)
            draw = drawn_from(self._seed(occasion, mark))
            wishes = tuple(wish(key, challenge, draw) for _ in range(count))
            asked = _Asked(mark, key, wishes)
            self._asked = {
                name: each for name, each in self._asked.items() if _lasts(name, occasion)
            }
            self._asked[occasion] = asked
        return tuple(to_base64(each.request) for each in asked.wishes)

    def _seed(self, occasion: str, mark: str) -> bytes:
        """What was kept for this request, or a new one that is kept now."""
        kind, seeds = _kind(occasion), self._seeds
        kept = None if seeds is None else seeds.seed(kind, occasion, mark=mark)
        if kept is not None:
            return kept
        seed = self._draw(1 << 8 * SEED_OCTETS).to_bytes(SEED_OCTETS)
        if seeds is not None:
            seeds.keep_seed(kind, occasion, seed, mark=mark)
        return seed

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


def _mark(keys: PostKeys, count: int) -> str:
    """Another one where so many, or with such keys, cannot be the same request."""
    return hashlib.sha256(b"%d %s " % (count, keys.issuer.encode()) + keys.token).hexdigest()


def _kind(occasion: str) -> Kind:
    """What is asked for on it: see `stb.engine.figures.occasion`."""
    return Kind.TELEMETRY_TOKEN if " " in occasion else Kind.TOKENS


def _lasts(other: str, occasion: str) -> bool:
    """Whether what was asked for on ``other`` may still be answered: on another kind of one."""
    return _kind(other) is not _kind(occasion)


def drawn_from(seed: bytes) -> Draw:
    """Even draws that are the same for the same ``seed``, and tell nothing to who has it not.

    SHAKE-256 of a label, the seed and a count (FIPS 202); what is not below the bound is drawn
    again.
    """
    count = 0

    def draw(bound: int) -> int:
        nonlocal count
        bits = (bound - 1).bit_length()
        size = -(-bits // 8)
        while True:
            stream = hashlib.shake_256(_LABEL + seed + count.to_bytes(8))
            count += 1
            value = int.from_bytes(stream.digest(size)) >> 8 * size - bits
            if value < bound:
                return value

    return draw
