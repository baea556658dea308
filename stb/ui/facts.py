"""Facts about the household in the viewer's words: what each is called, its value, who says it."""

from __future__ import annotations

from stb.model.facts import Fact, Known, Origin
from stb.model.household import Counted
from stb.ui.genres import mark
from stb.ui.screen import Moment

NAMES = {
    "address": mark("address"),
    "postcode": mark("postcode"),
    "province": mark("province"),
    "youngest_child": mark("age of the youngest child"),
    "oldest_adult": mark("age of the oldest adult"),
    "adults": mark("adults"),
    "children": mark("children"),
    "genders": mark("gender of the adults"),
    "packages": mark("channel packages"),
    "interests": mark("interests"),
    "income_class": mark("income class by postcode"),
    "families_class": mark("class of families by postcode"),
    "elderly_class": mark("class of older people by postcode"),
    "watches_most": mark("watched most here"),
}
ORIGINS = {
    Origin.OPERATOR: mark("told by the operator, signed"),
    Origin.SET_UP: mark("entered when this box was set up"),
    Origin.VIEWER: mark("corrected by you"),
    Origin.POSTCODE: mark("from the table of postcodes"),
    Origin.VIEWING: mark("from what was watched, on this box"),
}
METHODS = {
    Counted.ADMINISTRATION: mark("Counted by the operator, among its customers."),
    Counted.TELEMETRY: mark("At least this many: a lower bound from the swapped viewing figures."),
}
WORDS = {
    "woman": mark("woman"),
    "man": mark("man"),
    "other": mark("other"),
    "basic": mark("basic"),
    "kids": mark("kids"),
    "sport": mark("sports"),
    "film": mark("films"),
    "international": mark("international"),
    "news": mark("news"),
    "series": mark("series"),
    "documentary": mark("documentaries"),
    "entertainment": mark("entertainment"),
    "music": mark("music"),
    "children": mark("programmes for children"),
    "cartoons": mark("cartoons"),
    "cooking": mark("cooking"),
    "nature": mark("nature"),
    "none": mark("nothing"),
}


def name(moment: Moment, fact: str) -> str:
    """What a fact is called, beginning with a capital."""
    text = moment.say(NAMES[fact]) if fact in NAMES else fact
    return text[:1].upper() + text[1:]


def value(moment: Moment, fact: str, what: Fact | None) -> str:
    """A fact's value; a province is written as a name."""
    if what is None:
        return moment.say("not so, and not used")
    if isinstance(what, tuple):
        return ", ".join(word(moment, each) for each in what) or moment.say("none")
    if fact == "province":
        return "-".join(part.capitalize() for part in str(what).split("-"))
    if fact.endswith("_class"):
        return moment.say("{value} of 5").format(value=what)
    return word(moment, str(what)) if fact == "watches_most" else str(what)


def word(moment: Moment, text: str) -> str:
    """One word of a list: one of ours in the viewer's language, another as it is."""
    return moment.say(WORDS[text]) if text in WORDS else text


def is_corrected(known: Known) -> bool:
    """Whether the viewer said it."""
    return known.origin is Origin.VIEWER
