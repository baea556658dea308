"""Categories of guide and store, in the viewer's words.

A guide names its categories as it likes, in Dutch or English; those of the trade
are known here, another stays as it came.
"""

from __future__ import annotations

from stb.ui.screen import Moment


def mark(msgid: str) -> str:
    """Names ``msgid`` as one to translate later."""
    return msgid


def genre(moment: Moment, category: str) -> str:
    """A category in the viewer's words; one that is not known stays as it is."""
    known = GENRES.get(category.lower())
    return moment.say(known) if known else category


GENRES = {
    "news": mark("News"),
    "sport": mark("Sport"),
    "sports": mark("Sport"),
    "football": mark("Football"),
    "film": mark("Film"),
    "movie": mark("Film"),
    "game": mark("Game"),
    "series": mark("Series"),
    "drama": mark("Drama"),
    "comedy": mark("Comedy"),
    "quiz": mark("Quiz"),
    "show": mark("Show"),
    "entertainment": mark("Entertainment"),
    "children": mark("Children"),
    "kids": mark("Children"),
    "cartoon": mark("Cartoon"),
    "nature": mark("Nature"),
    "documentary": mark("Documentary"),
    "cooking": mark("Cooking"),
    "food": mark("Cooking"),
    "lifestyle": mark("Lifestyle"),
    "weather": mark("Weather"),
    "music": mark("Music"),
    "culture": mark("Culture"),
    "talk": mark("Talk show"),
    "current affairs": mark("Current affairs"),
    "current-affairs": mark("Current affairs"),
    "politics": mark("Politics"),
    "religion": mark("Religion"),
    "crime": mark("Crime"),
    "thriller": mark("Thriller"),
    "romance": mark("Romance"),
    "family": mark("Family"),
    "adventure": mark("Adventure"),
    "science fiction": mark("Science fiction"),
    "puzzle": mark("Puzzle"),
    "arcade": mark("Arcade"),
    "shopping": mark("Shopping"),
    "teleshop": mark("Shopping"),
    "regional": mark("Regional"),
    "soap": mark("Soap"),
    "reality": mark("Reality"),
    "night": mark("Night"),
    "nieuws": mark("News"),
    "natuur": mark("Nature"),
    "koken": mark("Cooking"),
    "informatief": mark("Information"),
    "reizen": mark("Travel"),
    "jeugd": mark("Children"),
    "animatie": mark("Animation"),
    "muziek": mark("Music"),
    "amusement": mark("Entertainment"),
}
