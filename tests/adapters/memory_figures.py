"""What the database promises of viewing figures, without a disk."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from stb.model.report import Kind, Sent
from stb.model.telemetry import Answer, Seen, Watched

KINDS = (Kind.TELEMETRY, Kind.TELEMETRY_TOKEN)


class MemoryFigures:
    """``sent`` is the list of what left, which it shares with the rest of the store."""

    def __init__(self, sent: list[Sent]) -> None:
        self._sent = sent
        self._seen: Counter[tuple[str, Watched]] = Counter()
        self._answer: Answer | None = None

    def seen(self) -> tuple[Seen, ...]:
        counted = sorted(self._seen.items(), key=lambda each: (each[0][0], each[0][1].value))
        return tuple(Seen(*key, count) for key, count in counted)

    def add_seen(self, seen: tuple[Seen, ...]) -> None:
        for one in seen:
            self._seen[one.period, one.kind] += one.seconds

    def answer(self) -> Answer | None:
        return self._answer

    def draw_answer(self, answer: Answer, *, running: str) -> None:
        self._answer = answer
        kept = {key: count for key, count in self._seen.items() if key[0] == running}
        self._seen = Counter(kept)

    def finish_erasing(self) -> None:
        """Nothing is left over in memory."""

    def keep_answer(self, answer: Answer, sent: Sent | None = None) -> None:
        self._answer = answer
        if sent is not None:
            self._sent.append(sent)

    def forget_telemetry(self) -> None:
        self._seen.clear()
        self._answer = None
        self._sent[:] = [replace(s, body=b"") if s.kind in KINDS else s for s in self._sent]
