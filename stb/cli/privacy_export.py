"""`stb privacy export`: all that the box keeps of a household, in a file for the household."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.headend_common import many
from stb.cli.output import check_place, told_on_stderr
from stb.cli.verbs import Verbs

if TYPE_CHECKING:
    from stb.formats.export import Holdings
    from stb.wiring.unplugged import Looked

_MORE = """\
Everything that the box keeps of its household, as JSON: answers with their signed receipts,
orders and what waits, what left, resume points, the group and what it was made from, spots
shown, viewing by kind, the budget of viewing figures; each with why it is kept, until when
and on what grounds. No key, PIN or token is in it. It is read from the box's folder alone and
changes nothing there. docs/privacy.md tells the form (version 2). The file can be read by its
owner only; the television must be off meanwhile.
"""


def register(family: Verbs) -> None:
    """Add the verb to `stb privacy`."""
    verb = family.add("export", run, help="write all that the box keeps of the household")
    verb.description = _MORE
    verb.add_argument(
        "--out", type=Path, required=True, metavar="FILE.json", help="the JSON file to write"
    )
    options.add_language(verb, of="its words")
    options.add_household(verb)
    options.add_credential(verb, to_look=True)


def run(arguments: Namespace) -> int:
    """Write the file; prints how many rows of each part are in it."""
    from stb.adapters import assets, language
    from stb.formats.export import write_export
    from stb.headend.files import write_whole
    from stb.wiring.configuration import Pictures, Time
    from stb.wiring.unplugged import looked_into

    check_place(arguments.out)
    wanted = options.configuration(arguments, time=Time.REAL, pictures=Pictures.NONE)
    with looked_into(wanted) as looked:
        held = holdings(looked)
    say = language.words(assets.folder(), arguments.lang)
    write_whole(arguments.out, write_export(held, language=arguments.lang, say=say), mode=0o600)
    print(arguments.out)
    told_on_stderr(
        f"{many(len(held.receipts), 'answer')}, {many(len(held.orders), 'order')},"
        f" {many(len(held.sent), 'message')} that left, {many(len(held.places), 'resume point')},"
        f" {many(len(held.plays), 'spot')} shown; only you can read the file"
    )
    for note in held.unreadable:
        told_on_stderr(note)
    return 0


def holdings(looked: Looked) -> Holdings:
    """All that the box keeps, read from its database and by its own rules."""
    from stb.engine.agreement import NOT_MINE
    from stb.formats.export import Holdings
    from stb.model.report import Kind
    from stb.model.telemetry import answered_periods
    from stb.ui import notices

    store, snapshot = looked.store, looked.box.snapshot
    seal = store.receipts.seal()
    texts = {
        record.notice.text_sha256: words.all_words()
        for record in store.consents()
        if (words := notices.shown(record.purpose, record.notice)) is not None
    }
    answered = [each.at for each in store.sent() if each.kind is Kind.TELEMETRY]
    return Holdings(
        at=snapshot.now,
        household=snapshot.household,
        receipts=store.receipts.rows(),
        texts=texts,
        key=b"" if seal is None else seal.public,
        orders=store.orders(),
        rentals=store.rentals(),
        queued=store.queued(),
        sent=store.sent(),
        places=store.places(),
        volume=store.recall("volume"),
        service=store.recall("service"),
        not_mine=tuple((store.recall(NOT_MINE) or "").split()),
        held=store.profile.group(),
        segment=next(iter(snapshot.segments), None),
        portrait=snapshot.portrait,
        corrections=store.profile.corrections(),
        viewed=store.profile.viewed(),
        viewings=store.remembered(),
        plays=store.plays(),
        waiting=store.waiting(),
        plan=store.plan(),
        tokens=store.tokens(),
        seen=store.figures.seen(),
        answer=store.figures.answer(),
        answers_in_a_year=answered_periods(answered, snapshot.now),
        unreadable=store.notes,
    )
