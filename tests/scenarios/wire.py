"""What a box may say at the socket, and what of a recording that does not explain."""

from __future__ import annotations

import re

from stb.model.report import Kind
from stb.qa.recorder import Recorder

FETCHED = re.compile("|".join((
    r"/v1/lineup",
    r"/v1/store",
    r"/v1/guide/\d{4}-\d\d-\d\d",
    r"/live/[a-z0-9-]+/(index\.m3u8|\d+\.ts)",
    r"/catch-up/[\w-]+/(index\.m3u8|\d+\.ts)",
    r"/film/[\w-]+/(index\.m3u8|\d+\.ts)",
    r"/repository/metadata/[\w.]+\.json",
    r"/repository/targets/bundles/[\w./-]+\.json",
    r"/repository/content/c/[0-9a-f]{2}/[0-9a-f]{64}",
)))  # fmt: skip
"""All that a box gets."""

POSTED = {
    "/orders/v1": Kind.ORDER,
    "/tokens/v1": Kind.TOKENS,
    "/telemetry-tokens/v1": Kind.TELEMETRY_TOKEN,
    "/relay/v1": Kind.AD_PLAY,
}
"""All that a box posts, by the declared kind; answers go to the relay too, in like envelopes."""


def undeclared(recorder: Recorder) -> list[tuple[str, str]]:
    """The requests that no declared kind explains; a fetch carries no body and no query."""
    return [
        (request.method, request.target)
        for request in recorder.requests()
        if not (request.method == "POST" and request.target in POSTED)
        and not (request.method == "GET" and not request.body and FETCHED.fullmatch(request.target))
    ]
