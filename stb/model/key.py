"""Keys of the remote, as the box knows them; every protocol maps its own names here."""

from __future__ import annotations

from enum import Enum


class Key(Enum):
    """One key; the value is the name that scripts and `stb keys` use, in capitals there."""

    POWER = "power"
    OK = "ok"
    BACK = "back"
    EXIT = "exit"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    DIGIT_0 = "0"
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"
    CHANNEL_UP = "channel-up"
    CHANNEL_DOWN = "channel-down"
    LAST = "last"
    VOLUME_UP = "volume-up"
    VOLUME_DOWN = "volume-down"
    MUTE = "mute"
    GUIDE = "guide"
    INFO = "info"
    MENU = "menu"
    HELP = "help"
    CATCH_UP = "catch-up"
    STORE = "store"
    PRIVACY = "privacy"
    PLAY_PAUSE = "play-pause"
    STOP = "stop"
    REWIND = "rewind"
    FAST_FORWARD = "fast-forward"
    STEP_BACK = "step-back"
    STEP_FORWARD = "step-forward"
    START_OVER = "start-over"
    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"
    BLUE = "blue"
    NEXT_BREAK = "next-break"
    WHY = "why"
    CORNER = "corner"
    OVERLAY = "overlay"

    @property
    def digit(self) -> int | None:
        """The number on the key, or None."""
        return int(self.value) if self.value.isdigit() else None
