"""Where a simulated household keeps what waits to leave: in memory, and gone with it."""

from __future__ import annotations

from collections import deque

from stb.engine.ports import Play
from stb.model.report import HeldToken, PostPlan, Sent
from stb.model.telemetry import Answer, Seen


class Drawer:
    """Plays that wait, tokens and the week's plan; nothing is noted of what left."""

    def __init__(self) -> None:
        self._waiting: deque[Play] = deque()
        self._tokens: tuple[HeldToken, ...] = ()
        self._plan: PostPlan | None = None

    def saw(self, play: Play) -> None:
        """A spot was shown."""
        self._waiting.append(play)

    def waiting(self) -> tuple[Play, ...]:
        return tuple(self._waiting)

    def lose(self, plays: tuple[Play, ...]) -> None:
        for play in plays:
            self._waiting.remove(play)

    def tokens(self) -> tuple[HeldToken, ...]:
        return self._tokens

    def plan(self) -> PostPlan | None:
        return self._plan

    def keep_plan(self, plan: PostPlan, *, weeks: tuple[str, ...]) -> None:
        self._plan = plan
        self._tokens = tuple(token for token in self._tokens if token.week in weeks)

    def keep_tokens(
        self,
        tokens: tuple[HeldToken, ...],
        plan: PostPlan,
        sent: Sent,  # noqa: ARG002
    ) -> None:
        self._plan = plan
        self._tokens += tokens

    def post(
        self,
        plan: PostPlan,
        sent: Sent,  # noqa: ARG002
        *,
        play: Play | None,
        token: HeldToken | None,
    ) -> None:
        self._plan = plan
        if play is not None:
            self._waiting.remove(play)
        self._tokens = tuple(each for each in self._tokens if each is not token)


class AnswerDrawer:
    """What was counted, ``seen``, and the answer."""

    def __init__(self, seen: tuple[Seen, ...]) -> None:
        self._seen = seen
        self._answer: Answer | None = None

    def seen(self) -> tuple[Seen, ...]:
        return self._seen

    def add_seen(self, seen: tuple[Seen, ...]) -> None:
        self._seen += seen

    def answer(self) -> Answer | None:
        return self._answer

    def draw_answer(self, answer: Answer, *, running: str) -> None:
        self._answer = answer
        self._seen = tuple(one for one in self._seen if one.period == running)

    def finish_erasing(self) -> None:
        """Nothing is left over in memory."""

    def keep_answer(self, answer: Answer, sent: Sent | None = None) -> None:  # noqa: ARG002
        self._answer = answer

    def forget_telemetry(self) -> None:
        self._seen, self._answer = (), None
