"""The keyboard as a remote: which keys of a desktop stand for which keys of the box.

One table for the window, for `stb keys` and for the screen with all keys. The
first name is the one that is shown. The window has two keys of its own, which
the box never hears of; they are listed after the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from stb.model.key import Key


@dataclass(frozen=True, slots=True)
class Binding:
    """A key of the box, the keyboard keys that stand for it, and what it does."""

    key: Key
    names: tuple[str, ...]
    group: str
    nl: str
    en: str

    def says(self, language: str) -> str:
        """What the key does, in a few words."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True, slots=True)
class WindowKey:
    """A key that works on the window and not on the box."""

    names: tuple[str, ...]
    nl: str
    en: str
    group: str = "window"

    def says(self, language: str) -> str:
        """What the key does, in a few words."""
        return self.nl if language == "nl" else self.en


def _digits() -> tuple[Binding, ...]:
    return tuple(
        Binding(key, (key.value,), "watch", "Kanaal kiezen", "Choose a channel")
        for key in Key
        if key.digit is not None
    )


KEYS: tuple[Binding, ...] = (
    Binding(Key.POWER, ("P",), "watch", "Aan en stand-by", "On and standby"),
    *_digits(),
    Binding(Key.CHANNEL_UP, ("Page Up",), "watch", "Kanaal omhoog", "Channel up"),
    Binding(Key.CHANNEL_DOWN, ("Page Down",), "watch", "Kanaal omlaag", "Channel down"),
    Binding(Key.LAST, ("L",), "watch", "Vorig kanaal", "Last channel"),
    Binding(Key.VOLUME_UP, ("+", "="), "watch", "Geluid harder", "Louder"),
    Binding(Key.VOLUME_DOWN, ("-",), "watch", "Geluid zachter", "Softer"),
    Binding(Key.MUTE, ("M",), "watch", "Geluid uit en aan", "Sound off and on"),
    Binding(Key.UP, ("Up",), "navigate", "Omhoog", "Up"),
    Binding(Key.DOWN, ("Down",), "navigate", "Omlaag", "Down"),
    Binding(Key.LEFT, ("Left",), "navigate", "Naar links", "To the left"),
    Binding(Key.RIGHT, ("Right",), "navigate", "Naar rechts", "To the right"),
    Binding(Key.OK, ("Enter",), "navigate", "Kiezen", "Choose"),
    Binding(Key.BACK, ("Backspace",), "navigate", "Eén stap terug", "One step back"),
    Binding(Key.EXIT, ("Esc",), "navigate", "Naar het beeld", "To the picture"),
    Binding(Key.GUIDE, ("G",), "screens", "Gids", "Guide"),
    Binding(Key.CATCH_UP, ("T",), "screens", "Terugkijken", "Catch-up"),
    Binding(Key.STORE, ("F",), "screens", "Films en spellen", "Films and games"),
    Binding(Key.PRIVACY, ("V",), "screens", "Privacy", "Privacy"),
    Binding(Key.MENU, ("Home", "H"), "screens", "Menu", "Menu"),
    Binding(Key.INFO, ("I",), "screens", "Meer weten", "Know more"),
    Binding(Key.HELP, ("F1",), "screens", "Alle toetsen", "All keys"),
    Binding(Key.PLAY_PAUSE, ("Space",), "play", "Afspelen, pauze", "Play and pause"),
    Binding(Key.STOP, ("S",), "play", "Stoppen, naar tv", "Stop, to television"),
    Binding(Key.START_OVER, ("B",), "play", "Vanaf het begin", "From the start"),
    Binding(Key.REWIND, ("[",), "play", "Een minuut terug", "A minute back"),
    Binding(Key.FAST_FORWARD, ("]",), "play", "Een minuut verder", "A minute ahead"),
    Binding(Key.STEP_BACK, (",",), "play", "Eén beeldje terug", "One frame back"),
    Binding(Key.STEP_FORWARD, (".",), "play", "Eén beeldje verder", "One frame ahead"),
    Binding(Key.NEXT_BREAK, ("N",), "spots", "Naar volgende reclame", "To the next break"),
    Binding(Key.WHY, ("W",), "spots", "Waarom deze spot?", "Why this spot?"),
    Binding(Key.CORNER, ("C",), "spots", "Uitzending in de hoek", "Broadcast in a corner"),
    Binding(Key.OVERLAY, ("O",), "spots", "Laag voor ontwikkelaars", "Developer's overlay"),
    Binding(Key.RED, ("F5",), "colours", "Rood", "Red"),
    Binding(Key.GREEN, ("F6",), "colours", "Groen", "Green"),
    Binding(Key.YELLOW, ("F7",), "colours", "Geel", "Yellow"),
    Binding(Key.BLUE, ("F8",), "colours", "Blauw", "Blue"),
)
"""Every key of the box once, in the order of the list."""

WINDOW_KEYS: tuple[WindowKey, ...] = (
    WindowKey(("F2",), "Afstandsbediening", "On-screen remote"),
    WindowKey(("F11",), "Volledig scherm", "Full screen"),
)
"""The window's own keys; a double click on the picture does what F11 does."""
