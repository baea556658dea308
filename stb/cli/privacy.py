"""`stb privacy`: the viewer's own answers, taken away or looked at again."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from stb.cli import options, privacy_box, privacy_declared, privacy_export, privacy_group
from stb.cli.output import check_place, print_json
from stb.cli.verbs import Verbs
from stb.errors import InputError

if TYPE_CHECKING:
    from stb.adapters.store import SqliteStore
    from stb.model.consent import ConsentRecord
    from stb.ui.notices import Words


_MORE = """\
None of them asks a network or starts a head-end, and none can agree to anything: that is for
keys on the screen.

examples:
  stb privacy register                 what may leave, on what grounds, and how long it is kept
  stb privacy sent --hex               what did leave, to the byte
  stb privacy export --out mine.json   all that the box keeps of the household
  stb privacy withdraw tailored-spots
  stb privacy erase all --yes
"""


class NoAnswer(InputError):
    """The box has no such answer, or its words are not known here."""

    code = "privacy.answer"


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    family = verbs.family(
        "privacy", help="what may leave, what left, what was agreed to; withdraw", more=_MORE
    )
    privacy_declared.register(family)
    privacy_box.register(family)
    privacy_group.register(family)
    privacy_export.register(family)
    listing = family.add(
        "answers", run_answers, help="list every answer that was taken down", prints_facts=True
    )
    picture = family.add(
        "picture", run_picture, help="make the picture again that an answer was given to"
    )
    picture.add_argument(
        "answer", metavar="ID|group",
        help="the answer's id, as `answers` lists it; or the screen of my group as it is now",
    )  # fmt: skip
    options.add_language(picture, of="the screen of my group; a question's is as it was asked")
    picture.add_argument(
        "--out", type=Path, required=True, metavar="FILE.png", help="the PNG file to write"
    )
    options.add_credential(picture, to_look=True)
    for verb in (listing, picture):
        _box(verb)


def _box(verb: ArgumentParser) -> None:
    options.add_household(verb)
    verb.description = (verb.description or "") + " The television must be off meanwhile."


def run_answers(arguments: Namespace) -> int:
    """Print every answer, oldest first."""
    from stb.formats.fields import write_instant

    with closing(open_store(arguments)) as store:
        records = store.consents()
    facts = [
        {
            "id": record.id,
            "at": write_instant(record.at),
            "purpose": record.purpose.value,
            "state": record.state.value,
            "method": record.method.value,
            "text": f"{record.notice.version}-{record.notice.language}",
        }
        for record in records
    ]
    if arguments.json:
        print_json(facts)
        return 0
    for fact in facts:
        print("  ".join(fact.values()))
    if not facts:
        print("nothing was answered yet")
    return 0


def run_picture(arguments: Namespace) -> int:
    """Paint the question of one answer, from its record."""
    from stb.adapters import assets
    from stb.adapters.screen import shots
    from stb.adapters.screen.painter import Painter
    from stb.ui.screens.consent import question
    from stb.ui.screens.my_group import MyGroup

    check_place(arguments.out)
    if arguments.answer == privacy_group.GROUP:
        with privacy_group.looked_at(arguments) as moment:
            for number, page in enumerate(MyGroup.pages(moment), start=1):
                painted = Painter((1280, 720), assets.folder()).paint(
                    page.scene(moment), picture=None
                )
                further = arguments.out.with_stem(f"{arguments.out.stem}-{number}")
                file = arguments.out if number == 1 else further
                shots.save(painted, file)
                print(file)
        return 0
    record = _answer(arguments)
    scene = question(_words(record))
    painted = Painter((1280, 720), assets.folder()).paint(scene, picture=None)
    shots.save(painted, arguments.out)
    print(f"{arguments.out}: text {record.notice.version}, {record.notice.language}")
    return 0


def open_store(arguments: Namespace) -> SqliteStore:
    """The database of the household's box, which must be off.

    Raises:
        NeverOn: it was never switched on here.
    """
    from stb.adapters.store import SqliteStore
    from stb.wiring.configuration import Pictures, Time
    from stb.wiring.unplugged import folder_of

    wanted = options.configuration(arguments, time=Time.REAL, pictures=Pictures.NONE)
    return SqliteStore(folder_of(wanted))


def _answer(arguments: Namespace) -> ConsentRecord:
    with closing(open_store(arguments)) as store:
        records = store.consents()
    found = next((record for record in records if record.id == arguments.answer), None)
    if found is None:
        raise NoAnswer(f"no answer {arguments.answer!r}; `stb privacy answers` lists them")
    return found


def _words(record: ConsentRecord) -> Words:
    from stb.ui import notices

    words = notices.shown(record.purpose, record.notice)
    if words is None:
        raise NoAnswer(f"the text {record.notice.text_sha256} is not known to this version")
    return words
