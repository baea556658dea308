"""The keys that envelopes and tokens are made for, as the operator signs them.

A small target beside the index of bundles. A box that takes these keys from an answer
that nobody signed could be given a key of its own, and be told apart by it.
Source: docs/headend.md; the key of tokens is in the form of RFC 9578, section 6.5.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Annotated, Literal

from pydantic import StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, checked
from stb.formats.privacy_pass import read_key, write_challenge
from stb.model.report import PostKeys

POST_PATH = "bundles/post.json"
POST_CAP = 4096


class BadPostKeys(InputError):
    """What the operator signs as its keys for envelopes and tokens is in another form."""

    code = "post.keys"


class _Post(Closed):
    v: Literal[1]
    issuer: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,127}$")]
    token_key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_=-]{1,1000}$")]
    envelope_key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def read_post_keys(data: bytes) -> PostKeys:
    """The keys in ``data``.

    Raises:
        InputError: another form, or a key of tokens that is none.
    """
    entry = checked(_Post, strict_json.loads(data, cap=POST_CAP), BadPostKeys)
    try:
        token = base64.urlsafe_b64decode(entry.token_key)
    except ValueError as error:
        raise BadPostKeys("the key of tokens is not base64url") from error
    read_key(token)
    return PostKeys(bytes.fromhex(entry.envelope_key), token, entry.issuer)


def write_post_keys(keys: PostKeys) -> bytes:
    return strict_json.dumps(
        {
            "v": 1,
            "issuer": keys.issuer,
            "token_key": base64.urlsafe_b64encode(keys.token).decode(),
            "envelope_key": keys.envelope.hex(),
        }
    )


def week_challenge(issuer: str, week: str) -> bytes:
    """What tokens of ``issuer`` for an ISO week answer to (RFC 9577, section 2.1)."""
    return write_challenge(
        issuer, origin="envelopes", context=hashlib.sha256(week.encode()).digest()
    )
