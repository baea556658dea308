"""My group on the screen: in words, its count and the method, why, and facts to put right."""

from __future__ import annotations

from dataclasses import replace

from stb.engine.commands import CorrectFact, LockAgain, TakeBackFact
from stb.engine.snapshot import Pin
from stb.model.bundle import Refusal
from stb.model.household import Counted
from stb.model.key import Key
from stb.model.portrait import Portrait
from stb.ui import reasons
from stb.ui.scene import Text
from stb.ui.screen import Moment
from stb.ui.screens.my_group import MyGroup
from tests.ui import world
from tests.ui.world import Viewer, viewer

FIRST = [one.name for one in world.KNOWN]


def my_group(**changes: object) -> Viewer:
    facts: dict[str, object] = {
        "consents": world.answered(), "segments": (world.FAMILIES,), "portrait": world.PORTRAIT,
        "inventory": replace(world.INVENTORY, postcodes=world.TABLE),
    }  # fmt: skip
    someone = viewer(**(facts | changes)).press(Key.PRIVACY, Key.GREEN)
    return someone.sees(pin=Pin(open=True))


def fact(name: str) -> Viewer:
    return my_group().press(*[Key.DOWN] * FIRST.index(name), Key.OK)


def texts(someone: Viewer, role: str) -> list[str]:
    return [node.text for node in someone.scene if isinstance(node, Text) and node.role == role]


def words(someone: Viewer) -> str:
    return " ".join(node.text for node in someone.scene if isinstance(node, Text))


def test_it_is_behind_the_pin_and_leaving_it_locks_again():
    someone = viewer(consents=world.answered()).press(Key.PRIVACY, Key.GREEN)
    assert someone.screen == "pin"

    assert my_group().press(Key.BACK).sent == (LockAgain(),)


def test_the_group_stands_in_words_with_its_count_the_method_and_why():
    someone = my_group()

    assert someone.text("group") == "Families with a child of six or younger"
    assert someone.text("group-homes") == "18,250 households"
    assert someone.text("group-counted") == "Counted by the operator, among its customers."
    assert someone.text("group-why") == "Children: 2  ·  Age of the youngest child: 1"


def test_a_count_by_telemetry_says_that_it_is_a_lower_bound():
    counted = replace(world.FAMILIES, counted=Counted.TELEMETRY)

    assert "lower bound" in my_group(segments=(counted,)).text("group-counted")


def test_both_sources_of_the_postcode_table_are_named():
    assert texts(my_group(), "group-source") == [
        "Wijken in klassen, Bureau Voorbeeldcijfers (verzonnen), 2025 (open data)",
        "Koopkrachtkaart, Datahuis Voorbeeld (verzonnen), 2025 (bought)",
    ]


def test_what_was_watched_stands_by_kind_with_its_keeping_time():
    someone = my_group()

    assert someone.text("group-viewed") == "programmes for children 120 min  ·  news 21 min"
    assert "4 weeks at most" in " ".join(texts(someone, "group-label"))


def test_a_correction_is_marked_and_what_was_told_stays_in_sight():
    who = dict(zip(FIRST, texts(my_group(), "fact-who"), strict=False))

    assert who["postcode"] == "told by the operator, signed"
    assert who["province"] == "corrected by you  ·  first told: Utrecht"
    assert who["oldest_adult"] == "corrected by you  ·  first told: 36"


def test_a_number_is_typed_and_taken_with_ok():
    assert fact("children").type("3").press(Key.OK).sent == (CorrectFact("children", 3),)
    assert fact("postcode").type("2061").press(Key.OK).sent == (CorrectFact("postcode", "2061"),)


def test_what_it_cannot_be_is_refused_on_the_screen_and_sent_to_nobody():
    someone = fact("postcode").type("20").press(Key.OK)

    assert (someone.screen, someone.sent) == ("fact", ())
    assert someone.text("fact-refused") == "That cannot be right. Try again."


def test_a_word_is_chosen_from_the_list_and_of_several_each_is_switched():
    assert fact("province").press(Key.DOWN, Key.OK).sent == (CorrectFact("province", "flevoland"),)

    someone = fact("packages").press(Key.OK)
    assert someone.sent == (CorrectFact("packages", ("kids", "bergbeklimmen")),)
    assert someone.screen == "fact"


def test_every_fact_can_be_said_not_to_be_so_and_a_correction_taken_back():
    assert fact("address").press(Key.YELLOW).sent == (CorrectFact("address", None),)
    assert fact("province").press(Key.RED).sent == (TakeBackFact("province"),)
    assert fact("children").press(Key.RED).sent == ()


def test_what_follows_from_others_cannot_be_put_right_by_itself():
    assert fact("income_class").screen == "my-group"


def test_a_held_key_puts_nothing_right():
    assert fact("address").press(Key.YELLOW, held=True).sent == ()
    assert fact("children").type("3").press(Key.OK, held=True).sent == ()


def test_without_a_yes_what_was_told_is_shown_and_nothing_can_be_kept_of_it():
    someone = viewer(portrait=Portrait(world.KNOWN[:2])).press(Key.PRIVACY, Key.GREEN)
    someone.sees(pin=Pin(open=True))

    assert someone.text("group") == "None. Without a yes, no group is looked for."
    assert texts(someone, "fact-value") == ["Vleutenseweg 340, Utrecht", "3543"]
    assert someone.press(Key.OK).screen == "my-group"


def test_a_group_put_right_after_a_spot_says_when_the_next_begins():
    someone = my_group(segments=(), portrait=replace(world.PORTRAIT, waits=True, why=()))

    assert someone.text("group") == "None for the rest of this week."
    assert "begins on Monday" in someone.text("group-waits")


def test_that_there_are_more_facts_is_said_until_the_last_is_in_sight():
    long = replace(world.PORTRAIT, known=world.KNOWN * 2)
    someone = my_group(portrait=long)
    assert "DOWN: more" in words(someone)

    someone.press(*[Key.DOWN] * len(long.known))

    assert "DOWN: more" not in words(someone)


def test_its_pages_show_every_fact():
    long = replace(world.PORTRAIT, known=world.KNOWN * 2)
    someone = my_group(portrait=long)
    moment = Moment(someone.snapshot, someone.context, ms=0)

    shown = [
        node.role.removeprefix("fact:")
        for page in MyGroup.pages(moment)
        for node in page.scene(moment)
        if isinstance(node, Text) and node.role.startswith("fact:")
    ]

    assert set(shown) == {one.name for one in long.known}
    assert len(MyGroup.pages(moment)) == 3


def test_a_group_that_was_refused_is_named_with_the_reason_in_words():
    refused = Refusal("tiny", "segment.too_small", "as the operator is told")

    assert reasons.why_refused(str, refused) == (
        "Fewer than a hundred households: too few to be a group."
    )
