"""Dates, times, amounts and lengths, as Dutch and English write them.

Times go in as the viewer's own (`Context.local`); nothing here knows UTC.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

_DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_DAYS = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_NEAR = {
    "nl": {0: "Vandaag", -1: "Gisteren", 1: "Morgen"},
    "en": {0: "Today", -1: "Yesterday", 1: "Tomorrow"},
}


def clock(at: datetime) -> str:
    """20:31"""  # noqa: D415
    return f"{at:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """20:31 – 21:16"""  # noqa: D415
    return f"{start:%H:%M} – {end:%H:%M}"


def day(at: date, language: str) -> str:
    """The weekday, day and month: woensdag 18 november."""
    return f"{_DAYS[language][at.weekday()]} {at.day} {_MONTHS[language][at.month - 1]}"


def short_day(at: date, language: str) -> str:
    """The weekday in short and the day of the month: wo 18."""
    return f"{_SHORT_DAYS[language][at.weekday()]} {at.day}"


def middle_day(at: date, language: str) -> str:
    """The weekday in short, day and month: wo 18 november."""
    return f"{short_day(at, language)} {_MONTHS[language][at.month - 1]}"


def near_day(at: date, today: date, language: str) -> str:
    """Today, yesterday or tomorrow by that word, any other day in short."""
    return _NEAR[language].get((at - today).days) or short_day(at, language)


def moment(at: datetime, language: str) -> str:
    """Weekday, day, month and time: woensdag 18 november, 20:31."""
    return f"{day(at, language)}, {clock(at)}"


def number(value: int, language: str) -> str:
    """Thousands apart: 18.250 in Dutch, 18,250 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "nl" else grouped


def price(cents: int, language: str) -> str:
    """€ 4,99 in Dutch, €4.99 in English."""
    euros, rest = divmod(cents, 100)
    whole = number(euros, language)
    return f"€ {whole},{rest:02}" if language == "nl" else f"€{whole}.{rest:02}"


def length(span_of: timedelta) -> str:
    """1:05:09 or 5:09; a length is never below zero."""
    seconds = max(0, int(span_of.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def minutes_left(until: datetime, now: datetime) -> int:
    """Whole minutes left, rounded up, so that nought is the end."""
    return max(0, -(-int((until - now).total_seconds()) // 60))
