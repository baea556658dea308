"""What every screen is: a frozen value that answers a key with a value.

A screen never reads a clock and never acts: it gets a `Moment`, and returns
where to go (`Outcome`) with the commands for the box. A key that it has no use
for is `Unused` and goes to the keys that work everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stb.engine.commands import Command
from stb.engine.snapshot import Snapshot
from stb.model.key import Key
from stb.ui.context import Context
from stb.ui.scene import Scene


@dataclass(frozen=True, slots=True)
class Moment:
    """What a screen may look at.

    ``ms`` are milliseconds of looking: a count that follows the box's clock but never
    goes back, for time-outs. ``held`` says that the key repeats.
    """

    snapshot: Snapshot
    context: Context
    ms: int
    held: bool = False

    def say(self, msgid: str) -> str:
        return self.context.say(msgid)

    @property
    def language(self) -> str:
        return self.context.language

    @property
    def now(self) -> datetime:
        return self.snapshot.now

    @property
    def local_now(self) -> datetime:
        return self.context.local(self.snapshot.now)

    def local(self, at: datetime) -> datetime:
        return self.context.local(at)


class Screen:
    """One screen or panel.

    ``covers``: it fills the screen, and is no card or panel over the picture.
    ``behind_pin``: it may only be seen with the PIN, which is asked again once it is left.
    """

    __slots__ = ()
    covers = True
    behind_pin = False

    @property
    def name(self) -> str:
        """The screen's name for QA."""
        raise NotImplementedError

    def press(self, key: Key, moment: Moment) -> Outcome:
        raise NotImplementedError

    def tick(self, moment: Moment) -> Outcome:  # noqa: ARG002
        return Stay(self)

    def scene(self, moment: Moment) -> Scene:
        raise NotImplementedError

    def spoken(self, moment: Moment) -> str:  # noqa: ARG002
        """What is read aloud of it as it stands, or nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Go on with ``screen``, which may have changed."""

    screen: Screen
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Put ``screens`` on top of ``over``, the screen as it is to be found again."""

    over: Screen
    screens: tuple[Screen, ...]
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Back:
    """Leave this screen and find the one under it as it was."""

    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """Leave all screens: the picture."""

    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Unused:
    """The key means nothing here."""


Outcome = Stay | Open | Back | Home | Unused
